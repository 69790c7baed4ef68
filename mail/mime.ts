// The parts of a mail (RFC 2045-2049) as a tree, within limits: what is text and what is a file is decided elsewhere.
import PostalMime, { decodeWords } from 'postal-mime'
import type { Header } from './address.ts'
import { utf8, windows1252 } from './charset.ts'

/** A mail that cannot be read; its message is the reason. It stays in the mailbox for a person to look at. */
export class Unparseable extends Error {
  override readonly name = 'Unparseable'
}

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
    await reader.parse(readableHeaders(raw))
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
type Inner = { root: Node; currentNode: unknown; processLine(line: Uint8Array, last: boolean): Promise<void> }
const Postal = PostalMime as unknown as new (
  ...options: ConstructorParameters<typeof PostalMime>
) => PostalMime & Inner

/** postal-mime bounds depth and header bytes but not the number of parts; where it takes lines, parts can be seen. */
class Reader extends Postal {
  maxParts = 0
  #part: unknown
  #parts = 0

  override processLine(line: Uint8Array, last: boolean): Promise<void> {
    if (this.currentNode !== this.#part) refuseOver('parts', ++this.#parts, this.maxParts)
    this.#part = this.currentNode
    return super.processLine(line, last)
  }

  /** The tree is all that is asked for: nothing is sorted into texts and attachments here. */
  async collectNode(): Promise<void> {}
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
