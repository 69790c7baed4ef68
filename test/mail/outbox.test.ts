import { eq } from 'drizzle-orm'
import { type Logger, pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Database, openPglite } from '../../db/connect.ts'
import { outbox } from '../../db/schema.ts'
import { type Postman, runOutbox, sendDue } from '../../mail/outbox.ts'
import { createSender } from '../../mail/smtp.ts'
import { keepZone } from '../../src/operations/calendar.ts'
import { backoffMs, claimLetter } from '../../src/operations/outbox.ts'
import { writeReply } from '../../src/operations/thread.ts'
import type { Person } from '../../src/rules/people.ts'
import { makeWorld, monday, type World } from '../people.ts'
import { freePort, until } from '../servers/ports.ts'
import { type Reject, startSmtpSink } from '../servers/smtpSink.ts'
import { postmanOf } from './mailbox.ts'

const minute = 60_000
const words = 'Thank you, we have what we need.'

let verdict: Reject
let sink: Awaited<ReturnType<typeof startSmtpSink>>
let database: Database
let world: World
let thread: number
let postman: Postman
let now: Date
let logged: string[]

beforeAll(async () => {
  database = await openPglite(null)
  await keepZone(database.db, 'America/New_York')
  world = await makeWorld(database.db)
  thread = await world.submitted(monday)
})
afterAll(() => database?.close())

beforeEach(async () => {
  verdict = () => undefined
  now = new Date(monday)
  logged = []
  sink = await startSmtpSink({ reject: (stage, letter) => verdict(stage, letter) })
  const log: Logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  postman = { ...postmanOf(database, sink.url), now: () => now, log }
  await database.db.delete(outbox)
  await writeReply(database.db, world.staff.reviewer, { registrationId: thread, body: words }, now)
})
afterEach(async () => {
  postman.sender.close()
  await sink.stop()
})

const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const reply = async () => {
  const [row] = await database.db.select().from(outbox).where(eq(outbox.kind, 'message'))
  if (!row) throw new Error('Leah’s reply caused no letter.')
  return row
}
const received = () =>
  sink.letters.map(({ raw }) => /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString('latin1'))?.[1])

/** What the page of the thread says about the letters of Leah's reply, and of the people it goes to. */
async function pageOf(person: Person): Promise<{ reply: string; people: string }> {
  const path = `${person.kind === 'staff' ? '/desk' : ''}/registrations/${thread}`
  const response = await world
    .app(() => now)
    .request(path, { headers: { Cookie: await world.cookieOf(person, now) } })
  const page = (await response.text()).replaceAll(/<svg.*?<\/svg>/gs, '')
  const entry = page.split('<li class="entry"').findLast((each) => each.includes(words)) ?? ''
  return { reply: textOf(entry.split('</li>')[0] ?? ''), people: textOf(page.split('id="people"')[1] ?? '') }
}

const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

test('a server that puts a letter off gets it again a minute later, and the message shows both', async () => {
  verdict = (stage) => (stage === 'data' ? 451 : undefined)
  expect(await sendDue(postman)).toBe(1)
  expect(await reply()).toMatchObject({ attempts: 1, sentAt: null, failedAt: null, ambiguous: 0 })
  expect((await pageOf(world.staff.reviewer)).reply).toContain(
    'Waiting to be sent to ada@harborlight.example.',
  )
  expect(logged.join('')).toMatch(/"level":40.*"attempts":1,"state":"retry","said":"451"/)

  verdict = () => undefined
  later(minute - 1)
  expect(await sendDue(postman)).toBe(0)
  later(1)
  expect(await sendDue(postman)).toBe(1)
  expect(received()).toEqual([(await reply()).messageId])
  expect((await pageOf(world.staff.reviewer)).reply).toContain(
    'E-mailed to ada@harborlight.example. Accepted by their mail server at 10:15 a.m. ET.',
  )
  expect(logged.join('')).toMatch(/"attempts":2,"state":"sent"/)
})

test.each(['rcpt', 'data'] as const)(
  'a final no at %s stops the letter at once; the message tells the desk why, and Ada that her address fails',
  async (at) => {
    verdict = (stage) => (stage === at ? 550 : undefined)
    expect(await sendDue(postman)).toBe(1)
    expect(await reply()).toMatchObject({ attempts: 1, sentAt: null, failedAt: now })
    expect((await pageOf(world.staff.reviewer)).reply).toContain(
      'The letter to ada@harborlight.example could not be delivered: 550 Refused by the test',
    )
    const seen = await pageOf(world.ada)
    expect(seen.reply).toContain(words)
    expect(seen.people).toContain(
      'Our last letter to this address could not be delivered. Write to us which one to use.',
    )
    expect(seen.reply + seen.people).not.toContain('550')
    expect(logged.join('')).toMatch(/"level":40.*"state":"failed","said":"550"/)
    expect(logged.join('')).not.toContain('ada@')

    verdict = () => undefined
    later(49 * 60 * minute)
    expect(await sendDue(postman)).toBe(0)
    expect(received()).toEqual([])
  },
)

