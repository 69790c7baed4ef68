// Who belongs to a company. Every change locks the company first, so that two owners cannot both be the last to go.
import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { companies, memberships, participants, people, registrations } from '../../db/schema.ts'
import { type Access, keepAnOwner } from '../rules/companies.ts'
import type { Vendor } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { writeLetter } from './letters.ts'
import { wake } from './thread.ts'

export type Member = { personId: number; access: Access; name: string; email: string }
export type Company = { id: number; name: string; members: Member[] }

/** Locks the company for this transaction, with its members. @throws Refused not_found where there is none. */
export async function lockCompany(tx: Db, companyId: number): Promise<Company> {
  const [company] = await tx.select().from(companies).where(eq(companies.id, companyId)).for('update')
  if (!company) throw notFound()
  const members = await tx
    .select({ personId: people.id, access: memberships.access, name: people.name, email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.companyId, companyId), isNull(memberships.leftAt)))
    .orderBy(memberships.id)
  return { id: company.id, name: company.name, members }
}

/** The same for one of its members. @throws Refused not_found for anybody else. */
export async function lockOwnCompany(tx: Db, vendor: Vendor, companyId: number) {
  const company = await lockCompany(tx, companyId)
  const own = company.members.find(({ personId }) => personId === vendor.id)
  if (!own) throw notFound()
  return { company, own }
}

/** The same for its owner. @throws Refused not_yours for colleagues, not_found for anybody else. */
export async function lockAsOwner(tx: Db, vendor: Vendor, companyId: number): Promise<Company> {
  const { company, own } = await lockOwnCompany(tx, vendor, companyId)
  if (own.access === 'owner') return company
  throw new Refused('not_yours', 'Only an owner of the company may do this. Ask one of them.')
}

/** Another company of the same person, who owns it. */
export function createCompany(db: Db, vendor: Vendor, input: { name: string }, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.select({ id: people.id }).from(people).where(eq(people.id, vendor.id)).for('update')
    const mine = await tx.select().from(memberships).where(eq(memberships.personId, vendor.id))
    if (mine.length >= mostCompanies)
      throw new Refused(
        'too_many',
        `One account can be in ${mostCompanies} companies. Write to us if you need more.`,
      )
    const [company] = await tx
      .insert(companies)
      .values({ name: input.name, createdAt: now })
      .returning({ id: companies.id })
    const { id } = company as { id: number }
    await tx
      .insert(memberships)
      .values({ companyId: id, personId: vendor.id, access: 'owner', createdAt: now })
    await audit(tx, vendor, { action: 'company.created', object: `company ${id}` }, now)
    return id
  })
}

const mostCompanies = 20

type Choice = { companyId: number; personId: number }

/** An owner changes what a member may do, or makes them an owner too. @throws Refused for the last owner. */
export function changeAccess(db: Db, owner: Vendor, input: Choice & { access: Access }, now: Date) {
  return db.transaction(async (tx) => {
    const company = await lockAsOwner(tx, owner, input.companyId)
    const member = memberOf(company, input.personId)
    if (input.access !== 'owner') keepAnOwner(ownersOf(company), member.personId)
    await tx.update(memberships).set({ access: input.access }).where(current(input))
    const detail = { person: member.personId, from: member.access, to: input.access }
    await audit(tx, owner, { action: 'company.access_changed', object: `company ${company.id}`, detail }, now)
  })
}

/** An owner removes a member, who loses the pages and the right to answer by mail at once. */
export function removeMember(db: Db, owner: Vendor, input: Choice, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const company = await lockAsOwner(tx, owner, input.companyId)
    const member = memberOf(company, input.personId)
    keepAnOwner(ownersOf(company), member.personId)
    await endMembership(tx, company, member, now)
    const letter = {
      kind: 'membership_ended',
      company: company.name,
      owner: owner.name,
      name: member.name,
    } as const
    const cause = { cause: `membership ${company.id} ${member.personId} ${now.toISOString()}` }
    await writeLetter(tx, { to: member.email, personId: member.personId }, cause, letter, now)
    const detail = { person: member.personId }
    await audit(tx, owner, { action: 'company.member_removed', object: `company ${company.id}`, detail }, now)
  })
}

/** A member leaves. @throws Refused for the last owner. */
export function leaveCompany(db: Db, vendor: Vendor, input: { companyId: number }, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const { company, own } = await lockOwnCompany(tx, vendor, input.companyId)
    keepAnOwner(ownersOf(company), own.personId)
    await endMembership(tx, company, own, now)
    await audit(tx, vendor, { action: 'company.left', object: `company ${company.id}` }, now)
  })
}

/** What the leaving member had in hand goes to the owner who has been there longest. */
export async function endMembership(tx: Db, company: Company, member: Member, now: Date): Promise<void> {
  const heir = company.members.find(
    ({ access, personId }) => access === 'owner' && personId !== member.personId,
  )
  await tx
    .update(memberships)
    .set({ leftAt: now })
    .where(current({ companyId: company.id, personId: member.personId }))
  await handOver(tx, company, member, heir ?? null, now)
}

/** Registrations get another owner; letters and reply codes of the former one end, also of an address used as contact. */
export async function handOver(
  tx: Db,
  company: Company,
  from: Pick<Member, 'personId' | 'email'>,
  to: Pick<Member, 'personId' | 'name' | 'email'> | null,
  now: Date,
): Promise<void> {
  const all = await tx
    .select()
    .from(registrations)
    .where(eq(registrations.companyId, company.id))
    .orderBy(registrations.id)
    .for('update')
  const ids = all.map(({ id }) => id)
  if (ids.length === 0) return
  const address = eq(sql`lower(${participants.email})`, from.email.toLowerCase())
  const own = or(eq(participants.personId, from.personId), address)
  await tx
    .update(participants)
    .set({ leftAt: now, tokenEpoch: sql`${participants.tokenEpoch} + 1` })
    .where(and(inArray(participants.registrationId, ids), isNull(participants.leftAt), own))
  for (const { id, lastSeq } of all) await wake(tx, id, lastSeq)
  const owned = all.filter(({ ownerId }) => ownerId === from.personId).map(({ id }) => id)
  if (!to || owned.length === 0) return
  await tx.update(registrations).set({ ownerId: to.personId }).where(inArray(registrations.id, owned))
  const taking = { personId: to.personId, kind: 'owner', name: to.name, email: to.email } as const
  const rows = owned.map((registrationId) => ({ ...taking, registrationId, verifiedAt: now, createdAt: now }))
  await tx.insert(participants).values(rows).onConflictDoNothing()
}

export function ownersOf({ members }: Company): number[] {
  return members.filter(({ access }) => access === 'owner').map(({ personId }) => personId)
}

function memberOf({ members }: Company, personId: number): Member {
  const member = members.find((each) => each.personId === personId)
  if (!member) throw new Refused('not_now', 'This person is not a member any more.')
  return member
}

function current({ companyId, personId }: Choice) {
  return and(
    eq(memberships.companyId, companyId),
    eq(memberships.personId, personId),
    isNull(memberships.leftAt),
  )
}
