// The thread of a registration: every message, mail, note and event gets its number here, under one row lock.
import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { openQuestions, questionsForOwner } from '../../db/queries/waiting.ts'
import { entries, informationRequests, registrations } from '../../db/schema.ts'
import { readableBy, writableBy } from '../../db/scope.ts'
import { type Purpose, purposeAt } from '../rules/editing.ts'
import type { Person, Staff, Vendor } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { dueIfResumed } from './clocks.ts'
import { writeToStaff, writeToVendor } from './letters.ts'

export type Registration = typeof registrations.$inferSelect
type NewEntry = Omit<typeof entries.$inferInsert, 'registrationId' | 'seq' | 'at'> & { at?: Date }

/**
 * Locks the registration for this transaction, to change something about it.
 * @throws Refused not_found where the person may not see it, not_yours where they may only read.
 */
export async function lockRegistration(
  tx: Db,
  person: Person,
  registrationId: number,
): Promise<Registration> {
  const [row] = await tx
    .select()
    .from(registrations)
    .where(and(eq(registrations.id, registrationId), readableBy(person)))
    .for('update')
  if (!row) throw notFound()
  const writable = and(eq(registrations.id, registrationId), writableBy(person))
  if ((await tx.select({ id: registrations.id }).from(registrations).where(writable)).length === 1) return row
  throw new Refused(
    'not_yours',
    'You can read this registration and not change it. Ask an owner of your company.',
  )
}

/**
 * Locks a registration whose answers this vendor may edit now, with what the edit is for.
 * @throws Refused not_now while its answers are fixed.
 */
export async function lockEditable(
  tx: Db,
  owner: Vendor,
  registrationId: number,
): Promise<{ registration: Registration; purpose: Purpose }> {
  const registration = await lockRegistration(tx, owner, registrationId)
  const asked = (await questionsForOwner(tx, registration.id)).length > 0
  const purpose = purposeAt(registration, asked)
  if (purpose) return { registration, purpose }
  throw new Refused(
    'not_now',
    'This registration was submitted. Its answers can be changed only when we ask for it.',
  )
}

/** Nobody submits answers that the page did not show. */
export function checkSeen({ draftVersion }: Registration, seen: number | null): void {
  if (seen === null || seen === draftVersion) return
  throw new Refused(
    'not_now',
    'The answers were changed after this page was shown. Read them again, then submit.',
  )
}

export const somethingNew = new Refused(
  'not_now',
  'Something new arrived while you were reading. Look at the thread, then decide.',
)

/** Nobody decides past words of the vendor that the page did not show; `seen` is the last entry it had. */
export async function checkNoNews(tx: Db, registrationId: number, seen: number): Promise<void> {
  const fromVendor = await tx
    .select({ id: entries.id })
    .from(entries)
    .where(
      and(
        eq(entries.registrationId, registrationId),
        gt(entries.seq, seen),
        inArray(entries.kind, ['mail', 'message']),
      ),
    )
    .limit(1)
  if (fromVendor.length > 0) throw somethingNew
}

/** Appends to the timeline with the next number and wakes everybody who looks at it. */
export async function addEntry(tx: Db, registrationId: number, entry: NewEntry, now: Date) {
  const [numbered] = await tx
    .update(registrations)
    .set({ lastSeq: sql`${registrations.lastSeq} + 1`, changedAt: now })
    .where(eq(registrations.id, registrationId))
    .returning({ seq: registrations.lastSeq })
  const seq = (numbered as { seq: number }).seq
  const [row] = await tx
    .insert(entries)
    .values({ at: now, ...entry, registrationId, seq })
    .returning({ id: entries.id })
  await wake(tx, registrationId, seq)
  return { id: (row as { id: number }).id, seq }
}

/** Tells every listening server that this thread has something new. It leaves when the transaction commits. */
export async function wake(tx: Db, registrationId: number, seq: number): Promise<void> {
  await tx.execute(sql`SELECT pg_notify('thread', ${`${registrationId}:${seq}`})`)
}

/** The request that still waits for the vendor, if any. */
export async function openRequest(tx: Db, registrationId: number) {
  const [row] = await tx
    .select()
    .from(informationRequests)
    .where(and(eq(informationRequests.registrationId, registrationId), isNull(informationRequests.closedAt)))
    .orderBy(informationRequests.id)
    .limit(1)
  return row ?? null
}

/** What a vendor writes on the page. While questions are open it may be the answer to them; a reviewer decides. */
export function writeMessage(
  db: Db,
  vendor: Vendor,
  input: { registrationId: number; body: string },
  now: Date,
) {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, vendor, input.registrationId)
    if (!registration.submittedAt) {
      throw new Refused(
        'not_now',
        'Submit the registration first. Then you can write to the review team here.',
      )
    }
    const asked = await openRequest(tx, registration.id)
    const entry = await addEntry(
      tx,
      registration.id,
      { kind: 'message', authorId: vendor.id, body: input.body, requestId: asked?.id, visibleToVendor: true },
      now,
    )
    if (asked) await tellDesk(tx, vendor, registration, { requestId: asked.id, entryId: entry.id }, now)
    return entry
  })
}

/** E07: an answer on the page is told to the desk as one by mail is. */
async function tellDesk(
  tx: Db,
  vendor: Vendor,
  registration: Registration,
  { requestId, entryId }: { requestId: number; entryId: number },
  now: Date,
): Promise<void> {
  const open = await openQuestions(tx, requestId)
  const dueOn = await dueIfResumed(tx, { registrationId: registration.id, rule: 'decision', at: now })
  const letter = { kind: 'answer_arrived', sender: vendor.name, open: open.length, dueOn } as const
  await writeToStaff(tx, registration, 'reviewer', { cause: `entry ${entryId}`, entryId }, letter, now)
}

/** What staff write to the vendor: in the thread at once, and by mail to everybody who takes part. */
export function writeReply(db: Db, staff: Staff, input: { registrationId: number; body: string }, now: Date) {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, staff, input.registrationId)
    const entry = await addEntry(
      tx,
      registration.id,
      { kind: 'message', authorId: staff.id, body: input.body, visibleToVendor: true },
      now,
    )
    await writeToVendor(
      tx,
      registration,
      { entryId: entry.id, cause: `entry ${entry.id}` },
      { kind: 'message', from: staff.name, body: input.body },
      now,
    )
    return entry
  })
}

/** A note that only staff ever see: never mailed, never printed for the vendor. */
export function writeNote(db: Db, staff: Staff, input: { registrationId: number; body: string }, now: Date) {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, staff, input.registrationId)
    return addEntry(tx, registration.id, { kind: 'note', authorId: staff.id, body: input.body }, now)
  })
}
