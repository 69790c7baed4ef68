// A vendor's own pages: the list of its apps, one part of a draft, and the check before it is submitted.

import type { QueueRow } from '../db/queries/desk.ts'
import type { DraftPage, AppRow as Row } from '../db/queries/portal.ts'
import { localDay } from '../src/rules/calendar.ts'
import { promisedDays } from '../src/rules/clock.ts'
import { type Answers, fieldOf, type Part, parts, problemsOf } from '../src/rules/questionnaire.ts'
import type { Problem } from '../src/rules/refused.ts'
import { standingWord } from '../src/rules/status.ts'
import { count, type Turn, turnOf } from '../src/rules/turn.ts'
import { AboutEdit } from './aboutEdit.tsx'
import type { IconName } from './assets/icons.ts'
import { OutdatedTag } from './attestation.tsx'
import { SaveStates } from './autosave.tsx'
import { factsOf } from './facts.ts'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import {
  Callout,
  DayTime,
  Empty,
  ErrorSummary,
  Field,
  fieldState,
  Icon,
  StatusBadge,
  Tag,
  type Tone,
  urgencyLooks,
} from './parts.tsx'
import { ProperInformation } from './properInformation.tsx'
import { AnswerList, PartFields } from './questionnaire.tsx'
import { AllTodos } from './todos.tsx'

type Company = { id: number; name: string }
type AppsProps = {
  frame: Frame
  rows: Row[]
  companies: Company[]
  /** What was typed to start a registration, where that was refused. */
  appName?: string
  refusal?: Refusal
}

export function Apps({ frame, rows, companies, appName, refusal }: AppsProps) {
  return (
    <PortalPage frame={frame} title="Your apps" current="apps" error={refusal !== undefined}>
      <h1>Your apps</h1>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <AllTodos frame={frame} rows={rows} />
      {rows.length > 0 ? (
        <ul class="rows" data-list="apps">
          {yoursFirst(rows, frame).map((line) => (
            <AppRow {...line} frame={frame} />
          ))}
        </ul>
      ) : (
        <div class="panel">
          <Empty icon="layout-list" title="No app yet">
            <p>
              Give your app a name below and answer the questions. You can save and come back at any time.
            </p>
          </Empty>
        </div>
      )}
      {companies.length > 0 ? (
        <StartForm companies={companies} appName={appName} refusal={refusal} first={rows.length === 0} />
      ) : null}
    </PortalPage>
  )
}

type Line = { row: QueueRow; turn: Turn }

const order = ['you', 'us', 'none'] as const satisfies readonly Turn['whose'][]

/** What waits for the reader stands on top. */
function yoursFirst(rows: QueueRow[], frame: Frame): Line[] {
  const lines = rows.map((row) => ({ row, turn: turnOf(factsOf(row, frame), 'vendor') }))
  return order.flatMap((whose) => lines.filter(({ turn }) => turn.whose === whose))
}

function AppRow({ frame, row, turn }: Line & { frame: Frame }) {
  const word = standingWord(row)
  return (
    <li class="row" data-turn={turn.whose}>
      <div>
        <a
          class="row-title"
          href={
            word === 'draft' ? `/registrations/${row.id}/edit/${parts[0]?.id}` : `/registrations/${row.id}`
          }
        >
          {row.appName}
        </a>
        <small>
          {row.company} · {row.number}
        </small>
      </div>
      <div>
        <StatusBadge word={word} />
      </div>
      <div class="next">
        <span>{turn.next}</span>
        <small>{turn.whose === 'you' ? <YourTurn who={turn.who} /> : turn.who}</small>
        {row.phase === 'reattest_due' ? <OutdatedTag /> : null}
      </div>
      <div>
        <Left row={row} />
        <small>
          Changed <DayTime day={localDay(row.changedAt, row.zone)} now={frame.now} zone={row.zone} />
        </small>
      </div>
    </li>
  )
}

function YourTurn({ who }: { who: string }) {
  return (
    <Tag tone="info" icon="flag">
      {who}
    </Tag>
  )
}

