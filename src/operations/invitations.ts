// Inviting colleagues: a link bound to the address it was mailed to, good once and for fourteen days.
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { companies, invitations, links, memberships, people } from '../../db/schema.ts'
import type { Invitable } from '../rules/companies.ts'
import type { Vendor } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { personByEmail } from './accounts.ts'
import { audit } from './audit.ts'
import { writeLetter } from './letters.ts'
import { badLink, type Link, newLink, takeLink, voidLinks } from './links.ts'
import { lockAsOwner } from './memberships.ts'

const invitationsADay = 20
const lettersADayToOne = 3

/**
 * Mails a link to a colleague. Earlier invitations of the same address are void. Nobody learns from the answer whether
 * the address has an account. @throws Refused for members, and where too many letters would leave (SAFETY A13).
 */
export function invite(
  db: Db,
  owner: Vendor,
  input: { companyId: number; email: string; access: Invitable },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const company = await lockAsOwner(tx, owner, input.companyId)
    const email = input.email.toLowerCase()
    if (company.members.some((member) => member.email.toLowerCase() === email))
      throw wrongAddress('This person is a member already')
    await checkNotTooMany(tx, company.id, email, now)
    await endOpen(tx, and(eq(invitations.companyId, company.id), sameAddress(email)), now)
    const [row] = await tx
      .insert(invitations)
      .values({ ...input, email: input.email, invitedBy: owner.id, createdAt: now })
      .returning({ id: invitations.id })
    const { id } = row as { id: number }
    const linkId = await newLink(tx, { kind: 'invitation', invitationId: id }, now)
    const letter = {
      kind: 'invitation',
      linkId,
      company: company.name,
      owner: owner.name,
      access: input.access,
    } as const
    await writeLetter(tx, { to: input.email }, { cause: `link ${linkId}` }, letter, now)
    const detail = { invitation: id, access: input.access }
    await audit(tx, owner, { action: 'company.invited', object: `company ${company.id}`, detail }, now)
  })
}

async function checkNotTooMany(tx: Db, companyId: number, email: string, now: Date): Promise<void> {
  const dayAgo = new Date(now.getTime() - 24 * 3_600_000)
  const recent = await tx
    .select({ companyId: invitations.companyId, email: invitations.email })
    .from(invitations)
    .where(
      and(gt(invitations.createdAt, dayAgo), or(eq(invitations.companyId, companyId), sameAddress(email))),
    )
  const toOne = recent.filter((each) => each.email.toLowerCase() === email).length
  const ofCompany = recent.filter((each) => each.companyId === companyId).length
  if (toOne >= lettersADayToOne || ofCompany >= invitationsADay)
    throw new Refused('too_many', 'Enough invitations were sent today. Try again tomorrow.')
}

/** An owner takes an invitation back; its link is void. */
export function revokeInvitation(
  db: Db,
  owner: Vendor,
  input: { companyId: number; invitationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const company = await lockAsOwner(tx, owner, input.companyId)
    const one = and(eq(invitations.id, input.invitationId), eq(invitations.companyId, company.id))
    if ((await endOpen(tx, one, now)) === 0)
      throw new Refused('not_now', 'This invitation was used or taken back already.')
    const detail = { invitation: input.invitationId }
    await audit(
      tx,
      owner,
      { action: 'company.invitation_revoked', object: `company ${company.id}`, detail },
      now,
    )
  })
}

async function endOpen(tx: Db, which: ReturnType<typeof and>, now: Date): Promise<number> {
  const open = and(which, isNull(invitations.acceptedAt), isNull(invitations.revokedAt))
  const ended = await tx
    .update(invitations)
    .set({ revokedAt: now })
    .where(open)
    .returning({ id: invitations.id })
  for (const { id } of ended) await tx.update(links).set({ usedAt: now }).where(eq(links.invitationId, id))
  return ended.length
}

export type Invitation = typeof invitations.$inferSelect & { company: string; inviter: string }

/** What a link invites to. @throws Refused for a link that invites to nothing. */
export async function invitationOf(db: Db, link: Pick<Link, 'invitationId'>): Promise<Invitation> {
  const [row] = await db
    .select({ invitation: invitations, company: companies.name, inviter: people.name })
    .from(invitations)
    .innerJoin(companies, eq(companies.id, invitations.companyId))
    .innerJoin(people, eq(people.id, invitations.invitedBy))
    .where(eq(invitations.id, link.invitationId ?? 0))
  if (!row) throw badLink()
  return { ...row.invitation, company: row.company, inviter: row.inviter }
}

/** Somebody who has an account joins. @throws Refused for anybody but the one whose address was invited. */
export function join(db: Db, vendor: Vendor, input: { linkId: number }, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const invitation = await takeInvitation(tx, input.linkId, now)
    if (invitation.email.toLowerCase() !== vendor.email.toLowerCase()) throw notFound()
    await becomeMember(tx, invitation, vendor.id, now)
    return invitation.companyId
  })
}

type NewColleague = { linkId: number; name: string; passwordHash: string }

/** Somebody without an account makes one with the link, which also proves the address. */
export function joinAsNew(db: Db, input: NewColleague, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const invitation = await takeInvitation(tx, input.linkId, now)
    const known = await personByEmail(tx, invitation.email)
    if (known?.emailVerifiedAt) throw new Refused('not_now', 'This address has an account. Sign in to join.')
    const given = { name: input.name, passwordHash: input.passwordHash, emailVerifiedAt: now }
    const id = known ? known.id : await newPerson(tx, { ...given, email: invitation.email }, now)
    if (known) await tx.update(people).set(given).where(eq(people.id, known.id))
    await voidLinks(tx, id, ['verify_account'], now)
    await becomeMember(tx, invitation, id, now)
  })
}

type NewPerson = { name: string; email: string; passwordHash: string; emailVerifiedAt: Date }

async function newPerson(tx: Db, input: NewPerson, now: Date): Promise<number> {
  const [row] = await tx
    .insert(people)
    .values({ ...input, kind: 'vendor', createdAt: now })
    .returning({ id: people.id })
  return (row as { id: number }).id
}

/** The company is locked before the link, in the order in which taking an invitation back locks them. */
async function takeInvitation(tx: Db, linkId: number, now: Date): Promise<Invitation> {
  const [link] = await tx.select().from(links).where(eq(links.id, linkId))
  const { companyId } = await invitationOf(tx, link ?? { invitationId: null })
  await tx.select({ id: companies.id }).from(companies).where(eq(companies.id, companyId)).for('update')
  return invitationOf(tx, await takeLink(tx, linkId, ['invitation'], now))
}

async function becomeMember(tx: Db, invitation: Invitation, personId: number, now: Date): Promise<void> {
  const { id, companyId, access } = invitation
  const added = await tx
    .insert(memberships)
    .values({ companyId, personId, access, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: memberships.id })
  if (added.length === 0) throw new Refused('not_now', 'You are a member of this company already.')
  await tx.update(invitations).set({ acceptedAt: now, acceptedBy: personId }).where(eq(invitations.id, id))
  const detail = { invitation: id, access }
  const action = { action: 'company.joined', object: `company ${companyId}`, detail }
  await audit(tx, { id: personId, role: 'owner' }, action, now)
}

function sameAddress(email: string) {
  return eq(sql`lower(${invitations.email})`, email)
}

function wrongAddress(message: string): Refused {
  return new Refused('not_valid', message, [{ field: 'email', message }])
}
