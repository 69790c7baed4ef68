// Whose move an open review is: the words that both sides share (DOMAIN 2.4).
import { type Day, localDay, shortDay } from './calendar.ts'
import type { ClockReading } from './clock.ts'
import type { Reviewed, ReviewState } from './reviews.ts'
import type { Move } from './turn.ts'

export type ReviewTurn = {
  of: Reviewed
  state: ReviewState
  assignee: string | null
  /** Nobody at the desk may handle it: an admin appoints somebody. */
  nobody: boolean
  clock: ClockReading | null
  assignment: ClockReading | null
  question: { replyBy: Day; lapseOn: Day } | null
}

/** What stays as it is until the review is decided. */
export const meanwhile: Record<Reviewed, string> = {
  suspended: 'Access stays blocked until then.',
  terminated: 'The app stays terminated until then.',
  not_approved: 'The decision stands until then.',
}

export function reviewMove(review: ReviewTurn, { now, zone }: { now: Date; zone: string }): Move {
  const day = (date: Day | null | undefined) =>
    date ? shortDay(date, localDay(now, zone)) : 'a date we tell you'
  if (review.state === 'info_requested') return asked(review, day)
  const due = day(review.clock?.dueOn)
  const late = review.clock?.late === true
  const vendorHeading = late
    ? `We are late with your review: it was due ${due}`
    : `We decide on your review by ${due}`
  if (review.state !== 'requested')
    return {
      by: 'staff',
      vendor: {
        heading: vendorHeading,
        sentence: `${review.assignee ?? 'Somebody'} took no part in the decision and looks at it anew. ${meanwhile[review.of]} Nothing is needed from you.`,
      },
      staff: {
        heading: late ? `Decide on the review now: it was due ${due}` : `Decide on the review by ${due}`,
        sentence: `${review.assignee ?? 'Nobody'} has it. ${meanwhile[review.of]}`,
      },
    }
  const takenBy = day(review.assignment?.dueOn)
  const overdue = review.assignment?.late === true
  const what = review.nobody ? 'Appoint a reviewer' : 'Take the review'
  return {
    by: 'staff',
    vendor: {
      heading: vendorHeading,
      sentence: `${review.nobody ? nobodyYet : `Somebody who took no part in the decision takes it by ${takenBy}.`} ${meanwhile[review.of]}`,
    },
    staff: {
      heading: overdue ? `${what} now: it was due ${takenBy}` : `${what} by ${takenBy}`,
      sentence: `${review.nobody ? 'Everybody who reviews or approves took part in the decision. An admin appoints somebody else; the clock runs on.' : 'Nobody who took part in the decision may handle it.'} The decision is due ${due}.`,
    },
  }
}

const nobodyYet =
  'Everybody at our desk took part in the decision, so we are appointing another person. Our clock runs on.'

function asked({ question, clock, of }: ReviewTurn, day: (date: Day | null | undefined) => string): Move {
  const [replyBy, last] = [day(question?.replyBy), day(question?.lapseOn)]
  const left = clock
    ? `Our clock has stopped: ${clock.left} of 10 business days are left.`
    : 'Our clock has stopped.'
  return {
    by: 'vendor',
    vendor: {
      heading: `Answer our question about the review by ${replyBy}`,
      sentence: `${left} Without an answer by ${last} the review ends, and you can ask for one again. ${meanwhile[of]}`,
    },
    staff: {
      heading: 'Waiting for an answer about the review',
      sentence: `Asked for by ${replyBy}. ${left} Without an answer by ${last} the review ends.`,
    },
  }
}
