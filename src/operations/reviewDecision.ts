// The decision on a review: a result for each finding, and what follows from all of them (DOMAIN 2.4, T11, T13).
import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import type { StoredFinding } from '../../db/queries/findings.ts'
import { type Block, blockOf, citedIn, ownerOf, type ReviewRow } from '../../db/queries/reviews.ts'
import { registrations, reviewedFindings, statusReviews } from '../../db/schema.ts'
import { localDay } from '../rules/calendar.ts'
import type { Staff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { checkReviewDecision, type NewReviewDecision } from '../rules/reviewDecisions.ts'
import type { LetterOfDecision } from '../rules/reviewLetter.ts'
import { decisionLetter } from '../rules/reviewLetter.ts'
import { checkHandler, nextReviewState, reviewNumber } from '../rules/reviews.ts'
import { audit } from './audit.ts'
import { closeUnconfirmed, liftBlock } from './determinations.ts'
import { recordFinding } from './findings.ts'
import { writeToVendor } from './letters.ts'
import { takePlaceOf } from './registerAgain.ts'
import { closePlace, stopReviewClocks } from './reviewEnding.ts'
import { checkAssignee, tookPartIn } from './reviewHandling.ts'
import { lockReview } from './reviews.ts'
import { addEntry, checkNoNews, type Registration } from './thread.ts'

export type Deciding = {
  registrationId: number
  reviewId: number
  seen: number
  decision: NewReviewDecision
}

/**
 * Reinstates, rescinds or upholds; the letter leaves as it was previewed. A terminated app never becomes approved by
 * it: it registers again. @throws Refused not_valid with everything the decision lacks; not_yours for anybody but the
 * one who has the review, and for somebody who has taken part since; not_now past words that the page did not show.
 */
export function decideReview(db: Db, staff: Staff, input: Deciding, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const subject = await checkedSubject(tx, staff, input, now)
    const { registration, review, block, cited } = subject
    const { decision } = input
    await keepResults(tx, review, cited, decision)
    await closeDecided(tx, staff, review, decision, now)
    await stopReviewClocks(tx, registration.id, now)
    await recordChanges(tx, staff, subject, decision, now)
    const { outcome, words } = decision
    const event = { what: 'review_decided', of: block.of, outcome, text: words.trim() } as const
    const entry = await addEntry(
      tx,
      registration.id,
      { kind: 'event', event, authorId: staff.id, visibleToVendor: true },
      now,
    )
    const again = await carryOut(tx, staff, subject, decision, now)
    const { zone } = await payerCalendar(tx)
    const letter: LetterOfDecision = decisionLetter(
      { review, decision, again, today: localDay(now, zone) },
      now,
    )
    await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
    const detail = { outcome, again }
    await audit(tx, staff, { action: 'review.decided', object: reviewNumber(review), detail }, now)
  })
}

type Subject = { registration: Registration; review: ReviewRow; block: Block; cited: StoredFinding[] }

async function checkedSubject(tx: Db, staff: Staff, input: Deciding, now: Date): Promise<Subject> {
  const { registration, review } = await lockReview(tx, staff, input.registrationId)
  if (review.id !== input.reviewId) throw new Refused('not_now', 'This review has ended. Reload the page.')
  checkAssignee(review, staff)
  checkHandler(staff, await tookPartIn(tx, { registration, review }))
  nextReviewState('decide', review.state, staff.role)
  await checkNoNews(tx, registration.id, input.seen)
  const block = (await blockOf(tx, registration.id, review.of)) as Block
  const cited = await citedIn(tx, block)
  const { zone } = await payerCalendar(tx)
  checkReviewDecision(input.decision, { of: review.of, cited, today: localDay(now, zone) })
  return { registration, review, block, cited }
}

async function keepResults(
  tx: Db,
  { id: reviewId }: ReviewRow,
  cited: readonly StoredFinding[],
  { findings }: NewReviewDecision,
): Promise<void> {
  for (const { id: findingId, criterionId } of cited) {
    const judged = findings.find((each) => each.criterionId === criterionId)
    await tx
      .update(reviewedFindings)
      .set({ outcome: judged?.outcome, words: judged?.words.trim() })
      .where(and(eq(reviewedFindings.reviewId, reviewId), eq(reviewedFindings.findingId, findingId)))
  }
}

