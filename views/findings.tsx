// What a reviewer finds about each criterion: one form each, with what was found before (DOMAIN 3).
import type { StoredFinding } from '../db/queries/findings.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { type Criterion, type CriterionClass, criteriaOf, criteriaVersion } from '../src/rules/criteria.ts'
import {
  approvalObstacles,
  type Outcome,
  outcomeNames,
  outcomes,
  type Severity,
  severities,
  severityNames,
} from '../src/rules/findings.ts'
import { count } from '../src/rules/turn.ts'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ErrorSummary, Field, Fold, fieldState, Icon, Tag, type Tone, When } from './parts.tsx'
import { pageOf, posts } from './paths.ts'

/** What was typed about one criterion, where it was refused. */
export type TypedFinding = {
  criterion: string
  outcome: string
  severity: string
  observation: string
  terms: string
  evidence: string
  automated: boolean
}
type Props = {
  frame: Frame
  page: ThreadPage
  findings: readonly StoredFinding[]
  kind: CriterionClass
  mayFind: boolean
  refusal?: Refusal
  typed?: TypedFinding
}

const kinds = [
  { kind: 'SEC', name: 'Security' },
  { kind: 'TEC', name: 'Technique' },
  { kind: 'PRV', name: 'Privacy' },
] as const

export function FindingsPage({ frame, page, findings, kind, mayFind, refusal, typed }: Props) {
  const { id, appName, company, number } = page.registration
  const obstacles = approvalObstacles(findings)
  const url = `${pageOf('staff', id)}/findings`
  return (
    <DeskPage frame={frame} title={`Findings, ${appName}`} error={refusal !== undefined}>
      {refusal ? (
        <ErrorSummary refusal={refusal} hrefOf={(field) => `#${typed?.criterion}-${field}`} />
      ) : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={pageOf('staff', id)}>{number}</a>
          </li>
          <li>Findings</li>
        </ol>
      </nav>
      <div>
        <h1>Findings about {appName}</h1>
        <p class="soft">
          {company} · revision {page.registration.revision ?? 1} · criteria version {criteriaVersion}
        </p>
      </div>
      <nav class="cluster" aria-label="Kinds of criteria">
        {kinds.map((each) => (
          <a
            class="chip"
            href={each.kind === 'SEC' ? url : `${url}?kind=${each.kind}`}
            aria-current={each.kind === kind ? 'page' : undefined}
          >
            {each.name}
          </a>
        ))}
      </nav>
      {kind === 'SEC' ? <Progress obstacles={obstacles} /> : <NotAGround kind={kind} />}
      <div class="stack">
        {criteriaOf(kind).map((criterion) => (
          <Measured
            criterion={criterion}
            found={findings.find(({ criterionId }) => criterionId === criterion.id)}
            typed={typed?.criterion === criterion.id ? typed : undefined}
            refusal={typed?.criterion === criterion.id ? refusal : undefined}
            {...{ frame, page, mayFind, url }}
          />
        ))}
      </div>
    </DeskPage>
  )
}

function Progress({ obstacles }: { obstacles: readonly string[] }) {
  const all = criteriaOf('SEC').length
  if (obstacles.length === 0)
    return (
      <Callout tone="good">
        <p>Every security criterion is measured, and nothing found stands in the way of an approval.</p>
      </Callout>
    )
  return (
    <Callout tone="info">
      <p>
        {all - obstacles.length} of {count(all, 'security criterion').replace('criterions', 'criteria')} allow
        an approval.
      </p>
    </Callout>
  )
}

function NotAGround({ kind }: { kind: CriterionClass }) {
  return (
    <Callout tone="info" icon="info">
      <p>
        <strong>
          {kind === 'PRV' ? 'Privacy answers inform members.' : 'These show whether the app can connect.'}
        </strong>{' '}
        They may not be used to refuse, suspend or terminate an app.
      </p>
    </Callout>
  )
}

type MeasuredProps = Pick<Props, 'frame' | 'page' | 'mayFind' | 'refusal' | 'typed'> & {
  criterion: Criterion
  found?: StoredFinding
  url: string
}

const tones: Record<Outcome, Tone | undefined> = {
  met: 'good',
  not_met: 'bad',
  mitigated: 'warn',
  not_applicable: undefined,
  unverified: 'warn',
}

function Measured({ frame, page, criterion, found, mayFind, refusal, typed, url }: MeasuredProps) {
  const { id, title, met, evidence } = criterion
  return (
    <article class="finding" id={id} data-outcome={found?.outcome} aria-labelledby={`${id}-title`}>
      <header>
        <div>
          <h2 id={`${id}-title`}>
            {id} {title}
          </h2>
          <p class="small soft">Met when: {met}</p>
        </div>
        {found ? (
          <Tag tone={tones[found.outcome]}>
            {outcomeNames[found.outcome]}
            {found.severity ? `, ${severityNames[found.severity].toLowerCase()}` : ''}
          </Tag>
        ) : (
          <Tag>No finding yet</Tag>
        )}
      </header>
      {found ? <Found frame={frame} page={page} found={found} /> : null}
      {mayFind ? (
        <Fold summary={found ? 'Write a newer finding' : 'Write the finding'} open={refusal !== undefined}>
          <FindingForm
            criterion={criterion}
            hint={evidence.join(', ')}
            url={url}
            refusal={refusal}
            typed={typed}
          />
        </Fold>
      ) : null}
    </article>
  )
}

export function Found({
  frame,
  page,
  found,
}: {
  frame: Frame
  page: { zone: string }
  found: StoredFinding
}) {
  return (
    <div class="stack tight">
      <p>{found.observation}</p>
      {found.terms ? <p class="small">Conditions or reasons: {found.terms}</p> : null}
      <ul class="files">
        {found.evidence.map(({ kind, content, collectedBy }) => (
          <li>
            <Icon name={kind === 'url' ? 'link' : 'paperclip'} />
            <span class="anywhere">
              {content} <span class="soft">({collectedBy})</span>
            </span>
          </li>
        ))}
      </ul>
      <p class="small soft">
        Revision {found.revision}, <When at={found.foundAt} zone={page.zone} now={frame.now} />
        {found.automated ? ', found by monitoring' : ''}
      </p>
    </div>
  )
}

type FormProps = { criterion: Criterion; hint: string; url: string; refusal?: Refusal; typed?: TypedFinding }

function FindingForm({ criterion: { id }, hint, url, refusal, typed }: FormProps) {
  const errorOf = (name: string) => refusal?.problems.find(({ field }) => field === name)?.message
  const facts = 'Facts with dates and numbers, no opinions. At least 40 characters.'
  const evidence = `One piece a line: an address (https://…) or a note. Such as: ${hint}.`
  const terms = 'The conditions of “mitigated”, or why a risk below “unacceptable” is accepted.'
  return (
    <form class="stack tight" {...posts(url)} data-guard>
      <input type="hidden" name="criterion" value={id} />
      <div class="columns">
        <Select
          id={`${id}-outcome`}
          name="outcome"
          label="Outcome"
          value={typed?.outcome}
          names={outcomeOptions}
        />
        <Select
          id={`${id}-severity`}
          name="severity"
          label="Severity, if not met"
          value={typed?.severity}
          error={errorOf('severity')}
          names={severityOptions}
        />
      </div>
      <Area
        id={`${id}-observation`}
        name="observation"
        label="What was observed"
        hint={facts}
        value={typed?.observation}
        error={errorOf('observation')}
      />
      <Area
        id={`${id}-evidence`}
        name="evidence"
        label="Evidence"
        hint={evidence}
        value={typed?.evidence}
        error={errorOf('evidence')}
      />
      <Area
        id={`${id}-terms`}
        name="terms"
        label="Conditions or reasons"
        hint={terms}
        value={typed?.terms}
        error={errorOf('terms')}
        optional
      />
      <label class="choice">
        <input type="checkbox" name="automated" value="yes" checked={typed?.automated} />
        <span>Found by monitoring</span>
      </label>
      <p>
        <button class="button" data-kind="primary" type="submit">
          Save the finding
        </button>
      </p>
    </form>
  )
}

const outcomeOptions = outcomes.map((value) => ({ value, name: outcomeNames[value] }))
const severityOptions = [
  { value: '', name: 'Not needed' },
  ...severities.map((value: Severity) => ({ value, name: severityNames[value] })),
]

type Named = {
  id: string
  name: string
  label: string
  hint?: string
  error?: string
  value?: string
  optional?: true
}

export function Select({
  id,
  name,
  label,
  value,
  error,
  names,
}: Named & { names: readonly { value: string; name: string }[] }) {
  return (
    <Field id={id} label={label} error={error}>
      <select {...fieldState(id, { error })} class="select" name={name}>
        {names.map((each) => (
          <option value={each.value} selected={each.value === value}>
            {each.name}
          </option>
        ))}
      </select>
    </Field>
  )
}

export function Area({ id, name, label, hint, error, value, optional }: Named) {
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <textarea {...fieldState(id, { hint, error })} class="textarea" name={name} rows={3} maxlength={5000}>
        {'\n'}
        {value}
      </textarea>
    </Field>
  )
}
