// What a decision on a review has to be, and when a block can be lifted without a request (DOMAIN 2.4, T11).
import type { Day } from './calendar.ts'
import { carries, type Finding } from './findings.ts'
import { type Problem, Refused } from './refused.ts'
import { type FindingOutcome, outcomesFor, type Reviewed, type ReviewOutcome } from './reviews.ts'
import { textProblems } from './reviewTexts.ts'

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
    ...(outcomesFor(of).includes(decision.outcome)
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
