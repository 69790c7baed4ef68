// Between the request and the decision: somebody takes the review, asks the owner, and the owner answers (DOMAIN 2.4).
import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import {
  blockOf,
  openReviewQuestion,
  type ReviewQuestion,
  type ReviewRow,
  reviewsOfBlock,
  tookPart,
} from '../../db/queries/reviews.ts'
import { entries, people, reviewQuestions, statusReviews } from '../../db/schema.ts'
import { localDay } from '../rules/calendar.ts'
import { promisedDays } from '../rules/clock.ts'
import type { StoredFile } from '../rules/files.ts'
import { resumesAt } from '../rules/information.ts'
import type { Person, Staff, StaffRole, Vendor } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { type ReplyTerms, replyDates, replyTerms } from '../rules/reply.ts'
import { mostEvidence } from '../rules/reviewRequests.ts'
import { checkHandler, nextReviewState, reviewNumber, type TookPart } from '../rules/reviews.ts'
import { audit } from './audit.ts'
import { clockNow, pauseClock, resumeClock, stopClock } from './clocks.ts'
import type { Upload } from './files.ts'
import { writeAbout, writeToVendor } from './letters.ts'
import { lockReview, storeEvidence } from './reviews.ts'
import { addEntry, type Registration } from './thread.ts'

type Locked = { registration: Registration; review: ReviewRow }

/** Everybody who may not handle this review. */
export async function tookPartIn(tx: Db, { registration, review }: Locked): Promise<TookPart> {
  const block = await blockOf(tx, registration.id, review.of)
  if (!block) throw new Error(`Review ${review.id} is about no decision.`)
  return tookPart(tx, block, await reviewsOfBlock(tx, registration.id, block))
}

/**
 * A reviewer or approver takes a review that nobody has, or an admin appoints one, also in place of another.
 * @throws Refused not_yours for somebody who took part in what is reviewed.
 */
export function assignReview(
  db: Db,
  staff: Staff,
  input: { registrationId: number; personId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { registration, review } = await lockReview(tx, staff, input.registrationId)
    const state = nextReviewState('assign', review.state, staff.role)
    const taken = input.personId === staff.id
    if (staff.role !== 'admin' && !taken)
      throw new Refused('not_yours', 'Only an admin gives a review to somebody else.')
    if (staff.role !== 'admin' && review.assigneeId)
      throw new Refused('not_now', 'Somebody has this review. An admin can give it to somebody else.')
    const handler = await staffMember(tx, input.personId)
    checkHandler(handler, await tookPartIn(tx, { registration, review }))
    const assigned = { assigneeId: handler.id, assignedBy: staff.id, assignedAt: now, state }
    await tx.update(statusReviews).set(assigned).where(eq(statusReviews.id, review.id))
    if (!review.assigneeId) await stopClock(tx, { registrationId: registration.id, rule: 'assignment' }, now)
    await tellAssigned(tx, staff, { registration, review, handler }, now)
    const detail = { assignee: handler.id }
    await audit(tx, staff, { action: 'review.assigned', object: reviewNumber(review), detail }, now)
  })
}

async function staffMember(tx: Db, id: number) {
  const [row] = await tx
    .select()
    .from(people)
    .where(and(eq(people.id, id), eq(people.kind, 'staff')))
  if (!row) throw notFound()
  return { id, name: row.name, email: row.email, role: row.staffRole as StaffRole }
}

type Assigned = Locked & { handler: Awaited<ReturnType<typeof staffMember>> }

async function tellAssigned(tx: Db, by: Staff, { registration, review, handler }: Assigned, now: Date) {
  const taken = handler.id === by.id
  const event = { what: 'review_assigned', name: handler.name, taken } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: by.id, visibleToVendor: true },
    now,
  )
  const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
  const { dueOn, words } = await clockNow(tx, { registrationId: registration.id, rule: 'review' }, now)
  const about = { review: reviewNumber(review), of: review.of, dueOn }
  const letter = { kind: 'review_assigned', ...about, reviewer: handler.name, clock: words.line } as const
  await writeToVendor(tx, registration, cause, letter, now)
  if (taken) return
  const yours = { kind: 'review_yours', ...about, sender: by.name, what: 'appointed' } as const
  await writeAbout(tx, registration, { to: handler.email, personId: handler.id }, cause, yours, now)
}

/** Only the one who has the review asks and decides in it. @throws Refused not_yours for anybody else. */
export function checkAssignee(review: ReviewRow, staff: Staff): void {
  if (review.assigneeId === staff.id) return
  throw new Refused('not_yours', 'Only the one who has this review can do this.')
}

type Question = { registrationId: number; question: string; terms?: ReplyTerms }

