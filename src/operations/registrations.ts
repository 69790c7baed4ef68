// A registration from its submission to the reviewer's approval.
import { and, eq, gt, inArray, max, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { companiesOf } from '../../db/queries/portal.ts'
import { entries, registrations, submissions } from '../../db/schema.ts'
import type { Staff, Vendor } from '../rules/people.ts'
import { type Answers, applies, fields, problemsOf, storedAnswer } from '../rules/questionnaire.ts'
import { Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { startClock, stopClock } from './clocks.ts'
import { lockDraft, unconfirmedContact } from './drafts.ts'
import { writeToStaff, writeToVendor } from './letters.ts'
import { change } from './status.ts'
import { addEntry, lockRegistration, openRequest, type Registration } from './thread.ts'

/** T2: the questionnaire is complete and every address confirmed; revision and clock start together. */
export function submit(
  db: Db,
  owner: Vendor,
  input: { registrationId: number; seen: number | null },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const draft = await lockDraft(tx, owner, input.registrationId)
    checkSeen(draft, input.seen)
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

/** Nobody submits answers that the page did not show. */
function checkSeen({ draftVersion }: Registration, seen: number | null): void {
  if (seen === null || seen === draftVersion) return
  throw new Refused(
    'not_now',
    'The answers were changed after this page was shown. Read them again, then submit.',
  )
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
    ...{ registrationId: draft.id, revision, answers: frozen(draft.draft) },
    ...{ questionnaireVersion: draft.questionnaireVersion, submittedBy: owner.id, submittedAt: now },
  })
  return revision
}

/** What was asked and answered, each as it is kept; follow-ups that were not asked are left behind. */
function frozen(answers: Answers): Answers {
  const asked = fields.filter((field) => applies(field, answers) && answers[field.id] !== undefined)
  return Object.fromEntries(
    asked.map((field) => [field.id, storedAnswer(field, answers[field.id] as Answers[string])]),
  )
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
