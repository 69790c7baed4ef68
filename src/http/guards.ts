// One guard for all routes: it knows who asks, and lets nobody through a door that is not written down.
import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { matchedRoutes } from 'hono/route'
import { audit } from '../operations/audit.ts'
import { doors, mayUse } from '../rules/permissions.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { carriedOf, signInPage } from './carried.tsx'
import type { Ctx, Env, House } from './env.ts'

/** Puts the house, the time and the person into the request. What a page does on its own never counts as activity. */
export function enter(house: House): MiddlewareHandler<Env> {
  return async (c, next) => {
    const now = house.now()
    c.set('house', house)
    c.set('db', house.db)
    c.set('now', now)
    c.set('origin', {
      ip: addressOf(c),
      userAgent: c.req.header('User-Agent')?.slice(0, 200) ?? null,
      requestId: randomUUID(),
    })
    const token = getCookie(c, house.sessions.cookieName) ?? null
    c.set('sessionToken', token)
    c.set('person', token ? await house.sessions.read(token, now, !isPassive(c.req.path)) : null)
    await next()
  }
}

function isPassive(path: string): boolean {
  return path === '/live' || /\/(news|autosave)$/.test(path) || path.startsWith('/assets/')
}

/** The peer's address; behind a trusted proxy the last hop it names, which alone the proxy itself has seen. */
function addressOf(c: Ctx): string {
  const peer = c.env?.incoming?.socket?.remoteAddress ?? 'unknown'
  if (!c.var.house.config.trustProxy) return peer
  return c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() || peer
}

/** @throws Refused where the role may not pass; somebody who is not signed in is sent to sign in. */
export function guard(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL') // the first one answers
    const door = route && doors[doorOf(route)]
    if (!door) throw notFound()
    const { person } = c.var
    if (!mayUse(door, person?.role ?? null)) return refuse(c)
    await next()
  }
}

/** 'GET /registrations/:id' of a registered route: what its parameters must look like is left out. */
export function doorOf(route: { method: string; path: string }): string {
  return `${route.method} ${route.path.replaceAll(/\{[^}]*\}/g, '')}`
}

async function refuse(c: Ctx): Promise<Response> {
  const { person, db, now, origin } = c.var
  if (!person) return toSignIn(c)
  await audit(db, person, { action: 'access.refused', object: `${c.req.method} ${c.req.path}`, origin }, now)
  const otherSide = (person.kind === 'staff') !== c.req.path.startsWith('/desk')
  if (otherSide) throw notFound()
  throw new Refused(
    'not_yours',
    'Your role does not include this. Ask a reviewer, or an admin if your role should change.',
  )
}

/** A form that came too late leads to the page it stood on, and what was typed into it goes along. */
const pagesOfForms = /^\/account|^(\/desk)?\/(registrations|companies)(\/\d+)?/

async function toSignIn(c: Ctx): Promise<Response> {
  if (isPassive(c.req.path)) return c.body(null, 401)
  const page = c.req.method === 'GET' ? c.req.path : (c.req.path.match(pagesOfForms)?.[0] ?? '/')
  const carried = c.req.method === 'POST' ? await carriedOf(c) : ''
  if (carried) return signInPage(c, { next: page, carried }, 401)
  const target = `/sign-in?next=${encodeURIComponent(page)}`
  if (c.req.header('HX-Request')) return c.body(null, 200, { 'HX-Redirect': target })
  return c.redirect(target, 303)
}
