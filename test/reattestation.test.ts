import { describe, expect, test } from 'vitest'
import { attestationDue, isOutdated, maySignAgain, noticeDue } from '../src/rules/reattestation.ts'

const active = { status: 'approved', phase: 'active', closedAs: null } as const

describe('the yearly attestation', () => {
  test.each([
    ['2026-11-02', '2027-11-02'],
    ['2028-02-29', '2029-02-28'],
    ['2027-02-28', '2028-02-28'],
  ])('signed on %s is due again on %s', (signed, due) => expect(attestationDue(signed)).toBe(due))

  test.each([
    ['2027-10-02', null, null],
    ['2027-10-03', null, 30],
    ['2027-10-04', 30, null],
    ['2027-10-23', 30, 10],
    ['2027-11-01', 10, null],
    ['2027-11-02', 10, 0],
    ['2027-11-03', 0, null],
    ['2027-12-24', null, 0],
  ] as const)(
    'on %s, when the last letter was the one of %s, the letter of %s leaves',
    (today, sent, expected) => {
      expect(noticeDue('2027-11-02', sent, today)).toBe(expected)
    },
  )

  test('is outdated from the day on, and signed again from the first letter on', () => {
    expect(['2027-11-01', '2027-11-02'].map((today) => isOutdated(active, '2027-11-02', today))).toEqual([
      false,
      true,
    ])
    expect(['2027-10-02', '2027-10-03'].map((today) => maySignAgain(active, '2027-11-02', today))).toEqual([
      false,
      true,
    ])
    const suspended = { status: 'suspended', phase: 'final', closedAs: null } as const
    expect(maySignAgain(suspended, '2027-11-02', '2027-11-02')).toBe(false)
    expect(isOutdated(suspended, '2027-11-02', '2027-11-02')).toBe(false)
  })
})
