import { dayOf, federalHolidayOn, hour, weekday } from './federalHolidays.ts'

/** A civil date, `YYYY-MM-DD`; days compare as strings. */
export type Day = string

/**
 * The payer's own exceptions, in its zone: `open` wins over weekends, federal holidays and `closed`.
 * `names` says what people call them; a day without one reads as "our office is closed".
 */
export type Calendar = {
  zone: string
  closed: ReadonlySet<Day>
  open: ReadonlySet<Day>
  names?: ReadonlyMap<Day, string>
}

/** Says whether a text is a real date from 1900 to 2999: `2026-02-29` is not. */
export function isDay(text: string): boolean {
  if (!/^(19|2\d)\d\d-\d\d-\d\d$/.test(text)) return false
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && dayOf(at) === text
}

/** The date on the wall calendar of an IANA zone at an instant (DOMAIN 2.3: Friday 22:30 ET is Friday). */
export function localDay(at: Date, zone: string): Day {
  return format('day', zone).format(at)
}

/** The instant of 24:00 of a day in a zone: the first one on a later day, whatever the clocks do that night. */
export function endOfDay(day: Day, zone: string): Date {
  const midnight = Date.parse(nextDay(day))
  let during = midnight - 15 * hour // no zone is further than 14 hours from UTC
  let after = midnight + 15 * hour
  while (after - during > 1) {
    const middle = Math.floor((during + after) / 2)
    if (localDay(new Date(middle), zone) > day) after = middle
    else during = middle
  }
  return new Date(after)
}

export function nextDay(day: Day): Day {
  return dayOf(new Date(Date.parse(day) + 24 * hour))
}

/** Monday to Friday without federal holidays, as the payer's exceptions change it (DOMAIN 2.3). */
export function isBusinessDay(day: Day, calendar: Calendar): boolean {
  if (calendar.open.has(day)) return true
  return !isWeekend(day) && !federalHolidayOn(day) && !calendar.closed.has(day)
}

/** The `count`th business day after `start`, which itself never counts; `start` when `count` is 0 (DOMAIN 2.3). */
export function addBusinessDays(start: Day, count: number, calendar: Calendar): Day {
  let day = start
  for (let left = count; left > 0; ) {
    day = nextDay(day)
    if (isBusinessDay(day, calendar)) left--
  }
  return day
}

/** The business days after one date, up to and including another. */
export function businessDays(after: Day, upTo: Day, calendar: Calendar): Day[] {
  return daysBetween(after, upTo).filter((day) => isBusinessDay(day, calendar))
}

/** Every date after one date, up to and including another. */
export function daysBetween(after: Day, upTo: Day): Day[] {
  const days: Day[] = []
  for (let day = nextDay(after); day <= upTo; day = nextDay(day)) days.push(day)
  return days
}

/** Why a weekday does not count, for people to read; null for business days and ordinary weekends. */
export function holidayName(day: Day, calendar: Calendar): string | null {
  if (isWeekend(day) || isBusinessDay(day, calendar)) return null
  return federalHolidayOn(day) ?? calendar.names?.get(day) ?? 'our office is closed'
}

/** Says whether a day counts only because the payer works on it: a weekend or federal holiday in `open`. */
export function isExtraDay(day: Day, calendar: Calendar): boolean {
  return calendar.open.has(day) && (isWeekend(day) || federalHolidayOn(day) !== undefined)
}

const morning = '08:00'

/** Today's date once it is eight in the morning of a business day there; null at night and on days off. */
export function businessMorning(now: Date, calendar: Calendar): Day | null {
  const today = localDay(now, calendar.zone)
  const begun = localClock(now, calendar.zone) >= morning
  return begun && isBusinessDay(today, calendar) ? today : null
}

/** `Friday, November 27, 2026`. */
export function longDay(day: Day): string {
  return format('long', 'UTC').format(new Date(day))
}

/** `Fri, Nov 27`, with the year when it is not the year of `today`. */
export function shortDay(day: Day, today: Day): string {
  return format(sameYear(day, today) ? 'short' : 'shortYear', 'UTC').format(new Date(day))
}

/** `Nov 5, 10:40 a.m. ET`; where `today` is given, with the year when it is not that of `today`. */
export function localTime(at: Date, zone: string, today?: Day): string {
  const parts = format('time', zone).formatToParts(at)
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  const day = localDay(at, zone)
  const year = today === undefined || sameYear(day, today) ? '' : `, ${day.slice(0, 4)}`
  const half = part.dayPeriod === 'AM' ? 'a.m.' : 'p.m.'
  return `${part.month} ${part.day}${year}, ${part.hour}:${part.minute} ${half} ${shortZone(at, zone)}`
}

/** The zone's name in a sentence: `Eastern Time`. */
export function zoneName(zone: string): string {
  return zoneIn('zone', new Date('2026-01-01'), zone)
}

/** Saturday or Sunday. */
export function isWeekend(day: Day): boolean {
  return [0, 6].includes(weekday(day))
}

function sameYear(day: Day, today: Day): boolean {
  return day.slice(0, 4) === today.slice(0, 4)
}

/** `ET`, `CT`, `PT` where people say so, else the short name of that season. */
function shortZone(at: Date, zone: string): string {
  const all = zoneIn('shortZone', at, zone)
  return /^[A-Z]T$/.test(all) ? all : zoneIn('seasonZone', at, zone)
}

function zoneIn(style: keyof typeof styles, at: Date, zone: string): string {
  const parts = format(style, zone).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')!.value
}

const styles = {
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  short: { weekday: 'short', month: 'short', day: 'numeric' },
  shortYear: { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
  time: { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', hour12: true },
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  zone: { timeZoneName: 'longGeneric' },
  shortZone: { timeZoneName: 'shortGeneric' },
  seasonZone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** The time of day in `zone`, as a form writes it: '14:30'. */
export function localClock(at: Date, zone: string): string {
  return format('clock', zone).format(at)
}

/**
 * The instant of a wall-clock time, such as '2026-11-06' and '14:30', in `zone`. Of an hour that comes twice it is the
 * first; one that is left out counts as the hour after it.
 */
export function instantAt(day: Day, time: string, zone: string): Date {
  const wanted = Date.parse(`${day}T${time}:00Z`)
  const reads = (at: number) =>
    Date.parse(`${localDay(new Date(at), zone)}T${localClock(new Date(at), zone)}:00Z`)
  const offsets = [-12, 12].map((hours) => reads(wanted + hours * 3_600_000) - (wanted + hours * 3_600_000))
  const tries = offsets.map((offset) => wanted - offset).toSorted((one, other) => one - other)
  return new Date(tries.find((at) => reads(at) === wanted) ?? Math.max(...tries))
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(style: keyof typeof styles, zone: string): Intl.DateTimeFormat {
  const key = `${style} ${zone}`
  const locale = style === 'day' ? 'sv-SE' : 'en-US' // Swedes write 2026-11-27
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: zone })
  formats.set(key, found)
  return found
}
