import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addBusinessDays,
  businessDays,
  type Calendar,
  endOfDay,
  holidayName,
  isBusinessDay,
  isDay,
  isExtraDay,
  localDay,
  localTime,
  longDay,
  nextDay,
  shortDay,
  zoneName,
} from '../src/rules/calendar.ts'
import { federalHolidays } from '../src/rules/federalHolidays.ts'

const newYork = 'America/New_York'
const federal: Calendar = { zone: newYork, closed: new Set(), open: new Set() }
const northfield: Calendar = {
  zone: newYork,
  closed: new Set(['2026-11-27', '2026-12-24']),
  open: new Set(['2026-11-11', '2026-11-21', '2026-12-24']),
}

const anyDay = fc
  .integer({ min: 0, max: 20_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10))

test('2026 has the eleven federal holidays on the days they are observed', () => {
  expect(federalHolidays(2026)).toEqual([
    { day: '2026-01-01', name: "New Year's Day" },
    { day: '2026-01-19', name: 'Martin Luther King Jr. Day' },
    { day: '2026-02-16', name: "Washington's Birthday" },
    { day: '2026-05-25', name: 'Memorial Day' },
    { day: '2026-06-19', name: 'Juneteenth' },
    { day: '2026-07-03', name: 'Independence Day, observed' },
    { day: '2026-09-07', name: 'Labor Day' },
    { day: '2026-10-12', name: 'Columbus Day' },
    { day: '2026-11-11', name: 'Veterans Day' },
    { day: '2026-11-26', name: 'Thanksgiving' },
    { day: '2026-12-25', name: 'Christmas Day' },
  ])
})

test.each([
  ['2027-12-31', "New Year's Day, observed"], // 1 January 2028 is a Saturday
  ['2028-11-10', 'Veterans Day, observed'],
  ['2029-11-12', 'Veterans Day, observed'],
  ['2034-11-10', 'Veterans Day, observed'],
  ['2035-11-12', 'Veterans Day, observed'],
  ['2027-06-18', 'Juneteenth, observed'],
  ['2023-01-02', "New Year's Day, observed"],
  ['2027-05-31', 'Memorial Day'],
  ['2029-05-28', 'Memorial Day'],
  ['2028-09-04', 'Labor Day'],
])('%s does not count: %s', (day, name) => {
  expect(holidayName(day, federal)).toBe(name)
  expect(isBusinessDay(day, federal)).toBe(false)
})

test('a holiday observed in the old year is not observed again in the new one', () => {
  expect(federalHolidays(2028).map(({ day }) => day)).not.toContain('2028-01-01')
  expect(federalHolidays(2028)).toHaveLength(10)
  expect(federalHolidays(2027)).toHaveLength(12)
})

test('the payer closes on days of its own and works on others', () => {
  expect(isBusinessDay('2026-11-27', northfield)).toBe(false)
  expect(holidayName('2026-11-27', northfield)).toBe('our office is closed')
  expect(isBusinessDay('2026-11-11', northfield)).toBe(true)
  expect(holidayName('2026-11-11', northfield)).toBeNull()
  expect(isBusinessDay('2026-11-21', northfield)).toBe(true)
  expect(['2026-11-11', '2026-11-21', '2026-11-23'].map((day) => isExtraDay(day, northfield))).toEqual([
    true,
    true,
    false,
  ])
})

test('a day that is both closed and open is worked', () => {
  expect(isBusinessDay('2026-12-24', northfield)).toBe(true)
  expect(isExtraDay('2026-12-24', northfield)).toBe(false)
})

test('an ordinary weekend needs no explanation', () => {
  expect(isBusinessDay('2026-11-28', federal)).toBe(false)
  expect(holidayName('2026-11-28', federal)).toBeNull()
})

test.each([
  ['2026-10-30', 1, '2026-11-02'], // over the autumn change of clocks
  ['2026-03-06', 1, '2026-03-09'], // over the spring change of clocks
  ['2027-03-12', 2, '2027-03-16'],
  ['2027-12-30', 1, '2028-01-03'],
  ['2026-11-14', 1, '2026-11-16'],
  ['2026-11-14', 0, '2026-11-14'],
  ['2026-11-02', 10, '2026-11-17'],
])('from %s, %d business days lead to %s', (start, count, end) => {
  expect(addBusinessDays(start, count, federal)).toBe(end)
})

