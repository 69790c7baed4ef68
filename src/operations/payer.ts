import type { Db } from '../../db/client.ts'
import type { StoredPayer } from '../../db/queries/payer.ts'
import { settings } from '../../db/schema.ts'

/** Writes what the rules need to know of the payer's configuration; called at start. */
export async function keepPayer(db: Db, { name, apiDocs, apiOperations }: StoredPayer): Promise<void> {
  const value: StoredPayer = { name, apiDocs, apiOperations }
  await db
    .insert(settings)
    .values({ key: 'payer', value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
}
