// How days are counted: the rule, one example counted by that rule, and the holidays ahead.
import type { ClockView } from '../db/queries/clocks.ts'
import { type Calendar, type Day, localDay, longDay, shortDay, zoneName } from '../src/rules/calendar.ts'
import { type ClockEvent, promisedDays, readClock } from '../src/rules/clock.ts'
import { clockSentence } from '../src/rules/clockWords.ts'
import { type ExceptionalDay, exceptionsAhead } from '../src/rules/payerDays.ts'
import type { ReplyTerms } from '../src/rules/reply.ts'
import type { Frame } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { ClockPanel } from './parts.tsx'
import { YearAhead } from './yearAhead.tsx'

type DaysProps = { frame: Frame; calendar: Calendar }

export function Days({ frame, calendar }: DaysProps) {
  const zone = zoneName(calendar.zone)
  const today = localDay(frame.now, calendar.zone)
  const exceptions = exceptionsAhead(calendar, today)
  return (
    <PortalPage
      frame={frame}
      title="How we count days"
      description={`Which days count when ${frame.payer.name} promises an answer, with an example and the holidays ahead.`}
      current="days"
    >
      <div class="page-head">
        <div class="stack tight">
          <h1>How we count days</h1>
          <p class="lede">
            Our promises are in business days. You and our reviewers see the same clock, counted by the same
            rule.
          </p>
        </div>
      </div>
      <div class="with-aside">
        <div class="stack">
          <section class="panel" aria-labelledby="rule">
            <h2 id="rule">The rule</h2>
            <ul>
              <li>Monday to Friday count, in {zone}. Holidays do not.</li>
              <li>The day you submit is day 0, at any hour. The next business day is day 1.</li>
              <li>A date is missed only after midnight of that day.</li>
              <li>
                When we ask a question without which we cannot decide, the clock stops. The day it stops
                counts, the day it goes on does not.
              </li>
              <li>It goes on from the time your answer arrived, also if we read it later.</li>
              <li>Once a date is missed, it stays missed. We never move it to look better.</li>
            </ul>
          </section>
          <Example calendar={calendar} />
        </div>
        <div class="aside">
          <Promises reply={frame.payer.reply} />
          <Holidays days={exceptions} today={today} />
        </div>
      </div>
      <YearAhead calendar={calendar} today={today} />
    </PortalPage>
  )
}

const promises = [
  ['decision', 'Our decision, after you submit'],
  ['instructions', 'Token instructions, after approval'],
  ['review', 'Our decision, after you ask us to review a status'],
  ['change', 'Our decision, after you ask for a change of an approved app'],
] as const

function Promises({ reply }: { reply: ReplyTerms }) {
  return (
    <section class="panel" aria-labelledby="promises">
      <h2 id="promises">What is promised</h2>
      <dl class="facts" data-stacked>
        {promises.map(([rule, about]) => (
          <>
            <dt>{promisedDays[rule]} business days</dt>
            <dd>{about}</dd>
          </>
        ))}
        <dt>{reply.reply} business days</dt>
        <dd>
          Your answer, when we ask a question. We remind you, and after {reply.lapse} business days without an
          answer the registration is withdrawn. That is not a denial: you can reopen it.
        </dd>
      </dl>
    </section>
  )
}

/** 15:00 UTC is the morning of the same date everywhere in the United States. */
const at = (day: Day) => new Date(`${day}T15:00:00Z`)
const submitted = '2026-11-02'
const askedOn = '2026-11-05'
const answered = '2026-11-17'

function Example({ calendar }: { calendar: Calendar }) {
  const clock = exampleClock(calendar)
  const due = clock.reading.dueOn!
  const say = (day: Day) => <time datetime={day}>{shortDay(day, submitted)}</time>
  return (
    <section class="stack" aria-labelledby="example">
      <h2 id="example">An example from {longDay(submitted).split(' ')[1]} 2026</h2>
      <ol class="steps" data-dates>
        <li>
          <h3>{say(submitted)}</h3>
          <p>You submit. This is day 0.</p>
        </li>
        <li>
          <h3>{say(askedOn)}</h3>
          <p>We ask a question. The clock stops with {clock.reading.used} days used.</p>
        </li>
        <li>
          <h3>{say(answered)}</h3>
          <p>Your answer arrives. The clock goes on with {clock.reading.left} days left.</p>
        </li>
        <li>
          <h3>{say(due)}</h3>
          <p>We decide by this day.</p>
        </li>
      </ol>
      <ClockPanel clock={clock} title="The clock on the day of the answer" id="example-clock" />
    </section>
  )
}

function exampleClock(calendar: Calendar): ClockView {
  const events: ClockEvent[] = [
    { at: at(submitted), kind: 'start' },
    { at: at(askedOn), kind: 'pause' },
    { at: at(answered), kind: 'resume' },
  ]
  const reading = readClock('decision', events, calendar, at(answered))
  const words = clockSentence(reading, 'decision', calendar, answered)
  return { rule: 'decision', startedAt: at(submitted), stoppedAt: null, reading, words }
}

function Holidays({ days, today }: { days: readonly ExceptionalDay[]; today: Day }) {
  return (
    <section class="panel" data-flush aria-labelledby="holidays">
      <h2 id="holidays">Holidays of the next 12 months</h2>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, name, works }) => (
            <tr>
              <td>
                <time datetime={day}>{shortDay(day, today)}</time>
              </td>
              <td>{works ? <strong>{name}</strong> : name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
