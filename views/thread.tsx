// One registration at the desk: whose turn it is, the thread with notes and proofs, and the form that writes into it.
import type { ThreadPage } from '../db/queries/thread.ts'
import type { NewQuestion } from '../src/rules/information.ts'
import { parts } from '../src/rules/questionnaire.ts'
import type { Side, Turn } from '../src/rules/turn.ts'
import { DeskAccess, VendorAccess } from './access.tsx'
import type { IconName } from './assets/icons.ts'
import { AttestationPanel } from './attestation.tsx'
import { AppLogo } from './files.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Avatar, ErrorSummary, FieldError, Fold, fieldState, Icon, TurnBlock } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { AnswerList } from './questionnaire.tsx'
import {
  Clocks,
  History,
  Live,
  OpenQuestions,
  People,
  Standing,
  VendorSide,
  VendorTimeline,
  VendorTurn,
  WhatChanged,
} from './registration.tsx'
import { ReviewLinks, reviewWayAfter } from './reviewPanel.tsx'
import { Timeline } from './timeline.tsx'
import { TodosOf } from './todos.tsx'

export type Can = {
  reply: boolean
  note: boolean
  ask: boolean
  judge: boolean
  take: boolean
  approve: boolean
  measure: boolean
  /** What this reviewer may propose against the app now. */
  propose?: boolean
  /** Whether a proposal waits for this person to decide. */
  decide?: boolean
  /** Whether token instructions wait for this reviewer to send them. */
  instruct?: boolean
  /** Whether a change waits for a decision of this reviewer. */
  change?: boolean
  export?: boolean
  /** Whether this person may file what the vendor said elsewhere. */
  file?: boolean
  seeAnswers: boolean
}
export type Draft = { kind: EntryKind; body: string; questions: readonly NewQuestion[]; blocking?: boolean }
type EntryKind = 'reply' | 'note' | 'request'

type Facts = { frame: Frame; page: ThreadPage }
type ThreadProps = Facts & { turn: Turn; can: Can; refusal?: Refusal; draft?: Draft; all?: boolean }

export function DeskThread({ frame, page, turn, can, refusal, draft, all }: ThreadProps) {
  const { id, appName, number } = page.registration
  const kinds = (['reply', 'note', 'request'] as const).filter(
    (kind) => can[kind === 'request' ? 'ask' : kind],
  )
  return (
    <DeskPage frame={frame} title={`${appName}, ${number}`} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <Head frame={frame} page={page} mayTake={can.take} mayRead={can.seeAnswers} />
      <DeskTurn page={page} turn={turn} can={can} />
      <Live url={pageOf('staff', id)} id={id} all={all} />
      <Jump can={can} writes={kinds.length > 0} />
      <div class="with-aside">
        <section class="stack" aria-labelledby="thread-heading">
          <h2 id="thread-heading">Thread</h2>
          <DeskTimeline frame={frame} page={page} mayJudge={can.judge} mayReply={can.reply} all={all} />
          {kinds.length > 0 ? <Composer page={page} kinds={kinds} refusal={refusal} draft={draft} /> : null}
          {can.file && page.registration.submittedAt ? (
            <p class="small">
              <a href={`${pageOf('staff', page.registration.id)}/file`}>
                File what the vendor said by phone or on paper
              </a>
            </p>
          ) : null}
        </section>
        <div class="aside">
          <DeskSide frame={frame} page={page} />
          <Decisions page={page} can={can} />
          <ReviewLinks page={page} mayLift={can.judge} />
          {can.seeAnswers ? <AnswersPanel page={page} /> : null}
        </div>
      </div>
    </DeskPage>
  )
}

type NewsProps = Facts & { turn: Turn; viewer: Side; can?: Can; mayJudge?: boolean; all?: boolean }

