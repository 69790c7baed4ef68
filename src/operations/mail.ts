// Mail as rows. Inbound: the attempt is counted before anything is read, and the outcome commits with its effects.
// Everything that comes here is masked already.
import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { openQuestions } from '../../db/queries/waiting.ts'
import {
  inboundMail,
  type ListedFile,
  type MailProof,
  outbox,
  participants,
  registrations,
  settings,
} from '../../db/schema.ts'
import { kindOfMail } from '../rules/kinds.ts'
import { dueIfResumed } from './clocks.ts'
import { writeAbout, writeToStaff } from './letters.ts'
import { addEntry, openRequest, type Registration } from './thread.ts'

export type Counted = { id: number; attempts: number; outcome: 'thread' | 'unmatched' | 'quarantine' | null }
type Arrived = { account: string; sha256: string; size: number; receivedAt: Date }

/** Counts one more attempt at these bytes, in a transaction of its own: a crash while reading cannot hide it. */
export async function countAttempt(db: Db, mail: Arrived, now: Date): Promise<Counted> {
  const [row] = await db
    .insert(inboundMail)
    .values({ ...mail, firstSeenAt: now, attempts: 1 })
    .onConflictDoUpdate({
      target: [inboundMail.account, inboundMail.sha256],
      set: {
        attempts: sql`${inboundMail.attempts} + CASE WHEN ${inboundMail.outcome} IS NULL THEN 1 ELSE 0 END`,
      },
    })
    .returning({ id: inboundMail.id, attempts: inboundMail.attempts, outcome: inboundMail.outcome })
  return row as Counted
}

/** A mail whose own words are masked, with what trust said about it. */
export type MaskedMail = {
  messageId: string | null
  from: string
  subject: string
  body: string
  quoted: string
  attachments: ListedFile[]
  proof: MailProof
}
/** Where it goes: into a thread as one participant's words, or to the unmatched, perhaps claiming a registration. */
export type Destination =
  | { thread: number; participant: number; answer: boolean }
  | { thread: null; claims: number | null; note?: string }

/** Files one counted mail. Its outcome and its effects commit together or not at all; twice is once. */
export function fileMail(db: Db, inboundId: number, mail: MaskedMail, to: Destination, now: Date) {
  return db.transaction(async (tx) => {
    const [inbound] = await tx.select().from(inboundMail).where(eq(inboundMail.id, inboundId)).for('update')
    if (!inbound || inbound.outcome) return inbound?.outcome ?? null
    const entered =
      to.thread === null ? null : await enterThread(tx, { ...mail, ...inbound, ...to, mail }, now)
    const outcome = entered ? 'thread' : 'unmatched'
    const shown = entered
      ? {}
      : { subject: mail.subject, body: mail.body, quoted: mail.quoted, attachments: mail.attachments }
    const claims = to.thread ?? to.claims
    await tx
      .update(inboundMail)
      .set({
        ...shown,
        outcome,
        claims,
        filedAt: now,
        messageId: mail.messageId,
        from: mail.from,
        trust: mail.proof,
        note: 'note' in to ? to.note : null,
        concerns: kindOfMail(mail.subject),
      })
      .where(eq(inboundMail.id, inboundId))
    if (!entered) await tx.execute(sql`SELECT pg_notify('thread', 'mail')`)
    return outcome
  })
}

type Entering = {
  id: number
  receivedAt: Date
  thread: number
  participant: number
  answer: boolean
  mail: MaskedMail
}

