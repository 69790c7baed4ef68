// The parts of a mail (RFC 2045-2049) as a tree, within limits: what is text and what is a file is decided elsewhere.
import PostalMime, { decodeWords } from 'postal-mime'
import type { Header } from './address.ts'
import { utf8, windows1252 } from './charset.ts'
import { Unparseable } from './unparseable.ts'

export type Part = {
  /** In lower case, as "text/plain". */
  type: string
  params: Record<string, string>
  /** "inline", "attachment" or whatever was written; empty when nothing was. */
  disposition: string
  /** Decoded (RFC 2231, RFC 2047) and otherwise as written: not to be shown as it is. */
  fileName: string
  content: Uint8Array
  headers: Header[]
  parts: Part[]
}

export const caps = { parts: 1_000, depth: 50, headerBytes: 1_000_000, addresses: 500, attachments: 100 }

export function refuseOver(what: string, count: number, limit: number) {
  if (count > limit) throw new Unparseable(`more than ${limit} ${what}`)
}

/** Reads one raw mail into its parts; throws Unparseable beyond the limits. */
export async function partsOf(raw: Uint8Array, { parts, depth, headerBytes }: typeof caps): Promise<Part> {
  const reader = new Reader({ maxNestingDepth: depth, maxHeadersSize: headerBytes })
  reader.maxParts = parts
  try {
    await reader.read(readableHeaders(raw))
  } catch (error) {
    if (/nesting depth/.test(String(error))) throw new Unparseable(`parts nested more than ${depth} deep`)
    if (/header size/i.test(String(error))) throw new Unparseable(`headers of more than ${headerBytes} bytes`)
    throw error
  }
  return partOf(reader.root)
}

const [CR, LF] = [13, 10]

/** Blank lines above the headers would end them at once, and an old Mac's line ends would make one line of all. */
export function straightened(raw: Uint8Array): Uint8Array {
  let start = 0
  while (start < raw.length && [9, LF, CR, 32].includes(raw[start]!)) start++
  const beginning = Buffer.from(raw.subarray(start, start + 200)).toString('latin1')
  const headed = /^(From |[!-9;-~]+[ \t]*:)/.test(beginning)
  const mail = headed ? raw.subarray(start) : raw
  return mail.includes(LF) || !mail.includes(CR) ? mail : mail.map((byte) => (byte === CR ? LF : byte))
}

/** Headers in an eight-bit encoding that is not UTF-8 (RFC 6532) are most often windows-1252. */
function readableHeaders(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const ends = [bytes.indexOf('\n\n'), bytes.indexOf('\n\r\n')].filter((at) => at >= 0)
  const end = ends.length > 0 ? Math.min(...ends) : bytes.length
  const headers = bytes.subarray(0, end)
  if (utf8(headers) !== null) return raw
  return Buffer.concat([Buffer.from(windows1252(headers)), bytes.subarray(end)])
}

/** What of postal-mime's inner tree is used. */
type Node = {
  contentType: { parsed: Structured; multipart: string | false }
  contentDisposition: { parsed: Structured }
  content: ArrayBuffer | null
  rawHeaderLines: { key: string; line: string }[]
  childNodes: Node[]
}
type Structured = { value: string; params: Record<string, string> }
type Open = Node & { contentDecoder: object | null; feed(line: Uint8Array): void }
type Inner = {
  root: Node
  currentNode: Open
  buf: ArrayBuffer
  av: Uint8Array
  readPos: number
  readLine(): { bytes: Uint8Array; done: boolean }
  processLine(line: Uint8Array, last: boolean): Promise<void>
}
const Postal = PostalMime as unknown as new (
  ...options: ConstructorParameters<typeof PostalMime>
) => PostalMime & Inner

const dash = 45

/**
 * postal-mime's reading of lines into a tree, without its sorting into texts and attachments. It bounds depth and
 * header bytes but not the number of parts, and waits at every line: here only a line that may be a boundary does.
 */
class Reader extends Postal {
  maxParts = 0

  async read(raw: Uint8Array): Promise<void> {
    this.av = new Uint8Array(raw)
    this.buf = this.av.buffer as ArrayBuffer
    this.readPos = 0
    for (let parts = 0, part: unknown; this.readPos < this.av.length; ) {
      if (this.currentNode !== part) refuseOver('parts', ++parts, this.maxParts)
      part = this.currentNode
      const { bytes, done } = this.readLine()
      if (isPlain(this.currentNode.contentDecoder)) this.currentNode.contentDecoder = new Lines()
      if (done || bytes[0] === dash) await this.processLine(bytes, done)
      else this.currentNode.feed(bytes)
    }
  }
}

function isPlain(decoder: object | null): boolean {
  return (
    decoder !== null && !(decoder instanceof Lines) && !('buffer' in decoder) && !('remainder' in decoder)
  )
}

/** The bytes of a part without encoding; a Blob of every line, as postal-mime makes one, takes seconds a megabyte. */
class Lines {
  readonly lines: Uint8Array[] = []

  update(line: Uint8Array) {
    this.lines.push(line)
  }

  async finalize(): Promise<ArrayBuffer> {
    const whole = new Uint8Array(this.lines.reduce((size, line) => size + line.length + 1, 0))
    let at = 0
    for (const line of this.lines) {
      whole.set(line, at)
      at += line.length
      whole[at++] = LF
    }
    return whole.buffer
  }
}

function partOf(node: Node): Part {
  const { value, params } = node.contentType.parsed
  const disposition = node.contentDisposition.parsed
  const name = disposition.params.filename || params.name || ''
  return {
    type: value,
    params,
    disposition: disposition.value,
    fileName: decodeWords(name.slice(-5_000)),
    content: new Uint8Array(node.content ?? new ArrayBuffer(0)),
    headers: unfolded(node.rawHeaderLines),
    parts: node.contentType.multipart ? node.childNodes.map(partOf) : [],
  }
}

/** Unfolded (RFC 5322 2.2.3) but otherwise as written: control characters in a From are a sign of forgery. */
function unfolded(lines: Node['rawHeaderLines']): Header[] {
  const named = lines.filter(({ key, line }) => /^[!-9;-~]+$/.test(key) && line.includes(':'))
  return named.map(({ key, line }) => ({
    name: key.toLowerCase(),
    value: line.slice(line.indexOf(':') + 1).replaceAll('\n', ''),
  }))
}
