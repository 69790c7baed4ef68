// Whose move it is, what it is, and until when: one answer for the vendor's page, the desk, its queue and the letters.
import { type Day, localDay, shortDay } from './calendar.ts'
import { type ClockReading, type Rule, urgencyOf } from './clock.ts'
import { clockLine } from './clockWords.ts'
import { type ReviewTurn, reviewMove } from './reviewTurn.ts'
import { placeOf, type Standing } from './status.ts'

/** Who has to move, as seen from `side`. */
export type Whose = 'you' | 'us' | 'none'
export type Turn = { whose: Whose; who: string; heading: string; sentence: string; next: string }
export type Side = 'vendor' | 'staff'

export type TurnFacts = {
  standing: Standing
  zone: string
  now: Date
  payer: string
  vendor: string
  decision: ClockReading | null
  instructions: ClockReading | null
  /** Of a change that an approved app asked for. */
  change: ClockReading | null
  request: { questions: number; replyBy: Day; lapseOn: Day | null; blocking: boolean; askedAt: Date } | null
  /** Vendor's messages or mails that may be the answer and that no reviewer has judged. */
  answersToCheck: number
  /** The open review of a decision against the app. */
  review?: ReviewTurn | null
}

/** The whole answer. `next` is the short form for a row of the queue. */
export function turnOf(facts: TurnFacts, side: Side): Turn {
  const move = moveOf(facts)
  const whose: Whose = move.by === 'none' ? 'none' : move.by === side ? 'you' : 'us'
  const told = move[side]
  return { whose, who: whoWords(move.by, side, facts), ...told, next: told.heading }
}

type Told = { heading: string; sentence: string }
export type Move = { by: Side | 'none'; vendor: Told; staff: Told }

function moveOf(facts: TurnFacts): Move {
  const place = placeOf(facts.standing)
  if (facts.review) return reviewMove(facts.review, facts)
  if (place === 'draft') return draft
  if (place === 'pending/info_requested' || (facts.request && place.startsWith('pending/')))
    return asked(facts)
  if (place.startsWith('pending/')) return reviewing(facts)
  if (owesInstructions(facts)) return instructing(facts)
  if (place === 'approved/change_review') return changing(facts)
  if (place === 'approved/reattest_due') return attesting
  return atRest(facts)
}

const draft: Move = {
  by: 'vendor',
  vendor: {
    heading: 'Finish the questions and submit',
    sentence: 'Our clock starts when you submit. You can save and come back.',
  },
  staff: { heading: 'The vendor is still writing', sentence: 'Nothing to do.' },
}

function asked(facts: TurnFacts): Move {
  const { request, answersToCheck, zone, now } = facts
  const today = localDay(now, zone)
  const questions = count(request?.questions ?? 0, 'question')
  const since = request ? shortDay(localDay(request.askedAt, zone), today) : ''
  const clock = request?.blocking ? lineOf(facts, 'decision') : 'The decision clock keeps running.'
  if (answersToCheck > 0) {
    return {
      by: 'staff',
      vendor: {
        heading: 'We are reading your answer',
        sentence: `Your answer to ${questions} has arrived. A reviewer decides whether it is complete. If it is, our clock goes on from the time your answer arrived.`,
      },
      staff: {
        heading: `Check the answer to ${questions}`,
        sentence: `${clock} If you accept, it goes on from the time the answer arrived.`,
      },
    }
  }
  const [replyBy, late] = request ? [shortDay(request.replyBy, today), request.replyBy < today] : ['', false]
  const why = request?.blocking ? 'We cannot decide without your answer.' : 'We would like to know this too.'
  return {
    by: 'vendor',
    vendor: {
      heading: late ? `Answer ${questions}: it was due ${replyBy}` : `Answer ${questions} by ${replyBy}`,
      sentence: `${why} ${clock} ${lapse(facts, 'your')}Reply to our e-mail of ${since}, or write below.`,
    },
    staff: {
      heading: `Waiting for ${questions} to be answered`,
      sentence:
        `${late ? 'The reply was due' : 'Reply asked by'} ${replyBy}. ${clock} ${lapse(facts, 'an')}`.trim(),
    },
  }
}

/** What happens where no answer comes; nothing where the question does not stop the clock. */
function lapse({ request, zone, now }: TurnFacts, whose: 'your' | 'an'): string {
  if (!request?.lapseOn) return ''
  const last = shortDay(request.lapseOn, localDay(now, zone))
  return `Without ${whose} answer by ${last} the registration is withdrawn, which is not a denial. `
}

