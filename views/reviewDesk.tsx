// A review at the desk: what was found and what the owner says side by side, and what to do next.
import type { ReviewPage } from '../db/queries/reviewPage.ts'
import type { ReviewView } from '../db/queries/reviews.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { longDay } from '../src/rules/calendar.ts'
import type { Staff } from '../src/rules/people.ts'
import type { NewReviewDecision } from '../src/rules/reviewDecisions.ts'
import { reviewNouns, reviewNumber, stateNames } from '../src/rules/reviews.ts'
import type { Turn } from '../src/rules/turn.ts'
import { Found } from './findings.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ClockPanel, ErrorSummary, Fold, Icon, PlainText, Tag, TurnBlock, When } from './parts.tsx'
import { pageOf } from './paths.ts'
import { Standing } from './registration.tsx'
import { Crumbs, decidedWords, EvidenceFiles, Results, titleOf } from './reviewParts.tsx'
import type { TypedRequest } from './reviewRequest.tsx'
import { FileFor, repliesOf, Work } from './reviewWork.tsx'

export type DeskReviewProps = {
  frame: Frame
  page: ThreadPage
  review: ReviewPage
  turn: Turn
  staff: Staff
  /** Whether this person reads findings and records, and opens files. */
  can: { measure: boolean; files: boolean; fileFor: boolean }
  refusal?: Refusal
  typed?: TypedRequest
  question?: string
  decision?: NewReviewDecision
}

export function DeskReview(props: DeskReviewProps) {
  const { frame, page, review, turn, refusal } = props
  const { appName, company, number } = page.registration
  const { open } = review
  const title = `Review of the ${reviewNouns[review.of]} of ${appName}`
  return (
    <DeskPage frame={frame} title={title} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <Crumbs page={page} />
      <div class="stack tight">
        <div>
          <h1>{title}</h1>
          <p class="soft">
            {company} · {number}
            {open ? ` · ${reviewNumber(open)}` : ''}
          </p>
        </div>
        <Standing frame={frame} page={page} />
      </div>
      {open ? <TurnBlock turn={turn} /> : null}
      <Todos {...props} />
      <div class="with-aside">
        <div class="stack">
          {open ? <Request {...props} open={open} /> : null}
          {open ? <Work {...props} open={open} /> : null}
          {!open && review.chance.level ? <FileFor {...props} /> : null}
          <Earlier {...props} />
        </div>
        <div class="aside">
          {page.review?.clock ? (
            <ClockPanel clock={page.review.clock} title="Review clock" id="review-clock" />
          ) : null}
          {page.review?.assignment ? (
            <ClockPanel clock={page.review.assignment} title="Taking the review" id="assignment-clock" />
          ) : null}
          <Record {...props} />
          {open ? <Steps frame={frame} page={page} open={open} /> : null}
        </div>
      </div>
    </DeskPage>
  )
}

// ── You need to

type Todo = { words: string; href: string }

function todosOf({ page, review, staff }: DeskReviewProps): Todo[] {
  const { open } = review
  if (!open) return []
  const due = page.review?.clock?.reading.dueOn
  const by = page.review?.assignment?.reading.dueOn
  if (open.state === 'requested' && review.mayHandle)
    return [
      {
        words: `Take the review${by ? ` by ${longDay(by)}` : ''}, or leave it to somebody else who may`,
        href: '#take',
      },
    ]
  if (open.state === 'requested' && staff.role === 'admin' && review.handlers.length === 0)
    return [{ words: `Appoint a reviewer${by ? ` by ${longDay(by)}` : ''}`, href: '#appoint' }]
  if (open.assigneeId !== staff.id || !review.mayHandle) return []
  if (open.state === 'info_requested')
    return repliesOf(page, open).length > 0
      ? [{ words: 'Read what the vendor wrote, and take it where it is the answer', href: '#replies' }]
      : []
  return [
    { words: `Give each finding its result and decide${due ? ` by ${longDay(due)}` : ''}`, href: '#decide' },
  ]
}

