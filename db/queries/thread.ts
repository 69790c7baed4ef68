// The page of one registration, for the vendor and for staff: the same rows, and for the vendor only what is marked visible.
import { and, asc, desc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Day } from '../../src/rules/calendar.ts'
import { aboutField, type InForm } from '../../src/rules/information.ts'
import type { OnBehalf } from '../../src/rules/onBehalf.ts'
import type { Person } from '../../src/rules/people.ts'
import type { Answers } from '../../src/rules/questionnaire.ts'
import { notFound } from '../../src/rules/refused.ts'
import type { Standing } from '../../src/rules/status.ts'
import type { Db } from '../client.ts'
import {
  companies,
  type EntryEvent,
  entries,
  informationItems,
  informationRequests,
  type ListedFile,
  type MailProof,
  outbox,
  participants,
  people,
  registrations,
  statusEvents,
  submissions,
} from '../schema.ts'
import { readableBy } from '../scope.ts'
import { type AccessView, accessOf } from './access.ts'
import { type AttestationView, attestationOf } from './attestations.ts'
import { payerCalendar } from './calendar.ts'
import { type ClockView, clocksOf } from './clocks.ts'
import { type Participant, participantsOf, writable } from './participants.ts'
import { type OpenReview, openReviewsOf } from './reviews.ts'
import { confirmationsOf } from './waiting.ts'

export type Author = { name: string; side: 'vendor' | 'staff'; email: string; about: string }
export type Delivery = {
  to: string
  state: 'waiting' | 'sent' | 'failed'
  at: Date | null
  response: string | null
}
export type Question = {
  id: number
  position: number
  about: string | null
  question: string
  answeredAt: Date | null
  fieldId: string | null
  /** Whether the form has to say it too, and the owner has not confirmed yet. */
  toConfirm: InForm | null
}
export type RequestView = {
  id: number
  blocking: boolean
  replyBy: Day
  lapseOn: Day | null
  askedBy: string
  askedAt: Date
  closedAt: Date | null
  items: Question[]
}
export type EntryView = {
  id: number
  seq: number
  kind: 'message' | 'mail' | 'note' | 'request' | 'event'
  author: Author | null
  at: Date
  subject: string | null
  body: string
  quoted: string
  event: EntryEvent | null
  trust: MailProof | null
  /** Filed by staff for the vendor: how it came, and by whom it was filed. */
  onBehalf: OnBehalf | null
  attachments: ListedFile[]
  /** Of a request: its questions. Of a vendor's message or mail: the request it may answer. */
  request: RequestView | null
  /** A vendor's message or mail that a reviewer has not yet taken or declined as the answer. */
  awaitsJudgement: boolean
  deliveries: Delivery[]
}
export type Numbered = { id: number; number: string }
export type ThreadPage = {
  registration: Standing & {
    id: number
    number: string
    appName: string
    company: string
    owner: string
    assignee: string | null
    createdAt: Date
    submittedAt: Date | null
    revision: number | null
    /** Whether a withdrawn one may become a draft again: it was never approved. */
    reopenable: boolean
    supersedes: Numbered | null
    supersededBy: Numbered | null
    lastSeq: number
  }
  /** False for a colleague who may only read. */
  mayWrite: boolean
  zone: string
  entries: EntryView[]
  request: RequestView | null
  /** How many questions a mail answered that the form should say too. */
  toConfirm: number
  decision: ClockView | null
  instructions: ClockView | null
  /** The clock of a change that was asked for, while it runs. */
  change: ClockView | null
  access: AccessView
  /** Of an approved app: when it was signed last. */
  attestation: AttestationView | null
  /** The open review of a decision against the app. */
  review?: OpenReview | null
  answers: Answers
  participants: Participant[]
  history: { to: string; at: Date; reason: string | null }[]
}

