// Everything that is known about one registration, as rows: what an auditor takes away (DOMAIN 2.5).
import { and, asc, eq, inArray, or } from 'drizzle-orm'
import { type ClockReading, type Rule, readClock } from '../../src/rules/clock.ts'
import { calendarAsOf } from '../../src/rules/payerDays.ts'
import type { Staff } from '../../src/rules/people.ts'
import { notFound } from '../../src/rules/refused.ts'
import type { Db } from '../client.ts'
import {
  accessOrders,
  apiClients,
  attestations,
  auditEvents,
  changeRequests,
  citedFindings,
  clocks,
  companies,
  determinations,
  entries,
  files,
  findings,
  informationItems,
  informationRequests,
  outbox,
  participants,
  people,
  registrationFiles,
  registrations,
  statusEvents,
  submissions,
} from '../schema.ts'
import { readableBy } from '../scope.ts'
import { payerCalendar } from './calendar.ts'
import { eventsOf, pausesOf } from './clocks.ts'

export type Archive = Awaited<ReturnType<typeof archiveOf>>

/** @throws Refused not_found where this person may not read the registration. */
export async function archiveOf(db: Db, reader: Staff, registrationId: number, now: Date) {
  const [head] = await db
    .select({ registration: registrations, company: companies.name })
    .from(registrations)
    .innerJoin(companies, eq(companies.id, registrations.companyId))
    .where(and(eq(registrations.id, registrationId), readableBy(reader)))
  if (!head) throw notFound()
  const { draft: _, draftParts: __, ...registration } = head.registration
  const said = await saidAbout(db, registrationId)
  const decided = await decidedAbout(db, registrationId)
  return {
    exportedAt: now,
    registration: { ...registration, company: head.company },
    ...said,
    ...decided,
    clocks: await clockRecords(db, registrationId, now),
    files: await filesOf(db, registrationId),
    audit: await auditOf(db, registration.number, said.entries),
    people: await db.select({ id: people.id, name: people.name, role: people.staffRole }).from(people),
  }
}

async function saidAbout(db: Db, id: number) {
  const requests = await db
    .select()
    .from(informationRequests)
    .where(eq(informationRequests.registrationId, id))
    .orderBy(asc(informationRequests.id))
  const ids = requests.map((request) => request.id)
  return {
    participants: await db.select().from(participants).where(eq(participants.registrationId, id)),
    revisions: await db
      .select()
      .from(submissions)
      .where(eq(submissions.registrationId, id))
      .orderBy(asc(submissions.revision)),
    entries: await db.select().from(entries).where(eq(entries.registrationId, id)).orderBy(asc(entries.seq)),
    requests,
    questions: await db
      .select()
      .from(informationItems)
      .where(inArray(informationItems.requestId, ids))
      .orderBy(asc(informationItems.id)),
    letters: await db.select().from(outbox).where(eq(outbox.registrationId, id)).orderBy(asc(outbox.id)),
  }
}

async function decidedAbout(db: Db, id: number) {
  return {
    clients: await db
      .select()
      .from(apiClients)
      .where(eq(apiClients.registrationId, id))
      .orderBy(asc(apiClients.id)),
    accessOrders: await db
      .select()
      .from(accessOrders)
      .where(eq(accessOrders.registrationId, id))
      .orderBy(asc(accessOrders.id)),
    attestations: await db
      .select()
      .from(attestations)
      .where(eq(attestations.registrationId, id))
      .orderBy(asc(attestations.id)),
    history: await db
      .select()
      .from(statusEvents)
      .where(eq(statusEvents.registrationId, id))
      .orderBy(asc(statusEvents.id)),
    findings: await db
      .select()
      .from(findings)
      .where(eq(findings.registrationId, id))
      .orderBy(asc(findings.id)),
    determinations: await db
      .select()
      .from(determinations)
      .where(eq(determinations.registrationId, id))
      .orderBy(asc(determinations.id)),
    citedFindings: await db.select().from(citedFindings).where(eq(citedFindings.registrationId, id)),
    changes: await db
      .select()
      .from(changeRequests)
      .where(eq(changeRequests.registrationId, id))
      .orderBy(asc(changeRequests.id)),
  }
}

/** What the command `clock` needs to count a clock anew, and what it answers. */
export type ClockRecord = {
  id: number
  question: { rule: Rule; zone: string; closed: string[]; open: string[]; events: object[]; now: Date }
  reading: ClockReading
}

async function clockRecords(db: Db, registrationId: number, now: Date): Promise<ClockRecord[]> {
  const rows = await db
    .select()
    .from(clocks)
    .where(eq(clocks.registrationId, registrationId))
    .orderBy(asc(clocks.id))
  const current = await payerCalendar(db)
  const pauses = await pausesOf(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => {
    const calendar = row.stoppedAt ? calendarAsOf(current, row.stoppedAt) : current
    const events = eventsOf(row, pauses.get(row.id) ?? [])
    const { zone, closed, open } = calendar
    const question = {
      rule: row.rule,
      zone,
      closed: [...closed].toSorted(),
      open: [...open].toSorted(),
      events,
      now,
    }
    return { id: row.id, question, reading: readClock(row.rule, events, calendar, now) }
  })
}

function filesOf(db: Db, registrationId: number) {
  return db
    .select({ file: registrationFiles, kind: files.kind, size: files.size, bytes: files.bytes })
    .from(registrationFiles)
    .innerJoin(files, eq(files.sha256, registrationFiles.sha256))
    .where(eq(registrationFiles.registrationId, registrationId))
    .orderBy(asc(registrationFiles.id))
}

/** Without the addresses of machines and what browsers say of themselves: an auditor needs who, what and when. */
function auditOf(db: Db, number: string, said: readonly { id: number }[]) {
  const { id, at, personId, role, action, object, detail } = auditEvents
  const about = said.map((entry) => `entry ${entry.id}`)
  return db
    .select({ id, at, personId, role, action, object, detail })
    .from(auditEvents)
    .where(or(eq(object, number), inArray(object, about)))
    .orderBy(asc(id))
}
