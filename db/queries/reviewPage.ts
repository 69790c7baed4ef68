// Everything that the pages about a review show beside the registration: the decision, its reviews, and who may do what.
import { and, desc, eq } from 'drizzle-orm'
import { localDay } from '../../src/rules/calendar.ts'
import type { Person } from '../../src/rules/people.ts'
import { type Chance, chanceOf } from '../../src/rules/reviewRequests.ts'
import { mayHandle, type Reviewed, reviewedOf } from '../../src/rules/reviews.ts'
import type { Db } from '../client.ts'
import { determinations, registrations, statusReviews } from '../schema.ts'
import { ownedBy } from '../scope.ts'
import type { Determination, StoredFinding } from './findings.ts'
import {
  type Block,
  blockOf,
  citedIn,
  type Handler,
  handlersFor,
  namesOf,
  pastOf,
  type ReviewView,
  reviewViews,
  tookPart,
} from './reviews.ts'
import type { ThreadPage } from './thread.ts'

export type ReviewPage = {
  of: Reviewed
  block: Block
  /** Of the decision, for the desk alone. */
  record: Determination | null
  proposer: string | null
  approver: string | null
  cited: StoredFinding[]
  /** Of this decision, oldest first; `open` is the one that has not ended. */
  reviews: ReviewView[]
  open: ReviewView | null
  chance: Chance
  /** Whether the reader is an owner of the company. */
  isOwner: boolean
  /** Whether this member of the desk may handle a review of the decision, and who else may. */
  mayHandle: boolean
  handlers: Handler[]
}

/** Of the decision in force, or of the one that was reviewed last; null where there is neither. */
export async function reviewPage(
  db: Db,
  viewer: Person,
  { registration, zone }: ThreadPage,
  now: Date,
): Promise<ReviewPage | null> {
  const of = reviewedOf(registration) ?? (await lastReviewed(db, registration.id))
  const block = of && (await blockOf(db, registration.id, of))
  if (!of || !block) return null
  const [reviews, cited] = await Promise.all([reviewViews(db, registration.id, block), citedIn(db, block)])
  const staff = viewer.kind === 'staff'
  const took = await tookPart(db, block, reviews)
  const [record] =
    staff && block.determinationId
      ? await db.select().from(determinations).where(eq(determinations.id, block.determinationId))
      : []
  const names = staff ? await namesOf(db, [took.proposedBy, took.approvedBy, block.actorId]) : new Map()
  return {
    ...{ of, block, cited, reviews, record: record ?? null },
    proposer: names.get(took.proposedBy) ?? null,
    approver: names.get(took.approvedBy ?? block.actorId) ?? null,
    open: reviews.find(({ endedAt }) => endedAt === null) ?? null,
    chance: chanceOf(registration, pastOf(reviews, zone), localDay(now, zone)),
    isOwner: !staff && (await owns(db, viewer, registration.id)),
    mayHandle: staff && mayHandle(viewer, took),
    handlers: staff ? await handlersFor(db, took) : [],
  }
}

async function lastReviewed(db: Db, registrationId: number): Promise<Reviewed | null> {
  const [row] = await db
    .select({ of: statusReviews.of })
    .from(statusReviews)
    .where(eq(statusReviews.registrationId, registrationId))
    .orderBy(desc(statusReviews.id))
    .limit(1)
  return row?.of ?? null
}

async function owns(db: Db, viewer: Person, registrationId: number): Promise<boolean> {
  const rows = await db
    .select({ id: registrations.id })
    .from(registrations)
    .where(and(eq(registrations.id, registrationId), ownedBy(viewer)))
  return rows.length > 0
}
