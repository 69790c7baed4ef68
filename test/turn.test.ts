import { describe, expect, test } from 'vitest'
import type { ClockReading } from '../src/rules/clock.ts'
import { clockLine } from '../src/rules/clockWords.ts'
import { closings, type Place, phases, type Standing, statuses } from '../src/rules/status.ts'
import { count, type TurnFacts, turnOf } from '../src/rules/turn.ts'

const reading = (over: Partial<ClockReading> = {}) =>
  ({
    dueOn: '2026-11-17',
    used: 3,
    left: 7,
    state: 'running',
    late: false,
    days: [],
    ...over,
  }) as ClockReading

const paused = reading({ state: 'paused', pausedSince: '2026-11-05', dueOn: null })

const facts = (place: Place, over: Partial<TurnFacts> = {}): TurnFacts => ({
  ...{ standing: standingOf(place), zone: 'America/New_York', now: new Date('2026-11-05T16:00:00Z') },
  ...{ payer: 'Northfield Health Plan', vendor: 'Harborlight Health, Inc.' },
  ...{ decision: reading(), instructions: null, change: null, request: null, answersToCheck: 0, ...over },
})

const request = {
  questions: 2,
  replyBy: '2026-11-20',
  lapseOn: '2026-12-07',
  blocking: true,
  askedAt: new Date('2026-11-05T15:40:00Z'),
}

function standingOf(place: Place): Standing {
  if (place === 'draft') return { status: null, phase: null, closedAs: null }
  if (place === 'not_approved' || place === 'withdrawn') return { status: null, phase: null, closedAs: place }
  const [status, phase] = place.split('/') as [
    NonNullable<Standing['status']>,
    NonNullable<Standing['phase']>,
  ]
  return { status, phase, closedAs: null }
}

/** Whose move it is in each place, as the vendor and as the desk read it. */
const whose: Record<string, ['you' | 'us' | 'none', 'you' | 'us' | 'none']> = {
  draft: ['you', 'us'],
  'pending/in_review': ['us', 'you'],
  'pending/info_requested': ['you', 'us'],
  'pending/info_received': ['us', 'you'],
  'approved/instructions_due': ['us', 'you'],
  'approved/change_review': ['us', 'you'],
  'approved/active': ['none', 'none'],
  'approved/reattest_due': ['you', 'us'],
  'suspended/final': ['none', 'none'],
  'terminated/final': ['none', 'none'],
  not_approved: ['none', 'none'],
  withdrawn: ['none', 'none'],
}

