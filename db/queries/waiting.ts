// Requests that wait for the vendor: what a reminder and a lapse must know. Read under the registration's lock.
import { and, asc, count, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import type { Day } from '../../src/rules/calendar.ts'
import type { ReplyTerms } from '../../src/rules/reply.ts'
import type { Db } from '../client.ts'
import { entries, inboundMail, informationItems, informationRequests, registrations } from '../schema.ts'

export type Waiting = {
  requestId: number
  registrationId: number
  askedAt: Date
  terms: ReplyTerms
  replyBy: Day
  lapseOn: Day | null
  reminded: number
}

/** Every open request of a pending registration, oldest first. */
export function waitingRequests(db: Db): Promise<Waiting[]> {
  return db
    .select({
      requestId: informationRequests.id,
      registrationId: informationRequests.registrationId,
      askedAt: informationRequests.askedAt,
      terms: informationRequests.terms,
      replyBy: informationRequests.replyBy,
      lapseOn: informationRequests.lapseOn,
      reminded: informationRequests.reminded,
    })
    .from(informationRequests)
    .innerJoin(registrations, eq(registrations.id, informationRequests.registrationId))
    .where(and(isNull(informationRequests.closedAt), eq(registrations.status, 'pending')))
    .orderBy(asc(informationRequests.id))
}

/** The questions of a request that nobody has taken an answer to. */
export function openQuestions(db: Db, requestId: number) {
  return db
    .select({
      id: informationItems.id,
      fieldId: informationItems.fieldId,
      question: informationItems.question,
    })
    .from(informationItems)
    .where(and(eq(informationItems.requestId, requestId), isNull(informationItems.answeredAt)))
    .orderBy(asc(informationItems.position))
}

/** What the owner can answer in the portal: open questions, and those that a mail answered and the form does not say yet. */
export function questionsForOwner(db: Db, registrationId: number) {
  return db
    .select({
      item: informationItems,
      blocking: informationRequests.blocking,
      replyBy: informationRequests.replyBy,
    })
    .from(informationItems)
    .innerJoin(informationRequests, eq(informationRequests.id, informationItems.requestId))
    .where(
      and(
        eq(informationRequests.registrationId, registrationId),
        or(
          and(isNull(informationItems.answeredAt), isNull(informationRequests.closedAt)),
          and(eq(informationItems.inForm, 'wanted'), isNull(informationItems.confirmedAt)),
        ),
      ),
    )
    .orderBy(asc(informationItems.requestId), asc(informationItems.position))
}
export type OwnersQuestion = Awaited<ReturnType<typeof questionsForOwner>>[number]

/** By registration, how many questions a mail answered that the form does not say yet. */
export async function confirmationsOf(
  db: Db,
  registrationIds: readonly number[],
): Promise<Map<number, number>> {
  if (registrationIds.length === 0) return new Map()
  const rows = await db
    .select({ id: informationRequests.registrationId, questions: count() })
    .from(informationRequests)
    .innerJoin(informationItems, eq(informationItems.requestId, informationRequests.id))
    .where(
      and(
        inArray(informationRequests.registrationId, [...registrationIds]),
        eq(informationItems.inForm, 'wanted'),
        isNull(informationItems.confirmedAt),
      ),
    )
    .groupBy(informationRequests.registrationId)
  return new Map(rows.map(({ id, questions }) => [id, questions]))
}

/** Whether the vendor has written since and no reviewer has decided whether that is the answer. */
export async function answerWaits(db: Db, requestId: number): Promise<boolean> {
  const rows = await db
    .select({ id: entries.id })
    .from(entries)
    .where(
      and(
        eq(entries.requestId, requestId),
        inArray(entries.kind, ['mail', 'message']),
        isNull(entries.judgedAt),
      ),
    )
    .limit(1)
  return rows.length > 0
}

/** Whether a mail that names the registration, or one that nobody could read yet, came after the question. */
export async function mailMayAnswer(
  db: Db,
  { registrationId, askedAt }: Pick<Waiting, 'registrationId' | 'askedAt'>,
): Promise<boolean> {
  const unsettled = inArray(inboundMail.outcome, ['unmatched', 'quarantine'])
  const rows = await db
    .select({ id: inboundMail.id })
    .from(inboundMail)
    .where(
      and(
        gt(inboundMail.receivedAt, askedAt),
        or(isNull(inboundMail.outcome), and(unsettled, eq(inboundMail.claims, registrationId))),
      ),
    )
    .limit(1)
  return rows.length > 0
}
