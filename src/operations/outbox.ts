// Letters on their way out: claimed one by one, so that two senders never take the same one and a crash loses none.
import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { links, outbox, participants, people, registrations, type WrittenWords } from '../../db/schema.ts'
import { carriesShortLink, confirmsAddress } from '../rules/letters.ts'
import { withoutLinkSecrets } from '../rules/linkToken.ts'
import { instructionsAccepted } from './instructions.ts'
import { wake } from './thread.ts'

export type OutgoingLetter = typeof outbox.$inferSelect
/** Who the letter is for, as far as an answer by mail can come back from them. */
export type Holder = { thread: number; participant: number; epoch: number }
/** Gives the letter its Message-ID and Reply-To, the first time it is taken (SAFETY 1.1). */
export type Addressing = (letter: { id: number; holder: Holder | null }) => {
  messageId: string
  replyTo: string | null
}

const leaseMs = 2 * 60_000

/**
 * Takes the next letter that is due. The attempt is counted and the letter put aside for two minutes before it is
 * handed out, so that a crash while sending leads to one more try with the same Message-ID.
 */
export function claimLetter(db: Db, addressing: Addressing, now: Date): Promise<OutgoingLetter | null> {
  return db.transaction(async (tx) => {
    const [letter] = await tx
      .select()
      .from(outbox)
      .where(and(isNull(outbox.sentAt), isNull(outbox.failedAt), lte(outbox.notBefore, now)))
      .orderBy(outbox.notBefore, outbox.id)
      .limit(1)
      .for('update', { skipLocked: true })
    if (!letter) return null
    const address = letter.messageId
      ? { messageId: letter.messageId, replyTo: letter.replyTo }
      : addressing({ id: letter.id, holder: await holderOf(tx, letter) })
    const [claimed] = await tx
      .update(outbox)
      .set({ ...address, attempts: letter.attempts + 1, notBefore: new Date(now.getTime() + leaseMs) })
      .where(eq(outbox.id, letter.id))
      .returning()
    return claimed as OutgoingLetter
  })
}

async function holderOf(tx: Db, letter: OutgoingLetter): Promise<Holder | null> {
  if (!letter.participantId || !letter.registrationId || confirmsAddress(letter.kind)) return null
  const [row] = await tx.select().from(participants).where(eq(participants.id, letter.participantId))
  return row ? { thread: row.registrationId, participant: row.id, epoch: row.tokenEpoch } : null
}

/** Who reads a letter: the name, where it is known, and whether the letter may still go there at all. */
export type Reader = { name: string | null; allowed: boolean }

/** Whoever has left, or never confirmed the address, gets no letter (SAFETY OUT-3). */
export async function readerOf(db: Db, letter: OutgoingLetter, now: Date): Promise<Reader> {
  if (carriesShortLink(letter.letter) && !(await isOpen(db, letter.letter.linkId, now)))
    return { name: null, allowed: false }
  if (letter.kind === 'token_instructions' && !(await isApproved(db, letter)))
    return { name: null, allowed: false }
  const toAnybody = letter.kind === 'invitation' || letter.kind === 'access_order' // perhaps nobody we know
  if (toAnybody) return { name: null, allowed: true }
  if (letter.participantId) {
    const [row] = await db.select().from(participants).where(eq(participants.id, letter.participantId))
    const here = row !== undefined && row.leftAt === null && row.email === letter.to
    const allowed = here && (row.verifiedAt !== null || confirmsAddress(letter.kind))
    return { name: row && row.name !== row.email ? row.name : null, allowed }
  }
  const [person] = await db
    .select({ name: people.name })
    .from(people)
    .where(eq(people.id, letter.personId ?? 0))
  return { name: person?.name ?? null, allowed: person !== undefined }
}

/** Nobody is told how to obtain access after it was blocked or has ended. */
async function isApproved(db: Db, { registrationId }: OutgoingLetter): Promise<boolean> {
  const [row] = await db
    .select({ status: registrations.status })
    .from(registrations)
    .where(eq(registrations.id, registrationId ?? 0))
  return row?.status === 'approved'
}

/** A newer link may have been asked for while this one waited. */
async function isOpen(db: Db, linkId: number, now: Date): Promise<boolean> {
  const open = and(eq(links.id, linkId), isNull(links.usedAt), gt(links.expiresAt, now))
  return (await db.select({ id: links.id }).from(links).where(open)).length > 0
}

export type Outcome =
  | { state: 'sent'; response: string; words: WrittenWords }
  | { state: 'failed'; response: string }
  | { state: 'retry'; response: string; ambiguous: boolean }

/** Writes down what the mail server said, and shows it at once on the message that the letter carries. */
export function recordOutcome(db: Db, letter: OutgoingLetter, outcome: Outcome, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    await tx
      .update(outbox)
      .set(changeFor(letter, outcome, now))
      .where(eq(outbox.id, letter.id))
    if (letter.kind === 'token_instructions' && outcome.state === 'sent')
      await instructionsAccepted(tx, letter, now)
    if (!letter.entryId || !letter.registrationId) return
    const [row] = await tx
      .select({ seq: registrations.lastSeq })
      .from(registrations)
      .where(eq(registrations.id, letter.registrationId))
    await wake(tx, letter.registrationId, row?.seq ?? 0)
  })
}

function withoutSecrets({ subject, text, html }: WrittenWords): WrittenWords {
  return { subject, text: withoutLinkSecrets(text), html: withoutLinkSecrets(html) }
}

const retryForMs = 48 * 3_600_000

function changeFor(letter: OutgoingLetter, outcome: Outcome, now: Date): Partial<typeof outbox.$inferInsert> {
  const response = outcome.response.slice(0, 500)
  if (outcome.state === 'sent') return { sentAt: now, response, asSent: withoutSecrets(outcome.words) }
  const givenUp = now.getTime() - letter.createdAt.getTime() > retryForMs
  if (outcome.state === 'failed' || givenUp) return { failedAt: now, response }
  const ambiguous = letter.ambiguous + (outcome.ambiguous ? 1 : 0)
  return { response, ambiguous, notBefore: new Date(now.getTime() + backoffMs(letter.attempts)) }
}

/** 1 minute, doubled with every try, at most 4 hours. */
export function backoffMs(attempts: number): number {
  return Math.min(60_000 * 2 ** Math.max(0, attempts - 1), 4 * 3_600_000)
}

/** When the next waiting letter is due, or null when none waits. */
export async function nextDue(db: Db): Promise<Date | null> {
  const [row] = await db
    .select({ at: sql`min(${outbox.notBefore})`.mapWith(outbox.notBefore) })
    .from(outbox)
    .where(and(isNull(outbox.sentAt), isNull(outbox.failedAt)))
  return (row?.at as Date | null) ?? null
}
