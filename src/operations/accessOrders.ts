// Blocking, unblocking and revoking access: asked of the API operations by letter, and done when they say so (DOMAIN E14).
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import {
  type AccessOrder,
  clientsToOrder,
  type LinkedOrder,
  newestOrder,
  orderOfLink,
} from '../../db/queries/accessOrders.ts'
import { apiOperations } from '../../db/queries/payer.ts'
import { accessOrders, determinations, links, registrations } from '../../db/schema.ts'
import { accessActionOf, orderedClients } from '../rules/access.ts'
import type { Actor, Staff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { audit, type Origin } from './audit.ts'
import { writeAbout } from './letters.ts'
import { badLink, type Link, linkOf, newLink, takeLink } from './links.ts'
import type { Change } from './status.ts'
import { addEntry, lockRegistration, type Registration } from './thread.ts'

/**
 * Asks for what this transition means for access: nothing for most of them. Earlier links are void from now on. Where
 * the app has no client there is no letter, and the order says that no access existed. The caller has locked the
 * registration.
 */
export async function orderAccess(tx: Db, actor: Actor, input: Change, now: Date): Promise<void> {
  const { registration, action: transition, determinationId } = input
  const action = accessActionOf(transition)
  if (!action) return
  const blocked = (await lastBlock(tx, registration.id))?.clients ?? []
  const scope = await scopeOf(tx, determinationId)
  const clients = orderedClients(action, await clientsToOrder(tx, registration.id), { scope, blocked })
  await voidOrderLinks(tx, registration.id, now)
  const to = await apiOperations(tx)
  const event = { what: 'access_ordered', action, clients: clients.length, mailed: to !== null } as const
  const told = { kind: 'event', event, authorId: actor.id, visibleToVendor: true } as const
  const entry = clients.length > 0 ? await addEntry(tx, registration.id, told, now) : null
  const [order] = await tx
    .insert(accessOrders)
    .values({ registrationId: registration.id, action, clients, entryId: entry?.id, requestedAt: now })
    .returning()
  if (entry && to) await mailOrder(tx, registration, { order: order as AccessOrder, to }, now)
}

async function lastBlock(tx: Db, registrationId: number): Promise<AccessOrder | null> {
  const [order] = await tx
    .select()
    .from(accessOrders)
    .where(and(eq(accessOrders.registrationId, registrationId), eq(accessOrders.action, 'block')))
    .orderBy(desc(accessOrders.id))
    .limit(1)
  return order ?? null
}

async function scopeOf(tx: Db, determinationId: number | undefined) {
  const [record] = await tx
    .select({ scope: determinations.scope })
    .from(determinations)
    .where(eq(determinations.id, determinationId ?? 0))
  return record?.scope ?? null
}

/** Only the newest letter confirms: an old one could say that something is done which is not wanted any more. */
async function voidOrderLinks(tx: Db, registrationId: number, now: Date): Promise<void> {
  const orders = await tx
    .select({ id: accessOrders.id })
    .from(accessOrders)
    .where(eq(accessOrders.registrationId, registrationId))
  for (const { id } of orders)
    await tx
      .update(links)
      .set({ usedAt: now })
      .where(and(eq(links.accessOrderId, id), isNull(links.usedAt)))
}

async function mailOrder(
  tx: Db,
  registration: Registration,
  { order, to }: { order: AccessOrder; to: string },
  now: Date,
): Promise<void> {
  const { id: accessOrderId, action, clients, entryId } = order
  const linkId = await newLink(tx, { kind: 'confirm_access', accessOrderId }, now)
  const requestedAt = order.requestedAt.toISOString()
  const letter = { kind: 'access_order', linkId, action, clients, requestedAt } as const
  const cause = { cause: `link ${linkId}`, entryId: entryId ?? undefined }
  await writeAbout(tx, registration, { to }, cause, letter, now)
}

/**
 * Mails the order again with a new link; the earlier links are void.
 * @throws Refused not_now where nothing waits to be confirmed, or no address is configured.
 */
export function resendOrder(
  db: Db,
  staff: Staff,
  input: { registrationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, staff, input.registrationId)
    const order = await newestOrder(tx, registration.id)
    if (!order || order.confirmedAt || order.clients.length === 0)
      throw new Refused('not_now', 'Nothing waits for the API operations. Reload the page.')
    const to = await apiOperations(tx)
    if (!to)
      throw new Refused('not_now', 'No address of the API operations is configured (API_OPERATIONS_EMAIL).')
    await voidOrderLinks(tx, registration.id, now)
    await mailOrder(tx, registration, { order, to }, now)
    await audit(
      tx,
      staff,
      { action: 'access.order_sent_again', object: registration.number, detail: { to } },
      now,
    )
  })
}

/** What a link asks to confirm, so that its page can say so. @throws Refused as `confirmAccess` does. */
export async function orderToConfirm(db: Db, link: Link, now: Date): Promise<LinkedOrder> {
  if (link.kind !== 'confirm_access') throw badLink()
  if (link.usedAt)
    throw new Refused(
      'not_now',
      'This link was already used, or a newer letter took its place. Nothing was changed now.',
    )
  if (link.expiresAt <= now)
    throw new Refused(
      'not_now',
      'This link has expired. Ask the reviewers of the registration for a new letter.',
    )
  const order = await orderOfLink(db, link.accessOrderId ?? 0)
  if (!order) throw badLink()
  return order
}

/**
 * The API operations say that it is done: both sides read since when. `linkId` comes from a token that was checked.
 * @throws Refused not_now for a link that was used, is too old, or belongs to an order that is outdated.
 */
export function confirmAccess(
  db: Db,
  { linkId, origin }: { linkId: number; origin: Origin },
  now: Date,
): Promise<LinkedOrder> {
  return db.transaction(async (tx) => {
    const named = await orderToConfirm(tx, await linkOf(tx, linkId), now)
    const [registration] = await tx
      .select()
      .from(registrations)
      .where(eq(registrations.id, named.registrationId))
      .for('update')
    if (!registration) throw notFound()
    const order = await orderToConfirm(tx, await linkOf(tx, linkId), now) // a newer order may have come first
    await takeLink(tx, linkId, ['confirm_access'], now)
    await tx.update(accessOrders).set({ confirmedAt: now }).where(eq(accessOrders.id, order.id))
    const { action, clients } = order
    const event = { what: 'access_confirmed', action, clients: clients.length } as const
    await addEntry(tx, registration.id, { kind: 'event', event, visibleToVendor: true }, now)
    const detail = { order: order.id, done: action }
    await audit(tx, null, { action: 'access.confirmed', object: registration.number, detail, origin }, now)
    return order
  })
}
