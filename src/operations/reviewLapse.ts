// What time alone causes in a review: its question stayed without an answer, so it ends and the status stays.
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { openReviewQuestion, openReviewRow, unansweredReviews } from '../../db/queries/reviews.ts'
import { mailMayAnswer } from '../../db/queries/waiting.ts'
import { registrations } from '../../db/schema.ts'
import { businessMorning, type Day } from '../rules/calendar.ts'
import { system } from '../rules/people.ts'
import { closePlace, endUndecided } from './reviewEnding.ts'
import { repliesSince } from './reviewHandling.ts'

/**
 * On the business morning after the last day. What may be the answer holds it back: anything that the vendor's side
 * wrote since, and a mail that nobody could place. @returns how many ended.
 */
export async function lapseReviews(db: Db, now: Date): Promise<number> {
  const today = businessMorning(now, await payerCalendar(db))
  if (today === null) return 0
  let ended = 0
  for (const { registrationId } of await unansweredReviews(db, today))
    if (await db.transaction((tx) => lapse(tx, registrationId, today, now))) ended++
  return ended
}

async function lapse(tx: Db, registrationId: number, today: Day, now: Date): Promise<boolean> {
  const [registration] = await tx
    .select()
    .from(registrations)
    .where(eq(registrations.id, registrationId))
    .for('update')
  const review = await openReviewRow(tx, registrationId)
  const question = review && (await openReviewQuestion(tx, review.id))
  if (!registration || !review || !question || question.lapseOn >= today) return false
  const { askedAt } = question
  if ((await repliesSince(tx, registrationId, askedAt)).length > 0) return false
  if (await mailMayAnswer(tx, { registrationId, askedAt })) return false
  await endUndecided(tx, system, { registration, review, move: 'lapse' }, now)
  await closePlace(tx, system, registration, review, now)
  return true
}