test('days between two dates leave out the first and keep the last', () => {
  expect(businessDays('2026-11-24', '2026-11-30', federal)).toEqual([
    '2026-11-25',
    '2026-11-27',
    '2026-11-30',
  ])
  expect(businessDays('2026-11-24', '2026-11-24', federal)).toEqual([])
})

test('adding business days is monotone and never lands on a weekend or holiday', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 1, max: 30 }), (start, count) => {
      const end = addBusinessDays(start, count, northfield)
      expect(isBusinessDay(end, northfield)).toBe(true)
      expect(end > addBusinessDays(start, count - 1, northfield)).toBe(true)
      expect(addBusinessDays(nextDay(start), count, northfield) >= end).toBe(true)
      expect(businessDays(start, end, northfield)).toHaveLength(count)
    }),
  )
})

test.each([
  ['2026-11-07T03:30:00Z', '2026-11-06'], // Friday 22:30 ET, Saturday in UTC
  ['2026-11-01T03:59:59Z', '2026-10-31'],
  ['2026-11-02T04:59:59Z', '2026-11-01'],
  ['2026-11-02T05:00:00Z', '2026-11-02'],
  ['2026-03-09T03:59:59Z', '2026-03-08'],
  ['2026-03-09T04:00:00Z', '2026-03-09'],
])('%s is %s in New York', (at, day) => {
  expect(localDay(new Date(at), newYork)).toBe(day)
})

test.each([
  ['2026-11-01', newYork, '2026-11-02T05:00:00.000Z'], // 25 hours long
  ['2026-03-08', newYork, '2026-03-09T04:00:00.000Z'], // 23 hours long
  ['2027-03-14', newYork, '2027-03-15T04:00:00.000Z'],
  ['2026-11-27', 'UTC', '2026-11-28T00:00:00.000Z'],
  ['2026-11-27', 'Pacific/Kiritimati', '2026-11-27T10:00:00.000Z'],
  ['2026-11-27', 'Pacific/Pago_Pago', '2026-11-28T11:00:00.000Z'],
  ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'], // the next day begins at 01:00
  ['2018-02-17', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'], // the hour before midnight comes twice
])('%s in %s is over at %s', (day, zone, end) => {
  expect(endOfDay(day, zone).toISOString()).toBe(end)
})

test('only real dates are days', () => {
  expect(['2026-11-27', '2028-02-29', '1900-01-01', '2999-12-31'].filter(isDay)).toHaveLength(4)
  const unreal = [
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '27.11.2026',
    '',
    '3000-01-01',
  ]
  expect([...unreal, '1899-12-31', '2026-11-27\n', ' 2026-11-27'].filter(isDay)).toEqual([])
})

test('dates are written for people, with the year when it is not this one', () => {
  expect(longDay('2026-11-27')).toBe('Friday, November 27, 2026')
  expect(shortDay('2026-11-27', '2026-01-01')).toBe('Fri, Nov 27')
  expect(shortDay('2027-01-04', '2026-12-31')).toBe('Mon, Jan 4, 2027')
})

test.each([
  [newYork, 'Nov 5, 10:40 a.m. ET'],
  ['America/Chicago', 'Nov 5, 9:40 a.m. CT'],
  ['America/Phoenix', 'Nov 5, 8:40 a.m. MST'],
  ['UTC', 'Nov 5, 3:40 p.m. UTC'],
])('a time in %s is written %s', (zone, text) => {
  expect(localTime(new Date('2026-11-05T15:40:00Z'), zone)).toBe(text)
})

test('midnight and noon are 12, and a time of another year names it', () => {
  expect(localTime(new Date('2026-11-05T17:00:00Z'), newYork, '2026-11-30')).toBe('Nov 5, 12:00 p.m. ET')
  expect(localTime(new Date('2026-01-01T04:05:00Z'), newYork, '2026-01-01')).toBe(
    'Dec 31, 2025, 11:05 p.m. ET',
  )
  expect(localTime(new Date('2026-07-01T04:05:00Z'), newYork)).toBe('Jul 1, 12:05 a.m. ET')
})

test('a zone has the name people use in a sentence', () => {
  expect(zoneName(newYork)).toBe('Eastern Time')
})
