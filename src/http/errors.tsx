// One error, one place: what a person may know becomes a page in plain words, anything else is a bug with a code.
import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ErrorPage } from '../../views/error.tsx'
import { Refused, type RefusedCode } from '../rules/refused.ts'
import type { Ctx, Env } from './env.ts'
import { frameOf } from './page.tsx'

const statusOf: Record<RefusedCode, 403 | 404 | 409 | 413 | 422 | 429> = {
  not_found: 404,
  not_yours: 403,
  not_now: 409,
  not_valid: 422,
  too_many: 429,
  too_large: 413,
}

const headings: Record<RefusedCode, string> = {
  not_found: 'Page not found',
  not_yours: 'Not part of your role',
  not_now: 'Not possible now',
  not_valid: 'Something is missing',
  too_many: 'Too many tries',
  too_large: 'Too large',
}

export async function onError(error: Error, c: Ctx): Promise<Response> {
  if (error instanceof Refused) return told(c, statusOf[error.code], headings[error.code], error.message)
  if (error instanceof HTTPException) return told(c, error.status, 'This did not work', error.message)
  const code = c.var.origin?.requestId.slice(0, 8).toUpperCase() ?? 'UNKNOWN'
  c.var.house?.log.error({ error, code, path: safePath(c.req.path) }, 'request failed')
  const message = databaseAway(error)
    ? 'Our database does not answer. Nothing you sent before is lost. Try again in a minute.'
    : `Something went wrong on our side. Try again, or write to us with the code ${code}.`
  return told(c, databaseAway(error) ? 503 : 500, 'Something went wrong', message, code)
}

/** Each refusal leaves a line in the log: what was asked for and by whom, never what was typed. */
export function noteRefusals(): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next()
    const { status } = c.res
    if (status < 400 || status >= 500) return
    const { house, person, origin } = c.var
    const asked = { method: c.req.method, path: safePath(c.req.path) }
    house.log.info({ status, ...asked, person: person?.id, request: origin.requestId }, 'refused')
  }
}

/** What the log says of an error. The values of a failed query are left out: they are what people wrote. */
export function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const { name, message, stack, cause } = error
  return {
    name,
    message: message.split('\nparams:')[0],
    code: (error as { code?: string }).code,
    at: stack?.split('\n').filter((line) => /^\s+at /.test(line)),
    cause: cause === undefined ? undefined : errorForLog(cause),
  }
}

type Status = 400 | 403 | 404 | 405 | 409 | 413 | 422 | 429 | 500 | 503

async function told(
  c: Ctx,
  status: number,
  heading: string,
  message: string,
  code?: string,
): Promise<Response> {
  if (!c.var.house) return c.text(message, status as Status)
  return c.html(
    (
      <ErrorPage frame={await frameOf(c)} status={status} heading={heading} message={message} code={code} />
    ) as never,
    status as Status,
  )
}

/** A mailed link carries its secret in the path: it never reaches a log. */
export function safePath(path: string): string {
  return path.startsWith('/verify/') ? '/verify/…' : path
}

const lostConnection = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '08006', '08003']
/** The driver gives no code to these. */
const lostInWords =
  /^Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/

function databaseAway(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    if (lostConnection.includes((each as { code?: string }).code ?? '') || lostInWords.test(each.message))
      return true
  }
  return false
}
