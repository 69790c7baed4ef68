// The payer's own days: exceptions to weekends and federal holidays, kept as a list of changes that only grows.
import {
  type Calendar,
  type Day,
  daysBetween,
  holidayName,
  isBusinessDay,
  isDay,
  isExtraDay,
  isWeekend,
  longDay,
} from './calendar.ts'
import { dayOf, federalHolidayOn } from './federalHolidays.ts'
import { Refused } from './refused.ts'

export const dayKinds = ['closed', 'open'] as const
/** `closed`: an ordinary business day that does not count. `open`: a weekend or federal holiday that does. */
export type DayKind = (typeof dayKinds)[number]

/** One line of the list; `removed` takes back what an earlier line added. */
export type DayChange = { day: Day; kind: DayKind; change: 'added' | 'removed'; name: string; at: Date }

/** The calendar with the changes it was made from, oldest first, so that it can be read as of an earlier time. */
export type PayerCalendar = Calendar & { changes: readonly DayChange[] }

export function calendarFrom(zone: string, changes: readonly DayChange[]): PayerCalendar {
  const days = new Map<Day, DayChange>()
  for (const change of changes) days.set(change.day, change)
  const standing = [...days.values()].filter(({ change }) => change === 'added')
  const ofKind = (wanted: DayKind) =>
    new Set(standing.flatMap(({ day, kind }) => (kind === wanted ? day : [])))
  const names = new Map(standing.map(({ day, name }) => [day, name]))
  return { zone, closed: ofKind('closed'), open: ofKind('open'), names, changes }
}

/** The calendar as it stood at an instant: what a clock that stopped then was counted by (DOMAIN 2.3, frozen). */
export function calendarAsOf({ zone, changes }: PayerCalendar, at: Date): PayerCalendar {
  return calendarFrom(
    zone,
    changes.filter((change) => change.at <= at),
  )
}

/** The same calendar after one more change, to see what it would move. */
export function withChange({ zone, changes }: PayerCalendar, change: DayChange): PayerCalendar {
  return calendarFrom(zone, [...changes, change])
}

/** A day that is not what the week alone would say. */
export type ExceptionalDay = { day: Day; name: string; works: boolean; own: boolean }

/** The weekdays of the next twelve months that do not count, and the other days on which we work, in order. */
export function exceptionsAhead(calendar: Calendar, today: Day): ExceptionalDay[] {
  const end = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`
  return [today, ...daysBetween(today, end)].flatMap((day): ExceptionalDay[] => {
    const works = isExtraDay(day, calendar)
    const name = works ? 'We work, so it counts' : holidayName(day, calendar)
    const own = works || calendar.closed.has(day)
    return name ? [{ day, name: upper(name), works, own }] : []
  })
}

function upper(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
}

/** How many months beyond this one can be planned: those that the page of the calendar shows. */
export const monthsAhead = 12

/**
 * Only days to come can change, so that no day that was counted ever moves and late never becomes on time.
 * @throws Refused not_valid beside `day` where the change is impossible or would change nothing.
 */
export function checkDayChange(
  { day, kind, change }: Pick<DayChange, 'day' | 'kind' | 'change'>,
  calendar: Calendar,
  today: Day,
): void {
  const problem =
    (isDay(day) ? null : 'Enter a day, such as 11/27/2026') ??
    timeProblem(day, today) ??
    (change === 'removed' ? removalProblem(day, kind, calendar) : additionProblem(day, kind, calendar))
  if (problem) throw new Refused('not_valid', problem, [{ field: 'day', message: problem }])
}

function timeProblem(day: Day, today: Day): string | null {
  const last = lastDayAhead(today)
  if (day <= today) return 'Choose a day to come: today and earlier days are already counted'
  return day > last ? `Choose a day until ${longDay(last)}` : null
}

/** The last day that can be planned. */
export function lastDayAhead(today: Day): Day {
  const [year, month] = today.split('-').map(Number) as [number, number]
  return dayOf(new Date(Date.UTC(year, month + monthsAhead, 0)))
}

function removalProblem(day: Day, kind: DayKind, calendar: Calendar): string | null {
  if (calendar[kind].has(day)) return null
  return `${longDay(day)} is not in the list any more`
}

function additionProblem(day: Day, kind: DayKind, calendar: Calendar): string | null {
  const named = longDay(day)
  if (calendar.closed.has(day)) return `${named} is in the list already: you are closed`
  if (calendar.open.has(day)) return `${named} is in the list already: you work on it`
  if (kind === 'open')
    return isBusinessDay(day, calendar) ? `${named} counts already: it is an ordinary business day` : null
  if (isWeekend(day)) return `${named} does not count anyway: it is a weekend`
  const holiday = federalHolidayOn(day)
  return holiday ? `${named} does not count anyway: ${holiday}` : null
}