/** What the clock of a row says in a glance; the date itself stands in the next step. */
function Left({ row: { decision, instructions, change, phase } }: { row: QueueRow }) {
  const ofPhase = { instructions_due: instructions, change_review: change } as const
  const clock = phase && phase in ofPhase ? ofPhase[phase as keyof typeof ofPhase] : decision
  if (!clock || clock.reading.state === 'stopped') return null
  const { icon, tone }: { icon: IconName; tone?: Tone } = urgencyLooks[clock.words.urgency]
  const paused = clock.reading.state === 'paused' && clock.words.urgency === 'none'
  return (
    <span class="left" data-tone={tone}>
      <Icon name={paused ? 'circle-pause' : icon} />
      {clock.words.glance}
    </span>
  )
}

type StartProps = { companies: Company[]; appName?: string; refusal?: Refusal; first: boolean }

function StartForm({ companies, appName, refusal, first }: StartProps) {
  const error = refusal?.problems.find(({ field }) => field === 'app_name')?.message
  const hint = 'As members will see it. You can change it until you submit.'
  return (
    <form class="panel" method="post" action="/registrations" novalidate>
      <h2>{first ? 'Register an app' : 'Register another app'}</h2>
      <div class="stack">
        <Field id="app_name" label="Name of the app" hint={hint} error={error}>
          <input
            {...fieldState('app_name', { hint, error })}
            class="input"
            name="app_name"
            type="text"
            value={appName}
            autocomplete="off"
            required
          />
        </Field>
        {companies.length > 1 ? (
          <Field id="company" label="Company">
            <select class="select" id="company" name="company">
              {companies.map(({ id, name }) => (
                <option value={String(id)}>{name}</option>
              ))}
            </select>
          </Field>
        ) : null}
        <p>
          <button class="button" data-kind="primary" type="submit">
            Start
          </button>
        </p>
      </div>
    </form>
  )
}

type EditProps = {
  frame: Frame
  draft: DraftPage
  part: Part
  answers: Answers
  refusal?: Refusal
  /** What the form shows was typed and refused: it is kept by a pressed button alone. */
  unsaved?: boolean
}

export function EditPart({ frame, draft, part, answers, refusal, unsaved }: EditProps) {
  const position = parts.indexOf(part) + 1
  const next = parts[position]
  const url = `/registrations/${draft.id}/edit/${part.id}`
  const nextName = next?.title ?? lastStep(draft)
  const goes = draft.purpose === 'answer' ? 'check' : 'next'
  return (
    <PortalPage
      frame={frame}
      title={`${part.title}, part ${position} of ${parts.length}`}
      current="apps"
      error={refusal !== undefined}
    >
      <Crumbs draft={draft} />
      <div class="with-aside" data-aside="start">
        <PartList
          draft={draft}
          answers={{ ...draft.answers, ...answers }}
          current={part.id}
          refusal={refusal}
        />
        <div class="stack">
          <div class="stack tight">
            <p class="soft small">
              Part {position} of {parts.length}
            </p>
            <h1>{part.title}</h1>
            <p class="lede">{part.about}</p>
          </div>
          {refusal ? <ErrorSummary refusal={refusal} /> : null}
          <AboutEdit draft={draft} />
          {part.id === 'contact' ? <ContactState draft={draft} /> : null}
          <form
            class="stack questions"
            method="post"
            action={url}
            data-guard={unsaved ? 'unsaved' : ''}
            data-autosave={unsaved ? undefined : `${url}/autosave`}
            data-writer={frame.person?.id}
            novalidate
            enctype={part.fields.some(({ type }) => type === 'file') ? 'multipart/form-data' : undefined}
          >
            <input type="hidden" name="version" value={String(draft.draftVersion)} autocomplete="off" />
            <PartFields
              part={part}
              answers={answers}
              problems={refusal?.problems ?? []}
              since={draft.questionnaireVersion}
            />
            <div class="cluster">
              <button class="button" data-kind="primary" type="submit" name="go" value={goes}>
                Save and go {goes === 'check' ? 'back to our questions' : `to ${nextName}`}
              </button>
              <button class="button" type="submit" name="go" value="stay" aria-describedby="saved">
                Save
              </button>
            </div>
            <SaveStates />
          </form>
        </div>
      </div>
    </PortalPage>
  )
}

