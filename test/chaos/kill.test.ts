import { setTimeout as sleep } from 'node:timers/promises'
import { eq, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectPostgres, type Database } from '../../db/connect.ts'
import { entries, inboundMail, outbox, participants } from '../../db/schema.ts'
import { readConfig } from '../../src/config.ts'
import { keepZone } from '../../src/operations/calendar.ts'
import { issueToken, replyAddress } from '../../src/rules/replyToken.ts'
import { letter, mailbox } from '../mail/mailbox.ts'
import { makeWorld } from '../people.ts'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { type Dovecot, startDovecot } from '../servers/dovecot.ts'
import { needs, until } from '../servers/ports.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startSmtpSink } from '../servers/smtpSink.ts'

const messages = 100
const kills = 10
const secret = 'a-secret-of-the-tests-only-0123456789'

/** mulberry32: the same seed kills at the same moments. */
function random(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

describe.skipIf(needs('dovecot') || needs('postgres'))(
  `${messages} mails and ${kills} kill -9 of the real process`,
  () => {
    let server: Awaited<ReturnType<typeof startPostgres>>
    let sink: Awaited<ReturnType<typeof startSmtpSink>>
    let dovecot: Dovecot
    let database: Database
    let vouchdesk: Vouchdesk
    let replyTo: string

    beforeAll(async () => {
      ;[server, sink, dovecot] = await Promise.all([startPostgres(), startSmtpSink(), startDovecot()])
      const settings = {
        ...{
          DATABASE_URL: server.url,
          IMAP_URL: dovecot.imapUrl,
          SMTP_URL: sink.url,
          PAYER_MAILBOX: mailbox,
        },
        ...{ APP_SECRET: secret, MASKING_SECRET: secret, REPLY_KEYS: `1:${secret}`, LOG_LEVEL: 'warn' },
      }
      database = await connectPostgres(server.url)
      await keepZone(database.db, 'America/New_York')
      const thread = await (await makeWorld(database.db)).submitted(new Date())
      const [ada] = await database.db
        .select()
        .from(participants)
        .where(eq(participants.registrationId, thread))
      const { replyKeys } = readConfig({ ...settings, PUBLIC_URL: 'http://127.0.0.1' })
      replyTo = replyAddress(
        mailbox,
        issueToken({ thread, participant: ada?.id as number, epoch: 0 }, replyKeys),
      )
      vouchdesk = await startVouchdesk(settings)
    })
    afterAll(async () => {
      await vouchdesk?.stop()
      await database?.close()
      await Promise.all([server?.stop(), sink?.stop(), dovecot?.stop()])
    })

    test('lose nothing and double nothing', { timeout: 240_000 }, async () => {
      const chance = random(7)
      for (let sent = 0, killed = 0; sent < messages; sent++) {
        await dovecot.deliver(letter({ To: replyTo }, `Mail number ${sent}.`), {
          from: 'ada@harborlight.example',
          to: replyTo,
        })
        if ((sent + 1) % (messages / kills) !== 0) continue
        await sleep(chance() * 250)
        await vouchdesk.kill()
        killed++
        await vouchdesk.again()
        if (killed === kills) break
      }
      await until(() => dovecot.messages('INBOX').length === 0, 'INBOX is empty', 120_000)
      const inbound = await database.db.select().from(inboundMail)
      expect(inbound.filter(({ outcome }) => outcome !== 'thread')).toEqual([])
      expect(inbound).toHaveLength(messages)
      const filed = await database.db.select().from(entries).where(eq(entries.kind, 'mail'))
      expect(filed.map(({ body }) => Number(body.match(/number (\d+)/)?.[1])).sort((a, b) => a - b)).toEqual(
        Array.from({ length: messages }, (_, n) => n),
      )
      expect(dovecot.messages('Quarantine')).toEqual([])
    })

    test('and every letter leaves, at most once but for a death between sending and writing it down', {
      timeout: 240_000,
    }, async () => {
      const waiting = async () =>
        (await database.db.select().from(outbox).where(isNull(outbox.sentAt))).length
      await vouchdesk.kill()
      await database.db.update(outbox).set({ notBefore: new Date() }).where(isNull(outbox.sentAt)) // the lease of the dead is over
      await vouchdesk.again()
      await until(async () => (await waiting()) === 0, 'the outbox is empty', 60_000)
      const letters = await database.db.select().from(outbox)
      const received = sink.letters.map(
        ({ raw }) => /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString('latin1'))?.[1],
      )
      expect(new Set(received)).toEqual(new Set(letters.map(({ messageId }) => messageId)))
      const tries = letters.reduce((sum, { attempts }) => sum + attempts, 0)
      expect(received.length).toBeLessThanOrEqual(tries)
      expect(received.length - letters.length).toBeLessThanOrEqual(kills)
    })
  },
)
