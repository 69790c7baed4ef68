// The form in which staff file what a vendor said by phone or wrote on paper.
import type { ThreadPage } from '../db/queries/thread.ts'
import { localClock, localDay } from '../src/rules/calendar.ts'
import { wayNames, ways } from '../src/rules/onBehalf.ts'
import { Choices, Line, LongText, Radio, type Typed } from './fields.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ErrorSummary } from './parts.tsx'
import { pageOf } from './paths.ts'

type Props = { frame: Frame; page: ThreadPage; typed: Typed; refusal?: Refusal; mayWithdraw: boolean }

export function FileForVendor({ frame, page, typed, refusal, mayWithdraw }: Props) {
  const { id, number, appName } = page.registration
  return (
    <DeskPage
      frame={frame}
      title={`File for the vendor: ${number}`}
      current="queue"
      error={refusal !== undefined}
    >
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={pageOf('staff', id)}>{number}</a>
          </li>
          <li>File for the vendor</li>
        </ol>
      </nav>
      <h1>File what the vendor of {appName} said</h1>
      {refusal ? <ErrorSummary refusal={refusal} hrefOf={anchorOf} /> : null}
      <Callout tone="info">
        <p>
          It stands in the thread as the vendor’s words, with your name and how it came. The vendor gets a
          letter and can say that it was otherwise. Write no member’s data.
        </p>
      </Callout>
      <FilingForm {...{ frame, page, typed, refusal, mayWithdraw }} />
    </DeskPage>
  )
}

const anchorOf = (field: string) => (field === 'way' ? '#way-phone' : `#${field}`)

function FilingForm({ frame, page, typed, refusal, mayWithdraw }: Props) {
  const today = localDay(frame.now, page.zone)
  const now = { day: today, time: localClock(frame.now, page.zone), ...typed }
  const shared = { typed: now, refusal }
  return (
    <form
      class="panel stack"
      method="post"
      action={`${pageOf('staff', page.registration.id)}/file`}
      data-guard=""
      novalidate
    >
      <Choices name="way" legend="How it came" refusal={refusal}>
        {ways.map((way) => (
          <Radio name="way" value={way} chosen={typed.way ?? 'phone'} label={wayNames[way]} />
        ))}
      </Choices>
      <Choices name="person" legend="Who said it" refusal={refusal}>
        {page.participants.map(({ id, name, email }, index) => (
          <Radio
            name="person"
            value={String(id)}
            chosen={typed.person ?? (index === 0 ? String(id) : undefined)}
            label={name === email ? email : `${name} (${email})`}
          />
        ))}
      </Choices>
      <Line
        {...shared}
        name="day"
        label="Day"
        type="date"
        most={today}
        hint="The clock goes by when it was said or arrived."
      />
      <Line {...shared} name="time" label="Time" type="time" />
      <LongText {...shared} name="body" label="What was said" max={5000} />
      {mayWithdraw ? (
        <label class="choice">
          <input type="checkbox" name="withdraws" value="yes" checked={typed.withdraws === 'yes'} />
          <span>
            The owner withdraws the registration
            <span class="hint">It ends now. The owner gets a letter and can reopen it.</span>
          </span>
        </label>
      ) : null}
      <p class="cluster">
        <button class="button" data-kind="primary" type="submit">
          File it
        </button>
        <a href={pageOf('staff', page.registration.id)}>Back to the thread</a>
      </p>
    </form>
  )
}
