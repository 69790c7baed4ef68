import { type Calendar, type Day, isDay, localDay } from '../rules/calendar.ts'
import { type ClockEvent, isEventKind, isRule, readClock } from '../rules/clock.ts'
import { answerLines, isMissing, isObject, type Question, Unclear } from './jsonLines.ts'

const usage = `Usage: npm run -s clock -- --jsonl < questions.jsonl > answers.jsonl
Reads one clock a line and answers one line each, in order (see CONTRACTS, clock).`

function read(question: Question) {
  if (!isRule(question.rule)) throw new Unclear('rule: say decision, instructions, review or reply.')
  const calendar: Calendar = {
    zone: readZone(question.zone),
    closed: readDays('closed', question.closed),
    open: readDays('open', question.open),
  }
  const events = readEvents(question.events)
  const now = isMissing(question.now) ? latest(events) : readInstant('now', question.now)
  const { dueOn, used, left, state, late, days } = readClock(question.rule, events, calendar, now)
  return { due_on: dueOn, used, left, state, late, days }
}

function readZone(zone: unknown): string {
  if (typeof zone !== 'string') throw new Unclear('zone: name a time zone, such as America/New_York.')
  try {
    localDay(new Date(0), zone)
  } catch {
    throw new Unclear(`zone: there is no time zone "${zone}".`)
  }
  return zone
}

function readDays(name: string, days: unknown): ReadonlySet<Day> {
  if (isMissing(days)) return new Set()
  if (!Array.isArray(days)) throw new Unclear(`${name}: give a list of dates.`)
  const wrong = days.find((day) => typeof day !== 'string' || !isDay(day))
  if (wrong !== undefined) throw new Unclear(`${name}: ${JSON.stringify(wrong)} is not a date (YYYY-MM-DD).`)
  return new Set(days)
}

function readEvents(list: unknown): ClockEvent[] {
  if (!Array.isArray(list)) throw new Unclear('events: give a list of events.')
  const events = list.map(readEvent)
  if (!events.some(({ kind }) => kind === 'start')) throw new Unclear('events: the start is missing.')
  return events
}

function readEvent(event: unknown, index: number): ClockEvent {
  const name = `events[${index}]`
  if (!isObject(event)) throw new Unclear(`${name}: give an object with "at" and "kind".`)
  if (!isEventKind(event.kind)) throw new Unclear(`${name}.kind: say start, pause, resume or stop.`)
  return { at: readInstant(`${name}.at`, event.at), kind: event.kind }
}

const instant =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.]\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** An instant must name its offset: a wall-clock time alone is a different instant on every machine. */
function readInstant(name: string, text: unknown): Date {
  const day = typeof text === 'string' ? instant.exec(text)?.[1] : undefined
  if (day === undefined || !isDay(day))
    throw new Unclear(`${name}: ${JSON.stringify(text)} is not an instant, such as 2026-11-02T14:00:00Z.`)
  return new Date(text as string)
}

function latest(events: ClockEvent[]): Date {
  return events.map(({ at }) => at).reduce((last, at) => (at > last ? at : last))
}

await answerLines(usage, read)
