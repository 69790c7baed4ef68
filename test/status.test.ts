import { describe, expect, test } from 'vitest'
import { type Role, staffRoles } from '../src/rules/people.ts'
import { Refused } from '../src/rules/refused.ts'
import {
  actions,
  actionsFor,
  closings,
  definitionOf,
  nextPlace,
  type Place,
  phases,
  placeOf,
  remedyOf,
  type Standing,
  standingWord,
  statuses,
  statusNames,
} from '../src/rules/status.ts'

const places: Place[] = [
  'draft',
  ...closings,
  ...statuses.flatMap((status) => phases.map((phase) => `${status}/${phase}` as const)),
]
const roles: Role[] = ['owner', 'system', ...staffRoles]

/** The whole life-cycle so far, by hand: from, role, action, and where it leads. Nothing else is possible. */
const allowed = new Map([
  ['draft owner submit', 'pending/in_review'],
  ['pending/in_review reviewer ask', 'pending/info_requested'],
  ['pending/info_received reviewer ask', 'pending/info_requested'],
  ['pending/info_requested reviewer take_answer', 'pending/info_received'],
  ['pending/in_review reviewer approve', 'approved/instructions_due'],
  ['pending/info_received reviewer approve', 'approved/instructions_due'],
  ['approved/instructions_due system activate', 'approved/active'],
  ['approved/active system return_instructions', 'approved/instructions_due'],
  ['approved/active system reattest', 'approved/reattest_due'],
  ['approved/reattest_due owner attest', 'approved/active'],
  ['pending/in_review owner withdraw', 'withdrawn'],
  ['pending/info_requested owner withdraw', 'withdrawn'],
  ['pending/info_received owner withdraw', 'withdrawn'],
  ['pending/info_requested system lapse', 'withdrawn'],
  ['approved/instructions_due owner give_up', 'withdrawn'],
  ['approved/active owner give_up', 'withdrawn'],
  ['suspended/final owner give_up', 'withdrawn'],
  ['pending/info_requested owner take_answer', 'pending/info_received'],
  ['pending/info_received reviewer resume_review', 'pending/in_review'],
  ['pending/in_review reviewer propose_denial', 'pending/decision_check'],
  ['pending/info_received reviewer propose_denial', 'pending/decision_check'],
  ['pending/decision_check approver return_denial', 'pending/in_review'],
  ['pending/decision_check approver deny', 'not_approved'],
  ['pending/decision_check owner withdraw', 'withdrawn'],
  ...['instructions_due', 'active', 'change_review', 'reattest_due'].flatMap((phase) => [
    [`approved/${phase} approver suspend`, 'suspended/final'] as const,
    [`approved/${phase} reviewer suspend_now`, 'suspended/final'] as const,
    [`approved/${phase} approver terminate`, 'terminated/final'] as const,
  ]),
  ['suspended/final approver terminate', 'terminated/final'],
  ...['final', 'review_open'].flatMap((phase) => [
    [`suspended/${phase} reviewer reinstate`, 'approved/active'] as const,
    [`suspended/${phase} approver reinstate`, 'approved/active'] as const,
  ]),
  ...['owner', 'reviewer', 'approver', 'support'].flatMap((role) => [
    [`suspended/final ${role} open_suspension_review`, 'suspended/review_open'] as const,
    [`terminated/final ${role} open_termination_review`, 'terminated/review_open'] as const,
  ]),
  ...['owner', 'reviewer', 'approver', 'system'].flatMap((role) => [
    [`suspended/review_open ${role} close_suspension_review`, 'suspended/final'] as const,
    [`terminated/review_open ${role} close_termination_review`, 'terminated/final'] as const,
  ]),
  ['approved/reattest_due owner give_up', 'withdrawn'],
  ['approved/change_review owner give_up', 'withdrawn'],
  ['withdrawn owner reopen', 'draft'],
  ['terminated/final owner register_again', 'draft'],
  ['terminated/review_open owner register_again', 'draft'],
  ['not_approved owner register_again', 'draft'],
  ['withdrawn owner register_again', 'draft'],
  ['approved/active owner request_change', 'approved/change_review'],
  ['approved/change_review owner take_back_change', 'approved/active'],
  ['approved/change_review reviewer accept_change', 'approved/active'],
  ['approved/change_review reviewer refuse_change', 'approved/active'],
])

