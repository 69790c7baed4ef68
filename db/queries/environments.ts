// The environments of the payer's APIs as they stand, and everything that was changed about them.
import { asc, desc, eq } from 'drizzle-orm'
import type { Environment } from '../../src/rules/environments.ts'
import type { Db } from '../client.ts'
import { environments, environmentVersions, people } from '../schema.ts'

/** Every environment in its newest version, in the order in which they were added. */
export async function currentEnvironments(db: Db): Promise<Environment[]> {
  const rows = await db
    .selectDistinctOn([environmentVersions.environmentId], {
      environment: environments,
      version: environmentVersions,
    })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .orderBy(asc(environmentVersions.environmentId), desc(environmentVersions.id))
  return rows.map(({ environment, version }) => asEnvironment(environment, version))
}

function asEnvironment(
  { id, name }: typeof environments.$inferSelect,
  { id: versionId, facts, retired }: typeof environmentVersions.$inferSelect,
): Environment {
  return { ...facts, id, name, versionId, retired }
}

export type EnvironmentChange = {
  at: Date
  by: string
  after: Environment
  /** What stood before; null where it was added. */
  before: Environment | null
}

/** Every change of an environment, the newest first. */
export async function environmentLog(db: Db): Promise<EnvironmentChange[]> {
  const rows = await db
    .select({ environment: environments, version: environmentVersions, by: people.name })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .innerJoin(people, eq(people.id, environmentVersions.by))
    .orderBy(asc(environmentVersions.id))
  const last = new Map<number, Environment>()
  const changes = rows.map(({ environment, version, by }) => {
    const after = asEnvironment(environment, version)
    const before = last.get(after.id) ?? null
    last.set(after.id, after)
    return { at: version.at, by, after, before }
  })
  return changes.toReversed()
}
