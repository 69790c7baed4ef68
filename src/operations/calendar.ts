// The payer's calendar: its zone from the configuration, and the days of its own that an admin adds and removes.
import { eq, max } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { openClocks } from '../../db/queries/clocks.ts'
import { calendarChanges, settings } from '../../db/schema.ts'
import { localDay } from '../rules/calendar.ts'
import { checkDayChange, type DayChange, withChange } from '../rules/payerDays.ts'
import type { Staff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { type Moved, moveDueDates, movedBy } from './dueDates.ts'

/** Writes the time zone of the configuration at start. */
export async function keepZone(db: Db, zone: string): Promise<void> {
  const value = { zone }
  await db
    .insert(settings)
    .values({ key: 'calendar', value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
}

export type ChangingDay = Pick<DayChange, 'day' | 'kind' | 'change' | 'name'> & { reason: string }
/** What a change would move, and the state of the list that it was read from. */
export type Preview = { moved: Moved[]; version: number }

/**
 * Which open due dates a change of the calendar would move; nothing is written.
 * @throws Refused not_valid for an impossible day, not_yours for anybody but an admin.
 */
export async function previewDay(db: Db, admin: Staff, input: ChangingDay, now: Date): Promise<Preview> {
  onlyAdmin(admin)
  const calendar = await payerCalendar(db)
  checkDayChange(input, calendar, localDay(now, calendar.zone))
  const { reason: _, ...change } = input
  const to = withChange(calendar, { ...change, at: now })
  return { moved: movedBy(await openClocks(db), { from: calendar, to }, now), version: await versionOf(db) }
}

/**
 * Changes the calendar and counts every open clock anew; clocks that have stopped stay as they are (DOMAIN 2.3).
 * @throws Refused not_now where somebody else has changed it since the preview of `version`.
 */
export function changeDay(
  db: Db,
  admin: Staff,
  { version, reason, ...change }: ChangingDay & { version: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    onlyAdmin(admin)
    await tx.select().from(settings).where(eq(settings.key, 'calendar')).for('update')
    const calendar = await payerCalendar(tx)
    if ((await versionOf(tx)) !== version) throw new Refused('not_now', changedSince)
    checkDayChange(change, calendar, localDay(now, calendar.zone))
    await tx.insert(calendarChanges).values({ ...change, reason, by: admin.id, at: now })
    const moved = await moveDueDates(tx, { from: calendar, to: await payerCalendar(tx) }, now)
    await audit(
      tx,
      admin,
      { action: `calendar.day_${change.change}`, object: change.day, detail: { ...change, reason, moved } },
      now,
    )
  })
}

const changedSince =
  'Somebody else has changed the calendar in the meantime. Look at what your change moves now, then save it.'

function onlyAdmin({ role }: Staff): void {
  if (role !== 'admin') throw new Refused('not_yours', 'Only an admin can change the calendar.')
}

/** The number of the last change: two admins cannot save on top of each other unseen. */
async function versionOf(db: Db): Promise<number> {
  const [row] = await db.select({ last: max(calendarChanges.id) }).from(calendarChanges)
  return row?.last ?? 0
}