export function Crumbs({ draft }: { draft: DraftPage }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol class="crumbs">
        <li>
          <a href="/registrations">Your apps</a>
        </li>
        <li>
          {draft.purpose !== 'register' ? (
            <a href={`/registrations/${draft.id}`}>{draft.appName}</a>
          ) : (
            `${draft.appName} (draft)`
          )}
        </li>
        {draft.purpose === 'change' ? <li>Change answers</li> : null}
        {draft.purpose === 'answer' ? <li>Our questions</li> : null}
      </ol>
    </nav>
  )
}

const lastSteps = { register: 'Check and submit', answer: 'Our questions', change: 'Check the change' }
const lastStep = ({ purpose }: DraftPage) => lastSteps[purpose ?? 'register']

type PartListProps = { draft: DraftPage; answers: Answers; current: string; refusal?: Refusal }

/** Beside the form where there is room, folded above it on a phone. */
export function PartList({ draft, answers, current, refusal }: PartListProps) {
  const states = parts.map((part) => stateOf(part, draft, answers, part.id === current ? refusal : undefined))
  const complete = states.filter(({ done }) => done).length
  const progress = `${complete} of ${parts.length} parts complete`
  return (
    <nav class="panel parts-nav" aria-label="Parts of the registration">
      <div class="between">
        <p class="parts-app">{draft.appName}</p>
        <StatusBadge word={standingWord(draft)} />
      </div>
      <progress class="progress" max={parts.length} value={complete} aria-label={progress}>
        {progress}
      </progress>
      <details class="fold">
        <summary>{progress}</summary>
        <p class="small soft">{progress}. They can be done in any order.</p>
        <ol class="tasks">
          {parts.map((part, index) => (
            <li>
              <a
                href={`/registrations/${draft.id}/edit/${part.id}`}
                aria-current={part.id === current ? 'step' : undefined}
              >
                <span>{part.title}</span>
                <span class="state" data-tone={states[index]?.tone}>
                  {states[index]?.words}
                </span>
              </a>
            </li>
          ))}
          <li>
            <a
              href={`/registrations/${draft.id}/check`}
              aria-current={current === 'check' ? 'step' : undefined}
            >
              <span>{lastStep(draft)}</span>
              <span class="state">{complete === parts.length ? 'Ready' : null}</span>
            </a>
          </li>
        </ol>
      </details>
    </nav>
  )
}

type PartState = { words: string; tone?: Tone; done: boolean }

function stateOf(part: Part, draft: DraftPage, answers: Answers, refusal?: Refusal): PartState {
  const fixes = refusal?.problems.length ?? 0
  if (fixes > 0) return { words: `${fixes} to fix`, tone: 'bad', done: false }
  const open = problemsOf(part.fields, answers, draft.payer).length
  if (open === 0 && part.id === 'contact' && draft.contact?.verified === false) {
    return { words: 'To be confirmed', tone: 'warn', done: false }
  }
  if (open === 0) return { words: 'Complete', tone: 'good', done: true }
  const started = part.fields.some(({ id }) => [answers[id] ?? []].flat().join('').trim() !== '')
  return { words: started ? `${open} to go` : 'Not started', done: false }
}

function ContactState({ draft: { id, contact } }: { draft: DraftPage }) {
  if (!contact) {
    return (
      <Callout tone="info" icon="mail">
        <p>
          When you save an e-mail address, we send a link to it. It has to be opened before you can submit.
        </p>
      </Callout>
    )
  }
  if (contact.verified) {
    return (
      <Callout tone="good">
        <p>
          <strong>{contact.email}</strong> is confirmed.
        </p>
      </Callout>
    )
  }
  return (
    <Callout tone="warn" icon="mail">
      <h2>{contact.email} is not confirmed yet</h2>
      <p>
        We sent a link to this address. Whoever reads it opens the link within 24 hours. You can go on with
        the other parts; only submitting waits.
      </p>
      <form class="cluster" method="post" action={`/registrations/${id}/contact-link`}>
        <button class="button" data-size="s" type="submit">
          Send the link again
        </button>
      </form>
    </Callout>
  )
}

