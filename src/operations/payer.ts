import type { Db } from '../../db/client.ts'
import { settings } from '../../db/schema.ts'

/** Writes what the rules need to know of the payer's configuration; called at start. */
export async function keepPayer(db: Db, value: { name: string }): Promise<void> {
  await db
    .insert(settings)
    .values({ key: 'payer', value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
}
