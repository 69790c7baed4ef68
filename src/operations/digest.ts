// E22: one letter on business mornings to everybody who reviews or approves, about what waits at the desk.
import { inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { lastMorning, returnedLetters, type WaitingClock, waitingClocks } from '../../db/queries/digest.ts'
import { mornings, people } from '../../db/schema.ts'
import { businessMorning, type Day } from '../rules/calendar.ts'
import type { Rule } from '../rules/clock.ts'
import type { DigestLine, DigestSection } from '../rules/letters.ts'
import type { StaffRole } from '../rules/people.ts'
import { writeLetter } from './letters.ts'

type Reader = { id: number; email: string; role: StaffRole }
/** What every section may look at; read once for all readers. */
type Facts = { clocks: WaitingClock[]; returned: Awaited<ReturnType<typeof returnedLetters>> }
type Section = {
  title: string
  about: string
  for: readonly StaffRole[]
  find: (facts: Facts, reader: Reader) => DigestLine[]
}

/** In the order of the letter. A new kind of waiting is a new line here. */
const sections: readonly Section[] = [
  {
    ...{ title: 'Late', about: 'The date has passed.', for: ['reviewer', 'approver'] },
    find: ({ clocks }, reader) => clocks.filter(urgent('late')).map(lineFor(reader)),
  },
  {
    title: 'Due within three business days',
    about: 'The next due first.',
    for: ['reviewer', 'approver'],
    find: ({ clocks }, reader) => clocks.filter(urgent('soon', 'today')).map(lineFor(reader)),
  },
  {
    title: 'Nobody has taken',
    about: 'Open one and choose “Take it”.',
    for: ['reviewer', 'approver'],
    find: ({ clocks }, reader) =>
      clocks
        .filter(({ assigneeId, clock }) => assigneeId === null && untaken.includes(clock.rule))
        .map(lineFor(reader)),
  },
  {
    title: 'Letters that came back',
    about: 'Since the last of these letters. Call the contact, or ask the owner for another address.',
    for: ['reviewer', 'approver'],
    find: ({ returned }) =>
      returned.map(({ to, response, ...about }) => ({
        ...about,
        words: `To ${to}: ${response ?? 'refused'}`,
      })),
  },
]

/** What somebody has to take before it can be decided. */
const untaken: readonly Rule[] = ['decision', 'assignment']

function urgent(...wanted: WaitingClock['clock']['words']['urgency'][]) {
  return ({ clock }: WaitingClock) => wanted.includes(clock.words.urgency)
}

function lineFor(reader: Reader) {
  return ({ registrationId, number, app, assigneeId, assignee, clock }: WaitingClock): DigestLine => {
    const who =
      assigneeId === reader.id ? 'You have it.' : assignee ? `${assignee} has it.` : 'Nobody has taken it.'
    return { registrationId, number, app, words: `${clock.words.line} ${who}` }
  }
}

/**
 * Writes the letters of this morning, once a business day whatever is restarted and however many processes run.
 * After a failure that lasted past eight it still leaves, but only on the same day. @returns how many were written.
 */
export async function writeDigests(db: Db, now: Date): Promise<number> {
  const calendar = await payerCalendar(db)
  const today = businessMorning(now, calendar)
  if (today === null) return 0
  return db.transaction(async (tx) => {
    if (!(await claimMorning(tx, 'digest', today, now))) return 0
    const since = (await lastMorning(tx, 'digest', today)) ?? new Date(now.getTime() - weekMs)
    const facts = {
      clocks: await waitingClocks(tx, calendar, now),
      returned: await returnedLetters(tx, since),
    }
    let written = 0
    for (const reader of await readersOf(tx)) {
      const found = sectionsFor(facts, reader)
      if (found.length === 0) continue
      const address = { to: reader.email, personId: reader.id }
      await writeLetter(
        tx,
        address,
        { cause: `digest ${today}` },
        { kind: 'digest', day: today, sections: found },
        now,
      )
      written++
    }
    return written
  })
}

const weekMs = 7 * 24 * 3_600_000

/** True for the one who comes first; whoever comes at the same moment waits for that one to commit. */
async function claimMorning(tx: Db, job: string, day: Day, now: Date): Promise<boolean> {
  const claimed = await tx.insert(mornings).values({ job, day, at: now }).onConflictDoNothing().returning()
  return claimed.length > 0
}

async function readersOf(tx: Db): Promise<Reader[]> {
  const rows = await tx
    .select({ id: people.id, email: people.email, role: people.staffRole })
    .from(people)
    .where(inArray(people.staffRole, ['reviewer', 'approver']))
    .orderBy(people.id)
  return rows.map(({ role, ...row }) => ({ ...row, role: role as StaffRole }))
}

/** A long section names the first and says how many more there are. */
const mostLines = 25

function sectionsFor(facts: Facts, reader: Reader): DigestSection[] {
  return sections
    .filter((section) => section.for.includes(reader.role))
    .map(({ title, about, find }) => {
      const lines = find(facts, reader)
      return { title, about, lines: lines.slice(0, mostLines), more: Math.max(0, lines.length - mostLines) }
    })
    .filter(({ lines }) => lines.length > 0)
}
