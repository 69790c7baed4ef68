// Signing in, step by step: every step gets a session of its own, and the one before it ends (SAFETY A32, S-1).
import { setCookie } from 'hono/cookie'
import { factorOf } from '../../db/queries/secondFactor.ts'
import { audit } from '../operations/audit.ts'
import type { Person } from '../rules/people.ts'
import type { Ctx } from './env.ts'
import { safeNext } from './guards.ts'

/** After the right password: into the house, to the code, or, for staff without one, to their first second factor. */
export async function passwordWasRight(
  c: Ctx,
  person: Pick<Person, 'id' | 'role' | 'kind'>,
  next: string,
): Promise<Response> {
  const stage = (await factorOf(c.var.db, person.id)) ? 'code' : person.kind === 'staff' ? 'enrol' : 'full'
  if (stage === 'full') return letIn(c, person, next)
  await replaceSession(c, person.id, stage)
  const action = { action: 'session.password_right', origin: c.var.origin }
  await audit(c.var.db, person, action, c.var.now)
  return c.redirect(withNext(stage === 'code' ? '/sign-in/code' : '/sign-in/second-factor', next), 303)
}

/** A full session, and on to where the person wanted to go. */
export async function letIn(
  c: Ctx,
  person: Pick<Person, 'id' | 'role' | 'kind'>,
  next: string,
): Promise<Response> {
  await beginFull(c, person)
  return c.redirect(safeNext(next, homeOf(person)) || homeOf(person), 303)
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
