// Whose rows a person may touch, as a condition every query and every lock carries. "Not yours" reads as "not there".
import { and, eq, exists, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { QueryBuilder } from 'drizzle-orm/pg-core'
import { type Access, accesses, writing } from '../src/rules/companies.ts'
import type { Person } from '../src/rules/people.ts'
import { memberships, registrations } from './schema.ts'

/** A vendor sees the registrations of its companies; staff see everything that was ever submitted. */
export function readableBy(person: Person): SQL {
  return person.kind === 'staff' ? isNotNull(registrations.submittedAt) : memberOf(person, accesses)
}

/** A vendor who may only read changes nothing; what staff may change is decided by their role. */
export function writableBy(person: Person): SQL {
  return person.kind === 'staff' ? isNotNull(registrations.submittedAt) : memberOf(person, writing)
}

/** What is an owner's alone, such as asking for a review of a status. */
export function ownedBy(vendor: Person): SQL {
  return memberOf(vendor, ['owner'])
}

function memberOf(person: Person, allowed: readonly Access[]): SQL {
  const mine = new QueryBuilder({ casing: 'snake_case' })
    .select({ one: sql`1` })
    .from(memberships)
    .where(
      and(
        eq(memberships.companyId, registrations.companyId),
        eq(memberships.personId, person.id),
        isNull(memberships.leftAt),
        inArray(memberships.access, [...allowed]),
      ),
    )
  return exists(mine)
}
