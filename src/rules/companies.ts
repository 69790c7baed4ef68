// Who may do what in a company: the owner everything, colleagues what the owner gave them (DOMAIN 2.5).
import { Refused } from './refused.ts'

export const accesses = ['owner', 'manage', 'read'] as const
export type Access = (typeof accesses)[number]
/** What an owner can give by invitation. */
export const invitable = ['manage', 'read'] as const satisfies readonly Access[]
export type Invitable = (typeof invitable)[number]

export const accessNames: Record<Access, string> = {
  owner: 'Owner',
  manage: 'Can change',
  read: 'Can read',
}
export const accessAbout: Record<Access, string> = {
  owner: 'Registers apps, answers questions, invites and removes colleagues.',
  manage: 'Registers apps, fills forms in, answers questions and submits.',
  read: 'Sees everything about the apps and changes nothing.',
}

/** The accesses that may write: rows of SQL conditions and buttons of pages are chosen by this list alone. */
export const writing = ['owner', 'manage'] as const satisfies readonly Access[]

export function mayWriteWith(access: Access | null): boolean {
  return access !== null && (writing as readonly Access[]).includes(access)
}

/** @throws Refused where the company would be left without an owner. */
export function keepAnOwner(owners: readonly number[], leaving: number): void {
  if (owners.length === 1 && owners[0] === leaving)
    throw new Refused(
      'not_now',
      'A company needs an owner. Make somebody else an owner first; if you cannot, write to us and we call you back.',
    )
}

export function readAccess<A extends Access>(typed: string, allowed: readonly A[]): A {
  const found = allowed.find((access) => access === typed)
  if (found) return found
  const message = 'Choose what this person may do'
  throw new Refused('not_valid', message, [{ field: 'access', message }])
}
