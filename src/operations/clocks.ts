// The business-day clocks of a registration. Rows say when a clock ran; dates are always computed from them (DOMAIN 2.3).
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { eventsOf, pausesOfClock } from '../../db/queries/clocks.ts'
import { clockPauses, clocks } from '../../db/schema.ts'
import { localDay } from '../rules/calendar.ts'
import { type ClockReading, type Rule, readClock } from '../rules/clock.ts'
import { type ClockWords, clockSentence } from '../rules/clockWords.ts'

type ClockRow = typeof clocks.$inferSelect
/** A clock as it reads now, with the words that page, desk and letter share. */
export type Told = ClockReading & { words: ClockWords }

export async function startClock(
  tx: Db,
  input: { registrationId: number; rule: Rule },
  now: Date,
): Promise<Told> {
  const [clock] = await tx
    .insert(clocks)
    .values({ ...input, startedAt: now })
    .returning()
  return recompute(tx, clock as ClockRow, now)
}

/** Pauses the running clock because of a question. */
export async function pauseClock(
  tx: Db,
  input: { registrationId: number; rule: Rule; requestId: number; by: number },
  now: Date,
): Promise<Told> {
  const clock = await runningClock(tx, input)
  await tx
    .insert(clockPauses)
    .values({ clockId: clock.id, requestId: input.requestId, pausedAt: now, pausedBy: input.by })
  return recompute(tx, clock, now)
}

/** Resumes at `at`, which may lie in the past: the answer counts from when it was received (DOMAIN T4). */
export async function resumeClock(
  tx: Db,
  input: { registrationId: number; rule: Rule; at: Date; by: number },
  now: Date,
): Promise<Told> {
  const clock = await runningClock(tx, input)
  await tx
    .update(clockPauses)
    .set({ resumedAt: input.at, resumedBy: input.by })
    .where(and(eq(clockPauses.clockId, clock.id), isNull(clockPauses.resumedAt)))
  return recompute(tx, clock, now)
}

export async function stopClock(
  tx: Db,
  input: { registrationId: number; rule: Rule },
  now: Date,
): Promise<void> {
  const clock = await runningClock(tx, input)
  await tx.update(clocks).set({ stoppedAt: now }).where(eq(clocks.id, clock.id))
  await recompute(tx, { ...clock, stoppedAt: now }, now)
}

async function runningClock(tx: Db, input: { registrationId: number; rule: Rule }): Promise<ClockRow> {
  const [clock] = await tx
    .select()
    .from(clocks)
    .where(
      and(
        eq(clocks.registrationId, input.registrationId),
        eq(clocks.rule, input.rule),
        isNull(clocks.stoppedAt),
      ),
    )
  if (!clock) throw new Error(`No ${input.rule} clock runs for registration ${input.registrationId}.`)
  return clock
}

async function recompute(tx: Db, clock: ClockRow, now: Date): Promise<Told> {
  const pauses = await pausesOfClock(tx, clock.id)
  const calendar = await payerCalendar(tx)
  const reading = readClock(clock.rule, eventsOf(clock, pauses), calendar, now)
  await tx.update(clocks).set({ dueOn: reading.dueOn }).where(eq(clocks.id, clock.id))
  return { ...reading, words: clockSentence(reading, clock.rule, calendar, localDay(now, calendar.zone)) }
}
