// What the letter with the token instructions is made of, and what became of the last one.
import { and, asc, desc, eq, isNotNull, isNull, max } from 'drizzle-orm'
import type { InstructedEnvironment } from '../../src/rules/environments.ts'
import type { Client, InstructionFacts } from '../../src/rules/instructions.ts'
import type { Letter } from '../../src/rules/letters.ts'
import type { Staff } from '../../src/rules/people.ts'
import { type Answers, given } from '../../src/rules/questionnaire/field.ts'
import { notFound } from '../../src/rules/refused.ts'
import type { Standing } from '../../src/rules/status.ts'
import type { Db } from '../client.ts'
import {
  apiClients,
  companies,
  environmentVersions,
  outbox,
  participants,
  people,
  registrations,
} from '../schema.ts'
import { readableBy } from '../scope.ts'
import { currentEnvironments } from './environments.ts'
import { latestAnswers } from './thread.ts'

export type RecordedClient = Client & { by: string; at: Date }

/** The clients of a registration as they stand, by environment. */
export async function clientsOf(db: Db, registrationId: number): Promise<RecordedClient[]> {
  const rows = await db
    .selectDistinctOn([apiClients.environmentId], {
      environmentId: apiClients.environmentId,
      clientId: apiClients.clientId,
      scopes: apiClients.scopes,
      by: people.name,
      at: apiClients.at,
    })
    .from(apiClients)
    .innerJoin(people, eq(people.id, apiClients.by))
    .where(eq(apiClients.registrationId, registrationId))
    .orderBy(asc(apiClients.environmentId), desc(apiClients.id))
  return rows.flatMap(({ clientId, ...row }) => (clientId === null ? [] : [{ ...row, clientId }]))
}

export type SentLetter = {
  to: string
  state: 'waiting' | 'sent' | 'failed'
  at: Date
  response: string | null
}

export type InstructionsPage = {
  registration: Standing & { id: number; number: string; appName: string; company: string }
  facts: Omit<InstructionFacts, 'clients'> & { clients: RecordedClient[] }
  asked: { scopes: string[]; environments: string }
  letter: SentLetter | null
  /** Of everything that the letter is made of: what was previewed is what is sent. */
  version: string
}

/** @throws Refused not_found where there is no such registration. */
export async function instructionsPage(
  db: Db,
  staff: Staff,
  registrationId: number,
): Promise<InstructionsPage> {
  const [registration] = await db
    .select({
      id: registrations.id,
      number: registrations.number,
      appName: registrations.appName,
      status: registrations.status,
      phase: registrations.phase,
      closedAs: registrations.closedAs,
      company: companies.name,
    })
    .from(registrations)
    .innerJoin(companies, eq(companies.id, registrations.companyId))
    .where(and(eq(registrations.id, registrationId), readableBy(staff)))
  if (!registration) throw notFound()
  const answers = (await latestAnswers(db, registrationId)) ?? {}
  const contact = await contactOfRecord(db, registrationId, answers)
  const facts = {
    app: registration.appName,
    environments: await currentEnvironments(db),
    clients: await clientsOf(db, registrationId),
    redirectUris: given(answers, 'redirect_uris'),
    securityContact: given(answers, 'security_contact').join(''),
    contact,
  }
  return {
    registration,
    facts,
    asked: { scopes: given(answers, 'scopes'), environments: given(answers, 'environments').join('') },
    letter: await lastInstructions(db, registrationId),
    version: `${await lastChanges(db, registrationId)}.${contact?.id ?? 0}`,
  }
}

async function lastChanges(db: Db, registrationId: number): Promise<string> {
  const [environment] = await db.select({ last: max(environmentVersions.id) }).from(environmentVersions)
  const [client] = await db
    .select({ last: max(apiClients.id) })
    .from(apiClients)
    .where(eq(apiClients.registrationId, registrationId))
  return `${environment?.last ?? 0}.${client?.last ?? 0}`
}

/** Whom the answers name, once the address is confirmed; the owner where the owner is the contact. */
async function contactOfRecord(db: Db, registrationId: number, answers: Answers) {
  const rows = await db
    .select({
      id: participants.id,
      name: participants.name,
      email: participants.email,
      kind: participants.kind,
    })
    .from(participants)
    .where(
      and(
        eq(participants.registrationId, registrationId),
        isNull(participants.leftAt),
        isNotNull(participants.verifiedAt),
      ),
    )
    .orderBy(asc(participants.id))
  const named = given(answers, 'contact_email').join('').trim().toLowerCase()
  const found =
    rows.find(({ email }) => email.toLowerCase() === named) ?? rows.find(({ kind }) => kind === 'contact')
  return found ?? rows[0] ?? null
}

/** The newest letter with token instructions; null while none was written. */
export async function lastInstructions(db: Db, registrationId: number): Promise<SentLetter | null> {
  const [row] = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.registrationId, registrationId), eq(outbox.kind, 'token_instructions')))
    .orderBy(desc(outbox.id))
    .limit(1)
  return row ? stateOf(row) : null
}

/** What became of a letter so far. */
export function stateOf(row: typeof outbox.$inferSelect): SentLetter {
  const state = row.sentAt ? 'sent' : row.failedAt ? 'failed' : 'waiting'
  return { to: row.to, state, at: row.sentAt ?? row.failedAt ?? row.createdAt, response: row.response }
}

export type Given = { to: string; at: Date; redirectUris: string[]; environments: InstructedEnvironment[] }

/** What the contact was told about access, once a mail server had taken it; null before. */
export async function givenInstructions(db: Db, registrationId: number): Promise<Given | null> {
  const [row] = await db
    .select({ to: outbox.to, at: outbox.sentAt, letter: outbox.letter })
    .from(outbox)
    .where(
      and(
        eq(outbox.registrationId, registrationId),
        eq(outbox.kind, 'token_instructions'),
        isNotNull(outbox.sentAt),
      ),
    )
    .orderBy(desc(outbox.sentAt), desc(outbox.id))
    .limit(1)
  if (!row?.at) return null
  const { environments, redirectUris } = row.letter as Extract<Letter, { kind: 'token_instructions' }>
  return { to: row.to, at: row.at, environments, redirectUris }
}
