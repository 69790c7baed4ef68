// The contact that a draft names, as far as nobody has written to it yet.
import { and, eq, isNull, sql } from 'drizzle-orm'
import { emailProblem } from '../../src/rules/answers.ts'
import type { Db } from '../client.ts'
import { memberships, participants, people, registrations } from '../schema.ts'

/** The address in the answers that has not been asked to confirm itself and is nobody's of the company; else null. */
export async function unaskedContact(db: Db, registrationId: number): Promise<string | null> {
  const [row] = await db
    .select({ draft: registrations.draft, companyId: registrations.companyId })
    .from(registrations)
    .where(eq(registrations.id, registrationId))
  const email = [row?.draft.contact_email ?? ''].flat().join('').trim()
  if (!row || emailProblem(email)) return null
  const same = (column: typeof people.email | typeof participants.email) =>
    eq(sql`lower(${column})`, email.toLowerCase())
  const takingPart = await db
    .select({ id: participants.id })
    .from(participants)
    .where(
      and(
        eq(participants.registrationId, registrationId),
        isNull(participants.leftAt),
        same(participants.email),
      ),
    )
  if (takingPart.length > 0) return null
  const colleagues = await db
    .select({ id: people.id })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .where(and(eq(memberships.companyId, row.companyId), isNull(memberships.leftAt), same(people.email)))
  return colleagues.length > 0 ? null : email
}
