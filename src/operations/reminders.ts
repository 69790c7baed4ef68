// What time alone causes while the vendor owes an answer: reminders, and at the end the lapse (DOMAIN 2.3, T9).
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import {
  answerWaits,
  mailMayAnswer,
  openQuestions,
  type Waiting,
  waitingRequests,
} from '../../db/queries/waiting.ts'
import { informationRequests, registrations } from '../../db/schema.ts'
import { businessMorning, type Day, localDay, longDay } from '../rules/calendar.ts'
import { aboutField } from '../rules/information.ts'
import type { PayerCalendar } from '../rules/payerDays.ts'
import { system } from '../rules/people.ts'
import { reminderDue } from '../rules/reply.ts'
import { placeOf } from '../rules/status.ts'
import { audit } from './audit.ts'
import { decisionLine } from './clocks.ts'
import { stopEverything } from './ending.ts'
import { writeToVendor } from './letters.ts'
import { change } from './status.ts'
import { addEntry, type Registration } from './thread.ts'

/**
 * E06 to every vendor whose day has come, on business mornings. Each request in a transaction of its own, so that one
 * that fails holds back no other. @returns how many were reminded.
 */
export async function remindVendors(db: Db, now: Date): Promise<number> {
  const calendar = await payerCalendar(db)
  const today = businessMorning(now, calendar)
  if (today === null) return 0
  return countEach(await waitingRequests(db), async (request) => {
    if (dueFor(request, today, calendar) === null) return false
    return db.transaction((tx) => remind(tx, request, { today, calendar }, now))
  })
}

type Morning = { today: Day; calendar: PayerCalendar }

async function remind(tx: Db, { requestId }: Waiting, { today, calendar }: Morning, now: Date) {
  const found = await lockWaiting(tx, requestId)
  const due = found && dueFor(found.request, today, calendar)
  if (!found || !due || (await answerWaits(tx, requestId))) return false
  const { request, registration } = found
  await tx.update(informationRequests).set({ reminded: due }).where(eq(informationRequests.id, requestId))
  const open = await openQuestions(tx, requestId)
  const { lapseOn, replyBy, askedAt } = request
  const event = { what: 'reminded', open: open.length, lapseOn } as const
  const entry = await addEntry(tx, registration.id, { kind: 'event', event, visibleToVendor: true }, now)
  const questions = open.map(({ fieldId, question }) => ({ about: aboutField(fieldId), question }))
  const clock = await decisionLine(tx, registration.id, now)
  const letter = {
    kind: 'reminder',
    questions,
    askedAt: askedAt.toISOString(),
    replyBy,
    lapseOn,
    clock,
  } as const
  await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
  return true
}

function dueFor({ askedAt, ...request }: Waiting, today: Day, calendar: PayerCalendar): number | null {
  return reminderDue({ ...request, askedOn: localDay(askedAt, calendar.zone) }, today, calendar)
}

/**
 * T9 for every registration whose blocking question nobody answered by its last day, on the business morning after
 * it. What may be an answer holds it back: a message that a reviewer has not judged, a mail that waits in triage.
 * @returns how many lapsed.
 */
export async function lapseUnanswered(db: Db, now: Date): Promise<number> {
  const today = businessMorning(now, await payerCalendar(db))
  if (today === null) return 0
  return countEach(await waitingRequests(db), async (request) => {
    if (!isOver(request, today)) return false
    return db.transaction((tx) => lapse(tx, request, today, now))
  })
}

function isOver({ lapseOn }: Waiting, today: Day): boolean {
  return lapseOn !== null && today > lapseOn
}

async function lapse(tx: Db, { requestId }: Waiting, today: Day, now: Date): Promise<boolean> {
  const found = await lockWaiting(tx, requestId)
  if (!found || !isOver(found.request, today) || placeOf(found.registration) !== 'pending/info_requested')
    return false
  const { request, registration } = found
  if ((await answerWaits(tx, requestId)) || (await mailMayAnswer(tx, request))) return false
  const lapseOn = request.lapseOn as Day
  const open = await openQuestions(tx, requestId)
  const reason = `No answer arrived by ${longDay(lapseOn)}.`
  await change(tx, system, { registration, action: 'lapse', reason }, now)
  await stopEverything(tx, system, registration, now)
  const event = { what: 'lapsed', lastDay: lapseOn } as const
  const entry = await addEntry(tx, registration.id, { kind: 'event', event, visibleToVendor: true }, now)
  const askedAt = request.askedAt.toISOString()
  const letter = { kind: 'lapsed', askedAt, lapseOn, questions: open.length } as const
  await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
  await audit(tx, system, { action: 'registration.lapsed', object: registration.number }, now)
  return true
}

/** The request as it stands once nobody else can change its registration; null where it is settled meanwhile. */
async function lockWaiting(
  tx: Db,
  requestId: number,
): Promise<{ request: Waiting; registration: Registration } | null> {
  const [asked] = await tx
    .select({ registrationId: informationRequests.registrationId })
    .from(informationRequests)
    .where(eq(informationRequests.id, requestId))
  const [registration] = await tx
    .select()
    .from(registrations)
    .where(eq(registrations.id, asked?.registrationId ?? 0))
    .for('update')
  const request = (await waitingRequests(tx)).find((each) => each.requestId === requestId)
  return registration && request ? { request, registration } : null
}

/** Does them all and then fails with what went wrong first, so that the log says it and the next run tries again. */
export async function countEach<T>(
  items: readonly T[],
  work: (item: T) => Promise<boolean>,
): Promise<number> {
  const errors: unknown[] = []
  let done = 0
  for (const item of items) {
    try {
      if (await work(item)) done++
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
  return done
}
