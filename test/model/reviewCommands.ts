// What owners and the payer do with a decision that is looked at again (DOMAIN 2.4).
import { and, eq, isNull } from 'drizzle-orm'
import { statusReviews } from '../../db/schema.ts'
import { recordFinding } from '../../src/operations/findings.ts'
import { reinstate } from '../../src/operations/reinstating.ts'
import { decideReview } from '../../src/operations/reviewDecision.ts'
import { answerInReview, askInReview, assignReview } from '../../src/operations/reviewHandling.ts'
import { lapseReviews } from '../../src/operations/reviewLapse.ts'
import { requestReview, withdrawReview } from '../../src/operations/reviews.ts'
import { Refused } from '../../src/rules/refused.ts'
import type { ReviewOutcome } from '../../src/rules/reviews.ts'
import type { Place } from '../../src/rules/status.ts'
import { metFinding } from '../people.ts'
import type { Command, Leads, Run } from './commands.ts'

const open = [
  'suspended/review_open',
  'terminated/review_open',
  'not_approved',
] as const satisfies readonly Place[]
const stays: Leads = Object.fromEntries(open.map((place) => [place, 'stays']))
const goesBack: Leads = {
  'suspended/review_open': 'suspended/final',
  'terminated/review_open': 'terminated/final',
  not_approved: 'stays',
}
const fixed = 'The trace of 48 hours shows one use for each token and no guessing of ids.'

async function openReview({ world, id }: Run): Promise<number> {
  const [review] = await world.db
    .select({ id: statusReviews.id })
    .from(statusReviews)
    .where(and(eq(statusReviews.registrationId, id), isNull(statusReviews.endedAt)))
  return review?.id ?? 0
}

async function asking({ world, id, now }: Run): Promise<void> {
  const disputed = [{ criterionId: 'SEC-10', said: 'Two workers raced; one with a lock is live.' }]
  const review = { disputed, statement: 'One worker with a lock is live since November 7.', onBehalf: null }
  await requestReview(world.db, world.ada, { registrationId: id, review, files: [] }, now)
}

async function deciding(run: Run, outcome: ReviewOutcome, result: 'upheld' | 'changed'): Promise<void> {
  const { world, id, now } = run
  const decision = {
    ...{ outcome, words: 'Read and weighed.', conditions: '', conditionsUntil: null },
    findings: [{ criterionId: 'SEC-10', outcome: result, words: fixed }],
  }
  const input = { registrationId: id, reviewId: await openReview(run), seen: 1_000_000, decision }
  await decideReview(world.db, world.marcus, input, now)
}

async function lifting({ world, id, now }: Run): Promise<void> {
  const finding = { registrationId: id, criterionId: 'SEC-10', ...metFinding }
  await recordFinding(world.db, world.marcus, finding, now)
  await reinstate(world.db, world.marcus, { registrationId: id, seen: 1_000_000, reason: fixed }, now)
}

export const reviewCommands: readonly Command[] = [
  {
    name: 'ask for a review',
    row: 'R ask',
    leads: {
      'suspended/final': 'suspended/review_open',
      'terminated/final': 'terminated/review_open',
      not_approved: 'stays',
    },
    do: asking,
  },
  {
    name: 'take the review',
    row: 'R take',
    leads: stays,
    do: ({ world, id, now }) =>
      assignReview(world.db, world.marcus, { registrationId: id, personId: world.marcus.id }, now),
  },
  {
    name: 'take the review of one’s own proposal',
    row: 'R own',
    leads: {},
    do: ({ world, id, now }) => {
      const { reviewer } = world.staff
      return assignReview(world.db, reviewer, { registrationId: id, personId: reviewer.id }, now)
    },
  },
  {
    name: 'ask in the review',
    row: 'R question',
    leads: stays,
    do: ({ world, id, now }) =>
      askInReview(world.db, world.marcus, { registrationId: id, question: 'Since which version?' }, now),
  },
  {
    name: 'answer in the review',
    row: 'R answer',
    leads: stays,
    do: ({ world, id, now }) =>
      answerInReview(world.db, world.ada, { registrationId: id, answer: 'Since 4.2.', files: [] }, now),
  },
  { name: 'uphold', row: 'R uphold', leads: goesBack, do: (run) => deciding(run, 'uphold', 'upheld') },
  {
    name: 'lift by review',
    row: 'T11',
    leads: { 'suspended/review_open': 'approved/active' },
    do: (run) => deciding(run, 'reinstate', 'changed'),
  },
  {
    name: 'rescind the termination',
    row: 'R rescind',
    leads: { 'terminated/review_open': 'terminated/final' },
    do: (run) => deciding(run, 'rescind_termination', 'changed'),
  },
  {
    name: 'rescind the denial',
    row: 'R rescind',
    leads: { not_approved: 'stays' },
    do: (run) => deciding(run, 'rescind_denial', 'changed'),
  },
  {
    name: 'withdraw the review',
    row: 'R withdraw',
    leads: goesBack,
    do: ({ world, id, now }) => withdrawReview(world.db, world.ada, { registrationId: id }, now),
  },
  {
    name: 'the review lapses',
    row: 'R lapse',
    leads: goesBack,
    do: async ({ world, now }) => {
      if ((await lapseReviews(world.db, now)) === 0) throw new Refused('not_now', 'Nothing lapses today.')
    },
  },
  {
    name: 'lift of one’s own motion',
    row: 'T11 own',
    leads: { 'suspended/final': 'approved/active' },
    do: lifting,
  },
]
