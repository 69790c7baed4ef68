// Who did what, append-only. Refused attempts are written outside of the transaction that they broke.
import type { Db } from '../../db/client.ts'
import { auditEvents } from '../../db/schema.ts'
import type { Role } from '../rules/people.ts'

/** Where a request came from, for the record. */
export type Origin = { ip: string | null; userAgent: string | null; requestId: string }
export type Audited = { action: string; object?: string; detail?: Record<string, unknown>; origin?: Origin }

/** @param actor null for somebody who is not signed in; without a role where a mailed link stands for the person. */
export async function audit(
  db: Db,
  actor: { id: number | null; role: Role | null } | null,
  event: Audited,
  now: Date,
): Promise<void> {
  const { origin, ...rest } = event
  await db.insert(auditEvents).values({ ...rest, ...origin, personId: actor?.id, role: actor?.role, at: now })
}
