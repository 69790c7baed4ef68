// How a review ends: its row closes, its clocks stop, and the registration goes back to where it was.
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { openReviewRow, type ReviewRow } from '../../db/queries/reviews.ts'
import { clocks, statusReviews } from '../../db/schema.ts'
import type { Actor } from '../rules/people.ts'
import { closes, nextReviewState, type ReviewMove, reviewNumber } from '../rules/reviews.ts'
import { audit } from './audit.ts'
import { stopClock } from './clocks.ts'
import { writeToVendor } from './letters.ts'
import { change } from './status.ts'
import { addEntry, type Registration } from './thread.ts'

/** Stops what still runs of the two clocks of a review. */
export async function stopReviewClocks(tx: Db, registrationId: number, now: Date): Promise<void> {
  const running = await tx
    .select({ rule: clocks.rule })
    .from(clocks)
    .where(
      and(
        eq(clocks.registrationId, registrationId),
        inArray(clocks.rule, ['review', 'assignment']),
        isNull(clocks.stoppedAt),
      ),
    )
  for (const { rule } of running) await stopClock(tx, { registrationId, rule }, now)
}

/** A blocked or terminated app goes back to `final`; a refused application never left its place. */
export async function closePlace(
  tx: Db,
  by: Actor,
  registration: Registration,
  { of }: ReviewRow,
  now: Date,
): Promise<void> {
  const action = closes[of]
  if (action) await change(tx, by, { registration, action }, now)
}

export type Unfinished = Extract<ReviewMove, 'withdraw' | 'lapse' | 'settle'>
const hows = { withdraw: 'withdrawn', lapse: 'lapsed', settle: 'settled' } as const

/** Ends a review in which nothing was decided; both sides read why. @throws Refused where the table does not allow it. */
export async function endUndecided(
  tx: Db,
  by: Actor,
  { registration, review, move }: { registration: Registration; review: ReviewRow; move: Unfinished },
  now: Date,
): Promise<void> {
  const state = nextReviewState(move, review.state, by.role)
  await tx.update(statusReviews).set({ state, endedAt: now }).where(eq(statusReviews.id, review.id))
  await stopReviewClocks(tx, registration.id, now)
  const how = hows[move]
  const event = { what: 'review_ended', how } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: by.id, visibleToVendor: true },
    now,
  )
  const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
  const about = { review: reviewNumber(review), of: review.of }
  const letter = { kind: 'review_ended', ...about, how, at: now.toISOString() } as const
  await writeToVendor(tx, registration, cause, letter, now)
  await audit(tx, by, { action: `review.${how}`, object: about.review }, now)
}

/** What was reviewed has ended another way, so there is nothing left to decide. */
export async function settleReview(tx: Db, by: Actor, registration: Registration, now: Date): Promise<void> {
  const review = await openReviewRow(tx, registration.id)
  if (review) await endUndecided(tx, by, { registration, review, move: 'settle' }, now)
}
