import { asc, desc, eq, inArray } from 'drizzle-orm'
import type { Calendar } from '../../src/rules/calendar.ts'
import { localDay } from '../../src/rules/calendar.ts'
import { type ClockEvent, type ClockReading, type Rule, readClock } from '../../src/rules/clock.ts'
import { type ClockWords, clockSentence } from '../../src/rules/clockWords.ts'
import type { Db } from '../client.ts'
import { clockPauses, clocks } from '../schema.ts'

export type ClockView = {
  rule: Rule
  startedAt: Date
  stoppedAt: Date | null
  reading: ClockReading
  words: ClockWords
}
type Pause = { pausedAt: Date; resumedAt: Date | null }

/** What the rows of a clock say happened, in order. */
export function eventsOf(
  clock: { startedAt: Date; stoppedAt: Date | null },
  pauses: readonly Pause[],
): ClockEvent[] {
  const between = pauses.flatMap(({ pausedAt, resumedAt }): ClockEvent[] => [
    { at: pausedAt, kind: 'pause' },
    ...(resumedAt ? [{ at: resumedAt, kind: 'resume' } as const] : []),
  ])
  const stop: ClockEvent[] = clock.stoppedAt ? [{ at: clock.stoppedAt, kind: 'stop' }] : []
  return [{ at: clock.startedAt, kind: 'start' }, ...between, ...stop]
}

/** The newest clock of each kind of the registrations asked for, read at `now`, by registration. */
export async function clocksOf(db: Db, registrationIds: number[], calendar: Calendar, now: Date) {
  if (registrationIds.length === 0) return new Map<number, Map<Rule, ClockView>>()
  const rows = await db
    .selectDistinctOn([clocks.registrationId, clocks.rule])
    .from(clocks)
    .where(inArray(clocks.registrationId, registrationIds))
    .orderBy(clocks.registrationId, clocks.rule, desc(clocks.id))
  const pauses = await pausesOf(
    db,
    rows.map((row) => row.id),
  )
  const found = new Map<number, Map<Rule, ClockView>>()
  for (const row of rows) {
    const reading = readClock(row.rule, eventsOf(row, pauses.get(row.id) ?? []), calendar, now)
    const words = clockSentence(reading, row.rule, calendar, localDay(now, calendar.zone))
    const ofOne = found.get(row.registrationId) ?? new Map<Rule, ClockView>()
    found.set(
      row.registrationId,
      ofOne.set(row.rule, {
        rule: row.rule,
        startedAt: row.startedAt,
        stoppedAt: row.stoppedAt,
        reading,
        words,
      }),
    )
  }
  return found
}

async function pausesOf(db: Db, clockIds: number[]): Promise<Map<number, Pause[]>> {
  const found = new Map<number, Pause[]>()
  if (clockIds.length === 0) return found
  const rows = await db
    .select()
    .from(clockPauses)
    .where(inArray(clockPauses.clockId, clockIds))
    .orderBy(asc(clockPauses.id))
  for (const row of rows) found.set(row.clockId, [...(found.get(row.clockId) ?? []), row])
  return found
}

/** The pauses of one clock, oldest first. */
export function pausesOfClock(db: Db, clockId: number): Promise<Pause[]> {
  return db.select().from(clockPauses).where(eq(clockPauses.clockId, clockId)).orderBy(asc(clockPauses.id))
}
