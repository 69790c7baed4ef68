// @ts-expect-error: html-to-text 10 comes without types
import { compile as untyped } from 'html-to-text'

type Builder = { addInline(text: string): void }
type Walk = (children: unknown, builder: Builder) => void
const compile: (options: object) => (html: string) => string = untyped

const maxHtml = 2_000_000
const maxOpen = 1_000

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: undefined, maxDepth: 500, maxChildNodes: 20_000, ellipsis: '…' },
  formatters: {
    cell(element: { children: unknown }, walk: Walk, builder: Builder) {
      walk(element.children, builder)
      builder.addInline(' ')
    },
  },
  selectors: [
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'title', format: 'skip' },
    { selector: 'tr', format: 'block' },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'blockquote', options: { trimEmptyLines: false } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
  ],
})

/** The text of a mail's HTML: links with their addresses, rows on lines, quotations with ">". Only for the worker. */
export function htmlToText(html: string): string {
  const input = html.slice(0, maxHtml)
  return tooDeep(input) ? input.replace(/<[^<>]*>/g, ' ') : convert(input)
}

const tags = /<(\/?)([a-z][a-z0-9-]{0,30})/gi
const never = /^(area|base|br|col|hr|img|input|link|meta|wbr)$/
const closes: Record<string, string[]> = {
  ...{ p: ['p'], li: ['li'], option: ['option'], dt: ['dt', 'dd'], dd: ['dt', 'dd'] },
  ...{ tr: ['tr', 'td', 'th'], td: ['td', 'th'], th: ['td', 'th'] },
}

/** htmlparser2 takes quadratic time in the depth of open elements, and no person nests a thousand. Linear. */
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
