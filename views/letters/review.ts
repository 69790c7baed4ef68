// Letters about a review of a decision (E28), and the way to ask for one (E25).
import { longDay } from '../../src/rules/calendar.ts'
import { promisedDays } from '../../src/rules/clock.ts'
import {
  type FindingOutcome,
  type Reviewed,
  type ReviewOutcome,
  reviewNouns,
} from '../../src/rules/reviews.ts'
import { meanwhile } from '../../src/rules/reviewTurn.ts'
import { definitionOf, statusNames } from '../../src/rules/status.ts'
import { type Block, type Composition, facts, paragraph, strong, written } from './blocks.ts'
import { conditionsOf, criterionName } from './decision.ts'
import {
  type Compose,
  type LetterFrame,
  type LetterOf,
  noSecrets,
  signature,
  timeOf,
  toStaff,
  toVendor,
} from './frame.ts'

type About = { registrationId: number; number: string; app: string }
type AboutReview = About & { review: string; of: Reviewed }

/** Answers and decisions are given in the portal alone; a reply to the letter is read as any other mail. */
const notByMail = paragraph(
  'A review is asked for and answered in the portal, where you sign in. A reply to this e-mail is filed and read; it decides nothing.',
)

function reviewButton(label: string, { registrationId }: About, { publicUrl }: LetterFrame): Block {
  return { kind: 'button', label, href: `${publicUrl}/registrations/${registrationId}/review` }
}

function deskReview(label: string, { registrationId }: About, { publicUrl }: LetterFrame): Block {
  return { kind: 'button', label, href: `${publicUrl}/desk/registrations/${registrationId}/review` }
}

const named = ({ app, number, review }: AboutReview) => ({ App: app, Number: number, Review: review })

function vendorLetter(
  letter: AboutReview,
  frame: LetterFrame,
  { title, button, blocks }: { title: string; button: string; blocks: readonly Block[] },
): Composition {
  return toVendor(letter, frame, title, [
    ...blocks,
    reviewButton(button, letter, frame),
    notByMail,
    signature(frame),
    noSecrets,
  ])
}

/** E28, at once. */
export const reviewRequested: Compose<'review_requested'> = (letter, frame) => {
  const { app, of, owner, onBehalf, at, dueOn, assignBy, clock, counted, nobody, level } = letter
  const asked = onBehalf ? `${owner} of our desk filed your request` : `${owner} asked us`
  const again = level === 'first' ? '' : ' again'
  return vendorLetter(letter, frame, {
    title: `We have your request to review the ${reviewNouns[of]} of ${app}`,
    button: 'Open the review',
    blocks: [
      paragraph(`${asked} to look at the ${reviewNouns[of]} of ${app}${again}. `, strong(clock)),
      facts({ ...named(letter), Received: timeOf(at, frame), 'Decision by': longDay(dueOn) }),
      paragraph(
        nobody
          ? 'Everybody at our desk who may decide took part in the decision. We are appointing another person; our clock runs on.'
          : `Somebody who took no part in the decision handles it, and takes it by ${longDay(assignBy)}.`,
        ` ${meanwhile[of]}`,
      ),
      {
        kind: 'note',
        title: 'How we count',
        words: `${counted} The decision is due on business day ${promisedDays.review}.`,
      },
    ],
  })
}

/** E28 */
export const reviewAssigned: Compose<'review_assigned'> = (letter, frame) => {
  const { app, of, reviewer, dueOn, clock } = letter
  return vendorLetter(letter, frame, {
    title: `Your review of the ${reviewNouns[of]} of ${app} has begun`,
    button: 'Open the review',
    blocks: [
      paragraph(
        `${reviewer} handles the review and took no part in the decision. `,
        strong(clock),
        ' Nothing is needed from you now.',
      ),
      facts({ ...named(letter), ...(dueOn ? { 'Decision by': longDay(dueOn) } : {}) }),
      paragraph(meanwhile[of]),
    ],
  })
}

/** E28: the clock stops until it is answered. */
export const reviewAsked: Compose<'review_asked'> = (letter, frame) => {
  const { app, reviewer, question, replyBy, lapseOn, clock, of } = letter
  return vendorLetter(letter, frame, {
    title: `We need an answer for the review of ${app}`,
    button: 'Answer in the portal',
    blocks: [
      paragraph(`${reviewer}, who handles the review, asks:`),
      { kind: 'questions', questions: [{ about: null, question }] },
      facts({ ...named(letter), 'Answer by': longDay(replyBy) }),
      { kind: 'note', title: 'Our clock', words: clock },
      paragraph(
        'If no answer has arrived by the end of ',
        strong(longDay(lapseOn)),
        `, the review ends and the ${reviewNouns[of]} stays. You can ask for a review again.`,
      ),
    ],
  })
}

const titles: Record<ReviewOutcome, (app: string) => string> = {
  reinstate: (app) => `The suspension of ${app} is lifted`,
  reinstate_with_conditions: (app) => `The suspension of ${app} is lifted, with conditions`,
  rescind_termination: (app) => `The termination of ${app} is rescinded`,
  rescind_denial: (app) => `The decision not to approve ${app} is rescinded`,
  uphold: (app) => `The decision about ${app} stands after our review`,
}
export const resultNames: Record<FindingOutcome, string> = { upheld: 'Upheld', changed: 'Changed' }

