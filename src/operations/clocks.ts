// The business-day clocks of a registration. Rows say when a clock ran; dates are always computed from them (DOMAIN 2.3).
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { eventsOf, pausesOfClock, viewOf } from '../../db/queries/clocks.ts'
import { clockPauses, clocks } from '../../db/schema.ts'
import type { Day } from '../rules/calendar.ts'
import { type ClockReading, type Rule, readClock } from '../rules/clock.ts'
import type { ClockWords } from '../rules/clockWords.ts'
import { Refused } from '../rules/refused.ts'

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

/** Pauses the running clock because of a question; one within a status review has no information request. */
export async function pauseClock(
  tx: Db,
  input: { registrationId: number; rule: Rule; requestId: number | null; by: number },
  now: Date,
): Promise<Told> {
  const clock = await runningClock(tx, input)
  const { requestId, by: pausedBy } = input
  const cause = requestId === null ? 'review' : 'question'
  await tx.insert(clockPauses).values({ clockId: clock.id, cause, requestId, pausedAt: now, pausedBy })
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

/**
 * What stopped a clock has come back, so it goes on from `at`, when that was received. The row stays; the time in
 * between becomes an interval with its cause, and what was late stays late.
 * @throws Refused not_now where no clock of the kind has stopped, or it goes on already.
 */
export async function reopenClock(
  tx: Db,
  input: { registrationId: number; rule: Rule; at: Date },
  now: Date,
): Promise<Told> {
  const clock = await lastClock(tx, input.registrationId, input.rule)
  if (!clock?.stoppedAt) throw new Refused('not_now', 'This clock has not stopped.')
  const resumedAt = new Date(Math.min(Math.max(input.at.getTime(), clock.stoppedAt.getTime()), now.getTime()))
  await tx
    .insert(clockPauses)
    .values({ clockId: clock.id, cause: 'bounce', pausedAt: clock.stoppedAt, resumedAt })
  await tx.update(clocks).set({ stoppedAt: null }).where(eq(clocks.id, clock.id))
  return recompute(tx, { ...clock, stoppedAt: null }, now)
}

/** The day a decision is due if the clock goes on at `at`; null where it does not stand still. */
export async function dueIfResumed(
  tx: Db,
  input: { registrationId: number; rule: Rule; at: Date },
): Promise<Day | null> {
  const clock = await lastClock(tx, input.registrationId, input.rule)
  const pauses = clock ? await pausesOfClock(tx, clock.id) : []
  if (!clock || clock.stoppedAt || !pauses.some(({ resumedAt }) => resumedAt === null)) return null
  const at = new Date(Math.max(input.at.getTime(), pauses.at(-1)?.pausedAt.getTime() ?? 0))
  const events = [...eventsOf(clock, pauses), { at, kind: 'resume' } as const]
  return readClock(clock.rule, events, await payerCalendar(tx), at).dueOn
}

/** The newest clock of this kind as it reads now. @throws where none was ever started. */
export async function clockNow(
  tx: Db,
  input: { registrationId: number; rule: Rule },
  now: Date,
): Promise<Told> {
  const clock = await lastClock(tx, input.registrationId, input.rule)
  if (!clock) throw new Error(`No ${input.rule} clock of registration ${input.registrationId}.`)
  const view = viewOf(clock, await pausesOfClock(tx, clock.id), await payerCalendar(tx), now)
  return { ...view.reading, words: view.words }
}

/** The sentence about the decision's clock; '' before it was ever started. */
export async function decisionLine(tx: Db, registrationId: number, now: Date): Promise<string> {
  const clock = await lastClock(tx, registrationId, 'decision')
  if (!clock) return ''
  return viewOf(clock, await pausesOfClock(tx, clock.id), await payerCalendar(tx), now).words.line
}

async function lastClock(tx: Db, registrationId: number, rule: Rule): Promise<ClockRow | null> {
  const [clock] = await tx
    .select()
    .from(clocks)
    .where(and(eq(clocks.registrationId, registrationId), eq(clocks.rule, rule)))
    .orderBy(desc(clocks.id))
    .limit(1)
  return clock ?? null
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
  const { reading, words } = viewOf(clock, await pausesOfClock(tx, clock.id), await payerCalendar(tx), now)
  await tx.update(clocks).set({ dueOn: reading.dueOn }).where(eq(clocks.id, clock.id))
  return { ...reading, words }
}