/** One question at a time; the clock of the review stops until it is answered. */
export function askInReview(db: Db, staff: Staff, input: Question, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const { registration, review } = await lockReview(tx, staff, input.registrationId)
    checkAssignee(review, staff)
    const state = nextReviewState('ask', review.state, staff.role)
    const question = input.question.trim()
    if (!question || question.length > 2000)
      throw notValid('question', 'Write a question of up to 2,000 characters')
    const calendar = await payerCalendar(tx)
    const dates = replyDates(localDay(now, calendar.zone), true, input.terms ?? replyTerms, calendar)
    const { replyBy, lapseOn } = { ...dates, lapseOn: dates.lapseOn as string }
    const asked = { reviewId: review.id, question, askedBy: staff.id, askedAt: now, replyBy, lapseOn }
    await tx.insert(reviewQuestions).values(asked)
    await tx.update(statusReviews).set({ state }).where(eq(statusReviews.id, review.id))
    const pausing = {
      registrationId: registration.id,
      rule: 'review',
      requestId: null,
      by: staff.id,
    } as const
    const clock = await pauseClock(tx, pausing, now)
    const event = { what: 'review_asked', question, used: clock.used, of: promisedDays.review } as const
    const entry = await addEntry(
      tx,
      registration.id,
      { kind: 'event', event, authorId: staff.id, visibleToVendor: true },
      now,
    )
    const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
    const about = { review: reviewNumber(review), of: review.of, reviewer: staff.name, question }
    const letter = { kind: 'review_asked', ...about, replyBy, lapseOn, clock: clock.words.line } as const
    await writeToVendor(tx, registration, cause, letter, now)
    await audit(tx, staff, { action: 'review.asked', object: about.review }, now)
  })
}

const notValid = (field: string, message: string) => new Refused('not_valid', message, [{ field, message }])

type Answer = { registrationId: number; answer: string; files: readonly Upload[] }

/** The owner, or a colleague who may write, answers in the portal; the clock goes on at once. */
export function answerInReview(db: Db, vendor: Vendor, input: Answer, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const locked = await lockReview(tx, vendor, input.registrationId)
    const answer = input.answer.trim()
    if (!answer || answer.length > 5000) throw notValid('answer', 'Write an answer of up to 5,000 characters')
    if (input.files.length > mostEvidence) throw notValid('evidence', `Choose at most ${mostEvidence} files`)
    const question = await openQuestionOf(tx, locked, vendor)
    const files = await storeEvidence(tx, vendor, locked.registration.id, input.files, now)
    await takeIn(tx, vendor, { ...locked, question, answer, files, entryId: null, at: now }, now)
  })
}

/**
 * What the vendor's side wrote by mail or as a message is the answer; the clock goes on from when it arrived.
 * @throws Refused not_found for an entry that is no answer, such as one of staff or from before the question.
 */
export function takeAnswerInReview(
  db: Db,
  staff: Staff,
  input: { registrationId: number; entryId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const locked = await lockReview(tx, staff, input.registrationId)
    checkAssignee(locked.review, staff)
    const question = await openQuestionOf(tx, locked, staff)
    const entry = (await repliesSince(tx, locked.registration.id, question.askedAt)).find(
      ({ id }) => id === input.entryId,
    )
    if (!entry) throw notFound()
    const at = resumesAt(question.askedAt, entry.at, now)
    const answer = entry.body.trim() || 'See the message in the thread.'
    await takeIn(tx, staff, { ...locked, question, answer, files: [], entryId: entry.id, at }, now)
  })
}

async function openQuestionOf(tx: Db, { review }: Locked, by: Person): Promise<ReviewQuestion> {
  nextReviewState('answer', review.state, by.role)
  const question = await openReviewQuestion(tx, review.id)
  if (!question) throw new Refused('not_now', 'No question is open. Reload the page.')
  return question
}

/** What the vendor's side wrote into the thread since then, oldest first. */
export async function repliesSince(tx: Db, registrationId: number, since: Date) {
  const rows = await tx
    .select({ entry: entries, kind: people.kind })
    .from(entries)
    .leftJoin(people, eq(people.id, entries.authorId))
    .where(and(eq(entries.registrationId, registrationId), inArray(entries.kind, ['mail', 'message'])))
    .orderBy(entries.seq)
  return rows.filter(({ entry, kind }) => kind !== 'staff' && entry.at >= since).map(({ entry }) => entry)
}

type Taking = Locked & {
  question: ReviewQuestion
  answer: string
  files: StoredFile[]
  entryId: number | null
  at: Date
}

async function takeIn(tx: Db, by: Person, taking: Taking, now: Date): Promise<void> {
  const { registration, review, question, answer, files, entryId, at } = taking
  const state = nextReviewState('answer', review.state, by.role)
  const answered = { answer, files, entryId, answeredBy: by.id, answeredAt: at }
  await tx.update(reviewQuestions).set(answered).where(eq(reviewQuestions.id, question.id))
  await tx.update(statusReviews).set({ state }).where(eq(statusReviews.id, review.id))
  const resuming = { registrationId: registration.id, rule: 'review', at, by: by.id } as const
  const clock = await resumeClock(tx, resuming, now)
  const event = { what: 'review_answered', left: clock.left, fromEntry: entryId !== null } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: by.id, visibleToVendor: true },
    now,
  )
  await audit(tx, by, { action: 'review.answered', object: reviewNumber(review) }, now)
  if (by.kind === 'staff' || !review.assigneeId) return
  const handler = await staffMember(tx, review.assigneeId)
  const about = { review: reviewNumber(review), of: review.of, dueOn: clock.dueOn }
  const letter = { kind: 'review_yours', ...about, sender: by.name, what: 'answered' } as const
  const address = { to: handler.email, personId: handler.id }
  await writeAbout(tx, registration, address, { cause: `entry ${entry.id}` }, letter, now)
}
