// On the page of a registration: what lifts a block, and the way to have the decision looked at again.
import type { ThreadPage } from '../db/queries/thread.ts'
import { promisedDays } from '../src/rules/clock.ts'
import { reviewedOf, reviewNumber, stateNames } from '../src/rules/reviews.ts'
import { meanwhile } from '../src/rules/reviewTurn.ts'
import { actionsFor, placeOf } from '../src/rules/status.ts'
import { Icon } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { whatLifts } from './reviewParts.tsx'

/** Why the app is blocked or was refused, and the way to have it looked at again. */
export function ReviewPanel({ page }: { page: ThreadPage }) {
  const of = reviewedOf(page.registration)
  if (!of) return null
  const lift = whatLifts(page)
  return (
    <section class="panel stack tight" id="review" aria-labelledby="review-heading">
      <h2 id="review-heading">{page.review ? 'Your review' : 'Have it looked at again'}</h2>
      {lift ? (
        <p>
          <strong>What lifts the block:</strong> {lift}
        </p>
      ) : null}
      <p>
        {page.review
          ? `Review ${reviewNumber(page.review)} is ${stateNames[page.review.state]}. ${meanwhile[of]}`
          : `An owner can ask for a review. Somebody who took no part in the decision decides within ${promisedDays.review} business days, and you read the result for each finding.`}
      </p>
      <p>
        <a class="button" href={`${pageOf('vendor', page.registration.id)}/review`}>
          {page.review ? 'Open the review' : 'Ask for a review'}
        </a>
      </p>
    </section>
  )
}

/** The same for staff: the review, and the ways in and out of a block. */
export function ReviewLinks({ page, mayLift }: { page: ThreadPage; mayLift: boolean }) {
  if (!reviewedOf(page.registration)) return null
  const url = pageOf('staff', page.registration.id)
  const lifts =
    mayLift && actionsFor(placeOf(page.registration), 'reviewer').includes('reinstate') && !page.review
  return (
    <section class="panel" aria-labelledby="reviews-heading">
      <h2 id="reviews-heading">Review of the decision</h2>
      <ul class="checks">
        <li>
          <Icon name="scale" />
          <a href={`${url}/review`}>
            {page.review ? 'Open the review' : 'Reviews, and filing one for the owner'}
          </a>
        </li>
        {lifts ? (
          <li>
            <Icon name="circle-check" />
            <a href={`${url}/reinstate`}>Lift the block without a request</a>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

/** From which entry on something the vendor's side writes may ask for a review; null where none can be asked for. */
export function reviewWayAfter({ registration, review, entries }: ThreadPage): number | null {
  if (!reviewedOf(registration) || review) return null
  return entries.findLast(({ event }) => event?.what === 'determined')?.seq ?? 0
}

/** Under what the vendor's side wrote: mail never starts a review, so the way to one is sent. */
export function ReviewWay({ registrationId, entryId }: { registrationId: number; entryId: number }) {
  return (
    <form class="extra" {...posts(`${pageOf('staff', registrationId)}/review-way`)}>
      <input type="hidden" name="entry" value={String(entryId)} />
      <button class="button" data-kind="quiet" data-size="s" type="submit">
        Asks for a status review: send the way to it
      </button>
    </form>
  )
}
