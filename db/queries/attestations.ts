// When the owner of an app signed last, and which letters about it have left.
import { and, asc, eq, max, min, sql } from 'drizzle-orm'
import { type Day, localDay } from '../../src/rules/calendar.ts'
import { attestationDue, isOutdated, maySignAgain } from '../../src/rules/reattestation.ts'
import type { Standing } from '../../src/rules/status.ts'
import type { Db } from '../client.ts'
import { attestationNotices, attestations, registrations, submissions } from '../schema.ts'

/** Every revision is signed; so is the form that signs again without other answers. */
export async function lastSigned(db: Db, registrationId: number): Promise<Date | null> {
  const [submitted] = await db
    .select({ at: max(submissions.submittedAt) })
    .from(submissions)
    .where(eq(submissions.registrationId, registrationId))
  const [signed] = await db
    .select({ at: max(attestations.signedAt) })
    .from(attestations)
    .where(eq(attestations.registrationId, registrationId))
  const times = [submitted?.at, signed?.at].filter((at) => at !== null && at !== undefined)
  return times.length > 0 ? new Date(Math.max(...times.map((at) => at.getTime()))) : null
}

export type AttestationView = { signedOn: Day; dueOn: Day; outdated: boolean; open: boolean }

/** Of an approved app; null for all others. */
export async function attestationOf(
  db: Db,
  { id, ...standing }: Standing & { id: number },
  zone: string,
  now: Date,
): Promise<AttestationView | null> {
  const at = standing.status === 'approved' ? await lastSigned(db, id) : null
  if (!at) return null
  const [signedOn, today] = [localDay(at, zone), localDay(now, zone)]
  const dueOn = attestationDue(signedOn)
  return {
    ...{ signedOn, dueOn },
    outdated: isOutdated(standing, dueOn, today),
    open: maySignAgain(standing, dueOn, today),
  }
}

/** Approved apps that were signed for more than eleven months ago, oldest number first. */
export async function agingApps(db: Db, before: Date): Promise<number[]> {
  const since = sql`greatest(
    (SELECT max(${submissions.submittedAt}) FROM ${submissions} WHERE ${submissions.registrationId} = ${registrations.id}),
    (SELECT max(${attestations.signedAt}) FROM ${attestations} WHERE ${attestations.registrationId} = ${registrations.id})
  )`
  const rows = await db
    .select({ id: registrations.id })
    .from(registrations)
    .where(and(eq(registrations.status, 'approved'), sql`${since} < ${before.toISOString()}::timestamptz`))
    .orderBy(asc(registrations.id))
  return rows.map(({ id }) => id)
}

/** The last letter that left about a day, by its days before; null while none has. */
export async function lastNotice(db: Db, registrationId: number, dueOn: Day): Promise<number | null> {
  const [row] = await db
    .select({ days: min(attestationNotices.daysBefore) })
    .from(attestationNotices)
    .where(and(eq(attestationNotices.registrationId, registrationId), eq(attestationNotices.dueOn, dueOn)))
  return row?.days ?? null
}
