// The vendor's page of one registration: whose turn it is, what is asked, what was said, and what comes next.
import type { ClockView } from '../db/queries/clocks.ts'
import type { Participant } from '../db/queries/participants.ts'
import type { Numbered, ThreadPage } from '../db/queries/thread.ts'
import { localDay, shortDay } from '../src/rules/calendar.ts'
import { promisedDays } from '../src/rules/clock.ts'
import {
  actionsFor,
  definitionOf,
  placeOf,
  remedyOf,
  type Status,
  standingWord,
  statusNames,
} from '../src/rules/status.ts'
import { count, type Side, type Turn } from '../src/rules/turn.ts'
import { VendorAccess } from './access.tsx'
import type { IconName } from './assets/icons.ts'
import { AttestationPanel, OutdatedTag } from './attestation.tsx'
import { AppLogo } from './files.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import {
  ClockPanel,
  ErrorSummary,
  Field,
  FieldError,
  Fold,
  fieldState,
  Icon,
  StatusBadge,
  type Tone,
  TurnBlock,
  When,
} from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { AnswerList } from './questionnaire.tsx'
import { ReviewPanel } from './reviewPanel.tsx'
import { QuestionLine, Timeline } from './timeline.tsx'
import { TodosOf } from './todos.tsx'

type Facts = { frame: Frame; page: ThreadPage }
type RegistrationProps = Facts & { turn: Turn; refusal?: Refusal; text?: string; all?: boolean }

export function RegistrationPage({ frame, page, turn, refusal, text, all }: RegistrationProps) {
  const { id, appName } = page.registration
  return (
    <PortalPage
      frame={frame}
      title={appName}
      description="Your registration: whose turn it is, what is asked, and everything that was said."
      current="apps"
      error={refusal !== undefined}
    >
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <Head frame={frame} page={page} />
      <VendorTurn page={page} turn={turn} />
      <TodosOf frame={frame} page={page} />
      <Live url={pageOf('vendor', id)} id={id} all={all} />
      <nav class="jump" aria-label="On this page">
        {page.mayWrite ? <a href="#message">Write</a> : null}
        {page.access.given ? <a href="#access">Access</a> : null}
        <a href="#side">Clock and next steps</a>
        <a href="#people">Your people</a>
        <a href="#answers">Your answers</a>
      </nav>
      <div class="with-aside">
        <div class="stack">
          <ReviewPanel page={page} />
          <OpenQuestions frame={frame} page={page} />
          <VendorAccess frame={frame} page={page} />
          <section class="stack" aria-labelledby="thread-heading">
            <h2 id="thread-heading">Messages</h2>
            <VendorTimeline frame={frame} page={page} all={all} />
            {page.mayWrite ? <Composer id={id} refusal={refusal} text={text} /> : <ReadsOnly page={page} />}
          </section>
        </div>
        <div class="aside">
          <VendorSide frame={frame} page={page} />
          <section class="panel" id="answers" aria-labelledby="answers-heading">
            <h2 id="answers-heading">Your answers</h2>
            <Fold summary={`Read revision ${page.registration.revision ?? 1}`} remember="answers">
              <AnswerList answers={page.answers} filesUrl={pageOf('vendor', id)} />
            </Fold>
            <WhatChanged viewer="vendor" registration={page.registration} />
            {page.mayWrite ? <ChangeAnswers registration={page.registration} /> : null}
          </section>
          {page.mayWrite ? <Leave page={page} /> : null}
        </div>
      </div>
    </PortalPage>
  )
}

/** Where news of the thread arrives: a script dispatches `news` here, and the answer replaces the parts it names. */
export function Live({ url, id, all }: { url: string; id: number; all?: boolean }) {
  return (
    <div
      id="live"
      data-live-thread={String(id)}
      hx-get={`${url}/news${all ? '?all=1' : ''}`}
      hx-trigger="news"
      hx-swap="none"
      hx-sync="this:queue last"
      hidden
    />
  )
}