/** What a live update replaces: every part by its id, and nothing of what somebody may be writing. */
export function threadPartials({
  frame,
  page,
  turn,
  viewer,
  can,
  mayJudge = can?.judge ?? false,
  all,
}: NewsProps) {
  const vendor = viewer === 'vendor'
  return (
    <>
      <hx-partial hx-target="#turn" hx-swap="outerHTML">
        {vendor ? <VendorTurn page={page} turn={turn} /> : <DeskTurn page={page} turn={turn} can={can} />}
      </hx-partial>
      <hx-partial hx-target="#standing" hx-swap="outerMorph">
        <Standing frame={frame} page={page} />
      </hx-partial>
      {vendor ? (
        <hx-partial hx-target="#questions" hx-swap="outerHTML">
          <OpenQuestions frame={frame} page={page} />
        </hx-partial>
      ) : null}
      {vendor ? (
        <hx-partial hx-target="#access" hx-swap="outerMorph">
          <VendorAccess frame={frame} page={page} />
        </hx-partial>
      ) : null}
      {vendor ? (
        <hx-partial hx-target="#todos" hx-swap="outerHTML">
          <TodosOf frame={frame} page={page} />
        </hx-partial>
      ) : null}
      <hx-partial hx-target="#timeline" hx-swap="outerMorph">
        {vendor ? (
          <VendorTimeline frame={frame} page={page} all={all} />
        ) : (
          <DeskTimeline frame={frame} page={page} mayJudge={mayJudge} mayReply={can?.reply} all={all} />
        )}
      </hx-partial>
      <hx-partial hx-target="#side" hx-swap="outerMorph">
        {vendor ? <VendorSide frame={frame} page={page} /> : <DeskSide frame={frame} page={page} />}
      </hx-partial>
    </>
  )
}

function Head({ frame, page, mayTake, mayRead }: Facts & { mayTake: boolean; mayRead: boolean }) {
  const { id, appName, company, number, owner, assignee } = page.registration
  return (
    <>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>{number}</li>
        </ol>
      </nav>
      <div class="stack tight">
        <div class="page-head">
          <div class="named">
            {mayRead ? <AppLogo answers={page.answers} url={pageOf('staff', id)} /> : null}
            <div>
              <h1>{appName}</h1>
              <p class="soft">
                {company} · {owner}, owner · {number}
              </p>
            </div>
          </div>
          <Assignee id={id} assignee={assignee} mayTake={mayTake} />
        </div>
        <Standing frame={frame} page={page} />
      </div>
    </>
  )
}

function Assignee({ id, assignee, mayTake }: { id: number; assignee: string | null; mayTake: boolean }) {
  if (assignee) {
    return (
      <p class="cluster">
        <Avatar name={assignee} side="staff" />
        <span>
          <span class="vh">Assigned to </span>
          {assignee}
        </span>
      </p>
    )
  }
  if (!mayTake) return <p class="soft">Nobody has taken it</p>
  return (
    <form {...posts(`${pageOf('staff', id)}/take`)}>
      <button class="button" type="submit">
        <Icon name="user-round" />
        Take it
      </button>
    </form>
  )
}

function DeskTurn({ page, turn, can }: { page: ThreadPage; turn: Turn; can?: Can }) {
  const waiting = page.entries.find(({ awaitsJudgement }) => awaitsJudgement)
  const approvable = can?.approve === true
  return (
    <TurnBlock turn={turn}>
      {page.review || waiting || approvable || can?.ask || can?.change || can?.decide || can?.instruct ? (
        <>
          {page.review ? (
            <a class="button" data-kind="primary" href={`${pageOf('staff', page.registration.id)}/review`}>
              Open the review
            </a>
          ) : null}
          {waiting ? (
            <a class="button" data-kind="primary" href={`#m${waiting.seq}`}>
              Read the answer
            </a>
          ) : null}
          {approvable ? (
            <a
              class="button"
              data-kind={waiting ? undefined : 'primary'}
              href={`${pageOf('staff', page.registration.id)}/approve`}
            >
              Approve
            </a>
          ) : null}
          {can?.decide ? (
            <a class="button" data-kind="primary" href={`${pageOf('staff', page.registration.id)}/proposal`}>
              Read the proposal
            </a>
          ) : null}
          {can?.instruct ? (
            <a
              class="button"
              data-kind="primary"
              href={`${pageOf('staff', page.registration.id)}/instructions`}
            >
              Send token instructions
            </a>
          ) : null}
          {can?.change ? (
            <a class="button" data-kind="primary" href={`${pageOf('staff', page.registration.id)}/change`}>
              Read the change
            </a>
          ) : null}
          {can?.take && page.registration.phase === 'info_received' ? (
            <form class="inline" {...posts(`${pageOf('staff', page.registration.id)}/resume-review`)}>
              <button class="button" type="submit">
                Go on with the review
              </button>
            </form>
          ) : null}
          {can?.ask ? (
            <a class="button" href={`${pageOf('staff', page.registration.id)}?write=request#composer`}>
              Ask for information
            </a>
          ) : null}
        </>
      ) : null}
    </TurnBlock>
  )
}

