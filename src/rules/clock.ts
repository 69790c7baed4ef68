import {
  addBusinessDays,
  businessDays,
  type Calendar,
  type Day,
  isBusinessDay,
  localDay,
} from './calendar.ts'

/** The business days each promise allows (DOMAIN 2.3 and 2.4). A review is assigned within two of its ten. */
export const promisedDays = {
  decision: 10,
  instructions: 5,
  review: 10,
  assignment: 2,
  change: 10,
  reply: 10,
} as const

export type Rule = keyof typeof promisedDays

export type ClockState = 'running' | 'paused' | 'stopped'

export type ClockEvent = { at: Date; kind: keyof typeof moves }

/** What a clock says at one instant; every day is a date in the zone of its calendar. */
export type ClockReading = {
  state: ClockState
  startedOn: Day // day 0
  pausedSince: Day | null
  stoppedOn: Day | null
  pauses: { from: Day; to: Day | null }[] // `to` is the day it went on or ended
  days: Day[] // the business days counted so far, also past the due date
  used: number
  left: number
  dueOn: Day | null // null while paused and after a stop while paused; once late, the missed date
  late: boolean
  upcoming: Day[] // the business days to come, the due date last; while paused as if it went on today
}

/** What each event does in each state; in any other state it means nothing and is passed over. */
const moves = {
  start: { waiting: 'running' },
  pause: { running: 'paused' },
  resume: { paused: 'running' },
  stop: { running: 'stopped', paused: 'stopped' },
} as const satisfies Record<string, Partial<Record<ClockState | 'waiting', ClockState>>>

/** Says whether a word from outside names a rule. */
export function isRule(word: unknown): word is Rule {
  return typeof word === 'string' && Object.hasOwn(promisedDays, word)
}

/** Says whether a word from outside names a kind of event. */
export function isEventKind(word: unknown): word is ClockEvent['kind'] {
  return typeof word === 'string' && Object.hasOwn(moves, word)
}

/**
 * Counts a clock from its events alone (DOMAIN 2.3). They may come in any order; those at one instant keep
 * theirs, and those after `now` have not happened yet. A clock read before its first start reads as at that
 * start; without a start there is no clock, and this throws.
 */
export function readClock(rule: Rule, events: ClockEvent[], calendar: Calendar, now: Date): ClockReading {
  const asOf = new Date(Math.max(now.getTime(), firstStart(events)))
  const today = localDay(asOf, calendar.zone)
  const steps = stepsUntil(asOf, events, calendar.zone)
  const { state, on } = steps.at(-1)!
  const { days, due, missed } = count(promisedDays[rule], steps, calendar, today)
  const left = Math.max(0, promisedDays[rule] - days.length)
  const goal = state === 'paused' ? dueAfter(today, left, calendar) : due
  const heldBack = steps.findLast((step) => step.state !== 'stopped')!.state === 'paused'
  return {
    state,
    startedOn: steps[0]!.on,
    pausedSince: state === 'paused' ? on : null,
    stoppedOn: state === 'stopped' ? on : null,
    pauses: spans('paused', steps),
    days,
    used: days.length,
    left,
    dueOn: missed ?? (heldBack ? null : due),
    late: missed !== null,
    upcoming: missed || state === 'stopped' ? [] : stillToCome(goal, days, calendar, today),
  }
}

/** How near a due date is (DOMAIN 2.3): at three business days left, on the day itself, and ever after it. */
export type Urgency = 'none' | 'soon' | 'today' | 'late'

const soon = 3

/** Computed from the reading, never stored. `today` is the local day of the reading's `now`. */
export function urgencyOf({ state, late, left, dueOn }: ClockReading, today: Day): Urgency {
  if (late) return 'late'
  if (state !== 'running') return 'none'
  if (dueOn === today) return 'today'
  return left <= soon ? 'soon' : 'none'
}

type Step = { state: ClockState; on: Day }

function firstStart(events: ClockEvent[]): number {
  const starts = events.filter(({ kind }) => kind === 'start').map(({ at }) => at.getTime())
  if (starts.length === 0) throw new Error('A clock needs a start.')
  return starts.reduce((first, at) => Math.min(first, at))
}

function stepsUntil(asOf: Date, events: ClockEvent[], zone: string): Step[] {
  const steps: Step[] = []
  for (const { at, kind } of events.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const move: Partial<Record<ClockState | 'waiting', ClockState>> = moves[kind]
    const state = move[steps.at(-1)?.state ?? 'waiting']
    if (state && at <= asOf) steps.push({ state, on: localDay(at, zone) })
  }
  return steps
}

/** The stretches spent in one state; the last has no end while it lasts. */
function spans(state: ClockState, steps: Step[]): { from: Day; to: Day | null }[] {
  return steps.flatMap((step, index) =>
    step.state === state ? { from: step.on, to: steps[index + 1]?.on ?? null } : [],
  )
}

/** Walks the running spans: the days counted, the due date in force at the end, and the date missed first. */
function count(promised: number, steps: Step[], calendar: Calendar, today: Day) {
  let days: Day[] = []
  let due = today
  let missed: Day | null = null
  for (const { from, to } of spans('running', steps)) {
    due = dueAfter(from, Math.max(0, promised - days.length), calendar)
    if ((to ?? today) > due) missed ??= due
    days = days.concat(businessDays(from, to ?? today, calendar))
  }
  return { days, due, missed }
}

/** With no day left it is due at once: on the day it goes on, or the next business day if that is none. */
function dueAfter(from: Day, left: number, calendar: Calendar): Day {
  if (left === 0 && !isBusinessDay(from, calendar)) return addBusinessDays(from, 1, calendar)
  return addBusinessDays(from, left, calendar)
}

function stillToCome(due: Day, days: Day[], calendar: Calendar, today: Day): Day[] {
  const dueUncounted = due === today && !days.includes(due)
  return dueUncounted ? [due] : businessDays(today, due, calendar)
}
