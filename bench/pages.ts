// How long pages take, beside a route that does nothing and a route with one query, with few and many registrations.
import { eq, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { Db } from '../db/client.ts'
import { connectPostgres } from '../db/connect.ts'
import { registrations } from '../db/schema.ts'
import type { Env } from '../src/http/env.ts'
import { enter } from '../src/http/guards.ts'
import { securityHeaders } from '../src/http/security.ts'
import { keepZone } from '../src/operations/calendar.ts'
import { ask } from '../src/operations/information.ts'
import { writeMessage, writeReply } from '../src/operations/thread.ts'
import { makeWorld, monday, type World } from '../test/people.ts'
import { startPostgres } from '../test/servers/postgres.ts'
import { measure, type Row } from './measure.ts'
import { multiply } from './multiply.ts'

const sizes = [1, 10_000]
const concurrency = 1

export type PagesResult = { rows: Row[]; scans: Scan[] }

/** Measures the pages with each size in a database of its own. */
export async function benchPages(size: number | null, seconds: number): Promise<PagesResult> {
  const rows: Row[] = []
  const scans: Scan[] = []
  for (const total of size ? [size] : sizes) {
    const server = await startPostgres()
    const database = await connectPostgres(server.url)
    try {
      await keepZone(database.db, 'America/New_York')
      const world = await makeWorld(database.db)
      const id = await threadOf(world)
      await multiply(database.db, total)
      for (const [name, call] of Object.entries(await casesOf(world, id))) {
        const before = await scannedRows(database.db)
        rows.push(await measure({ bench: 'pages', case: name, size: total, concurrency, seconds }, call))
        scans.push(...(await scansSince(database.db, before, name, total)))
      }
    } finally {
      await database.close()
      await server.stop()
    }
  }
  return { rows, scans }
}

/** A registration with a question, ten messages from each side, and a running clock. */
async function threadOf(world: World): Promise<number> {
  const { db, ada, staff } = world
  const registrationId = await world.submitted()
  for (let n = 0; n < 10; n++) {
    await writeMessage(db, ada, { registrationId, body: `Message ${n} about the redirect address.` }, monday)
    await writeReply(db, staff.reviewer, { registrationId, body: `Answer ${n}.` }, monday)
  }
  const questions = [{ fieldId: 'tech_oidc', question: 'Which flow?' }]
  await ask(db, staff.reviewer, { registrationId, intro: '', questions, blocking: false }, monday)
  return registrationId
}

async function casesOf(world: World, id: number): Promise<Record<string, () => Promise<void>>> {
  const app = world.app()
  const ada = await world.cookieOf(world.ada)
  const leah = await world.cookieOf(world.staff.reviewer)
  const bare = bareApp(world, id)
  const ok = async (answer: Promise<Response> | Response) => {
    const { status } = await answer
    if (status !== 200) throw new Error(`A page of the bench answered ${status}.`)
  }
  const get = (path: string, cookie: string) => ok(app.request(path, { headers: { Cookie: cookie } }))
  return {
    'bare route': () => ok(bare.request('/bare', { headers: { Cookie: ada } })),
    'one query': () => ok(bare.request('/one', { headers: { Cookie: ada } })),
    registration: () => get(`/registrations/${id}`, ada),
    thread: () => get(`/desk/registrations/${id}`, leah),
    queue: () => get('/desk', leah),
  }
}

/** The same middleware with nothing behind it, and with one read by primary key. */
function bareApp({ db, house }: World, id: number) {
  return new Hono<Env>()
    .use(securityHeaders(false))
    .use(enter(house()))
    .get('/bare', (c) => c.text('ok'))
    .get('/one', async (c) => c.json(await db.select().from(registrations).where(eq(registrations.id, id))))
}

type Scan = { case: string; size: number; table: string; rows: number }

async function scannedRows(db: Db): Promise<Map<string, number>> {
  await settled(db)
  const { rows } = (await db.execute(
    sql`SELECT relname AS name, seq_scan AS scans FROM pg_stat_user_tables`,
  )) as unknown as { rows: { name: string; scans: string }[] }
  return new Map(rows.map(({ name, scans }) => [name, Number(scans)]))
}

/** The tables of more than 1,000 rows that a case read from end to end. */
async function scansSince(db: Db, before: Map<string, number>, name: string, size: number): Promise<Scan[]> {
  const after = await scannedRows(db)
  const { rows: counts } = (await db.execute(
    sql`SELECT relname AS name, reltuples::bigint AS count FROM pg_class WHERE relkind = 'r'`,
  )) as unknown as { rows: { name: string; count: string }[] }
  const rowsOf = new Map(counts.map((each) => [each.name, Number(each.count)]))
  return [...after]
    .filter(([table, scans]) => scans > (before.get(table) ?? 0) && (rowsOf.get(table) ?? 0) > 1000)
    .map(([table]) => ({ case: name, size, table, rows: rowsOf.get(table) ?? 0 }))
}

/** PostgreSQL writes its statistics down once a second. */
async function settled(db: Db) {
  await db.execute(sql`SELECT pg_sleep(1.2)`)
  await db.execute(sql`SELECT pg_stat_clear_snapshot()`)
}
