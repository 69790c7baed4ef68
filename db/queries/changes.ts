// The change that an approved app asks for, beside the answers that are live.
import { and, eq, isNull } from 'drizzle-orm'
import type { Staff } from '../../src/rules/people.ts'
import type { Answers } from '../../src/rules/questionnaire.ts'
import { notFound } from '../../src/rules/refused.ts'
import type { Db } from '../client.ts'
import { changeRequests, companies, people, registrations } from '../schema.ts'
import { readableBy } from '../scope.ts'
import { payerCalendar } from './calendar.ts'
import { type ClockView, clocksOf } from './clocks.ts'
import { latestAnswers } from './thread.ts'

export type ChangePage = {
  id: number
  registrationId: number
  number: string
  appName: string
  company: string
  filedBy: string
  filedAt: Date
  zone: string
  live: Answers
  asked: Answers
  clock: ClockView | null
}

/** The open change of a registration, or null. @throws Refused not_found where the reader may not see it. */
export async function changePage(
  db: Db,
  reader: Staff,
  registrationId: number,
  now: Date,
): Promise<ChangePage | null> {
  const [registration] = await db
    .select({ number: registrations.number, appName: registrations.appName, company: companies.name })
    .from(registrations)
    .innerJoin(companies, eq(companies.id, registrations.companyId))
    .where(and(eq(registrations.id, registrationId), readableBy(reader)))
  if (!registration) throw notFound()
  const [request] = await db
    .select({
      id: changeRequests.id,
      asked: changeRequests.answers,
      filedAt: changeRequests.filedAt,
      filedBy: people.name,
    })
    .from(changeRequests)
    .innerJoin(people, eq(people.id, changeRequests.filedBy))
    .where(and(eq(changeRequests.registrationId, registrationId), isNull(changeRequests.closedAt)))
  if (!request) return null
  const calendar = await payerCalendar(db)
  const clock = (await clocksOf(db, [registrationId], calendar, now)).get(registrationId)?.get('change')
  return {
    ...{ ...registration, ...request, registrationId, zone: calendar.zone, clock: clock ?? null },
    live: (await latestAnswers(db, registrationId)) ?? {},
  }
}
