// Accounts: signing up, the mailed link, and what sign-in needs. Passwords come in hashed (src/http/passwords).
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { companies, memberships, participants, people } from '../../db/schema.ts'
import { Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { writeLetter } from './letters.ts'
import { badLink, newLink, takeLink, voidLinks } from './links.ts'
import { addEntry } from './thread.ts'

type NewVendor = { name: string; email: string; company: string; passwordHash: string }

/**
 * Makes an account that can sign in once its address is confirmed by the mailed link. Somebody who already has an
 * account gets a letter that says so; the page answers the same in both cases (SAFETY A35).
 */
export function signUp(db: Db, input: NewVendor, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const [person] = await tx
      .insert(people)
      .values({
        kind: 'vendor',
        email: input.email,
        name: input.name,
        passwordHash: input.passwordHash,
        createdAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: people.id })
    if (!person) return signUpAgain(tx, input, now)
    const [company] = await tx
      .insert(companies)
      .values({ name: input.company, createdAt: now })
      .returning({ id: companies.id })
    await tx
      .insert(memberships)
      .values({ companyId: (company as { id: number }).id, personId: person.id, createdAt: now })
    await mailAccountLink(tx, { id: person.id, name: input.name, email: input.email }, now)
    await audit(tx, { id: person.id, role: 'owner' }, { action: 'account.signed_up' }, now)
  })
}

/** Whoever signs up last holds the newest link: an account that nobody confirmed keeps no password of an earlier try. */
async function signUpAgain(tx: Db, input: NewVendor, now: Date): Promise<void> {
  const known = await personByEmail(tx, input.email)
  if (!known) return
  if (known.emailVerifiedAt) {
    const cause = `account ${known.id} ${now.toISOString().slice(0, 10)}`
    const letter = { kind: 'account_exists', name: known.name } as const
    return writeLetter(tx, { to: known.email, personId: known.id }, { cause }, letter, now)
  }
  const { name, passwordHash } = input
  await tx.update(people).set({ name, passwordHash }).where(eq(people.id, known.id))
  const own = tx
    .select({ id: memberships.companyId })
    .from(memberships)
    .where(eq(memberships.personId, known.id))
  await tx.update(companies).set({ name: input.company }).where(inArray(companies.id, own))
  await voidLinks(tx, known.id, ['verify_account'], now)
  await mailAccountLink(tx, { id: known.id, name, email: known.email }, now)
}

async function mailAccountLink(
  tx: Db,
  person: { id: number; name: string; email: string },
  now: Date,
): Promise<void> {
  const linkId = await newLink(tx, { kind: 'verify_account', personId: person.id }, now)
  const letter = { kind: 'verify_account', linkId, name: person.name } as const
  await writeLetter(tx, { to: person.email, personId: person.id }, { cause: `link ${linkId}` }, letter, now)
}

const confirming = ['verify_account', 'verify_contact'] as const
export type Confirming = (typeof confirming)[number]

/**
 * Uses up a link and confirms the address it was mailed to. `linkId` comes from a token that was checked.
 * @throws Refused not_now with a sentence that says how to get a new one.
 */
export function useLink(db: Db, linkId: number, now: Date): Promise<Confirming> {
  return db.transaction(async (tx) => {
    const link = await takeLink(tx, linkId, confirming, now)
    if (link.personId) await confirmPerson(tx, link.personId, now)
    if (link.participantId) await confirmContact(tx, link.participantId, now)
    return link.kind as Confirming
  })
}

async function confirmPerson(tx: Db, personId: number, now: Date): Promise<void> {
  await tx.update(people).set({ emailVerifiedAt: now }).where(eq(people.id, personId))
  await audit(tx, { id: personId, role: 'owner' }, { action: 'account.address_confirmed' }, now)
}

async function confirmContact(tx: Db, participantId: number, now: Date): Promise<void> {
  const [contact] = await tx
    .update(participants)
    .set({ verifiedAt: now })
    .where(and(eq(participants.id, participantId), isNull(participants.leftAt)))
    .returning()
  if (!contact) throw badLink()
  const event = { what: 'contact_verified', email: contact.email } as const
  await addEntry(tx, contact.registrationId, { kind: 'event', event, visibleToVendor: true }, now)
  await audit(tx, null, { action: 'contact.address_confirmed', object: `participant ${participantId}` }, now)
}

export async function personByEmail(db: Db, email: string) {
  const [person] = await db
    .select()
    .from(people)
    .where(eq(sql`lower(${people.email})`, email.toLowerCase()))
  return person ?? null
}

/** The first administrator, made from the command line. @throws Refused where the address has an account. */
export async function createAdmin(
  db: Db,
  input: { name: string; email: string; passwordHash: string },
  now: Date,
) {
  const [person] = await db
    .insert(people)
    .values({ ...input, kind: 'staff', staffRole: 'admin', emailVerifiedAt: now, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: people.id })
  if (!person) throw new Refused('not_valid', `There is already an account with the address ${input.email}.`)
  await audit(db, { id: person.id, role: 'admin' }, { action: 'account.admin_created' }, now)
}
