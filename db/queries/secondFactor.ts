// The second factor of a person, and how many recovery codes are left.
import { and, count, eq, isNull } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { people, recoveryCodes, secondFactors } from '../schema.ts'

export type Factor = Pick<typeof secondFactors.$inferSelect, 'personId' | 'sealedKey' | 'lastStep'>

/** Null for somebody who signs in with a password alone. */
export async function factorOf(db: Db, personId: number): Promise<(Factor & { createdAt: Date }) | null> {
  const [row] = await db.select().from(secondFactors).where(eq(secondFactors.personId, personId))
  return row ?? null
}

export async function recoveryCodesLeft(db: Db, personId: number): Promise<number> {
  const [row] = await db
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.personId, personId), isNull(recoveryCodes.usedAt)))
  return row?.left ?? 0
}

/** The factors of the desk, for the demonstration that shows their codes. */
export function factorsOfTheDesk(db: Db): Promise<(Factor & { name: string; email: string })[]> {
  return db
    .select({
      personId: secondFactors.personId,
      sealedKey: secondFactors.sealedKey,
      lastStep: secondFactors.lastStep,
      name: people.name,
      email: people.email,
    })
    .from(secondFactors)
    .innerJoin(people, eq(people.id, secondFactors.personId))
    .where(eq(people.kind, 'staff'))
    .orderBy(people.id)
}
