// An owner asks for a review of a decision against the app, and may take that back (DOMAIN 2.4).
import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import type { StoredFinding } from '../../db/queries/findings.ts'
import {
  type Block,
  blockOf,
  citedIn,
  type Handler,
  handlersFor,
  openReviewRow,
  pastOf,
  type ReviewRow,
  reviewsOfBlock,
  tookPart,
} from '../../db/queries/reviews.ts'
import { registrations, reviewedFindings, statusReviews } from '../../db/schema.ts'
import { ownedBy } from '../../db/scope.ts'
import { type Day, localDay } from '../rules/calendar.ts'
import type { StoredFile } from '../rules/files.ts'
import type { Person, Vendor } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { chanceOf, checkRequest, type NewReview } from '../rules/reviewRequests.ts'
import { opens, type ReviewLevel, reviewedOf, reviewNumber } from '../rules/reviews.ts'
import { audit } from './audit.ts'
import { startClock, type Told } from './clocks.ts'
import { storeFile, type Upload } from './files.ts'
import { writeAbout, writeToRole, writeToVendor } from './letters.ts'
import { closePlace, endUndecided } from './reviewEnding.ts'
import { change } from './status.ts'
import { addEntry, lockRegistration, type Registration } from './thread.ts'

export type Asking = { registrationId: number; review: NewReview; files: readonly Upload[] }

/**
 * The owner asks; staff may file it for the owner, with a note of where it came from. Access stays blocked.
 * @throws Refused not_valid with everything the request lacks; not_now where nothing can be reviewed now; not_yours
 * for a colleague of the owner.
 */
export function requestReview(db: Db, by: Person, input: Asking, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, by, input.registrationId)
    if (by.kind === 'vendor') await checkOwner(tx, by, registration)
    const { block, level, past } = await subjectOf(tx, registration, now)
    const cited = await citedIn(tx, block)
    const files = await storeEvidence(tx, by, registration.id, input.files, now)
    const review = { ...input.review, onBehalf: by.kind === 'staff' ? (input.review.onBehalf ?? '') : null }
    checkRequest(review, {
      ...{ cited: cited.map(({ criterionId }) => criterionId), level },
      files: files.map(({ sha256 }) => sha256),
      knownFiles: past.flatMap((each) => each.files.map(({ sha256 }) => sha256)),
    })
    const action = opens[block.of]
    if (action) await change(tx, by, { registration, action }, now)
    const row = await insertReview(tx, by, { registration, block, level, review, files }, now)
    await keepSaid(tx, row.id, cited, review)
    await tellEverybody(tx, by, { registration, row, block, past, review }, now)
    const detail = { of: block.of, level, files: files.length }
    await audit(tx, by, { action: 'review.requested', object: reviewNumber(row), detail }, now)
    return row.id
  })
}

/** Every finding of the decision stands in the review, with what the owner says about it. */
async function keepSaid(
  tx: Db,
  reviewId: number,
  cited: readonly StoredFinding[],
  { disputed }: NewReview,
): Promise<void> {
  if (cited.length === 0) return
  await tx.insert(reviewedFindings).values(
    cited.map(({ id: findingId, criterionId }) => {
      const about = disputed.find((each) => each.criterionId === criterionId)
      return { reviewId, findingId, disputed: about !== undefined, said: about?.said ?? '' }
    }),
  )
}

/** Colleagues may answer questions; to ask for a review, and to take it back, is the owner's. */
async function checkOwner(tx: Db, vendor: Vendor, { id }: Registration): Promise<void> {
  const owned = await tx
    .select({ id: registrations.id })
    .from(registrations)
    .where(and(eq(registrations.id, id), ownedBy(vendor)))
  if (owned.length === 0)
    throw new Refused('not_yours', 'Only an owner of the company can ask for a review. Ask them to sign in.')
}

type Subject = { block: Block; level: ReviewLevel; past: ReviewRow[] }

async function subjectOf(tx: Db, registration: Registration, now: Date): Promise<Subject> {
  const of = reviewedOf(registration)
  const block = of && (await blockOf(tx, registration.id, of))
  const past = block ? await reviewsOfBlock(tx, registration.id, block) : []
  const { zone } = await payerCalendar(tx)
  const chance = chanceOf(registration, pastOf(past, zone), localDay(now, zone))
  if (chance.level === null) throw new Refused('not_now', chance.why)
  if (!block) throw new Refused('not_now', 'There is no decision on record that could be reviewed.')
  return { block, level: chance.level, past }
}

