// Changing the answers of an approved app (DOMAIN T14): what matters for security waits for a reviewer while the old
// answers stay live; everything else counts at once, as a new revision.
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { companiesOf } from '../../db/queries/portal.ts'
import { latestAnswers } from '../../db/queries/thread.ts'
import { changeRequests } from '../../db/schema.ts'
import { type ChangeOutcome, changedFields, isMaterial } from '../rules/editing.ts'
import type { Person, Staff, Vendor } from '../rules/people.ts'
import { type Answers, type Field, frozenAnswers, questionnaireVersion } from '../rules/questionnaire.ts'
import { Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { startClock, stopClock } from './clocks.ts'
import { keepOnlyContact } from './contact.ts'
import { writeToStaff, writeToVendor } from './letters.ts'
import { checkName, checkProperInformation, dropEdits, makeLive } from './revisions.ts'
import { change } from './status.ts'
import { addEntry, checkSeen, lockEditable, lockRegistration, type Registration } from './thread.ts'

type Filing = { registrationId: number; seen: number | null }

/**
 * T14. @returns whether the change waits for a reviewer.
 * @throws Refused where nothing differs, something is missing, or the app is not one whose answers can be changed now.
 */
export function fileChange(db: Db, owner: Vendor, input: Filing, now: Date): Promise<{ waits: boolean }> {
  return db.transaction(async (tx) => {
    const { registration, purpose } = await lockEditable(tx, owner, input.registrationId)
    if (purpose !== 'change') throw new Refused('not_now', 'A draft is submitted, not changed.')
    checkSeen(registration, input.seen)
    const answers = frozenAnswers(registration.draft)
    const changed = changedFields((await latestAnswers(tx, registration.id)) ?? {}, answers)
    if (changed.length === 0) throw new Refused('not_now', 'No answer differs from the one we have.')
    await checkProperInformation(tx, registration)
    const waits = changed.some(isMaterial)
    if (waits) await fileForDecision(tx, owner, { registration, answers, changed }, now)
    else await countAtOnce(tx, owner, { registration, answers, changed }, now)
    return { waits }
  })
}

type Changing = { registration: Registration; answers: Answers; changed: readonly Field[] }
const labelsOf = (changed: readonly Field[]) => changed.map(({ label }) => label)
const idsOf = (changed: readonly Field[]) => changed.map(({ id }) => id)

async function fileForDecision(tx: Db, owner: Vendor, changing: Changing, now: Date): Promise<void> {
  const { registration, answers, changed } = changing
  await change(tx, owner, { registration, action: 'request_change' }, now)
  await tx.insert(changeRequests).values({
    ...{ registrationId: registration.id, answers, questionnaireVersion, filedBy: owner.id, filedAt: now },
  })
  const clock = await startClock(tx, { registrationId: registration.id, rule: 'change' }, now)
  const event = { what: 'change_filed', fields: idsOf(changed) } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: owner.id, visibleToVendor: true },
    now,
  )
  const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
  const questions = labelsOf(changed)
  const dueOn = clock.dueOn as string
  const filed = { by: owner.name, at: now.toISOString(), dueOn, counted: clock.words.counted }
  await writeToVendor(tx, registration, cause, { kind: 'change_filed', questions, ...filed }, now)
  const company = (await companiesOf(tx, owner)).find(({ id }) => id === registration.companyId)?.name ?? ''
  const waiting = { kind: 'change_to_decide', company, questions, dueOn } as const
  await writeToStaff(tx, registration, 'reviewer', cause, waiting, now)
  await audit(tx, owner, { action: 'change.filed', object: registration.number }, now)
}

/** The letter goes to the contact before and to the one after the change: nobody is replaced without a word. */
async function countAtOnce(tx: Db, owner: Vendor, changing: Changing, now: Date): Promise<void> {
  const { registration, changed } = changing
  const revision = await makeLive(tx, changing, owner.id, now)
  const event = { what: 'answers_updated', revision, fields: idsOf(changed) } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: owner.id, visibleToVendor: true },
    now,
  )
  const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
  const told = { questions: labelsOf(changed), by: owner.name, at: now.toISOString() }
  await writeToVendor(tx, registration, cause, { kind: 'answers_updated', ...told }, now)
  await keepOnlyContact(tx, registration.id, String(changing.answers.contact_email), now)
  await audit(
    tx,
    owner,
    { action: 'answers.updated', object: registration.number, detail: { revision } },
    now,
  )
}

