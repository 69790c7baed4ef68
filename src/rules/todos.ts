// What the owner has to do, one line each: the box “You need to” on the list of apps and on a registration. A line goes
// away when it is done.
import { type Day, localDay, shortDay } from './calendar.ts'
import { placeOf, type Standing } from './status.ts'
import { count } from './turn.ts'

export type Todo = { words: string; href: string }

export type TodoFacts = {
  id: number
  standing: Standing
  zone: string
  now: Date
  /** False for a colleague who may only read: nothing is needed from them. */
  mayWrite: boolean
  request: { questions: number; replyBy: Day } | null
  answersToCheck: number
  /** Questions that a mail answered and that the form should say too. */
  toConfirm: number
  /** A question within a review that waits for an answer. */
  reviewQuestion?: { replyBy: Day } | null
  /** Addresses that take part: those still to be confirmed, and those our last letter did not reach. */
  people: readonly { email: string; verified: boolean; failed: boolean }[]
}

/** In the order in which they stand in the way. @returns nothing where nothing is needed. */
export function todosOf(facts: TodoFacts): Todo[] {
  const { id, standing, request, people, mayWrite } = facts
  const place = placeOf(standing)
  const url = `/registrations/${id}`
  const asksInReview = facts.reviewQuestion && mayWrite
  const review = asksInReview ? [{ words: reviewBy(facts), href: `${url}/review#question` }] : []
  if (!mayWrite || ['withdrawn', 'not_approved', 'terminated/final'].includes(place)) return review
  const asked = request && facts.answersToCheck === 0
  return [
    ...review,
    ...(place === 'draft' ? [{ words: 'Finish the questions and submit', href: `${url}/check` }] : []),
    ...(asked ? [{ words: answerBy(request, facts), href: `${url}/check` }] : []),
    ...(facts.toConfirm > 0 && place.startsWith('pending/')
      ? [{ words: confirm(facts.toConfirm), href: `${url}/check` }]
      : []),
    ...(place === 'approved/reattest_due'
      ? [{ words: 'Sign the attestation again', href: `${url}/attestation` }]
      : []),
    ...people
      .filter(({ verified }) => !verified)
      .map(({ email }) => ({
        words: `Have the link opened that we sent to ${email}`,
        href: place === 'draft' ? `${url}/edit/contact` : `${url}#people`,
      })),
    ...people
      .filter(({ failed, verified }) => failed && verified)
      .map(({ email }) => ({
        words: `Tell us another address: our letters do not reach ${email}`,
        href: `${url}#message`,
      })),
  ]
}

const confirm = (questions: number) => `Confirm ${count(questions, 'answer')} in your form`
function reviewBy({ reviewQuestion, now, zone }: TodoFacts): string {
  const day = reviewQuestion ? shortDay(reviewQuestion.replyBy, localDay(now, zone)) : ''
  return `Answer the question about the review by ${day}`
}

function answerBy(
  { questions, replyBy }: { questions: number; replyBy: Day },
  { now, zone }: TodoFacts,
): string {
  return `Answer ${count(questions, 'question')} by ${shortDay(replyBy, localDay(now, zone))}`
}
