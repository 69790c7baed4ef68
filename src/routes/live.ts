import { Hono } from 'hono'
import type { Env } from '../http/env.ts'

/** One stream for all tabs of a browser. `no-store`, or a second stream would wait for the first one's cache entry. */
export const live = new Hono<Env>().get('/live', (c) =>
  c.body(c.var.house.live.open(c.var.sessionToken as string), 200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  }),
)
