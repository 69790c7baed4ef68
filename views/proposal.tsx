// A proposal as the second person reads it, and agrees or not (DOMAIN T8, T8b, T10, T12).
import type { WholeDetermination } from '../db/queries/findings.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { longDay } from '../src/rules/calendar.ts'
import { determinationWords } from '../src/rules/determinations.ts'
import { Area, Found } from './findings.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ErrorSummary, PlainText, When } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { Password } from './propose.tsx'
import { Standing } from './registration.tsx'

type Props = {
  frame: Frame
  page: ThreadPage
  whole: WholeDetermination
  mayDecide: boolean
  refusal?: Refusal
  reason?: string
}

export function ProposalPage({ frame, page, whole, mayDecide, refusal, reason }: Props) {
  const { id, appName, company, number } = page.registration
  const { record, proposer, cited } = whole
  const noun = determinationWords[record.action].noun
  return (
    <DeskPage frame={frame} title={`Proposed ${noun}, ${appName}`} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={pageOf('staff', id)}>{number}</a>
          </li>
          <li>Proposal</li>
        </ol>
      </nav>
      <div class="stack tight">
        <div>
          <h1>
            Proposed {noun}: {appName}
          </h1>
          <p class="soft">
            {company} · {number} · proposed by {proposer},{' '}
            <When at={record.proposedAt} zone={page.zone} now={frame.now} />
          </p>
        </div>
        <Standing frame={frame} page={page} />
      </div>
      {record.confirmBy && !record.decidedAt ? (
        <Callout tone="warn">
          <p>
            The block took effect at once. Until <strong>{longDay(record.confirmBy)}</strong> it has to be
            confirmed or ended, and both sides read “not yet confirmed”.
          </p>
        </Callout>
      ) : null}
      <div class="with-aside">
        <div class="stack">
          <section class="panel stack" aria-labelledby="findings-heading">
            <h2 id="findings-heading">Findings, criteria version {record.criteriaVersion}</h2>
            {cited.map((found) => (
              <div class="stack tight">
                <h3>{found.criterionId}, not met, unacceptable</h3>
                <Found frame={frame} page={page} found={found} />
              </div>
            ))}
          </section>
          <Words record={record} />
        </div>
        <div class="aside">
          {mayDecide ? (
            <Decide page={page} record={record} refusal={refusal} reason={reason} />
          ) : (
            <Waits proposer={proposer} />
          )}
        </div>
      </div>
    </DeskPage>
  )
}

function Words({ record }: { record: WholeDetermination['record'] }) {
  const said: [string, string][] = [
    ['Risk to our own systems', record.riskToSystems],
    ['Risk analysis', record.riskAnalysis],
    ['Lighter measures, and why each is not enough', record.alternatives],
    ['Why this is no wider than the risk', record.whyTailored],
    ['Policy', record.policy || 'None: decided case by case'],
    ['What is blocked', record.scope ?? ''],
    ['What lifts the block', record.whatLifts],
    ['Why it differs from earlier decisions', record.whyDifferent],
    ['What the owner will read', record.vendorText],
  ]
  return (
    <section class="panel answers" aria-labelledby="record-heading">
      <h2 id="record-heading">The record</h2>
      <dl>
        {said
          .filter(([, text]) => text)
          .map(([name, text]) => (
            <div>
              <dt>{name}</dt>
              <dd>
                <PlainText text={text} />
              </dd>
            </div>
          ))}
      </dl>
    </section>
  )
}

function Waits({ proposer }: { proposer: string }) {
  return (
    <section class="panel" aria-label="Waits for a second person">
      <p>An approver decides about it: not {proposer}, who proposed it.</p>
    </section>
  )
}

type DecideProps = Pick<Props, 'page' | 'refusal' | 'reason'> & { record: WholeDetermination['record'] }

function Decide({ page, record, refusal, reason }: DecideProps) {
  const error = (name: string) => refusal?.problems.find(({ field }) => field === name)?.message
  const { verb, noun } = determinationWords[record.action]
  return (
    <form
      class="panel stack tight"
      {...posts(`${pageOf('staff', page.registration.id)}/proposal`)}
      data-guard
    >
      <h2>Decide as the second person</h2>
      <input type="hidden" name="determination" value={String(record.id)} />
      <Area
        id="reason"
        name="reason"
        label="Your reason"
        hint="Needed where you do not agree. Only staff read it, except where a block ends: then the owner does too."
        value={reason}
        error={error('reason')}
      />
      <Password error={error('password')} />
      <div class="cluster">
        <button class="button" data-kind="danger" type="submit" name="verdict" value="agree">
          {record.emergency ? `Confirm the ${noun}` : `Agree: ${verb.toLowerCase()} the app`}
        </button>
        <button class="button" type="submit" name="verdict" value="refuse">
          I do not agree
        </button>
      </div>
    </form>
  )
}
