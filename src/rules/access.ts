// What the people who run the APIs are asked to do when access ends or comes back (DOMAIN E14). The portal itself is not
// the authorization server: until they confirm, it is requested and not done.
import type { BlockScope } from './determinations.ts'
import type { EnvironmentKind } from './environments.ts'
import type { Action } from './status.ts'

export const accessActions = ['block', 'unblock', 'revoke'] as const
export type AccessAction = (typeof accessActions)[number]
/** A client that an order names. */
export type OrderedClient = {
  environmentId: number
  environment: string
  kind: EnvironmentKind
  clientId: string
}

const causes: Partial<Record<Action, AccessAction>> = {
  suspend: 'block',
  suspend_now: 'block',
  reinstate: 'unblock',
  terminate: 'revoke',
  give_up: 'revoke',
}

/** What has to happen to the access of an app when its registration makes this transition; null for nothing. */
export function accessActionOf(action: Action): AccessAction | null {
  return causes[action] ?? null
}

/** A block may be of one kind of environment; an unblock is of what was blocked; a revocation is of everything. */
export function orderedClients(
  action: AccessAction,
  clients: readonly OrderedClient[],
  { scope, blocked }: { scope: BlockScope | null; blocked: readonly OrderedClient[] },
): OrderedClient[] {
  if (action === 'block')
    return clients.filter(({ kind }) => scope === null || scope === 'both' || kind === scope)
  if (action === 'revoke') return [...clients]
  return clients.filter(({ environmentId }) => blocked.some((each) => each.environmentId === environmentId))
}

/** How an order reads: what is asked for, and what is so once it is confirmed. */
export const accessWords = {
  block: { verb: 'Block', requested: 'Block requested', done: 'Blocked since', past: 'blocked' },
  unblock: { verb: 'Unblock', requested: 'Unblock requested', done: 'Unblocked since', past: 'unblocked' },
  revoke: { verb: 'Revoke', requested: 'Revocation requested', done: 'Revoked since', past: 'revoked' },
} as const satisfies Record<AccessAction, Record<'verb' | 'requested' | 'done' | 'past', string>>