function Head({ frame, page }: Facts) {
  const { appName, company, number } = page.registration
  return (
    <>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/registrations">Your apps</a>
          </li>
          <li>{number}</li>
        </ol>
      </nav>
      <div class="stack tight">
        <div class="named">
          <AppLogo answers={page.answers} url={pageOf('vendor', page.registration.id)} />
          <div>
            <h1>{appName}</h1>
            <p class="soft">
              {company} · {number}
            </p>
          </div>
        </div>
        <Standing frame={frame} page={page} />
      </div>
    </>
  )
}

/** The status is never alone: what it means, why it is so, and what the owner can do. */
export function Standing({ frame, page }: Facts) {
  const word = standingWord(page.registration)
  const reason = reasonOf(page, word)
  const remedy = remedyOf(word)
  return (
    <div class="cluster" id="standing">
      <StatusBadge word={word} size="l" />
      {page.attestation?.outdated ? <OutdatedTag /> : null}
      <p class="soft">
        {definitionOf(word, frame.payer.name)}
        {reason ? (
          <>
            {' '}
            <strong>Reason:</strong> {reason}
          </>
        ) : null}
        {remedy ? ` ${remedy}` : ''}
      </p>
    </div>
  )
}

/** Why it is so: of a block also while a review of it is open, which is a step of its own. */
function reasonOf({ history }: ThreadPage, word: string): string | null | undefined {
  if (word !== 'suspended' && word !== 'terminated') return history[0]?.reason
  const since = history.findIndex(({ to }) => !to.startsWith(word))
  return history.slice(0, since < 0 ? undefined : since).find(({ reason }) => reason)?.reason
}

export function VendorTurn({ page, turn }: { page: ThreadPage; turn: Turn }) {
  const mine = turn.whose === 'you' && page.request !== null && page.mayWrite
  if (page.review)
    return (
      <TurnBlock turn={turn}>
        <a
          class="button"
          data-kind={turn.whose === 'you' ? 'primary' : undefined}
          href={`${pageOf('vendor', page.registration.id)}/review`}
        >
          {turn.whose === 'you' ? 'Answer now' : 'Open the review'}
        </a>
      </TurnBlock>
    )
  const signs = page.registration.phase === 'reattest_due' && page.mayWrite
  return (
    <TurnBlock turn={turn}>
      {mine ? (
        <>
          <a class="button" data-kind="primary" href="#message">
            Answer now
          </a>
          <a class="button" href="#questions">
            Read the questions
          </a>
        </>
      ) : null}
      {signs ? (
        <a class="button" data-kind="primary" href={`${pageOf('vendor', page.registration.id)}/attestation`}>
          Sign again
        </a>
      ) : null}
    </TurnBlock>
  )
}

export function VendorTimeline({ frame, page, all }: Facts & { all?: boolean }) {
  return (
    <Timeline
      entries={page.entries}
      viewer="vendor"
      zone={page.zone}
      now={frame.now}
      payer={frame.payer.name}
      you={frame.person?.email}
      registrationId={page.registration.id}
      mayJudge={false}
      all={all}
    />
  )
}

/** The open questions and how to answer them. It stays in the page when nothing is asked, for news to fill. */
export function OpenQuestions({ frame, page: { request, zone, mayWrite, registration } }: Facts) {
  if (!request) return <div id="questions" hidden />
  return (
    <section class="panel" id="questions" aria-labelledby="questions-heading">
      <div class="between">
        <h2 id="questions-heading">Questions from {request.askedBy}</h2>
        <span class="small soft">
          <When at={request.askedAt} zone={zone} now={frame.now} />
        </span>
      </div>
      <ol class="checks">
        {request.items.map((item) => (
          <QuestionLine item={item} />
        ))}
      </ol>
      <p class="small soft">
        Reply to our e-mail of {shortDay(localDay(request.askedAt, zone), localDay(frame.now, zone))}, or{' '}
        <a href="#message">write below</a>. One message may answer all of them; say which part answers which
        question.
      </p>
      {mayWrite ? (
        <p>
          <a class="button" data-kind="primary" href={`${pageOf('vendor', registration.id)}/check`}>
            Answer in the portal
          </a>
        </p>
      ) : null}
    </section>
  )
}