/** Files that were judged at the door. */
export async function storeEvidence(
  tx: Db,
  by: Person,
  registrationId: number,
  uploads: readonly Upload[],
  now: Date,
): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  for (const upload of uploads) {
    const file = await storeFile(tx, by, { registrationId, ...upload }, now)
    if (!files.some(({ sha256, name }) => sha256 === file.sha256 && name === file.name)) files.push(file)
  }
  return files
}

type Inserting = {
  registration: Registration
  block: Block
  level: ReviewLevel
  review: NewReview
  files: StoredFile[]
}

async function insertReview(tx: Db, by: Person, input: Inserting, now: Date): Promise<ReviewRow> {
  const { registration, block, level, review, files } = input
  const [row] = await tx
    .insert(statusReviews)
    .values({
      ...{ registrationId: registration.id, determinationId: block.determinationId, of: block.of, level },
      ...{ statement: review.statement.trim(), files, onBehalf: review.onBehalf },
      ...{ requestedBy: by.id, requestedAt: now },
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new Refused('not_now', 'A review of this decision is open already.')
  return row
}

type Telling = {
  registration: Registration
  row: ReviewRow
  block: Block
  past: ReviewRow[]
  review: NewReview
}

/** E28 to the vendor; to the desk, whoever may take it, or the admins where nobody may. */
async function tellEverybody(tx: Db, by: Person, telling: Telling, now: Date): Promise<void> {
  const { registration, row, block, past, review } = telling
  const clock = await startClock(tx, { registrationId: registration.id, rule: 'review' }, now)
  const assignment = await startClock(tx, { registrationId: registration.id, rule: 'assignment' }, now)
  const criteria = review.disputed.map(({ criterionId }) => criterionId)
  const onBehalf = by.kind === 'staff'
  const event = { what: 'review_requested', of: block.of, level: row.level, criteria, onBehalf } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: by.id, visibleToVendor: true },
    now,
  )
  const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
  const handlers = await handlersFor(tx, await tookPart(tx, block, past))
  const dates = { dueOn: clock.dueOn as Day, assignBy: assignment.dueOn as Day }
  const about = { review: reviewNumber(row), of: block.of, owner: by.name, ...dates }
  const said = { level: row.level, onBehalf, at: now.toISOString(), ...wordsOf(clock) }
  const nobody = handlers.length === 0
  const letter = { kind: 'review_requested', ...about, ...said, nobody } as const
  await writeToVendor(tx, registration, cause, letter, now)
  await tellDesk(tx, registration, cause, { about, handlers }, now)
}

const wordsOf = ({ words }: Told) => ({ clock: words.line, counted: words.counted })

type Waiting = {
  about: { review: string; of: Block['of']; owner: string; dueOn: Day; assignBy: Day }
  handlers: readonly Handler[]
}

async function tellDesk(
  tx: Db,
  registration: Registration,
  cause: { cause: string },
  { about, handlers }: Waiting,
  now: Date,
): Promise<void> {
  if (handlers.length === 0) {
    const letter = { kind: 'review_waits', task: 'appoint', ...about } as const
    return writeToRole(tx, registration, 'admin', cause, letter, now)
  }
  for (const { email: to, id: personId } of handlers) {
    const letter = { kind: 'review_waits', task: 'take', ...about } as const
    await writeAbout(tx, registration, { to, personId }, cause, letter, now)
  }
}

/** The owner takes the request back; it can be made again. */
export function withdrawReview(
  db: Db,
  owner: Vendor,
  input: { registrationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { registration, review } = await lockReview(tx, owner, input.registrationId)
    await checkOwner(tx, owner, registration)
    await endUndecided(tx, owner, { registration, review, move: 'withdraw' }, now)
    await closePlace(tx, owner, registration, review, now)
  })
}

/** The registration, locked, with its open review. @throws Refused not_now where none is open. */
export async function lockReview(
  tx: Db,
  person: Person,
  registrationId: number,
): Promise<{ registration: Registration; review: ReviewRow }> {
  const registration = await lockRegistration(tx, person, registrationId)
  const review = await openReviewRow(tx, registration.id)
  if (!review) throw new Refused('not_now', 'No review is open. Reload the page to see what has changed.')
  return { registration, review }
}