/** Where the columns do not fit beside each other, the way to those below. */
function Jump({ can, writes }: { can: Can; writes: boolean }) {
  return (
    <nav class="jump" aria-label="On this page">
      {writes ? <a href="#composer">Write</a> : null}
      <a href="#side">Clock and status</a>
      <a href="#people">People</a>
      {can.seeAnswers ? <a href="#answers">Answers</a> : null}
    </nav>
  )
}

type DeskTimelineProps = Facts & { mayJudge: boolean; mayReply?: boolean; all?: boolean }

function DeskTimeline({ frame, page, mayJudge, mayReply, all }: DeskTimelineProps) {
  return (
    <Timeline
      entries={page.entries}
      viewer="staff"
      zone={page.zone}
      now={frame.now}
      payer={frame.payer.name}
      registrationId={page.registration.id}
      mayJudge={mayJudge}
      reviewWayAfter={mayReply ? reviewWayAfter(page) : null}
      all={all}
    />
  )
}

function DeskSide({ frame, page }: Facts) {
  return (
    <div class="stack" id="side">
      <Clocks page={page} viewer="staff" />
      <DeskAccess frame={frame} page={page} />
      <AttestationPanel frame={frame} page={page} />
      <People participants={page.participants} viewer="staff" />
      <section class="panel" aria-labelledby="history-heading">
        <h2 id="history-heading">Status history</h2>
        <History frame={frame} page={page} />
      </section>
    </div>
  )
}

function AnswersPanel({ page: { registration, answers } }: { page: ThreadPage }) {
  return (
    <section class="panel" id="answers" aria-labelledby="answers-heading">
      <h2 id="answers-heading">Answers</h2>
      <Fold summary={`Revision ${registration.revision ?? 1}`} remember="answers">
        <AnswerList answers={answers} filesUrl={pageOf('staff', registration.id)} />
      </Fold>
      <WhatChanged viewer="staff" registration={registration} />
    </section>
  )
}

