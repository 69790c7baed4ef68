// A decision against an app, as its record has to be before it can be made (DOMAIN 3.3; shape of 45 CFR 171.203).
import { carries, type Finding } from './findings.ts'
import { type Problem, Refused } from './refused.ts'
import type { Action, Place } from './status.ts'

export const determinationActions = ['deny', 'suspend', 'terminate'] as const
export type DeterminationAction = (typeof determinationActions)[number]
export const blockScopes = ['production', 'sandbox', 'both'] as const
export type BlockScope = (typeof blockScopes)[number]

/** What each action is called: proposed to, done by, and where it can be proposed. */
export const determinationWords: Record<DeterminationAction, { noun: string; verb: string; past: string }> = {
  deny: { noun: 'refusal', verb: 'Refuse', past: 'not approved' },
  suspend: { noun: 'suspension', verb: 'Suspend', past: 'suspended' },
  terminate: { noun: 'termination', verb: 'Terminate', past: 'terminated' },
}

/** What may be proposed from a place. */
export function proposable(place: Place): DeterminationAction[] {
  if (place === 'pending/in_review' || place === 'pending/info_received') return ['deny']
  if (place.startsWith('approved/')) return ['suspend', 'terminate']
  return place === 'suspended/final' ? ['terminate'] : [] // while a review is open, its outcome comes first
}

/** What the second person does with it: the transition that follows from agreement. */
export const decides = { deny: 'deny', suspend: 'suspend', terminate: 'terminate' } as const satisfies Record<
  DeterminationAction,
  Action
>

export type NewDetermination = {
  action: DeterminationAction
  findingIds: readonly number[]
  /** The written risk analysis and its version, with the table that gives the threshold. */
  riskAnalysis: string
  riskToSystems: string
  whyTailored: string
  alternatives: string
  policy: string
  caseByCase: boolean
  /** The block takes effect at once; a second person confirms it within one business day. */
  emergency: boolean
  scope: BlockScope | null
  whatLifts: string
  /** Why this differs from earlier decisions on the same criterion, where one differs. */
  whyDifferent: string
  vendorText: string
}

const texts = {
  riskAnalysis: 'Name the risk analysis and its version',
  riskToSystems: 'Say what the risk to our own systems is',
  whyTailored: 'Say why this is no wider than the risk',
  alternatives: 'Name at least one lighter measure and why it is not enough',
  vendorText: 'Write what the owner will read',
} as const

type Weighing = { cited: readonly Finding[]; differs: boolean; wordsMax?: number }

/**
 * @param weighing the cited findings as they are kept, and whether an earlier decision on one of their criteria differs.
 * @throws Refused not_valid with everything the record lacks.
 */
export function checkDetermination(record: NewDetermination, { cited, differs }: Weighing): void {
  const problems: Problem[] = [
    ...(carries(cited) && cited.length > 0 ? [] : [{ field: 'findings', message: noGround(cited) }]),
    ...Object.entries(texts).flatMap(([field, message]) =>
      String(record[field as keyof typeof texts]).trim() ? [] : [{ field, message }],
    ),
    ...(record.policy.trim() || record.caseByCase
      ? []
      : [{ field: 'policy', message: 'Name the written policy, or say that it is decided case by case' }]),
    ...(record.action !== 'suspend' || record.scope
      ? []
      : [{ field: 'scope', message: 'Choose what is blocked' }]),
    ...(record.action !== 'suspend' || record.whatLifts.trim()
      ? []
      : [{ field: 'whatLifts', message: 'Say what lifts the block' }]),
    ...(record.emergency && record.action !== 'suspend'
      ? [{ field: 'emergency', message: 'Only a suspension can take effect before a second person agrees' }]
      : []),
    ...(differs && !record.whyDifferent.trim()
      ? [
          {
            field: 'whyDifferent',
            message: 'An earlier decision on this criterion differs: say why this one does',
          },
        ]
      : []),
  ]
  if (problems.length > 0) throw new Refused('not_valid', 'The record is not complete.', problems)
}

function noGround(cited: readonly Finding[]): string {
  if (cited.length === 0) return 'Choose at least one finding'
  return 'Only security findings with an unacceptable risk can ground this, and identity or reachability alone never do'
}

/** @throws Refused where the second person is the first, or somebody has decided already. */
export function checkSecondPerson(
  record: { proposedBy: number; decidedAt: Date | null },
  approver: { id: number },
): void {
  if (record.decidedAt) throw new Refused('not_now', 'Somebody has decided about this proposal already.')
  if (record.proposedBy === approver.id)
    throw new Refused('not_yours', 'Nobody decides about their own proposal. A second person has to.')
}
