import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addBusinessDays, type Calendar, endOfDay, localDay } from '../src/rules/calendar.ts'
import { type ClockEvent, promisedDays, type Rule, readClock } from '../src/rules/clock.ts'
import { clockSentence } from '../src/rules/clockWords.ts'

const zone = 'America/New_York'
const federal: Calendar = { zone, closed: new Set(), open: new Set() }

const submitted = 'start 2026-11-02T14:00Z'
const asked = `${submitted}, pause 2026-11-05T15:40Z`
const answered = `${asked}, resume 2026-11-17T19:30Z`

function events(story: string): ClockEvent[] {
  return story.split(', ').map((event) => {
    const [kind, at] = event.split(' ')
    return { kind: kind as ClockEvent['kind'], at: new Date(at!) }
  })
}

function read(story: string, now: string, { rule = 'decision' as Rule, calendar = federal } = {}) {
  return readClock(rule, events(story), calendar, new Date(now))
}

function words(story: string, now: string, { rule = 'decision' as Rule, calendar = federal } = {}) {
  const today = localDay(new Date(now), calendar.zone)
  return clockSentence(read(story, now, { rule, calendar }), rule, calendar, today)
}

test('submitted Nov 2, asked Nov 5, answered Nov 17: the decision is due Nov 27', () => {
  expect(read(answered, '2026-11-17T20:00Z')).toEqual({
    state: 'running',
    startedOn: '2026-11-02',
    pausedSince: null,
    stoppedOn: null,
    pauses: [{ from: '2026-11-05', to: '2026-11-17' }],
    days: ['2026-11-03', '2026-11-04', '2026-11-05'],
    used: 3,
    left: 7,
    dueOn: '2026-11-27',
    late: false,
    upcoming: [
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-27',
    ],
  })
})

test('while stopped nothing is due, and the boxes show what follows if it goes on today', () => {
  const reading = read(asked, '2026-11-13T15:00Z')
  expect(reading).toMatchObject({ state: 'paused', dueOn: null, used: 3, left: 7, pausedSince: '2026-11-05' })
  expect(reading.upcoming).toHaveLength(7)
  expect(reading.upcoming[0]).toBe('2026-11-16')
})

test.each([
  ['start 2026-11-07T03:30Z', '2026-11-06', '2026-11-23'], // Friday 22:30 ET
  ['start 2026-11-06T23:00Z', '2026-11-06', '2026-11-23'], // Friday 18:00 ET
  ['start 2026-11-07T17:00Z', '2026-11-07', '2026-11-23'], // Saturday
  ['start 2026-10-30T20:00Z', '2026-10-30', '2026-11-16'], // the clocks change on Nov 1
  ['start 2026-03-07T20:00Z', '2026-03-07', '2026-03-20'], // and on Mar 8
  ['start 2027-03-13T04:30Z', '2027-03-12', '2027-03-26'],
  ['start 2027-12-20T15:00Z', '2027-12-20', '2028-01-05'], // Dec 24 and 31 are observed
])('%s counts from %s and is due %s', (story, startedOn, dueOn) => {
  expect(read(story, story.split(' ')[1]!)).toMatchObject({ startedOn, dueOn })
})

test.each([
  ['decision', '2026-11-17'],
  ['instructions', '2026-11-09'],
  ['review', '2026-11-17'],
  ['reply', '2026-11-17'],
] as const)('%s from Nov 2 is due %s', (rule, dueOn) => {
  expect(read(submitted, '2026-11-02T15:00Z', { rule })).toMatchObject({ dueOn, left: promisedDays[rule] })
})

test('it is late only after midnight in New York of the due date', () => {
  const midnight = endOfDay('2026-11-17', zone)
  const before = readClock('decision', events(submitted), federal, new Date(midnight.getTime() - 1))
  expect(before).toMatchObject({ late: false, used: 10, upcoming: [] })
  const after = readClock('decision', events(submitted), federal, midnight)
  expect(after).toMatchObject({ late: true, dueOn: '2026-11-17', used: 11, left: 0 })
})

