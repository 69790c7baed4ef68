import { Hono } from 'hono'
import type { Env, Readiness } from '../http/env.ts'

/** Anybody may read these; what exactly went wrong is for the desk and the log. */
const reasons = {
  database: 'the database does not answer',
  reader: 'the mailbox cannot be read',
  sender: 'letters cannot be sent',
} as const satisfies Record<keyof Readiness, string>

/** /healthz: the process answers. /readyz: pages can be served, mail is read and sent. */
export const health = new Hono<Env>()
  .get('/healthz', (c) => c.text('ok'))
  .get('/readyz', async (c) => {
    const parts = await c.var.house.ready()
    const words = Object.fromEntries(
      Object.entries(reasons).map(([part, reason]) => [
        part,
        parts[part as keyof Readiness] ? `not ready: ${reason}` : 'ready',
      ]),
    )
    return c.json(words, Object.values(parts).some(Boolean) ? 503 : 200)
  })
