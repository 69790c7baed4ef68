// Information requests: asking, and taking what the vendor sent as the answer (DOMAIN T3, T4).
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { openQuestions } from '../../db/queries/waiting.ts'
import { entries, informationItems, informationRequests } from '../../db/schema.ts'
import { localDay } from '../rules/calendar.ts'
import { promisedDays } from '../rules/clock.ts'
import {
  aboutField,
  answersAllowed,
  canPropose,
  checkAnswer,
  checkAwaited,
  type InForm,
  type NewQuestion,
  resumesAt,
} from '../rules/information.ts'
import type { Person, Staff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import {
  lapseAfterDecline,
  type ReplyDates,
  type ReplyTerms,
  replyDates,
  replyTerms,
} from '../rules/reply.ts'
import { audit } from './audit.ts'
import { pauseClock, resumeClock, type Told } from './clocks.ts'
import { writeToVendor } from './letters.ts'
import { change } from './status.ts'
import { addEntry, lockRegistration, openRequest, type Registration } from './thread.ts'

type Asking = { registrationId: number; intro: string; questions: NewQuestion[]; blocking: boolean }

/**
 * T3: asks the vendor. A blocking request pauses the decision clock; one that is not never does. `terms` say how long
 * we wait for the answer.
 */
export function ask(db: Db, reviewer: Staff, input: Asking & { terms?: ReplyTerms }, now: Date) {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    answersAllowed(registration, input.questions)
    if (await openRequest(tx, registration.id)) {
      throw new Refused(
        'not_now',
        'A request is still open. Take or decline the answer to it first, then ask again.',
      )
    }
    const { requestId, ...dates } = await insertRequest(tx, reviewer, input, now)
    if (input.blocking) await change(tx, reviewer, { registration, action: 'ask' }, now)
    const entry = await addEntry(
      tx,
      registration.id,
      { kind: 'request', authorId: reviewer.id, body: input.intro, requestId, visibleToVendor: true },
      now,
    )
    const clock = input.blocking ? await pause(tx, reviewer, registration, requestId, now) : keepsRunning
    await mailQuestions(tx, reviewer, registration, { ...input, ...dates, entryId: entry.id, clock }, now)
    await audit(tx, reviewer, { action: 'information.asked', object: registration.number }, now)
    return entry
  })
}

const keepsRunning = 'Our clock keeps running while you answer.'

async function insertRequest(
  tx: Db,
  reviewer: Staff,
  { registrationId, blocking, questions, terms = replyTerms }: Asking & { terms?: ReplyTerms },
  now: Date,
): Promise<ReplyDates & { requestId: number }> {
  const calendar = await payerCalendar(tx)
  const dates = replyDates(localDay(now, calendar.zone), blocking, terms, calendar)
  const [request] = await tx
    .insert(informationRequests)
    .values({ registrationId, askedBy: reviewer.id, blocking, terms, ...dates, askedAt: now })
    .returning({ id: informationRequests.id })
  const requestId = (request as { id: number }).id
  await tx
    .insert(informationItems)
    .values(questions.map((question, index) => ({ ...question, requestId, position: index + 1 })))
  return { requestId, ...dates }
}

async function pause(
  tx: Db,
  reviewer: Staff,
  registration: Registration,
  requestId: number,
  now: Date,
): Promise<string> {
  const clock = await pauseClock(
    tx,
    { registrationId: registration.id, rule: 'decision', requestId, by: reviewer.id },
    now,
  )
  const event = { what: 'clock_paused', used: clock.used, of: promisedDays.decision } as const
  await addEntry(tx, registration.id, { kind: 'event', event, visibleToVendor: true }, now)
  return clock.words.line
}

type Mailing = Asking & ReplyDates & { entryId: number; clock: string }

async function mailQuestions(tx: Db, reviewer: Staff, registration: Registration, input: Mailing, now: Date) {
  const questions = input.questions.map(({ fieldId, question }) => ({ about: aboutField(fieldId), question }))
  const { intro, blocking, clock, replyBy, lapseOn } = input
  await writeToVendor(
    tx,
    registration,
    { cause: `entry ${input.entryId}`, entryId: input.entryId },
    {
      ...{ kind: 'information_asked', reviewer: reviewer.name, intro, questions },
      ...{ replyBy, lapseOn, blocking, clock },
    },
    now,
  )
}

/** `form`: by question, whether the form has to say it too, and what it could say. */
export type Judging = {
  registrationId: number
  entryId: number
  itemIds: number[]
  form?: Readonly<Record<number, { ask: InForm; proposed: string | null }>>
}

/**
 * T4: takes a mail or message as the answer to the chosen questions. When none is open any more, the request closes
 * and the clock goes on from the time the last answer was received, which lies in the past.
 */
export function acceptAnswer(db: Db, reviewer: Staff, input: Judging, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    const request = await openRequest(tx, registration.id)
    const entry = await answerEntry(tx, registration.id, input.entryId)
    const open = await openQuestions(tx, request?.id ?? 0)
    const chosen = checkAnswer({ request, entry, open, chosen: input.itemIds })
    const needed = chosen.filter((id) => input.form?.[id]?.ask === 'needed')
    const done = chosen.filter((id) => !needed.includes(id))
    await tx
      .update(informationItems)
      .set({ answeredBy: entry.id, acceptedBy: reviewer.id, answeredAt: entry.at })
      .where(inArray(informationItems.id, done))
    await judge(tx, reviewer, entry.id, now)
    if (done.length > 0) {
      const event = { what: 'answer_accepted', items: done.length } as const
      const told = { kind: 'event', event, authorId: reviewer.id, visibleToVendor: true } as const
      await addEntry(tx, registration.id, told, now)
    }
    await settle(tx, reviewer, registration, request, now)
    await askForForm(tx, reviewer, registration, { open, chosen, form: input.form ?? {} }, now)
    await audit(
      tx,
      reviewer,
      { action: 'answer.accepted', object: `entry ${entry.id}`, detail: { items: chosen } },
      now,
    )
  })
}

