import {
  type Calendar,
  type Day,
  daysBetween,
  holidayName,
  isExtraDay,
  longDay,
  shortDay,
  zoneName,
} from './calendar.ts'
import { type ClockReading, promisedDays, type Rule, type Urgency, urgencyOf } from './clock.ts'

/**
 * The clock in words: the sentence that page, desk, letter and interface share, its short form for a row with how
 * near the date is, how it was counted, and the sentence that stands for the drawn boxes.
 */
export type ClockWords = { line: string; glance: string; urgency: Urgency; counted: string; boxes: string }

const words = {
  decision: { promise: 'We decide by', due: 'The decision was due', dayZero: 'The day of submission' },
  instructions: {
    promise: 'We send the token instructions by',
    due: 'The token instructions were due',
    dayZero: 'The day of approval',
  },
  review: {
    promise: 'We decide on the review by',
    due: 'The decision on the review was due',
    dayZero: 'The day the review was requested',
  },
  assignment: {
    promise: 'A reviewer takes the review by',
    due: 'A reviewer was due to take the review by',
    dayZero: 'The day the review was requested',
  },
  change: {
    promise: 'We decide on the change by',
    due: 'The decision on the change was due',
    dayZero: 'The day the change was filed',
  },
  reply: { promise: 'The answer is due by', due: 'The answer was due', dayZero: 'The day of the question' },
} as const satisfies Record<Rule, { promise: string; due: string; dayZero: string }>

/** What each clock counts to, as a heading of a list or the start of a sentence. */
export const clockNames = {
  decision: 'The decision',
  instructions: 'The letter with the token instructions',
  review: 'The decision on the review',
  assignment: 'Taking the review',
  change: 'The decision on the change',
  reply: 'The answer',
} as const satisfies Record<Rule, string>

/**
 * Says a reading in the words that vendor, desk and letters share (design, principle 3). `today` is the local
 * day of the reading's `now`: it decides which dates need their year.
 */
export function clockSentence(reading: ClockReading, rule: Rule, calendar: Calendar, today: Day): ClockWords {
  return {
    line: clockLine(reading, rule, today),
    glance: glance(reading, today),
    urgency: urgencyOf(reading, today),
    counted: counted(reading, rule, calendar, today),
    boxes: boxes(reading, rule, today),
  }
}

/** The one sentence about a clock, for whoever reads it (PEERS 4, item 3). */
export function clockLine(reading: ClockReading, rule: Rule, today: Day): string {
  const { state, dueOn, left, late } = reading
  const promised = promisedDays[rule]
  if (late) return `${lateness(reading, today)} ${words[rule].due} ${shortDay(dueOn!, today)}.`
  if (state === 'paused') {
    const since = shortDay(reading.pausedSince!, today)
    return `The clock has been stopped since ${since}. ${left} of ${promised} business days ${left === 1 ? 'is' : 'are'} left.`
  }
  if (state === 'stopped') return `Ended on ${shortDay(reading.stoppedOn!, today)}. ${usedOf(reading, rule)}.`
  return `${words[rule].promise} ${shortDay(dueOn!, today)}.`
}

/** `4 days left`, `Due today`, `Late`: for a row of a list. */
function glance(reading: ClockReading, today: Day): string {
  const { state, late, left, dueOn } = reading
  if (state === 'stopped') return late ? 'Late' : 'Ended'
  if (state === 'paused') return late ? 'Stopped, late' : `Stopped, ${number(left, 'day')} left`
  if (late) return 'Late'
  return dueOn === today ? 'Due today' : `${number(left, 'day')} left`
}

function lateness({ state, stoppedOn, days, dueOn }: ClockReading, today: Day): string {
  const over = days.filter((day) => day > dueOn!).length
  const late = over > 0 ? `${number(over, 'business day')} late` : 'late'
  if (state === 'paused') return `Stopped, ${late}.`
  if (state === 'stopped') return `Ended on ${shortDay(stoppedOn!, today)}, ${late}.`
  return over > 0 ? `${late}.` : 'Late.'
}

