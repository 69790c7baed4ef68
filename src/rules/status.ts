// The life-cycle of a registration as one table (DOMAIN 2.1, 2.2). Buttons, pages and the enforcement read it.
import type { Role } from './people.ts'
import { Refused } from './refused.ts'

export const statuses = ['pending', 'approved', 'suspended', 'terminated'] as const
export type Status = (typeof statuses)[number]

export const closings = ['not_approved', 'withdrawn'] as const
export type ClosedAs = (typeof closings)[number]

export const phases = [
  'in_review',
  'info_requested',
  'info_received',
  'decision_check',
  'instructions_due',
  'active',
  'change_review',
  'reattest_due',
  'final',
  'review_open',
] as const
export type Phase = (typeof phases)[number]

/** Where a registration stands: a draft, an ended application, or a status with its phase. */
export type Standing = { status: Status | null; phase: Phase | null; closedAs: ClosedAs | null }
export type Place = 'draft' | ClosedAs | `${Status}/${Phase}`

export function placeOf({ status, phase, closedAs }: Standing): Place {
  if (closedAs) return closedAs
  return status && phase ? `${status}/${phase}` : 'draft'
}

/** One word for the badge: a status, 'draft', or how the application ended. */
export function standingWord(standing: Standing): Status | ClosedAs | 'draft' {
  return standing.closedAs ?? standing.status ?? 'draft'
}

type Transition = {
  from: readonly Place[]
  to: Place
  by: readonly Role[]
  visible: boolean
  /** The registration stays where it is; `to` is where a new one begins. */
  begins?: true
}

const approvedPlaces = [
  'approved/instructions_due',
  'approved/active',
  'approved/change_review',
  'approved/reattest_due',
] as const satisfies readonly Place[]

export const transitions = {
  /** T2 */ submit: { from: ['draft'], to: 'pending/in_review', by: ['owner'], visible: true },
  /** T3, at least one blocking question */
  ask: {
    from: ['pending/in_review', 'pending/info_received'],
    to: 'pending/info_requested',
    by: ['reviewer'],
    visible: true,
  },
  /** T4, every blocking question is answered: in the portal, or by a mail that a reviewer has accepted */
  take_answer: {
    from: ['pending/info_requested'],
    to: 'pending/info_received',
    by: ['owner', 'reviewer'],
    visible: true,
  },
  /** T5 */
  resume_review: {
    from: ['pending/info_received'],
    to: 'pending/in_review',
    by: ['reviewer'],
    visible: false,
  },
  /** T8a: a reviewer proposes not to approve */
  propose_denial: {
    from: ['pending/in_review', 'pending/info_received'],
    to: 'pending/decision_check',
    by: ['reviewer'],
    visible: false,
  },
  /** T8b: the second person does not agree */
  return_denial: {
    from: ['pending/decision_check'],
    to: 'pending/in_review',
    by: ['approver'],
    visible: false,
  },
  /** T8 */
  deny: { from: ['pending/decision_check'], to: 'not_approved', by: ['approver'], visible: true },
  /** T6 */
  approve: {
    from: ['pending/in_review', 'pending/info_received'],
    to: 'approved/instructions_due',
    by: ['reviewer'],
    visible: true,
  },
  /** T7, a mail server has accepted the token instructions */
  activate: {
    from: ['approved/instructions_due'],
    to: 'approved/active',
    by: ['system'],
    visible: true,
  },
  /** T7 undone: the token instructions came back */
  return_instructions: {
    from: ['approved/active'],
    to: 'approved/instructions_due',
    by: ['system'],
    visible: true,
  },
  /** T10, agreed by a second person */
  suspend: { from: approvedPlaces, to: 'suspended/final', by: ['approver'], visible: true },
  /** T10 in an emergency: at once, and confirmed by a second person within one business day */
  suspend_now: { from: approvedPlaces, to: 'suspended/final', by: ['reviewer'], visible: true },
  /** T11, also where the second person refuses an emergency block */
  reinstate: {
    from: ['suspended/final', 'suspended/review_open'],
    to: 'approved/active',
    by: ['reviewer', 'approver'],
    visible: true,
  },
  /** The owner asks for a review; access stays blocked while it is open (DOMAIN 2.4) */
  open_suspension_review: {
    from: ['suspended/final'],
    to: 'suspended/review_open',
    by: ['owner', 'reviewer', 'approver', 'support'],
    visible: true,
  },
  /** It was decided otherwise than by lifting the block, taken back, or left without an answer */
  close_suspension_review: {
    from: ['suspended/review_open'],
    to: 'suspended/final',
    by: ['owner', 'reviewer', 'approver', 'system'],
    visible: true,
  },
  open_termination_review: {
    from: ['terminated/final'],
    to: 'terminated/review_open',
    by: ['owner', 'reviewer', 'approver', 'support'],
    visible: true,
  },
  close_termination_review: {
    from: ['terminated/review_open'],
    to: 'terminated/final',
    by: ['owner', 'reviewer', 'approver', 'system'],
    visible: true,
  },
  /** T12 */
  terminate: {
    from: [...approvedPlaces, 'suspended/final'],
    to: 'terminated/final',
    by: ['approver'],
    visible: true,
  },
  /** T9 */
  withdraw: {
    from: ['pending/in_review', 'pending/info_requested', 'pending/info_received', 'pending/decision_check'],
    to: 'withdrawn',
    by: ['owner'],
    visible: true,
  },
  /** T9, no answer came in time */
  lapse: { from: ['pending/info_requested'], to: 'withdrawn', by: ['system'], visible: true },
  /** T12b */
  give_up: {
    from: [...approvedPlaces, 'suspended/final'],
    to: 'withdrawn',
    by: ['owner'],
    visible: true,
  },
  /** T13; of the withdrawn only those that were approved once, the others are reopened */
  register_again: {
    from: ['terminated/final', 'terminated/review_open', 'not_approved', 'withdrawn'],
    to: 'draft',
    by: ['owner'],
    visible: true,
    begins: true,
  },
  /** T14, what matters for security; the old answers stay live */
  request_change: { from: ['approved/active'], to: 'approved/change_review', by: ['owner'], visible: true },
  /** T14, the owner takes the request back */
  take_back_change: { from: ['approved/change_review'], to: 'approved/active', by: ['owner'], visible: true },
  /** T14b */
  accept_change: { from: ['approved/change_review'], to: 'approved/active', by: ['reviewer'], visible: true },
  /** T14b */
  refuse_change: { from: ['approved/change_review'], to: 'approved/active', by: ['reviewer'], visible: true },
  /** T15, a year after the last signature */
  reattest: { from: ['approved/active'], to: 'approved/reattest_due', by: ['system'], visible: true },
  /** T15b, the owner signs again */
  attest: { from: ['approved/reattest_due'], to: 'approved/active', by: ['owner'], visible: true },
  /** T16; an app that was once approved is registered anew instead */
  reopen: { from: ['withdrawn'], to: 'draft', by: ['owner'], visible: true },
} as const satisfies Record<string, Transition>

