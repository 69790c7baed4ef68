// The queue of the desk: what waits for whom, and the counts beside the views.
import { and, asc, count, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Staff } from '../../src/rules/people.ts'
import type { Standing } from '../../src/rules/status.ts'
import type { TurnFacts } from '../../src/rules/turn.ts'
import type { Db } from '../client.ts'
import {
  clocks,
  companies,
  entries,
  inboundMail,
  informationItems,
  informationRequests,
  people,
  registrations,
  statusReviews,
} from '../schema.ts'
import { readableBy } from '../scope.ts'
import { payerCalendar } from './calendar.ts'
import { type ClockView, clocksOf } from './clocks.ts'
import { type OpenReview, openReviewsOf } from './reviews.ts'

export const queueViews = ['pending', 'mine', 'all'] as const
export type QueueViewName = (typeof queueViews)[number]

export type QueueRow = Standing & {
  id: number
  number: string
  appName: string
  company: string
  assignee: string | null
  changedAt: Date
  zone: string
  decision: ClockView | null
  instructions: ClockView | null
  change: ClockView | null
  request: TurnFacts['request']
  answersToCheck: number
  review?: OpenReview | null
  /** A review rescinded what ended the registration before this one: it is looked at first. */
  expedite?: boolean
}

const pageSize = 50

/** Not decided yet, or approved and something of it is due. */
const waitsForDesk = or(
  eq(registrations.status, 'pending'),
  inArray(registrations.phase, ['instructions_due', 'change_review', 'review_open']),
  sql`EXISTS (SELECT FROM ${statusReviews} WHERE ${statusReviews.registrationId} = ${registrations.id} AND ${statusReviews.endedAt} IS NULL)`,
)

/** The day the next of its running clocks is due. */
const nextDue = sql`(SELECT min(${clocks.dueOn}) FROM ${clocks} WHERE ${clocks.registrationId} = ${registrations.id} AND ${clocks.stoppedAt} IS NULL)`

/** A review that this person handles. */
const reviewOf = (staff: Staff) =>
  sql`EXISTS (SELECT FROM ${statusReviews} WHERE ${statusReviews.registrationId} = ${registrations.id} AND ${statusReviews.endedAt} IS NULL AND ${statusReviews.assigneeId} = ${staff.id})`

/** One page of the queue, the next due first. What waits for the desk, one's own, or all. */
export async function queuePage(db: Db, staff: Staff, view: QueueViewName, page: number, now: Date) {
  const chosen = {
    pending: waitsForDesk,
    mine: or(and(eq(registrations.assigneeId, staff.id), isNull(registrations.closedAs)), reviewOf(staff)),
    all: undefined,
  }[view]
  const rows = await db
    .select({
      id: registrations.id,
      number: registrations.number,
      appName: registrations.appName,
      status: registrations.status,
      phase: registrations.phase,
      closedAs: registrations.closedAs,
      company: companies.name,
      assignee: people.name,
      changedAt: registrations.changedAt,
      expedite: registrations.expedite,
    })
    .from(registrations)
    .innerJoin(companies, eq(companies.id, registrations.companyId))
    .leftJoin(people, eq(people.id, registrations.assigneeId))
    .where(and(readableBy(staff), chosen))
    .orderBy(
      sql`(${registrations.expedite} AND ${registrations.status} = 'pending') DESC NULLS LAST`,
      sql`${nextDue} ASC NULLS LAST`,
      desc(registrations.changedAt),
      asc(registrations.id),
    )
    .limit(pageSize + 1)
    .offset((page - 1) * pageSize)
  return { rows: await withTurns(db, rows.slice(0, pageSize), now), more: rows.length > pageSize }
}

async function withTurns<R extends { id: number }>(db: Db, rows: R[], now: Date) {
  const calendar = await payerCalendar(db)
  const ids = rows.map((row) => row.id)
  const [clocksFound, turns] = await Promise.all([clocksOf(db, ids, calendar, now), turnsOf(db, ids)])
  const reviews = await openReviewsOf(db, ids, clocksFound)
  return rows.map((row) => ({
    ...row,
    zone: calendar.zone,
    decision: clocksFound.get(row.id)?.get('decision') ?? null,
    instructions: clocksFound.get(row.id)?.get('instructions') ?? null,
    change: clocksFound.get(row.id)?.get('change') ?? null,
    request: turns.get(row.id)?.request ?? null,
    answersToCheck: turns.get(row.id)?.answersToCheck ?? 0,
    review: reviews.get(row.id) ?? null,
  }))
}

/** The open request of each registration and how many answers to it nobody has judged yet. */
export async function turnsOf(db: Db, registrationIds: number[]) {
  const found = new Map<number, { request: NonNullable<TurnFacts['request']>; answersToCheck: number }>()
  if (registrationIds.length === 0) return found
  const answers = db
    .select({ requestId: entries.requestId, waiting: count().as('waiting') })
    .from(entries)
    .where(
      and(
        inArray(entries.kind, ['mail', 'message']),
        isNotNull(entries.requestId),
        isNull(entries.judgedAt),
        inArray(entries.registrationId, registrationIds),
      ),
    )
    .groupBy(entries.requestId)
    .as('answers')
  const rows = await db
    .select({
      request: informationRequests,
      questions: count(),
      waiting: sql<number>`coalesce(max(${answers.waiting}), 0)`.mapWith(Number),
    })
    .from(informationRequests)
    .innerJoin(
      informationItems,
      and(eq(informationItems.requestId, informationRequests.id), isNull(informationItems.answeredAt)),
    )
    .leftJoin(answers, eq(answers.requestId, informationRequests.id))
    .where(
      and(inArray(informationRequests.registrationId, registrationIds), isNull(informationRequests.closedAt)),
    )
    .groupBy(informationRequests.id)
  for (const { request, questions, waiting } of rows) {
    const { replyBy, lapseOn, blocking, askedAt } = request
    found.set(request.registrationId, {
      request: { questions, replyBy, lapseOn, blocking, askedAt },
      answersToCheck: waiting,
    })
  }
  return found
}

export type DeskCounts = Record<QueueViewName | 'mail', number>

/** The numbers beside the views. */
export async function deskCounts(db: Db, staff: Staff): Promise<DeskCounts> {
  const [[found], [mail]] = await Promise.all([
    db
      .select({
        pending: sql<number>`count(*) FILTER (WHERE ${waitsForDesk})`.mapWith(Number),
        mine: sql<number>`count(*) FILTER (WHERE (${registrations.assigneeId} = ${staff.id} AND ${registrations.closedAs} IS NULL) OR ${reviewOf(staff)})`.mapWith(
          Number,
        ),
        all: count(),
      })
      .from(registrations)
      .where(readableBy(staff)),
    db
      .select({ mail: count() })
      .from(inboundMail)
      .where(inArray(inboundMail.outcome, ['unmatched', 'quarantine'])),
  ])
  return { pending: found?.pending ?? 0, mine: found?.mine ?? 0, all: found?.all ?? 0, mail: mail?.mail ?? 0 }
}
