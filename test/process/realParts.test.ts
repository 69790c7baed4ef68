// The process on PostgreSQL, a real mailbox and a real mail server, and what it does while one of them is away.
import { setTimeout as sleep } from 'node:timers/promises'
import { count, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectPostgres, type Database } from '../../db/connect.ts'
import { companies as demonstrationCompanies, demonstrationPassword, desk } from '../../db/demonstration.ts'
import { entries, inboundMail, participants, people, registrations, secondFactors } from '../../db/schema.ts'
import { readConfig } from '../../src/config.ts'
import { issueToken, replyAddress } from '../../src/rules/replyToken.ts'
import { letter, mailbox } from '../mail/mailbox.ts'
import { makeWorld, password } from '../people.ts'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { type Dovecot, startDovecot } from '../servers/dovecot.ts'
import { needs, until } from '../servers/ports.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startSmtpSink } from '../servers/smtpSink.ts'
import { pageAt, postTo, signIn } from './browserless.ts'

const secret = 'a-secret-of-the-tests-only-0123456789'

/** Until it listens again a process tells its pages to look for themselves, and nothing is announced one by one. */
async function isListening({ db }: Database): Promise<boolean> {
  const { rows } = (await db.execute(
    sql`SELECT 1 FROM pg_stat_activity WHERE query ILIKE 'LISTEN %thread%' AND pid <> pg_backend_pid()`,
  )) as unknown as { rows: unknown[] }
  return rows.length > 0
}

