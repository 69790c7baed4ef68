// The client id of an app in each environment, and the scopes it was granted there, as staff record them.
import { and, desc, eq, inArray, ne } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { currentEnvironments } from '../../db/queries/environments.ts'
import { clientsOf } from '../../db/queries/instructions.ts'
import { apiClients, environments, registrations } from '../../db/schema.ts'
import { clientIdProblem, type Environment, grants, scopesProblem } from '../rules/environments.ts'
import type { Client } from '../rules/instructions.ts'
import type { Staff } from '../rules/people.ts'
import { type Problem, Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { lockRegistration, type Registration } from './thread.ts'

/** An empty client id takes the client of that environment away. */
type Recording = { registrationId: number; clients: readonly Client[] }

/**
 * Keeps what differs from what is recorded. @returns how many environments changed.
 * @throws Refused not_valid with everything that is wrong; not_now for an app that was never approved or has ended.
 */
export function recordClients(db: Db, reviewer: Staff, input: Recording, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    if (reviewer.role !== 'reviewer') throw new Refused('not_yours', 'Only the reviewer can do this.')
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    if (registration.status !== 'approved' && registration.status !== 'suspended')
      throw new Refused('not_now', 'A client id can be recorded for an approved or a suspended app only.')
    const changed = differing(input.clients, await clientsOf(tx, registration.id))
    await checkClients(tx, registration, changed)
    for (const { environmentId, clientId, scopes } of changed) {
      const row = { environmentId, clientId: clientId || null, scopes: clientId ? scopes : [] }
      await tx
        .insert(apiClients)
        .values({ registrationId: registration.id, ...row, by: reviewer.id, at: now })
      await audit(tx, reviewer, { action: 'client.recorded', object: registration.number, detail: row }, now)
    }
    return changed.length
  })
}

function differing(wanted: readonly Client[], known: readonly Client[]): Client[] {
  return wanted.filter(({ environmentId, clientId, scopes }) => {
    const before = known.find((each) => each.environmentId === environmentId)
    if (!before || !clientId) return clientId !== (before?.clientId ?? '')
    return before.clientId !== clientId || before.scopes.join(' ') !== scopes.join(' ')
  })
}

async function checkClients(tx: Db, registration: Registration, clients: readonly Client[]): Promise<void> {
  const ids = clients.map(({ environmentId }) => environmentId)
  if (ids.length > 0)
    await tx
      .select()
      .from(environments)
      .where(inArray(environments.id, ids))
      .orderBy(environments.id)
      .for('update')
  const known = await currentEnvironments(tx)
  const problems: Problem[] = []
  for (const client of clients) {
    const environment = known.find(({ id }) => id === client.environmentId)
    if (!environment) throw new Refused('not_now', 'This environment is not there any more. Reload the page.')
    if (client.clientId) problems.push(...(await problemsOf(tx, registration, environment, client)))
  }
  if (problems.length > 0) throw new Refused('not_valid', 'Some answers need a change.', problems)
}

async function problemsOf(
  tx: Db,
  registration: Registration,
  environment: Environment,
  { clientId, scopes }: Client,
): Promise<Problem[]> {
  const [field, label] = [`client_${environment.id}`, `Client id in ${environment.name}`]
  const wrong =
    clientIdProblem(field, label, clientId) ?? (await takenProblem(tx, registration, environment, clientId))
  const granted = `scopes_${environment.id}`
  const wrongScopes = scopesProblem(granted, `Scopes in ${environment.name}`, scopes)
  const missing = scopes.find((scope) => !grants(environment.scopes, scope))
  const message = `Scopes in ${environment.name}: it does not offer “${missing}”`
  return [
    ...(wrong ? [wrong] : []),
    ...(wrongScopes ? [wrongScopes] : missing ? [{ field: granted, message }] : []),
  ]
}

/** One client is one app: blocking it must never block another. */
async function takenProblem(
  tx: Db,
  { id }: Registration,
  environment: Environment,
  clientId: string,
): Promise<Problem | null> {
  const rows = await tx
    .selectDistinctOn([apiClients.registrationId], {
      clientId: apiClients.clientId,
      number: registrations.number,
    })
    .from(apiClients)
    .innerJoin(registrations, eq(registrations.id, apiClients.registrationId))
    .where(and(eq(apiClients.environmentId, environment.id), ne(apiClients.registrationId, id)))
    .orderBy(apiClients.registrationId, desc(apiClients.id))
  const other = rows.find((row) => row.clientId === clientId)
  const message = `Client id in ${environment.name}: it belongs to ${other?.number} already`
  return other ? { field: `client_${environment.id}`, message } : null
}
