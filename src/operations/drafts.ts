// A draft: started, written part by part, its contact asked to confirm the address.
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { companiesOf } from '../../db/queries/portal.ts'
import { outbox, participants, people, registrations } from '../../db/schema.ts'
import type { Vendor } from '../rules/people.ts'
import {
  type Answers,
  answerText,
  type Part,
  problemsOf,
  questionnaireVersion,
} from '../rules/questionnaire.ts'
import { notFound, type Problem, Refused } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'
import { writeAbout } from './letters.ts'
import { newLink } from './links.ts'
import { addEntry, lockRegistration, type Registration } from './thread.ts'

/** A new draft of one of the vendor's companies. Its owner takes part with the address of the account. */
export function startRegistration(
  db: Db,
  owner: Vendor,
  input: { companyId: number; appName: string },
  now: Date,
) {
  return db.transaction(async (tx) => {
    const company = (await companiesOf(tx, owner)).find(({ id }) => id === input.companyId)
    if (!company) throw notFound()
    const [{ next }] = (await tx
      .select({ next: sql<number>`nextval(pg_get_serial_sequence('registrations', 'id'))`.mapWith(Number) })
      .from(sql`(SELECT 1) AS one`)) as [{ next: number }]
    const number = `REG-${now.getUTCFullYear()}-${String(next).padStart(6, '0')}`
    await tx
      .insert(registrations)
      .overridingSystemValue()
      .values({
        ...{ id: next, number, companyId: company.id, ownerId: owner.id, appName: input.appName },
        draft: { app_name: input.appName, contact_email: owner.email },
        ...{ questionnaireVersion, createdAt: now, changedAt: now },
      })
    await tx.insert(participants).values({
      ...{ registrationId: next, personId: owner.id, kind: 'owner', name: owner.name, email: owner.email },
      ...{ verifiedAt: now, createdAt: now },
    })
    await addEntry(
      tx,
      next,
      { kind: 'event', event: { what: 'started' }, authorId: owner.id, visibleToVendor: true },
      now,
    )
    return { id: next, number }
  })
}

/** `seen` is the version of the draft that the form was written over; null where nothing was read before. */
export type SavedPart = { registrationId: number; part: Part; answers: Answers; seen: number | null }

/**
 * Saves one part of a draft as it stands, right or wrong. @returns what is still wrong with this part.
 * @throws Refused not_now where a colleague has saved other answers to this part since `seen`.
 */
export function saveDraft(db: Db, owner: Vendor, input: SavedPart, now: Date): Promise<Problem[]> {
  return db.transaction(async (tx) => {
    const registration = await lockDraft(tx, owner, input.registrationId)
    await checkNobodyElseSaved(tx, registration, input)
    const draftVersion = registration.draftVersion + 1
    const draftParts = {
      ...registration.draftParts,
      [input.part.id]: { version: draftVersion, by: owner.id },
    }
    const draft = { ...registration.draft, ...input.answers }
    const appName =
      String(draft.app_name ?? '')
        .trim()
        .slice(0, 100) || registration.appName
    await tx
      .update(registrations)
      .set({ draft, appName, draftVersion, draftParts, changedAt: now })
      .where(eq(registrations.id, registration.id))
    const problems = problemsOf(input.part.fields, draft)
    const contactIsGood =
      input.part.id === 'contact' && !problems.some(({ field }) => field === 'contact_email')
    if (contactIsGood)
      await setContact(tx, owner, { ...registration, appName }, String(draft.contact_email), now)
    return problems
  })
}

/** The last one to write is told what would be lost; saving again, over what was shown, is meant so. */
async function checkNobodyElseSaved(tx: Db, registration: Registration, { part, answers, seen }: SavedPart) {
  const last = registration.draftParts[part.id]
  if (seen === null || !last || last.version <= seen) return
  const other = part.fields.filter(({ id }) => !sameAnswer(registration.draft[id], answers[id]))
  if (other.length === 0) return
  const [person] = await tx.select({ name: people.name }).from(people).where(eq(people.id, last.by))
  const who = person?.name ?? 'A colleague'
  throw new Refused(
    'not_now',
    `${who} saved this part while you were writing. Nothing of it was overwritten, and nothing you typed is lost: compare the answers below, then save.`,
    other.map((field) => {
      const saved = answerText(field, registration.draft[field.id]).slice(0, 300)
      return { field: field.id, message: saved ? `${who} saved: ${saved}` : `${who} left this empty` }
    }),
  )
}

function sameAnswer(one: Answers[string] | undefined, other: Answers[string] | undefined): boolean {
  return (
    JSON.stringify([one ?? ''].flat().filter(Boolean)) ===
    JSON.stringify([other ?? ''].flat().filter(Boolean))
  )
}

/** Locks a draft of this vendor. @throws Refused not_now once it was submitted. */
export async function lockDraft(tx: Db, owner: Vendor, registrationId: number): Promise<Registration> {
  const registration = await lockRegistration(tx, owner, registrationId)
  if (placeOf(registration) !== 'draft') {
    throw new Refused(
      'not_now',
      'This registration was submitted. Its answers can be changed only when we ask for it.',
    )
  }
  return registration
}

/** The contact takes part once its address is confirmed; an earlier contact leaves. */
async function setContact(
  tx: Db,
  owner: Vendor,
  registration: Registration,
  email: string,
  now: Date,
): Promise<void> {
  const contacts = and(
    eq(participants.registrationId, registration.id),
    eq(participants.kind, 'contact'),
    isNull(participants.leftAt),
  )
  const same = eq(sql`lower(${participants.email})`, email.toLowerCase())
  await tx
    .update(participants)
    .set({ leftAt: now })
    .where(and(contacts, sql`NOT (${same})`))
  if (email.toLowerCase() === owner.email.toLowerCase()) return
  const [known] = await tx.select({ id: participants.id }).from(participants).where(and(contacts, same))
  if (known) return
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

/** Mails the confirmation link to the contact once more. */
export function resendContactLink(
  db: Db,
  owner: Vendor,
  input: { registrationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockDraft(tx, owner, input.registrationId)
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
