// The only file that changes the status of a registration (held by a test): rule, row, history, in one transaction.
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { registrations, statusEvents } from '../../db/schema.ts'
import type { Actor } from '../rules/people.ts'
import { type Action, nextPlace, placeOf, transitions } from '../rules/status.ts'
import { orderAccess } from './accessOrders.ts'
import type { Registration } from './thread.ts'

export type Change = {
  registration: Registration
  action: Exclude<Action, 'register_again'>
  reason?: string
  /** The record that it rests on. */
  determinationId?: number
}

/**
 * Does one transition of DOMAIN 2.2 on a registration that the caller has locked. Where access ends or comes back, the
 * API operations are asked to do it (E14).
 * @throws Refused where the table does not allow it.
 */
export async function change(tx: Db, actor: Actor, input: Change, now: Date): Promise<void> {
  const { registration, action, reason, determinationId } = input
  const from = placeOf(registration)
  const to = nextPlace(action, from, actor.role)
  await tx
    .update(registrations)
    .set({ status: to.status, phase: to.phase, closedAs: to.closedAs, changedAt: now })
    .where(eq(registrations.id, registration.id))
  await tx.insert(statusEvents).values({
    registrationId: registration.id,
    action,
    from,
    to: placeOf(to),
    actorId: actor.id,
    ...{ reason, determinationId, criteriaVersion: registration.criteriaVersion },
    at: now,
    visibleToVendor: transitions[action].visible,
  })
  await orderAccess(tx, actor, input, now)
}
