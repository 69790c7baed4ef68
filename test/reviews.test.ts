import { describe, expect, test } from 'vitest'
import type { Finding } from '../src/rules/findings.ts'
import { type Role, staffRoles } from '../src/rules/people.ts'
import { Refused } from '../src/rules/refused.ts'
import { liftObstacles } from '../src/rules/reviewDecisions.ts'
import { chanceOf, type PastReview, secondLookUntil } from '../src/rules/reviewRequests.ts'
import {
  mayHandle,
  mayMove,
  nextReviewState,
  outcomesFor,
  type ReviewMove,
  type ReviewState,
  reviewedWords,
  reviewMoves,
  reviewNumber,
  reviewStates,
} from '../src/rules/reviews.ts'

const roles: Role[] = ['owner', 'system', ...staffRoles]

/** The whole life-cycle by hand: from, role, move, and where it leads. Nothing else is possible. */
const deciders = ['reviewer', 'approver'] as const
const allowed = new Map<string, ReviewState>([
  ...(['requested', 'assigned', 'info_received'] as const).flatMap((from) =>
    [...deciders, 'admin'].map((role) => [`${from} ${role} assign`, 'assigned'] as const),
  ),
  ...(['assigned', 'info_received'] as const).flatMap((from) =>
    deciders.flatMap((role) => [
      [`${from} ${role} ask`, 'info_requested'] as const,
      [`${from} ${role} decide`, 'decided'] as const,
    ]),
  ),
  ...['owner', ...deciders].map((role) => [`info_requested ${role} answer`, 'info_received'] as const),
  ['info_requested system lapse', 'lapsed'],
  ...['requested', 'assigned', 'info_requested', 'info_received'].flatMap((from) => [
    [`${from} owner withdraw`, 'withdrawn'] as const,
    [`${from} approver settle`, 'settled'] as const,
  ]),
])

describe('the life-cycle of a review', () => {
  test('everybody can do what the table names, and nobody anything else', () => {
    for (const from of reviewStates)
      for (const role of roles)
        for (const move of Object.keys(reviewMoves) as ReviewMove[]) {
          const expected = allowed.get(`${from} ${role} ${move}`)
          expect(led(move, from, role), `${role} does ${move} from ${from}`).toBe(expected)
          expect(mayMove(move, from, role)).toBe(expected !== undefined)
        }
  })

  test('a terminated or refused app is never reinstated by it', () => {
    expect(outcomesFor('suspended')).toEqual(['reinstate', 'reinstate_with_conditions', 'uphold'])
    expect(outcomesFor('terminated')).toEqual(['rescind_termination', 'uphold'])
    expect(outcomesFor('not_approved')).toEqual(['rescind_denial', 'uphold'])
  })

  test('it is named by a number of its year', () => {
    expect(reviewNumber({ id: 31, requestedAt: new Date('2026-11-18T15:00:00Z') })).toBe('REV-2026-000031')
  })
})

describe('who may handle a review', () => {
  const nobody = { proposedBy: null, decidedBy: null, approvedBy: null, reviewedBy: [] }
  const marcus = { id: 7, role: 'reviewer' } as const

  test('somebody who reviews or approves, and nobody else', () => {
    expect(roles.filter((role) => mayHandle({ id: 7, role }, nobody))).toEqual(['reviewer', 'approver'])
  })

  test.for(['proposedBy', 'decidedBy', 'approvedBy'] as const)('never the one of %s', (part) => {
    expect(mayHandle(marcus, { ...nobody, [part]: 7 })).toBe(false)
    expect(mayHandle(marcus, { ...nobody, [part]: 8 })).toBe(true)
  })

  test('never one who decided an earlier review of it', () => {
    expect(mayHandle(marcus, { ...nobody, reviewedBy: [3, 7] })).toBe(false)
    expect(mayHandle(marcus, { ...nobody, reviewedBy: [3] })).toBe(true)
  })
})

describe('what an owner can ask for', () => {
  const suspended = { status: 'suspended', phase: 'final', closedAs: null } as const
  const upheld: PastReview = { level: 'first', state: 'decided', outcome: 'uphold', endedOn: '2026-11-09' }
  const today = '2026-11-20'
  const level = (past: PastReview[], on = today) => chanceOf(suspended, past, on).level

  test('a review of a block, a revocation or a refusal, and of nothing else', () => {
    expect(level([])).toBe('first')
    const closed = { status: null, phase: null, closedAs: 'not_approved' } as const
    expect(chanceOf(closed, [], today).level).toBe('first')
    expect(chanceOf({ ...closed, closedAs: 'withdrawn' }, [], today).level).toBeNull()
    expect(chanceOf({ ...suspended, status: 'approved', phase: 'active' }, [], today).level).toBeNull()
    expect(reviewedWords).toHaveLength(3)
  })

  test('one at a time, and again after one that was withdrawn or lapsed', () => {
    expect(level([{ ...upheld, state: 'assigned', outcome: null, endedOn: null }])).toBeNull()
    for (const state of ['withdrawn', 'lapsed'] as const)
      expect(level([{ ...upheld, state, outcome: null }])).toBe('first')
  })

  test('one second look until the 30th day after it was upheld, and later only with new evidence', () => {
    expect(secondLookUntil('2026-11-09')).toBe('2026-12-09')
    expect(secondLookUntil('2026-02-15')).toBe('2026-03-17')
    expect(level([upheld], '2026-12-09')).toBe('second')
    expect(level([upheld], '2026-12-10')).toBe('new_evidence')
    expect(level([upheld, { ...upheld, level: 'second' }])).toBe('new_evidence')
    const taken = { ...upheld, level: 'second', state: 'withdrawn', outcome: null } as const
    expect(level([upheld, taken])).toBe('second')
  })

  test('nothing more once a decision was rescinded', () => {
    expect(level([{ ...upheld, outcome: 'rescind_termination' }])).toBeNull()
  })
})

describe('a block that nobody asked to lift', () => {
  const cited = [{ id: 4, criterionId: 'SEC-10', outcome: 'not_met', severity: 'unacceptable' }] as const
  const now = (over: Partial<Finding>): Finding[] => [
    { id: 5, criterionId: 'SEC-10', outcome: 'met', severity: null, terms: '', ...over },
  ]

  test('is lifted by a newer finding alone that no longer carries it', () => {
    expect(liftObstacles(cited, now({}))).toEqual([])
    expect(liftObstacles(cited, now({ outcome: 'mitigated', terms: 'A list.' }))).toEqual([])
    expect(liftObstacles(cited, now({ outcome: 'not_met', severity: 'low', terms: 'By December.' }))).toEqual(
      [],
    )
    for (const over of [
      { id: 4 },
      { outcome: 'unverified' },
      { outcome: 'not_met', severity: 'unacceptable' },
      { outcome: 'not_met', severity: 'low' },
    ] as const)
      expect(liftObstacles(cited, now(over)), JSON.stringify(over)).toHaveLength(1)
    expect(liftObstacles(cited, [])).toHaveLength(1)
    expect(liftObstacles([], [])).toHaveLength(1)
  })
})

function led(move: ReviewMove, from: ReviewState, role: Role): ReviewState | undefined {
  try {
    return nextReviewState(move, from, role)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    expect(['not_yours', 'not_now']).toContain(error.code)
  }
}
