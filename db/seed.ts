// Writes the demonstration world into an empty embedded database, once.
import { sql } from 'drizzle-orm'
import type { OrderedClient } from '../src/rules/access.ts'
import { readClock } from '../src/rules/clock.ts'
import { withoutSignature } from '../src/rules/editing.ts'
import type { Environment } from '../src/rules/environments.ts'
import { defaultIntroduction, instructionsLetter } from '../src/rules/instructions.ts'
import { questionnaireVersion } from '../src/rules/questionnaire.ts'
import type { Db } from './client.ts'
import type { Database } from './connect.ts'
import { companies, desk } from './demonstration.ts'
import { environments } from './demonstrationEnvironments.ts'
import { logoBytes, logoHash } from './demonstrationLogo.ts'
import { payerCalendar } from './queries/calendar.ts'
import * as t from './schema.ts'

type Company = (typeof companies)[number]
type App = Company['apps'][number]
type Ids = ReadonlyMap<string, number>
type Keys = { passwordHash: string; sealedKeyFor: (personId: number) => string }

/**
 * @param keys the hash of the one password that all demonstration accounts share, and a new sealed key for the second
 * factor of somebody at the desk.
 * @returns false when there were people already: then nothing is written.
 */
export async function seed(database: Database, keys: Keys, now: Date): Promise<boolean> {
  if (database.kind !== 'pglite')
    throw new Error('The demonstration world belongs in the embedded database only.')
  return database.db.transaction(async (tx) => {
    const known = await tx.select({ id: t.people.id }).from(t.people).limit(1)
    if (known.length > 0) return false
    const ids = await seedPeople(tx, keys, now)
    const logo = { sha256: logoHash, kind: 'png', size: logoBytes.byteLength, bytes: logoBytes } as const
    await tx.insert(t.files).values({ ...logo, createdAt: now })
    const environments = await seedEnvironments(tx, ids, now)
    for (const company of companies) await seedCompany(tx, company, { ids, environments }, now)
    return true
  })
}

async function seedEnvironments(tx: Db, ids: Ids, now: Date): Promise<Environment[]> {
  const by = idOf(ids, desk.find(({ role }) => role === 'admin')?.email ?? '')
  const seeded: Environment[] = []
  for (const { name, facts } of environments) {
    const [row] = await tx.insert(t.environments).values({ name, createdAt: now }).returning()
    const { id } = row as { id: number }
    const said = { environmentId: id, facts, by, at: now }
    const [version] = await tx.insert(t.environmentVersions).values(said).returning()
    seeded.push({ ...facts, id, name, versionId: (version as { id: number }).id, retired: false })
  }
  return seeded
}

async function seedPeople(tx: Db, { passwordHash, sealedKeyFor }: Keys, now: Date): Promise<Ids> {
  const common = { passwordHash, emailVerifiedAt: now, createdAt: now }
  const staff = desk.map(({ name, email, role }) => ({
    ...common,
    kind: 'staff' as const,
    staffRole: role,
    name,
    email,
  }))
  const vendors = companies.map(({ owner }) => ({ ...common, ...owner, kind: 'vendor' as const }))
  const rows = await tx
    .insert(t.people)
    .values([...staff, ...vendors])
    .returning({ id: t.people.id, email: t.people.email, kind: t.people.kind })
  const factors = rows
    .filter(({ kind }) => kind === 'staff')
    .map(({ id }) => ({ personId: id, sealedKey: sealedKeyFor(id), lastStep: 0, createdAt: now }))
  await tx.insert(t.secondFactors).values(factors)
  return new Map(rows.map(({ id, email }) => [email, id]))
}

type Around = { ids: Ids; environments: readonly Environment[] }

async function seedCompany(tx: Db, { name, owner, apps }: Company, around: Around, now: Date): Promise<void> {
  const { ids } = around
  const [company] = await tx
    .insert(t.companies)
    .values({ name, createdAt: now })
    .returning({ id: t.companies.id })
  const companyId = (company as { id: number }).id
  await tx.insert(t.memberships).values({ companyId, personId: idOf(ids, owner.email), createdAt: now })
  for (const app of apps) await seedApp(tx, app, { companyId, owner, ...around }, now)
}

