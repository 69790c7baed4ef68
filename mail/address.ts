import { domainToASCII } from 'node:url'
import { decodeWords } from 'postal-mime'

export type Header = { name: string; value: string }
export type Sender = { addresses: string[]; names: string[]; malformed: boolean }

/**
 * Who a mail says it is from: an identity only when exactly one From header holds exactly one plain addr-spec
 * (RFC 5322 3.6.2 and 3.4.1; groups, source routes and obsolete forms are read differently by different programs).
 * What could be read of a malformed one is kept for people to see, never to act on.
 */
export function senderOf(rawFromHeaders: string[]): Sender {
  const lists = rawFromHeaders.map((value) => mailboxesIn(value.replace(/\r?\n(?=[ \t])/g, '')))
  const found = lists.flatMap((list) => list.mailboxes)
  return {
    addresses: found.flatMap((mailbox) => mailbox.address ?? []),
    names: found.map((mailbox) => mailbox.name).filter((name) => name !== ''),
    malformed: lists.length !== 1 || lists[0]!.odd || found.length !== 1 || found[0]!.address === null,
  }
}

const recipientHeaders = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to']

/** Every address a mail was sent or delivered to, each once: data for routing, never for access. */
export function recipientsOf(headers: Header[], names: readonly string[] = recipientHeaders): string[] {
  const values = headers
    .filter((header) => names.includes(header.name.toLowerCase()))
    .map(({ value }) => value)
  return [
    ...new Set(
      values.flatMap((value) => mailboxesIn(value).mailboxes.flatMap(({ address }) => address ?? [])),
    ),
  ]
}

/** How many addresses a mail lists, of whatever form. */
export function addressCount(headers: Header[]): number {
  const listed = headers.filter(({ name }) => /^(from|sender|reply-to|to|cc|bcc)$/.test(name))
  return listed.reduce((count, { value }) => count + mailboxesIn(value).mailboxes.length, 0)
}

/** RFC 5321 4.4: null when there is no such header, empty when it is "<>". */
export function returnPathOf(value: string | undefined): string | null {
  if (value === undefined) return null
  return /^<\s*>/.test(value) ? '' : canonicalAddress(value.replace(/^<|>$/g, ''))
}

/** Two spellings of one mailbox: the local part's case is kept when stored and ignored here. */
export function sameAddress(a: string, b: string): boolean {
  const [one, other] = [canonicalAddress(a), canonicalAddress(b)]
  return one !== null && other !== null && one.toLowerCase() === other.toLowerCase()
}

const atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const outbound = new RegExp(
  `^${atext}(?:\\.${atext})*@(?:${label}\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$`,
)

/** An address that may stand in an envelope of ours (RFC 5321 4.1.2, without quoted local parts and literals). */
export function validAddress(text: string): boolean {
  return text.length <= 254 && text.indexOf('@') <= 64 && outbound.test(text)
}

const localPart = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u
const domainText = /^[\p{L}\p{N}\p{M}.-]+$/u

/** NFC, domain in lower-case A-labels without a final dot (RFC 5891, RFC 6532 3.1); null when it is no address. */
export function canonicalAddress(text: string): string | null {
  const at = text.lastIndexOf('@')
  const local = unquoted(text.slice(0, Math.max(at, 0)).normalize('NFC'))
  const domain = canonicalDomain(text.slice(at + 1))
  if (domain === null || !localPart.test(local)) return null
  if (local.startsWith('=?') && local.endsWith('?=')) return null // an encoded word: some programs decode it
  if (Buffer.byteLength(local) > 64 || Buffer.byteLength(local) + domain.length > 253) return null
  return `${local}@${domain}`
}

const aLabels = new RegExp(`^(?:${label}\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$`)

/** A domain as it is compared everywhere; null for what is no name of a host (literals, numbers, empty labels). */
export function canonicalDomain(text: string): string | null {
  if (text.length > 254 || !domainText.test(text)) return null // soft hyphens and other signs IDNA would drop
  const domain = domainToASCII(text).toLowerCase().replace(/\.$/, '')
  return aLabels.test(domain) ? domain : null
}

function unquoted(local: string): string {
  return local.length > 2 && local.startsWith('"') && local.endsWith('"') ? local.slice(1, -1) : local
}

export type Mailbox = { name: string; address: string | null }
type Token = { kind: 'text' | 'quoted' | 'angle' | 'space' | 'mark' | 'broken'; text: string }

const mostMailboxes = 1_000