describe.skipIf(needs('dovecot') || needs('postgres'))('on real parts', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  let sink: Awaited<ReturnType<typeof startSmtpSink>>
  let dovecot: Dovecot
  let database: Database
  let house: Vouchdesk
  let second: Vouchdesk
  let thread: string
  let replyTo: string
  let leah: string

  const settings = () => ({
    ...{ DATABASE_URL: server.url, IMAP_URL: dovecot.imapUrl, SMTP_URL: sink.url, PAYER_MAILBOX: mailbox },
    ...{ APP_SECRET: secret, MASKING_SECRET: secret, REPLY_KEYS: `1:${secret}` },
  })

  beforeAll(async () => {
    ;[server, sink, dovecot] = await Promise.all([startPostgres(), startSmtpSink(), startDovecot()])
    ;[house, second] = await Promise.all([startVouchdesk(settings()), startVouchdesk(settings())])
    database = await connectPostgres(server.url)
  })
  afterAll(async () => {
    await Promise.all([house?.stop(), second?.stop()])
    await database?.close()
    await Promise.all([server?.stop(), sink?.stop(), dovecot?.stop()])
  })

  const deliver = (body: string) =>
    dovecot.deliver(letter({ To: replyTo }, body), { from: 'ada@harborlight.example', to: replyTo })
  const filed = async (words: string) => {
    const rows = await database.db.select().from(entries).where(eq(entries.kind, 'mail'))
    return rows.filter(({ body }) => body.includes(words)).length || null
  }
  const ready = () => pageAt(house, '/readyz')

  test('two processes that start at once on an empty database both come up, with one set of tables', async () => {
    for (const each of [house, second]) {
      expect((await pageAt(each, '/')).status).toBe(200)
      expect(each.output()).toContain('Vouchdesk is ready')
    }
    expect(await second.terminate()).toBe(0)
  })

  test('nothing of the demonstration is there: no people, no password, no letters to read', async () => {
    for (const table of [people, registrations]) {
      expect(await database.db.select({ rows: count() }).from(table)).toEqual([{ rows: 0 }])
    }
    const known = [...desk, ...demonstrationCompanies.map(({ owner }) => owner)]
    for (const { email } of known) {
      const refused = await postTo(house, '/sign-in', { email, password: demonstrationPassword })
      expect([refused.status, refused.cookie]).toEqual([422, null])
    }
    expect((await pageAt(house, '/dev/mail')).status).toBe(404)
    expect((await pageAt(house, '/')).text).not.toContain('Demonstration')
    expect(house.output()).not.toContain(demonstrationPassword)
  })

  describe('with a registration in review', () => {
    beforeAll(async () => {
      const world = await makeWorld(database.db)
      const id = await world.submitted(new Date())
      thread = `/desk/registrations/${id}`
      const [ada] = await database.db.select().from(participants).where(eq(participants.registrationId, id))
      const { replyKeys } = readConfig({ ...settings(), PUBLIC_URL: house.url })
      const code = issueToken({ thread: id, participant: ada?.id as number, epoch: 0 }, replyKeys)
      replyTo = replyAddress(mailbox, code)
      await database.db.delete(secondFactors) // their keys are sealed under the secret of the tests: staff add an app
      leah = await signIn(house, world.staff.reviewer.email, password)
      await until(() => sink.letters.length >= 3, 'the letters about the submission')
    })

    test('while the mailbox is away /readyz and the desk say so, and afterwards the mail is filed', async () => {
      expect((await pageAt(house, thread, leah)).text).not.toContain('Mail is not being read')
      await dovecot.halt()
      await until(async () => (await ready()).status === 503, '/readyz says 503')
      expect(JSON.parse((await ready()).text)).toEqual({
        ...{ database: 'ready', reader: 'not ready: the mailbox cannot be read', sender: 'ready' },
      })
      for (const path of ['/desk', '/desk/mail', thread]) {
        const { status, text } = await pageAt(house, path, leah)
        expect([status, text]).toEqual([200, expect.stringContaining('Mail is not being read.')])
      }
      expect((await pageAt(house, '/')).text).not.toContain('Mail is not being read')
      expect(house.output()).toMatch(/"level":40.*"mailbox connection lost"/)
      await dovecot.start()
      await deliver('Written while the mailbox was away.')
      await until(async () => (await ready()).status === 200, '/readyz says 200 again', 60_000)
      await until(() => filed('while the mailbox was away'), 'the mail is filed', 20_000)
      expect((await pageAt(house, thread, leah)).text).not.toContain('Mail is not being read')
    })

    test('while the database is away pages say so in plain words, the process lives and the mail waits', async () => {
      const pid = house.pid()
      await server.halt()
      await deliver('Written while the database was away.')
      for (const path of ['/', '/sign-in', '/how-we-count-days', thread]) {
        const { status, text } = await pageAt(house, path, leah)
        if (path === '/sign-in' && status === 200) continue
        expect([path, status, text]).toEqual([
          ...[path, 503],
          expect.stringContaining('Our database does not answer. Nothing you sent before is lost.'),
        ])
        expect(text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1:|node_modules|Failed query/)
      }
      expect((await postTo(house, `${thread}/entries`, { kind: 'note', body: 'A note.' }, leah)).status).toBe(
        503,
      )
      expect(JSON.parse((await ready()).text)).toMatchObject({
        database: 'not ready: the database does not answer',
      })
      expect([(await ready()).status, (await pageAt(house, '/healthz')).text]).toEqual([503, 'ok'])
      expect(house.output()).toMatch(
        /"level":50.*"code":"(ECONNREFUSED|CONNECTION_CLOSED|57P0\d)".*"request failed"/,
      )
      expect(dovecot.messages('INBOX')).toHaveLength(1)
      expect(dovecot.messages('Quarantine')).toEqual([])
      await server.start()
      await until(async () => (await ready()).status === 200, '/readyz says 200 again', 60_000)
      await until(() => filed('while the database was away'), 'the mail is filed', 60_000)
      expect((await pageAt(house, thread, leah)).text).toContain('Written while the database was away.')
      expect(house.pid()).toBe(pid)
    })

    test('a database that restarts under six busy people costs no process and nothing that was saved', async () => {
      const pid = house.pid()
      const [saved, answers] = [new Set<string>(), new Set<number>()]
      const writing = Array.from({ length: 6 }, async (_, person) => {
        for (let note = 0; note < 15; note++) {
          const body = `Note ${note} of person ${person}.`
          const { status } = await postTo(house, `${thread}/entries`, { kind: 'note', body }, leah)
          answers.add(status)
          if (status === 303) saved.add(body)
          await sleep(100)
        }
      })
      for (let crash = 0; crash < 3; crash++) {
        await sleep(400)
        await server.restartImmediate()
      }
      await Promise.all(writing)
      await until(async () => (await ready()).status === 200, '/readyz says 200 again', 60_000)
      const notes = await database.db.select().from(entries).where(eq(entries.kind, 'note'))
      const kept = new Set(notes.map(({ body }) => body))
      expect([...saved].filter((body) => !kept.has(body))).toEqual([])
      expect([...answers].filter((status) => status !== 303 && status !== 503)).toEqual([])
      expect(saved.size).toBeGreaterThan(0)
      expect(house.pid()).toBe(pid)
      expect((await pageAt(house, '/healthz')).status).toBe(200)
    })

    test('what happened meanwhile still reaches an open page at once', async () => {
      await until(() => isListening(database), 'the process listens again')
      const stopListening = new AbortController()
      const stream = await fetch(`${house.url}/live`, {
        headers: { Cookie: leah },
        signal: stopListening.signal,
      })
      const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
      await deliver('Written after both were back.')
      let heard = ''
      while (!heard.includes('event: thread')) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`The stream ended with ${stream.status} after: ${heard}`)
        heard += new TextDecoder().decode(value)
      }
      stopListening.abort()
    })

    test('each mail stands in the thread once, and SIGTERM ends the process with 0', async () => {
      await until(() => filed('after both were back'), 'the mail is filed', 20_000)
      for (const words of ['mailbox was away', 'database was away', 'both were back'])
        expect([words, await filed(words)]).toEqual([words, 1])
      const inbound = await database.db.select().from(inboundMail)
      expect(inbound.map(({ outcome }) => outcome)).toEqual(['thread', 'thread', 'thread'])
      expect(dovecot.messages('INBOX')).toEqual([])
      expect(await house.terminate()).toBe(0)
    })
  })
})
