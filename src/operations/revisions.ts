// What every new revision has to pass, and how it is frozen (DOMAIN 1, head).
import { and, eq, inArray, max, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { unaskedContact } from '../../db/queries/contact.ts'
import { payerFacts } from '../../db/queries/payer.ts'
import { registrations, submissions } from '../../db/schema.ts'
import { withoutSignature } from '../rules/editing.ts'
import {
  type Answers,
  fields,
  frozenAnswers,
  problemsOf,
  questionnaireVersion,
} from '../rules/questionnaire.ts'
import { Refused } from '../rules/refused.ts'
import { keepOnlyContact, unconfirmedContact } from './contact.ts'
import type { Registration } from './thread.ts'

/** @throws Refused with everything that is missing or wrong, or while an address is not confirmed. */
export async function checkProperInformation(tx: Db, draft: Registration): Promise<void> {
  const problems = problemsOf(fields, draft.draft, await payerFacts(tx))
  if (problems.length > 0)
    throw new Refused('not_valid', 'Some answers are missing or need a change.', problems)
  const unasked = await unaskedContact(tx, draft.id)
  if (unasked) {
    throw new Refused(
      'not_now',
      `We have not asked ${unasked} yet whether we may write there. Send the link first.`,
    )
  }
  const waiting = await unconfirmedContact(tx, draft.id)
  if (waiting) {
    throw new Refused(
      'not_now',
      `${waiting.email} has not confirmed the link we sent. You can go on as soon as it is confirmed.`,
    )
  }
  const appName = String(frozenAnswers(draft.draft).app_name)
  await checkName(tx, { ...draft, appName })
}

/**
 * Names are unique, without regard to case, among pending, approved and suspended registrations, without the one that
 * this one takes the place of (DOMAIN 1.2).
 */
export async function checkName(tx: Db, registration: Registration): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(7215002)`)
  const [taken] = await tx
    .select({ id: registrations.id })
    .from(registrations)
    .where(
      and(
        eq(sql`lower(${registrations.appName})`, registration.appName.toLowerCase()),
        inArray(registrations.status, ['pending', 'approved', 'suspended']),
        ne(registrations.id, registration.id),
        ne(registrations.id, registration.supersedesId ?? 0),
      ),
    )
  if (!taken) return
  const message = `Another registered app is called “${registration.appName}”. Choose a name that members cannot mistake.`
  throw new Refused('not_valid', message, [{ field: 'app_name', message }])
}

type Revision = {
  registrationId: number
  answers: Answers
  questionnaireVersion: number
  submittedBy: number
}

/** The next immutable revision of the answers. @returns its number, from 1. */
export async function freezeAnswers(tx: Db, revision: Revision, now: Date): Promise<number> {
  const number = (await latestRevision(tx, revision.registrationId)) + 1
  await tx.insert(submissions).values({ ...revision, revision: number, submittedAt: now })
  return number
}

/** The new answers become the next revision and the ones that every page shows. @returns its number. */
export async function makeLive(
  tx: Db,
  { registration, answers }: { registration: Registration; answers: Answers },
  by: number,
  now: Date,
): Promise<number> {
  const frozen = { registrationId: registration.id, answers, questionnaireVersion, submittedBy: by }
  const revision = await freezeAnswers(tx, frozen, now)
  await tx
    .update(registrations)
    .set({ appName: String(answers.app_name), ...draftOf(registration, answers) })
    .where(eq(registrations.id, registration.id))
  return revision
}

/** What was edited and not sent is thrown away; the draft is again what the newest revision says. */
export async function dropEdits(tx: Db, registration: Registration, live: Answers, now: Date): Promise<void> {
  await tx.update(registrations).set(draftOf(registration, live)).where(eq(registrations.id, registration.id))
  await keepOnlyContact(tx, registration.id, String(live.contact_email), now)
}

function draftOf({ draftVersion }: Registration, answers: Answers) {
  return { draft: withoutSignature(answers), draftParts: {}, draftVersion: draftVersion + 1 }
}

/** The number of the newest revision, 0 while there is none. */
export async function latestRevision(tx: Db, registrationId: number): Promise<number> {
  const [last] = await tx
    .select({ revision: max(submissions.revision) })
    .from(submissions)
    .where(eq(submissions.registrationId, registrationId))
  return last?.revision ?? 0
}
