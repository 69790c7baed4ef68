import { eq } from 'drizzle-orm'
import { brandsOf, type PayerFacts } from '../../src/rules/questionnaire.ts'
import type { Db } from '../client.ts'
import { settings } from '../schema.ts'

export type StoredPayer = { name: string; apiDocs: string | null }

/** What the questionnaire needs to know of the payer, as it was configured at start (DOMAIN 1.2). */
export async function payerFacts(db: Db): Promise<PayerFacts> {
  const [row] = await db.select().from(settings).where(eq(settings.key, 'payer'))
  const stored = row?.value as StoredPayer | undefined
  return { brands: brandsOf(stored?.name ?? ''), apiDocs: stored?.apiDocs ?? null }
}
