// When a review can be asked for, and what a request has to say (DOMAIN 2.4).
import type { Day } from './calendar.ts'
import { fileKinds } from './files.ts'
import { type Problem, Refused } from './refused.ts'
import { type ReviewLevel, type ReviewOutcome, type ReviewState, reviewedOf } from './reviews.ts'
import { longest, textProblems, tooLong } from './reviewTexts.ts'
import type { Standing } from './status.ts'

/** For how many days after it was upheld a second person can be asked, today included. */
export const secondLookDays = 30

export type PastReview = {
  level: ReviewLevel
  state: ReviewState
  outcome: ReviewOutcome | null
  endedOn: Day | null
}
/** What can be asked for now, and until when; or why nothing can. */
export type Chance = { level: ReviewLevel; until: Day | null } | { level: null; why: string }

/** The last day on which a second look can be asked for. */
export function secondLookUntil(decidedOn: Day): Day {
  return new Date(Date.parse(decidedOn) + secondLookDays * 86_400_000).toISOString().slice(0, 10)
}

/**
 * Which review an owner can ask for (DOMAIN 2.4): a first one, one second look within 30 days, and later only with
 * evidence that is new. One that was withdrawn or ended without an answer is as if it had not been.
 * @param past the reviews of this very decision, oldest first.
 */
export function chanceOf(standing: Standing, past: readonly PastReview[], today: Day): Chance {
  if (!reviewedOf(standing))
    return { level: null, why: 'Only a suspended, terminated or not approved registration can be reviewed.' }
  if (past.some(({ endedOn }) => endedOn === null))
    return { level: null, why: 'A review of this decision is open already.' }
  const last = past.findLast(({ state }) => state === 'decided')
  if (!last) return { level: 'first', until: null }
  if (last.outcome !== 'uphold')
    return { level: null, why: 'A review has rescinded this decision. Register the app again.' }
  const until = secondLookUntil(last.endedOn as Day)
  if (last.level === 'first' && today <= until) return { level: 'second', until }
  return { level: 'new_evidence', until: null }
}

// ── The request

export const mostEvidence = 10
/** What each file of the evidence may be. */
export const evidenceFiles = { kinds: fileKinds, maxBytes: 10 * 1024 * 1024 } as const

export type NewReview = {
  /** By criterion: what the owner says about a disputed finding. */
  disputed: readonly { criterionId: string; said: string }[]
  /** What was fixed, or why the decision is wrong. */
  statement: string
  /** Where it came from, where staff file it for the owner. */
  onBehalf: string | null
}

/** @throws Refused not_valid with everything that the request lacks. */
export function checkRequest(request: NewReview, { cited, files, level, knownFiles }: RequestFacts): void {
  const problems: Problem[] = [
    ...(cited.length === 0 || request.disputed.length > 0
      ? []
      : [{ field: 'disputed', message: 'Choose at least one finding that you dispute or have fixed' }]),
    ...request.disputed
      .filter(({ criterionId }) => !cited.includes(criterionId))
      .map(() => ({ field: 'disputed', message: 'Choose among the findings of this decision' })),
    ...textProblems('statement', request.statement, 'Say what was fixed, or why the decision is wrong'),
    ...request.disputed
      .filter(({ said }) => [...said].length > longest)
      .map(({ criterionId }) => tooLong(`said_${criterionId}`)),
    ...(request.onBehalf === null
      ? []
      : textProblems('onBehalf', request.onBehalf, 'Say where the request came from')),
    ...(files.length > mostEvidence
      ? [{ field: 'evidence', message: `Choose at most ${mostEvidence} files` }]
      : []),
    ...(level === 'new_evidence' && !files.some((hash) => !knownFiles.includes(hash))
      ? [
          {
            field: 'evidence',
            message: 'Another review needs evidence that we have not seen: add a new file',
          },
        ]
      : []),
  ]
  if (problems.length > 0) throw new Refused('not_valid', 'The request is not complete.', problems)
}

type RequestFacts = {
  /** The criteria that the decision cites; none where it was made before records were kept here. */
  cited: readonly string[]
  /** SHA-256 of what is sent, and of what earlier reviews had. */
  files: readonly string[]
  knownFiles: readonly string[]
  level: ReviewLevel
}