function ReadsOnly({ page }: { page: ThreadPage }) {
  return (
    <p class="callout" id="message">
      <Icon name="lock" />
      <span>
        You can read this registration and not write. An owner of {page.registration.company} can let you.
      </span>
    </p>
  )
}

function Composer({ id, refusal, text }: { id: number; refusal?: Refusal; text?: string }) {
  const hint =
    'Never paste tokens, passwords or data of members. We hide what we recognize, but not everything.'
  const error = refusal?.problems.find(({ field }) => field === 'body')?.message
  return (
    <form class="composer" id="message" {...posts(`${pageOf('vendor', id)}/messages`)} data-guard>
      <div>
        <label class="legend" for="body">
          Write to the review team
        </label>
        <p class="hint" id="body-hint">
          {hint}
        </p>
        <textarea
          class="textarea"
          name="body"
          rows={3}
          maxlength={5000}
          {...fieldState('body', { hint, error })}
        >
          {'\n'}
          {text}
        </textarea>
        <FieldError id="body" error={error} />
      </div>
      <footer>
        <span class="cluster">
          <button class="button" data-kind="primary" type="submit" data-default>
            Send message
          </button>
        </span>
      </footer>
    </form>
  )
}

// ── Beside the thread

/** The panels that news may change: clocks, what comes next, people and the history of the status. */
export function VendorSide({ frame, page }: Facts) {
  return (
    <div class="stack" id="side">
      <Clocks page={page} viewer="vendor" />
      <NextSteps page={page} />
      <AttestationPanel frame={frame} page={page} />
      <People participants={page.participants} viewer="vendor" />
      <section class="panel" aria-labelledby="history-heading">
        <h2 id="history-heading">Status history</h2>
        <History page={page} frame={frame} />
      </section>
    </div>
  )
}

/** A way to the comparison, where there is something to compare. */
export function WhatChanged({
  viewer,
  registration: { id, revision },
}: {
  viewer: Side
  registration: Pick<ThreadPage['registration'], 'id' | 'revision'>
}) {
  if ((revision ?? 1) < 2) return null
  return (
    <p class="small">
      <a href={`${pageOf(viewer, id)}/revisions`}>What changed since the revision before</a>
    </p>
  )
}

/** An approved app may ask for other answers, and take that back while it is not decided. */
function ChangeAnswers({ registration }: { registration: ThreadPage['registration'] }) {
  const may = actionsFor(placeOf(registration), 'owner')
  const url = `/registrations/${registration.id}`
  if (may.includes('request_change'))
    return (
      <p>
        <a class="button" data-size="s" href={`${url}/edit/contact`}>
          Change an answer
        </a>
      </p>
    )
  if (!may.includes('take_back_change')) return null
  return (
    <form class="stack tight" {...posts(`${url}/change/discard`)}>
      <p class="small">A change of your answers waits for our decision. These are the live ones.</p>
      <button class="button" data-size="s" type="submit">
        Take the change back
      </button>
    </form>
  )
}

/** How an owner stops, and takes that back: said before it is done, and done by a button of its own. */
function Leave({ page: { registration } }: { page: ThreadPage }) {
  const may = actionsFor(placeOf(registration), 'owner')
  const url = `/registrations/${registration.id}`
  if (may.includes('withdraw'))
    return (
      <LeaveForm url={url} name="Withdraw" about="The review stops. You can reopen the registration later." />
    )
  if (may.includes('give_up'))
    return (
      <LeaveForm
        url={url}
        name="Give up this app"
        about="Its access ends. To come back, you register again."
      />
    )
  if (may.includes('register_again') && !(registration.closedAs === 'withdrawn' && registration.reopenable))
    return <RegisterAgain url={url} next={registration.supersededBy} />
  if (!may.includes('reopen')) return null
  return (
    <form class="panel stack tight" {...posts(`${url}/reopen`)}>
      <h2>Reopen</h2>
      <p class="small">Your answers are kept. You sign and submit again, and a new clock starts.</p>
      <button class="button" type="submit">
        Reopen as a draft
      </button>
    </form>
  )
}

