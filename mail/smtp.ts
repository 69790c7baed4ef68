import { createTransport, type Transporter } from 'nodemailer'
import { validAddress } from './address.ts'

/** A letter as it goes out: to one person, without attachments. */
export type OutgoingLetter = {
  from: string
  fromName: string
  to: string
  /** The return path; null is the null path `<>` (RFC 5321 section 4.5.5). */
  envelopeFrom: string | null
  replyTo: string | null
  subject: string
  text: string
  html: string | null
  messageId: string
  inReplyTo: string | null
  references: string[]
  headers: Record<string, string>
}

/** Ambiguous: the server had the whole letter and never said whether it took it. */
export type Sent =
  | { accepted: true; response: string }
  | { accepted: false; permanent: boolean; ambiguous: boolean; code: number | null; response: string }

export type Sender = { send(letter: OutgoingLetter): Promise<Sent>; close(): void }

/**
 * Sends letters by SMTP (RFC 5321), each to exactly one recipient with an explicit envelope. The
 * address is smtp://user:password@host:port or smtps://…; a host on another machine must offer
 * STARTTLS (RFC 3207) unless the address ends in ?tls=none.
 */
export function createSender(address: string, { mailboxDomain }: { mailboxDomain: string }): Sender {
  const transport = createTransport({ ...connectionOptions(address), name: mailboxDomain })
  const handedOver = noteHandedOver(transport)
  const send = async (letter: OutgoingLetter): Promise<Sent> => {
    const problem = problemOf(letter)
    if (problem) return { accepted: false, permanent: true, ambiguous: false, code: null, response: problem }
    try {
      const { response } = await transport.sendMail(messageOf(letter))
      return { accepted: true, response }
    } catch (error) {
      return failureOf(error as SmtpError, handedOver.has(letter.messageId))
    } finally {
      handedOver.delete(letter.messageId)
    }
  }
  return { send, close: () => transport.close() }
}

type SmtpError = Error & { command?: string; responseCode?: number; response?: string }

/**
 * A reply decides (RFC 5321 section 4.2.1); without one it matters whether the letter had left. A 5xx
 * to sign-in or sender speaks of our configuration and not of this letter, so it is tried again.
 */
function failureOf({ message, command, response, responseCode }: SmtpError, handedOver: boolean): Sent {
  const code = responseCode ?? null
  const ofThisLetter = command === 'RCPT TO' || command === 'DATA'
  return {
    accepted: false,
    permanent: ofThisLetter && code !== null && code >= 500 && code !== 530,
    ambiguous: code === null && handedOver,
    code,
    response: response ?? message,
  }
}

/** Message-IDs of letters read to their end. nodemailer reads a letter only after 354 and reports no stage. */
function noteHandedOver(transport: Transporter): Set<string> {
  const handedOver = new Set<string>()
  transport.use('stream', ({ data, message }, done) => {
    const createReadStream = message.createReadStream.bind(message)
    message.createReadStream = (options) => {
      const stream = createReadStream(options)
      stream.once('end', () => handedOver.add(String(data.messageId)))
      return stream
    }
    done()
  })
  return handedOver
}

/** Nothing is requeued: the outbox alone decides when a letter is tried again. */
function connectionOptions(address: string) {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'smtps:'
  const clear = !secure && (isLoopback(host) || url.searchParams.get('tls') === 'none')
  const user = decodeURIComponent(url.username)
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ignoreTLS: clear,
    requireTLS: !secure && !clear,
    auth: user ? { user, pass: decodeURIComponent(url.password) } : undefined,
    pool: true as const,
    maxConnections: 2,
    maxRequeues: 0,
    connectionTimeout: 30_000,
    greetingTimeout: 30_000,
    socketTimeout: 120_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

function messageOf(letter: OutgoingLetter) {
  return {
    envelope: { from: letter.envelopeFrom ?? '', to: [letter.to] },
    from: { name: letter.fromName, address: letter.from },
    to: { name: '', address: letter.to },
    replyTo: letter.replyTo ? { name: '', address: letter.replyTo } : undefined,
    subject: letter.subject,
    text: letter.text,
    html: letter.html ?? undefined,
    messageId: letter.messageId,
    inReplyTo: letter.inReplyTo && msgId.test(letter.inReplyTo) ? letter.inReplyTo : undefined,
    references: letter.references.filter((id) => msgId.test(id)),
    headers: letter.headers,
    xMailer: false as const,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

const msgId = /^<[!-;=?-~]{1,250}>$/ // wider than RFC 5322 section 3.6.4, as others' ids are
const headerName = /^(?:Auto-Submitted|X-[A-Za-z0-9-]+|List-[A-Za-z-]+)$/
const oneLine = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u

/** nodemailer repairs a bad address into another one, so everything is judged before it sees it. */
function problemOf(letter: OutgoingLetter): string | null {
  const { from, to, envelopeFrom, replyTo, messageId, headers } = letter
  const addresses = [from, to, envelopeFrom || from, replyTo ?? from]
  const lines = [letter.subject, letter.fromName, ...Object.values(headers)]
  if (!addresses.every(validAddress)) return 'An address of this letter is not a plain e-mail address.'
  if (!msgId.test(messageId)) return 'The Message-ID of this letter is not valid.'
  if (!lines.every((line) => oneLine.test(line))) return 'A header of this letter has a line break.'
  if (!Object.keys(headers).every((name) => headerName.test(name)))
    return 'This letter has a header it may not set.'
  return null
}
