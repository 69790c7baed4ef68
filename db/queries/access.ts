// The access of an app to the payer's APIs, as both sides may read it.
import type { Person } from '../../src/rules/people.ts'
import type { Standing } from '../../src/rules/status.ts'
import type { Db } from '../client.ts'
import { type OrderView, orderView } from './accessOrders.ts'
import { type Given, givenInstructions, lastInstructions, type SentLetter } from './instructions.ts'

export type AccessView = {
  /** What the vendor was told; null before a mail server has taken it, and again once that came back. */
  given: Given | null
  /** The newest letter with it, for the desk alone. */
  letter: SentLetter | null
  /** What the API operations were asked to do last; its letter is for the desk alone. */
  order: OrderView | null
}

export async function accessOf(
  db: Db,
  viewer: Person,
  registrationId: number,
  { status, phase }: Standing,
): Promise<AccessView> {
  const told = (status === 'approved' && phase !== 'instructions_due') || status === 'suspended'
  const order = await orderView(db, registrationId)
  return {
    order: order && (viewer.kind === 'staff' ? order : { ...order, letter: null }),
    given: told ? await givenInstructions(db, registrationId) : null,
    letter: viewer.kind === 'staff' ? await lastInstructions(db, registrationId) : null,
  }
}
