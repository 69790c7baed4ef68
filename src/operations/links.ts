// Mailed links: made with a letter, opened as often as somebody likes, used once (SAFETY A36, docs/decisions/0002).
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { links, people } from '../../db/schema.ts'
import { Refused } from '../rules/refused.ts'

export type Link = typeof links.$inferSelect
export type LinkKind = Link['kind']

type LinkFor =
  | { kind: 'verify_account' | 'reset_password'; personId: number }
  | { kind: 'change_address'; personId: number; email: string }
  | { kind: 'verify_contact'; participantId: number }
  | { kind: 'invitation'; invitationId: number }
  | { kind: 'confirm_access'; accessOrderId: number }

const minute = 60_000
const lifeMs: Record<LinkKind, number> = {
  verify_account: 24 * 60 * minute,
  verify_contact: 24 * 60 * minute,
  change_address: 24 * 60 * minute,
  invitation: 14 * 24 * 60 * minute,
  confirm_access: 30 * 24 * 60 * minute,
  reset_password: 30 * minute,
}

/** A new single-use link. Its secret half is derived when the letter leaves. */
export async function newLink(tx: Db, link: LinkFor, now: Date): Promise<number> {
  const expiresAt = new Date(now.getTime() + lifeMs[link.kind])
  const [row] = await tx
    .insert(links)
    .values({ ...link, createdAt: now, expiresAt })
    .returning({ id: links.id })
  return (row as { id: number }).id
}

/** What a link is for, so that its page can say so before it is used. @throws Refused for an unknown link. */
export async function linkOf(db: Db, linkId: number): Promise<Link> {
  const [link] = await db.select().from(links).where(eq(links.id, linkId))
  if (!link) throw badLink()
  return link
}

/** The link if it can still be used. @throws Refused not_now with a sentence that says what to do. */
export function checkLink(link: Link | undefined, kinds: readonly LinkKind[], now: Date): Link {
  if (!link || !kinds.includes(link.kind)) throw badLink()
  if (link.usedAt) {
    const after = kinds.includes('verify_account') ? 'If you have confirmed your address, sign in.' : ''
    const message = `This link was already used, or a newer one was sent. ${after}`.trim()
    throw new Refused('not_now', message)
  }
  if (link.expiresAt <= now) throw badLink()
  return link
}

/**
 * Locks a link and uses it up. `linkId` comes from a token that was checked.
 * @throws Refused not_now for a link of another kind, one that is used and one that is too old.
 */
export async function takeLink(tx: Db, linkId: number, kinds: readonly LinkKind[], now: Date): Promise<Link> {
  const [found] = await tx.select().from(links).where(eq(links.id, linkId)).for('update')
  const link = checkLink(found, kinds, now)
  await tx.update(links).set({ usedAt: now }).where(eq(links.id, linkId))
  return link
}

/** Every open link of these kinds that was mailed to this person is void from now on. */
export async function voidLinks(
  tx: Db,
  personId: number,
  kinds: readonly LinkKind[],
  now: Date,
): Promise<void> {
  await tx
    .update(links)
    .set({ usedAt: now })
    .where(and(eq(links.personId, personId), inArray(links.kind, [...kinds]), isNull(links.usedAt)))
}

/** Whose link this is. @throws Refused for a link that belongs to no account. */
export async function personOfLink(db: Db, link: Link): Promise<typeof people.$inferSelect> {
  const [person] = await db
    .select()
    .from(people)
    .where(eq(people.id, link.personId ?? 0))
  if (!person) throw badLink()
  return person
}

export function badLink(): Refused {
  return new Refused(
    'not_now',
    'This link has expired or is not complete. Ask for a new one where you started, or sign up again with the same address.',
  )
}
