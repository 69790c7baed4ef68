// What reviewers found, criterion by criterion. Nothing is ever changed: a newer finding takes the place of an older.
import { createHash } from 'node:crypto'
import type { Db } from '../../db/client.ts'
import { type Evidence, findings } from '../../db/schema.ts'
import { criteriaVersion } from '../rules/criteria.ts'
import { checkFinding, type NewFinding } from '../rules/findings.ts'
import type { Staff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { latestRevision } from './revisions.ts'
import { addEntry, lockRegistration } from './thread.ts'

/** Only staff see it. @throws Refused not_valid where it is not complete, not_now for a draft. */
export function recordFinding(
  db: Db,
  reviewer: Staff,
  { registrationId, ...finding }: NewFinding & { registrationId: number },
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, registrationId)
    const revision = await latestRevision(tx, registration.id)
    if (revision === 0) throw new Refused('not_now', 'There is nothing to measure yet: it was not submitted.')
    checkFinding(finding)
    const [row] = await tx
      .insert(findings)
      .values({
        ...{ ...finding, registrationId, revision, evidence: evidenceOf(finding, reviewer, now) },
        ...{
          criteriaVersion: registration.criteriaVersion ?? criteriaVersion,
          foundBy: reviewer.id,
          foundAt: now,
        },
      })
      .returning({ id: findings.id })
    const event = { what: 'finding', criterion: finding.criterionId, outcome: finding.outcome } as const
    await addEntry(tx, registrationId, { kind: 'event', event, authorId: reviewer.id }, now)
    const detail = { criterion: finding.criterionId, outcome: finding.outcome }
    await audit(tx, reviewer, { action: 'finding.recorded', object: registration.number, detail }, now)
    return (row as { id: number }).id
  })
}

function evidenceOf({ evidence }: NewFinding, { name }: Staff, now: Date): Evidence[] {
  return evidence.map(({ kind, content }) => ({
    ...{ kind, content: content.trim(), collectedAt: now.toISOString(), collectedBy: name },
    sha256: createHash('sha256').update(content.trim()).digest('hex'),
  }))
}