/** @returns false when the participant has left since: then nobody speaks for the vendor and the mail waits. */
async function enterThread(
  tx: Db,
  { id, receivedAt, thread, participant, answer, mail }: Entering,
  now: Date,
): Promise<boolean> {
  const [found] = await tx
    .select({ registration: registrations, participant: participants })
    .from(participants)
    .innerJoin(registrations, eq(registrations.id, participants.registrationId))
    .where(and(eq(participants.id, participant), eq(registrations.id, thread), isNull(participants.leftAt)))
    .for('update')
  if (!found) return false
  const asked = await openRequest(tx, thread)
  const entry = await addEntry(
    tx,
    thread,
    {
      ...{ kind: 'mail', participantId: participant, inboundId: id, requestId: asked?.id, at: receivedAt },
      ...{ subject: mail.subject, body: mail.body, quoted: mail.quoted, attachments: mail.attachments },
      ...{ trust: mail.proof, visibleToVendor: true },
    },
    now,
  )
  const open = asked ? (await openQuestions(tx, asked.id)).length : 0
  const cause = { cause: `entry ${entry.id}` }
  await writeToStaff(
    tx,
    found.registration,
    'reviewer',
    cause,
    {
      ...{ kind: 'answer_arrived', sender: found.participant.name, open },
      dueOn: asked && (await dueIfResumed(tx, { registrationId: thread, rule: 'decision', at: receivedAt })),
    },
    now,
  )
  if (answer)
    await acknowledge(
      tx,
      found,
      { ...cause, inReplyTo: mail.messageId, open, blocking: asked?.blocking ?? false },
      now,
    )
  return true
}

type Found = { registration: Registration; participant: typeof participants.$inferSelect }
type Acknowledged = { cause: string; inReplyTo: string | null; open: number; blocking: boolean }

/** E08, at most once a day to an address (SAFETY OUT-7): enough to know that mail arrives, too little for a loop. */
async function acknowledge(
  tx: Db,
  { registration, participant }: Found,
  { open, blocking, ...cause }: Acknowledged,
  now: Date,
) {
  const dayAgo = new Date(now.getTime() - 24 * 3_600_000)
  const recent = await tx
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(eq(outbox.to, participant.email), eq(outbox.kind, 'reply_filed'), gt(outbox.createdAt, dayAgo)),
    )
    .limit(1)
  if (recent.length > 0) return
  const address = { to: participant.email, participantId: participant.id }
  await writeAbout(tx, registration, address, cause, { kind: 'reply_filed', open, blocking }, now)
}

/** A mail that could not be read: recorded by hash, size and masked headers; the mail itself lies in Quarantine. */
export async function quarantine(
  db: Db,
  inboundId: number,
  mail: { from: string; subject: string; messageId: string | null; note: string },
  now: Date,
): Promise<void> {
  await db
    .update(inboundMail)
    .set({ ...mail, outcome: 'quarantine', filedAt: now, concerns: kindOfMail(mail.subject) })
    .where(and(eq(inboundMail.id, inboundId), isNull(inboundMail.outcome)))
  await db.execute(sql`SELECT pg_notify('thread', 'mail')`)
}

/** Whose reply code this is, with the epoch it must have been signed for; also people who left. */
export async function codeHolder(db: Db, thread: number, participant: number) {
  const [row] = await db
    .select()
    .from(participants)
    .where(and(eq(participants.id, participant), eq(participants.registrationId, thread)))
  return row ?? null
}

/** The registration of a number such as REG-2026-000412 found in a mail: a claim that proves nothing. */
export async function claimedRegistration(
  db: Db,
  numbers: string[],
): Promise<{ id: number; number: string } | null> {
  if (numbers.length === 0) return null
  const [row] = await db
    .select({ id: registrations.id, number: registrations.number })
    .from(registrations)
    .where(inArray(registrations.number, numbers.slice(0, 20)))
    .limit(1)
  return row ?? null
}

/** The instant of the first connection to the mailbox, kept for good: what lay there before is never answered. */
export async function firstRead(db: Db, now: Date): Promise<Date> {
  await db.insert(settings).values({ key: 'first_read', value: now.toISOString() }).onConflictDoNothing()
  const [row] = await db.select().from(settings).where(eq(settings.key, 'first_read'))
  return new Date((row as { value: string }).value)
}