test.each([
  ['running', submitted],
  ['paused', `${submitted}, pause 2026-11-18T15:00Z`],
  ['running', `${submitted}, pause 2026-11-18T15:00Z, resume 2026-11-24T15:00Z`],
  ['stopped', `${submitted}, stop 2026-11-18T15:00Z`],
  ['stopped', `${submitted}, pause 2026-11-18T15:00Z, stop 2026-11-24T15:00Z`],
])('once late it stays late and keeps the missed date: %s (%s)', (state, story) => {
  expect(read(story, '2026-12-01T15:00Z')).toMatchObject({
    state,
    late: true,
    dueOn: '2026-11-17',
    upcoming: [],
  })
})

test('asked on the due date, it is due on the day of the answer, or the next business day', () => {
  const onDueDate = `${submitted}, pause 2026-11-17T15:00Z`
  const sameDay = read(`${onDueDate}, resume 2026-11-17T16:00Z`, '2026-11-17T17:00Z')
  expect(sameDay).toMatchObject({ dueOn: '2026-11-17', late: false, used: 10 })
  const friday = `${onDueDate}, resume 2026-11-20T16:00Z`
  expect(read(friday, '2026-11-20T17:00Z')).toMatchObject({ dueOn: '2026-11-20', upcoming: ['2026-11-20'] })
  expect(read(friday, '2026-11-21T17:00Z')).toMatchObject({ dueOn: '2026-11-20', late: true })
  const saturday = `${onDueDate}, resume 2026-11-21T16:00Z`
  expect(read(saturday, '2026-11-22T17:00Z')).toMatchObject({ dueOn: '2026-11-23', upcoming: ['2026-11-23'] })
  const againOnMonday = `${saturday}, pause 2026-11-23T16:00Z, resume 2026-11-28T16:00Z`
  expect(read(againOnMonday, '2026-11-29T17:00Z')).toMatchObject({
    dueOn: '2026-11-30',
    late: false,
    left: 0,
  })
  expect(read(saturday, '2026-11-23T17:00Z')).toMatchObject({ late: false, used: 11, left: 0, upcoming: [] })
})

test('a clock that ended keeps its due date, and has none when it ended while stopped', () => {
  const decided = read(`${answered}, stop 2026-11-20T15:00Z`, '2026-11-21T15:00Z')
  expect(decided).toMatchObject({ state: 'stopped', dueOn: '2026-11-27', used: 6, left: 4, upcoming: [] })
  expect(decided).toMatchObject({ stoppedOn: '2026-11-20', pausedSince: null, late: false })
  const withdrawn = read(`${asked}, stop 2026-11-20T15:00Z`, '2027-01-01T15:00Z')
  expect(withdrawn).toMatchObject({ state: 'stopped', dueOn: null, used: 3, pausedSince: null })
  const sameDay = read(`${answered}, stop 2026-11-17T21:00Z`, '2027-01-01T15:00Z')
  expect(sameDay).toMatchObject({ dueOn: '2026-11-27', used: 3 })
})

test.each([
  ['a second start', `${submitted}, start 2026-11-04T15:00Z`, submitted],
  ['a stop before the start', `stop 2026-11-01T15:00Z, ${submitted}`, submitted],
  ['a resume without a pause', `${submitted}, resume 2026-11-04T15:00Z`, submitted],
  ['a pause while paused', `${asked}, pause 2026-11-09T15:00Z`, asked],
  ['a start while paused', `${asked}, start 2026-11-09T15:00Z`, asked],
  [
    'a second stop',
    `${asked}, stop 2026-11-06T15:00Z, stop 2026-11-09T15:00Z`,
    `${asked}, stop 2026-11-06T15:00Z`,
  ],
  [
    'a resume after the end',
    `${asked}, stop 2026-11-06T15:00Z, resume 2026-11-09T15:00Z`,
    `${asked}, stop 2026-11-06T15:00Z`,
  ],
  [
    'a start after the end',
    `${submitted}, stop 2026-11-06T15:00Z, start 2026-11-09T15:00Z`,
    `${submitted}, stop 2026-11-06T15:00Z`,
  ],
  ['what has not happened yet', `${submitted}, pause 2026-11-13T15:00Z`, submitted],
])('%s changes nothing', (_, story, same) => {
  expect(read(story, '2026-11-12T15:00Z')).toEqual(read(same, '2026-11-12T15:00Z'))
})

