// Reviews of a status: what is reviewed, who took part in it, and what was asked, answered and decided.
import { and, asc, desc, eq, gte, inArray, isNull, like, not, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type Day, localDay } from '../../src/rules/calendar.ts'
import type { Rule } from '../../src/rules/clock.ts'
import type { StaffRole } from '../../src/rules/people.ts'
import type { PastReview } from '../../src/rules/reviewRequests.ts'
import {
  mayHandle,
  type Reviewed,
  type ReviewLevel,
  type ReviewState,
  type TookPart,
} from '../../src/rules/reviews.ts'
import type { Db } from '../client.ts'
import {
  citedFindings,
  determinations,
  findings,
  people,
  registrations,
  reviewedFindings,
  reviewQuestions,
  statusEvents,
  statusReviews,
} from '../schema.ts'
import type { ClockView } from './clocks.ts'
import type { StoredFinding } from './findings.ts'

export type ReviewRow = typeof statusReviews.$inferSelect
export type ReviewQuestion = typeof reviewQuestions.$inferSelect

/** The decision that a status shows: when it was made, by whose act, and its record where there is one. */
export type Block = {
  of: Reviewed
  at: Date
  actorId: number | null
  reason: string | null
  determinationId: number | null
}

/** The decision that this status rests on: the change that led into it. */
export async function blockOf(db: Db, registrationId: number, of: Reviewed): Promise<Block | null> {
  const [row] = await db
    .select()
    .from(statusEvents)
    .where(
      and(
        eq(statusEvents.registrationId, registrationId),
        or(eq(statusEvents.to, of), like(statusEvents.to, `${of}/%`)),
        not(like(statusEvents.from, `${of}%`)),
      ),
    )
    .orderBy(desc(statusEvents.id))
    .limit(1)
  if (!row) return null
  const { at, actorId, reason, determinationId } = row
  return { of, at, actorId, reason, determinationId }
}

/** The reviews of this very decision, oldest first. */
export function reviewsOfBlock(db: Db, registrationId: number, { of, at }: Block): Promise<ReviewRow[]> {
  return db
    .select()
    .from(statusReviews)
    .where(
      and(
        eq(statusReviews.registrationId, registrationId),
        eq(statusReviews.of, of),
        gte(statusReviews.requestedAt, at),
      ),
    )
    .orderBy(asc(statusReviews.id))
}

/** The reviews as the rule asks about them. */
export function pastOf(rows: readonly ReviewRow[], zone: string): PastReview[] {
  return rows.map(({ level, state, outcome, endedAt }) => ({
    ...{ level, state, outcome, endedOn: endedAt && localDay(endedAt, zone) },
  }))
}

export async function openReviewRow(db: Db, registrationId: number): Promise<ReviewRow | null> {
  const [row] = await db
    .select()
    .from(statusReviews)
    .where(and(eq(statusReviews.registrationId, registrationId), isNull(statusReviews.endedAt)))
  return row ?? null
}

/** Everybody who had a hand in the decision or in its earlier reviews. */
export async function tookPart(db: Db, block: Block, reviews: readonly ReviewRow[]): Promise<TookPart> {
  const [record] = block.determinationId
    ? await db.select().from(determinations).where(eq(determinations.id, block.determinationId))
    : []
  const decided = reviews.filter(({ state }) => state === 'decided')
  return {
    proposedBy: record?.proposedBy ?? null,
    decidedBy: block.actorId,
    approvedBy: record?.decidedBy ?? null,
    reviewedBy: decided.flatMap(({ decidedBy }) => decidedBy ?? []),
  }
}

export type Handler = { id: number; name: string; email: string; role: StaffRole }

/** Who at the desk may handle it. Nobody: then an admin has to appoint somebody. */
export async function handlersFor(db: Db, took: TookPart): Promise<Handler[]> {
  const rows = await db
    .select({ id: people.id, name: people.name, email: people.email, role: people.staffRole })
    .from(people)
    .where(inArray(people.staffRole, ['reviewer', 'approver']))
    .orderBy(asc(people.id))
  return rows
    .map(({ role, ...row }) => ({ ...row, role: role as StaffRole }))
    .filter((person) => mayHandle(person, took))
}

/** The findings that the decision cites; none where it has no record here. */
export async function citedIn(db: Db, { determinationId }: Block): Promise<StoredFinding[]> {
  if (!determinationId) return []
  const rows = await db
    .select({ finding: findings })
    .from(citedFindings)
    .innerJoin(findings, eq(findings.id, citedFindings.findingId))
    .where(eq(citedFindings.determinationId, determinationId))
    .orderBy(asc(findings.criterionId))
  return rows.map(({ finding }) => finding)
}

export function openReviewQuestion(db: Db, reviewId: number): Promise<ReviewQuestion | null> {
  return db
    .select()
    .from(reviewQuestions)
    .where(and(eq(reviewQuestions.reviewId, reviewId), isNull(reviewQuestions.answeredAt)))
    .then(([row]) => row ?? null)
}

// ── The pages about one review

export type ReviewedFinding = typeof reviewedFindings.$inferSelect & { criterionId: string }
export type ReviewView = ReviewRow & {
  requester: string
  assignee: string | null
  findings: ReviewedFinding[]
  questions: (ReviewQuestion & { asker: string })[]
}