/** Leaves the live answers alone: throws the edits away, and takes a filed change back. */
export function discardChange(
  db: Db,
  owner: Vendor,
  input: { registrationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, owner, input.registrationId)
    const live = await latestAnswers(tx, registration.id)
    if (registration.status !== 'approved' || !live)
      throw new Refused('not_now', 'There is no change to take back.')
    if (registration.phase === 'change_review') {
      await change(tx, owner, { registration, action: 'take_back_change' }, now)
      await closeRequest(
        tx,
        owner,
        { registration, outcome: 'taken_back', reason: null, revision: null },
        now,
      )
    }
    await dropEdits(tx, registration, live, now)
  })
}

type Deciding = { registrationId: number; changeId: number; verdict: 'accept' | 'refuse'; reason: string }

/**
 * T14b: the new answers become live, or stay out with a reason that the owner reads.
 * @throws Refused where it was decided or taken back meanwhile, or a reason is missing.
 */
export function decideChange(db: Db, reviewer: Staff, input: Deciding, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    const accepted = input.verdict === 'accept'
    const reason = input.reason.trim() || null
    if (!accepted && !reason)
      throw new Refused('not_valid', 'Say why the change is refused.', [
        { field: 'reason', message: 'Say why, in words the owner can act on' },
      ])
    const request = await openChange(tx, registration.id, input.changeId)
    await change(tx, reviewer, { registration, action: accepted ? 'accept_change' : 'refuse_change' }, now)
    const changed = changedFields((await latestAnswers(tx, registration.id)) ?? {}, request.answers)
    const changing = { registration, answers: request.answers, changed }
    const revision = accepted ? await takeOver(tx, changing, request.filedBy, now) : null
    const outcome = accepted ? 'accepted' : 'refused'
    const entry = await closeRequest(tx, reviewer, { registration, outcome, reason, revision }, now)
    const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
    const told = { questions: labelsOf(changed), accepted, reason, at: now.toISOString() }
    await writeToVendor(tx, registration, cause, { kind: 'change_decided', ...told }, now)
    if (accepted) await keepOnlyContact(tx, registration.id, String(request.answers.contact_email), now)
  })
}

async function takeOver(tx: Db, changing: Changing, filedBy: number, now: Date): Promise<number> {
  await checkName(tx, { ...changing.registration, appName: String(changing.answers.app_name) })
  return makeLive(tx, changing, filedBy, now)
}

async function openChange(tx: Db, registrationId: number, changeId: number) {
  const [request] = await tx
    .select()
    .from(changeRequests)
    .where(and(eq(changeRequests.registrationId, registrationId), isNull(changeRequests.closedAt)))
  if (request?.id === changeId) return request
  throw new Refused('not_now', 'This change was decided or taken back meanwhile. Reload the page.')
}

type Closing = {
  registration: Registration
  outcome: ChangeOutcome
  reason: string | null
  revision: number | null
}

async function closeRequest(tx: Db, by: Person, closing: Closing, now: Date) {
  const { registration, outcome, reason, revision } = closing
  await tx
    .update(changeRequests)
    .set({ outcome, reason, closedBy: by.id, closedAt: now })
    .where(and(eq(changeRequests.registrationId, registration.id), isNull(changeRequests.closedAt)))
  await stopClock(tx, { registrationId: registration.id, rule: 'change' }, now)
  await audit(tx, by, { action: `change.${outcome}`, object: registration.number, detail: { revision } }, now)
  const event = { what: 'change_decided', outcome, reason, revision } as const
  return addEntry(tx, registration.id, { kind: 'event', event, authorId: by.id, visibleToVendor: true }, now)
}
