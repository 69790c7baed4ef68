// Decisions against an app (DOMAIN T8, T10, T12): one person proposes a complete record, another decides about it.
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import {
  currentFindings,
  type Determination,
  earlierDecisions,
  openProposal,
  type StoredFinding,
} from '../../db/queries/findings.ts'
import { citedFindings, determinations } from '../../db/schema.ts'
import { addBusinessDays, localDay } from '../rules/calendar.ts'
import { criteriaVersion } from '../rules/criteria.ts'
import {
  checkDetermination,
  checkSecondPerson,
  type DeterminationAction,
  decides,
  determinationWords,
  type NewDetermination,
  proposable,
} from '../rules/determinations.ts'
import type { Severity } from '../rules/findings.ts'
import type { Conditions } from '../rules/letters.ts'
import type { Staff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'
import { audit } from './audit.ts'
import { stopEverything } from './ending.ts'
import { writeToRole, writeToVendor } from './letters.ts'
import { settleReview } from './reviewEnding.ts'
import { change } from './status.ts'
import { addEntry, checkNoNews, lockRegistration, type Registration } from './thread.ts'

type Proposing = { registrationId: number; seen: number; record: NewDetermination }

/**
 * T8a, T10, T12: keeps the record and asks a second person. An emergency block takes effect at once.
 * @throws Refused not_valid with everything the record lacks; not_now where this cannot be proposed from here, or the
 * thread has gone on since the page was shown (`seen` is its last entry).
 */
export function propose(db: Db, reviewer: Staff, input: Proposing, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    const { record } = input
    await checkMayPropose(tx, registration, record.action)
    await checkNoNews(tx, registration.id, input.seen)
    const cited = await citedOf(tx, registration.id, record.findingIds)
    const earlier = await earlierDecisions(
      tx,
      registration.id,
      cited.map(({ criterionId }) => criterionId),
    )
    checkDetermination(record, { cited, differs: earlier.some(({ action }) => action !== record.action) })
    const id = await insertRecord(tx, reviewer, { registration, record, cited, earlier }, now)
    if (record.action === 'deny')
      await change(tx, reviewer, { registration, action: 'propose_denial', determinationId: id }, now)
    const event = { what: 'proposed', action: record.action, determination: id } as const
    const entry = await addEntry(tx, registration.id, { kind: 'event', event, authorId: reviewer.id }, now)
    const waits = {
      kind: 'proposal_waits',
      noun: determinationWords[record.action].noun,
      by: reviewer.name,
    } as const
    await writeToRole(tx, registration, 'approver', { cause: `entry ${entry.id}` }, waits, now)
    if (record.emergency) await blockNow(tx, reviewer, registration, await recordOf(tx, id), now)
    const detail = { determination: id, emergency: record.emergency }
    await audit(
      tx,
      reviewer,
      { action: `${record.action}.proposed`, object: registration.number, detail },
      now,
    )
    return id
  })
}

async function checkMayPropose(
  tx: Db,
  registration: Registration,
  action: DeterminationAction,
): Promise<void> {
  if (!proposable(placeOf(registration)).includes(action))
    throw new Refused(
      'not_now',
      `A ${determinationWords[action].noun} cannot be proposed now. Reload the page.`,
    )
  if (await openProposal(tx, registration.id))
    throw new Refused('not_now', 'A proposal waits for a second person already.')
}

async function citedOf(tx: Db, registrationId: number, ids: readonly number[]): Promise<StoredFinding[]> {
  return (await currentFindings(tx, registrationId)).filter(({ id }) => ids.includes(id))
}

type Recording = {
  registration: Registration
  record: NewDetermination
  cited: readonly StoredFinding[]
  earlier: readonly { id: number }[]
}

async function insertRecord(
  tx: Db,
  reviewer: Staff,
  { registration, record, cited, earlier }: Recording,
  now: Date,
): Promise<number> {
  const { findingIds: _, ...words } = record
  const calendar = await payerCalendar(tx)
  const confirmBy = record.emergency ? addBusinessDays(localDay(now, calendar.zone), 1, calendar) : null
  const [row] = await tx
    .insert(determinations)
    .values({
      ...{ ...words, registrationId: registration.id, proposedBy: reviewer.id, proposedAt: now, confirmBy },
      criteriaVersion: registration.criteriaVersion ?? criteriaVersion,
      consistentWith: earlier.map(({ id }) => id),
    })
    .returning({ id: determinations.id })
  const determinationId = (row as { id: number }).id
  await tx.insert(citedFindings).values(
    cited.map(({ id, registrationId, criterionId, outcome, severity }) => ({
      ...{ determinationId, findingId: id, registrationId, criterionId, outcome },
      severity: severity as Severity,
    })),
  )
  return determinationId
}

async function recordOf(tx: Db, id: number): Promise<Determination> {
  const [row] = await tx.select().from(determinations).where(eq(determinations.id, id))
  if (!row) throw notFound()
  return row
}

/** T10 in an emergency: the block stands at once and reads “not yet confirmed” until a second person has decided. */
async function blockNow(
  tx: Db,
  reviewer: Staff,
  registration: Registration,
  record: Determination,
  now: Date,
): Promise<void> {
  await stopEverything(tx, reviewer, registration, now)
  const reason = record.vendorText
  await change(tx, reviewer, { registration, action: 'suspend_now', reason, determinationId: record.id }, now)
  await tellVendor(tx, reviewer, registration, record, now)
}

