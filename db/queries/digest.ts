// What the morning's letter to the desk tells of.
import { and, asc, eq, gt, isNull, notLike, sql } from 'drizzle-orm'
import type { PayerCalendar } from '../../src/rules/payerDays.ts'
import type { Db } from '../client.ts'
import { mornings, outbox, people, registrations, statusReviews } from '../schema.ts'
import { type ClockView, openClocks, viewOf } from './clocks.ts'

export type WaitingClock = {
  registrationId: number
  number: string
  app: string
  assigneeId: number | null
  assignee: string | null
  clock: ClockView
}

/** Every open clock as it reads now, with who has the registration, or its review; the next due first. */
export async function waitingClocks(db: Db, calendar: PayerCalendar, now: Date): Promise<WaitingClock[]> {
  const holders = await db
    .select({ id: registrations.id, assigneeId: people.id, assignee: people.name })
    .from(registrations)
    .innerJoin(people, eq(people.id, registrations.assigneeId))
  const reviewers = await db
    .select({ id: statusReviews.registrationId, assigneeId: people.id, assignee: people.name })
    .from(statusReviews)
    .innerJoin(people, eq(people.id, statusReviews.assigneeId))
    .where(isNull(statusReviews.endedAt))
  const holderOf = new Map(holders.map((row) => [row.id, row]))
  const reviewerOf = new Map(reviewers.map((row) => [row.id, row]))
  return (await openClocks(db))
    .map((clock) => {
      const { registrationId, number, app } = clock
      const inReview = clock.rule === 'review' || clock.rule === 'assignment'
      const holder = (inReview ? reviewerOf : holderOf).get(registrationId)
      const { assigneeId, assignee } = holder ?? { assigneeId: null, assignee: null }
      const view = viewOf(clock, clock.pauses, calendar, now)
      return { registrationId, number, app, assigneeId, assignee, clock: view }
    })
    .sort((one, other) => (one.clock.reading.dueOn ?? '9').localeCompare(other.clock.reading.dueOn ?? '9'))
}

export type Returned = {
  registrationId: number
  number: string
  app: string
  to: string
  response: string | null
}

/** Letters about a registration that the mail server refused after an instant; those that we held back are none. */
export function returnedLetters(db: Db, since: Date): Promise<Returned[]> {
  return db
    .select({
      registrationId: registrations.id,
      number: registrations.number,
      app: registrations.appName,
      to: outbox.to,
      response: outbox.response,
    })
    .from(outbox)
    .innerJoin(registrations, eq(registrations.id, outbox.registrationId))
    .where(and(gt(outbox.failedAt, since), notLike(outbox.response, 'Not sent:%')))
    .orderBy(asc(outbox.failedAt), asc(outbox.id))
}

/** When the job ran last before today; null for the first time. */
export async function lastMorning(db: Db, job: string, today: string): Promise<Date | null> {
  const [row] = await db
    .select({ at: sql`max(${mornings.at})`.mapWith(mornings.at) })
    .from(mornings)
    .where(and(eq(mornings.job, job), sql`${mornings.day} < ${today}`))
  return (row?.at as Date | null) ?? null
}