test('a clock read before its start reads as at that start', () => {
  expect(read(submitted, '2026-10-20T15:00Z')).toEqual(read(submitted, '2026-11-02T14:00Z'))
})

test('events at one instant keep the order they came in', () => {
  expect(
    read(`${submitted}, pause 2026-11-04T15:00Z, resume 2026-11-04T15:00Z`, '2026-11-05T15:00Z').state,
  ).toBe('running')
})

test('without a start there is no clock', () => {
  expect(() => read('pause 2026-11-02T14:00Z', '2026-11-05T15:00Z')).toThrow('needs a start')
})

test("the payer's own days move the due date", () => {
  const calendar = { zone, closed: new Set(['2026-11-13']), open: new Set(['2026-11-11', '2026-11-14']) }
  expect(read(submitted, '2026-11-02T15:00Z', { calendar }).dueOn).toBe('2026-11-16')
})

const minute = 60_000
const anyRule = fc.constantFrom(...(Object.keys(promisedDays) as Rule[]))

/** A start in 2026 to 2029, then questions and answers from minutes to weeks apart, perhaps the end, and a later now. */
const anyStory = fc
  .record({
    start: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2029-12-31') }),
    gaps: fc.array(fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 30_000 })), {
      maxLength: 7,
    }),
    ends: fc.boolean(),
    wait: fc.integer({ min: 0, max: 40_000 }),
  })
  .map(({ start, gaps, ends, wait }) => {
    const kinds = ['pause', 'resume'] as const
    let at = start
    const story: ClockEvent[] = [{ at: new Date(at), kind: 'start' }]
    gaps.forEach((gap, index) => {
      at += gap * minute
      const kind = ends && index === gaps.length - 1 ? 'stop' : kinds[index % 2]!
      story.push({ at: new Date(at), kind })
    })
    return { story, now: new Date(at + wait * minute) }
  })

test('a decision is never due later than if the clock began again at each answer', () => {
  fc.assert(
    fc.property(anyRule, anyStory, (rule, { story, now }) => {
      const { dueOn } = readClock(rule, story, federal, now)
      const begun = story.findLast(({ kind }) => kind === 'start' || kind === 'resume')!
      const restarted = addBusinessDays(localDay(begun.at, zone), promisedDays[rule], federal)
      expect(dueOn === null || dueOn <= restarted).toBe(true)
    }),
  )
})

test('asking and answering on one day changes nothing but the record of it', () => {
  fc.assert(
    fc.property(
      anyRule,
      anyStory,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rule, { story, now }, part) => {
        fc.pre(readClock(rule, story, federal, now).state === 'running')
        const end = endOfDay(localDay(now, zone), zone).getTime() - 1
        const answer: ClockEvent = {
          at: new Date(now.getTime() + Math.floor(part * (end - now.getTime()))),
          kind: 'resume',
        }
        const later = new Date(end + 5 * 24 * 60 * minute)
        for (const moment of [answer.at, later]) {
          const { pauses, ...without } = readClock(rule, story, federal, moment)
          const { pauses: more, ...asked } = readClock(
            rule,
            [...story, { at: now, kind: 'pause' }, answer],
            federal,
            moment,
          )
          expect(asked).toEqual(without)
          expect(more).toHaveLength(pauses.length + 1)
        }
      },
    ),
  )
})

test('late never becomes on time, whatever happens next', () => {
  fc.assert(
    fc.property(anyRule, anyStory, fc.nat({ max: 120_000 }), (rule, { story, now }, passed) => {
      const moment = new Date(story[0]!.at.getTime() + passed * minute)
      const first = readClock(rule, story, federal, moment)
      const later = readClock(rule, story, federal, new Date(Math.max(now.getTime(), moment.getTime())))
      if (first.late) expect(later).toMatchObject({ late: true, dueOn: first.dueOn })
      expect(later.used).toBeGreaterThanOrEqual(first.used)
    }),
  )
})

test('a running clock is on time until the last moment of its due date and late from then on', () => {
  fc.assert(
    fc.property(anyRule, anyStory, (rule, { story }) => {
      const running = story.filter(({ kind }) => kind !== 'stop')
      const { state, dueOn, late } = readClock(rule, running, federal, running.at(-1)!.at)
      fc.pre(state === 'running' && !late)
      const over = endOfDay(dueOn!, zone)
      expect(readClock(rule, running, federal, new Date(over.getTime() - 1)).late).toBe(false)
      expect(readClock(rule, running, federal, over)).toMatchObject({ late: true, dueOn })
    }),
  )
})

