// Who takes part in a registration for the vendor, whether letters reach them, and what a reader may write.
import { and, asc, desc, inArray, isNull } from 'drizzle-orm'
import type { Person } from '../../src/rules/people.ts'
import type { Db } from '../client.ts'
import { outbox, participants, registrations } from '../schema.ts'
import { writableBy } from '../scope.ts'

export type Participant = {
  id: number
  name: string
  email: string
  kind: 'owner' | 'contact'
  verified: boolean
  failed: string | null
}

/** Those who take part now, by registration, in the order in which they came. `failed`: the mail server's last refusal. */
export async function participantsOf(
  db: Db,
  registrationIds: readonly number[],
): Promise<Map<number, Participant[]>> {
  const found = new Map<number, Participant[]>()
  if (registrationIds.length === 0) return found
  const rows = await db
    .select()
    .from(participants)
    .where(and(inArray(participants.registrationId, [...registrationIds]), isNull(participants.leftAt)))
    .orderBy(asc(participants.id))
  const last = await db
    .selectDistinctOn([outbox.participantId], {
      participantId: outbox.participantId,
      failedAt: outbox.failedAt,
      response: outbox.response,
    })
    .from(outbox)
    .where(inArray(outbox.registrationId, [...registrationIds]))
    .orderBy(outbox.participantId, desc(outbox.id))
  const letters = new Map(last.map((letter) => [letter.participantId, letter]))
  for (const { id, registrationId, name, email, kind, verifiedAt } of rows) {
    const letter = letters.get(id)
    const failed = letter?.failedAt ? letter.response : null
    const one = { id, name, email, kind, verified: verifiedAt !== null, failed }
    found.set(registrationId, [...(found.get(registrationId) ?? []), one])
  }
  return found
}

/** Those of the registrations that the person may change. */
export async function writable(
  db: Db,
  person: Person,
  registrationIds: readonly number[],
): Promise<Set<number>> {
  if (registrationIds.length === 0) return new Set()
  const rows = await db
    .select({ id: registrations.id })
    .from(registrations)
    .where(and(inArray(registrations.id, [...registrationIds]), writableBy(person)))
  return new Set(rows.map(({ id }) => id))
}
