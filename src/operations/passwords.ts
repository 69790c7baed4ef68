// A forgotten password and a changed one. Both end every session; neither signs anybody in (SAFETY A36, AU-4).
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { people, sessions } from '../../db/schema.ts'
import type { AccountChange } from '../rules/letters.ts'
import type { Person } from '../rules/people.ts'
import { personByEmail } from './accounts.ts'
import { audit, type Origin } from './audit.ts'
import { writeLetter } from './letters.ts'
import { newLink, takeLink, voidLinks } from './links.ts'

/**
 * E02: mails a link to the account of this address and makes earlier ones void. For an address without an account, or
 * one that was never confirmed, nothing happens; whoever asked is not told which it was (SAFETY A35).
 */
export function requestReset(db: Db, input: { email: string; origin: Origin }, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const person = await personByEmail(tx, input.email)
    await audit(tx, null, { action: 'password.reset_asked', origin: input.origin }, now)
    if (!person?.emailVerifiedAt) return
    await voidLinks(tx, person.id, ['reset_password'], now)
    const linkId = await newLink(tx, { kind: 'reset_password', personId: person.id }, now)
    const letter = { kind: 'reset_password', linkId, name: person.name } as const
    await writeLetter(tx, { to: person.email, personId: person.id }, { cause: `link ${linkId}` }, letter, now)
  })
}

/**
 * Uses up a link of E02 and sets the password. Whoever was signed in has to sign in again, with the second factor where
 * there is one. @throws Refused not_now for a link that was used, is too old or is for something else.
 */
export function resetPassword(
  db: Db,
  input: { linkId: number; passwordHash: string; origin: Origin },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const link = await takeLink(tx, input.linkId, ['reset_password'], now)
    const personId = link.personId as number
    await setPassword(tx, personId, input.passwordHash, now)
    await tx.delete(sessions).where(eq(sessions.userId, personId))
    const action = { action: 'password.reset', object: `link ${link.id}`, origin: input.origin }
    await audit(tx, { id: personId, role: null }, action, now)
    await tellAccount(tx, personId, { what: 'password', origin: input.origin }, now)
  })
}

/** Sets a new password for somebody who has just proved to know the old one; every session ends. */
export function changePassword(
  db: Db,
  person: Person,
  input: { passwordHash: string; origin: Origin },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    await setPassword(tx, person.id, input.passwordHash, now)
    await tx.delete(sessions).where(eq(sessions.userId, person.id))
    await audit(tx, person, { action: 'password.changed', origin: input.origin }, now)
    await tellAccount(tx, person.id, { what: 'password', origin: input.origin }, now)
  })
}

async function setPassword(tx: Db, personId: number, passwordHash: string, now: Date): Promise<void> {
  await tx.update(people).set({ passwordHash }).where(eq(people.id, personId))
  await voidLinks(tx, personId, ['reset_password'], now)
}

type Notice = { what: AccountChange; origin: Origin; to?: string }

/** The notice that a change of the account is followed by, so that a change by somebody else does not stay unseen. */
export async function tellAccount(tx: Db, personId: number, notice: Notice, now: Date): Promise<void> {
  const { what, origin, to } = notice
  const [person] = await tx.select().from(people).where(eq(people.id, personId))
  if (!person) return
  const cause = { cause: `${what} ${personId} ${origin.requestId}` }
  const letter = { kind: 'account_changed', what, at: now.toISOString(), name: person.name } as const
  await writeLetter(tx, { to: to ?? person.email, personId }, cause, letter, now)
}