/** Reads an address list leniently; `odd` when a strict reader could have read it differently. Linear. */
export function mailboxesIn(value: string): { mailboxes: Mailbox[]; odd: boolean } {
  const mailboxes: Mailbox[] = []
  let item: Token[] = []
  let odd = /[^\P{Cc}\t]/u.test(value)
  const close = () => {
    if (item.some(({ kind }) => kind !== 'space')) {
      const read = mailboxOf(item)
      mailboxes.push(read.mailbox)
      odd ||= read.odd
    } else odd = true
    item = []
  }
  for (const token of tokensOf(value)) {
    if (mailboxes.length > mostMailboxes) return { mailboxes, odd: true }
    odd ||= token.kind === 'broken' || token.text === ':' || token.text === ';'
    if (token.kind !== 'mark') item.push(token)
    else if (token.text === ':')
      item = [] // what stood before was the name of a group
    else close()
  }
  if (!(item.length === 0 && value.trimEnd().endsWith(';'))) close()
  return { mailboxes, odd }
}

function mailboxOf(item: Token[]): { mailbox: Mailbox; odd: boolean } {
  const parts = item.filter(({ kind }) => kind !== 'space')
  const angles = parts.filter(({ kind }) => kind === 'angle')
  if (angles.length === 0) return { mailbox: { name: '', address: bareAddress(item) }, odd: false }
  const address = canonicalAddress(angles[0]!.text.replace(/^[ \t]{1,99}|[ \t]{1,99}$/g, ''))
  const name = item.filter(({ kind }) => kind !== 'angle').map(({ text }) => text)
  const claimed = parts.filter(({ kind, text }) => kind === 'text' && text.includes('@'))
  const lying = claimed.some(({ text }) => address === null || !sameAddress(text, address))
  const last = parts.at(-1)!.kind === 'angle'
  return { mailbox: { name: shown(name.join('')), address }, odd: angles.length > 1 || !last || lying }
}

function bareAddress(item: Token[]): string | null {
  const spaced = item.map(({ text, kind }) => (kind === 'quoted' ? `"${text}"` : text)).join('')
  return canonicalAddress(spaced.replace(/^ {1,99}| {1,99}$/g, ''))
}

/** A name as people may see it: decoded, on one line, without signs that turn the writing direction. */
function shown(name: string): string {
  return decodeWords(name.slice(0, 2000))
    .replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .trim()
    .replace(/^(.{200}).*$/u, '$1')
}

function* tokensOf(value: string): Generator<Token> {
  for (let at = 0; at < value.length; ) {
    const [token, next] = tokenAt(value, at)
    if (token !== null) yield token
    at = next
  }
}

function tokenAt(value: string, at: number): [Token | null, number] {
  const char = value[at]!
  if (char === '"') return quotedAt(value, at)
  if (char === '(') return commentAt(value, at)
  if (char === '<') return angleAt(value, at)
  if (',:;'.includes(char)) return [{ kind: 'mark', text: char }, at + 1]
  const kind = isSpace(char) ? 'space' : 'text'
  let end = at + 1
  while (end < value.length && !'"(<,:;'.includes(value[end]!) && isSpace(value[end]!) === isSpace(char))
    end++
  return [{ kind, text: kind === 'space' ? ' ' : value.slice(at, end) }, end]
}

const isSpace = (char: string) => char === ' ' || char === '\t'

function quotedAt(value: string, at: number): [Token, number] {
  let text = ''
  for (let i = at + 1; i < value.length; i++) {
    if (value[i] === '"') return [{ kind: 'quoted', text }, i + 1]
    if (value[i] === '\\') i++
    text += value[i] ?? ''
  }
  return [{ kind: 'broken', text }, value.length]
}

/** RFC 5322 3.2.2: comments nest, and are dropped. */
function commentAt(value: string, at: number): [Token | null, number] {
  let depth = 0
  for (let i = at; i < value.length; i++) {
    if (value[i] === '\\') i++
    else if (value[i] === '(') depth++
    else if (value[i] === ')' && --depth === 0) return [{ kind: 'space', text: ' ' }, i + 1]
  }
  return [{ kind: 'broken', text: '' }, value.length]
}

function angleAt(value: string, at: number): [Token, number] {
  const end = value.indexOf('>', at)
  if (end < 0) return [{ kind: 'broken', text: value.slice(at) }, value.length]
  return [{ kind: 'angle', text: value.slice(at + 1, end) }, end + 1]
}
