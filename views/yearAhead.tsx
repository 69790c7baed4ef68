// This month and the next twelve as small calendars: which days count, at a glance.
import {
  type Calendar,
  type Day,
  daysBetween,
  holidayName,
  isBusinessDay,
  shortDay,
} from '../src/rules/calendar.ts'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const monthNames = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' })

type YearAheadProps = { calendar: Calendar; today: Day }

export function YearAhead({ calendar, today }: YearAheadProps) {
  return (
    <section class="panel" aria-labelledby="year">
      <h2 id="year">The next 12 months</h2>
      <p class="soft small">Bold days count. Marked weekdays do not: holidays, or our office is closed.</p>
      <div class="months">
        {monthsFrom(today, 13).map((first) => (
          <Month first={first} calendar={calendar} today={today} />
        ))}
      </div>
    </section>
  )
}

function Month({ first, calendar, today }: YearAheadProps & { first: Day }) {
  return (
    <table class="month">
      <caption>{monthNames.format(new Date(`${first}T00:00:00Z`))}</caption>
      <thead>
        <tr>
          {weekdays.map((day) => (
            <th scope="col" abbr={day}>
              {day[0]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(first).map((week) => (
          <tr>
            {week.map((day) =>
              day ? (
                <DayCell
                  day={day}
                  counts={isBusinessDay(day, calendar)}
                  name={holidayName(day, calendar)}
                  isToday={day === today}
                />
              ) : (
                <td></td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type DayCellProps = { day: Day; counts: boolean; name: string | null; isToday: boolean }

function DayCell({ day, counts, name, isToday }: DayCellProps) {
  const kind = name ? 'named' : counts ? 'counts' : undefined
  return (
    <td data-day={kind} aria-current={isToday ? 'date' : undefined} title={name ?? undefined}>
      <time datetime={day}>{Number(day.slice(8))}</time>
      {name ? <span class="vh">{` ${name}, ${shortDay(day, day)}`}</span> : null}
    </td>
  )
}

/** The first days of `count` months, the month of `today` first. */
function monthsFrom(today: Day, count: number): Day[] {
  const [year, month] = today.split('-').map(Number) as [number, number]
  return Array.from({ length: count }, (_, ahead) =>
    new Date(Date.UTC(year, month - 1 + ahead, 1)).toISOString().slice(0, 10),
  )
}

/** The weeks of a month from Sunday to Saturday, null where a day belongs to another month. */
function weeksOf(first: Day): (Day | null)[][] {
  const start = new Date(`${first}T00:00:00Z`)
  const last = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0))
  const days = [first, ...daysBetween(first, last.toISOString().slice(0, 10))]
  const cells = [...Array<null>(start.getUTCDay()).fill(null), ...days]
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
