// An owner ends what the payer did not: withdraws a registration, gives an app up, and takes a withdrawal back.
import { and, eq, like, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { registrations, statusEvents } from '../../db/schema.ts'
import { withoutSignature } from '../rules/editing.ts'
import type { Vendor } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { stopEverything } from './ending.ts'
import { writeToVendor } from './letters.ts'
import { change } from './status.ts'
import { addEntry, lockRegistration, type Registration } from './thread.ts'

type Ending = { registrationId: number; reason: string | null }

/** T9 while it is pending, T12b once it was approved. The clocks stop, open questions are closed, E12 leaves. */
export function withdraw(db: Db, owner: Vendor, input: Ending, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, owner, input.registrationId)
    await endForOwner(tx, owner, registration, input.reason || null, now)
  })
}

/** The same where staff file it for the owner: `by` is who did it, with the name of who wanted it. */
export async function endForOwner(
  tx: Db,
  by: { id: number; name: string },
  registration: Registration,
  reason: string | null,
  now: Date,
): Promise<void> {
  const hadAccess = registration.status !== 'pending'
  const owner = { id: by.id, role: 'owner' } as const
  const action = hadAccess ? 'give_up' : 'withdraw'
  await change(tx, owner, { registration, action, reason: reason ?? undefined }, now)
  await stopEverything(tx, owner, registration, now)
  const event = { what: 'withdrawn', hadAccess, reason } as const
  const told = { kind: 'event', event, authorId: by.id, visibleToVendor: true } as const
  const entry = await addEntry(tx, registration.id, told, now)
  const letter = { kind: 'withdrawn', by: by.name, at: now.toISOString(), hadAccess } as const
  await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
  const done = `registration.${hadAccess ? 'given_up' : 'withdrawn'}`
  await audit(tx, owner, { action: done, object: registration.number }, now)
}

/**
 * T16: the same registration becomes a draft again with the answers it was submitted with, unsigned.
 * @throws Refused not_now for an app that was once approved: it is registered anew.
 */
export function reopen(db: Db, owner: Vendor, input: { registrationId: number }, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, owner, input.registrationId)
    if (await wasApproved(tx, registration.id))
      throw new Refused('not_now', 'This app was approved once. Register it again to use our APIs again.')
    await change(tx, owner, { registration, action: 'reopen' }, now)
    const draftVersion = registration.draftVersion + 1
    await tx
      .update(registrations)
      .set({ draft: withoutSignature(registration.draft), draftVersion, draftParts: {} })
      .where(eq(registrations.id, registration.id))
    const entry = {
      kind: 'event',
      event: { what: 'reopened' },
      authorId: owner.id,
      visibleToVendor: true,
    } as const
    await addEntry(tx, registration.id, entry, now)
    await audit(tx, owner, { action: 'registration.reopened', object: registration.number }, now)
  })
}

/** Whether the app was ever approved: then it is registered anew and not reopened. */
export async function wasApproved(tx: Db, registrationId: number): Promise<boolean> {
  const approved = or(like(statusEvents.to, 'approved/%'), like(statusEvents.from, 'approved/%'))
  const rows = await tx
    .select({ id: statusEvents.id })
    .from(statusEvents)
    .where(and(eq(statusEvents.registrationId, registrationId), approved))
    .limit(1)
  return rows.length > 0
}