test('counting again from the rows, in whatever order they come, gives the same', () => {
  const shuffled = anyStory.chain(({ story, now }) =>
    fc.shuffledSubarray(story, { minLength: story.length }).map((rows) => ({ story, rows, now })),
  )
  fc.assert(
    fc.property(anyRule, shuffled, (rule, { story, rows, now }) => {
      expect(readClock(rule, rows, federal, now)).toEqual(readClock(rule, story, federal, now))
    }),
  )
})

test('a stopped clock that goes on today is due on the last of its upcoming days', () => {
  fc.assert(
    fc.property(anyRule, anyStory, (rule, { story, now }) => {
      const paused = readClock(rule, story, federal, now)
      fc.pre(paused.state === 'paused' && !paused.late)
      const resumed = readClock(rule, [...story, { at: now, kind: 'resume' }], federal, now)
      expect(resumed.dueOn).toBe(paused.upcoming.at(-1) ?? localDay(now, zone))
      expect(resumed.upcoming).toEqual(paused.upcoming)
    }),
  )
})

test('the clock says when we decide, how it was counted, and what the boxes show', () => {
  expect(words(answered, '2026-11-18T20:00Z')).toEqual({
    line: 'We decide by Fri, Nov 27.',
    glance: '6 days left',
    urgency: 'none',
    counted:
      'We count Monday to Friday in Eastern Time. The day of submission, Mon, Nov 2, is day 0. Wed, Nov 11 (Veterans Day) and Thu, Nov 26 (Thanksgiving) do not count. The clock was stopped from Thu, Nov 5 to Tue, Nov 17. The day it stops counts, the day it goes on does not.',
    boxes:
      '4 of 10 business days used: November 3, 4, 5 and 18. Today is November 18. Still to come: November 19, 20, 23, 24, 25 and 27, the due date.',
  })
})

test('a stopped clock says how much is left and what follows if it goes on today', () => {
  expect(words(asked, '2026-11-17T20:00Z')).toEqual({
    line: 'The clock has been stopped since Thu, Nov 5. 7 of 10 business days are left.',
    glance: 'Stopped, 7 days left',
    urgency: 'none',
    counted: expect.stringContaining('The clock has been stopped since Thu, Nov 5.'),
    boxes:
      '3 of 10 business days used: November 3, 4 and 5. Stopped since November 5. If it goes on today: November 18, 19, 20, 23, 24, 25 and 27, the due date.',
  })
})

test.each([
  [submitted, '2026-11-20T15:00Z', '3 business days late. The decision was due Tue, Nov 17.'],
  [submitted, '2026-11-18T15:00Z', '1 business day late. The decision was due Tue, Nov 17.'],
  ['start 2026-11-06T15:00Z', '2026-11-22T15:00Z', 'We decide by Mon, Nov 23.'],
  ['start 2026-11-05T15:00Z', '2026-11-21T15:00Z', 'Late. The decision was due Fri, Nov 20.'],
  [
    `${submitted}, pause 2026-11-18T15:00Z`,
    '2026-11-20T15:00Z',
    'Stopped, 1 business day late. The decision was due Tue, Nov 17.',
  ],
  [
    `${submitted}, stop 2026-11-18T15:00Z`,
    '2027-01-20T15:00Z',
    'Ended on Wed, Nov 18, 2026, 1 business day late. The decision was due Tue, Nov 17, 2026.',
  ],
  [
    `${answered}, stop 2026-11-20T15:00Z`,
    '2026-12-20T15:00Z',
    'Ended on Fri, Nov 20. 6 of 10 business days used.',
  ],
])('%s, read at %s: %s', (story, now, line) => {
  expect(words(story, now).line).toBe(line)
})

