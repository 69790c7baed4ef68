import { asc, desc, eq } from 'drizzle-orm'
import { calendarFrom, type DayChange, type PayerCalendar } from '../../src/rules/payerDays.ts'
import type { Db } from '../client.ts'
import { calendarChanges, people, settings } from '../schema.ts'

export type StoredCalendar = { zone: string }

/** The payer's calendar: its time zone and its own exceptions to weekends and federal holidays. */
export async function payerCalendar(db: Db): Promise<PayerCalendar> {
  const [row] = await db.select().from(settings).where(eq(settings.key, 'calendar'))
  if (!row) throw new Error('The calendar of the payer was not written at start.')
  const changes: DayChange[] = await db
    .select({
      day: calendarChanges.day,
      kind: calendarChanges.kind,
      change: calendarChanges.change,
      name: calendarChanges.name,
      at: calendarChanges.at,
    })
    .from(calendarChanges)
    .orderBy(asc(calendarChanges.id))
  return calendarFrom((row.value as StoredCalendar).zone, changes)
}

export type LoggedChange = DayChange & { id: number; reason: string; by: string }

/** Every change of the calendar, the newest first. */
export function calendarLog(db: Db): Promise<LoggedChange[]> {
  return db
    .select({
      id: calendarChanges.id,
      day: calendarChanges.day,
      kind: calendarChanges.kind,
      change: calendarChanges.change,
      name: calendarChanges.name,
      reason: calendarChanges.reason,
      by: people.name,
      at: calendarChanges.at,
    })
    .from(calendarChanges)
    .innerJoin(people, eq(people.id, calendarChanges.by))
    .orderBy(desc(calendarChanges.id))
}
