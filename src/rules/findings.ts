// What a reviewer found about each criterion, and what may follow from it (DOMAIN 3.1 to 3.3).
import { type Criterion, classOf, criteria, criteriaOf } from './criteria.ts'
import { type Problem, Refused } from './refused.ts'

export const outcomes = ['met', 'not_met', 'mitigated', 'not_applicable', 'unverified'] as const
export type Outcome = (typeof outcomes)[number]
export const severities = ['low', 'moderate', 'high', 'unacceptable'] as const
export type Severity = (typeof severities)[number]
export const evidenceKinds = ['url', 'text', 'file'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

export const outcomeNames: Record<Outcome, string> = {
  met: 'Met',
  not_met: 'Not met',
  mitigated: 'Mitigated, with conditions',
  not_applicable: 'Not applicable',
  unverified: 'Not verified yet',
}
export const severityNames: Record<Severity, string> = {
  low: 'Low',
  moderate: 'Moderate',
  high: 'High',
  unacceptable: 'Unacceptable',
}

/** A finding as it is written: `severity` only where the criterion is not met. */
export type NewFinding = {
  criterionId: string
  outcome: Outcome
  severity: Severity | null
  observation: string
  /** What has to hold for “mitigated”; for “not met” below unacceptable, why the risk is accepted. */
  terms: string
  evidence: readonly { kind: EvidenceKind; content: string }[]
  automated: boolean
}
export type Finding = Pick<NewFinding, 'criterionId' | 'outcome' | 'severity' | 'terms'> & { id: number }

const shortestObservation = 40

/** The criterion of this id. @throws Refused not_valid for an id that no version knows. */
export function criterionOf(id: string): Criterion {
  const found = criteria.find((each) => each.id === id)
  if (found) return found
  throw notValid('criterion', 'Choose one of the listed criteria')
}

/** @throws Refused not_valid with everything that keeps the finding from being saved. */
export function checkFinding(finding: NewFinding): void {
  criterionOf(finding.criterionId)
  const problems = findingProblems(finding)
  if (problems.length > 0) throw new Refused('not_valid', 'This finding is not complete.', problems)
}

function findingProblems({ outcome, severity, observation, terms, evidence }: NewFinding): Problem[] {
  const facts = [...observation.trim()].length
  const acceptable = outcome === 'not_met' && severity !== null && severity !== 'unacceptable'
  return [
    ...(outcome === 'not_met' && !severity ? [problem('severity', 'Choose how severe it is')] : []),
    ...(outcome !== 'not_met' && severity
      ? [problem('severity', 'Only what is not met has a severity')]
      : []),
    ...(outcome !== 'unverified' && facts < shortestObservation
      ? [
          problem(
            'observation',
            `Write what was observed, at least ${shortestObservation} characters (now ${facts})`,
          ),
        ]
      : []),
    ...(facts > 4000 ? [problem('observation', 'Shorten the observation to 4,000 characters')] : []),
    ...(outcome === 'mitigated' && !terms.trim() ? [problem('terms', 'Write the conditions')] : []),
    ...(acceptable && !terms.trim()
      ? [problem('terms', 'Say why this risk is accepted, or what must change')]
      : []),
    ...(outcome !== 'unverified' && evidence.length === 0
      ? [problem('evidence', 'Add at least one piece of evidence')]
      : []),
    ...(evidence.some(({ kind, content }) => kind === 'url' && !/^https:\/\/\S+$/.test(content.trim()))
      ? [problem('evidence', 'An address begins with https://')]
      : []),
  ]
}

const problem = (field: string, message: string): Problem => ({ field, message })
const notValid = (field: string, message: string) =>
  new Refused('not_valid', message, [problem(field, message)])

/** What still stands in the way of an approval (DOMAIN T6), one sentence each; `found` are the newest per criterion. */
export function approvalObstacles(found: readonly Finding[]): string[] {
  return criteriaOf('SEC').flatMap(({ id, title }) => {
    const finding = found.find(({ criterionId }) => criterionId === id)
    if (!finding || finding.outcome === 'unverified') return [`${id} (${title}) has no finding yet.`]
    if (finding.outcome !== 'not_met') return []
    if (finding.severity === 'unacceptable')
      return [`${id} (${title}) is not met, and the risk is unacceptable.`]
    return finding.terms.trim() ? [] : [`${id} (${title}) is not met: say why the risk is accepted.`]
  })
}

/** Whether a finding may be cited against an app at all: security alone, and only an unacceptable risk (DOMAIN 3.1). */
export function mayBeCited({ criterionId, outcome, severity }: Omit<Finding, 'id' | 'terms'>): boolean {
  const known = criteria.find(({ id }) => id === criterionId)
  return (
    known !== undefined && classOf(known) === 'SEC' && outcome === 'not_met' && severity === 'unacceptable'
  )
}

/** Identity and reachability alone never suffice: the risk must be to data on the payer's systems (DOMAIN 3.2). */
export const notEnoughAlone: readonly string[] = ['SEC-01', 'SEC-09']

/** Whether the cited findings can carry a refusal, a suspension or a termination. */
export function carries(cited: readonly Omit<Finding, 'id' | 'terms'>[]): boolean {
  return cited.every(mayBeCited) && cited.some(({ criterionId }) => !notEnoughAlone.includes(criterionId))
}