test.each([
  [
    'instructions',
    'We send the token instructions by Mon, Nov 9.',
    'The day of approval, Mon, Nov 2, is day 0.',
  ],
  [
    'review',
    'We decide on the review by Tue, Nov 17.',
    'The day the review was requested, Mon, Nov 2, is day 0.',
  ],
  ['reply', 'The answer is due by Tue, Nov 17.', 'The day of the question, Mon, Nov 2, is day 0.'],
] as const)('the %s clock has its own words', (rule, line, dayZero) => {
  const said = words(submitted, '2026-11-02T15:00Z', { rule })
  expect(said.line).toBe(line)
  expect(said.counted).toContain(dayZero)
})

test('days over the turn of a year, and those the payer changed, are explained', () => {
  const calendar = { zone, closed: new Set(['2026-12-24']), open: new Set(['2026-12-19']) }
  const said = words('start 2026-12-17T15:00Z', '2026-12-21T15:00Z', { calendar })
  expect(said.counted).toContain(
    "Thu, Dec 24 (our office is closed), Fri, Dec 25 (Christmas Day) and Fri, Jan 1, 2027 (New Year's Day) do not count. We work on Sat, Dec 19, so it counts.",
  )
  expect(said.boxes).toContain('December 22, 23, 28, 29, 30 and 31; January 4, 2027, the due date.')
})

test('an answer on the same day and the due date itself have words of their own', () => {
  const sameDay = `${submitted}, pause 2026-11-04T15:00Z, resume 2026-11-04T16:00Z`
  expect(words(sameDay, '2026-11-17T15:00Z').counted).toContain(
    'The clock was stopped for part of Wed, Nov 4.',
  )
  expect(words(sameDay, '2026-11-17T15:00Z').boxes).toContain('Today, November 17, is the due date.')
  expect(words(`${submitted}, pause 2026-11-17T15:00Z`, '2026-11-17T16:00Z').boxes).toContain(
    'Today, November 17, is the due date if it goes on today.',
  )
  expect(words(submitted, '2026-11-02T15:00Z').boxes).toMatch(
    /^0 of 10 business days used\. Today is November 2\./,
  )
})

test('the boxes of a late clock tell the days over from the days promised', () => {
  expect(words(submitted, '2026-11-20T15:00Z').boxes).toBe(
    '10 of 10 business days used: November 3, 4, 5, 6, 9, 10, 12, 13, 16 and 17. The decision was due November 17. 3 business days late: November 18, 19 and 20.',
  )
})

test('a due date moved past the tenth day is named once, as the due date', () => {
  const saturday = `${submitted}, pause 2026-11-17T15:00Z, resume 2026-11-21T16:00Z`
  expect(words(saturday, '2026-11-23T15:00Z').boxes).toMatch(
    /16 and 17\. Today, November 23, is the due date\.$/,
  )
})

const question = {
  id: 'q',
  rule: 'decision',
  zone,
  events: [
    { at: '2026-11-02T14:00:00Z', kind: 'start' },
    { at: '2026-11-05T10:40:00-05:00', kind: 'pause' },
    { at: '2026-11-17T19:30:00.000Z', kind: 'resume' },
  ],
}
const reply = {
  id: 'q',
  due_on: '2026-11-27',
  used: 3,
  left: 7,
  state: 'running',
  late: false,
  days: ['2026-11-03', '2026-11-04', '2026-11-05'],
}

function clock(...flags: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', 'src/commands/clock.ts', ...flags])
}

async function ask(input: string, ...flags: string[]) {
  const child = clock(...flags)
  child.stdin.on('error', () => {}) // it may leave without reading
  child.stdin.end(input)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { answers: out.split('\n').slice(0, -1), err, code }
}

