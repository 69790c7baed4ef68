// The environments of the payer's APIs, kept by an admin. Every state stays in the history.
import { eq, max } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { environments, environmentVersions } from '../../db/schema.ts'
import { localDay } from '../rules/calendar.ts'
import { type EnvironmentFacts, environmentProblems } from '../rules/environments.ts'
import type { Staff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'

/**
 * A new environment. @returns its number.
 * @throws Refused not_valid with everything that is wrong, or where the name is taken; not_yours for anybody but an
 * admin.
 */
export function addEnvironment(
  db: Db,
  admin: Staff,
  { name, facts }: { name: string; facts: EnvironmentFacts },
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    onlyAdmin(admin)
    await check(tx, name, facts, now)
    const [added] = await tx
      .insert(environments)
      .values({ name, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: environments.id })
    if (!added) throw nameTaken
    await tx.insert(environmentVersions).values({ environmentId: added.id, facts, by: admin.id, at: now })
    await audit(tx, admin, { action: 'environment.added', object: name, detail: { ...facts } }, now)
    return added.id
  })
}

type Changing = { environmentId: number; facts: EnvironmentFacts; retired: boolean; version: number }

/**
 * Says something else about an environment, or that it is no longer used. What was mailed before stays as it was.
 * @throws Refused not_now where somebody else changed it since `version` was shown.
 */
export function changeEnvironment(db: Db, admin: Staff, input: Changing, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    onlyAdmin(admin)
    const { environmentId, facts, retired, version } = input
    const [row] = await tx.select().from(environments).where(eq(environments.id, environmentId)).for('update')
    if (!row) throw notFound()
    if ((await versionOf(tx, environmentId)) !== version) throw changedSince
    await check(tx, row.name, facts, now)
    await tx.insert(environmentVersions).values({ environmentId, facts, retired, by: admin.id, at: now })
    const detail = { ...facts, retired }
    await audit(tx, admin, { action: 'environment.changed', object: row.name, detail }, now)
  })
}

const nameTaken = new Refused('not_valid', 'Some answers need a change.', [
  { field: 'name', message: 'Name: another environment has this name already' },
])
const changedSince = new Refused(
  'not_now',
  'Somebody else has changed this environment in the meantime. Reload the page, then change it.',
)

function onlyAdmin({ role }: Staff): void {
  if (role !== 'admin') throw new Refused('not_yours', 'Only an admin can change the environments.')
}

async function check(tx: Db, name: string, facts: EnvironmentFacts, now: Date): Promise<void> {
  const today = localDay(now, (await payerCalendar(tx)).zone)
  const problems = environmentProblems(name, facts, today)
  if (problems.length > 0) throw new Refused('not_valid', 'Some answers need a change.', problems)
}

async function versionOf(tx: Db, environmentId: number): Promise<number> {
  const [row] = await tx
    .select({ last: max(environmentVersions.id) })
    .from(environmentVersions)
    .where(eq(environmentVersions.environmentId, environmentId))
  return row?.last ?? 0
}
