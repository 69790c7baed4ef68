// What was found about a registration, and what was decided on it.
import { and, asc, desc, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { citedFindings, determinations, findings, people, registrations } from '../schema.ts'

export type StoredFinding = typeof findings.$inferSelect
export type Determination = typeof determinations.$inferSelect

/** The finding that counts for each criterion: the newest. */
export async function currentFindings(db: Db, registrationId: number): Promise<StoredFinding[]> {
  return db
    .selectDistinctOn([findings.criterionId])
    .from(findings)
    .where(eq(findings.registrationId, registrationId))
    .orderBy(findings.criterionId, desc(findings.id))
}

/** The proposal that waits for a second person, if any. */
export async function openProposal(db: Db, registrationId: number): Promise<Determination | null> {
  const [row] = await db
    .select()
    .from(determinations)
    .where(and(eq(determinations.registrationId, registrationId), isNull(determinations.decidedAt)))
  return row ?? null
}

/** A record with the findings it cites and the names of those who made it. */
export async function determinationWith(db: Db, id: number) {
  const [row] = await db
    .select({ record: determinations, proposer: people.name })
    .from(determinations)
    .innerJoin(people, eq(people.id, determinations.proposedBy))
    .where(eq(determinations.id, id))
  if (!row) return null
  const cited = await db
    .select({ finding: findings })
    .from(citedFindings)
    .innerJoin(findings, eq(findings.id, citedFindings.findingId))
    .where(eq(citedFindings.determinationId, id))
    .orderBy(asc(findings.criterionId))
  return { ...row, cited: cited.map(({ finding }) => finding) }
}
export type WholeDetermination = NonNullable<Awaited<ReturnType<typeof determinationWith>>>

export type EarlierDecision = {
  id: number
  action: Determination['action']
  criteria: string[]
  number: string
  appName: string
  decidedAt: Date | null
  text: string
}

/** What was decided about other registrations on these criteria, oldest first: a different outcome needs a reason. */
export async function earlierDecisions(
  db: Db,
  registrationId: number,
  criterionIds: readonly string[],
): Promise<EarlierDecision[]> {
  if (criterionIds.length === 0) return []
  const rows = await db
    .select({ record: determinations, criterionId: citedFindings.criterionId, registration: registrations })
    .from(citedFindings)
    .innerJoin(determinations, eq(determinations.id, citedFindings.determinationId))
    .innerJoin(registrations, eq(registrations.id, determinations.registrationId))
    .where(
      and(
        inArray(citedFindings.criterionId, [...criterionIds]),
        ne(determinations.registrationId, registrationId),
        eq(determinations.verdict, 'agreed'),
      ),
    )
    .orderBy(asc(determinations.id), asc(citedFindings.criterionId))
  const found = new Map<number, EarlierDecision>()
  for (const { record, criterionId, registration } of rows) {
    const { id, action, decidedAt, vendorText: text } = record
    const { number, appName } = registration
    const known = found.get(id) ?? { id, action, decidedAt, text, number, appName, criteria: [] }
    found.set(id, { ...known, criteria: [...known.criteria, criterionId] })
  }
  return [...found.values()]
}