test('the command answers every line in the order asked, also those it cannot understand', async () => {
  const lines: [unknown, unknown][] = [
    [question, reply],
    [
      { ...question, id: 7, extra: true, now: '2026-11-18T12:00Z' },
      { ...reply, id: 7, used: 4, left: 6, days: [...reply.days, '2026-11-18'] },
    ],
    [
      { ...question, id: 'line\u2028break' },
      { ...reply, id: 'line\u2028break' },
    ],
    [
      { ...question, id: { deep: 1 } },
      { ...reply, id: null },
    ],
    [
      { ...question, closed: null, open: ['2026-11-26'], now: null },
      { ...reply, due_on: '2026-11-26' },
    ],
    [
      { ...question, closed: ['2026-11-27'] },
      { ...reply, due_on: '2026-11-30' },
    ],
    [{ ...question, events: question.events.toReversed() }, reply],
    ['nonsense', { id: null, error: 'The line is not JSON.' }],
    ['', { id: null, error: 'The line is not JSON.' }],
    ['[]', { id: null, error: 'The line is not a JSON object.' }],
    ['null', { id: null, error: 'The line is not a JSON object.' }],
    [{ id: 'x' }, wrong('rule', 'x')],
    [{ ...question, rule: 'toString' }, wrong('rule')],
    [{ ...question, zone: undefined }, wrong('zone')],
    [{ ...question, zone: 'America/Gotham' }, wrong('zone')],
    [{ ...question, closed: '2026-12-24' }, wrong('closed')],
    [{ ...question, closed: ['2026-02-29'] }, wrong('closed')],
    [{ ...question, open: [20261224] }, wrong('open')],
    [{ ...question, events: [] }, wrong('events: the start')],
    [{ ...question, events: {} }, wrong('events')],
    [{ ...question, events: question.events.slice(1) }, wrong('events: the start')],
    [{ ...question, events: [null] }, wrong('events[0]')],
    [{ ...question, events: [{ at: '2026-11-02T14:00:00Z', kind: 'begin' }] }, wrong('events[0].kind')],
    [{ ...question, events: [{ at: '2026-11-02T14:00:00Z', kind: 'constructor' }] }, wrong('events[0].kind')],
    ...['2026-11-02', '2026-11-02T14:00:00', '2026-02-30T14:00:00Z', '2026-11-02T25:00:00Z', 5, 'soon'].map(
      (at): [unknown, unknown] => [{ ...question, events: [{ at, kind: 'start' }] }, wrong('events[0].at')],
    ),
    [{ ...question, now: 'today' }, wrong('now')],
    [question, reply],
  ]
  const input = lines.map(([line]) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const { answers, err, code } = await ask(input, '--jsonl')
  expect(answers.map((line) => JSON.parse(line))).toEqual(lines.map(([, expected]) => expected))
  expect(Object.keys(JSON.parse(answers[0]!))).toEqual([
    'id',
    'due_on',
    'used',
    'left',
    'state',
    'late',
    'days',
  ])
  expect({ err, code }).toEqual({ err: '', code: 0 })
})

function wrong(start: string, id = 'q') {
  return { id, error: expect.stringMatching(new RegExp(`^${start.replace(/[[\]]/g, '\\$&')}`)) }
}

test.each([[[]], [['--json']], [['--jsonl', 'file']]])(
  'the command used with %j says how to use it',
  async (flags) => {
    const { answers, err, code } = await ask(JSON.stringify(question), ...flags)
    expect({ answers, code }).toEqual({ answers: [], code: 2 })
    expect(err).toMatch(/^Usage: .*--jsonl/)
  },
)

test('the command answers 2,000 lines in order, whatever chunks they come in', async () => {
  const ids = Array.from({ length: 2000 }, (_, index) => `${'é'.repeat(300)}${index}`)
  const input = ids.map((id) => `${JSON.stringify({ ...question, id })}\r\n`).join('')
  const { answers, code } = await ask(input, '--jsonl')
  expect(answers.map((line) => JSON.parse(line))).toEqual(ids.map((id) => ({ ...reply, id })))
  expect(code).toBe(0)
})

test('the command answers a line before the next one is asked', async () => {
  const child = clock('--jsonl')
  for (const id of ['first', 'second']) {
    child.stdin.write(`${JSON.stringify({ ...question, id })}\n`)
    const [chunk] = await once(child.stdout, 'data')
    expect(JSON.parse(String(chunk))).toEqual({ ...reply, id })
  }
  child.stdin.end()
  expect((await once(child, 'close'))[0]).toBe(0)
})

test('the command ends quietly when nobody reads its answers any more', async () => {
  const child = clock('--jsonl')
  const complaints = text(child.stderr)
  child.stdin.on('error', () => {})
  child.stdout.destroy()
  child.stdin.end(`${JSON.stringify(question)}\n`.repeat(500))
  expect((await once(child, 'close'))[0]).toBe(1)
  expect(await complaints).toBe('')
})