describe('whose turn it is', () => {
  test.for(Object.entries(whose))('%s', ([place, [vendor, staff]]) => {
    const over = place === 'pending/info_requested' ? { request } : {}
    expect(turnOf(facts(place as Place, over), 'vendor').whose).toBe(vendor)
    expect(turnOf(facts(place as Place, over), 'staff').whose).toBe(staff)
  })

  test('in every place both sides are told something, and never both that it is their turn', () => {
    const places = [
      'draft',
      ...closings,
      ...statuses.flatMap((status) => phases.map((phase) => `${status}/${phase}`)),
    ] as Place[]
    for (const place of places) {
      for (const over of [{}, { request }, { request, answersToCheck: 1 }, { decision: null }]) {
        const [vendor, staff] = [turnOf(facts(place, over), 'vendor'), turnOf(facts(place, over), 'staff')]
        expect(vendor.whose === 'you' && staff.whose === 'you').toBe(false)
        expect((vendor.whose === 'none') === (staff.whose === 'none')).toBe(true)
        for (const turn of [vendor, staff]) {
          expect(turn.heading, place).toMatch(/^[A-Z]/)
          expect(`${turn.who} ${turn.heading} ${turn.sentence}`).not.toMatch(/undefined|null|NaN|\[object/)
          expect(turn.next).toBe(turn.heading)
        }
      }
    }
  })

  test('the other side is called by its name', () => {
    expect(turnOf(facts('pending/in_review'), 'vendor').who).toBe('Northfield Health Plan’s turn')
    expect(turnOf(facts('pending/in_review'), 'staff').who).toBe('Your turn')
    expect(turnOf(facts('draft'), 'staff').who).toBe('Harborlight Health, Inc.’s turn')
    expect(turnOf(facts('withdrawn'), 'vendor').who).toBe('Nobody’s turn')
  })
})

describe('what the turn says', () => {
  test('Ada reads how many questions, until when, and how many days of the clock are left', () => {
    const turn = turnOf(facts('pending/info_requested', { request, decision: paused }), 'vendor')
    expect(turn.heading).toMatch(/^Answer 2 questions by .*Nov 20/)
    expect(turn.sentence).toContain('We cannot decide without your answer.')
    expect(turn.sentence).toContain(clockLine(paused, 'decision', '2026-11-05'))
    expect(turn.sentence).toContain('7 of 10 business days are left.')
    expect(turn.sentence).toContain('Without your answer by Mon, Dec 7 the registration is withdrawn')
  })

  test('one question and one day are counted as one', () => {
    const one = { request: { ...request, questions: 1 }, decision: { ...paused, left: 1 } }
    const turn = turnOf(facts('pending/info_requested', one), 'vendor')
    expect(turn.heading).toMatch(/^Answer 1 question by/)
    expect(turn.sentence).toContain('1 of 10 business days is left.')
    expect(turnOf(facts('pending/in_review', { decision: reading({ left: 1 }) }), 'staff').sentence).toBe(
      '1 business day left.',
    )
    expect([count(0, 'answer'), count(1, 'answer'), count(2, 'answer')]).toEqual([
      '0 answers',
      '1 answer',
      '2 answers',
    ])
  })

  test('after the day of the reply both sides read that it was due, and until when it still counts', () => {
    const late = { request, decision: paused, now: new Date('2026-11-30T16:00:00Z') }
    const [vendor, staff] = [
      turnOf(facts('pending/info_requested', late), 'vendor'),
      turnOf(facts('pending/info_requested', late), 'staff'),
    ]
    expect(vendor.heading).toBe('Answer 2 questions: it was due Fri, Nov 20')
    expect(staff.sentence).toContain('The reply was due Fri, Nov 20.')
    expect(staff.sentence).toContain('Without an answer by Mon, Dec 7 the registration is withdrawn')
  })

  test('once late the sentence of the clock stands on both sides', () => {
    const decision = reading({ late: true, days: ['2026-11-18', '2026-11-19'], left: 0 })
    const late = { decision, now: new Date('2026-11-19T16:00:00Z') }
    const line = '2 business days late. The decision was due Tue, Nov 17.'
    expect(turnOf(facts('pending/in_review', late), 'vendor').sentence).toContain(line)
    expect(turnOf(facts('pending/in_review', late), 'staff').sentence).toBe(line)
    const instructions = { ...late, decision: null, instructions: decision }
    const due = '2 business days late. The token instructions were due Tue, Nov 17.'
    for (const side of ['vendor', 'staff'] as const)
      expect(turnOf(facts('approved/instructions_due', instructions), side).sentence).toContain(due)
  })

  test('a question that does not stop the clock says so', () => {
    const turn = turnOf(
      facts('pending/in_review', { request: { ...request, blocking: false, lapseOn: null } }),
      'vendor',
    )
    expect(turn.whose).toBe('you')
    expect(turn.sentence).toContain('The decision clock keeps running.')
  })

  test('once an answer has arrived it is the desk that moves, although the question is still open', () => {
    const arrived = { request, answersToCheck: 1 }
    expect(turnOf(facts('pending/info_requested', arrived), 'vendor')).toMatchObject({
      whose: 'us',
      heading: 'We are reading your answer',
    })
    expect(turnOf(facts('pending/info_requested', arrived), 'staff')).toMatchObject({
      whose: 'you',
      heading: 'Check the answer to 2 questions',
    })
  })

  test('late is said to both sides', () => {
    const late = { decision: reading({ late: true, left: 0, used: 11, dueOn: '2026-11-04' }) }
    expect(turnOf(facts('pending/in_review', late), 'vendor').heading).toBe('We are late with our decision')
    expect(turnOf(facts('pending/in_review', late), 'staff').heading).toMatch(
      /^Decide now: it was due .*Nov 4/,
    )
  })

  test('after the approval the day of the token instructions is named', () => {
    const approved = { instructions: reading({ dueOn: '2026-11-27', left: 5 }) }
    expect(turnOf(facts('approved/instructions_due', approved), 'vendor').heading).toMatch(
      /^Token instructions by .*Nov 27/,
    )
    expect(turnOf(facts('approved/instructions_due', approved), 'staff').heading).toMatch(
      /^Send token instructions by .*Nov 27/,
    )
  })
})
