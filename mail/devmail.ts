import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { BaseLogger } from 'pino'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { canonicalDomain, senderOf } from './address.ts'
import { type EmbeddedImap, startImap } from './devmailImap.ts'
import { type DevLetter, openStore, type Store } from './devmailStore.ts'

export type Devmail = {
  imapUrl: string
  smtpUrl: string
  /** For the /dev/mail page alone: what it sends counts as authenticated. */
  replyUrl: string
  letters(): Promise<DevLetter[]>
  stop(): Promise<void>
}

type Options = {
  dir: string
  smtpPort: number
  imapPort: number
  mailbox: string
  authservId: string
  log: Pick<BaseLogger, 'info' | 'error'>
}

const largestMail = 30 * 1024 * 1024

/**
 * The embedded mail servers: SMTP (RFC 5321) that keeps every letter on disk before it says 250 and
 * sends nothing on, and IMAP over the mailbox's part of them. Both listen on this machine only.
 */
export async function startDevmail(options: Options): Promise<Devmail> {
  const [imapPassword, pagePassword] = [secret(), secret()]
  const store = openStore(options.dir)
  const imap = await startImap(store, options.imapPort, { user: 'vouchdesk', password: imapPassword }).catch(
    (error) => {
      throw portProblem(error, 'DEV_IMAP_PORT', options.imapPort)
    },
  )
  const smtp = await startSmtp(options, store, imap, pagePassword).catch(async (error) => {
    await imap.stop()
    throw portProblem(error, 'DEV_SMTP_PORT', options.smtpPort)
  })
  options.log.info({ smtp: smtp.port, imap: imap.port, dir: options.dir }, 'embedded mail servers listen')
  return {
    imapUrl: `imap://vouchdesk:${imapPassword}@127.0.0.1:${imap.port}/INBOX`,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    replyUrl: `smtp://${page}:${pagePassword}@127.0.0.1:${smtp.port}`,
    letters: async () => store.letters(),
    stop: async () => {
      await smtp.stop()
      await imap.stop()
    },
  }
}

const page = 'dev-mail-page'
const secret = () => randomBytes(24).toString('hex')

function portProblem(error: NodeJS.ErrnoException, setting: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error
  return new Error(
    `Port ${port} is taken. Set ${setting} to a free port, or stop the program that listens there.`,
  )
}

async function startSmtp(options: Options, store: Store, imap: EmbeddedImap, pagePassword: string) {
  const server = new SMTPServer({
    name: options.authservId,
    size: largestMail,
    rejectOversized: true,
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 500,
    onAuth({ username, password }, _session, done) {
      if (username === page && password === pagePassword) return done(null, { user: page })
      done(refusal(535, 'Only the /dev/mail page signs in here; send without signing in.'))
    },
    async onData(stream, session, done) {
      try {
        done(null, keep(await wholeMail(stream), session, options, store, imap))
      } catch (error) {
        if (!(error as SmtpRefusal).responseCode)
          options.log.error({ err: error }, 'a letter could not be kept')
        done(error as Error)
      }
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.smtpPort, '127.0.0.1', resolve)
  })
  server.on('error', (error) => options.log.error({ err: error }, 'embedded SMTP server'))
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

type SmtpRefusal = Error & { responseCode?: number }

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })

async function wholeMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk)
  if (stream.sizeExceeded) throw refusal(552, `A mail may have at most ${largestMail / 1024 / 1024} MB.`)
  return Buffer.concat(chunks)
}

/** One copy for each recipient of the envelope: into the mailbox, or among what was sent to others. */
function keep(
  raw: Buffer,
  session: SMTPServerSession,
  options: Options,
  store: Store,
  imap: EmbeddedImap,
): string {
  const { mailFrom, rcptTo } = session.envelope
  const returnPath = mailFrom ? mailFrom.address : ''
  for (const { address } of rcptTo) {
    const stamped = stamp(raw, { session, returnPath, deliveredTo: address, authservId: options.authservId })
    if (isFor(options.mailbox, address)) imap.deliver(store.writeTo('INBOX', stamped))
    else store.writeSent(stamped)
  }
  return 'Kept'
}

/** The mailbox itself or one of its plus addresses. */
function isFor(mailbox: string, address: string): boolean {
  const [local, domain] = mailbox.toLowerCase().split('@')
  const [to, at] = address.toLowerCase().split('@')
  return at === domain && (to === local || to!.startsWith(`${local}+`))
}

type Stamp = { session: SMTPServerSession; returnPath: string; deliveredTo: string; authservId: string }

/** Return-Path and Received (RFC 5321 section 4.4), and between them our Authentication-Results (RFC 8601). */
function stamp(raw: Buffer, { session, returnPath, deliveredTo, authservId }: Stamp): Buffer {
  const { fields, rest } = splitHeaders(raw)
  const helo = String(session.hostNameAppearsAs || 'unknown').replace(/[^A-Za-z0-9.:[\]-]/g, '')
  const kept = fields.filter((field) => !claimsOurResult(field, authservId))
  const honest = session.user === page ? resultFor(fields) : 'dmarc=none'
  const result = kept.length < fields.length ? 'dmarc=fail (it brought a result in our name)' : honest
  const stamps = [
    `Return-Path: <${returnPath}>`,
    `Delivered-To: ${deliveredTo}`,
    `Authentication-Results: ${authservId}; ${result}`,
    `Received: from ${helo} ([${session.remoteAddress}]) by ${authservId} with ESMTP; ${mailDate(new Date())}`,
  ]
  return Buffer.concat([
    Buffer.from(`${stamps.join('\r\n')}\r\n`),
    Buffer.from(kept.join(''), 'latin1'),
    rest,
  ])
}

const mailDate = (date: Date) => date.toUTCString().replace('GMT', '+0000')

function splitHeaders(raw: Buffer): { fields: string[]; rest: Buffer } {
  const text = raw.toString('latin1')
  const end = text.search(/(?<![^\n])\r?\n/) // the first empty line
  const head = end < 0 ? text : text.slice(0, end)
  return { fields: head.split(/(?<=\n)(?![ \t])/), rest: raw.subarray(head.length) }
}

function resultFor(fields: string[]): string {
  const froms = fields.filter((field) => /^from[ \t]*:/i.test(field))
  const values = froms.map((field) =>
    Buffer.from(field.slice(field.indexOf(':') + 1).trim(), 'latin1').toString(),
  )
  const { addresses, malformed } = senderOf(values)
  const domain = malformed ? null : canonicalDomain(addresses[0]!.split('@').at(-1)!)
  return domain ? `dmarc=pass header.from=${domain}` : 'dmarc=none'
}

/** RFC 8601 section 5: nobody outside speaks in our name. Bare CRs count too, some parsers see lines there. */
function claimsOurResult(field: string, authservId: string): boolean {
  return (
    /(?:^|[\r\n])authentication-results[ \t]*:/i.test(field) &&
    field.toLowerCase().includes(authservId.toLowerCase())
  )
}
