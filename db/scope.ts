// Whose rows a person may touch, as a condition every query and every lock carries. "Not yours" reads as "not there".
import { and, eq, exists, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { QueryBuilder } from 'drizzle-orm/pg-core'
import type { Person } from '../src/rules/people.ts'
import { memberships, registrations } from './schema.ts'

/** A vendor sees the registrations of its companies; staff see everything that was ever submitted. */
export function readableBy(person: Person): SQL {
  if (person.kind === 'staff') return isNotNull(registrations.submittedAt)
  const mine = new QueryBuilder({ casing: 'snake_case' })
    .select({ one: sql`1` })
    .from(memberships)
    .where(
      and(
        eq(memberships.companyId, registrations.companyId),
        eq(memberships.personId, person.id),
        isNull(memberships.leftAt),
      ),
    )
  return exists(mine)
}
