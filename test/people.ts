// The named people of the tests, in any database: Ada's company, Noor's, and the payer's desk.
import { eq, sql } from 'drizzle-orm'
import { pino } from 'pino'
import type { Db } from '../db/client.ts'
import type { Database } from '../db/connect.ts'
import { completeAnswers } from '../db/demonstration.ts'
import * as t from '../db/schema.ts'
import { createApp } from '../src/app.tsx'
import { type Config, readConfig } from '../src/config.ts'
import type { House } from '../src/http/env.ts'
import { hashPassword } from '../src/http/passwords.ts'
import { codeAt, newKey, sealKey, stepAt } from '../src/http/secondFactor.ts'
import { createSessions } from '../src/http/session.ts'
import { createThrottle } from '../src/http/throttle.ts'
import { stopClock } from '../src/operations/clocks.ts'
import { saveDraft, startRegistration } from '../src/operations/drafts.ts'
import { recordFinding } from '../src/operations/findings.ts'
import { approve, submit } from '../src/operations/registrations.ts'
import { criteriaOf } from '../src/rules/criteria.ts'
import { mask, maskingKey } from '../src/rules/masking.ts'
import type { Person, Staff, StaffRole, Vendor } from '../src/rules/people.ts'
import { type Answers, parts } from '../src/rules/questionnaire.ts'

export const password = 'four unrelated words'
/** Monday, November 2, 2026, 10:14 in New York: the story of the handbook begins. */
export const monday = new Date('2026-11-02T15:14:00Z')

export const answers: Answers = completeAnswers(
  'Harbor Companion',
  'ada@harborlight.example',
  'https://harborlight.example/privacy',
)

/** What a reviewer writes down where a criterion is met. */
export const metFinding = {
  outcome: 'met',
  severity: null,
  ...{ terms: '', automated: false },
  observation: 'Looked at on November 2, 2026: the test of the criterion is passed in each point.',
  evidence: [{ kind: 'text', content: 'Notes of the review, page 3.' }],
} as const

export type World = {
  db: Db
  config: Config
  /** Ada owns Harborlight; Noor owns another company and may see nothing of Ada's. */
  ada: Vendor
  noor: Vendor
  staff: Record<StaffRole, Staff>
  /** Marcus is a second reviewer. */
  marcus: Staff
  companyId: number
  /** Harbor Companion, submitted by Ada on that Monday. */
  submitted(now?: Date): Promise<number>
  draft(now?: Date): Promise<number>
  /** A finding for every security criterion: all of them are met. */
  measured(id: number, now?: Date): Promise<void>
  /** The same app, approved and in use. */
  active(now?: Date): Promise<number>
  house(): House
  /** The application over this world; `at` is the time it reads, `other` the parts of the house to change. */
  app(at?: () => Date, other?: Partial<House>): ReturnType<typeof createApp>
  /** What the authenticator app of somebody at the desk shows. */
  codeOf(person: Person, at?: Date): string
  /** The cookie of somebody who has just signed in, staff with the code too. */
  cookieOf(person: Person, at?: Date): Promise<string>
}

const roles: Record<StaffRole, string> = {
  reviewer: 'Leah Stein',
  approver: 'Grace Okonkwo',
  support: 'Priya Raman',
  admin: 'Hal Jensen',
  auditor: 'Ines Duarte',
}

let passwordHash: Promise<string> | null = null

