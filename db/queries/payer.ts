import { eq } from 'drizzle-orm'
import { brandsOf, type PayerFacts } from '../../src/rules/questionnaire.ts'
import type { Db } from '../client.ts'
import { settings } from '../schema.ts'

export type StoredPayer = {
  name: string
  apiDocs: string | null
  /** Who blocks and unblocks clients at the authorization server; null where nobody is configured. */
  apiOperations: string | null
}

/** What the questionnaire needs to know of the payer, as it was configured at start (DOMAIN 1.2). */
export async function payerFacts(db: Db): Promise<PayerFacts> {
  const stored = await storedPayer(db)
  return { brands: brandsOf(stored?.name ?? ''), apiDocs: stored?.apiDocs ?? null }
}

/** The address of the API operations as configured; null where there is none. */
export async function apiOperations(db: Db): Promise<string | null> {
  return (await storedPayer(db))?.apiOperations ?? null
}

async function storedPayer(db: Db): Promise<StoredPayer | undefined> {
  const [row] = await db.select().from(settings).where(eq(settings.key, 'payer'))
  return row?.value as StoredPayer | undefined
}
