// The payer gives a company another owner, after it called the company back. Told to both sides and written down.
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { memberships, ownershipTransfers } from '../../db/schema.ts'
import type { Staff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { personByEmail } from './accounts.ts'
import { audit } from './audit.ts'
import { writeLetter } from './letters.ts'
import { type Company, endMembership, handOver, lockCompany, type Member } from './memberships.ts'

export type Transfer = {
  companyId: number
  /** The present owner whose place is taken, and what is left to them. */
  fromId: number
  afterwards: 'leaves' | 'manage' | 'read'
  toEmail: string
  calledName: string
  calledNumber: string
  calledOn: string
  calledTime: string
  reason: string
}

/**
 * Moves ownership to somebody who has a confirmed vendor account. The former owner keeps what `afterwards` says, loses
 * letters and reply codes either way, and is told. @throws Refused beside the field that is wrong.
 */
export function transferOwnership(db: Db, admin: Staff, input: Transfer, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const company = await lockCompany(tx, input.companyId)
    const from = company.members.find(
      ({ personId, access }) => personId === input.fromId && access === 'owner',
    )
    if (!from) throw refused('from', 'Choose who is an owner now')
    const to = await nextOwner(tx, company, from, input.toEmail)
    await makeOwner(tx, company, to, now)
    const members = [...company.members.filter(({ personId }) => personId !== to.personId), to]
    await stepDown(tx, { ...company, members }, from, to, input.afterwards, now)
    const { companyId, fromId, calledName, calledNumber, calledOn, calledTime, reason } = input
    const call = { calledName, calledNumber, calledOn, calledTime, reason }
    const [row] = await tx
      .insert(ownershipTransfers)
      .values({ companyId, fromId, toId: to.personId, doneBy: admin.id, at: now, ...call })
      .returning({ id: ownershipTransfers.id })
    const detail = { ...call, from: fromId, to: to.personId, afterwards: input.afterwards }
    await audit(tx, admin, { action: 'company.ownership_moved', object: `company ${companyId}`, detail }, now)
    await tellBoth(tx, company, { from, to, transferId: (row as { id: number }).id, calledOn }, now)
  })
}

async function nextOwner(tx: Db, company: Company, from: Member, email: string): Promise<Member> {
  const person = await personByEmail(tx, email)
  if (person?.kind !== 'vendor' || !person.emailVerifiedAt)
    throw refused(
      'to_email',
      'There is no confirmed vendor account with this address. Ask them to sign up first',
    )
  if (person.id === from.personId) throw refused('to_email', 'This is the present owner')
  if (company.members.some(({ personId, access }) => personId === person.id && access === 'owner'))
    throw refused('to_email', 'This person is an owner already')
  return { personId: person.id, access: 'owner', name: person.name, email: person.email }
}

async function makeOwner(tx: Db, company: Company, to: Member, now: Date): Promise<void> {
  const member = company.members.some(({ personId }) => personId === to.personId)
  if (member) await setAccess(tx, company, to, 'owner')
  else {
    const row = { companyId: company.id, personId: to.personId, access: 'owner', createdAt: now } as const
    await tx.insert(memberships).values(row)
  }
}

async function stepDown(
  tx: Db,
  company: Company,
  from: Member,
  to: Member,
  afterwards: Transfer['afterwards'],
  now: Date,
): Promise<void> {
  await handOver(tx, company, from, to, now)
  if (afterwards === 'leaves') await endMembership(tx, company, from, now)
  else await setAccess(tx, company, from, afterwards)
}

async function setAccess(tx: Db, company: Company, { personId }: Member, access: Member['access']) {
  const own = and(eq(memberships.companyId, company.id), eq(memberships.personId, personId))
  await tx
    .update(memberships)
    .set({ access })
    .where(and(own, isNull(memberships.leftAt)))
}

type Told = { from: Member; to: Member; transferId: number; calledOn: string }

async function tellBoth(tx: Db, { name }: Company, { from, to, transferId, calledOn }: Told, now: Date) {
  for (const [side, person] of [
    ['former', from],
    ['new', to],
  ] as const) {
    const letter = { kind: 'ownership_moved', side, company: name, calledOn, name: person.name } as const
    const address = { to: person.email, personId: person.personId }
    await writeLetter(tx, address, { cause: `transfer ${transferId} ${side}` }, letter, now)
  }
}

function refused(field: string, message: string): Refused {
  return new Refused('not_valid', message, [{ field, message }])
}
