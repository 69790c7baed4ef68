/** A civil date, `YYYY-MM-DD`; days compare as strings. */
export type Day = string

/** The payer's own exceptions, in its zone: `open` wins over weekends, federal holidays and `closed`. */
export type Calendar = { zone: string; closed: ReadonlySet<Day>; open: ReadonlySet<Day> }

export type Holiday = { day: Day; name: string }

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
  return !isWeekend(day) && !federalHoliday(day) && !calendar.closed.has(day)
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
  return federalHoliday(day) ?? 'our office is closed'
}

/** Says whether a day counts only because the payer works on it: a weekend or federal holiday in `open`. */
export function isExtraDay(day: Day, calendar: Calendar): boolean {
  return calendar.open.has(day) && (isWeekend(day) || federalHoliday(day) !== undefined)
}

/** The federal holidays observed in a year (5 USC 6103), in order; 2027 ends with New Year's Day of 2028. */
export function federalHolidays(year: number): Holiday[] {
  return [...holidaysOf(year), ...holidaysOf(year + 1)]
    .map(observed)
    .filter(({ day }) => day.startsWith(`${year}-`))
    .sort((one, other) => (one.day < other.day ? -1 : 1))
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

const hour = 3_600_000

function dayOf(at: Date): Day {
  return at.toISOString().slice(0, 10)
}

function isWeekend(day: Day): boolean {
  return [0, 6].includes(weekday(day))
}

/** 0 is Sunday. */
function weekday(day: Day): number {
  return new Date(day).getUTCDay()
}

const namesByYear = new Map<string, ReadonlyMap<Day, string>>()

function federalHoliday(day: Day): string | undefined {
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
  zone: { timeZoneName: 'longGeneric' },
  shortZone: { timeZoneName: 'shortGeneric' },
  seasonZone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const formats = new Map<string, Intl.DateTimeFormat>()

function format(style: keyof typeof styles, zone: string): Intl.DateTimeFormat {
  const key = `${style} ${zone}`
  const locale = style === 'day' ? 'sv-SE' : 'en-US' // Swedes write 2026-11-27
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: zone })
  formats.set(key, found)
  return found
}
