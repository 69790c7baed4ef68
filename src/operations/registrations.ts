// A registration from its first saved answer to the reviewer's approval.
import { and, eq, gt, inArray, isNull, max, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { companiesOf } from '../../db/queries/portal.ts'
import { entries, outbox, participants, registrations, submissions } from '../../db/schema.ts'

import type { Staff, Vendor } from '../rules/people.ts'
import { type Answers, fields, type Part, problemsOf, questionnaireVersion } from '../rules/questionnaire.ts'
import { notFound, type Problem, Refused } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'
import { audit } from './audit.ts'
import { startClock, stopClock } from './clocks.ts'
import { writeAbout, writeToStaff, writeToVendor } from './letters.ts'
import { newLink } from './links.ts'
import { change } from './status.ts'
import { addEntry, lockRegistration, openRequest, type Registration } from './thread.ts'

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

/** Saves one part of a draft as it stands, right or wrong. @returns what is still wrong with this part. */
export function saveDraft(
  db: Db,
  owner: Vendor,
  input: { registrationId: number; part: Part; answers: Answers },
  now: Date,
): Promise<Problem[]> {
  return db.transaction(async (tx) => {
    const registration = await lockDraft(tx, owner, input.registrationId)
    const draft = { ...registration.draft, ...input.answers }
    const appName =
      String(draft.app_name ?? '')
        .trim()
        .slice(0, 100) || registration.appName
    await tx
      .update(registrations)
      .set({ draft, appName, draftVersion: registration.draftVersion + 1, changedAt: now })
      .where(eq(registrations.id, registration.id))
    const problems = problemsOf(input.part.fields, draft)
    const contactIsGood =
      input.part.id === 'contact' && !problems.some(({ field }) => field === 'contact_email')
    if (contactIsGood)
      await setContact(tx, owner, { ...registration, appName }, String(draft.contact_email), now)
    return problems
  })
}

async function lockDraft(tx: Db, owner: Vendor, registrationId: number): Promise<Registration> {
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

async function unconfirmedContact(tx: Db, registrationId: number) {
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

/** T2: the questionnaire is complete and every address confirmed; revision and clock start together. */
export function submit(db: Db, owner: Vendor, input: { registrationId: number }, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const draft = await lockDraft(tx, owner, input.registrationId)
    await checkProperInformation(tx, draft)
    await tx.update(registrations).set({ submittedAt: now }).where(eq(registrations.id, draft.id))
    await change(tx, owner, { registration: draft, action: 'submit' }, now)
    const revision = await freezeAnswers(tx, owner, draft, now)
    const decision = await startClock(tx, { registrationId: draft.id, rule: 'decision' }, now)
    const event = { what: 'submitted', revision } as const
    const entry = await addEntry(
      tx,
      draft.id,
      { kind: 'event', event, authorId: owner.id, visibleToVendor: true },
      now,
    )
    const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
    const dueOn = decision.dueOn as string
    const words = { receivedAt: now.toISOString(), dueOn, counted: decision.words.counted }
    await writeToVendor(tx, draft, cause, { kind: 'submitted', ...words }, now)
    const company = (await companiesOf(tx, owner)).find(({ id }) => id === draft.companyId)
    await writeToStaff(
      tx,
      draft,
      'reviewer',
      cause,
      { kind: 'to_review', company: company?.name ?? '', dueOn },
      now,
    )
    await audit(
      tx,
      owner,
      { action: 'registration.submitted', object: draft.number, detail: { revision } },
      now,
    )
  })
}

async function checkProperInformation(tx: Db, draft: Registration): Promise<void> {
  const problems = problemsOf(fields, draft.draft)
  if (problems.length > 0)
    throw new Refused('not_valid', 'Some answers are missing or need a change.', problems)
  const waiting = await unconfirmedContact(tx, draft.id)
  if (waiting) {
    throw new Refused(
      'not_now',
      `${waiting.email} has not confirmed the link we sent. You can submit as soon as it is confirmed.`,
    )
  }
  await checkName(tx, draft)
}

/** Names are unique, without regard to case, among pending, approved and suspended registrations (DOMAIN 1.2). */
async function checkName(tx: Db, registration: Registration): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(7215002)`)
  const [taken] = await tx
    .select({ id: registrations.id })
    .from(registrations)
    .where(
      and(
        eq(sql`lower(${registrations.appName})`, registration.appName.toLowerCase()),
        inArray(registrations.status, ['pending', 'approved', 'suspended']),
        ne(registrations.id, registration.id),
      ),
    )
  if (!taken) return
  const message = `Another registered app is called “${registration.appName}”. Choose a name that members cannot mistake.`
  throw new Refused('not_valid', message, [{ field: 'app_name', message }])
}

async function freezeAnswers(tx: Db, owner: Vendor, draft: Registration, now: Date): Promise<number> {
  const [last] = await tx
    .select({ revision: max(submissions.revision) })
    .from(submissions)
    .where(eq(submissions.registrationId, draft.id))
  const revision = (last?.revision ?? 0) + 1
  await tx.insert(submissions).values({
    ...{ registrationId: draft.id, revision, answers: draft.draft },
    ...{ questionnaireVersion: draft.questionnaireVersion, submittedBy: owner.id, submittedAt: now },
  })
  return revision
}

/** The reviewer takes the registration: letters about it go to this person from now on. */
export function take(db: Db, staff: Staff, input: { registrationId: number }, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, staff, input.registrationId)
    await tx.update(registrations).set({ assigneeId: staff.id }).where(eq(registrations.id, registration.id))
    await audit(tx, staff, { action: 'registration.taken', object: registration.number }, now)
  })
}

type Approval = { registrationId: number; revision: number; seen: number }

/** T6. The reviewer approves what the page showed: nothing may have arrived since (`seen` is the last entry on it). */
export function approve(db: Db, reviewer: Staff, input: Approval, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    await checkNothingNew(tx, registration, input)
    if ((await openRequest(tx, registration.id))?.blocking) {
      throw new Refused(
        'not_now',
        'A question that stops the clock is still open. Take an answer to it first.',
      )
    }
    await checkName(tx, registration)
    await change(tx, reviewer, { registration, action: 'approve' }, now)
    await stopClock(tx, { registrationId: registration.id, rule: 'decision' }, now)
    const instructions = await startClock(tx, { registrationId: registration.id, rule: 'instructions' }, now)
    const event = {
      kind: 'event',
      event: { what: 'approved' },
      authorId: reviewer.id,
      visibleToVendor: true,
    } as const
    const entry = await addEntry(tx, registration.id, event, now)
    await writeToVendor(
      tx,
      registration,
      { cause: `entry ${entry.id}`, entryId: entry.id },
      { kind: 'approved', approvedAt: now.toISOString(), instructionsBy: instructions.dueOn as string },
      now,
    )
    const detail = { revision: input.revision }
    await audit(tx, reviewer, { action: 'registration.approved', object: registration.number, detail }, now)
  })
}

async function checkNothingNew(
  tx: Db,
  registration: Registration,
  { revision, seen }: Approval,
): Promise<void> {
  const [last] = await tx
    .select({ revision: max(submissions.revision) })
    .from(submissions)
    .where(eq(submissions.registrationId, registration.id))
  const fromVendor = await tx
    .select({ id: entries.id })
    .from(entries)
    .where(
      and(
        eq(entries.registrationId, registration.id),
        gt(entries.seq, seen),
        inArray(entries.kind, ['mail', 'message']),
      ),
    )
    .limit(1)
  if (last?.revision === revision && fromVendor.length === 0) return
  throw new Refused(
    'not_now',
    'Something new arrived while you were reading. Look at the thread, then approve.',
  )
}
