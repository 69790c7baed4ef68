// What people change about their own account: name, address, sessions.
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { handleOf } from '../../db/queries/account.ts'
import { participants, people, sessions } from '../../db/schema.ts'
import type { Person } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { personByEmail } from './accounts.ts'
import { audit, type Origin } from './audit.ts'
import { writeLetter } from './letters.ts'
import { newLink, personOfLink, takeLink, voidLinks } from './links.ts'
import { tellAccount } from './passwords.ts'

/** The new name stands beside everything this person writes from now on, and on the letters to them. */
export function changeName(db: Db, person: Person, input: { name: string; origin: Origin }, now: Date) {
  return db.transaction(async (tx) => {
    await tx.update(people).set({ name: input.name }).where(eq(people.id, person.id))
    const own = and(eq(participants.personId, person.id), isNull(participants.leftAt))
    await tx.update(participants).set({ name: input.name }).where(own)
    const detail = { from: person.name, to: input.name }
    await audit(tx, person, { action: 'account.name_changed', detail, origin: input.origin }, now)
  })
}

/**
 * Mails a link to the new address; nothing changes before it is used. An address that has an account already gets the
 * letter that says so, and the page says the same in both cases (SAFETY A35).
 */
export function askForNewAddress(
  db: Db,
  person: Person,
  input: { email: string; origin: Origin },
  now: Date,
) {
  return db.transaction(async (tx) => {
    await audit(tx, person, { action: 'account.address_change_asked', origin: input.origin }, now)
    await voidLinks(tx, person.id, ['change_address'], now)
    const other = await personByEmail(tx, input.email)
    if (other) {
      const cause = `account ${other.id} ${now.toISOString().slice(0, 10)}`
      const letter = { kind: 'account_exists', name: other.name } as const
      return writeLetter(tx, { to: other.email, personId: other.id }, { cause }, letter, now)
    }
    const link = { kind: 'change_address', personId: person.id, email: input.email } as const
    const linkId = await newLink(tx, link, now)
    const letter = { kind: 'change_address', linkId, from: person.email } as const
    await writeLetter(tx, { to: input.email, personId: person.id }, { cause: `link ${linkId}` }, letter, now)
  })
}

/**
 * Uses the link that was mailed to the new address. Letters and replies by mail move with it: reply codes of the old
 * address are void, the old address is told, and every session ends. @throws Refused where the address was taken since.
 */
export function changeAddress(db: Db, input: { linkId: number; origin: Origin }, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const link = await takeLink(tx, input.linkId, ['change_address'], now)
    const person = await personOfLink(tx, link)
    const email = link.email as string
    if (await personByEmail(tx, email))
      throw new Refused('not_now', 'This address has an account of its own by now. Choose another one.')
    await tx.update(people).set({ email, emailVerifiedAt: now }).where(eq(people.id, person.id))
    await moveParticipation(tx, person.id, email, now)
    await voidLinks(tx, person.id, ['reset_password'], now)
    await tx.delete(sessions).where(eq(sessions.userId, person.id))
    const detail = { from: person.email, to: email }
    const action = { action: 'account.address_changed', detail, origin: input.origin }
    await audit(tx, { id: person.id, role: person.staffRole ?? 'owner' }, action, now)
    await tellAccount(tx, person.id, { what: 'address', origin: input.origin, to: person.email }, now)
  })
}

/** Where the new address takes part already, as a contact, it takes part once. */
async function moveParticipation(tx: Db, personId: number, email: string, now: Date): Promise<void> {
  const own = and(eq(participants.personId, personId), isNull(participants.leftAt))
  const there = sql`EXISTS (SELECT 1 FROM participants other WHERE other.registration_id = ${participants.registrationId}
    AND other.left_at IS NULL AND other.id <> ${participants.id} AND lower(other.email) = ${email.toLowerCase()})`
  await tx.update(participants).set({ leftAt: now }).where(and(own, there))
  await tx
    .update(participants)
    .set({ email, verifiedAt: now, tokenEpoch: sql`${participants.tokenEpoch} + 1` })
    .where(own)
}

/** Ends one session of this person, named by its handle. @throws Refused where it is over already. */
export function endSession(db: Db, person: Person, input: { handle: string; origin: Origin }, now: Date) {
  return db.transaction(async (tx) => {
    const own = await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, person.id))
    const found = own.find(({ id }) => handleOf(id) === input.handle)
    if (!found) throw new Refused('not_now', 'This session has ended already.')
    await tx.delete(sessions).where(eq(sessions.id, found.id))
    await audit(tx, person, { action: 'session.ended', object: 'another session', origin: input.origin }, now)
  })
}

/** Signs out everywhere; with `keep` everywhere else. */
export function endSessions(db: Db, person: Person, input: { keep?: string; origin: Origin }, now: Date) {
  return db.transaction(async (tx) => {
    const others = input.keep ? ne(sessions.id, input.keep) : undefined
    await tx.delete(sessions).where(and(eq(sessions.userId, person.id), others))
    await audit(tx, person, { action: 'session.all_ended', origin: input.origin }, now)
  })
}
