// The only file that knows which database runs: PostgreSQL by address, or PGlite in a folder.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { migrate as migratePostgresJs } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import type { Db } from './client.ts'
import * as schema from './schema.ts'

/** Holds while the returned function was not called and the connection lives; `lost` runs if it breaks. */
export type Lock = { release(): Promise<void> }

export type Database = {
  kind: 'postgres' | 'pglite'
  db: Db
  /** Calls `heard(payload)` for each notification; `caughtUp()` when some may have been missed. */
  listen(
    channel: string,
    heard: (payload: string) => void,
    caughtUp: () => void,
  ): Promise<() => Promise<void>>
  /** A lock among all processes, on a connection of its own; null when somebody else holds it. */
  lock(key: number, lost: () => void): Promise<Lock | null>
  close(): Promise<void>
}

const options = { schema, casing: 'snake_case' } as const
const migrations = { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) }

/** Opens the database and brings its tables up to date under a lock. `quiet` hides driver notices. */
export async function connectPostgres(url: string): Promise<Database> {
  await migratePostgres(url)
  const sql = postgres(url, { max: 10, onnotice: () => {}, connect_timeout: 10 })
  return {
    kind: 'postgres',
    db: drizzlePostgres(sql, options) as unknown as Db,
    listen: async (channel, heard, caughtUp) => {
      const { unlisten } = await sql.listen(channel, heard, caughtUp)
      return unlisten
    },
    lock: (key, lost) => lockPostgres(url, key, lost),
    close: () => sql.end({ timeout: 5 }),
  }
}

/** Two servers that start together take turns: the lock is held by the one connection that migrates. */
async function migratePostgres(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 })
  try {
    await sql`SELECT pg_advisory_lock(7215001)`
    await migratePostgresJs(drizzlePostgres(sql, options), migrations)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function lockPostgres(url: string, key: number, lost: () => void): Promise<Lock | null> {
  let held = false
  const sql = postgres(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: 0,
    onnotice: () => {},
    onclose: () => held && lost(),
  })
  const [row] = await sql<{ got: boolean }[]>`SELECT pg_try_advisory_lock(${key}) AS got`
  held = row?.got === true
  const release = async () => {
    held = false
    await sql.end({ timeout: 2 })
  }
  if (held) return { release }
  await release()
  return null
}

/** The embedded database in a folder. Survives kill -9 of the process, not a power cut. `null` keeps it in memory. */
export async function openPglite(folder: string | null): Promise<Database> {
  const unlock = folder ? lockFolder(folder) : () => {}
  const client = await PGlite.create(folder ? { dataDir: join(folder, 'db') } : {})
  const drizzled = drizzlePglite(client, options)
  await migratePglite(drizzled, migrations)
  const locks = new Set<number>()
  return {
    kind: 'pglite',
    db: drizzled as unknown as Db,
    listen: (channel, heard) => client.listen(channel, heard),
    lock: async (key) => {
      if (locks.has(key)) return null
      locks.add(key)
      return { release: async () => void locks.delete(key) }
    },
    close: async () => {
      await client.close()
      unlock()
    },
  }
}

const lockedHere = new Set<string>()

/** PGlite takes no lock of its own: two processes on one folder would destroy it. A lock of a dead process is taken over. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const file = join(resolve(folder), 'vouchdesk.lock')
  if (lockedHere.has(file)) throw new Error(`The data folder ${folder} is already open in this process.`)
  const owner = readOwner(file)
  if (owner !== null && owner !== process.pid && isAlive(owner)) {
    throw new Error(
      `Another Vouchdesk (process ${owner}) uses the data folder ${folder}. Stop it, or set DATA_DIR.`,
    )
  }
  if (owner !== null) rmSync(file, { force: true })
  const handle = openSync(file, 'wx')
  writeSync(handle, String(process.pid))
  closeSync(handle)
  lockedHere.add(file)
  return () => {
    lockedHere.delete(file)
    rmSync(file, { force: true })
  }
}

function readOwner(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || 0
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
