import { decodeWords } from 'postal-mime'
import { cutToBytes } from '../src/rules/fileName.ts'
import { addressCount, type Header, recipientsOf, returnPathOf, type Sender, senderOf } from './address.ts'
import { type Kind, type Verdict, verdictOf } from './automatic.ts'
import { type Bounce, bounceOf } from './bounce.ts'
import { filesOf, type MailFile, oneLine } from './files.ts'
import { caps, type Part, partsOf, refuseOver, straightened } from './mime.ts'
import { contentOf, type Text, textOf } from './text.ts'

export { fileName } from '../src/rules/fileName.ts'
export { caps } from './mime.ts'
export { Unparseable } from './unparseable.ts'

/** A mail as values, nothing in it trusted yet; it survives the way from the worker. `html`: the text was made of it. */
export type ParsedMail = Text & {
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  from: Sender
  replyTo: string[]
  recipients: string[]
  subject: string
  date: string | null
  attachments: MailFile[]
  /** In the mail's order, names in lower case, values on one line and without control characters. */
  headers: Header[]
  kind: Kind
  /** The kind with the sign that spoke for it. */
  verdict: Verdict
  /** What a server reports about a mail of ours. */
  bounce: Bounce | null
  /** Null when there is no such header, empty when it is "<>". */
  returnPath: string | null
}

/** Reads one raw mail (RFC 5322, RFC 2045-2049). Pure; run it in the worker, for hostile mail takes its time. */
export async function parseMail(raw: Uint8Array, limits: Partial<typeof caps> = {}): Promise<ParsedMail> {
  const allowed = { ...caps, ...limits }
  const root = await partsOf(straightened(raw), allowed)
  const rawHeaders = root.headers
  const headers = rawHeaders.map(({ name, value }) => ({ name, value: oneLine(value) }))
  refuseOver('addresses', addressCount(headers), allowed.addresses)
  const { pieces, files } = contentOf(root)
  refuseOver('attachments', files.length, allowed.attachments)
  const first = (name: string) => headers.find((header) => header.name === name)?.value
  const signs = {
    headers,
    from: senderOf(rawHeaders.filter(({ name }) => name === 'from').map(({ value }) => value)),
    messageId: idsIn(first('message-id') ?? '')[0] ?? null,
    returnPath: returnPathOf(first('return-path')),
  }
  const subject = decoded(first('subject') ?? '')
  const bounce = bounceOf(root, { ...signs, subject })
  const partTypes = typesOf(root)
  const verdict = verdictOf({ ...signs, subject, bounce, partTypes })
  return {
    ...signs,
    ...textOf(pieces),
    inReplyTo: idsIn(allOf(headers, 'in-reply-to')),
    references: idsIn(allOf(headers, 'references')),
    replyTo: recipientsOf(headers, ['reply-to']),
    recipients: recipientsOf(headers),
    subject,
    date: dateOf(first('date') ?? ''),
    attachments: filesOf(files),
    kind: verdict.kind,
    verdict,
    bounce,
  }
}

function typesOf(part: Part): string[] {
  return [part.type, ...part.parts.flatMap(typesOf)]
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
