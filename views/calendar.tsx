// The payer's calendar at the desk: which days count, the payer's own days, and what was changed about them.
import type { LoggedChange } from '../db/queries/calendar.ts'
import { type Day, localDay, longDay, nextDay, zoneName } from '../src/rules/calendar.ts'
import { type DayKind, lastDayAhead, type PayerCalendar } from '../src/rules/payerDays.ts'
import { Choices, Line, LongText, Radio, type Typed } from './fields.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { DayTime, Empty, ErrorSummary, Fold, Tag, When } from './parts.tsx'
import { YearAhead } from './yearAhead.tsx'

type CalendarProps = {
  frame: Frame
  calendar: PayerCalendar
  log: readonly LoggedChange[]
  /** False for an auditor, who only reads. */
  mayChange: boolean
  typed: Typed
  refusal?: Refusal
}

export function CalendarPage({ frame, calendar, log, mayChange, typed, refusal }: CalendarProps) {
  const today = localDay(frame.now, calendar.zone)
  const removing = typed.change === 'removed'
  const again = { typed, refusal }
  return (
    <DeskPage frame={frame} title="Calendar" current="calendar" error={refusal !== undefined}>
      <div class="stack tight">
        <h1>Calendar</h1>
        <p class="soft">
          Monday to Friday count in {zoneName(calendar.zone)}, federal holidays do not. Your own days are
          added to that. Everybody sees them at <a href="/how-we-count-days">How we count days</a>.
        </p>
      </div>
      {refusal ? <ErrorSummary refusal={refusal} hrefOf={anchorOf} /> : null}
      <div class="with-aside">
        <div class="stack">
          <YearAhead calendar={calendar} today={today} />
          <Log frame={frame} log={log} zone={calendar.zone} />
        </div>
        <div class="aside">
          {mayChange ? <AddForm today={today} {...(removing ? nothing : again)} /> : null}
          <OwnDays {...{ frame, calendar, today, mayChange }} {...(removing ? again : nothing)} />
        </div>
      </div>
    </DeskPage>
  )
}

const nothing = { typed: {} }

function anchorOf(field: string): string {
  return field === 'kind' ? '#kind-closed' : `#${field}`
}

type AddProps = { today: Day; typed: Typed; refusal?: Refusal }

function AddForm({ today, typed, refusal }: AddProps) {
  const shared = { typed, refusal }
  return (
    <form class="panel stack" method="post" action="/desk/calendar/preview" novalidate>
      <h2>Add a day</h2>
      <input type="hidden" name="change" value="added" />
      <Line
        {...{
          name: 'day',
          label: 'Day',
          type: 'date',
          least: nextDay(today),
          most: lastDayAhead(today),
          ...shared,
        }}
        hint="From tomorrow on: what was counted never changes."
      />
      <Choices name="kind" legend="What is different" refusal={refusal}>
        <Radio
          name="kind"
          value="closed"
          chosen={typed.kind ?? 'closed'}
          label="We are closed"
          hint="It does not count."
        />
        <Radio
          {...{ name: 'kind', value: 'open', chosen: typed.kind ?? 'closed', label: 'We work' }}
          hint="A weekend or a holiday that counts."
        />
      </Choices>
      <Line
        {...{ name: 'name', label: 'Name of the day', ...shared }}
        hint="Vendors read it, for example “Day after Thanksgiving”."
      />
      <LongText
        {...{ name: 'reason', label: 'Reason', max: 500, ...shared }}
        hint="For the record; only staff read it."
      />
      <p>
        <button class="button" data-kind="primary" type="submit">
          See what it moves
        </button>
      </p>
      <p class="small soft">Nothing is saved before you have seen which dates move.</p>
    </form>
  )
}

const kindNames = { closed: 'Closed', open: 'We work' } as const satisfies Record<DayKind, string>

type OwnProps = AddProps & { frame: Frame; calendar: PayerCalendar; mayChange: boolean }

function OwnDays({ frame, calendar, today, mayChange, ...again }: OwnProps) {
  const days = (['closed', 'open'] as const)
    .flatMap((kind) => [...calendar[kind]].map((day) => ({ day, kind })))
    .filter(({ day }) => day >= today)
    .sort((one, other) => (one.day < other.day ? -1 : 1))
  return (
    <section class="panel" aria-labelledby="own">
      <h2 id="own">Your own days ahead</h2>
      {days.length === 0 ? (
        <p class="soft">None. Only weekends and federal holidays do not count.</p>
      ) : (
        <ul class="members">
          {days.map(({ day, kind }) => (
            <li class="stack tight">
              <div>
                <strong>
                  <DayTime day={day} now={frame.now} zone={calendar.zone} />
                </strong>{' '}
                <Tag>{kindNames[kind]}</Tag>
                <br />
                <span class="small soft anywhere">{calendar.names?.get(day)}</span>
              </div>
              {mayChange && day > today ? <RemoveForm day={day} kind={kind} {...again} /> : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

type RemoveProps = Omit<AddProps, 'today'> & { day: Day; kind: DayKind }

function RemoveForm({ day, kind, typed, refusal }: RemoveProps) {
  const own = typed.day === day
  const name = `reason-${day}`
  return (
    <Fold
      open={own}
      summary={
        <>
          Take back<span class="vh"> {longDay(day)}</span>
        </>
      }
    >
      <form class="stack tight" method="post" action="/desk/calendar/preview" novalidate>
        <input type="hidden" name="change" value="removed" />
        <input type="hidden" name="day" value={day} />
        <input type="hidden" name="kind" value={kind} />
        <LongText
          {...{ name, label: 'Reason', max: 500, refusal: own ? refusal : undefined }}
          typed={own ? typed : {}}
          hint="For the record; only staff read it."
        />
        <p>
          <button class="button" data-size="s" type="submit">
            See what it moves
          </button>
        </p>
      </form>
    </Fold>
  )
}

function Log({ frame, log, zone }: { frame: Frame; log: readonly LoggedChange[]; zone: string }) {
  return (
    <section class="panel" aria-labelledby="log">
      <h2 id="log">What was changed</h2>
      {log.length === 0 ? (
        <Empty icon="calendar-days" title="Nothing yet">
          <p>Every change of this calendar stands here for good, with who made it and why.</p>
        </Empty>
      ) : (
        <ol class="members">
          {log.map(({ day, kind, change, name, reason, by, at }) => (
            <li>
              <strong>
                <DayTime day={day} now={frame.now} zone={zone} />
              </strong>{' '}
              <Tag>{kindNames[kind]}</Tag> {change === 'added' ? 'added' : 'taken back'}: {name}
              <br />
              <span class="small soft anywhere">
                {by}, <When at={at} zone={zone} now={frame.now} />. {reason}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
