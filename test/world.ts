// The world of the stories: a database with named people, rolled back after each test.
import { randomUUID } from 'node:crypto'
import { is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { afterAll, test as base, beforeAll, inject } from 'vitest'
import type { Db } from '../db/client.ts'
import { connectPostgres, type Database, openPglite } from '../db/connect.ts'
import * as schema from '../db/schema.ts'
import { keepZone } from '../src/operations/calendar.ts'
import { makeWorld, type World } from './people.ts'

export { answers, monday, password, type World } from './people.ts'

let database: Database
beforeAll(async () => {
  database = await ownDatabase()
})
afterAll(() => database?.close())

/** True where the stories cannot run, because PostgreSQL is not installed. */
export const skipped = process.env.TEST_DATABASE === 'postgres' && inject('postgresUrl') === null

/** An empty database; the races ask for one of their own, because they need several connections to the same rows. */
export async function ownDatabase(): Promise<Database> {
  const own = process.env.TEST_DATABASE === 'postgres' ? await ownPostgres() : await openPglite(null)
  await keepZone(own.db, 'America/New_York')
  return own
}

async function ownPostgres(): Promise<Database> {
  const url = new URL(inject('postgresUrl') as string)
  const name = `world_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client(url.href)
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  url.pathname = `/${name}`
  return connectPostgres(url.href)
}

class Rollback extends Error {}

export const test = base.extend<{ world: World }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures from this pattern
  world: async ({}, use) => {
    await database.db
      .transaction(async (tx) => {
        await use(await makeWorld(tx))
        throw new Rollback()
      })
      .catch((error) => {
        if (!(error instanceof Rollback)) throw error
      })
  },
})

/** A request as the browser of this world sends it: from our own origin, with a session. */
export function post(
  app: ReturnType<World['app']>,
  path: string,
  form: Record<string, string | string[]>,
  cookie?: string,
) {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) for (const each of [value].flat()) body.append(name, each)
  const headers = {
    Origin: 'http://127.0.0.1:3000',
    'Content-Type': 'application/x-www-form-urlencoded',
    ...(cookie ? { Cookie: cookie } : {}),
  }
  return app.request(path, { method: 'POST', body, headers })
}

export function get(app: ReturnType<World['app']>, path: string, cookie?: string) {
  return app.request(path, { headers: cookie ? { Cookie: cookie } : {} })
}

/** Every row of every table as text: to see that nothing changed, or that something stands nowhere. */
export async function everyRow(db: Db): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const [name, table] of Object.entries(schema)) {
    if (!is(table, PgTable)) continue
    const row = sql<string>`${table}::text`
    found[name] = (await db.select({ row }).from(table).orderBy(row)).map((each) => each.row)
  }
  return found
}
