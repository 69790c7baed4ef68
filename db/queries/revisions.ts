// The revisions of one registration, for those who may read it.
import { and, asc, eq } from 'drizzle-orm'
import type { Person } from '../../src/rules/people.ts'
import type { Answers } from '../../src/rules/questionnaire.ts'
import { notFound } from '../../src/rules/refused.ts'
import type { Db } from '../client.ts'
import { people, registrations, submissions } from '../schema.ts'
import { readableBy } from '../scope.ts'

export type Revision = { revision: number; answers: Answers; submittedAt: Date; submittedBy: string }
export type RevisionsPage = { id: number; number: string; appName: string; revisions: Revision[] }

/** Every revision, oldest first. @throws Refused not_found where the registration is not the reader's. */
export async function revisionsPage(db: Db, reader: Person, registrationId: number): Promise<RevisionsPage> {
  const [registration] = await db
    .select({ id: registrations.id, number: registrations.number, appName: registrations.appName })
    .from(registrations)
    .where(and(eq(registrations.id, registrationId), readableBy(reader)))
  if (!registration) throw notFound()
  const revisions = await db
    .select({
      revision: submissions.revision,
      answers: submissions.answers,
      submittedAt: submissions.submittedAt,
      submittedBy: people.name,
    })
    .from(submissions)
    .innerJoin(people, eq(people.id, submissions.submittedBy))
    .where(eq(submissions.registrationId, registrationId))
    .orderBy(asc(submissions.revision))
  return { ...registration, revisions }
}
