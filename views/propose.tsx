// The record that has to be complete before an app may be refused, suspended or terminated (DOMAIN 3.3).
import type { EarlierDecision, StoredFinding } from '../db/queries/findings.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { localDay } from '../src/rules/calendar.ts'
import {
  blockScopes,
  type DeterminationAction,
  determinationWords,
  type NewDetermination,
} from '../src/rules/determinations.ts'
import { mayBeCited } from '../src/rules/findings.ts'
import { definitionOf } from '../src/rules/status.ts'
import { Area, Found, Select } from './findings.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, DayTime, ErrorSummary, Field, FieldError, fieldState, Icon } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { Standing } from './registration.tsx'

type Props = {
  frame: Frame
  page: ThreadPage
  actions: readonly DeterminationAction[]
  findings: readonly StoredFinding[]
  earlier: readonly EarlierDecision[]
  refusal?: Refusal
  typed?: Partial<NewDetermination>
}

export function ProposePage({ frame, page, actions, findings, earlier, refusal, typed = {} }: Props) {
  const { id, appName, company, number, lastSeq } = page.registration
  const error = (name: string) => refusal?.problems.find(({ field }) => field === name)?.message
  const citable = findings.filter(mayBeCited)
  return (
    <DeskPage frame={frame} title={`Propose a decision, ${appName}`} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={pageOf('staff', id)}>{number}</a>
          </li>
          <li>Propose</li>
        </ol>
      </nav>
      <div class="stack tight">
        <div>
          <h1>Propose a decision about {appName}</h1>
          <p class="soft">
            {company} · {number}
          </p>
        </div>
        <Standing frame={frame} page={page} />
      </div>
      <form class="with-aside" {...posts(`${pageOf('staff', id)}/propose`)} data-guard>
        <input type="hidden" name="seen" value={String(lastSeq)} />
        <div class="stack">
          <Actions frame={frame} actions={actions} typed={typed} error={error} />
          <Grounds frame={frame} page={page} citable={citable} typed={typed} error={error('findings')} />
          <Reasons typed={typed} error={error} />
          <Earlier frame={frame} page={page} earlier={earlier} typed={typed} error={error('whyDifferent')} />
          <section class="panel stack tight" aria-labelledby="owner-heading">
            <h2 id="owner-heading">5. What the owner will read</h2>
            <Area
              id="vendorText"
              name="vendorText"
              label="In the letter"
              hint="What you saw and what follows. The letter adds the criteria, the time, what is blocked, and how to ask for a review."
              value={typed.vendorText}
              error={error('vendorText')}
            />
          </section>
          <Confirm error={error('password')} />
        </div>
        <Aside actions={actions} />
      </form>
    </DeskPage>
  )
}

type Errors = (name: string) => string | undefined
type Typed = Partial<NewDetermination>

const scopeNames = {
  production: 'Production',
  sandbox: 'The sandbox',
  both: 'Production and the sandbox',
} as const