type CheckProps = {
  frame: Frame
  draft: DraftPage
  problems: readonly Problem[]
  /** The contact address whose confirmation submitting waits for. */
  waitsForContact: string | null
  refusal?: Refusal
}

export function CheckAnswers({ frame, draft, problems, waitsForContact, refusal }: CheckProps) {
  const hrefOf = (field: string) => editHref(draft.id, field)
  const missing = { message: `${count(problems.length, 'answer')} to complete`, problems }
  return (
    <PortalPage frame={frame} title="Check your answers" current="apps" error={refusal !== undefined}>
      <Crumbs draft={draft} />
      <div class="with-aside" data-aside="start">
        <PartList draft={draft} answers={draft.answers} current="check" />
        <div class="stack">
          <h1>Check your answers and submit</h1>
          {refusal ? <ErrorSummary refusal={refusal} hrefOf={hrefOf} /> : null}
          <AboutEdit draft={draft} />
          {!refusal && problems.length > 0 ? <ToComplete {...missing} hrefOf={hrefOf} /> : null}
          {waitsForContact ? <WaitsFor email={waitsForContact} draft={draft} /> : null}
          <ProperInformation draft={draft} problems={problems} waitsForContact={waitsForContact} />
          <AnswerList
            answers={draft.answers}
            filesUrl={`/registrations/${draft.id}`}
            heading="h2"
            changeHref={(_part, field) => editHref(draft.id, field.id)}
          />
          <SubmitForm frame={frame} draft={draft} ready={problems.length === 0 && !waitsForContact} />
        </div>
      </div>
    </PortalPage>
  )
}

export function editHref(id: number, field: string): string {
  const part = parts.find(({ fields }) => fields.some((each) => each.id === field)) ?? parts[0]
  return `/registrations/${id}/edit/${part?.id}${fieldOf(field) ? `#${field}` : ''}`
}

type ToCompleteProps = Refusal & { hrefOf: (field: string) => string }

export function ToComplete({ message, problems, hrefOf }: ToCompleteProps) {
  return (
    <Callout tone="warn">
      <h2 id="to-complete">{message}</h2>
      <ul>
        {problems.map(({ field, message }) => (
          <li>
            <a href={hrefOf(field)}>{message}</a>
          </li>
        ))}
      </ul>
    </Callout>
  )
}

/** Where nobody has pressed Save since the address was typed, no letter has left yet. */
export function WaitsFor({ email, draft }: { email: string; draft: DraftPage }) {
  const asked = draft.contact?.email === email
  return (
    <Callout tone="warn" icon="mail">
      <h2>Submitting waits for {email}</h2>
      <p>
        {asked ? 'We sent a link to this address.' : 'Send a link to this address.'} As soon as somebody who
        reads it has opened the link, you can submit. Your answers are kept.
      </p>
      <form class="cluster" method="post" action={`/registrations/${draft.id}/contact-link`}>
        <button class="button" data-size="s" type="submit">
          {asked ? 'Send the link again' : 'Send the link'}
        </button>
        <a href={`/registrations/${draft.id}/edit/contact`}>Change the address</a>
      </form>
    </Callout>
  )
}

function SubmitForm({ frame, draft, ready }: { frame: Frame; draft: DraftPage; ready: boolean }) {
  return (
    <form class="panel" method="post" action={`/registrations/${draft.id}/submit`}>
      <h2>Submit for review</h2>
      <p>
        Our clock starts when you submit: {frame.payer.name} decides within {promisedDays.decision} business
        days. If something is unclear, we write to your contact.
      </p>
      <input type="hidden" name="version" value={String(draft.draftVersion)} />
      <p class="cluster">
        <button
          class="button"
          data-kind={ready ? 'primary' : undefined}
          type="submit"
          aria-disabled={ready ? undefined : 'true'}
          aria-describedby={ready ? undefined : 'not-ready'}
        >
          Submit
        </button>
        {ready ? null : (
          <span class="small soft" id="not-ready">
            Not yet: see the top of this page.
          </span>
        )}
      </p>
    </form>
  )
}
