// A review of a status that an owner disputes: a life-cycle of its own beside that of the registration (DOMAIN 2.4).
import type { Day } from './calendar.ts'
import { fileKinds } from './files.ts'
import { carries, type Finding } from './findings.ts'
import type { Role } from './people.ts'
import { type Problem, Refused } from './refused.ts'
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

// ── When a review can be asked for

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

/** What there is to review, or null. */
export function reviewedOf(standing: Standing): Reviewed | null {
  const word = standingWord(standing)
  return reviewedWords.find((each) => each === word) ?? null
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

const longest = 5000
const tooLong = (field: string): Problem => ({ field, message: 'Shorten this to 5,000 characters' })

function textProblems(field: string, text: string, message: string): Problem[] {
  if (!text.trim()) return [{ field, message }]
  return [...text].length > longest ? [tooLong(field)] : []
}

// ── The decision

export type JudgedFinding = { criterionId: string; outcome: FindingOutcome | null; words: string }
export type NewReviewDecision = {
  outcome: ReviewOutcome
  findings: readonly JudgedFinding[]
  /** What the owner reads first. */
  words: string
  conditions: string
  conditionsUntil: Day | null
}

/**
 * Each finding has its result, and the whole follows from them: what is upheld either carries the decision or it does
 * not (DOMAIN 3.2). @throws Refused not_valid with everything that keeps it from being made.
 */
export function checkReviewDecision(decision: NewReviewDecision, { of, cited, today }: DecisionFacts): void {
  const problems: Problem[] = [
    ...(fitting[of].includes(decision.outcome)
      ? []
      : [{ field: 'outcome', message: 'Choose one of the outcomes' }]),
    ...cited.flatMap((finding) => findingProblems(finding, decision)),
    ...contradiction(decision, cited),
    ...textProblems('words', decision.words, 'Write what the owner will read'),
    ...conditionProblems(decision, today),
  ]
  if (problems.length > 0) throw new Refused('not_valid', 'The decision is not complete.', problems)
}

type Cited = Omit<Finding, 'terms'>
type DecisionFacts = { of: Reviewed; cited: readonly Cited[]; today: Day }

/** A result that changes a finding becomes a finding itself, so it is as long as one. */
const shortestChange = 40

function findingProblems({ criterionId }: Cited, { findings }: NewReviewDecision): Problem[] {
  const judged = findings.find((each) => each.criterionId === criterionId)
  if (!judged?.outcome)
    return [
      { field: `outcome_${criterionId}`, message: `${criterionId}: choose whether it is upheld or changed` },
    ]
  const field = `words_${criterionId}`
  const problems = textProblems(field, judged.words, `${criterionId}: say why, in words for the owner`)
  const length = [...judged.words.trim()].length
  if (problems.length > 0 || judged.outcome === 'upheld' || length >= shortestChange) return problems
  const message = `${criterionId}: say what was observed now, in at least ${shortestChange} characters (now ${length})`
  return [{ field, message }]
}

function contradiction({ outcome, findings }: NewReviewDecision, cited: readonly Cited[]): Problem[] {
  if (cited.length === 0 || findings.some((judged) => !judged.outcome)) return []
  const upheld = cited.filter(({ criterionId }) =>
    findings.some((judged) => judged.criterionId === criterionId && judged.outcome === 'upheld'),
  )
  const names = upheld.map(({ criterionId }) => criterionId).join(' and ')
  if (outcome !== 'uphold' && carries(upheld))
    return [
      {
        field: 'outcome',
        message: `${names} is upheld and carries the decision: uphold it, or change the finding`,
      },
    ]
  if (outcome === 'uphold' && !carries(upheld))
    return [{ field: 'outcome', message: 'Nothing that is upheld carries the decision: it cannot stand' }]
  return []
}

function conditionProblems(
  { outcome, conditions, conditionsUntil }: NewReviewDecision,
  today: Day,
): Problem[] {
  if (outcome !== 'reinstate_with_conditions') return []
  return [
    ...textProblems('conditions', conditions, 'Write the conditions'),
    ...(conditionsUntil && conditionsUntil > today
      ? []
      : [{ field: 'conditionsUntil', message: 'Choose a day after today until when they have to be met' }]),
  ]
}

// ── Lifting a block without a request (DOMAIN T11)

/**
 * Why a block cannot be lifted yet: each cited criterion needs a newer finding, with its evidence, that no longer
 * carries it. `current` are the newest findings.
 */
export function liftObstacles(cited: readonly Cited[], current: readonly Finding[]): string[] {
  if (cited.length === 0)
    return ['This block has no record here. Wait for a request, or ask the owner to file one.']
  return cited.flatMap(({ id, criterionId }) => {
    const now = current.find((each) => each.criterionId === criterionId)
    if (!now || now.id <= id) return [`${criterionId} has no newer finding that shows it is remedied.`]
    if (now.outcome === 'unverified') return [`${criterionId} is not verified yet.`]
    return now.outcome === 'not_met' && (now.severity === 'unacceptable' || !now.terms.trim())
      ? [`${criterionId} is still not met.`]
      : []
  })
}
