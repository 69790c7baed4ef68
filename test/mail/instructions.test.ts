// T7 with a real SMTP conversation: the app becomes active at the word of the mail server, and at nothing before it.
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openPglite } from '../../db/connect.ts'
import { instructionsPage } from '../../db/queries/instructions.ts'
import { clocks, registrations } from '../../db/schema.ts'
import { type Postman, sendDue } from '../../mail/outbox.ts'
import { keepZone } from '../../src/operations/calendar.ts'
import { sendInstructions } from '../../src/operations/instructions.ts'
import { approve } from '../../src/operations/registrations.ts'
import { sandboxFacts, withSandbox } from '../environments.ts'
import { makeWorld, monday, type World } from '../people.ts'
import { type Reject, startSmtpSink } from '../servers/smtpSink.ts'
import { postmanOf } from './mailbox.ts'

let verdict: Reject = () => undefined
let sink: Awaited<ReturnType<typeof startSmtpSink>>
let database: Database
let world: World
let postman: Postman
let thread: number
let now = new Date(monday)

beforeAll(async () => {
  database = await openPglite(null)
  await keepZone(database.db, 'America/New_York')
  world = await makeWorld(database.db)
  thread = await world.submitted()
  await world.measured(thread)
  await approve(world.db, world.marcus, { registrationId: thread, revision: 1, seen: 100 }, monday)
  await withSandbox(world, thread)
  sink = await startSmtpSink({ reject: (stage, letter) => verdict(stage, letter) })
  postman = { ...postmanOf(database, sink.url), now: () => now }
  await sendDue(postman)
})
afterAll(async () => {
  postman?.sender.close()
  await sink?.stop()
  await database?.close()
})

async function write() {
  const { version } = await instructionsPage(world.db, world.staff.reviewer, thread)
  const input = { registrationId: thread, intro: 'Here is what you need to begin.', version }
  await sendInstructions(world.db, world.staff.reviewer, input, now)
}
async function standing() {
  const [row] = await world.db.select().from(registrations).where(eq(registrations.id, thread))
  const running = await world.db.select().from(clocks).where(eq(clocks.rule, 'instructions'))
  return [row?.phase, running[0]?.stoppedAt]
}
const instructions = () =>
  sink.letters.map(({ raw }) => raw.toString('utf8')).filter((raw) => raw.includes('obtains access tokens'))

test('nothing happens while the server puts the letter off, or refuses it for good', async () => {
  await write()
  verdict = (stage) => (stage === 'data' ? 451 : undefined)
  await sendDue(postman)
  expect(await standing()).toEqual(['instructions_due', null])
  verdict = (stage) => (stage === 'rcpt' ? 550 : undefined)
  now = new Date(monday.getTime() + 60_000)
  await sendDue(postman)
  expect(await standing()).toEqual(['instructions_due', null])
  expect(instructions()).toEqual([])
})

test('the server’s 250 makes the app active, and the clock stops at that moment', async () => {
  verdict = () => undefined
  now = new Date('2026-11-04T15:00:00Z')
  await write()
  expect(await standing()).toEqual(['instructions_due', null])
  now = new Date('2026-11-04T15:02:00Z')
  await sendDue(postman)
  expect(await standing()).toEqual(['active', now])
  const [letter = ''] = instructions()
  expect(letter).toMatch(/^To: ada@harborlight\.example$/m)
  const words = letter.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=')
  for (const said of [`harbor-${thread}`, sandboxFacts.tokenUrl, sandboxFacts.fhirUrl])
    expect(words).toContain(said)
})
