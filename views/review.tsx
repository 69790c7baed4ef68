// An owner's page about a decision against the app: why, what lifts it, who looks at it again, and until when.
import type { ReviewPage } from '../db/queries/reviewPage.ts'
import type { ReviewView } from '../db/queries/reviews.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { longDay } from '../src/rules/calendar.ts'
import { promisedDays } from '../src/rules/clock.ts'
import { secondLookDays } from '../src/rules/reviewRequests.ts'
import {
  mayMove,
  type Reviewed,
  type ReviewLevel,
  reviewNouns,
  reviewNumber,
  stateNames,
} from '../src/rules/reviews.ts'
import { meanwhile } from '../src/rules/reviewTurn.ts'
import type { Turn } from '../src/rules/turn.ts'
import { Area } from './findings.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout, ClockPanel, ErrorSummary, Icon, PlainText, Tag, TurnBlock, When } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { Standing } from './registration.tsx'
import { decidedWords, EvidenceFiles, Results, titleOf, whatLifts } from './reviewParts.tsx'
import { EvidenceField, RequestFields, type TypedRequest } from './reviewRequest.tsx'

type Props = {
  frame: Frame
  page: ThreadPage
  review: ReviewPage
  turn: Turn
  refusal?: Refusal
  typed?: TypedRequest
  answer?: string
}

export function VendorReview({ frame, page, review, turn, refusal, typed, answer }: Props) {
  const { id, appName, number } = page.registration
  const { open, chance, isOwner } = review
  const title = `Review of the ${reviewNouns[review.of]} of ${appName}`
  return (
    <PortalPage
      frame={frame}
      title={title}
      description="Why it was decided, what lifts it, and how to have somebody else look at it."
      current="apps"
      error={refusal !== undefined}
    >
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/registrations">Your apps</a>
          </li>
          <li>
            <a href={pageOf('vendor', id)}>{number}</a>
          </li>
          <li>Review</li>
        </ol>
      </nav>
      <div class="stack tight">
        <h1>{title}</h1>
        <Standing frame={frame} page={page} />
      </div>
      {open ? <TurnBlock turn={turn} /> : null}
      <div class="with-aside">
        <div class="stack">
          {open?.state === 'info_requested' ? (
            <Question page={page} open={open} refusal={refusal} answer={answer} />
          ) : null}
          {review.reviews.toReversed().map((each) => (
            <Told frame={frame} page={page} review={each} />
          ))}
          {chance.level && page.mayWrite ? (
            isOwner ? (
              <Ask page={page} review={review} level={chance.level} refusal={refusal} typed={typed} />
            ) : (
              <OnlyOwner page={page} />
            )
          ) : null}
        </div>
        <div class="aside">
          {page.review?.clock ? (
            <ClockPanel clock={page.review.clock} title="Our clock" id="review-clock" />
          ) : null}
          {open || chance.level ? <Facts page={page} review={review} /> : null}
          {open && isOwner && mayMove('withdraw', open.state, 'owner') ? (
            <Withdraw id={id} of={review.of} />
          ) : null}
        </div>
      </div>
    </PortalPage>
  )
}

function OnlyOwner({ page }: { page: ThreadPage }) {
  return (
    <Callout icon="lock">
      <p>Only an owner of {page.registration.company} can ask for a review. Ask them to sign in.</p>
    </Callout>
  )
}

const lifts: Record<Reviewed, string> = {
  suspended: 'Fix what was found and show us how.',
  terminated:
    'Only a new registration gives access again. A review can rescind the termination; the app then registers again, and we look at it first.',
  not_approved:
    'Register the app again once the reason is remedied. A review can rescind the decision; we then look at the new registration first.',
}

function Facts({ page, review: { of, chance } }: { page: ThreadPage; review: ReviewPage }) {
  const until = chance.level === 'second' && chance.until ? longDay(chance.until) : null
  return (
    <section class="panel" aria-labelledby="about-heading">
      <h2 id="about-heading">How a review works</h2>
      <dl class="facts">
        <dt>What lifts it</dt>
        <dd>{whatLifts(page) || lifts[of]}</dd>
        <dt>Who decides</dt>
        <dd>
          Somebody else: nobody who proposed, decided or approved the {reviewNouns[of]} handles the review.
        </dd>
        <dt>When</dt>
        <dd>
          Within {promisedDays.review} business days of the request; somebody takes it within{' '}
          {promisedDays.assignment}. A question to you stops our clock.
        </dd>
        <dt>Until then</dt>
        <dd>{meanwhile[of].replace('until then', 'until a review changes it')}</dd>
        <dt>After it</dt>
        <dd>
          {until
            ? `You can ask for a second look until ${until}.`
            : `Where it is upheld, you can ask once more within ${secondLookDays} days: another person looks. Later we look again at new evidence.`}
        </dd>
      </dl>
      <p class="small">
        <a href="/criteria">What apps are measured by</a>
      </p>
    </section>
  )
}

const asks: Record<ReviewLevel, { title: string; about: string; button: string }> = {
  first: {
    title: 'Ask for a review',
    about: 'Say which findings you dispute or have fixed, and add what shows it.',
    button: 'Ask for a review',
  },
  second: {
    title: 'Ask for a second look',
    about:
      'Somebody looks at it who took part neither in the decision nor in the first review. This can be asked once.',
    button: 'Ask for a second look',
  },
  new_evidence: {
    title: 'Ask again, with new evidence',
    about: 'The decision was upheld. We look again where you add a file that we have not seen.',
    button: 'Ask again',
  },
}

type AskProps = Pick<Props, 'page' | 'review' | 'refusal' | 'typed'> & { level: ReviewLevel }

