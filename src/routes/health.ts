import { Hono } from 'hono'
import type { Env } from '../http/env.ts'

/** /healthz: the process answers. /readyz: pages can be served, mail is read and sent. Details are for the log. */
export const health = new Hono<Env>()
  .get('/healthz', (c) => c.text('ok'))
  .get('/readyz', async (c) => {
    const parts = await c.var.house.ready()
    const words = Object.fromEntries(
      Object.entries(parts).map(([part, problem]) => [part, problem ? 'not ready' : 'ready']),
    )
    return c.json(words, Object.values(parts).some(Boolean) ? 503 : 200)
  })