function Todos(props: DeskReviewProps) {
  const lines = todosOf(props)
  if (lines.length === 0) return null
  return (
    <section class="panel todos" id="todos" aria-labelledby="todos-heading">
      <h2 id="todos-heading">You need to</h2>
      <ul class="checks">
        {lines.map(({ words, href }) => (
          <li>
            <Icon name="circle-dashed" />
            <a href={href}>{words}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}

// ── What was asked, and what was found

export type OpenProps = DeskReviewProps & { open: ReviewView }

function Request({ frame, page, review, open, can }: OpenProps) {
  const url = can.files ? pageOf('staff', page.registration.id) : null
  return (
    <>
      <section class="panel stack tight" aria-labelledby="request-heading">
        <div class="between">
          <h2 id="request-heading">The owner’s request</h2>
          <span class="small soft">
            {open.requester}, <When at={open.requestedAt} zone={page.zone} now={frame.now} />
            {open.onBehalf === null ? ', in the portal' : ', filed by staff'}
          </span>
        </div>
        {open.onBehalf === null ? null : (
          <p class="small">
            <strong>Where it came from:</strong> {open.onBehalf}
          </p>
        )}
        {open.level === 'first' ? null : (
          <Callout tone="info">
            <p>
              {open.level === 'second'
                ? 'A second look: nobody who took part in the decision or in the first review may handle it.'
                : 'The decision was upheld before. Look at the evidence that is new.'}
            </p>
          </Callout>
        )}
        <PlainText text={open.statement} />
        <EvidenceFiles files={open.files} url={url} />
      </section>
      {can.measure ? review.cited.map((found) => <SideBySide {...{ frame, page, found, open }} />) : null}
      {open.questions.length > 0 ? <Asked {...{ frame, page, open, url }} /> : null}
    </>
  )
}

type SideProps = Pick<OpenProps, 'frame' | 'page' | 'open'> & { found: ReviewPage['cited'][number] }

function SideBySide({ frame, page, found, open }: SideProps) {
  const about = open.findings.find(({ findingId }) => findingId === found.id)
  const id = `found-${found.criterionId}`
  return (
    <article class="finding" data-outcome={found.outcome} aria-labelledby={id}>
      <header>
        <h2 id={id}>{titleOf(found.criterionId)}</h2>
        <Tag tone={about?.disputed ? 'review' : undefined}>
          {about?.disputed ? 'Disputed' : 'Not disputed'}
        </Tag>
      </header>
      <div class="columns">
        <div class="stack tight">
          <h3>We found</h3>
          <Found frame={frame} page={page} found={found} />
        </div>
        <div class="stack tight">
          <h3>The owner says</h3>
          {about?.said ? <PlainText text={about.said} /> : <p class="soft">Nothing about this one alone.</p>}
        </div>
      </div>
    </article>
  )
}

function Asked({
  frame,
  page,
  open,
  url,
}: Pick<OpenProps, 'frame' | 'page' | 'open'> & { url: string | null }) {
  return (
    <section class="panel stack tight" aria-labelledby="asked-heading">
      <h2 id="asked-heading">Asked in this review</h2>
      {open.questions.map(({ question, answer, answeredAt, files, asker, replyBy }) => (
        <div class="stack tight">
          <p>
            <strong>{question}</strong> <span class="soft small">({asker})</span>
          </p>
          {answer && answeredAt ? (
            <>
              <PlainText text={answer} />
              <p class="small soft">
                Answered <When at={answeredAt} zone={page.zone} now={frame.now} />
              </p>
              <EvidenceFiles files={files} url={url} />
            </>
          ) : (
            <p class="soft">Not answered yet. Asked for by {longDay(replyBy)}.</p>
          )}
        </div>
      ))}
    </section>
  )
}

// ── Beside it

function Record({ frame, page, review, can }: DeskReviewProps) {
  const { block, record, proposer, approver, cited } = review
  return (
    <section class="panel" aria-labelledby="record-heading">
      <h2 id="record-heading">The decision</h2>
      <dl class="facts">
        <dt>Since</dt>
        <dd>
          <When at={block.at} zone={page.zone} now={frame.now} />
        </dd>
        {record?.scope ? (
          <>
            <dt>Blocked</dt>
            <dd>{record.scope}</dd>
          </>
        ) : null}
        {proposer ? (
          <>
            <dt>Proposed by</dt>
            <dd>{proposer}</dd>
          </>
        ) : null}
        <dt>{record?.emergency && !record.decidedAt ? 'Not yet confirmed' : 'Decided by'}</dt>
        <dd>{approver ?? 'nobody on record'}</dd>
        <dt>Criteria</dt>
        <dd>{cited.map(({ criterionId }) => criterionId).join(', ') || 'No record here'}</dd>
      </dl>
      {record && can.measure ? (
        <Fold summary="Read the record" remember="record">
          <dl class="facts">
            <dt>Risk to our systems</dt>
            <dd>{record.riskToSystems}</dd>
            <dt>Risk analysis</dt>
            <dd>{record.riskAnalysis}</dd>
            <dt>Lighter measures</dt>
            <dd>{record.alternatives}</dd>
            <dt>No wider than the risk</dt>
            <dd>{record.whyTailored}</dd>
            {record.whatLifts ? (
              <>
                <dt>What lifts it</dt>
                <dd>{record.whatLifts}</dd>
              </>
            ) : null}
            <dt>What the owner read</dt>
            <dd>{record.vendorText}</dd>
          </dl>
        </Fold>
      ) : null}
    </section>
  )
}

function Steps({ frame, page, open }: Pick<OpenProps, 'frame' | 'page' | 'open'>) {
  return (
    <section class="panel" aria-labelledby="steps-heading">
      <h2 id="steps-heading">Steps of this review</h2>
      <ol class="checks">
        <li data-tone="good">
          <Icon name="circle-check" />
          <span>
            Requested
            <br />
            <span class="small soft">
              <When at={open.requestedAt} zone={page.zone} now={frame.now} />
            </span>
          </span>
        </li>
        <li data-tone={open.assignedAt ? 'good' : 'warn'}>
          <Icon name={open.assignedAt ? 'circle-check' : 'hourglass'} />
          <span>
            {open.assignee ? `Taken by ${open.assignee}` : 'Nobody has taken it'}
            {open.assignedAt ? (
              <>
                <br />
                <span class="small soft">
                  <When at={open.assignedAt} zone={page.zone} now={frame.now} />
                </span>
              </>
            ) : null}
          </span>
        </li>
        <li data-tone="info">
          <Icon name="hourglass" />
          <span>Now: {stateNames[open.state]}</span>
        </li>
      </ol>
    </section>
  )
}

function Earlier({ frame, page, review, can }: DeskReviewProps) {
  const ended = review.reviews.filter(({ endedAt }) => endedAt).toReversed()
  if (ended.length === 0) return null
  return (
    <section class="panel stack" aria-labelledby="earlier-heading">
      <h2 id="earlier-heading">Reviews of this decision that have ended</h2>
      {ended.map((each) => (
        <div class="stack tight">
          <h3>
            {reviewNumber(each)}: {each.outcome ? decidedWords[each.outcome] : stateNames[each.state]}
          </h3>
          <p class="small soft">
            {each.assignee ? `${each.assignee}, ` : ''}
            {each.endedAt ? <When at={each.endedAt} zone={page.zone} now={frame.now} /> : null}
          </p>
          {each.words ? <PlainText text={each.words} /> : null}
          {each.conditions && each.conditionsUntil ? (
            <p>
              <strong>To be met by {longDay(each.conditionsUntil)}:</strong> {each.conditions}
            </p>
          ) : null}
          {each.outcome && each.findings.length > 0 ? <Results findings={each.findings} /> : null}
          <Fold summary="What the owner said then">
            <div class="stack tight">
              <PlainText text={each.statement} />
              {each.findings
                .filter(({ said }) => said)
                .map(({ criterionId, said }) => (
                  <p>
                    <strong>{criterionId}:</strong> {said}
                  </p>
                ))}
              {each.questions.map(({ question, answer }) => (
                <p>
                  <strong>{question}</strong> {answer ?? 'Not answered.'}
                </p>
              ))}
              <EvidenceFiles
                files={[...each.files, ...each.questions.flatMap(({ files }) => files)]}
                url={can.files ? pageOf('staff', page.registration.id) : null}
              />
            </div>
          </Fold>
        </div>
      ))}
    </section>
  )
}
