// Before a registration is approved: everything the decision rests on, on one page, and what follows from it.
import type { ThreadPage } from '../db/queries/thread.ts'
import { type Day, localDay, shortDay } from '../src/rules/calendar.ts'
import { promisedDays } from '../src/rules/clock.ts'
import { parts } from '../src/rules/questionnaire.ts'
import { count } from '../src/rules/turn.ts'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ErrorSummary, Icon } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { Password } from './propose.tsx'
import { AnswerList } from './questionnaire.tsx'
import { Clocks, Standing } from './registration.tsx'

type Facts = { frame: Frame; page: ThreadPage }
/** `instructionsBy`: the day the token instructions are due if it is approved now. */
type ApproveProps = Facts & { refusal?: Refusal; instructionsBy?: Day; obstacles: readonly string[] }

const privacy = parts.filter(({ id }) => id === 'privacy')
const others = parts.filter(({ id }) => id !== 'privacy')

export function ApprovePage({ frame, page, refusal, instructionsBy, obstacles }: ApproveProps) {
  const { id, appName, company, number } = page.registration
  return (
    <DeskPage frame={frame} title={`Approve ${appName}`} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={pageOf('staff', id)}>{number}</a>
          </li>
          <li>Approve</li>
        </ol>
      </nav>
      <div class="stack tight">
        <div>
          <h1>Approve {appName}?</h1>
          <p class="soft">
            {company} · {number}
          </p>
        </div>
        <Standing frame={frame} page={page} />
      </div>
      <div class="with-aside">
        <Everything page={page} obstacles={obstacles} />
        <div class="aside">
          <Confirm frame={frame} page={page} instructionsBy={instructionsBy} refusal={refusal} />
          <Clocks page={page} viewer="staff" />
        </div>
      </div>
    </DeskPage>
  )
}

function Everything({ page, obstacles }: { page: ThreadPage; obstacles: readonly string[] }) {
  return (
    <div class="stack">
      <Open page={page} />
      <Measured page={page} obstacles={obstacles} />
      <section class="panel" aria-labelledby="answers-heading">
        <h2 id="answers-heading">Answers, revision {page.registration.revision ?? 1}</h2>
        <AnswerList answers={page.answers} parts={others} filesUrl={pageOf('staff', page.registration.id)} />
      </section>
      <div class="callout">
        <Icon name="info" />
        <p>
          <strong>Privacy answers inform members.</strong> They may not be used to refuse, suspend or delay an
          app.
        </p>
      </div>
      <div class="panel">
        <AnswerList
          answers={page.answers}
          parts={privacy}
          heading="h2"
          filesUrl={pageOf('staff', page.registration.id)}
        />
      </div>
    </div>
  )
}

/** Every security criterion has to be measured before an approval. */
function Measured({ page, obstacles }: { page: ThreadPage; obstacles: readonly string[] }) {
  if (obstacles.length === 0) return null
  return (
    <Callout tone="warn">
      <h2 id="findings">The security criteria do not allow an approval yet</h2>
      <ul>
        {obstacles.map((words) => (
          <li>{words}</li>
        ))}
      </ul>
      <p>
        <a href={`${pageOf('staff', page.registration.id)}/findings`}>Write the findings</a>
      </p>
    </Callout>
  )
}

/** What is still open is said, not hidden: a question that does not stop the clock, or an answer nobody has judged. */
function Open({ page: { request, registration, entries } }: { page: ThreadPage }) {
  const open = request?.items.filter(({ answeredAt }) => answeredAt === null).length ?? 0
  if (open === 0) return null
  const waiting = entries.find(({ awaitsJudgement }) => awaitsJudgement)
  return (
    <Callout tone="warn">
      <p>
        {count(open, 'question')} {open === 1 ? 'is' : 'are'} still open.{' '}
        <a href={`${pageOf('staff', registration.id)}${waiting ? `#m${waiting.seq}` : ''}`}>
          {waiting ? 'Read what arrived' : 'Go to the thread'}
        </a>
      </p>
    </Callout>
  )
}

function Confirm({
  frame,
  page,
  instructionsBy,
  refusal,
}: Facts & { instructionsBy?: Day; refusal?: Refusal }) {
  const { id, appName, revision, lastSeq } = page.registration
  return (
    <section class="panel" aria-labelledby="after-heading">
      <h2 id="after-heading">When you approve</h2>
      <ol class="checks">
        <li>
          <Icon name="mail" />
          <span class="anywhere">{letterWords(page)}</span>
        </li>
        <li>
          <Icon name="clock" />
          <span>{instructionsWords(frame, page, instructionsBy)}</span>
        </li>
        <li>
          <Icon name="info" />
          <span>No access is set up by this step. The vendor sees the status “Approved” at once.</span>
        </li>
      </ol>
      <form class="stack tight" {...posts(`${pageOf('staff', id)}/approve`)}>
        <input type="hidden" name="revision" value={String(revision ?? 1)} />
        <input type="hidden" name="seen" value={String(lastSeq)} />
        <Password error={refusal?.problems.find(({ field }) => field === 'password')?.message} />
        <p class="cluster">
          <button class="button" data-kind="primary" type="submit">
            Approve {appName}
          </button>
          <a href={pageOf('staff', id)}>Back to the thread</a>
        </p>
      </form>
    </section>
  )
}

function letterWords({ participants }: ThreadPage): string {
  const reached = participants.filter(({ verified }) => verified).map(({ email }) => email)
  if (reached.length === 0) return 'No letter can be sent: no address is confirmed. Call the owner.'
  return `A letter goes to ${reached.join(' and ')}`
}

function instructionsWords(frame: Frame, { zone }: ThreadPage, by?: Day): string {
  const promise = 'The decision clock ends. Token instructions are due'
  if (!by) return `${promise} within ${count(promisedDays.instructions, 'business day')}`
  return `${promise} by ${shortDay(by, localDay(frame.now, zone))} (${count(promisedDays.instructions, 'business day')})`
}