export type Action = keyof typeof transitions
export const actions = Object.keys(transitions) as Action[]

/**
 * The place a registration goes to when `role` does `action` (DOMAIN 2.2).
 * @throws Refused not_yours for another role, not_now from any place that the table does not name.
 */
export function nextPlace(action: Action, current: Place, role: Role): Standing {
  const { from, to, by }: Transition = transitions[action]
  if (!by.includes(role)) {
    throw new Refused('not_yours', `Only the ${by.join(' or ')} can do this.`)
  }
  if (!from.includes(current)) throw new Refused('not_now', notNow(current))
  return standingAt(to)
}

/** The row of a place: the other way round than `placeOf`. */
function standingAt(place: Place): Standing {
  const nothing: Standing = { status: null, phase: null, closedAs: null }
  if (place === 'draft') return nothing
  if (place === 'withdrawn' || place === 'not_approved') return { ...nothing, closedAs: place }
  const [status, phase] = place.split('/') as [Status, Phase]
  return { status, phase, closedAs: null }
}

/** What this role may do from here: exactly the actions that `nextPlace` accepts. */
export function actionsFor(current: Place, role: Role): Action[] {
  return actions.filter((action) => {
    const { from, by }: Transition = transitions[action]
    return from.includes(current) && by.includes(role)
  })
}

function notNow(current: Place): string {
  const [word] = current.split('/') as [string]
  const name = placeNames[word as keyof typeof placeNames] ?? word
  return `This cannot be done now: the registration is ${name}. Reload the page to see what has changed.`
}

const placeNames = {
  draft: 'a draft',
  pending: 'pending',
  approved: 'approved',
  suspended: 'suspended',
  terminated: 'terminated',
  not_approved: 'closed (not approved)',
  withdrawn: 'closed (withdrawn)',
} as const

export const statusNames: Record<Status | ClosedAs | 'draft', string> = {
  draft: 'Draft',
  pending: 'Pending',
  approved: 'Approved',
  suspended: 'Suspended',
  terminated: 'Terminated',
  not_approved: 'Closed: not approved',
  withdrawn: 'Closed: withdrawn',
}

/** The definition that always stands beside a status, in the source's words with the payer's name. */
export function definitionOf(word: Status | ClosedAs | 'draft', payer: string): string {
  return {
    draft: 'Not submitted yet. Only people of your company can see it.',
    pending: `The registration is submitted and ${payer} is reviewing it.`,
    approved: `The app is approved and is allowed to use ${payer}’s APIs.`,
    suspended:
      'There is an issue with the app’s security and how it interacts with our systems. We are blocking its access to our APIs.',
    terminated:
      'We have determined that the app’s security is an issue for us. Access has been revoked. To regain access, the app’s owner has to register again.',
    not_approved:
      'Refused for a security reason before the app ever had access. This is not a status of a live app.',
    withdrawn: 'The owner stopped the registration, or did not answer in time. This is not a denial.',
  }[word]
}

/** What the owner can do where access is blocked or was refused. */
export function remedyOf(word: Status | ClosedAs | 'draft'): string | null {
  if (word === 'suspended') return 'The owner can sign in and ask us to review the suspension.'
  if (word === 'terminated') return 'The owner can also ask us to review the decision.'
  if (word === 'not_approved') return 'The owner can sign in and ask us to review the decision.'
  return null
}