function Ask({ page, review, level, refusal, typed }: AskProps) {
  const { title, about, button } = asks[level]
  return (
    <form
      class="panel stack"
      id="ask"
      enctype="multipart/form-data"
      {...posts(`${pageOf('vendor', page.registration.id)}/review`)}
      data-guard
      aria-labelledby="ask-heading"
    >
      <div>
        <h2 id="ask-heading">{title}</h2>
        <p class="soft">{about}</p>
      </div>
      <RequestFields review={review} refusal={refusal} typed={typed} />
      <p>
        <button class="button" data-kind="primary" type="submit">
          {button}
        </button>
      </p>
    </form>
  )
}

type QuestionProps = Pick<Props, 'page' | 'refusal' | 'answer'> & { open: ReviewView }

function Question({ page, open, refusal, answer }: QuestionProps) {
  const asked = open.questions.at(-1)
  const error = (name: string) => refusal?.problems.find(({ field }) => field === name)?.message
  if (!asked) return null
  return (
    <section class="panel stack" id="question" aria-labelledby="question-heading">
      <div class="between">
        <h2 id="question-heading">A question from {asked.asker}</h2>
        <span class="small soft">Answer by {longDay(asked.replyBy)}</span>
      </div>
      <PlainText text={asked.question} />
      {page.mayWrite ? (
        <form
          class="stack tight"
          enctype="multipart/form-data"
          {...posts(`${pageOf('vendor', page.registration.id)}/review/answer`)}
          data-guard
        >
          <Area
            id="answer"
            name="answer"
            label="Your answer"
            hint={noSecrets}
            value={answer}
            error={error('answer')}
          />
          <EvidenceField error={error('evidence')} />
          <p>
            <button class="button" data-kind="primary" type="submit">
              Send the answer
            </button>
          </p>
        </form>
      ) : null}
    </section>
  )
}

export const noSecrets =
  'Never paste tokens, passwords or data of members. We hide what we recognize, but not everything.'

function Withdraw({ id, of }: { id: number; of: Reviewed }) {
  return (
    <form class="panel stack tight" {...posts(`${pageOf('vendor', id)}/review/withdraw`)}>
      <h2>Take it back</h2>
      <p class="small">The review ends and the {reviewNouns[of]} stays. You can ask again.</p>
      <p>
        <button class="button" type="submit">
          Withdraw the review
        </button>
      </p>
    </form>
  )
}

// ── One review as it was told

type ToldProps = Pick<Props, 'frame' | 'page'> & { review: ReviewView }

function Told({ frame, page, review }: ToldProps) {
  const { id, state, requestedAt, requester, onBehalf, statement, files, endedAt } = review
  const number = reviewNumber(review)
  return (
    <section class="panel stack" aria-labelledby={`review-${id}`}>
      <div class="between">
        <h2 id={`review-${id}`}>Review {number}</h2>
        <Tag tone={endedAt ? undefined : 'review'}>
          {state === 'decided' ? 'Decided' : capital(stateNames[state])}
        </Tag>
      </div>
      {state === 'decided' ? <Decided frame={frame} page={page} review={review} /> : null}
      <div class="stack tight">
        <h3>What {onBehalf === null ? 'you asked for' : 'was filed for you'}</h3>
        <p class="small soft">
          {requester}, <When at={requestedAt} zone={page.zone} now={frame.now} />
        </p>
        <PlainText text={statement} />
        <Said review={review} />
        <EvidenceFiles files={files} url={pageOf('vendor', page.registration.id)} />
      </div>
      {review.questions.some(({ answeredAt }) => answeredAt) ? (
        <Answered page={page} review={review} />
      ) : null}
    </section>
  )
}

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

function Said({ review: { findings } }: { review: ReviewView }) {
  const disputed = findings.filter((finding) => finding.disputed)
  if (disputed.length === 0) return null
  return (
    <ul class="checks">
      {disputed.map(({ criterionId, said }) => (
        <li>
          <Icon name="scale" />
          <div>
            <strong>{titleOf(criterionId)}</strong>
            {said ? <PlainText text={said} /> : null}
          </div>
        </li>
      ))}
    </ul>
  )
}

function Answered({ page, review }: Pick<Props, 'page'> & { review: ReviewView }) {
  return (
    <div class="stack tight">
      <h3>Asked and answered</h3>
      {review.questions.map(({ question, answer, files }) => (
        <div class="stack tight">
          <p>
            <strong>{question}</strong>
          </p>
          {answer ? <PlainText text={answer} /> : <p class="soft">Not answered.</p>}
          <EvidenceFiles files={files} url={pageOf('vendor', page.registration.id)} />
        </div>
      ))}
    </div>
  )
}

function Decided({ frame, page, review }: ToldProps) {
  const { outcome, words, endedAt, findings, conditions, conditionsUntil, assignee } = review
  if (!outcome || !endedAt) return null
  const tone = outcome === 'uphold' ? 'info' : 'good'
  return (
    <div class="stack tight">
      <Callout tone={tone} icon="scale">
        <p>
          <strong>{decidedWords[outcome]}</strong> Decided by {assignee}, who took no part in the decision,{' '}
          <When at={endedAt} zone={page.zone} now={frame.now} />.
        </p>
      </Callout>
      <PlainText text={words ?? ''} />
      {conditions && conditionsUntil ? (
        <Callout tone="warn">
          <p>
            <strong>To be met by {longDay(conditionsUntil)}:</strong> {conditions}
          </p>
        </Callout>
      ) : null}
      {findings.length > 0 ? <Results findings={findings} /> : null}
    </div>
  )
}
