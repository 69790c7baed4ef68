import { eq } from 'drizzle-orm'
import type { Calendar, Day } from '../../src/rules/calendar.ts'
import type { Db } from '../client.ts'
import { settings } from '../schema.ts'

export type StoredCalendar = { zone: string; closed: Day[]; open: Day[] }

/** The payer's calendar: its time zone and its own exceptions to weekends and federal holidays. */
export async function payerCalendar(db: Db): Promise<Calendar> {
  const [row] = await db.select().from(settings).where(eq(settings.key, 'calendar'))
  if (!row) throw new Error('The calendar of the payer was not written at start.')
  const { zone, closed, open } = row.value as StoredCalendar
  return { zone, closed: new Set(closed), open: new Set(open) }
}
