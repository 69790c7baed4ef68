// The same protections on every response, errors and files included (SAFETY S-2, S-3, S-5).
import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Env } from './env.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  'report-uri /csp-report',
].join('; ')

/** Headers for every answer. Pages are never kept by a cache; files say themselves how long they may be. */
export function securityHeaders(https: boolean): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next()
    const headers = c.res.headers
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', policy)
    headers.set('X-Content-Type-Options', 'nosniff')
    headers.set('X-Frame-Options', 'DENY')
    headers.set('Referrer-Policy', 'same-origin')
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    headers.set('Cross-Origin-Resource-Policy', 'same-origin')
    headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()')
    if (https) headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  }
}

const safe = new Set(['GET', 'HEAD'])
const known = new Set(['GET', 'HEAD', 'POST'])

/**
 * A request that changes something must come from our own pages, whatever its content type: the browser says so in
 * Sec-Fetch-Site, or, where that is missing, in an Origin that is exactly ours. Hono's csrf() lets JSON pass.
 */
export function ownOriginOnly(publicUrl: string): MiddlewareHandler<Env> {
  const own = new URL(publicUrl).origin
  return async (c, next) => {
    if (!known.has(c.req.method)) {
      c.header('Allow', [...known].join(', '))
      throw new HTTPException(405, { message: 'This method is not used here.' })
    }
    if (
      !safe.has(c.req.method) &&
      !comesFromUs(c.req.header('Sec-Fetch-Site'), c.req.header('Origin'), own)
    ) {
      throw new HTTPException(403, {
        message: 'This form was not sent from our own page. Open the page again and repeat it there.',
      })
    }
    await next()
  }
}

function comesFromUs(site: string | undefined, origin: string | undefined, own: string): boolean {
  if (site !== undefined) return site === 'same-origin'
  return origin === own
}
