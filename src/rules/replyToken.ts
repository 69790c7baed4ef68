import { createHmac, timingSafeEqual } from 'node:crypto'

/** Key ids have at most two digits; the current key signs, the older ones still verify (SAFETY 1.1). */
export type KeyRing = { current: number; keys: ReadonlyMap<number, Uint8Array | string> }
export type TokenFor = { thread: number; participant: number; epoch: number }
export type ParsedToken = { thread: number; participant: number; keyId: number; mac: string }

const LONGEST_LOCAL_PART = 64
const LONGEST_ID = 8
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
const MAC_LENGTH = 20
// Without the u flag, /i folds ASCII only: a Kelvin sign is not a k. An id has one spelling, so no leading zero.
const token = /^t([1-9a-z][0-9a-z]{0,7})\.([1-9a-z][0-9a-z]{0,7})\.k(0|[1-9][0-9]?)\.([a-z2-7]{20})$/i
const letterId = /^[1-9a-z][0-9a-z]{0,10}$/i

/** A code that lets one participant speak in one thread until the participant's epoch moves on (SAFETY 1.1). */
export function issueToken({ thread, participant, epoch }: TokenFor, keyRing: KeyRing): string {
  const key = keyOf(keyRing, keyRing.current)
  if (!key) throw new RangeError(`The key ring has no key ${keyRing.current}.`)
  const body = bodyOf({ thread, participant, keyId: keyRing.current })
  const issued = `${body}.${macOf(body, epoch, key)}`
  const read = readToken(issued)
  const same = read?.thread === thread && read.participant === participant
  if (!same) throw new RangeError(`${body} cannot be read back.`)
  return issued
}

/** Reads the form of a token and proves nothing; mail servers may have changed its case (SAFETY 1.1). */
export function readToken(text: string): ParsedToken | null {
  const found = token.exec(text)
  if (!found) return null
  const [, thread, participant, keyId, mac] = found as unknown as [string, string, string, string, string]
  return {
    thread: Number.parseInt(thread, 36),
    participant: Number.parseInt(participant, 36),
    keyId: Number(keyId),
    mac: mac.toLowerCase(),
  }
}

/** Whether we signed this token for the participant's stored epoch, in constant time (SAFETY 1.1, A42). */
export function verifyToken(parsed: ParsedToken, epoch: number, keyRing: KeyRing): boolean {
  const key = keyOf(keyRing, parsed.keyId)
  if (!key) return false
  const expected = Buffer.from(macOf(bodyOf(parsed), epoch, key))
  const given = Buffer.from(parsed.mac)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Candidates from the plus part of our mailbox and from Message-IDs of ours, each once (SAFETY 1.1). */
export function tokensIn(
  mail: { recipients: string[]; messageIds: string[] },
  mailbox: string,
): ParsedToken[] {
  const own = addressParts(mailbox)
  if (!own) return []
  const candidates = [
    ...mail.recipients.map((recipient) => plusPart(recipient, own)),
    ...mail.messageIds.map((messageId) => letterPart(messageId, own.domain)),
  ]
  const found = new Map<string, ParsedToken>()
  for (const parsed of candidates.map(readToken)) {
    if (parsed) found.set(`${bodyOf(parsed)}.${parsed.mac}`, parsed)
  }
  return [...found.values()]
}

/** The address an answer goes to: subaddressing of RFC 5233 with the token as its detail. */
export function replyAddress(mailbox: string, token: string): string {
  const at = mailbox.lastIndexOf('@')
  return `${mailbox.slice(0, at)}+${token}${mailbox.slice(at)}`
}

/** Unique per letter; the token comes back in In-Reply-To where a plus part is lost (SAFETY 1.1, RFC 5322 3.6.4). */
export function letterMessageId(outboxId: number, token: string | null, domain: string): string {
  return `<${outboxId.toString(36)}.${token ?? 'v.letter'}@${domain}>`
}

/** A token of the greatest length that `issueToken` can return. */
export function longestToken(): string {
  const id = 'z'.repeat(LONGEST_ID)
  return `t${id}.${id}.k99.${'7'.repeat(MAC_LENGTH)}`
}

/** Whether a reply address could outgrow the 64 octets of a local part (RFC 5321 4.5.3.1.1). */
export function mailboxTooLong(mailbox: string): boolean {
  const address = replyAddress(mailbox, longestToken())
  return Buffer.byteLength(address.slice(0, address.lastIndexOf('@'))) > LONGEST_LOCAL_PART
}

function bodyOf({ thread, participant, keyId }: Omit<ParsedToken, 'mac'>) {
  return `t${thread.toString(36)}.${participant.toString(36)}.k${keyId}`
}

function keyOf(keyRing: KeyRing, keyId: number) {
  const key = keyRing.keys.get(keyId)
  return key?.length ? key : null
}

function macOf(body: string, epoch: number, key: Uint8Array | string) {
  return base32(createHmac('sha256', key).update(`reply-v1|${body}|${epoch}`).digest())
}

function base32(bytes: Uint8Array) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const digitAt = (place: number) => BASE32.charAt(Number.parseInt(bits.slice(5 * place, 5 * place + 5), 2))
  return Array.from({ length: MAC_LENGTH }, (_, place) => digitAt(place)).join('')
}

function addressParts(address: string) {
  const bare = address.trim().replace(/^<|>$/g, '').toLowerCase()
  const at = bare.lastIndexOf('@')
  if (at < 1 || at === bare.length - 1) return null
  return { local: bare.slice(0, at), domain: bare.slice(at + 1) }
}

type Address = NonNullable<ReturnType<typeof addressParts>>

function plusPart(recipient: string, own: Address) {
  const address = addressParts(recipient)
  if (address?.domain !== own.domain || !address.local.startsWith(`${own.local}+`)) return ''
  return address.local.slice(own.local.length + 1)
}

function letterPart(messageId: string, domain: string) {
  const address = addressParts(messageId)
  if (address?.domain !== domain) return ''
  const dot = address.local.indexOf('.')
  return letterId.test(address.local.slice(0, dot)) ? address.local.slice(dot + 1) : ''
}