/** Everything the page shows. @throws Refused not_found where the person may not see the registration. */
export async function threadPage(
  db: Db,
  viewer: Person,
  registrationId: number,
  now: Date,
): Promise<ThreadPage> {
  const registration = await headOf(db, viewer, registrationId)
  const change = registration.phase === 'change_review'
  const calendar = await payerCalendar(db)
  const [timeline, clocks, request, submission, members, history] = await Promise.all([
    entriesAfter(db, viewer, registrationId, 0),
    clocksOf(db, [registrationId], calendar, now),
    openRequestView(db, registrationId),
    latestSubmission(db, registrationId),
    participantsOf(db, [registrationId]),
    historyOf(db, viewer, registrationId),
  ])
  const clock = clocks.get(registrationId)
  const toConfirm = (await confirmationsOf(db, [registrationId])).get(registrationId) ?? 0
  const { draft, ...head } = registration
  return {
    registration: {
      ...head,
      revision: submission?.revision ?? null,
      reopenable: !history.some(({ to }) => to.startsWith('approved/')),
    },
    mayWrite: (await writable(db, viewer, [registrationId])).has(registrationId),
    zone: calendar.zone,
    entries: timeline,
    request,
    toConfirm,
    decision: clock?.get('decision') ?? null,
    instructions: clock?.get('instructions') ?? null,
    change: (change && clock?.get('change')) || null,
    access: await accessOf(db, viewer, registrationId, registration),
    attestation: await attestationOf(db, registration, calendar.zone, now),
    review: (await openReviewsOf(db, [registrationId], clocks)).get(registrationId) ?? null,
    answers: submission?.answers ?? draft,
    participants: members.get(registrationId) ?? [],
    history,
  }
}

async function headOf(db: Db, viewer: Person, registrationId: number) {
  const owner = alias(people, 'owner')
  const assignee = alias(people, 'assignee')
  const before = alias(registrations, 'before')
  const after = alias(registrations, 'after')
  const [row] = await db
    .select({
      id: registrations.id,
      number: registrations.number,
      appName: registrations.appName,
      status: registrations.status,
      phase: registrations.phase,
      closedAs: registrations.closedAs,
      createdAt: registrations.createdAt,
      submittedAt: registrations.submittedAt,
      lastSeq: registrations.lastSeq,
      draft: registrations.draft,
      company: companies.name,
      owner: owner.name,
      assignee: assignee.name,
      supersedes: { id: before.id, number: before.number },
      supersededBy: { id: after.id, number: after.number },
    })
    .from(registrations)
    .innerJoin(companies, eq(companies.id, registrations.companyId))
    .innerJoin(owner, eq(owner.id, registrations.ownerId))
    .leftJoin(assignee, eq(assignee.id, registrations.assigneeId))
    .leftJoin(before, eq(before.id, registrations.supersedesId))
    .leftJoin(after, eq(after.supersedesId, registrations.id))
    .where(and(eq(registrations.id, registrationId), readableBy(viewer)))
  if (!row) throw notFound()
  return row
}

/** The entries after a sequence number, oldest first; 0 gives all. For a vendor only the visible ones. */
export async function entriesAfter(
  db: Db,
  viewer: Person,
  registrationId: number,
  seq: number,
): Promise<EntryView[]> {
  const visible = viewer.kind === 'vendor' ? eq(entries.visibleToVendor, true) : undefined
  const rows = await db
    .select({ entry: entries, author: people, participant: participants })
    .from(entries)
    .innerJoin(registrations, eq(registrations.id, entries.registrationId))
    .leftJoin(people, eq(people.id, entries.authorId))
    .leftJoin(participants, eq(participants.id, entries.participantId))
    .where(and(eq(entries.registrationId, registrationId), gt(entries.seq, seq), visible, readableBy(viewer)))
    .orderBy(asc(entries.seq))
  const [requests, deliveries] = await Promise.all([
    requestsById(
      db,
      rows.map(({ entry }) => entry.requestId).filter((id) => id !== null),
    ),
    viewer.kind === 'staff'
      ? deliveriesOf(
          db,
          rows.map(({ entry }) => entry.id),
        )
      : new Map<number, Delivery[]>(),
  ])
  return rows.map(({ entry, author, participant }) => {
    const { id, kind, at, subject, body, quoted, event, trust, onBehalf, attachments } = entry
    const request = entry.requestId ? (requests.get(entry.requestId) ?? null) : null
    return {
      ...{
        id,
        seq: entry.seq,
        kind,
        at,
        subject,
        body,
        quoted,
        event,
        trust,
        onBehalf,
        attachments,
        request,
      },
      author: authorOf(author, participant),
      awaitsJudgement: kind !== 'request' && request !== null && !request.closedAt && !entry.judgedAt,
      deliveries: deliveries.get(id) ?? [],
    }
  })
}