/** A new registration takes the place of an ended one, which stays as it is. */
function RegisterAgain({ url, next }: { url: string; next: Numbered | null }) {
  if (next)
    return (
      <section class="panel" aria-label="Registered again">
        <p>
          Registered again as <a href={`/registrations/${next.id}`}>{next.number}</a>.
        </p>
      </section>
    )
  return (
    <form class="panel stack tight" {...posts(`${url}/register-again`)}>
      <h2>Register again</h2>
      <p class="small">
        A new registration begins with your answers, unsigned. Its clock starts when you submit it; this one
        stays as it is.
      </p>
      <button class="button" type="submit">
        Register again
      </button>
    </form>
  )
}

function LeaveForm({ url, name, about }: { url: string; name: string; about: string }) {
  return (
    <section class="panel" aria-label={name}>
      <Fold summary={name}>
        <form class="stack tight" {...posts(`${url}/withdraw`)}>
          <p class="small">{about}</p>
          <Field id="reason" label="Reason" optional>
            <input {...fieldState('reason', {})} class="input" type="text" name="reason" maxlength={1000} />
          </Field>
          <button class="button" type="submit">
            {name}
          </button>
        </form>
      </Fold>
    </section>
  )
}

/** The clock that runs now; the decision's stays until instructions are due. */
export function Clocks({
  page: { decision, instructions, change, review },
  viewer,
}: {
  page: ThreadPage
  viewer: Side
}) {
  const title = viewer === 'vendor' ? 'Our clock' : 'Decision clock'
  if (review?.clock)
    return (
      <ClockPanel
        clock={review.clock}
        title={viewer === 'vendor' ? 'Your review' : 'Review clock'}
        id="review-clock"
      />
    )
  if (change)
    return (
      <ClockPanel
        clock={change}
        title={viewer === 'vendor' ? 'Your change' : 'Clock of the change'}
        id="change-clock"
      />
    )
  return (
    <>
      {instructions ? <ClockPanel clock={instructions} title="Token instructions" id="instructions" /> : null}
      {decision && !instructions ? <ClockPanel clock={decision} title={title} id="clock" /> : null}
    </>
  )
}

type Step = { icon: IconName; words: string }

function NextSteps({ page }: Pick<Facts, 'page'>) {
  const steps = stepsOf(page)
  if (steps.length === 0) return null
  return (
    <section class="panel" aria-labelledby="next-heading">
      <h2 id="next-heading">What happens next</h2>
      <ol class="checks">
        {steps.map(({ icon, words }) => (
          <li>
            <Icon name={icon} />
            <span>{words}</span>
          </li>
        ))}
      </ol>
      <p class="small soft">
        You and your contact get a letter at each step. Until we decide, the answers stay as you signed them:
        write to us if one has to change, or withdraw and reopen.
      </p>
    </section>
  )
}

function stepsOf(page: ThreadPage): Step[] {
  const place = placeOf(page.registration)
  const access: Step = { icon: 'key-round', words: 'With the instructions you obtain your access tokens' }
  if (place === 'approved/instructions_due') {
    return [{ icon: 'mail', words: step(page.instructions) ?? 'We e-mail token instructions' }, access]
  }
  if (!place.startsWith('pending/')) return []
  const arrived = page.entries.some(({ awaitsJudgement }) => awaitsJudgement)
  const answer = arrived ? 'A reviewer reads your answer' : 'You answer our questions'
  const asked: Step[] = page.request ? [{ icon: 'message-square', words: answer }] : []
  return [
    ...asked,
    { icon: 'clock', words: decisionWords(page) },
    {
      icon: 'key-round',
      words: `If approved: token instructions by e-mail within ${promisedDays.instructions} business days`,
    },
  ]
}