/** The reviews of a decision with everything that was written in them, oldest first. */
export async function reviewViews(db: Db, registrationId: number, block: Block): Promise<ReviewView[]> {
  const rows = await reviewsOfBlock(db, registrationId, block)
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const requester = alias(people, 'requester')
  const assignee = alias(people, 'assignee')
  const [names, judged, asked] = await Promise.all([
    db
      .select({ id: statusReviews.id, requester: requester.name, assignee: assignee.name })
      .from(statusReviews)
      .innerJoin(requester, eq(requester.id, statusReviews.requestedBy))
      .leftJoin(assignee, eq(assignee.id, statusReviews.assigneeId))
      .where(inArray(statusReviews.id, ids)),
    db
      .select({ judged: reviewedFindings, criterionId: findings.criterionId })
      .from(reviewedFindings)
      .innerJoin(findings, eq(findings.id, reviewedFindings.findingId))
      .where(inArray(reviewedFindings.reviewId, ids))
      .orderBy(asc(findings.criterionId)),
    db
      .select({ question: reviewQuestions, asker: people.name })
      .from(reviewQuestions)
      .innerJoin(people, eq(people.id, reviewQuestions.askedBy))
      .where(inArray(reviewQuestions.reviewId, ids))
      .orderBy(asc(reviewQuestions.id)),
  ])
  return rows.map((row) => ({
    ...row,
    requester: names.find(({ id }) => id === row.id)?.requester ?? '',
    assignee: names.find(({ id }) => id === row.id)?.assignee ?? null,
    findings: judged
      .filter(({ judged: { reviewId } }) => reviewId === row.id)
      .map(({ judged: found, criterionId }) => ({ ...found, criterionId })),
    questions: asked
      .filter(({ question: { reviewId } }) => reviewId === row.id)
      .map(({ question, asker }) => ({ ...question, asker })),
  }))
}

/** The names of those who proposed and decided, for the desk. */
export async function namesOf(db: Db, ids: readonly (number | null)[]): Promise<Map<number, string>> {
  const wanted = ids.filter((id) => id !== null)
  if (wanted.length === 0) return new Map()
  const rows = await db
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(inArray(people.id, wanted))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

// ── The open review in a line: for lists, and for the turn on the page of a registration

export type OpenReview = {
  id: number
  of: Reviewed
  level: ReviewLevel
  state: ReviewState
  assigneeId: number | null
  assignee: string | null
  requestedAt: Date
  /** Nobody at the desk may handle it. */
  nobody: boolean
  question: { askedAt: Date; replyBy: Day; lapseOn: Day } | null
  clock: ClockView | null
  assignment: ClockView | null
}

/** The open reviews of these registrations; `clocks` are theirs. */
export async function openReviewsOf(
  db: Db,
  registrationIds: readonly number[],
  clocks: ReadonlyMap<number, ReadonlyMap<Rule, ClockView>>,
): Promise<Map<number, OpenReview>> {
  const found = new Map<number, OpenReview>()
  if (registrationIds.length === 0) return found
  const rows = await db
    .select({ review: statusReviews, assignee: people.name })
    .from(statusReviews)
    .leftJoin(people, eq(people.id, statusReviews.assigneeId))
    .where(and(inArray(statusReviews.registrationId, [...registrationIds]), isNull(statusReviews.endedAt)))
  for (const { review, assignee } of rows) {
    const { id, of, level, state, assigneeId, requestedAt, registrationId } = review
    const question = state === 'info_requested' ? await openReviewQuestion(db, id) : null
    const own = clocks.get(registrationId)
    found.set(registrationId, {
      ...{ id, of, level, state, assigneeId, assignee, requestedAt },
      nobody: state === 'requested' && (await nobodyFor(db, registrationId, of)),
      question: question && {
        askedAt: question.askedAt,
        replyBy: question.replyBy,
        lapseOn: question.lapseOn,
      },
      clock: own?.get('review') ?? null,
      assignment: state === 'requested' ? (own?.get('assignment') ?? null) : null,
    })
  }
  return found
}

async function nobodyFor(db: Db, registrationId: number, of: Reviewed): Promise<boolean> {
  const block = await blockOf(db, registrationId, of)
  if (!block) return false
  const took = await tookPart(db, block, await reviewsOfBlock(db, registrationId, block))
  return (await handlersFor(db, took)).length === 0
}

/** Questions that nobody answered by their last day, with what they are about. */
export function unansweredReviews(db: Db, today: Day) {
  return db
    .select({ question: reviewQuestions, registrationId: statusReviews.registrationId })
    .from(reviewQuestions)
    .innerJoin(statusReviews, eq(statusReviews.id, reviewQuestions.reviewId))
    .where(and(isNull(reviewQuestions.answeredAt), isNull(statusReviews.endedAt)))
    .orderBy(asc(reviewQuestions.id))
    .then((rows) => rows.filter(({ question }) => question.lapseOn < today))
}

/** Whose the registration is. */
export async function ownerOf(db: Db, registrationId: number) {
  const [row] = await db
    .select({ id: people.id, name: people.name, email: people.email, kind: people.kind })
    .from(registrations)
    .innerJoin(people, eq(people.id, registrations.ownerId))
    .where(eq(registrations.id, registrationId))
  return row ?? null
}