function Actions({
  frame,
  actions,
  typed,
  error,
}: {
  frame: Frame
  actions: Props['actions']
  typed: Typed
  error: Errors
}) {
  const words = { deny: 'not_approved', suspend: 'suspended', terminate: 'terminated' } as const
  const suspends = actions.includes('suspend')
  return (
    <section class="panel stack tight" aria-labelledby="action-heading">
      <h2 id="action-heading">1. What will happen</h2>
      <fieldset class="flow tight">
        <legend class="vh">Action</legend>
        <div class="choices">
          {actions.map((action, index) => (
            <label class="choice">
              <input
                type="radio"
                name="action"
                id={index === 0 ? 'action' : undefined}
                value={action}
                checked={typed.action === action || (!typed.action && index === 0)}
              />
              <span>
                {determinationWords[action].verb}
                <span class="hint">{definitionOf(words[action], frame.payer.name)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {suspends ? (
        <>
          <Select
            id="scope"
            name="scope"
            label="What is blocked, if suspended"
            value={typed.scope ?? undefined}
            error={error('scope')}
            names={blockScopes.map((value) => ({ value, name: scopeNames[value] }))}
          />
          <Area
            id="whatLifts"
            name="whatLifts"
            label="What lifts the block"
            value={typed.whatLifts}
            error={error('whatLifts')}
          />
          <label class="choice">
            <input type="checkbox" name="emergency" id="emergency" value="yes" checked={typed.emergency} />
            <span>
              Suspend now; a second person confirms within one business day
              <span class="hint">Only where waiting puts data on our systems at risk. Say why under 3.</span>
            </span>
          </label>
          <FieldError id="emergency" error={error('emergency')} />
        </>
      ) : null}
    </section>
  )
}

type GroundsProps = Pick<Props, 'frame' | 'page'> & {
  citable: readonly StoredFinding[]
  typed: Typed
  error?: string
}

function Grounds({ frame, page, citable, typed, error }: GroundsProps) {
  const { id } = page.registration
  return (
    <section class="panel stack tight" aria-labelledby="findings">
      <h2 id="findings">2. Findings</h2>
      <FieldError id="findings" error={error} />
      {citable.length === 0 ? (
        <p>
          No finding can ground this yet: only a security criterion that is not met with an unacceptable risk.{' '}
          <a href={`${pageOf('staff', id)}/findings`}>Write the findings first</a>
        </p>
      ) : null}
      {citable.map((found) => (
        <div class="stack tight">
          <label class="choice">
            <input
              type="checkbox"
              name="finding"
              value={String(found.id)}
              checked={typed.findingIds ? typed.findingIds.includes(found.id) : true}
            />
            <span>{found.criterionId}, not met, unacceptable</span>
          </label>
          <Found frame={frame} page={page} found={found} />
        </div>
      ))}
    </section>
  )
}

function Reasons({ typed, error }: { typed: Typed; error: Errors }) {
  return (
    <section class="panel stack tight" aria-labelledby="reasons-heading">
      <h2 id="reasons-heading">3. Why this, and nothing less</h2>
      <Area
        id="riskToSystems"
        name="riskToSystems"
        label="Risk to our own systems"
        value={typed.riskToSystems}
        error={error('riskToSystems')}
      />
      <Text
        id="riskAnalysis"
        label="Risk analysis, with its version and table"
        value={typed.riskAnalysis}
        error={error('riskAnalysis')}
      />
      <Area
        id="alternatives"
        name="alternatives"
        label="Lighter measures, and why each is not enough"
        hint="Such as a narrower scope, the sandbox alone, conditions, a rate limit, a new secret."
        value={typed.alternatives}
        error={error('alternatives')}
      />
      <Area
        id="whyTailored"
        name="whyTailored"
        label="Why this is no wider than the risk"
        value={typed.whyTailored}
        error={error('whyTailored')}
      />
      <Text id="policy" label="Written policy" value={typed.policy} error={error('policy')} />
      <label class="choice">
        <input type="checkbox" name="caseByCase" value="yes" checked={typed.caseByCase} />
        <span>
          There is no policy for this: it is decided case by case
          <span class="hint">Necessary, and no reasonable alternative interferes less.</span>
        </span>
      </label>
    </section>
  )
}

function Text({ id, label, value, error }: { id: string; label: string; value?: string; error?: string }) {
  return (
    <Field id={id} label={label} error={error}>
      <input
        {...fieldState(id, { error })}
        class="input"
        type="text"
        name={id}
        value={value}
        maxlength={500}
      />
    </Field>
  )
}

type EarlierProps = Pick<Props, 'frame' | 'page' | 'earlier'> & { typed: Typed; error?: string }

function Earlier({ frame, page, earlier, typed, error }: EarlierProps) {
  return (
    <section class="panel stack tight" aria-labelledby="earlier-heading">
      <h2 id="earlier-heading">4. Earlier decisions on these criteria</h2>
      {earlier.length === 0 ? <p class="soft">There is none.</p> : null}
      {earlier.length > 0 ? (
        <ul class="checks">
          {earlier.map(({ number, appName, action, criteria, decidedAt, text }) => (
            <li>
              <Icon name="scale" />
              <span>
                <strong>{determinationWords[action].past}</strong>: {appName}, {number} ({criteria.join(', ')}
                )
                {decidedAt ? (
                  <>
                    , <DayTime day={localDay(decidedAt, page.zone)} now={frame.now} zone={page.zone} />
                  </>
                ) : null}
                <br />
                <span class="small soft">{text}</span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <Area
        id="whyDifferent"
        name="whyDifferent"
        label="If this differs from one of them: why"
        value={typed.whyDifferent}
        error={error}
        optional
      />
    </section>
  )
}

export function Confirm({ error }: { error?: string }) {
  return (
    <section class="panel stack tight" aria-labelledby="sign-heading">
      <h2 id="sign-heading">6. Propose</h2>
      <Password error={error} />
      <p>
        <button class="button" data-kind="danger" type="submit">
          Propose to a second person
        </button>
      </p>
    </section>
  )
}

/** Asked again before every decision (DOMAIN H3). */
export function Password({ error }: { error?: string }) {
  return (
    <Field id="password" label="Your password" error={error}>
      <input
        {...fieldState('password', { error })}
        class="input"
        type="password"
        name="password"
        autocomplete="current-password"
        data-width="m"
      />
    </Field>
  )
}

function Aside({ actions }: { actions: Props['actions'] }) {
  const emergency = actions.includes('suspend')
  return (
    <div class="aside">
      <Callout tone="info">
        <h2>Privacy answers do not count here</h2>
        <p>“Sells data: yes” or “CARIN: no” may not be used to refuse, suspend or terminate an app.</p>
      </Callout>
      <section class="panel" aria-labelledby="next-heading">
        <h2 id="next-heading">What follows</h2>
        <ol class="checks">
          <li>
            <Icon name="user-round" />
            <span>
              An approver reads this record and agrees or not. You cannot decide about your own proposal.
            </span>
          </li>
          <li>
            <Icon name="clock" />
            <span>
              Nothing changes until then
              {emergency ? ', unless you suspend now' : '. The decision clock runs on'}.
            </span>
          </li>
          <li>
            <Icon name="scale" />
            <span>The owner can ask for a review. Nobody who took part in the decision may handle it.</span>
          </li>
        </ol>
      </section>
    </div>
  )
}