type Owner = Around & { companyId: number; owner: Company['owner'] }

async function seedApp(tx: Db, app: App, around: Owner, now: Date): Promise<void> {
  const { companyId, owner, ids } = around
  const ownerId = idOf(ids, owner.email)
  const startedAt = ago(now, app.startedDaysAgo)
  const submittedAt = app.submittedDaysAgo === null ? null : ago(now, app.submittedDaysAgo)
  const [row] = await tx
    .insert(t.registrations)
    .values({
      ...{
        number: `new ${app.name}`,
        companyId,
        ownerId,
        ...app.standing,
        appName: app.name,
        draft: app.submittedDaysAgo === null ? app.answers : withoutSignature(app.answers),
      },
      ...{ questionnaireVersion, createdAt: startedAt, submittedAt, changedAt: submittedAt ?? startedAt },
    })
    .returning({ id: t.registrations.id })
  const registrationId = (row as { id: number }).id
  await tx
    .update(t.registrations)
    .set({ number: `REG-${startedAt.getUTCFullYear()}-${String(registrationId).padStart(6, '0')}` })
    .where(sql`${t.registrations.id} = ${registrationId}`)
  const owned = {
    registrationId,
    personId: ownerId,
    kind: 'owner' as const,
    verifiedAt: startedAt,
    createdAt: startedAt,
  }
  await tx.insert(t.participants).values({ ...owned, name: owner.name, email: owner.email })
  const has = {
    registrationId,
    sha256: logoHash,
    name: 'logo.png',
    uploadedBy: ownerId,
    uploadedAt: startedAt,
  }
  if (app.answers.logo) await tx.insert(t.registrationFiles).values(has)
  if (submittedAt) await seedSubmission(tx, app, { registrationId, ownerId, submittedAt }, now)
  await seedAccess(tx, app, { registrationId, ...around }, now)
  await seedTimeline(tx, app, { registrationId, ownerId, startedAt, submittedAt, ids }, now)
}

type Submitted = { registrationId: number; ownerId: number; submittedAt: Date }

async function seedSubmission(
  tx: Db,
  app: App,
  { registrationId, ownerId, submittedAt }: Submitted,
  now: Date,
) {
  const common = { registrationId, questionnaireVersion, submittedBy: ownerId, submittedAt }
  await tx.insert(t.submissions).values({ ...common, revision: 1, answers: app.answers })
  const steps = [
    { daysAgo: app.submittedDaysAgo ?? 0, to: 'pending/in_review', by: '', reason: null },
    ...app.history,
  ]
  const decidedAt = app.history[0] ? ago(now, app.history[0].daysAgo) : null
  const calendar = await payerCalendar(tx)
  const events = [
    { at: submittedAt, kind: 'start' as const },
    ...(decidedAt ? [{ at: decidedAt, kind: 'stop' as const }] : []),
  ]
  const dueOn = readClock('decision', events, calendar, now).dueOn
  await tx
    .insert(t.clocks)
    .values({ registrationId, rule: 'decision', startedAt: submittedAt, stoppedAt: decidedAt, dueOn })
  for (const [index, step] of steps.entries()) {
    const from = steps[index - 1]?.to ?? 'draft'
    const action = step.to.split('/')[0] as string
    const event = {
      registrationId,
      action,
      from,
      to: step.to,
      reason: step.reason,
      at: ago(now, step.daysAgo),
    }
    await tx.insert(t.statusEvents).values({ ...event, visibleToVendor: true })
  }
}

/** What the API operations were asked to do, and said two hours later. */
async function seedOrders(
  tx: Db,
  app: App,
  { registrationId, clients }: { registrationId: number; clients: OrderedClient[] },
  now: Date,
): Promise<void> {
  const asked = { 'suspended/final': 'block', 'terminated/final': 'revoke' } as const
  for (const { to, daysAgo } of app.history) {
    const action = asked[to as keyof typeof asked]
    const at = ago(now, daysAgo)
    const confirmedAt = new Date(at.getTime() + 2 * 3_600_000)
    if (action)
      await tx
        .insert(t.accessOrders)
        .values({ registrationId, action, clients, requestedAt: at, confirmedAt })
  }
}

