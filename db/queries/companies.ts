// Pages about companies: a member's own, and all of them for the admin of the payer.
import { and, asc, count, desc, eq, isNull } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Access } from '../../src/rules/companies.ts'
import type { Vendor } from '../../src/rules/people.ts'
import { notFound } from '../../src/rules/refused.ts'
import type { Db } from '../client.ts'
import {
  companies,
  invitations,
  links,
  memberships,
  ownershipTransfers,
  people,
  registrations,
} from '../schema.ts'

export type OwnCompany = { id: number; name: string; access: Access }
export type MemberLine = { personId: number; name: string; email: string; access: Access; since: Date }
export type InvitationLine = { id: number; email: string; access: Access; expiresAt: Date; inviter: string }
export type CompanyPage = OwnCompany & {
  members: MemberLine[]
  /** Open ones; only owners see them. */
  invitations: InvitationLine[]
  apps: number
}

export function ownCompanies(db: Db, vendor: Vendor): Promise<OwnCompany[]> {
  return db
    .select({ id: companies.id, name: companies.name, access: memberships.access })
    .from(companies)
    .innerJoin(memberships, eq(memberships.companyId, companies.id))
    .where(and(eq(memberships.personId, vendor.id), isNull(memberships.leftAt)))
    .orderBy(asc(companies.id))
}

/** @throws Refused not_found for somebody who is not a member. */
export async function companyPage(db: Db, vendor: Vendor, companyId: number): Promise<CompanyPage> {
  const own = (await ownCompanies(db, vendor)).find(({ id }) => id === companyId)
  if (!own) throw notFound()
  return {
    ...own,
    members: await membersOf(db, companyId),
    invitations: own.access === 'owner' ? await openInvitations(db, companyId) : [],
    apps: await appsOf(db, companyId),
  }
}

async function membersOf(db: Db, companyId: number): Promise<MemberLine[]> {
  return db
    .select({
      personId: people.id,
      name: people.name,
      email: people.email,
      access: memberships.access,
      since: memberships.createdAt,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.companyId, companyId), isNull(memberships.leftAt)))
    .orderBy(asc(memberships.id))
}

async function openInvitations(db: Db, companyId: number): Promise<InvitationLine[]> {
  return db
    .select({
      id: invitations.id,
      email: invitations.email,
      access: invitations.access,
      expiresAt: links.expiresAt,
      inviter: people.name,
    })
    .from(invitations)
    .innerJoin(links, eq(links.invitationId, invitations.id))
    .innerJoin(people, eq(people.id, invitations.invitedBy))
    .where(
      and(
        eq(invitations.companyId, companyId),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .orderBy(asc(invitations.id))
}

async function appsOf(db: Db, companyId: number): Promise<number> {
  const [row] = await db
    .select({ apps: count() })
    .from(registrations)
    .where(eq(registrations.companyId, companyId))
  return row?.apps ?? 0
}

export type CompanyLine = { id: number; name: string; members: number; createdAt: Date }

/** All companies, by name. */
export function allCompanies(db: Db): Promise<CompanyLine[]> {
  return db
    .select({
      id: companies.id,
      name: companies.name,
      members: count(memberships.id),
      createdAt: companies.createdAt,
    })
    .from(companies)
    .leftJoin(memberships, and(eq(memberships.companyId, companies.id), isNull(memberships.leftAt)))
    .groupBy(companies.id)
    .orderBy(asc(companies.name), asc(companies.id))
    .limit(1000)
}

const former = alias(people, 'former')
const next = alias(people, 'next')
const admin = alias(people, 'admin')

/** A company for the admin: who belongs to it, and how its ownership moved. */
export async function companyForAdmin(db: Db, companyId: number) {
  const [company] = await db.select().from(companies).where(eq(companies.id, companyId))
  if (!company) throw notFound()
  const transfers = await db
    .select({ transfer: ownershipTransfers, from: former.name, to: next.name, by: admin.name })
    .from(ownershipTransfers)
    .innerJoin(former, eq(former.id, ownershipTransfers.fromId))
    .innerJoin(next, eq(next.id, ownershipTransfers.toId))
    .innerJoin(admin, eq(admin.id, ownershipTransfers.doneBy))
    .where(eq(ownershipTransfers.companyId, companyId))
    .orderBy(desc(ownershipTransfers.id))
  const { id, name } = company
  return { id, name, members: await membersOf(db, companyId), apps: await appsOf(db, companyId), transfers }
}
export type AdminCompany = Awaited<ReturnType<typeof companyForAdmin>>