/** The sentence of the clock as a line of the list, which ends without a full stop. */
function step(clock: ClockView): string
function step(clock: ClockView | null): string | undefined
function step(clock: ClockView | null): string | undefined {
  return clock?.words.line.replace(/\.$/, '')
}

function decisionWords({ decision }: ThreadPage): string {
  if (!decision) return 'We decide on a date that we tell you'
  const { reading } = decision
  if (reading.state !== 'paused' || reading.late) return step(decision)
  return `We decide within ${count(reading.left, 'business day')} after your answer`
}

const kinds = { owner: 'owner', contact: 'contact' } as const

export function People({ participants, viewer }: { participants: readonly Participant[]; viewer: Side }) {
  return (
    <section class="panel" id="people" aria-labelledby="people-heading">
      <h2 id="people-heading">{viewer === 'vendor' ? 'Your people' : 'People'}</h2>
      <ul class="checks">
        {participants.map((participant) => (
          <PersonLine participant={participant} viewer={viewer} />
        ))}
      </ul>
    </section>
  )
}

function PersonLine({ participant, viewer }: { participant: Participant; viewer: Side }) {
  const { name, email, kind, failed, verified } = participant
  const { icon, tone, words } = reachOf(participant, viewer)
  return (
    <li data-tone={tone}>
      <Icon name={icon} />
      <span>
        <strong>{name}</strong>, {kinds[kind]}
        <br />
        {name === email ? null : (
          <span class="small soft anywhere">
            {email}
            <br />
          </span>
        )}
        <span class={failed || !verified ? 'small' : 'small soft'}>{words}</span>
      </span>
    </li>
  )
}

/** Whether letters reach the person. Only staff read what the mail server said. */
function reachOf(
  { failed, verified }: Participant,
  viewer: Side,
): { icon: IconName; tone?: Tone; words: string } {
  if (failed && viewer === 'staff') {
    return { icon: 'triangle-alert', tone: 'bad', words: `The last letter could not be delivered: ${failed}` }
  }
  if (failed) {
    const words = 'Our last letter to this address could not be delivered. Write to us which one to use.'
    return { icon: 'triangle-alert', tone: 'bad', words }
  }
  if (verified) return { icon: 'user-round', words: 'Address confirmed' }
  const who = viewer === 'vendor' ? 'We sent' : 'The portal sent'
  return {
    icon: 'hourglass',
    tone: 'warn',
    words: `Not confirmed. ${who} a link to confirm it; until then no letters.`,
  }
}

export function History({ frame, page }: Facts) {
  const { history, zone } = page
  return (
    <ol class="checks">
      {history.map(({ to, at, reason }) => (
        <li>
          <Icon name="flag" />
          <span>
            {placeWords(to)}
            <br />
            <span class="small soft">
              <When at={at} zone={zone} now={frame.now} />
              {reason ? `: ${reason}` : ''}
            </span>
          </span>
        </li>
      ))}
    </ol>
  )
}

const phaseWords: Record<string, string> = {
  in_review: 'in review',
  info_requested: 'questions asked',
  info_received: 'answers received',
  instructions_due: 'token instructions due',
  active: 'in use',
  reattest_due: 'attestation outdated',
  change_review: 'a change is being decided',
  review_open: 'a review is open',
}

/** `pending/info_requested` as people read it: ‘Pending, questions asked’. */
function placeWords(place: string): string {
  const [word = '', phase = ''] = place.split('/')
  const name = Object.hasOwn(statusNames, word) ? statusNames[word as Status] : word
  const about = Object.hasOwn(phaseWords, phase) ? phaseWords[phase] : ''
  return about ? `${name}, ${about}` : name
}