export async function makeWorld(db: Db): Promise<World> {
  passwordHash ??= hashPassword(password)
  const hash = await passwordHash
  const config = readConfig({ LOG_LEVEL: 'silent' })
  const keys = new Map<number, string>()
  const factorFor = (personId: number) => {
    keys.set(personId, newKey())
    const sealedKey = sealKey(keys.get(personId) as string, personId, config.appSecret)
    return { personId, sealedKey, lastStep: 0, createdAt: monday }
  }
  const person = async (name: string, email: string, role: StaffRole | null): Promise<number> => {
    const kind = role ? 'staff' : 'vendor'
    const values = {
      kind,
      staffRole: role,
      name,
      email,
      passwordHash: hash,
      emailVerifiedAt: monday,
      createdAt: monday,
    } as const
    const [row] = await db.insert(t.people).values(values).returning({ id: t.people.id })
    const { id } = row as { id: number }
    if (role) await db.insert(t.secondFactors).values(factorFor(id))
    return id
  }
  const staffMember = async (name: string, role: StaffRole): Promise<Staff> => {
    const email = `${name.split(' ')[0]?.toLowerCase()}@northfield.example`
    return { kind: 'staff', id: await person(name, email, role), name, email, role }
  }
  const vendor = async (
    name: string,
    email: string,
    company: string,
  ): Promise<Vendor & { companyId: number }> => {
    const id = await person(name, email, null)
    const [row] = await db
      .insert(t.companies)
      .values({ name: company, createdAt: monday })
      .returning({ id: t.companies.id })
    const companyId = (row as { id: number }).id
    await db.insert(t.memberships).values({ companyId, personId: id, createdAt: monday })
    return { kind: 'vendor', id, name, email, role: 'owner', companyId }
  }
  const staff = {} as Record<StaffRole, Staff>
  for (const [role, name] of Object.entries(roles))
    staff[role as StaffRole] = await staffMember(name, role as StaffRole)
  const marcus = await staffMember('Marcus Bell', 'reviewer')
  const { companyId, ...ada } = await vendor(
    'Ada Moreno',
    'ada@harborlight.example',
    'Harborlight Health, Inc.',
  )
  const { companyId: _, ...noor } = await vendor(
    'Noor Haddad',
    'noor@sablefinch.example',
    'Sable & Finch Co.',
  )
  const draft = async (now = monday) => {
    const { id } = await startRegistration(db, ada, { companyId, appName: 'Harbor Companion' }, now)
    for (const part of parts) {
      const own = Object.fromEntries(part.fields.map(({ id: field }) => [field, answers[field] ?? '']))
      await saveDraft(db, ada, { registrationId: id, part, answers: own, seen: null }, now)
    }
    return id
  }
  const submitted = async (now = monday) => {
    const id = await draft(now)
    await submit(db, ada, { registrationId: id, seen: null }, now)
    return id
  }
  const measured = async (id: number, now = monday) => {
    for (const { id: criterionId } of criteriaOf('SEC'))
      await recordFinding(db, staff.reviewer, { registrationId: id, criterionId, ...metFinding }, now)
  }
  const active = async (now = monday) => {
    const id = await submitted(now)
    await measured(id, now)
    await approve(db, marcus, { registrationId: id, revision: 1, seen: 100 }, now)
    await stopClock(db, { registrationId: id, rule: 'instructions' }, now)
    await db.update(t.registrations).set({ phase: 'active' }).where(eq(t.registrations.id, id))
    return id
  }
  return {
    ...{ db, config, ada, noor, staff, marcus, companyId, draft, submitted, measured, active },
    house: () => houseOf(db, config, () => monday),
    app: (at = () => monday, other = {}) => createApp({ ...houseOf(db, config, at), ...other }),
    codeOf: (who, at = monday) => codeAt(keys.get(who.id) as string, stepAt(at)),
    cookieOf: async (who, at = monday) => {
      const sessions = createSessions(db, config)
      return `${sessions.cookieName}=${await sessions.begin(who.id, at)}`
    },
  }
}

/** The house of the tests: everything real but the loops of main, and a clock that the test sets. */
function houseOf(db: Db, config: Config, now: () => Date): House {
  const key = maskingKey(config.maskingSecret)
  return {
    ...{ config, database: {} as Database, db, now, log: pino({ level: 'silent' }) },
    mask: (text) => mask(text, key).text,
    sessions: createSessions(db, config),
    throttle: createThrottle(db),
    live: { open: () => new ReadableStream(), streams: 0, stop: async () => {} },
    ready: async () => {
      await db.execute(sql`SELECT 1`)
      return { database: null, reader: null, sender: null }
    },
    later: (work) => work(),
    devMailbox: null,
  }
}
