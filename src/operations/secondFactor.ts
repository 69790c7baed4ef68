// The second factor as rows. Keys come in sealed and recovery codes hashed; each code is used at most once.
import { and, eq, isNull, lt, ne } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { recoveryCodes, secondFactors, sessions } from '../../db/schema.ts'
import type { Person } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { audit, type Origin } from './audit.ts'
import { tellAccount } from './passwords.ts'

/** Uses up the code of a step and of all before it. @returns false where it was used, also a moment ago. */
export async function useStep(
  db: Db,
  { personId, step }: { personId: number; step: number },
): Promise<boolean> {
  const rows = await db
    .update(secondFactors)
    .set({ lastStep: step })
    .where(and(eq(secondFactors.personId, personId), lt(secondFactors.lastStep, step)))
    .returning({ personId: secondFactors.personId })
  return rows.length === 1
}

/** Uses up a recovery code and tells its owner. @returns false where there is no such code any more. */
export function useRecoveryCode(
  db: Db,
  { personId, hash, origin }: { personId: number; hash: string; origin: Origin },
  now: Date,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const used = await tx
      .update(recoveryCodes)
      .set({ usedAt: now })
      .where(
        and(eq(recoveryCodes.personId, personId), eq(recoveryCodes.hash, hash), isNull(recoveryCodes.usedAt)),
      )
      .returning({ id: recoveryCodes.id })
    if (used.length === 0) return false
    await audit(tx, { id: personId, role: null }, { action: 'second_factor.recovery_code_used', origin }, now)
    await tellAccount(tx, personId, { what: 'recovery_code_used', origin }, now)
    return true
  })
}

type Enrolment = { sealedKey: string; step: number; hashes: readonly string[]; origin: Origin }

/** From now on this person signs in with a code too; `step` is that of the code which proved the app has the key. */
export function enrol(db: Db, person: Person, input: Enrolment, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const added = await tx
      .insert(secondFactors)
      .values({ personId: person.id, sealedKey: input.sealedKey, lastStep: input.step, createdAt: now })
      .onConflictDoNothing()
      .returning({ personId: secondFactors.personId })
    if (added.length === 0)
      throw new Refused(
        'not_now',
        'Your account has a second factor already. Remove it first, then add a new one.',
      )
    await storeCodes(tx, person.id, input.hashes, now)
    await tx.delete(sessions).where(eq(sessions.userId, person.id))
    await audit(tx, person, { action: 'second_factor.added', origin: input.origin }, now)
    await tellAccount(tx, person.id, { what: 'second_factor_added', origin: input.origin }, now)
  })
}

/** Ten new recovery codes; the earlier ones are void. */
export function renewRecoveryCodes(
  db: Db,
  person: Person,
  input: { hashes: readonly string[]; origin: Origin },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    await storeCodes(tx, person.id, input.hashes, now)
    await audit(tx, person, { action: 'second_factor.recovery_codes_renewed', origin: input.origin }, now)
  })
}

async function storeCodes(tx: Db, personId: number, hashes: readonly string[], now: Date): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId))
  await tx.insert(recoveryCodes).values(hashes.map((hash) => ({ personId, hash, createdAt: now })))
}

/**
 * Takes the second factor away after the person has proved to hold it. Staff lose every session with it: their next
 * sign-in leads to a new one. @throws Refused where there is none.
 */
export function removeFactor(db: Db, person: Person, input: { origin: Origin; keep: string }, now: Date) {
  return db.transaction(async (tx) => {
    const gone = await tx
      .delete(secondFactors)
      .where(eq(secondFactors.personId, person.id))
      .returning({ personId: secondFactors.personId })
    if (gone.length === 0) throw new Refused('not_now', 'Your account has no second factor.')
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, person.id))
    const kept = person.kind === 'vendor' ? ne(sessions.id, input.keep) : undefined
    await tx.delete(sessions).where(and(eq(sessions.userId, person.id), kept))
    await audit(tx, person, { action: 'second_factor.removed', origin: input.origin }, now)
    await tellAccount(tx, person.id, { what: 'second_factor_removed', origin: input.origin }, now)
  })
}
