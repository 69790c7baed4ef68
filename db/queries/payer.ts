import { eq } from 'drizzle-orm'
import { brandsOf } from '../../src/rules/questionnaire.ts'
import type { Db } from '../client.ts'
import { settings } from '../schema.ts'

/** The names that no app may carry (DOMAIN 1.2): the payer's own, as it was configured at start, and the association's. */
export async function payerBrands(db: Db): Promise<string[]> {
  const [row] = await db.select().from(settings).where(eq(settings.key, 'payer'))
  return brandsOf((row?.value as { name: string } | undefined)?.name ?? '')
}
