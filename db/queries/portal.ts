// A vendor's own pages: the list of its apps, and the draft it writes.
import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm'
import { writing } from '../../src/rules/companies.ts'
import { type Purpose, purposeAt } from '../../src/rules/editing.ts'
import type { Vendor } from '../../src/rules/people.ts'
import type { Answers, PayerFacts } from '../../src/rules/questionnaire.ts'
import { notFound } from '../../src/rules/refused.ts'
import { type ClosedAs, type Standing, type Status, standingWord } from '../../src/rules/status.ts'
import type { Db } from '../client.ts'
import { companies, memberships, participants, registrations, statusEvents } from '../schema.ts'
import { readableBy } from '../scope.ts'
import { payerCalendar } from './calendar.ts'
import { clocksOf } from './clocks.ts'
import { type QueueRow, turnsOf } from './desk.ts'
import { type Participant, participantsOf, writable } from './participants.ts'
import { payerFacts } from './payer.ts'
import { openReviewsOf } from './reviews.ts'
import { latestAnswers } from './thread.ts'
import { confirmationsOf, type OwnersQuestion, questionsForOwner } from './waiting.ts'

export type AppRow = QueueRow & { participants: Participant[]; mayWrite: boolean; toConfirm: number }

/** Every registration of the vendor's companies, newest change first. */
export async function vendorsApps(db: Db, vendor: Vendor, now: Date): Promise<AppRow[]> {
  const rows = await db
    .select({
      id: registrations.id,
      number: registrations.number,
      appName: registrations.appName,
      status: registrations.status,
      phase: registrations.phase,
      closedAs: registrations.closedAs,
      company: companies.name,
      changedAt: registrations.changedAt,
    })
    .from(registrations)
    .innerJoin(companies, eq(companies.id, registrations.companyId))
    .where(readableBy(vendor))
    .orderBy(desc(registrations.changedAt))
    .limit(200)
  const calendar = await payerCalendar(db)
  const ids = rows.map((row) => row.id)
  const [clocks, turns, people, own, confirmations] = await Promise.all([
    clocksOf(db, ids, calendar, now),
    turnsOf(db, ids),
    participantsOf(db, ids),
    writable(db, vendor, ids),
    confirmationsOf(db, ids),
  ])
  const reviews = await openReviewsOf(db, ids, clocks)
  return rows.map((row) => ({
    ...row,
    review: reviews.get(row.id) ?? null,
    participants: people.get(row.id) ?? [],
    mayWrite: own.has(row.id),
    assignee: null,
    decision: clocks.get(row.id)?.get('decision') ?? null,
    instructions: clocks.get(row.id)?.get('instructions') ?? null,
    request: turns.get(row.id)?.request ?? null,
    change: clocks.get(row.id)?.get('change') ?? null,
    answersToCheck: turns.get(row.id)?.answersToCheck ?? 0,
    toConfirm: confirmations.get(row.id) ?? 0,
    zone: calendar.zone,
  }))
}

export type DraftPage = Standing & {
  id: number
  number: string
  appName: string
  company: string
  answers: Answers
  draftVersion: number
  /** With which the draft was begun, or the newest revision made: what was added since is new to its owner. */
  questionnaireVersion: number
  /** What an edit is for; null while the answers are fixed. */
  purpose: Purpose | null
  /** Our questions that the owner can answer here now. */
  questions: OwnersQuestion[]
  /** The answers of the newest revision. */
  live: Answers | null
  /** The ended registration that this one takes the place of, and why it ended. */
  supersedes: { id: number; number: string; word: Status | ClosedAs | 'draft'; reason: string | null } | null
  payer: PayerFacts
  /** False for a colleague who may only read. */
  mayWrite: boolean
  contact: { email: string; verified: boolean } | null
}

/** The draft as its form shows it. @throws Refused not_found where it is not the vendor's. */
export async function draftPage(db: Db, vendor: Vendor, registrationId: number): Promise<DraftPage> {
  const [row] = await db
    .select({
      id: registrations.id,
      number: registrations.number,
      appName: registrations.appName,
      status: registrations.status,
      phase: registrations.phase,
      closedAs: registrations.closedAs,
      company: companies.name,
      answers: registrations.draft,
      draftVersion: registrations.draftVersion,
      questionnaireVersion: registrations.questionnaireVersion,
      supersedesId: registrations.supersedesId,
    })
    .from(registrations)
    .innerJoin(companies, eq(companies.id, registrations.companyId))
    .where(and(eq(registrations.id, registrationId), readableBy(vendor)))
  if (!row) throw notFound()
  const [contact] = await db
    .select({ email: participants.email, verifiedAt: participants.verifiedAt })
    .from(participants)
    .where(
      and(
        eq(participants.registrationId, registrationId),
        eq(participants.kind, 'contact'),
        isNull(participants.leftAt),
      ),
    )
  const mayWrite = (await writable(db, vendor, [registrationId])).has(registrationId)
  const questions = await questionsForOwner(db, registrationId)
  const { supersedesId, ...draft } = row
  return {
    ...draft,
    purpose: purposeAt(row, questions.length > 0),
    questions,
    live: await latestAnswers(db, registrationId),
    supersedes: supersedesId ? await endedOf(db, supersedesId) : null,
    payer: await payerFacts(db),
    mayWrite,
    contact: contact ? { email: contact.email, verified: contact.verifiedAt !== null } : null,
  }
}

async function endedOf(db: Db, registrationId: number): Promise<DraftPage['supersedes']> {
  const [row] = await db
    .select({ registration: registrations, reason: statusEvents.reason })
    .from(registrations)
    .leftJoin(
      statusEvents,
      and(eq(statusEvents.registrationId, registrations.id), eq(statusEvents.visibleToVendor, true)),
    )
    .where(eq(registrations.id, registrationId))
    .orderBy(desc(statusEvents.id))
    .limit(1)
  if (!row) return null
  const { id, number } = row.registration
  return { id, number, word: standingWord(row.registration), reason: row.reason }
}

/** The companies a vendor acts for; those where it may only read are left out. */
export function companiesOf(db: Db, vendor: Vendor): Promise<{ id: number; name: string }[]> {
  return db
    .select({ id: companies.id, name: companies.name })
    .from(companies)
    .innerJoin(memberships, eq(memberships.companyId, companies.id))
    .where(
      and(
        eq(memberships.personId, vendor.id),
        isNull(memberships.leftAt),
        inArray(memberships.access, [...writing]),
      ),
    )
    .orderBy(asc(companies.id))
}
