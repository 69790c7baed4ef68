// What a change of the calendar would move, shown before it is saved.
import { type Day, longDay } from '../src/rules/calendar.ts'
import type { Rule } from '../src/rules/clock.ts'
import { clockNames } from '../src/rules/clockWords.ts'
import type { DayKind } from '../src/rules/payerDays.ts'
import { count } from '../src/rules/turn.ts'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { DayTime, ErrorSummary } from './parts.tsx'

/** What an admin is about to do, as typed and checked. */
export type Planned = { day: Day; kind: DayKind; change: 'added' | 'removed'; name: string; reason: string }
type MovedDate = {
  registrationId: number
  number: string
  app: string
  rule: Rule
  from: Day
  to: Day
}
type PreviewProps = {
  frame: Frame
  planned: Planned
  moved: readonly MovedDate[]
  version: number
  refusal?: Refusal
}

export function CalendarPreview({ frame, planned, moved, version, refusal }: PreviewProps) {
  const title = questionOf(planned)
  return (
    <DeskPage frame={frame} title={title} current="calendar" error={refusal !== undefined}>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk/calendar">Calendar</a>
          </li>
          <li>Preview</li>
        </ol>
      </nav>
      <h1>{title}</h1>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <section class="panel" aria-labelledby="planned">
        <h2 id="planned">What you save</h2>
        <dl class="facts">
          <dt>Name</dt>
          <dd class="anywhere">{planned.name}</dd>
          <dt>Reason</dt>
          <dd class="anywhere">{planned.reason}</dd>
        </dl>
      </section>
      <MovedDates frame={frame} moved={moved} />
      <form class="cluster" method="post" action="/desk/calendar">
        {Object.entries({ ...planned, version: String(version) }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button class="button" data-kind="primary" type="submit">
          Save this change
        </button>
        <a class="button" href="/desk/calendar">
          Cancel
        </a>
      </form>
    </DeskPage>
  )
}

function questionOf({ day, kind, change }: Planned): string {
  if (change === 'removed')
    return kind === 'closed' ? `Open again on ${longDay(day)}?` : `Not work on ${longDay(day)}?`
  return kind === 'closed' ? `Close on ${longDay(day)}?` : `Work on ${longDay(day)}?`
}

function MovedDates({ frame, moved }: { frame: Frame; moved: readonly MovedDate[] }) {
  const { zone } = frame.payer
  return (
    <section class="panel" data-flush aria-labelledby="moved">
      <h2 id="moved">
        {moved.length === 0
          ? 'No due date moves'
          : `${count(moved.length, 'due date')} ${moved.length === 1 ? 'moves' : 'move'}`}
      </h2>
      <p class="soft small">
        Both sides read it in the thread. Dates of clocks that have ended stay as they are; a clock that is
        stopped is counted by the new calendar when it goes on.
      </p>
      {moved.length === 0 ? null : (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">App</th>
              <th scope="col">What is due</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {moved.map(({ registrationId, number, app, rule, from, to }) => (
              <tr>
                <th scope="row">
                  <a href={`/desk/registrations/${registrationId}`}>{app}</a>{' '}
                  <small class="soft nowrap">{number}</small>
                </th>
                <td>{clockNames[rule]}</td>
                <td>
                  <DayTime day={from} now={frame.now} zone={zone} />
                </td>
                <td>
                  <strong>
                    <DayTime day={to} now={frame.now} zone={zone} />
                  </strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
