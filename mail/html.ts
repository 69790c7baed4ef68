// @ts-expect-error: html-to-text 10 comes without types
import { compile as untyped } from 'html-to-text'
import { cutters, hidden, marksIn, type Region } from './htmlRegions.ts'
import type { LineKind } from './quoteLines.ts'

type Element = {
  name: string
  type: string
  data?: string
  attribs?: Record<string, string>
  children?: Element[]
}
type Walk = (children: Element[] | undefined, builder: Builder) => void
type Builder = {
  addInline(text: string): void
  openBlock(options: { leadingLineBreaks: number }): void
  closeBlock(options: { trailingLineBreaks: number }): void
  options: { formatters: Record<string, Format> }
}
type Format = (element: Element, walk: Walk, builder: Builder, options: Record<string, unknown>) => void
const compile: (options: object) => (html: string) => string = untyped

const maxHtml = 2_000_000
const maxOpen = 400

const block = { leadingLineBreaks: 1, trailingLineBreaks: 1 }
const formatters: Record<string, Format> = {
  cell(element, walk, builder) {
    walk(element.children, builder)
    builder.addInline(' ')
  },
  /** Of a table of words and not of the page: what stands side by side is kept apart. */
  columns(element, walk, builder) {
    builder.openBlock({ leadingLineBreaks: 1 })
    const cells = (element.children ?? []).filter(({ name }) => name === 'td' || name === 'th')
    for (const [at, cell] of cells.entries()) {
      if (at > 0) builder.addInline(' | ')
      walk(cell.children, builder)
    }
    builder.closeBlock({ trailingLineBreaks: 1 })
  },
  row(element, walk, builder, options) {
    const format = isOfWords(element) ? 'columns' : 'block'
    builder.options.formatters[format]!(element, walk, builder, { ...block, ...options })
  },
  hidden(element, walk, builder) {
    if (!hasWords(element)) return
    builder.addInline('[hidden: ')
    walk(element.children, builder)
    builder.addInline(']')
  },
  ...Object.fromEntries(cutters.map(({ format, region }) => [format, regionFormat(region)])),
}

/** Sets lines around what a program quoted or signed with; `marksIn` finds them again in the text. */
function regionFormat({ opens, closes }: Region): Format {
  return (element, walk, builder) => {
    const line = (mark: string) => {
      builder.openBlock({ leadingLineBreaks: 1 })
      builder.addInline(mark)
      builder.closeBlock({ trailingLineBreaks: 1 })
    }
    line(opens)
    const inner = ['blockquote', 'table', 'tr', 'hr'].includes(element.name) ? element.name : 'div'
    const format = { blockquote: 'blockquote', hr: 'horizontalLine', tr: 'row' }[inner] ?? 'block'
    builder.options.formatters[format]!(element, walk, builder, { ...block, trimEmptyLines: false })
    if (closes) line(closes)
  }
}

/** Rows of at least two short cells, under headings or among rows alike: a table that says something. */
function isOfWords(row: Element): boolean {
  const cells = (row.children ?? []).filter(({ name }) => name === 'td' || name === 'th')
  if (cells.length < 2 || cells.length > 30) return false
  const plain = cells.every((cell) =>
    (cell.children ?? []).every((one) => !/^(table|div|ul|ol|p)$/.test(one.name ?? '')),
  )
  return plain && cells.filter((cell) => hasWords(cell)).length >= 2
}

function hasWords(element: Element, depth = 0): boolean {
  if (element.type === 'text') return /[\p{L}\p{N}\p{P}\p{S}]/u.test(element.data ?? '')
  return depth < 30 && (element.children ?? []).slice(0, 200).some((child) => hasWords(child, depth + 1))
}

const convert = compile({
  wordwrap: false,
  baseElements: { selectors: ['x-none'] }, // what stands outside of <body> is shown too
  limits: { maxInputLength: undefined, maxDepth: 500, ellipsis: '…' },
  formatters,
  selectors: [
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
    ...['img', 'style', 'script', 'title', 'template'].map((selector) => ({ selector, format: 'skip' })),
    { selector: 'table', format: 'block', options: block },
    { selector: 'tr', format: 'row' },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'blockquote', options: { trimEmptyLines: false } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ...cutters.flatMap(({ format, selectors }) => selectors.map((selector) => ({ selector, format }))),
    ...hidden.map((selector) => ({ selector, format: 'hidden' })),
  ],
})

export type HtmlText = { text: string; kinds: Map<number, LineKind> }

/**
 * The text of a mail's HTML: links with their addresses, rows on lines, quotations with ">", and the kinds of the lines
 * that its elements give away. Only for the worker.
 */
export function htmlToText(html: string): HtmlText {
  const input = html.slice(0, maxHtml).replace(/[\0\ue000-\ue003]/g, '')
  const text = tooDeep(input) ? input.replace(/<[^<>]*>/g, ' ') : convert(input)
  return marksIn(text.replace(/\r\n?/g, '\n').replace(/^\n+/, '').trimEnd())
}

const tags = /<(\/?)([a-z][a-z0-9-]{0,30})/gi
const never = /^(area|base|br|col|hr|img|input|link|meta|wbr)$/
const closes: Record<string, string[]> = {
  ...{ p: ['p'], li: ['li'], option: ['option'], dt: ['dt', 'dd'], dd: ['dt', 'dd'] },
  ...{ tr: ['tr', 'td', 'th'], td: ['td', 'th'], th: ['td', 'th'] },
}

/** htmlparser2 takes quadratic time in the depth of open elements, and no person nests hundreds. Linear. */
function tooDeep(html: string): boolean {
  const stack: string[] = []
  const open = new Map<string, number>()
  const pop = () => {
    const tag = stack.pop()!
    open.set(tag, open.get(tag)! - 1)
    return tag
  }
  for (const [, end, written] of html.matchAll(tags)) {
    const tag = written!.toLowerCase()
    if (end === '/') {
      if (open.get(tag)) while (pop() !== tag);
      continue
    }
    while (stack.length > 0 && Object.hasOwn(closes, tag) && closes[tag]!.includes(stack.at(-1)!)) pop()
    if (!never.test(tag)) open.set(tag, (open.get(tag) ?? 0) + 1)
    if (!never.test(tag) && stack.push(tag) > maxOpen) return true
  }
  return false
}
