// E25: a mail or message that asks for a review is answered with the way to one. It starts and decides nothing.
import type { Db } from '../../db/client.ts'
import type { Staff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { reviewedOf } from '../rules/reviews.ts'
import { audit } from './audit.ts'
import { writeToVendor } from './letters.ts'
import { repliesSince } from './reviewHandling.ts'
import { addEntry, lockRegistration } from './thread.ts'

/**
 * To everybody who takes part, once for each mail or message however often the button is pressed.
 * @throws Refused not_found for an entry that the vendor's side did not write; not_now where nothing can be reviewed.
 */
export function sendReviewWay(
  db: Db,
  staff: Staff,
  input: { registrationId: number; entryId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, staff, input.registrationId)
    const of = reviewedOf(registration)
    if (!of) throw new Refused('not_now', 'There is no decision against this app that could be reviewed.')
    const written = (await repliesSince(tx, registration.id, new Date(0))).find(
      ({ id }) => id === input.entryId,
    )
    if (!written) throw notFound()
    const event = { what: 'review_way_sent' } as const
    const entry = await addEntry(
      tx,
      registration.id,
      { kind: 'event', event, authorId: staff.id, visibleToVendor: true },
      now,
    )
    const cause = { cause: `review way ${written.id}`, entryId: entry.id }
    const letter = { kind: 'review_way', of, arrivedAt: written.at.toISOString() } as const
    await writeToVendor(tx, registration, cause, letter, now)
    await audit(tx, staff, { action: 'review.way_sent', object: registration.number }, now)
  })
}
