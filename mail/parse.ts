import PostalMime, { decodeWords, type Email } from 'postal-mime'
import { addressCount, type Header, recipientsOf, returnPathOf, type Sender, senderOf } from './address.ts'
import { type Kind, kindOf } from './automatic.ts'
import { htmlToText } from './html.ts'
import { type Reply, splitReply } from './quote.ts'

/** A mail that cannot be read; its message is the reason. It stays in the mailbox for a person to look at. */
export class Unparseable extends Error {
  override readonly name = 'Unparseable'
}

/** A mail as values, nothing in it trusted yet; it survives the way from the worker. */
export type ParsedMail = Reply & {
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  from: Sender
  replyTo: string[]
  recipients: string[]
  subject: string
  date: string | null
  text: string
  /** Whether the text was made from HTML. */
  html: boolean
  attachments: { name: string; type: string; size: number }[]
  /** In the mail's order, names in lower case, values on one line and without control characters. */
  headers: Header[]
  kind: Kind
  /** Null when there is no such header, empty when it is "<>". */
  returnPath: string | null
}

export const caps = { parts: 1_000, depth: 50, headerBytes: 1_000_000, addresses: 500, attachments: 100 }

/** Reads one raw mail (RFC 5322, RFC 2045-2049). Pure; run it in the worker, for hostile mail takes its time. */
export async function parseMail(raw: Uint8Array, limits: Partial<typeof caps> = {}): Promise<ParsedMail> {
  const allowed = { ...caps, ...limits }
  const email = await read(straightened(raw), allowed)
  const rawHeaders = unfolded(email)
  const headers = rawHeaders.map(({ name, value }) => ({ name, value: oneLine(value) }))
  refuseOver('addresses', addressCount(headers), allowed.addresses)
  refuseOver('attachments', email.attachments.length, allowed.attachments)
  const first = (name: string) => headers.find((header) => header.name === name)?.value
  const signs = {
    headers,
    from: senderOf(rawHeaders.filter(({ name }) => name === 'from').map(({ value }) => value)),
    messageId: idsIn(first('message-id') ?? '')[0] ?? null,
    returnPath: returnPathOf(first('return-path')),
  }
  const body = textOf(email)
  return {
    ...signs,
    ...body,
    ...splitReply(body.text),
    inReplyTo: idsIn(allOf(headers, 'in-reply-to')),
    references: idsIn(allOf(headers, 'references')),
    replyTo: recipientsOf(headers, ['reply-to']),
    recipients: recipientsOf(headers),
    subject: decoded(first('subject') ?? ''),
    date: dateOf(first('date') ?? ''),
    attachments: filesOf(email),
    kind: kindOf(signs),
  }
}

/** What an unreadable mail is known by: to be shown, never to be acted on. Looks at the beginning alone. */
export function headersOf(raw: Uint8Array): { from: string; subject: string; messageId: string | null } {
  const text = Buffer.from(straightened(raw.subarray(0, 100_000)))
    .toString()
    .replaceAll('\r\n', '\n')
  const lines = text
    .split('\n\n', 1)[0]!
    .replace(/\n(?=[ \t])/g, '')
    .split('\n')
  const first = (name: string) => {
    const line = lines.find((one) => one.slice(0, name.length + 1).toLowerCase() === `${name}:`)
    return line?.slice(name.length + 1) ?? ''
  }
  const messageId = idsIn(first('message-id'))[0] ?? null
  return { from: decoded(first('from')), subject: decoded(first('subject')), messageId }
}

function refuseOver(what: string, count: number, limit: number) {
  if (count > limit) throw new Unparseable(`more than ${limit} ${what}`)
}

const [CR, LF] = [13, 10]

/** Blank lines above the headers would end them at once, and an old Mac's line ends would make one line of all. */
function straightened(raw: Uint8Array): Uint8Array {
  let start = 0
  while (start < raw.length && [9, LF, CR, 32].includes(raw[start]!)) start++
  const beginning = Buffer.from(raw.subarray(start, start + 200)).toString('latin1')
  const headed = /^(From |[!-9;-~]+[ \t]*:)/.test(beginning)
  const mail = headed ? raw.subarray(start) : raw
  return mail.includes(LF) || !mail.includes(CR) ? mail : mail.map((byte) => (byte === CR ? LF : byte))
}

