// A registration from its submission to the reviewer's approval.
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { currentFindings } from '../../db/queries/findings.ts'
import { companiesOf } from '../../db/queries/portal.ts'
import { registrations } from '../../db/schema.ts'
import { criteriaVersion } from '../rules/criteria.ts'
import { withoutSignature } from '../rules/editing.ts'
import { approvalObstacles } from '../rules/findings.ts'
import type { Staff, Vendor } from '../rules/people.ts'
import { frozenAnswers, questionnaireVersion } from '../rules/questionnaire.ts'
import { Refused } from '../rules/refused.ts'
import { nextPlace, placeOf } from '../rules/status.ts'
import { audit } from './audit.ts'
import { startClock, stopClock } from './clocks.ts'
import { writeToStaff, writeToVendor } from './letters.ts'
import { checkName, checkProperInformation, freezeAnswers, latestRevision } from './revisions.ts'
import { change } from './status.ts'
import {
  addEntry,
  checkNoNews,
  checkSeen,
  lockEditable,
  lockRegistration,
  openRequest,
  type Registration,
  somethingNew,
} from './thread.ts'

/** T2: the questionnaire is complete and every address confirmed; revision and clock start together. */
export function submit(
  db: Db,
  owner: Vendor,
  input: { registrationId: number; seen: number | null },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { registration: draft } = await lockEditable(tx, owner, input.registrationId)
    nextPlace('submit', placeOf(draft), owner.role)
    checkPromised(draft)
    checkSeen(draft, input.seen)
    await checkProperInformation(tx, draft)
    const answers = frozenAnswers(draft.draft)
    await tx
      .update(registrations)
      .set({ submittedAt: now, draft: withoutSignature(answers), questionnaireVersion, criteriaVersion })
      .where(eq(registrations.id, draft.id))
    await change(tx, owner, { registration: draft, action: 'submit' }, now)
    const frozen = { registrationId: draft.id, answers, questionnaireVersion, submittedBy: owner.id }
    const revision = await freezeAnswers(tx, frozen, now)
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
    const clock = decision.words.line
    const words = { receivedAt: now.toISOString(), dueOn, clock, counted: decision.words.counted }
    await writeToVendor(tx, draft, cause, { kind: 'submitted', ...words }, now)
    const company = (await companiesOf(tx, owner)).find(({ id }) => id === draft.companyId)
    await writeToStaff(
      tx,
      draft,
      'reviewer',
      cause,
      { kind: 'to_review', company: company?.name ?? '', dueOn, clock },
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

/** Payers are answered by letter: nothing is promised to them, so no clock may start (DOMAIN 0.4). */
function checkPromised({ kind }: Registration): void {
  if (kind !== 'vendor_app')
    throw new Refused('not_now', 'Another payer registers by e-mail, not in this form.')
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
    if ((await latestRevision(tx, registration.id)) !== input.revision) throw somethingNew
    await checkNoNews(tx, registration.id, input.seen)
    if ((await openRequest(tx, registration.id))?.blocking) {
      throw new Refused(
        'not_now',
        'A question that stops the clock is still open. Take an answer to it first.',
      )
    }
    await checkMeasured(tx, registration)
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
      {
        ...{ kind: 'approved', approvedAt: now.toISOString() },
        ...{ instructionsBy: instructions.dueOn as string, clock: instructions.words.line },
      },
      now,
    )
    const detail = { revision: input.revision }
    await audit(tx, reviewer, { action: 'registration.approved', object: registration.number, detail }, now)
  })
}

/** Every security criterion was measured, and nothing found is unacceptable (DOMAIN T6). */
async function checkMeasured(tx: Db, registration: Registration): Promise<void> {
  nextPlace('approve', placeOf(registration), 'reviewer')
  const obstacles = approvalObstacles(await currentFindings(tx, registration.id))
  if (obstacles.length === 0) return
  const problems = obstacles.map((message) => ({ field: 'findings', message }))
  throw new Refused('not_valid', 'Not every security criterion allows an approval yet.', problems)
}
