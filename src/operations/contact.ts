// The contact of a registration: asked by letter to confirm the address, and taking part from then on.
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { unaskedContact } from '../../db/queries/contact.ts'
import { companiesOf } from '../../db/queries/portal.ts'
import { outbox, participants } from '../../db/schema.ts'
import type { Purpose } from '../rules/editing.ts'
import type { Vendor } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { writeAbout } from './letters.ts'
import { newLink } from './links.ts'
import { lockEditable, type Registration } from './thread.ts'

const contactsOf = (registrationId: number) =>
  and(
    eq(participants.registrationId, registrationId),
    eq(participants.kind, 'contact'),
    isNull(participants.leftAt),
  )
const hasAddress = (email: string) => eq(sql`lower(${participants.email})`, email.toLowerCase())

/** The contact that the answers name is asked to confirm; while the app is not registered yet, an earlier one leaves. */
export async function setContact(
  tx: Db,
  owner: Vendor,
  { registration, purpose }: { registration: Registration; purpose: Purpose },
  now: Date,
): Promise<void> {
  const email = String(registration.draft.contact_email).trim()
  if (purpose === 'register') await keepOnlyContact(tx, registration.id, email, now)
  await addContact(tx, owner, registration, email, now)
}

/** Every contact but the one with this address leaves. */
export async function keepOnlyContact(
  tx: Db,
  registrationId: number,
  email: string,
  now: Date,
): Promise<void> {
  await tx
    .update(participants)
    .set({ leftAt: now })
    .where(and(contactsOf(registrationId), sql`NOT (${hasAddress(email)})`))
}

/** The contact takes part once its address is confirmed; the owner's own address needs no link. */
async function addContact(
  tx: Db,
  owner: Vendor,
  registration: Registration,
  email: string,
  now: Date,
): Promise<void> {
  if (email.toLowerCase() === owner.email.toLowerCase()) return
  const known = await tx
    .select({ id: participants.id })
    .from(participants)
    .where(and(contactsOf(registration.id), hasAddress(email)))
  if (known.length > 0) return
  const contact = {
    registrationId: registration.id,
    kind: 'contact',
    name: email,
    email,
    createdAt: now,
  } as const
  const [added] = await tx
    .insert(participants)
    .values(contact)
    .onConflictDoNothing()
    .returning({ id: participants.id })
  if (added) await mailContactLink(tx, owner, registration, { id: added.id, email }, now)
}

const contactLinksADay = 5

/** Nobody can use us to flood a stranger: only a few such letters a day leave for one registration, and to one address (SAFETY A13). */
async function mailContactLink(
  tx: Db,
  owner: Vendor,
  registration: Registration,
  contact: { id: number; email: string },
  now: Date,
): Promise<void> {
  const dayAgo = new Date(now.getTime() - 24 * 3_600_000)
  const recent = await tx
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        or(
          eq(outbox.registrationId, registration.id),
          eq(sql`lower(${outbox.to})`, contact.email.toLowerCase()),
        ),
        eq(outbox.kind, 'verify_contact'),
        gt(outbox.createdAt, dayAgo),
      ),
    )
  if (recent.length >= contactLinksADay) {
    throw new Refused(
      'too_many',
      'We have sent several confirmation letters for this registration or to this address today. Try again tomorrow, or use your own address.',
    )
  }
  const linkId = await newLink(tx, { kind: 'verify_contact', participantId: contact.id }, now)
  const company = (await companiesOf(tx, owner)).find(({ id }) => id === registration.companyId)
  await writeAbout(
    tx,
    registration,
    { to: contact.email, participantId: contact.id },
    { cause: `link ${linkId}` },
    { kind: 'verify_contact', linkId, company: company?.name ?? owner.name, owner: owner.name },
    now,
  )
}

/** Mails the confirmation link to the contact: once more, or for the first time where nobody pressed Save yet. */
export function resendContactLink(
  db: Db,
  owner: Vendor,
  input: { registrationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { registration, purpose } = await lockEditable(tx, owner, input.registrationId)
    if (await unaskedContact(tx, registration.id))
      return setContact(tx, owner, { registration, purpose }, now)
    const contact = await unconfirmedContact(tx, registration.id)
    if (!contact) throw new Refused('not_now', 'The address is confirmed already, or it is your own.')
    await mailContactLink(tx, owner, registration, contact, now)
  })
}

/** The contact whose address nobody has confirmed yet. */
export async function unconfirmedContact(tx: Db, registrationId: number) {
  const [contact] = await tx
    .select({ id: participants.id, email: participants.email })
    .from(participants)
    .where(
      and(
        eq(participants.registrationId, registrationId),
        isNull(participants.leftAt),
        isNull(participants.verifiedAt),
      ),
    )
  return contact ?? null
}
