// The words of everything that happens in a review of a status, one line each.
import type { EntryEvent } from '../db/schema.ts'
import { type Reviewed, type ReviewLevel, type ReviewOutcome, reviewNouns } from '../src/rules/reviews.ts'
import { count } from '../src/rules/turn.ts'
import type { Teller, Told, When } from './events.tsx'

type ReviewEvent = Extract<EntryEvent['what'], `review_${string}` | 'rescinded'>

export const reviewTellers: {
  [W in ReviewEvent]: (event: Extract<EntryEvent, { what: W }>, by: Teller, at: When) => Told
} = {
  review_requested: ({ of, level, criteria, onBehalf }, { who, vendor }) => ({
    icon: 'scale',
    words: (
      <>
        {who} <strong>asked for {reviewWords[level]}</strong> of the {reviewNouns[of]}
        {onBehalf ? (vendor ? ' for you' : ' for the owner') : ''}
        {criteria.length > 0 ? `: ${criteria.join(', ')}` : ''}
      </>
    ),
  }),
  review_assigned: ({ name, taken }, { who }) => ({
    icon: 'user-round',
    words: (
      <>
        {who} {taken ? 'took the review' : 'gave the review to '}
        {taken ? (
          ' and'
        ) : (
          <>
            <strong>{name}</strong>, who
          </>
        )}{' '}
        took no part in the decision
      </>
    ),
  }),
  review_asked: ({ question, used, of }, { who, vendor }) => ({
    icon: 'circle-pause',
    tone: 'warn',
    words: (
      <>
        {who} asked {vendor ? 'you' : 'the owner'} about the review: “{question}”. The clock of the review{' '}
        <strong>stopped</strong>: {used} of {of} business days used
      </>
    ),
  }),
  review_answered: ({ left, fromEntry }, { who }) => ({
    icon: 'clock',
    words: (
      <>
        {who} {fromEntry ? 'took a message as the answer' : 'answered the question'} about the review. Its
        clock <strong>goes on</strong>: {count(left, 'business day')} left
      </>
    ),
  }),
  review_decided: ({ of, outcome, text }, { who }) => ({
    ...(outcome === 'uphold' ? upheldLook : changedLook),
    words: (
      <>
        {who} decided on the review: the {reviewNouns[of]} is <strong>{outcomePast[outcome]}</strong>. {text}
      </>
    ),
  }),
  review_ended: ({ how }, { who }) => ({
    icon: 'undo-2',
    words: how === 'withdrawn' ? <>{who} withdrew the review</> : endedWords[how],
  }),
  rescinded: ({ of, number }) => ({
    icon: 'pencil',
    tone: 'good',
    words: (
      <>
        <strong>Correction:</strong> review {number} has rescinded the {reviewNouns[of]} above.{' '}
        {correction(of)}
      </>
    ),
  }),
  review_way_sent: (_, { who, vendor }) => ({
    icon: 'mail',
    words: (
      <>
        {who} sent {vendor ? 'you' : 'the vendor'} the way to ask for a review: a review starts in the portal,
        never by e-mail
      </>
    ),
  }),
}

const reviewWords: Record<ReviewLevel, string> = {
  first: 'a review',
  second: 'a second look',
  new_evidence: 'a review with new evidence',
}
const outcomePast: Record<ReviewOutcome, string> = {
  reinstate: 'lifted',
  reinstate_with_conditions: 'lifted with conditions',
  rescind_termination: 'rescinded',
  rescind_denial: 'rescinded',
  uphold: 'upheld',
}
const upheldLook = { icon: 'scale' } as const
const changedLook = { icon: 'circle-check', tone: 'good' } as const
const endedWords = {
  lapsed: 'The review ended: no answer to its question arrived. Nothing was decided',
  settled: 'The review ended, because the block ended',
} as const

function correction(of: Reviewed): string {
  const stays = of === 'terminated' ? 'This registration stays terminated' : 'This registration stays closed'
  return `${stays}; the app registers again, and is looked at first`
}