type Deciding = {
  registrationId: number
  determinationId: number
  verdict: 'agree' | 'refuse'
  reason: string
}

/**
 * The second person agrees, and what was proposed happens; or refuses with a reason, and an emergency block ends at
 * once (DOMAIN T8, T8b, T10, T12).
 * @throws Refused not_yours for the one who proposed, not_now where it was decided already.
 */
export function decideProposal(db: Db, approver: Staff, input: Deciding, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, approver, input.registrationId)
    const record = await recordOf(tx, input.determinationId)
    if (record.registrationId !== registration.id) throw notFound()
    checkSecondPerson(record, approver)
    const reason = input.reason.trim()
    if (input.verdict === 'refuse' && !reason)
      throw new Refused('not_valid', 'Say why you do not agree.', [
        { field: 'reason', message: 'Say why you do not agree' },
      ])
    const verdict = input.verdict === 'agree' ? 'agreed' : 'refused'
    await tx
      .update(determinations)
      .set({ verdict, verdictReason: reason, decidedBy: approver.id, decidedAt: now })
      .where(eq(determinations.id, record.id))
    if (verdict === 'agreed') await carryOut(tx, approver, registration, record, now)
    else await giveBack(tx, approver, registration, { record, reason }, now)
    const detail = { determination: record.id, reason }
    await audit(
      tx,
      approver,
      { action: `${record.action}.${verdict}`, object: registration.number, detail },
      now,
    )
  })
}

async function carryOut(
  tx: Db,
  approver: Staff,
  registration: Registration,
  record: Determination,
  now: Date,
): Promise<void> {
  if (record.emergency) {
    const event = { what: 'block_confirmed' } as const
    await addEntry(
      tx,
      registration.id,
      { kind: 'event', event, authorId: approver.id, visibleToVendor: true },
      now,
    )
    return
  }
  await stopEverything(tx, approver, registration, now)
  const action = decides[record.action]
  const reason = record.vendorText
  await change(tx, approver, { registration, action, reason, determinationId: record.id }, now)
  await tellVendor(tx, approver, registration, record, now)
}

/** E11, E13, E16: what was decided, on what, and what the owner can do. */
async function tellVendor(
  tx: Db,
  by: Staff,
  registration: Registration,
  record: Determination,
  now: Date,
): Promise<void> {
  const { action, vendorText, whatLifts, emergency, scope } = record
  const event = { what: 'determined', action, text: vendorText, whatLifts, confirmed: !emergency } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: by.id, visibleToVendor: true },
    now,
  )
  const cited = await tx.select().from(citedFindings).where(eq(citedFindings.determinationId, record.id))
  const letter = {
    kind: 'determined',
    ...{ action, text: vendorText, whatLifts, scope, at: now.toISOString() },
    ...{ criteria: cited.map(({ criterionId }) => criterionId).toSorted(), version: record.criteriaVersion },
    confirmBy: record.confirmBy,
  } as const
  await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
}

async function giveBack(
  tx: Db,
  approver: Staff,
  registration: Registration,
  { record, reason }: { record: Determination; reason: string },
  now: Date,
): Promise<void> {
  const event = { what: 'proposal_refused', action: record.action, reason } as const
  await addEntry(tx, registration.id, { kind: 'event', event, authorId: approver.id }, now)
  if (registration.phase === 'decision_check')
    await change(tx, approver, { registration, action: 'return_denial', determinationId: record.id }, now)
  if (!record.emergency || registration.status !== 'suspended') return
  await liftBlock(tx, approver, registration, { reason, determinationId: record.id }, now)
  await settleReview(tx, approver, registration, now)
}

type Lifting = { reason: string; determinationId?: number; conditions?: Conditions | null }

/** T11: the app is approved again; both sides read why, and E15 leaves. */
export async function liftBlock(
  tx: Db,
  by: Staff,
  registration: Registration,
  { reason, determinationId, conditions = null }: Lifting,
  now: Date,
): Promise<void> {
  await change(tx, by, { registration, action: 'reinstate', reason, determinationId }, now)
  const event = { what: 'reinstated', reason } as const
  const entry = await addEntry(
    tx,
    registration.id,
    { kind: 'event', event, authorId: by.id, visibleToVendor: true },
    now,
  )
  const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
  const letter = { kind: 'reinstated', reason, conditions, at: now.toISOString() } as const
  await writeToVendor(tx, registration, cause, letter, now)
}

/**
 * A block that was lifted before its second person had decided: nobody can confirm it any more, and the record says who
 * ended it.
 */
export async function closeUnconfirmed(
  tx: Db,
  by: Staff,
  input: { determinationId: number | null; reason: string },
  now: Date,
): Promise<void> {
  if (!input.determinationId) return
  await tx
    .update(determinations)
    .set({ verdict: 'refused', verdictReason: input.reason, decidedBy: by.id, decidedAt: now })
    .where(and(eq(determinations.id, input.determinationId), isNull(determinations.decidedAt)))
}