function counted(reading: ClockReading, rule: Rule, calendar: Calendar, today: Day): string {
  const span = daysBetween(reading.startedOn, lastDay(reading))
  const closed = span.flatMap((day) => {
    const name = holidayName(day, calendar)
    return name ? `${shortDay(day, today)} (${name})` : []
  })
  const extra = span.filter((day) => isExtraDay(day, calendar)).map((day) => shortDay(day, today))
  return [
    `We count Monday to Friday in ${zoneName(calendar.zone)}.`,
    `${words[rule].dayZero}, ${shortDay(reading.startedOn, today)}, is day 0.`,
    ...(closed.length > 0 ? [`${listed(closed)} ${closed.length > 1 ? 'do' : 'does'} not count.`] : []),
    ...(extra.length > 0
      ? [`We work on ${listed(extra)}, so ${extra.length > 1 ? 'they count' : 'it counts'}.`]
      : []),
    ...stops(reading, today),
  ].join(' ')
}

function lastDay({ startedOn, stoppedOn, dueOn, days, upcoming }: ClockReading): Day {
  return [startedOn, stoppedOn, dueOn, days.at(-1), upcoming.at(-1)].reduce<Day>(
    (last, day) => (day && day > last ? day : last),
    startedOn,
  )
}

function stops({ pauses, pausedSince }: ClockReading, today: Day): string[] {
  const over = pauses.flatMap(({ from, to }) => (to ? stop(from, to, today) : []))
  return [
    ...(over.length > 0 ? [`The clock was stopped ${listed(over)}.`] : []),
    ...(pausedSince ? [`The clock has been stopped since ${shortDay(pausedSince, today)}.`] : []),
    ...(pauses.length > 0 ? ['The day it stops counts, the day it goes on does not.'] : []),
  ]
}

function stop(from: Day, to: Day, today: Day): string {
  if (from === to) return `for part of ${shortDay(from, today)}`
  return `from ${shortDay(from, today)} to ${shortDay(to, today)}`
}

function boxes(reading: ClockReading, rule: Rule, today: Day): string {
  const { days, dueOn, late, stoppedOn, pausedSince } = reading
  const onTime = (late ? days.filter((day) => day <= dueOn!) : days).slice(0, promisedDays[rule])
  const over = late ? days.filter((day) => day > dueOn!) : []
  return [
    onTime.length > 0
      ? `${usedOf(reading, rule)}: ${monthDays(onTime, today)}.`
      : `${usedOf(reading, rule)}.`,
    ...(late ? [`${words[rule].due} ${monthDays([dueOn!], today)}.`] : []),
    ...(over.length > 0 ? [`${number(over.length, 'business day')} late: ${monthDays(over, today)}.`] : []),
    ...(stoppedOn ? [`Ended on ${monthDays([stoppedOn], today)}.`] : []),
    ...(pausedSince ? [`Stopped since ${monthDays([pausedSince], today)}.`] : []),
    ...ahead(reading, today),
  ].join(' ')
}

function ahead({ state, late, upcoming }: ClockReading, today: Day): string[] {
  if (state === 'stopped' || late) return []
  const now = monthDays([today], today)
  if (upcoming.length === 0)
    return [`Today, ${now}, is the due date${state === 'paused' ? ' if it goes on today' : ''}.`]
  const rest = `${monthDays(upcoming, today)}, the due date.`
  return state === 'paused' ? [`If it goes on today: ${rest}`] : [`Today is ${now}. Still to come: ${rest}`]
}

function usedOf({ used }: ClockReading, rule: Rule): string {
  return `${Math.min(used, promisedDays[rule])} of ${promisedDays[rule]} business days used`
}

/** `November 3, 4 and 5`; every month has its own list: `December 30 and 31, 2026; January 4 and 5`. */
function monthDays(days: Day[], today: Day): string {
  const months = [...new Set(days.map((day) => day.slice(0, 7)))]
  return months
    .map((month) =>
      monthList(
        days.filter((day) => day.startsWith(month)),
        today,
      ),
    )
    .join('; ')
}

function monthList(days: Day[], today: Day): string {
  const [, month, , year] = longDay(days[0]!).split(/,? /)
  const numbers = listed(days.map((day) => `${Number(day.slice(8))}`))
  return today.startsWith(year!) ? `${month} ${numbers}` : `${month} ${numbers}, ${year}`
}

function listed(items: string[]): string {
  const last = items.at(-1)!
  return items.length > 1 ? `${items.slice(0, -1).join(', ')} and ${last}` : last
}

function number(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
