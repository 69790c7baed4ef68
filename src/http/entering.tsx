// Signing in, step by step: every step gets a session of its own, and the one before it ends (SAFETY A32, S-1).
import { setCookie } from 'hono/cookie'
import { factorOf } from '../../db/queries/secondFactor.ts'
import type { Refusal } from '../../views/frame.ts'
import { CodePage, EnrolPage } from '../../views/secondFactor.tsx'
import { audit } from '../operations/audit.ts'
import type { Person } from '../rules/people.ts'
import { type Way, writtenIn, writtenPage } from './carried.tsx'
import type { Ctx } from './env.ts'
import { safeNext } from './next.ts'
import { frameOf, page } from './page.tsx'
import { offerFor } from './secondFactor.ts'

/** After the right password: into the house, to the code, or, for staff without one, to their first second factor. */
export async function passwordWasRight(c: Ctx, person: Person, way: Way): Promise<Response> {
  const stage = (await factorOf(c.var.db, person.id)) ? 'code' : person.kind === 'staff' ? 'enrol' : 'full'
  if (stage === 'full') return letIn(c, person, way)
  await replaceSession(c, person.id, stage)
  const action = { action: 'session.password_right', origin: c.var.origin }
  await audit(c.var.db, person, action, c.var.now)
  if (way.carried) return stage === 'code' ? codePage(c, way) : enrolPage(c, person, way)
  return c.redirect(withNext(stage === 'code' ? '/sign-in/code' : '/sign-in/second-factor', way.next), 303)
}

/** A full session, and on to where the person wanted to go, or first to what was written before. */
export async function letIn(c: Ctx, person: Person, { next, carried }: Way): Promise<Response> {
  await beginFull(c, person)
  const onward = safeNext(next, homeOf(person)) || homeOf(person)
  const written = writtenIn(c, person, carried)
  return written ? writtenPage(c, person, written, onward) : c.redirect(onward, 303)
}

type Again = 409 | 413 | 422 | 429

/** Asks for the code of the authenticator app. */
export async function codePage(c: Ctx, way: Way, refusal?: Refusal, status?: Again): Promise<Response> {
  return page(c, <CodePage frame={await frameOf(c)} {...way} refusal={refusal} />, status)
}

type Enrolling = Way & { sealed?: string; refusal?: Refusal }

/** Asks staff to add an authenticator app. */
export async function enrolPage(
  c: Ctx,
  person: Person,
  { sealed, ...shown }: Enrolling,
  status?: Again,
): Promise<Response> {
  const offer = offerFor(c, person, sealed)
  const about = { offer, email: person.email, ...shown }
  return page(c, <EnrolPage frame={await frameOf(c)} action="/sign-in/second-factor" {...about} />, status)
}

export async function beginFull(c: Ctx, person: Pick<Person, 'id' | 'role'>): Promise<void> {
  await replaceSession(c, person.id, 'full')
  await audit(c.var.db, person, { action: 'session.begun', origin: c.var.origin }, c.var.now)
}

async function replaceSession(c: Ctx, personId: number, stage: 'full' | 'code' | 'enrol'): Promise<void> {
  const { house, now, origin, sessionToken } = c.var
  if (sessionToken) await house.sessions.end(sessionToken)
  const token = await house.sessions.begin(personId, now, { stage, userAgent: origin.userAgent })
  setCookie(c, house.sessions.cookieName, token, house.sessions.cookie)
}

export function homeOf({ kind }: Pick<Person, 'kind'>): string {
  return kind === 'staff' ? '/desk' : '/registrations'
}

function withNext(path: string, next: string): string {
  return next ? `${path}?next=${encodeURIComponent(next)}` : path
}

/** Who waits at this step of signing in, or null: then the whole way begins again. */
export async function waitingFor(c: Ctx, stage: 'code' | 'enrol'): Promise<Person | null> {
  const { house, sessionToken, now } = c.var
  const found = sessionToken ? await house.sessions.waiting(sessionToken, now) : null
  return found?.stage === stage ? found.person : null
}
