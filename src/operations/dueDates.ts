// What a change of the calendar does to dates that are still open.
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { type OpenClock, openClocks, viewOf } from '../../db/queries/clocks.ts'
import { clocks, informationRequests, registrations } from '../../db/schema.ts'
import { type Day, localDay } from '../rules/calendar.ts'
import type { Rule } from '../rules/clock.ts'
import type { PayerCalendar } from '../rules/payerDays.ts'
import { neverEarlier, replyDates } from '../rules/reply.ts'
import { addEntry } from './thread.ts'

type Calendars = { from: PayerCalendar; to: PayerCalendar }
/** A due date that moves. */
export type Moved = { registrationId: number; number: string; app: string; rule: Rule; from: Day; to: Day }

/** Which of these clocks have another due date by the other calendar. A paused clock has none yet. */
export function movedBy(open: readonly OpenClock[], calendars: Calendars, now: Date): Moved[] {
  return open.flatMap((clock): Moved[] => {
    const from = dueOf(clock, calendars.from, now)
    const to = dueOf(clock, calendars.to, now)
    const { registrationId, number, app, rule } = clock
    return from === null || to === null || from === to
      ? []
      : [{ registrationId, number, app, rule, from, to }]
  })
}

function dueOf(clock: OpenClock, calendar: PayerCalendar, now: Date): Day | null {
  return viewOf(clock, clock.pauses, calendar, now).reading.dueOn
}

/**
 * Counts what is open by the new calendar and says so in each thread. Each registration is locked before its clocks
 * are read, so that one that stops meanwhile is left alone.
 */
export async function moveDueDates(tx: Db, calendars: Calendars, now: Date): Promise<Moved[]> {
  const moved: Moved[] = []
  for (const id of new Set(
    movedBy(await openClocks(tx), calendars, now).map((each) => each.registrationId),
  )) {
    await tx
      .select({ id: registrations.id })
      .from(registrations)
      .where(eq(registrations.id, id))
      .for('update')
    const own = movedBy(await openClocks(tx, id), calendars, now)
    for (const each of own) await move(tx, each, now)
    moved.push(...own)
  }
  await moveRequests(tx, calendars.to)
  return moved
}

async function move(tx: Db, { registrationId, rule, from, to }: Moved, now: Date): Promise<void> {
  await tx
    .update(clocks)
    .set({ dueOn: to })
    .where(and(eq(clocks.registrationId, registrationId), eq(clocks.rule, rule), isNull(clocks.stoppedAt)))
  const event = { what: 'due_moved', rule, from, to } as const
  await addEntry(tx, registrationId, { kind: 'event', event, visibleToVendor: true }, now)
}

/** Open questions: what the vendor was told never moves to an earlier day. */
async function moveRequests(tx: Db, calendar: PayerCalendar): Promise<void> {
  const open = await tx.select().from(informationRequests).where(isNull(informationRequests.closedAt))
  for (const request of open) {
    const askedOn = localDay(request.askedAt, calendar.zone)
    const counted = replyDates(askedOn, request.blocking, request.terms, calendar)
    await tx
      .update(informationRequests)
      .set(neverEarlier(request, counted))
      .where(and(eq(informationRequests.id, request.id), isNull(informationRequests.closedAt)))
  }
}

/** Writes the due dates that the rows give: they can be thrown away at any time. @returns how many were wrong. */
export async function recomputeDueDates(db: Db, calendar: PayerCalendar, now: Date): Promise<number> {
  let wrong = 0
  for (const clock of await openClocks(db)) {
    const dueOn = dueOf(clock, calendar, now)
    if (dueOn === clock.dueOn) continue
    wrong++
    await db
      .update(clocks)
      .set({ dueOn })
      .where(
        and(
          eq(clocks.id, clock.id),
          isNull(clocks.stoppedAt),
          sql`${clocks.dueOn} IS NOT DISTINCT FROM ${clock.dueOn}`,
        ),
      )
  }
  return wrong
}