function authorOf(
  person: typeof people.$inferSelect | null,
  participant: typeof participants.$inferSelect | null,
): Author | null {
  if (person) {
    const side = person.kind
    return {
      name: person.name,
      side,
      email: person.email,
      about: side === 'staff' ? (person.staffRole ?? '') : 'owner',
    }
  }
  return (
    participant && {
      name: participant.name,
      side: 'vendor',
      email: participant.email,
      about: participant.kind,
    }
  )
}

async function requestsById(db: Db, ids: number[]): Promise<Map<number, RequestView>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ request: informationRequests, item: informationItems, askedBy: people.name })
    .from(informationRequests)
    .innerJoin(informationItems, eq(informationItems.requestId, informationRequests.id))
    .innerJoin(people, eq(people.id, informationRequests.askedBy))
    .where(inArray(informationRequests.id, ids))
    .orderBy(asc(informationRequests.id), asc(informationItems.position))
  const found = new Map<number, RequestView>()
  for (const { request, item, askedBy } of rows) {
    const { id, blocking, replyBy, lapseOn, askedAt, closedAt } = request
    const view = found.get(id) ?? {
      ...{ id, blocking, replyBy, lapseOn, askedBy, askedAt, closedAt, items: [] },
    }
    const about = aboutField(item.fieldId)
    view.items.push({
      id: item.id,
      position: item.position,
      about,
      question: item.question,
      answeredAt: item.answeredAt,
      fieldId: item.fieldId,
      toConfirm: item.confirmedAt ? null : item.inForm,
    })
    found.set(id, view)
  }
  return found
}

async function openRequestView(db: Db, registrationId: number): Promise<RequestView | null> {
  const [row] = await db
    .select({ id: informationRequests.id })
    .from(informationRequests)
    .where(and(eq(informationRequests.registrationId, registrationId), isNull(informationRequests.closedAt)))
    .orderBy(asc(informationRequests.id))
    .limit(1)
  return row ? ((await requestsById(db, [row.id])).get(row.id) ?? null) : null
}

async function deliveriesOf(db: Db, entryIds: number[]): Promise<Map<number, Delivery[]>> {
  const found = new Map<number, Delivery[]>()
  if (entryIds.length === 0) return found
  const rows = await db.select().from(outbox).where(inArray(outbox.entryId, entryIds)).orderBy(asc(outbox.id))
  for (const row of rows) {
    const state = row.sentAt ? 'sent' : row.failedAt ? 'failed' : 'waiting'
    const delivery = { to: row.to, state, at: row.sentAt ?? row.failedAt, response: row.response } as const
    found.set(row.entryId as number, [...(found.get(row.entryId as number) ?? []), delivery])
  }
  return found
}

async function latestSubmission(db: Db, registrationId: number) {
  const [row] = await db
    .select({ revision: submissions.revision, answers: submissions.answers })
    .from(submissions)
    .where(eq(submissions.registrationId, registrationId))
    .orderBy(desc(submissions.revision))
    .limit(1)
  return row ?? null
}

/** The live answers: those of the newest revision, null while nothing was submitted. */
export async function latestAnswers(db: Db, registrationId: number): Promise<Answers | null> {
  return (await latestSubmission(db, registrationId))?.answers ?? null
}

function historyOf(db: Db, viewer: Person, registrationId: number) {
  const visible = viewer.kind === 'vendor' ? eq(statusEvents.visibleToVendor, true) : undefined
  return db
    .select({ to: statusEvents.to, at: statusEvents.at, reason: statusEvents.reason })
    .from(statusEvents)
    .where(and(eq(statusEvents.registrationId, registrationId), visible))
    .orderBy(desc(statusEvents.id))
}

/** Whether this person may see the registration now; asked again for every live update. */
export async function mayRead(db: Db, person: Person, registrationId: number): Promise<boolean> {
  const rows = await db
    .select({ id: registrations.id })
    .from(registrations)
    .where(and(eq(registrations.id, registrationId), readableBy(person)))
  return rows.length > 0
}
