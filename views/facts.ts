import type { QueueRow } from '../db/queries/desk.ts'
import type { OpenReview } from '../db/queries/reviews.ts'
import type { ReviewTurn } from '../src/rules/reviewTurn.ts'
import type { TurnFacts } from '../src/rules/turn.ts'
import type { Frame } from './frame.ts'

/** What decides whose turn it is, of a row of the vendor's list or of the queue. */
export function factsOf(row: QueueRow, { now, payer }: Frame): TurnFacts {
  return {
    ...row,
    standing: row,
    now,
    payer: payer.name,
    vendor: row.company,
    decision: row.decision?.reading ?? null,
    instructions: row.instructions?.reading ?? null,
    change: row.change?.reading ?? null,
    review: reviewTurnOf(row.review),
  }
}

export function reviewTurnOf(review: OpenReview | null | undefined): ReviewTurn | null {
  if (!review) return null
  const { clock, assignment } = review
  return { ...review, clock: clock?.reading ?? null, assignment: assignment?.reading ?? null }
}