type Wished = {
  open: readonly { id: number; fieldId: string | null }[]
  chosen: readonly number[]
  form: NonNullable<Judging['form']>
}

/** A mail changes no field: the owner is asked to confirm in the portal what the form should say (DOMAIN T4). */
async function askForForm(
  tx: Db,
  reviewer: Staff,
  registration: Registration,
  { open, chosen, form }: Wished,
  now: Date,
): Promise<void> {
  const wanted: string[] = []
  const needed: string[] = []
  for (const { id, fieldId } of open) {
    const wish = chosen.includes(id) ? form[id] : undefined
    if (!wish || !fieldId) continue
    const proposed = canPropose(fieldId) ? wish.proposed : null
    await tx.update(informationItems).set({ inForm: wish.ask, proposed }).where(eq(informationItems.id, id))
    ;(wish.ask === 'wanted' ? wanted : needed).push(fieldId)
  }
  if (wanted.length + needed.length === 0) return
  const event = { what: 'form_asked', wanted, needed } as const
  const told = { kind: 'event', event, authorId: reviewer.id, visibleToVendor: true } as const
  const entry = await addEntry(tx, registration.id, told, now)
  const labels = (ids: string[]) => ids.map((id) => aboutField(id) ?? id)
  const letter = { kind: 'form_asked', wanted: labels(wanted), needed: labels(needed) } as const
  await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
}

/** The mail or message stays in the thread; the questions stay open and the clock stays paused. */
export function declineAnswer(
  db: Db,
  reviewer: Staff,
  input: Omit<Judging, 'itemIds'>,
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    const entry = await answerEntry(tx, registration.id, input.entryId)
    const request = await openRequest(tx, registration.id)
    checkAwaited({ request, entry })
    await judge(tx, reviewer, entry.id, now)
    await waitOn(tx, request, now)
    const event = { what: 'answer_declined' } as const
    await addEntry(
      tx,
      registration.id,
      { kind: 'event', event, authorId: reviewer.id, visibleToVendor: true },
      now,
    )
    await audit(tx, reviewer, { action: 'answer.declined', object: `entry ${entry.id}` }, now)
  })
}

/** Judged and still open: the vendor has the whole time to answer again before anything lapses. */
async function waitOn(tx: Db, request: OpenRequest | null, now: Date): Promise<void> {
  if (!request?.lapseOn) return
  const calendar = await payerCalendar(tx)
  const lapseOn = lapseAfterDecline(request.lapseOn, localDay(now, calendar.zone), request.terms, calendar)
  await tx.update(informationRequests).set({ lapseOn }).where(eq(informationRequests.id, request.id))
}

/** T5: the answers were read, the review goes on. */
export function resumeReview(
  db: Db,
  reviewer: Staff,
  input: { registrationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    await change(tx, reviewer, { registration, action: 'resume_review' }, now)
    const event = { what: 'in_review_again' } as const
    await addEntry(tx, registration.id, { kind: 'event', event, authorId: reviewer.id }, now)
  })
}

async function answerEntry(tx: Db, registrationId: number, entryId: number) {
  const [entry] = await tx
    .select()
    .from(entries)
    .where(
      and(
        eq(entries.id, entryId),
        eq(entries.registrationId, registrationId),
        inArray(entries.kind, ['mail', 'message']),
      ),
    )
  if (!entry) throw notFound()
  return entry
}

async function judge(tx: Db, reviewer: Staff, entryId: number, now: Date): Promise<void> {
  await tx.update(entries).set({ judgedAt: now, judgedBy: reviewer.id }).where(eq(entries.id, entryId))
}

type OpenRequest = NonNullable<Awaited<ReturnType<typeof openRequest>>>

/**
 * After an answer: closes the request where no question is open any more, and the clock goes on from when the last
 * answer was received; waits on where one is. @returns the clock that goes on, null where none does.
 */
export async function settle(
  tx: Db,
  by: Person,
  registration: Registration,
  request: OpenRequest | null,
  now: Date,
): Promise<Told | null> {
  if (request && (await openQuestions(tx, request.id)).length === 0)
    return close(tx, by, registration, request, now)
  await waitOn(tx, request, now)
  return null
}

async function close(
  tx: Db,
  by: Person,
  registration: Registration,
  request: OpenRequest,
  now: Date,
): Promise<Told | null> {
  await tx.update(informationRequests).set({ closedAt: now }).where(eq(informationRequests.id, request.id))
  if (!request.blocking) return null
  await change(tx, by, { registration, action: 'take_answer' }, now)
  const [last] = await tx
    .select({ at: sql`max(${informationItems.answeredAt})`.mapWith(informationItems.answeredAt) })
    .from(informationItems)
    .where(eq(informationItems.requestId, request.id))
  const at = resumesAt(request.askedAt, (last as { at: Date }).at, now)
  const clock = await resumeClock(
    tx,
    { registrationId: registration.id, rule: 'decision', at, by: by.id },
    now,
  )
  const event = { what: 'clock_resumed', left: clock.left } as const
  await addEntry(tx, registration.id, { kind: 'event', event, visibleToVendor: true }, now)
  return clock
}
