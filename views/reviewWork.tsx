// What somebody at the desk can do in a review: take it, appoint, ask, take an answer, decide, or file one.
import type { ReviewView } from '../db/queries/reviews.ts'
import type { EntryView, ThreadPage } from '../db/queries/thread.ts'
import { mayMove } from '../src/rules/reviews.ts'
import { Area, Select } from './findings.tsx'
import { Callout, Fold, PlainText, When } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { DecisionForm } from './reviewDecision.tsx'
import type { DeskReviewProps, OpenProps } from './reviewDesk.tsx'
import { RequestFields } from './reviewRequest.tsx'

export function Work(props: OpenProps) {
  const { review, staff, open, page } = props
  const { role } = staff
  const yours = open.assigneeId === staff.id
  if (yours && !review.mayHandle) return <NoLongerYou />
  return (
    <>
      {open.state === 'requested' && review.mayHandle ? <Take {...props} /> : null}
      {role === 'admin' && mayMove('assign', open.state, role) ? <Appoint {...props} /> : null}
      {open.state === 'requested' && !review.mayHandle && role !== 'admin' ? <NotYou {...props} /> : null}
      {yours && open.state === 'info_requested' && repliesOf(page, open).length > 0 ? (
        <Replies {...props} />
      ) : null}
      {yours && mayMove('decide', open.state, role) ? <DecisionForm {...props} /> : null}
      {yours && mayMove('ask', open.state, role) ? <AskForm {...props} /> : null}
    </>
  )
}

const reviewUrl = (page: ThreadPage) => `${pageOf('staff', page.registration.id)}/review`

function Take({ page, staff }: OpenProps) {
  return (
    <form class="panel stack tight" id="take" {...posts(`${reviewUrl(page)}/assign`)}>
      <h2>Take the review</h2>
      <p>You took no part in the decision, so you may handle it. You decide about each finding, alone.</p>
      <input type="hidden" name="person" value={String(staff.id)} />
      <p>
        <button class="button" data-kind="primary" type="submit">
          Take the review
        </button>
      </p>
    </form>
  )
}

function NotYou({ review }: OpenProps) {
  const names = review.handlers.map(({ name }) => name)
  return (
    <Callout icon="lock">
      <p>
        You took part in the decision, or your role does not decide.{' '}
        {names.length > 0
          ? `These may take the review: ${names.join(', ')}.`
          : 'Nobody at the desk may take the review: an admin appoints somebody. The clock runs on.'}
      </p>
    </Callout>
  )
}

/** Somebody who has a review and then confirms the block has become a part of what is reviewed. */
function NoLongerYou() {
  return (
    <Callout tone="warn">
      <p>
        You have this review, and you have taken part in the decision since: somebody else has to decide. Ask
        an admin to appoint them. The clock runs on.
      </p>
    </Callout>
  )
}

function Appoint({ page, review, open }: OpenProps) {
  const others = review.handlers.filter(({ id }) => id !== open.assigneeId)
  return (
    <form class="panel stack tight" id="appoint" {...posts(`${reviewUrl(page)}/assign`)}>
      <h2>Appoint a reviewer</h2>
      {others.length === 0 ? (
        <p>
          Nobody {open.assigneeId ? 'else ' : ''}at the desk may handle this review: everybody who reviews or
          approves took part in the decision. Give somebody else one of these roles; then they stand here. The
          owner reads that we are appointing somebody, and the clock runs on.
        </p>
      ) : (
        <>
          <Select
            id="person"
            name="person"
            label="Who took no part in the decision"
            names={others.map(({ id, name, role }) => ({ value: String(id), name: `${name}, ${role}` }))}
          />
          <p>
            <button class="button" data-kind="primary" type="submit">
              Appoint
            </button>
          </p>
        </>
      )}
    </form>
  )
}

function AskForm({ page, refusal, question }: OpenProps) {
  const error = refusal?.problems.find(({ field }) => field === 'question')?.message
  return (
    <section class="panel" aria-label="Ask the owner first">
      <Fold summary="Ask the owner first" open={error !== undefined}>
        <form class="stack tight" {...posts(`${reviewUrl(page)}/ask`)} data-guard>
          <Area
            id="question"
            name="question"
            label="Question"
            hint="The clock of the review stops until it is answered."
            value={question}
            error={error}
          />
          <p>
            <button class="button" type="submit">
              Send the question
            </button>
          </p>
        </form>
      </Fold>
    </section>
  )
}

/** What the vendor's side wrote into the thread since the question. */
export function repliesOf(page: ThreadPage, open: ReviewView): EntryView[] {
  const since = open.questions.at(-1)?.askedAt
  if (!since) return []
  return page.entries.filter(
    ({ kind, author, at }) =>
      (kind === 'mail' || kind === 'message') && author?.side !== 'staff' && at >= since,
  )
}

function Replies({ frame, page, open }: OpenProps) {
  return (
    <section class="panel stack" id="replies" aria-labelledby="replies-heading">
      <h2 id="replies-heading">Written in the thread since your question</h2>
      {repliesOf(page, open).map(({ id, author, at, body, kind }) => (
        <form class="stack tight" {...posts(`${reviewUrl(page)}/answer`)}>
          <p class="small soft">
            {author?.name ?? 'Somebody'}, by {kind === 'mail' ? 'e-mail' : 'message'},{' '}
            <When at={at} zone={page.zone} now={frame.now} />
          </p>
          <PlainText text={body} />
          <input type="hidden" name="entry" value={String(id)} />
          <p>
            <button class="button" data-size="s" type="submit">
              Take it as the answer
            </button>
          </p>
        </form>
      ))}
    </section>
  )
}

export function FileFor({ page, review, can, refusal, typed }: DeskReviewProps) {
  if (!can.fileFor) return null
  const error = refusal?.problems.find(({ field }) => field === 'onBehalf')?.message
  return (
    <section class="panel" aria-label="File a request for the owner">
      <Fold summary="File a request for the owner" open={refusal !== undefined}>
        <form class="stack" enctype="multipart/form-data" {...posts(reviewUrl(page))} data-guard>
          <p>
            Owners ask in the portal. File it for them only where they cannot sign in, and say where it came
            from.
          </p>
          <Area
            id="onBehalf"
            name="onBehalf"
            label="Where the request came from"
            hint="Such as the mail and its date, or the call and who called. Only staff read it."
            value={typed?.onBehalf}
            error={error}
          />
          <RequestFields review={review} refusal={refusal} typed={typed} />
          <p>
            <button class="button" data-kind="primary" type="submit">
              File the request
            </button>
          </p>
        </form>
      </Fold>
    </section>
  )
}