async function closeDecided(
  tx: Db,
  staff: Staff,
  review: ReviewRow,
  { outcome, words, conditions, conditionsUntil }: NewReviewDecision,
  now: Date,
): Promise<void> {
  const conditional = outcome === 'reinstate_with_conditions'
  await tx
    .update(statusReviews)
    .set({
      ...{ state: nextReviewState('decide', review.state, staff.role), outcome, words: words.trim() },
      ...(conditional ? { conditions: conditions.trim(), conditionsUntil } : {}),
      ...{ decidedBy: staff.id, endedAt: now },
    })
    .where(eq(statusReviews.id, review.id))
}

/** What a review changes is a newer finding, so that the older one grounds nothing any more. */
async function recordChanges(
  tx: Db,
  staff: Staff,
  { registration, review, cited }: Subject,
  { outcome, findings, conditions }: NewReviewDecision,
  now: Date,
): Promise<void> {
  const conditional = outcome === 'reinstate_with_conditions'
  const changed = findings.filter(({ criterionId, outcome: result }) => {
    return result === 'changed' && cited.some((finding) => finding.criterionId === criterionId)
  })
  const content = `Status review ${reviewNumber(review)}, with the evidence that was filed in it.`
  for (const { criterionId, words } of changed)
    await recordFinding(
      tx,
      staff,
      {
        ...{ registrationId: registration.id, criterionId, severity: null, automated: false },
        ...{ outcome: conditional ? 'mitigated' : 'met', terms: conditional ? conditions.trim() : '' },
        ...{ observation: words.trim().slice(0, 4000), evidence: [{ kind: 'text', content }] },
      },
      now,
    )
}

/** @returns the number of the new draft where the app registers again. */
async function carryOut(
  tx: Db,
  staff: Staff,
  { registration, review, block }: Subject,
  decision: NewReviewDecision,
  now: Date,
): Promise<string | null> {
  const { outcome, words, conditions, conditionsUntil } = decision
  if (outcome === 'uphold') {
    await closePlace(tx, staff, registration, review, now)
    return null
  }
  const reason = words.trim()
  if (outcome === 'rescind_termination' || outcome === 'rescind_denial')
    return rescind(tx, staff, registration, review, now)
  const until = outcome === 'reinstate_with_conditions' ? conditionsUntil : null
  const lifting = { reason, conditions: until ? { words: conditions.trim(), until } : null }
  const determinationId = block.determinationId ?? undefined
  await liftBlock(tx, staff, registration, { ...lifting, determinationId }, now)
  await closeUnconfirmed(tx, staff, { determinationId: block.determinationId, reason }, now)
  return null
}

/** The status stays; a note corrects it, and the app registers again ahead of others. */
async function rescind(
  tx: Db,
  staff: Staff,
  registration: Registration,
  review: ReviewRow,
  now: Date,
): Promise<string | null> {
  await closePlace(tx, staff, registration, review, now)
  const event = { what: 'rescinded', of: review.of, number: reviewNumber(review) } as const
  await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: staff.id, visibleToVendor: true },
    now,
  )
  const begun = (await standingInPlace(tx, registration.id)) ?? (await begin(tx, registration, now))
  await tx.update(registrations).set({ expedite: true }).where(eq(registrations.id, begun.id))
  return begun.number
}

/** The owner may have registered it again while the review was open. */
async function standingInPlace(tx: Db, registrationId: number) {
  const [next] = await tx
    .select({ id: registrations.id, number: registrations.number })
    .from(registrations)
    .where(eq(registrations.supersedesId, registrationId))
  return next ?? null
}

async function begin(tx: Db, registration: Registration, now: Date) {
  const owner = await ownerOf(tx, registration.id)
  if (!owner) throw new Error(`Registration ${registration.id} has no owner.`)
  return takePlaceOf(tx, { ...owner, kind: 'vendor', role: 'owner' }, registration, now)
}