/** An app that was approved once has its clients, and its contact the letter with the instructions. */
async function seedAccess(
  tx: Db,
  app: App,
  { registrationId, owner, ids, environments }: Owner & { registrationId: number },
  now: Date,
): Promise<void> {
  const approved = app.history.find(({ to }) => to.startsWith('approved/'))
  if (!approved) return
  const at = ago(now, approved.daysAgo - 1)
  const asked = {
    scopes: [app.answers.scopes ?? []].flat(),
    redirectUris: [app.answers.redirect_uris ?? []].flat(),
  }
  const clients = environments.map(({ id, kind }) => ({
    ...{ environmentId: id, scopes: asked.scopes },
    clientId: `${app.name.toLowerCase().replaceAll(' ', '-')}-${kind}`,
  }))
  const by = idOf(ids, approved.by)
  await tx.insert(t.apiClients).values(clients.map((client) => ({ ...client, registrationId, by, at })))
  const named = environments.map(({ id, name, kind }, index) => ({
    ...{ environmentId: id, environment: name, kind },
    clientId: clients[index]?.clientId as string,
  }))
  await seedOrders(tx, app, { registrationId, clients: named }, now)
  const [contact] = await tx.select().from(t.participants).where(sql`registration_id = ${registrationId}`)
  const facts = { ...asked, app: app.name, environments, clients, contact: null }
  const securityContact = String(app.answers.security_contact)
  const letter = {
    ...instructionsLetter(
      { ...facts, securityContact },
      defaultIntroduction(app.name, 'Northfield Health Plan'),
    ),
    ...{ registrationId, number: `REG-${registrationId}`, app: app.name },
  }
  await tx.insert(t.outbox).values({
    ...{ registrationId, participantId: contact?.id, to: owner.email, kind: letter.kind, letter },
    ...{
      cause: `demonstration ${registrationId}`,
      createdAt: at,
      notBefore: at,
      sentAt: at,
      response: '250 OK',
    },
  })
}

type Line = Omit<typeof t.entries.$inferInsert, 'registrationId' | 'seq'>
type Story = { registrationId: number; ownerId: number; startedAt: Date; submittedAt: Date | null; ids: Ids }

async function seedTimeline(tx: Db, app: App, story: Story, now: Date): Promise<void> {
  const lines = linesOf(app, story, now).toSorted((one, other) => one.at.getTime() - other.at.getTime())
  const rows = lines.map((line, index) => ({ ...line, registrationId: story.registrationId, seq: index + 1 }))
  await tx.insert(t.entries).values(rows)
  const last = lines.at(-1)?.at ?? story.startedAt
  await tx
    .update(t.registrations)
    .set({ lastSeq: rows.length, changedAt: last })
    .where(sql`${t.registrations.id} = ${story.registrationId}`)
}

function linesOf(app: App, { ownerId, startedAt, submittedAt, ids }: Story, now: Date): Line[] {
  const begun: Line = {
    kind: 'event',
    event: { what: 'started' },
    authorId: ownerId,
    at: startedAt,
    visibleToVendor: true,
  }
  const sent: Line[] = submittedAt
    ? [
        {
          kind: 'event',
          event: { what: 'submitted', revision: 1 },
          authorId: ownerId,
          at: submittedAt,
          visibleToVendor: true,
        },
      ]
    : []
  const changed = app.history.map(({ daysAgo, to, by, reason }): Line => {
    const status = to.split('/')[0] as string
    return {
      kind: 'event',
      event: { what: 'status', status, reason },
      authorId: idOf(ids, by),
      at: ago(now, daysAgo),
      visibleToVendor: true,
    }
  })
  const said = app.messages.map(({ daysAgo, from, body, note }): Line => {
    const kind = note ? 'note' : 'message'
    return { kind, body, authorId: idOf(ids, from), at: ago(now, daysAgo), visibleToVendor: !note }
  })
  return [begun, ...sent, ...changed, ...said]
}

function idOf(ids: Ids, email: string): number {
  const id = ids.get(email)
  if (!id) throw new Error(`The demonstration world has nobody with the address ${email}.`)
  return id
}

function ago(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000)
}
