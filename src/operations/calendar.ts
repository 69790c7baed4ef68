import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import type { StoredCalendar } from '../../db/queries/calendar.ts'
import { settings } from '../../db/schema.ts'

/** Writes the time zone of the configuration at start; the exceptions that are kept already stay. */
export async function keepZone(db: Db, zone: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(settings).where(eq(settings.key, 'calendar')).for('update')
    const kept = (row?.value as StoredCalendar | undefined) ?? { closed: [], open: [] }
    const value = { ...kept, zone }
    await tx
      .insert(settings)
      .values({ key: 'calendar', value })
      .onConflictDoUpdate({ target: settings.key, set: { value } })
  })
}
