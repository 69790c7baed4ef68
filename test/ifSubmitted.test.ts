import { expect, test } from 'vitest'
import { ifSubmittedOn } from '../src/rules/ifSubmitted.ts'

const calendar = { zone: 'America/New_York', closed: new Set(['2026-11-27']), open: new Set<string>() }

test('what is promised for today is counted by the calendar: Thanksgiving and the Friday after do not count', () => {
  expect(ifSubmittedOn('2026-11-16', calendar)).toEqual({
    today: '2026-11-16',
    decideBy: '2026-12-02',
    instructionsBy: '2026-12-09',
  })
})
