// Where a reviewer accepts or refuses the change that an approved app asks for (DOMAIN T14b).
import type { ChangePage } from '../db/queries/changes.ts'
import { changedFields, isMaterial } from '../src/rules/editing.ts'
import { differencesOf } from '../src/rules/revisions.ts'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ClockPanel, ErrorSummary, Field, fieldState, When } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { DifferenceTable } from './revisions.tsx'

type Props = { frame: Frame; page: ChangePage; mayDecide: boolean; refusal?: Refusal; reason?: string }

export function DecideChange({ frame, page, mayDecide, refusal, reason }: Props) {
  const { registrationId, appName, company, number, filedBy, filedAt, zone, live, asked, clock } = page
  const changed = changedFields(live, asked)
  const differences = differencesOf(live, asked).filter(({ field }) => changed.includes(field))
  return (
    <DeskPage frame={frame} title={`Change of ${appName}`} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={pageOf('staff', registrationId)}>{number}</a>
          </li>
          <li>Change</li>
        </ol>
      </nav>
      <div>
        <h1>Change of {appName}</h1>
        <p class="soft">
          {company} · {number} · asked for by {filedBy}, <When at={filedAt} zone={zone} now={frame.now} />
        </p>
      </div>
      <div class="with-aside">
        <div class="stack">
          <Callout tone="info">
            <p>
              The app is approved, and the answers under “Live now” stay live until you decide.{' '}
              {changed.some(isMaterial) ? '' : 'Nothing of it is about security.'} Privacy answers inform
              members; they may not be the reason to refuse.
            </p>
          </Callout>
          <DifferenceTable differences={differences} before="Live now" after="Asked for" />
        </div>
        <div class="aside">
          {mayDecide ? <Decide page={page} refusal={refusal} reason={reason} /> : null}
          {clock ? <ClockPanel clock={clock} title="Clock of the change" id="clock" /> : null}
        </div>
      </div>
    </DeskPage>
  )
}

function Decide({ page, refusal, reason }: Pick<Props, 'page' | 'refusal' | 'reason'>) {
  const hint = 'The owner reads it. It is needed to refuse.'
  const error = refusal?.problems.find(({ field }) => field === 'reason')?.message
  return (
    <form class="panel stack tight" {...posts(`${pageOf('staff', page.registrationId)}/change`)} data-guard>
      <h2>Decide</h2>
      <input type="hidden" name="change" value={String(page.id)} />
      <Field id="reason" label="Reason" hint={hint} error={error}>
        <textarea
          {...fieldState('reason', { hint, error })}
          class="textarea"
          name="reason"
          rows={4}
          maxlength={2000}
        >
          {'\n'}
          {reason}
        </textarea>
      </Field>
      <div class="cluster">
        <button class="button" data-kind="primary" type="submit" name="verdict" value="accept">
          Accept the change
        </button>
        <button class="button" type="submit" name="verdict" value="refuse">
          Refuse it
        </button>
      </div>
    </form>
  )
}
