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
  parent?: Element | null
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
const maxTags = 50_000
const mostLevels = 8

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
  quotation: levelled('blockquote'),
  bullets: levelled('unorderedList'),
  numbers: levelled('orderedList'),
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

/** Each level of quotation or list sets its own mark before every line: beyond a few that is only weight. */
function levelled(format: string): Format {
  return (element, walk, builder, options) => {
    let depth = 0
    for (let up = element.parent; up; up = up.parent) if (/^(blockquote|ul|ol)$/.test(up.name)) depth++
    const chosen = depth < mostLevels ? format : 'block'
    builder.options.formatters[chosen]!(element, walk, builder, { trimEmptyLines: false, ...options })
  }
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
    const format = { blockquote: 'quotation', hr: 'horizontalLine', tr: 'row' }[inner] ?? 'block'
    builder.options.formatters[format]!(element, walk, builder, block)
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
    {
      selector: 'ul',
      format: 'bullets',
      options: { leadingLineBreaks: 2, trailingLineBreaks: 2, itemPrefix: ' * ' },
    },
    { selector: 'ol', format: 'numbers', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'blockquote', format: 'quotation', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
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
  const text = tooMuch(input) ? bare(input) : convert(input)
  return marksIn(text.replace(/\r\n?/g, '\n').replace(/^\n+/, '').trimEnd())
}

/** What is too much to be understood is still shown: its words, on the lines that its blocks begin. */
function bare(html: string): string {
  const lines = html
    .replace(/<\/?(br|p|div|tr|li|h[1-6]|table|blockquote)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ')
  const signs: Record<string, string> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', amp: '&' }
  return lines
    .replace(/&(nbsp|lt|gt|quot|amp);/g, (_, name: string) => signs[name]!)
    .replace(/\n{3,}/g, '\n\n')
}

const tags = /<(\/?)([a-z][a-z0-9-]{0,30})/gi
const never = /^(area|base|br|col|hr|img|input|link|meta|wbr)$/
const closes: Record<string, string[]> = {
  ...{ p: ['p'], li: ['li'], option: ['option'], dt: ['dt', 'dd'], dd: ['dt', 'dd'] },
  ...{ tr: ['tr', 'td', 'th'], td: ['td', 'th'], th: ['td', 'th'] },
}

/** htmlparser2 takes quadratic time in the depth of open elements, and no person nests hundreds; nor do they set 50,000 tags. Linear. */
function tooMuch(html: string): boolean {
  let count = 0
  const stack: string[] = []
  const open = new Map<string, number>()
  const pop = () => {
    const tag = stack.pop()!
    open.set(tag, open.get(tag)! - 1)
    return tag
  }
  for (const [, end, written] of html.matchAll(tags)) {
    const tag = written!.toLowerCase()
    if (++count > maxTags) return true
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
