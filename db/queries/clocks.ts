import { and, asc, desc, eq, getTableColumns, inArray, isNull } from 'drizzle-orm'
import { type Day, localDay } from '../../src/rules/calendar.ts'
import { type ClockEvent, type ClockReading, type Rule, readClock } from '../../src/rules/clock.ts'
import { type ClockWords, clockSentence } from '../../src/rules/clockWords.ts'
import { calendarAsOf, type PayerCalendar } from '../../src/rules/payerDays.ts'
import type { Db } from '../client.ts'
import { clockPauses, clocks, registrations } from '../schema.ts'

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

/**
 * The newest clock of each kind of the registrations asked for, read at `now`, by registration. One that has stopped
 * is read by the calendar of that time: later changes never move it (DOMAIN 2.3).
 */
export async function clocksOf(db: Db, registrationIds: number[], calendar: PayerCalendar, now: Date) {
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
    const ofOne = found.get(row.registrationId) ?? new Map<Rule, ClockView>()
    found.set(row.registrationId, ofOne.set(row.rule, viewOf(row, pauses.get(row.id) ?? [], calendar, now)))
  }
  return found
}

type ClockRow = { rule: Rule; startedAt: Date; stoppedAt: Date | null }

/** A clock as it reads at `now`, with its words. */
export function viewOf(
  { rule, startedAt, stoppedAt }: ClockRow,
  pauses: readonly Pause[],
  current: PayerCalendar,
  now: Date,
): ClockView {
  const calendar = stoppedAt ? calendarAsOf(current, stoppedAt) : current
  const reading = readClock(rule, eventsOf({ startedAt, stoppedAt }, pauses), calendar, now)
  const words = clockSentence(reading, rule, calendar, localDay(now, calendar.zone))
  return { rule, startedAt, stoppedAt, reading, words }
}

/** The pauses of several clocks, oldest first, by clock. */
export async function pausesOf(db: Db, clockIds: number[]): Promise<Map<number, Pause[]>> {
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

export type OpenClock = ClockRow & {
  id: number
  registrationId: number
  number: string
  app: string
  dueOn: Day | null
  pauses: Pause[]
}

/** Every clock that has not stopped, in the order of registrations; of one registration alone where one is named. */
export async function openClocks(db: Db, registrationId?: number): Promise<OpenClock[]> {
  const one = registrationId === undefined ? undefined : eq(clocks.registrationId, registrationId)
  const rows = await db
    .select({ ...getTableColumns(clocks), number: registrations.number, app: registrations.appName })
    .from(clocks)
    .innerJoin(registrations, eq(registrations.id, clocks.registrationId))
    .where(and(isNull(clocks.stoppedAt), one))
    .orderBy(asc(clocks.registrationId), asc(clocks.id))
  const pauses = await pausesOf(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, pauses: pauses.get(row.id) ?? [] }))
}