/** The way to what was measured, and to a decision against the app. */
function Decisions({ page, can }: { page: ThreadPage; can: Can }) {
  if (!can.measure) return null
  const url = pageOf('staff', page.registration.id)
  return (
    <section class="panel" id="decisions" aria-labelledby="decisions-heading">
      <h2 id="decisions-heading">Findings and decisions</h2>
      <ul class="checks">
        <li>
          <Icon name="scale" />
          <a href={`${url}/findings`}>Findings about the criteria</a>
        </li>
        {can.propose ? (
          <li>
            <Icon name="shield-alert" />
            <a href={`${url}/propose`}>Propose a decision against the app</a>
          </li>
        ) : null}
        {can.export ? (
          <li>
            <Icon name="paperclip" />
            <a href={`${url}/export`}>Export everything for an auditor</a>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

// ── The composer: one form; the chosen kind decides fields, colour and the button by the style sheet alone

const tabs = {
  reply: { icon: 'send', name: 'Reply', key: 'r' },
  note: { icon: 'lock', name: 'Internal note', key: 'n' },
  request: { icon: 'list-checks', name: 'Ask for information', key: 'i' },
} as const satisfies Record<EntryKind, { icon: IconName; name: string; key: string }>

type ComposerProps = { page: ThreadPage; kinds: readonly EntryKind[]; refusal?: Refusal; draft?: Draft }

function Composer({ page, kinds, refusal, draft }: ComposerProps) {
  const chosen = draft && kinds.includes(draft.kind) ? draft.kind : kinds[0]
  return (
    <form
      class="composer"
      id="composer"
      {...posts(`${pageOf('staff', page.registration.id)}/entries`)}
      data-guard
      aria-labelledby="composer-heading"
    >
      <h2 class="vh" id="composer-heading">
        Write
      </h2>
      <fieldset>
        <legend class="vh">What do you want to write?</legend>
        {kinds.map((kind) => (
          <label class="tab" data-key={tabs[kind].key} data-focus="body">
            <input type="radio" name="kind" value={kind} checked={kind === chosen} />
            <Icon name={tabs[kind].icon} />
            {tabs[kind].name}
          </label>
        ))}
      </fieldset>
      {kinds.includes('reply') ? <Addressees page={page} /> : null}
      {kinds.includes('note') ? (
        <p class="small" data-for="note">
          <Icon name="lock" /> Only staff can see this. It is never mailed and never shown to the vendor.
        </p>
      ) : null}
      {kinds.includes('request') ? <Asking draft={draft} refusal={refusal} /> : null}
      <Body draft={draft} refusal={refusal} kinds={kinds} />
      <footer>
        <span class="cluster">
          {kinds.map((kind, index) => (
            <button
              class="button"
              data-kind="primary"
              type="submit"
              data-for={kind}
              data-default={index === 0 ? '' : undefined}
            >
              {{ reply: 'Send reply', note: 'Save note for staff', request: 'Send the questions' }[kind]}
            </button>
          ))}
        </span>
      </footer>
    </form>
  )
}

/** Letters go only to addresses that were confirmed. */
function Addressees({ page: { participants } }: { page: ThreadPage }) {
  const reached = participants
    .filter(({ verified }) => verified)
    .map(({ name, email }) => nameAndAddress(name, email))
  const others = participants.filter(({ verified }) => !verified).map(({ email }) => email)
  return (
    <p class="small soft anywhere" data-for="reply">
      {reached.length > 0
        ? `To ${reached.join(', ')} and the portal.`
        : 'To the portal only: no address is confirmed.'}
      {others.length > 0 ? ` Not to ${others.join(', ')}: not confirmed.` : ''}
    </p>
  )
}

function nameAndAddress(name: string, email: string): string {
  return name === email ? email : `${name} (${email})`
}

function Body({ draft, refusal, kinds }: { draft?: Draft; refusal?: Refusal; kinds: readonly EntryKind[] }) {
  const error = problemOf(refusal, 'body')
  const labels = { reply: 'Your reply', note: 'Note', request: 'Introduction (optional)' }
  return (
    <div>
      <label class="legend small" for="body">
        {kinds.map((kind) => (
          <span data-for={kind}>{labels[kind]}</span>
        ))}
      </label>
      <textarea class="textarea" name="body" rows={4} maxlength={5000} {...fieldState('body', { error })}>
        {'\n'}
        {draft?.body}
      </textarea>
      <FieldError id="body" error={error} />
    </div>
  )
}

function Asking({ draft, refusal }: { draft?: Draft; refusal?: Refusal }) {
  const [first, second] = draft?.questions ?? []
  const secondOpen = second !== undefined && (second.question !== '' || second.fieldId !== null)
  return (
    <div data-for="request" class="stack tight">
      <QuestionFields position={1} question={first} error={problemOf(refusal, 'question_1')} />
      <Fold
        summary="Ask a second question"
        open={secondOpen || problemOf(refusal, 'question_2') !== undefined}
      >
        <QuestionFields position={2} question={second} error={problemOf(refusal, 'question_2')} />
      </Fold>
      <label class="choice">
        <input type="checkbox" name="blocking" value="yes" checked={draft?.blocking ?? true} />
        <span>
          I cannot decide without this
          <span class="hint">Stops the decision clock until it is answered.</span>
        </span>
      </label>
    </div>
  )
}

type QuestionProps = { position: 1 | 2; question?: NewQuestion; error?: string }

function QuestionFields({ position, question, error }: QuestionProps) {
  const id = `question_${position}`
  return (
    <fieldset class="ask">
      <legend class="vh">Question {position}</legend>
      <span class="num" aria-hidden="true">
        {position}
      </span>
      <div class="stack tight">
        <div class="field">
          <label class="small" for={`field_${position}`}>
            About
          </label>
          <select class="select" id={`field_${position}`} name={`field_${position}`}>
            <FieldOptions chosen={question?.fieldId ?? ''} />
          </select>
        </div>
        <div class="field">
          <label class="small" for={id}>
            Question
          </label>
          <textarea class="input" name={id} rows={3} maxlength={2000} {...fieldState(id, { error })}>
            {'\n'}
            {question?.question}
          </textarea>
          <FieldError id={id} error={error} />
        </div>
      </div>
    </fieldset>
  )
}

function FieldOptions({ chosen }: { chosen: string }) {
  return (
    <>
      <option value="" selected={chosen === ''}>
        Free question
      </option>
      {parts.map(({ title, fields }) => (
        <optgroup label={title}>
          {fields.map(({ id, label }) => (
            <option value={id} selected={chosen === id}>
              {label}
            </option>
          ))}
        </optgroup>
      ))}
    </>
  )
}

function problemOf(refusal: Refusal | undefined, field: string): string | undefined {
  return refusal?.problems.find((problem) => problem.field === field)?.message
}