const everything = places.flatMap((place) =>
  roles.flatMap((role) => actions.map((action) => ({ place, role, action }))),
)

describe('the life-cycle of a registration', () => {
  test('has exactly four statuses, and two ways in which an application ends without one', () => {
    expect(statuses).toEqual(['pending', 'approved', 'suspended', 'terminated'])
    expect(closings).toEqual(['not_approved', 'withdrawn'])
    expect(everything.length).toBeGreaterThan(600)
  })

  test('everybody can do what the table names, and nobody anything else', () => {
    for (const { place, role, action } of everything) {
      const led = outcomeOf(() => nextPlace(action, place, role))
      const expected = allowed.get(`${place} ${role} ${action}`)
      expect(led.place, `${role} does ${action} from ${place}`).toBe(expected)
      if (!expected) expect(['not_yours', 'not_now']).toContain(led.refused?.code)
    }
  })

  test('a button is offered exactly where pressing it works', () => {
    for (const { place, role, action } of everything) {
      const works = outcomeOf(() => nextPlace(action, place, role)).place !== undefined
      expect(actionsFor(place, role).includes(action), `${role}, ${action}, ${place}`).toBe(works)
    }
  })

  test('the wrong person is told who can do it, the wrong moment what the registration is', () => {
    expect(outcomeOf(() => nextPlace('approve', 'pending/in_review', 'support')).refused).toMatchObject({
      code: 'not_yours',
      message: 'Only the reviewer can do this.',
    })
    const late = outcomeOf(() => nextPlace('approve', 'suspended/final', 'reviewer')).refused
    expect(late).toMatchObject({ code: 'not_now' })
    expect(late?.message).toContain('the registration is suspended')
    for (const { place } of everything) {
      const refused = outcomeOf(() => nextPlace('submit', place, 'owner')).refused
      if (refused) expect(refused.message).not.toMatch(/undefined|\/|_/)
    }
  })

  test('an ended application reads as its ending, a status as itself, and nothing at all as a draft', () => {
    expect(placeOf({ status: null, phase: null, closedAs: null })).toBe('draft')
    expect(placeOf({ status: null, phase: null, closedAs: 'withdrawn' })).toBe('withdrawn')
    expect(placeOf({ status: 'approved', phase: 'active', closedAs: null })).toBe('approved/active')
    expect(standingWord({ status: null, phase: null, closedAs: 'not_approved' })).toBe('not_approved')
    expect(standingWord({ status: 'suspended', phase: 'final', closedAs: null })).toBe('suspended')
  })

  test('each word has a name and a definition with the payer in it where the payer acts', () => {
    for (const word of [...statuses, ...closings, 'draft'] as const) {
      expect(statusNames[word]).toMatch(/^[A-Z]/)
      expect(definitionOf(word, 'Northfield Health Plan').length).toBeGreaterThan(30)
    }
    expect(definitionOf('pending', 'Northfield Health Plan')).toContain(
      'Northfield Health Plan is reviewing it',
    )
    expect(definitionOf('terminated', 'Northfield Health Plan')).toContain('has to register again')
    expect(remedyOf('suspended')).toContain('review the suspension')
    expect(remedyOf('terminated')).toContain('review the decision')
    expect(remedyOf('approved')).toBeNull()
  })
})

function outcomeOf(work: () => Standing): { place?: string; refused?: Refused } {
  try {
    return { place: placeOf(work()) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { refused: error }
  }
}