/** E28: the result of each finding, and what comes after it. */
export const reviewDecided: Compose<'review_decided'> = (letter, frame) => {
  const { app, of, outcome, words, findings, at } = letter
  const lifted = outcome === 'reinstate' || outcome === 'reinstate_with_conditions'
  const word = lifted ? 'approved' : of
  const results = findings.map((found) => [
    criterionName(found.criterion),
    `${resultNames[found.outcome]}. ${found.words}`,
  ])
  return vendorLetter(letter, frame, {
    title: titles[outcome](app),
    button: 'Open the review',
    blocks: [
      ...written(words),
      facts({
        ...named(letter),
        Decided: timeOf(at, frame),
        Status: `${statusNames[word]}. ${definitionOf(word, frame.payer.name)}`,
      }),
      ...(results.length > 0 ? [facts(Object.fromEntries(results), 'The result for each finding')] : []),
      ...conditionsOf(letter.conditions),
      ...afterwards(letter),
    ],
  })
}

function afterwards({ outcome, of, app, again, secondUntil }: LetterOf<'review_decided'>): Block[] {
  if (outcome === 'rescind_termination' || outcome === 'rescind_denial')
    return [
      paragraph(
        strong('To use our APIs, the app registers again. '),
        `A rescinded ${reviewNouns[of]} does not by itself approve the app. `,
        again
          ? `We have begun a new registration with your answers (${again}): read them, sign, and submit. We look at it first.`
          : 'Register it again on its page; we look at it first.',
      ),
    ]
  if (outcome !== 'uphold') return []
  if (!secondUntil)
    return [paragraph(`You can ask for another review of ${app} when you have evidence that is new.`)]
  return [
    paragraph(
      strong('You can ask for a second look '),
      `until ${longDay(secondUntil)}: by somebody who took part neither in the decision nor in this review. After that day we look again where you have evidence that is new.`,
    ),
  ]
}

/** E28 where nobody decided. */
export const reviewEnded: Compose<'review_ended'> = (letter, frame) => {
  const { app, of, how, at } = letter
  const why = {
    withdrawn: `The review of the ${reviewNouns[of]} of ${app} was withdrawn.`,
    lapsed: `No answer to our question arrived, so the review of the ${reviewNouns[of]} of ${app} has ended.`,
    settled: `The block of ${app} has ended, and with it the review.`,
  }[how]
  const next = how === 'settled' ? '' : ' Nothing was decided in it. You can ask for a review again.'
  return vendorLetter(letter, frame, {
    title: `The review of ${app} has ended`,
    button: 'Open the registration',
    blocks: [paragraph(`${why}${next}`), facts({ ...named(letter), Ended: timeOf(at, frame) })],
  })
}

/** To whoever may take it; to the admins where nobody may. The words of the owner stay at the desk. */
export const reviewWaits: Compose<'review_waits'> = (letter, frame) => {
  const { app, of, task, owner, dueOn, assignBy } = letter
  const appoint = task === 'appoint'
  const title = appoint ? `Appoint a reviewer: ${app}` : `Take a review by ${longDay(assignBy)}: ${app}`
  return toStaff(letter, frame, title, [
    paragraph(
      `${owner} asks for a review of the ${reviewNouns[of]} of ${app}. `,
      appoint
        ? 'Everybody who reviews or approves took part in the decision: give somebody else the role, and appoint them. The clock runs on.'
        : 'You took no part in the decision, so you may take it.',
    ),
    facts({ ...named(letter), 'To be taken by': longDay(assignBy), 'Decision due': longDay(dueOn) }),
    deskReview('Open the review at the desk', letter, frame),
    signature(frame),
  ])
}

/** To the one who handles it. */
export const reviewYours: Compose<'review_yours'> = (letter, frame) => {
  const { app, what, sender, dueOn } = letter
  const title =
    what === 'answered' ? `Your question is answered: review of ${app}` : `A review is yours: ${app}`
  const said =
    what === 'answered'
      ? `${sender} has answered your question about the review of ${app}. The clock goes on.`
      : `${sender} appointed you to handle the review of ${app}.`
  return toStaff(letter, frame, title, [
    paragraph(said),
    facts({ ...named(letter), ...(dueOn ? { 'Decision due': longDay(dueOn) } : {}) }),
    deskReview('Open the review at the desk', letter, frame),
    signature(frame),
  ])
}

/** E25. Nothing in it comes from the mail it answers. */
export const reviewWay: Compose<'review_way'> = (letter, frame) => {
  const { app, number, of, arrivedAt } = letter
  return toVendor(letter, frame, `How to ask for a review of ${app}`, [
    paragraph(
      `Your message of ${timeOf(arrivedAt, frame)} reads as a request to review the ${reviewNouns[of]} of ${app}. `,
      strong('A review cannot be asked for or decided by e-mail: '),
      'only the owner can ask, signed in.',
    ),
    reviewButton('Sign in and ask for a review', letter, frame),
    facts({
      App: app,
      Number: number,
      Status: `${statusNames[of]}. ${definitionOf(of, frame.payer.name)}`,
    }),
    paragraph(
      `There you say which findings you dispute and what was fixed, and add files. Somebody who took no part in the decision decides within ${promisedDays.review} business days.`,
    ),
    signature(frame),
    noSecrets,
  ])
}