function reviewing(facts: TurnFacts): Move {
  const line = lineOf(facts, 'decision')
  const due = dueWords(facts.decision, facts)
  const late = facts.decision?.late === true
  return {
    by: 'staff',
    vendor: {
      heading: late ? 'We are late with our decision' : heading(line),
      sentence: late
        ? `${line} We are sorry. Nothing is needed from you.`
        : 'A person reads your answers. If something is unclear, we write to you. Nothing is needed from you now.',
    },
    staff: {
      heading: late ? `Decide now: it was due ${due}` : `Decide by ${due}`,
      sentence: late ? line : `${leftWords(facts.decision, facts)}.`,
    },
  }
}

/** Also where the letter came back while something else of the app was under way. */
function owesInstructions({ standing, instructions }: TurnFacts): boolean {
  if (standing.status !== 'approved') return false
  return standing.phase === 'instructions_due' || instructions?.state === 'running'
}

function instructing(facts: TurnFacts): Move {
  const line = lineOf(facts, 'instructions')
  const due = dueWords(facts.instructions, facts)
  const late = facts.instructions?.late === true
  const approved = 'The app is approved. We send instructions for obtaining access tokens by e-mail.'
  return {
    by: 'staff',
    vendor: {
      heading: late ? 'We are late with the token instructions' : `Token instructions by ${due}`,
      sentence: `${late ? `${line} We are sorry. ` : ''}${approved} No access has been set up yet.`,
    },
    staff: {
      heading: late
        ? `Send token instructions now: they were due ${due}`
        : `Send token instructions by ${due}`,
      sentence: `${late ? `${line} ` : ''}The app is approved; the vendor waits for instructions.`,
    },
  }
}

function changing(facts: TurnFacts): Move {
  const due = dueWords(facts.change, facts)
  return {
    by: 'staff',
    vendor: {
      heading: `We decide on your change by ${due}`,
      sentence: 'Until then the answers before it stay live, and the app goes on as it is.',
    },
    staff: {
      heading: `Decide on the change by ${due}`,
      sentence: 'The app is approved. Its old answers stay live until you accept or refuse the new ones.',
    },
  }
}

const attesting: Move = {
  by: 'vendor',
  vendor: {
    heading: 'Sign the attestation again',
    sentence: 'Your last signature is more than a year old. The app stays approved and goes on as it is.',
  },
  staff: {
    heading: 'The owner signs the attestation again',
    sentence:
      'The last signature is more than a year old. This is no security finding: the app stays approved.',
  },
}

function atRest({ standing }: TurnFacts): Move {
  const told = {
    approved: { heading: 'Nothing to do', sentence: 'The app is approved.' },
    suspended: {
      heading: 'The app is suspended',
      sentence: 'The reason and what lifts the block are below.',
    },
    terminated: { heading: 'The app is terminated', sentence: 'The reason is below.' },
    not_approved: { heading: 'This application was not approved', sentence: 'The reason is below.' },
    withdrawn: { heading: 'This application was withdrawn', sentence: 'This is not a denial.' },
    pending: { heading: 'Nothing to do', sentence: '' },
  }[standing.closedAs ?? standing.status ?? 'pending']
  return { by: 'none', vendor: told, staff: told }
}

function whoWords(by: Side | 'none', side: Side, facts: TurnFacts): string {
  if (by === 'none') return 'Nobody’s turn'
  if (by === side) return 'Your turn'
  return by === 'staff' ? `${facts.payer}’s turn` : `${facts.vendor}’s turn`
}

function dueWords(reading: ClockReading | null, { now, zone }: TurnFacts): string {
  return reading?.dueOn ? shortDay(reading.dueOn, localDay(now, zone)) : 'a date we tell you'
}

/** The sentence that stands under the clock, too. */
function lineOf(facts: TurnFacts, rule: Exclude<Rule & keyof TurnFacts, 'review'>): string {
  const reading = facts[rule]
  return reading ? clockLine(reading, rule, localDay(facts.now, facts.zone)) : ''
}

function heading(line: string): string {
  return line.replace(/\.$/, '') || 'We decide on a date we tell you'
}

function leftWords(reading: ClockReading | null, { now, zone }: TurnFacts): string {
  if (reading && urgencyOf(reading, localDay(now, zone)) === 'today') return 'That is today'
  return `${count(reading?.left ?? 0, 'business day')} left`
}

/** '1 question', '2 questions'. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
