// What the API operations were asked to do about an app, and whether they said that it is done.
import { and, desc, eq, sql } from 'drizzle-orm'
import type { AccessAction, OrderedClient } from '../../src/rules/access.ts'
import type { Db } from '../client.ts'
import { accessOrders, links, outbox, registrations } from '../schema.ts'
import { currentEnvironments } from './environments.ts'
import { clientsOf, type SentLetter, stateOf } from './instructions.ts'

export type AccessOrder = typeof accessOrders.$inferSelect

/** The order that counts: a newer one takes the place of those before it. */
export async function newestOrder(db: Db, registrationId: number): Promise<AccessOrder | null> {
  const [order] = await db
    .select()
    .from(accessOrders)
    .where(eq(accessOrders.registrationId, registrationId))
    .orderBy(desc(accessOrders.id))
    .limit(1)
  return order ?? null
}

/** The clients of an app as an order names them. */
export async function clientsToOrder(db: Db, registrationId: number): Promise<OrderedClient[]> {
  const clients = await clientsOf(db, registrationId)
  const environments = await currentEnvironments(db)
  return environments.flatMap(({ id, name, kind }) => {
    const client = clients.find(({ environmentId }) => environmentId === id)
    return client ? [{ environmentId: id, environment: name, kind, clientId: client.clientId }] : []
  })
}

export type OrderView = {
  action: AccessAction
  clients: OrderedClient[]
  requestedAt: Date
  confirmedAt: Date | null
  /** Its newest letter; null where no address was configured. */
  letter: SentLetter | null
}

export async function orderView(db: Db, registrationId: number): Promise<OrderView | null> {
  const order = await newestOrder(db, registrationId)
  if (!order) return null
  const { action, clients, requestedAt, confirmedAt } = order
  const [row] = await db
    .select({ letter: outbox })
    .from(outbox)
    .innerJoin(links, eq(outbox.cause, sql`'link ' || ${links.id}`))
    .where(and(eq(links.accessOrderId, order.id), eq(outbox.kind, 'access_order')))
    .orderBy(desc(outbox.id))
    .limit(1)
  return { action, clients, requestedAt, confirmedAt, letter: row ? stateOf(row.letter) : null }
}

export type LinkedOrder = AccessOrder & { number: string; app: string }

/** The order that a mailed link confirms. */
export async function orderOfLink(db: Db, accessOrderId: number): Promise<LinkedOrder | null> {
  const [row] = await db
    .select({ order: accessOrders, number: registrations.number, app: registrations.appName })
    .from(accessOrders)
    .innerJoin(registrations, eq(registrations.id, accessOrders.registrationId))
    .where(eq(accessOrders.id, accessOrderId))
  return row ? { ...row.order, number: row.number, app: row.app } : null
}
