// The federal holidays of the United States (5 USC 6103), and the arithmetic of dates they need.
import type { Day } from './calendar.ts'

export type Holiday = { day: Day; name: string }

/** The federal holidays observed in a year (5 USC 6103), in order; 2027 ends with New Year's Day of 2028. */
export function federalHolidays(year: number): Holiday[] {
  return [...holidaysOf(year), ...holidaysOf(year + 1)]
    .map(observed)
    .filter(({ day }) => day.startsWith(`${year}-`))
    .sort((one, other) => (one.day < other.day ? -1 : 1))
}

const namesByYear = new Map<string, ReadonlyMap<Day, string>>()

/** The name of the federal holiday observed on a day. */
export function federalHolidayOn(day: Day): string | undefined {
  const year = day.slice(0, 4)
  const names =
    namesByYear.get(year) ?? new Map(federalHolidays(Number(year)).map(({ day, name }) => [day, name]))
  namesByYear.set(year, names)
  return names.get(day)
}

function holidaysOf(year: number): Holiday[] {
  return [
    { day: `${year}-01-01`, name: "New Year's Day" },
    { day: nthWeekday(3, 1, `${year}-01`), name: 'Martin Luther King Jr. Day' },
    { day: nthWeekday(3, 1, `${year}-02`), name: "Washington's Birthday" },
    { day: lastMondayOfMay(year), name: 'Memorial Day' },
    { day: `${year}-06-19`, name: 'Juneteenth' },
    { day: `${year}-07-04`, name: 'Independence Day' },
    { day: nthWeekday(1, 1, `${year}-09`), name: 'Labor Day' },
    { day: nthWeekday(2, 1, `${year}-10`), name: 'Columbus Day' },
    { day: `${year}-11-11`, name: 'Veterans Day' },
    { day: nthWeekday(4, 4, `${year}-11`), name: 'Thanksgiving' },
    { day: `${year}-12-25`, name: 'Christmas Day' },
  ]
}

function nthWeekday(nth: number, wanted: number, month: string): Day {
  const first = (wanted - weekday(`${month}-01`) + 7) % 7
  return `${month}-${String(1 + first + 7 * (nth - 1)).padStart(2, '0')}`
}

function lastMondayOfMay(year: number): Day {
  return `${year}-05-${31 - ((weekday(`${year}-05-31`) + 6) % 7)}`
}

function observed({ day, name }: Holiday): Holiday {
  const shift = { 0: 24 * hour, 6: -24 * hour }[weekday(day)]
  return shift ? { day: dayOf(new Date(Date.parse(day) + shift)), name: `${name}, observed` } : { day, name }
}

export const hour = 3_600_000

/** The date of an instant in UTC. */
export function dayOf(at: Date): Day {
  return at.toISOString().slice(0, 10)
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return new Date(day).getUTCDay()
}