test('an open page of the thread hears at once that a letter failed', async () => {
  const heard: string[] = []
  const unlisten = await database.listen(
    'thread',
    (payload) => void heard.push(payload),
    () => {},
  )
  verdict = (stage) => (stage === 'rcpt' ? 550 : undefined)
  await sendDue(postman)
  await until(() => heard.length > 0, 'word of the thread')
  expect(heard[0]).toMatch(new RegExp(`^${thread}:\\d+$`))
  await unlisten()
})

test('a connection lost after the whole letter is tried again under the same Message-ID', async () => {
  const taken: string[] = []
  verdict = (stage, { raw }) => {
    if (stage !== 'data') return undefined
    taken.push(/^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString('latin1'))?.[1] ?? '')
    return taken.length === 1 ? 'drop' : undefined
  }
  await sendDue(postman)
  expect(await reply()).toMatchObject({ attempts: 1, ambiguous: 1, sentAt: null, failedAt: null })
  later(minute)
  await sendDue(postman)
  const { messageId, sentAt } = await reply()
  expect([taken, sentAt]).toEqual([[messageId, messageId], now])
})

test('while no server is there letters wait in the order they were written, and leave when it is back', async () => {
  const away = createSender(`smtp://127.0.0.1:${await freePort()}`, { mailboxDomain: 'cms.example' })
  await writeReply(database.db, world.staff.reviewer, { registrationId: thread, body: 'And one more.' }, now)
  expect(await sendDue({ ...postman, sender: away })).toBe(2)
  away.close()
  later(minute)
  expect(await sendDue(postman)).toBe(2)
  const rows = await database.db.select().from(outbox).where(eq(outbox.kind, 'message')).orderBy(outbox.id)
  expect(received()).toEqual(rows.map(({ messageId }) => messageId))
  expect(rows.map(({ attempts, ambiguous }) => [attempts, ambiguous])).toEqual([
    [2, 0],
    [2, 0],
  ])
})

test('a letter that was put off for two days is given up, and the message says what the server said last', async () => {
  verdict = (stage) => (stage === 'rcpt' ? 450 : undefined)
  let tries = 0
  for (let waited = 0; waited < 60 * 60 * minute; waited += minute) {
    tries += await sendDue(postman)
    later(minute)
  }
  const { attempts, failedAt } = await reply()
  expect(attempts).toBe(tries)
  expect(tries).toBeLessThan(25)
  expect((failedAt as Date).getTime() - monday.getTime()).toBeGreaterThan(48 * 60 * minute)
  expect((await pageOf(world.staff.reviewer)).reply).toContain(
    'The letter to ada@harborlight.example could not be delivered: 450 Refused by the test',
  )
})

test('a letter in the hand of a process that died is taken again after two minutes, as the same letter', async () => {
  const addressing = () => ({ messageId: '<taken@cms.example>', replyTo: null })
  await claimLetter(database.db, addressing, now)
  expect(await sendDue(postman)).toBe(0)
  later(2 * minute)
  expect(await sendDue(postman)).toBe(1)
  expect(received()).toEqual(['<taken@cms.example>'])
})

test('the pauses double from one minute to four hours', () => {
  expect([1, 2, 3, 8, 9, 50].map((attempts) => backoffMs(attempts) / minute)).toEqual([
    1, 2, 4, 128, 240, 240,
  ])
})

test('while the database is away nothing is sent and nothing lost, and the loop goes on when it is back', async () => {
  let away = true
  const db = new Proxy(database.db, {
    get: (target, name) => {
      if (away) throw new Error('connection lost')
      return Reflect.get(target, name)
    },
  })
  const ending = new AbortController()
  const states: (string | null)[] = []
  const running = runOutbox(
    { ...postman, db },
    () => new Promise(() => {}),
    ending.signal,
    (state) => states.push(state),
  )
  await until(() => states.includes('connection lost'), 'the loop says so')
  expect(logged.join('')).toContain('outbox stopped for a moment')
  away = false
  await until(() => sink.letters.length === 1, 'the letter')
  await until(() => states.at(-1) === null, 'the loop is well')
  ending.abort()
  await running
})
