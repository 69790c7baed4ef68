// The letter of a decision on a review, as the preview shows it and as it leaves: one place makes both.
import type { Day } from './calendar.ts'
import type { Letter } from './letters.ts'
import type { NewReviewDecision } from './reviewDecisions.ts'
import { secondLookUntil } from './reviewRequests.ts'
import { type Reviewed, type ReviewLevel, reviewNumber } from './reviews.ts'

type Decided = {
  review: { id: number; requestedAt: Date; of: Reviewed; level: ReviewLevel }
  decision: NewReviewDecision
  /** The number of the new registration, where there is one. */
  again: string | null
  today: Day
}
export type LetterOfDecision = Omit<
  Extract<Letter, { kind: 'review_decided' }>,
  'registrationId' | 'number' | 'app'
>

/** E28: the wording as it was edited, each result, and what the owner can still do. */
export function decisionLetter({ review, decision, again, today }: Decided, now: Date): LetterOfDecision {
  const { outcome, words, findings, conditions, conditionsUntil } = decision
  const conditional = outcome === 'reinstate_with_conditions' && conditionsUntil !== null
  return {
    ...{ kind: 'review_decided', review: reviewNumber(review), of: review.of, outcome, again },
    words: words.trim(),
    findings: findings.flatMap((found) =>
      found.outcome
        ? { criterion: found.criterionId, outcome: found.outcome, words: found.words.trim() }
        : [],
    ),
    conditions: conditional ? { words: conditions.trim(), until: conditionsUntil } : null,
    secondUntil: outcome === 'uphold' && review.level === 'first' ? secondLookUntil(today) : null,
    at: now.toISOString(),
  }
}
