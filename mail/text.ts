// The words of a mail: which parts are its text, and the text of those parts.

import { cutToBytes } from '../src/rules/fileName.ts'
import { decodeText } from './charset.ts'
import { type HtmlText, htmlToText } from './html.ts'
import type { Part } from './mime.ts'
import { type Reply, splitReply } from './quote.ts'
import type { LineKind } from './quoteLines.ts'

/** One piece of the text, in the forms in which the mail brings it. */
type Piece = { plain: string; html: string }
export type Content = { pieces: Piece[]; files: Part[] }

/** Sorts the leaves of a mail: a text is what has no name, or stands where the body stands; all else is a file. */
export function contentOf(root: Part): Content {
  const content: Content = { pieces: [], files: [] }
  collect(root, content, true)
  return content
}

function collect(part: Part, content: Content, atBody: boolean) {
  if (part.type === 'multipart/alternative' && part.parts.length > 0) {
    const inner: Content = { pieces: [], files: content.files }
    for (const one of part.parts) collect(one, inner, true)
    const all = (form: keyof Piece) =>
      inner.pieces
        .map((piece) => piece[form])
        .filter(Boolean)
        .join('\n')
    content.pieces.push({ plain: all('plain'), html: all('html') })
  } else if (part.parts.length > 0) {
    for (const one of part.parts) collect(one, content, false)
  } else if (isText(part, atBody)) {
    const text = part.type === 'text/html' ? decodeHtml(part) : decodePlain(part)
    content.pieces.push(part.type === 'text/html' ? { plain: '', html: text } : { plain: text, html: '' })
  } else content.files.push(part)
}

function isText({ type, disposition, fileName }: Part, atBody: boolean): boolean {
  if (type.startsWith('multipart/')) return true // its boundary never came
  if (!/^(text\/(plain|html))?$/.test(type) || disposition === 'attachment') return false
  return fileName === '' || (atBody && disposition === '')
}

function decodePlain(part: Part): string {
  const text = decodeText(part.content, part.params.charset)
  return /^flowed$/i.test(part.params.format ?? '')
    ? unflowed(text, /^yes$/i.test(part.params.delsp ?? ''))
    : text
}

/** A page that names its own encoding is believed where the part says nothing. */
function decodeHtml({ content, params }: Part): string {
  if (params.charset) return decodeText(content, params.charset)
  const start = Buffer.from(content.subarray(0, 2_000)).toString('latin1')
  return decodeText(content, /<meta[^>]{0,200}charset=["']?([\w:.-]{1,40})/i.exec(start)?.[1])
}

/** RFC 3676 4: lines that end with a space go on in the next one of the same depth of quotation. */
function unflowed(text: string, delSp: boolean): string {
  const lines: { depth: number; words: string[] }[] = []
  let flows = false
  for (const line of text.split(/\r?\n/)) {
    const marks = /^>*/.exec(line)![0]
    const words = line.slice(marks.length).replace(/^ /, '')
    const goesOn = words.endsWith(' ') && words !== '-- '
    const joins = flows && lines.at(-1)!.depth === marks.length && words !== '-- '
    if (joins) lines.at(-1)!.words.push(goesOn && delSp ? words.slice(0, -1) : words)
    else lines.push({ depth: marks.length, words: [goesOn && delSp ? words.slice(0, -1) : words] })
    flows = goesOn
  }
  return lines
    .map(({ depth, words }) => '>'.repeat(depth) + (depth > 0 ? ' ' : '') + words.join(''))
    .join('\n')
}

const maxText = 256 * 1024
const cutNote = '\n\n[The rest was left out: this mail holds more than 256 KB of text.]'

export type Text = Reply & { text: string; html: boolean }

/**
 * The text of a mail and the reply in it. Where a mail brings both forms the plain one is taken, unless only the HTML
 * shows where the quotation begins.
 */
export function textOf(pieces: Piece[]): Text {
  const plain = read(pieces, ({ plain, html }) => (plain.trim() === '' && html !== '' ? 'html' : 'plain'))
  const split = { ...plain.text, ...splitReply(plain.text.text, plain.kinds) }
  if (split.quotedLines > 0 || split.html || !pieces.some(({ plain, html }) => plain && html)) return split
  const other = read(pieces, ({ html }) => (html === '' ? 'plain' : 'html'))
  if (other.kinds.size === 0) return split
  const reply = splitReply(other.text.text, other.kinds)
  return reply.quotedLines > 0 ? { ...other.text, ...reply } : split
}

type Read = { text: { text: string; html: boolean }; kinds: Map<number, LineKind> }

function read(pieces: Piece[], choose: (piece: Piece) => keyof Piece): Read {
  const lines: string[] = []
  const kinds = new Map<number, LineKind>()
  let html = false
  for (const piece of pieces) {
    const form = choose(piece)
    const { text, kinds: given } = form === 'html' ? htmlToText(piece.html) : plainText(piece.plain)
    html ||= form === 'html'
    for (const [at, kind] of given) kinds.set(lines.length + at, kind)
    for (const line of text.split('\n')) lines.push(line)
  }
  const text = lines.join('\n').trimEnd()
  const kept = cutToBytes(text, maxText)
  return { text: { text: kept.length < text.length ? kept + cutNote : text, html }, kinds }
}

function plainText(plain: string): HtmlText {
  const text = plain.replaceAll('\0', '').replace(/\r\n?/g, '\n').replace(/^\n+/, '').trimEnd()
  return { text, kinds: new Map() }
}
