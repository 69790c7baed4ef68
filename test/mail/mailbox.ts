// A mailbox with real parts around it: Dovecot, an SMTP server that keeps what it gets, and a thread that waits for an answer.
import { hostname } from 'node:os'
import { eq } from 'drizzle-orm'
import { type Logger, pino } from 'pino'
import { type Database, openPglite } from '../../db/connect.ts'
import { outbox } from '../../db/schema.ts'
import { type Postman, sendDue } from '../../mail/outbox.ts'
import { createParser, type Parser } from '../../mail/parser.ts'
import { runReader } from '../../mail/reader.ts'
import { createSender } from '../../mail/smtp.ts'
import { readConfig } from '../../src/config.ts'
import { keepZone } from '../../src/operations/calendar.ts'
import { ask } from '../../src/operations/information.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import { mask, maskingKey } from '../../src/rules/masking.ts'
import { makeWorld } from '../people.ts'
import { startDovecot } from '../servers/dovecot.ts'
import { until } from '../servers/ports.ts'
import { startSmtpSink } from '../servers/smtpSink.ts'

export const mailbox = 'cms@cms.example'
export const config = readConfig({
  PAYER_MAILBOX: mailbox,
  MAIL_AUTHSERV_IDS: `mx.cms.example,${hostname()}`,
  LOG_LEVEL: 'silent',
})

export type Mailbox = Awaited<ReturnType<typeof openMailbox>>
/** `answerMailFrom`: null is an empty setting; without it, every mail may be answered. */
type Options = { parser?: Parser; answerMailFrom?: Date | null; database?: Database; log?: Logger }

/** `question` is the letter that asked Ada two questions, as it left. */
export async function openMailbox() {
  const dovecot = await startDovecot()
  const sink = await startSmtpSink()
  const database = await openPglite(null)
  await keepZone(database.db, 'America/New_York')
  const world = await makeWorld(database.db)
  const thread = await world.submitted(new Date())
  const questions = [
    { fieldId: null, question: 'Whose is hlcdn.example?' },
    { fieldId: null, question: 'Who can read the key?' },
  ]
  await ask(
    database.db,
    world.staff.reviewer,
    { registrationId: thread, intro: '', questions, blocking: true },
    new Date(),
  )
  const postman = postmanOf(database, sink.url)
  await sendDue(postman)
  const [letter] = await database.db.select().from(outbox).where(eq(outbox.kind, 'information_asked'))
  if (!letter?.messageId || !letter.replyTo) throw new Error('The questions did not leave.')
  const question = {
    messageId: letter.messageId,
    replyTo: letter.replyTo,
    participant: letter.participantId as number,
  }
  return {
    ...{ dovecot, sink, database, db: database.db, world, thread, question, postman },
    read: (options: Options = {}) => startReading(dovecot.imapUrl, options.database ?? database, options),
    settled: (folder: string, count: number) =>
      until(() => dovecot.messages(folder).length >= count, `${count} mails in ${folder}`, 30_000),
    deliver: (mail: string | Uint8Array, to = mailbox) =>
      dovecot.deliver(mail, { from: 'ada@harborlight.example', to }),
    stop: async () => {
      await database.close()
      await sink.stop()
      await dovecot.stop()
    },
  }
}

export function postmanOf(database: Database, smtpUrl: string): Postman {
  return {
    db: database.db,
    sender: createSender(smtpUrl, { mailboxDomain: 'cms.example' }),
    frame: (reader) => ({
      ...{ payer: config.payer, publicUrl: config.publicUrl, now: new Date(), reader },
      linkUrl: (linkId) => `${config.publicUrl}/verify/${linkToken(linkId, config.appSecret)}`,
    }),
    ...{ mailbox, fromName: 'App registration', replyKeys: config.replyKeys, now: () => new Date() },
    log: pino({ level: 'silent' }),
  }
}

/** The product's own reader on this mailbox; the returned function stops it. */
function startReading(imapUrl: string, database: Database, options: Options): () => Promise<void> {
  const ending = new AbortController()
  const parser = options.parser ?? createParser()
  const key = maskingKey(config.maskingSecret)
  const reading = runReader(
    {
      ...{ database, db: database.db, parser, imapUrl, mailbox, account: mailbox },
      ...{
        replyKeys: config.replyKeys,
        authservIds: config.authservIds,
        answerMailFrom: options.answerMailFrom === undefined ? new Date(0) : options.answerMailFrom,
      },
      ...{
        mask: (text: string) => mask(text, key).text,
        now: () => new Date(),
        log: options.log ?? pino({ level: 'silent' }),
      },
    },
    ending.signal,
    () => {},
  )
  return async () => {
    ending.abort()
    await reading
    if (!options.parser) await parser.close()
  }
}

/** A mail as an ordinary mail program writes it. */
export function letter(
  headers: Record<string, string>,
  body = 'hlcdn.example is ours. Two engineers can read it.',
): string {
  const all = {
    From: 'Ada Moreno <ada@harborlight.example>',
    To: mailbox,
    Subject: 'Re: questions',
    'Message-ID': `<${Math.random()}@harborlight.example>`,
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${lines.join('\r\n')}\r\nDate: Tue, 17 Nov 2026 09:12:00 -0500\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`
}
