// A review of a status that an owner disputes: a life-cycle of its own beside that of the registration (DOMAIN 2.4).
import type { Role } from './people.ts'
import { Refused } from './refused.ts'
import { type Action, type Standing, standingWord } from './status.ts'

export const reviewStates = [
  'requested',
  'assigned',
  'info_requested',
  'info_received',
  'decided',
  'withdrawn',
  'lapsed',
  'settled',
] as const
export type ReviewState = (typeof reviewStates)[number]

/** What can be reviewed: a block, a revocation, or a refusal. */
export const reviewedWords = ['suspended', 'terminated', 'not_approved'] as const
export type Reviewed = (typeof reviewedWords)[number]

/** The first look, the second by somebody else, and after that only with evidence that is new. */
export const reviewLevels = ['first', 'second', 'new_evidence'] as const
export type ReviewLevel = (typeof reviewLevels)[number]

export const reviewOutcomes = [
  'reinstate',
  'reinstate_with_conditions',
  'rescind_termination',
  'rescind_denial',
  'uphold',
] as const
export type ReviewOutcome = (typeof reviewOutcomes)[number]
export const findingOutcomes = ['upheld', 'changed'] as const
export type FindingOutcome = (typeof findingOutcomes)[number]

type Move = { from: readonly ReviewState[]; to: ReviewState; by: readonly Role[] }

/** The whole life-cycle; a review begins as requested. */
export const reviewMoves = {
  assign: {
    from: ['requested', 'assigned', 'info_received'],
    to: 'assigned',
    by: ['reviewer', 'approver', 'admin'],
  },
  ask: { from: ['assigned', 'info_received'], to: 'info_requested', by: ['reviewer', 'approver'] },
  /** The owner in the portal, or the one who handles it takes what came by mail. */
  answer: { from: ['info_requested'], to: 'info_received', by: ['owner', 'reviewer', 'approver'] },
  decide: { from: ['assigned', 'info_received'], to: 'decided', by: ['reviewer', 'approver'] },
  withdraw: {
    from: ['requested', 'assigned', 'info_requested', 'info_received'],
    to: 'withdrawn',
    by: ['owner'],
  },
  lapse: { from: ['info_requested'], to: 'lapsed', by: ['system'] },
  /** What it was about ended another way: a block that no second person confirmed. */
  settle: {
    from: ['requested', 'assigned', 'info_requested', 'info_received'],
    to: 'settled',
    by: ['approver'],
  },
} as const satisfies Record<string, Move>
export type ReviewMove = keyof typeof reviewMoves

/**
 * The state that follows.
 * @throws Refused not_yours for another role, not_now from any state that the table does not name.
 */
export function nextReviewState(move: ReviewMove, current: ReviewState, role: Role): ReviewState {
  const { from, to, by }: Move = reviewMoves[move]
  if (!by.includes(role)) throw new Refused('not_yours', `Only the ${by.join(' or ')} can do this.`)
  if (!from.includes(current))
    throw new Refused(
      'not_now',
      `This cannot be done now: the review is ${stateNames[current]}. Reload the page.`,
    )
  return to
}

/** Whether this role may do it from here: exactly where `nextReviewState` accepts. */
export function mayMove(move: ReviewMove, current: ReviewState, role: Role): boolean {
  const { from, by }: Move = reviewMoves[move]
  return from.includes(current) && by.includes(role)
}

export const stateNames: Record<ReviewState, string> = {
  requested: 'requested',
  assigned: 'with a reviewer',
  info_requested: 'waiting for an answer',
  info_received: 'answered',
  decided: 'decided',
  withdrawn: 'withdrawn',
  lapsed: 'ended without an answer',
  settled: 'ended, because the block ended',
}

type PlaceChange = Exclude<Action, 'register_again'>
/** What the registration does when a review opens and when it ends; a refused application stays where it is. */
export const opens: Record<Reviewed, PlaceChange | null> = {
  suspended: 'open_suspension_review',
  terminated: 'open_termination_review',
  not_approved: null,
}
export const closes: Record<Reviewed, PlaceChange | null> = {
  suspended: 'close_suspension_review',
  terminated: 'close_termination_review',
  not_approved: null,
}

export const reviewNouns: Record<Reviewed, string> = {
  suspended: 'suspension',
  terminated: 'termination',
  not_approved: 'decision not to approve',
}

/** Where a terminated or refused app is rescinded, it never becomes approved by it: it registers again (DOMAIN 2.4). */
const fitting: Record<Reviewed, readonly ReviewOutcome[]> = {
  suspended: ['reinstate', 'reinstate_with_conditions', 'uphold'],
  terminated: ['rescind_termination', 'uphold'],
  not_approved: ['rescind_denial', 'uphold'],
}
export const outcomesFor = (of: Reviewed): readonly ReviewOutcome[] => fitting[of]

export const outcomeWords: Record<ReviewOutcome, string> = {
  reinstate: 'Lift the suspension',
  reinstate_with_conditions: 'Lift the suspension, with conditions',
  rescind_termination: 'Rescind the termination',
  rescind_denial: 'Rescind the refusal',
  uphold: 'Uphold the decision',
}

/** `REV-2026-000031`: how people name it. */
export function reviewNumber({ id, requestedAt }: { id: number; requestedAt: Date }): string {
  return `REV-${requestedAt.getUTCFullYear()}-${String(id).padStart(6, '0')}`
}

// ── Who may handle it

/** Everybody who had a hand in what is reviewed, and in the reviews of it that were decided before. */
export type TookPart = {
  proposedBy: number | null
  /** Whose act the status shows: in an emergency somebody else than who approved it. */
  decidedBy: number | null
  approvedBy: number | null
  reviewedBy: readonly number[]
}

/** Whether this person may handle the review: reviews or approves, and took no part before (DOMAIN 2.4). */
export function mayHandle({ id, role }: { id: number; role: Role }, took: TookPart): boolean {
  const before = [took.proposedBy, took.decidedBy, took.approvedBy, ...took.reviewedBy]
  return (role === 'reviewer' || role === 'approver') && !before.includes(id)
}

/** @throws Refused not_yours for somebody who took part in what is reviewed, or who may not decide. */
export function checkHandler(person: { id: number; role: Role }, took: TookPart): void {
  if (mayHandle(person, took)) return
  throw new Refused(
    'not_yours',
    'Somebody else has to handle this review: nobody who proposed, decided or approved the decision, or looked at it in an earlier review, and nobody who does not review or approve.',
  )
}

/** What there is to review, or null. */
export function reviewedOf(standing: Standing): Reviewed | null {
  const word = standingWord(standing)
  return reviewedWords.find((each) => each === word) ?? null
}