async function read(raw: Uint8Array, { parts, depth, headerBytes }: typeof caps): Promise<Email> {
  const options = { forceRfc822Attachments: true, maxNestingDepth: depth, maxHeadersSize: headerBytes }
  const reader = new CountingReader(options)
  reader.maxParts = parts
  try {
    return await reader.parse(raw)
  } catch (error) {
    if (/nesting depth/.test(String(error))) throw new Unparseable(`parts nested more than ${depth} deep`)
    if (/header size/i.test(String(error))) throw new Unparseable(`headers of more than ${headerBytes} bytes`)
    throw error
  }
}

/** postal-mime bounds depth and header bytes but not the number of parts; where it takes lines, parts can be seen. */
type LineReader = { currentNode: unknown; processLine(line: Uint8Array, last: boolean): Promise<void> }
const Reader = PostalMime as unknown as new (
  ...options: ConstructorParameters<typeof PostalMime>
) => PostalMime & LineReader

class CountingReader extends Reader {
  maxParts = 0
  #part: unknown
  #parts = 0

  override processLine(line: Uint8Array, last: boolean): Promise<void> {
    if (this.currentNode !== this.#part) refuseOver('parts', ++this.#parts, this.maxParts)
    this.#part = this.currentNode
    return super.processLine(line, last)
  }
}

/** Unfolded (RFC 5322 2.2.3) but otherwise as written: control characters in a From are a sign of forgery. */
function unfolded(email: Email): Header[] {
  const named = email.headerLines.filter(({ key, line }) => /^[!-9;-~]+$/.test(key) && line.includes(':'))
  return named.map(({ key, line }) => ({
    name: key.toLowerCase(),
    value: line.slice(line.indexOf(':') + 1).replaceAll('\n', ''),
  }))
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').trim()
}

/** An unstructured header as people read it (RFC 2047), no longer than a line may be (RFC 5322 2.1.1). */
function decoded(value: string): string {
  return cutToBytes(oneLine(decodeWords(value.slice(0, 10_000))), 998)
}

function allOf(headers: Header[], name: string): string {
  return headers.flatMap((header) => (header.name === name ? header.value : [])).join(' ')
}

/** RFC 5322 3.6.4, taken strictly: an empty or broken id must never be equal to another. */
function idsIn(value: string): string[] {
  return [...new Set(value.match(/<[^<>@\s]{1,500}@[^<>@\s]{1,500}>/g) ?? [])].slice(-1_000)
}

function dateOf(value: string): string | null {
  const date = new Date(value)
  const year = date.getUTCFullYear()
  return year >= 1970 && year <= 9999 ? date.toISOString() : null
}

const maxText = 256 * 1024
const cutNote = '\n\n[The rest was left out: this mail holds more than 256 KB of text.]'

function textOf(email: Email): { text: string; html: boolean } {
  const html = email.html !== undefined && (email.text ?? '').trim() === ''
  const text = cleaned(html ? htmlToText(email.html!) : (email.text ?? ''))
  const kept = cutToBytes(text, maxText)
  return { text: kept.length < text.length ? kept + cutNote : text, html }
}

function cleaned(text: string): string {
  return text.replaceAll('\0', '').replace(/\r\n?/g, '\n').replace(/^\n+/, '').trimEnd()
}

/** The longest beginning of a text that takes no more bytes, without a character cut in two. */
function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes))
  return text.slice(0, read)
}

function filesOf(email: Email): ParsedMail['attachments'] {
  return email.attachments.map(({ filename, mimeType, content }) => ({
    name: fileName(filename ?? ''),
    type: oneLine(mimeType).slice(0, 100),
    size: typeof content === 'string' ? content.length : content.byteLength,
  }))
}

const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200B\uFEFF]/gu

/** What a file is called on our pages: no folder, no sign that hides or turns the name, at most 150 bytes. */
export function fileName(given: string): string {
  const base = given.slice(-5_000).normalize('NFC').replace(unseen, '').split(/[/\\]/).at(-1)!.trim()
  const name = /^\.*$/.test(base) ? 'attachment' : base
  if (Buffer.byteLength(name) <= 150) return name
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? ''
  return cutToBytes(name.slice(0, name.length - ending.length), 150 - Buffer.byteLength(ending)) + ending
}
