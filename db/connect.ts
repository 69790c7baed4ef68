// The only file that knows which database runs: PostgreSQL by address, or PGlite in a folder.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import pg from 'pg'
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

/** Opens the database and brings its tables up to date under a lock. */
export async function connectPostgres(url: string): Promise<Database> {
  await migratePostgres(url)
  const pool = new pg.Pool({ ...optionsOf(url), max: 10 })
  pool.on('error', () => {}) // of a connection that rests; the next query makes a new one
  pool.on('connect', (client) => void client.on('error', () => {})) // of one in use; its query fails too
  return {
    kind: 'postgres',
    db: drizzlePostgres(pool, options) as unknown as Db,
    listen: (channel, heard, caughtUp) => listenPostgres(url, channel, heard, caughtUp),
    lock: (key, lost) => lockPostgres(url, key, lost),
    close: () => pool.end(),
  }
}

function optionsOf(url: string): pg.ClientConfig {
  return { connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true }
}

/** A connection of its own. When it breaks, its queries fail and it emits 'end'. */
async function connectClient(url: string): Promise<pg.Client> {
  const client = new pg.Client(optionsOf(url))
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Two servers that start together take turns: the lock is held by the one connection that migrates. */
async function migratePostgres(url: string): Promise<void> {
  const client = await connectClient(url)
  try {
    await client.query('SELECT pg_advisory_lock(7215001)')
    await migratePg(drizzlePostgres(client, options), migrations)
  } finally {
    await client.end()
  }
}

const againAfterMs = 1000

/** Listens until the returned function is called; a connection that broke is made again. */
async function listenPostgres(
  url: string,
  channel: string,
  heard: (payload: string) => void,
  caughtUp: () => void,
): Promise<() => Promise<void>> {
  const ending = new AbortController()
  let client = await connectClient(url)
  const listenOn = async (fresh: pg.Client) => {
    client = fresh
    fresh.on('notification', ({ payload }) => heard(payload ?? ''))
    fresh.on('end', () => void again())
    await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    caughtUp()
  }
  const again = async (): Promise<void> => {
    await sleep(againAfterMs, undefined, { signal: ending.signal }).catch(() => {})
    if (ending.signal.aborted) return
    const fresh = await connectClient(url).catch(() => null)
    if (!fresh) return again()
    await listenOn(fresh).catch(() => {}) // it broke again, and its 'end' leads back here
    if (ending.signal.aborted) await fresh.end()
  }
  await listenOn(client)
  return async () => {
    ending.abort()
    await client.end()
  }
}

async function lockPostgres(url: string, key: number, lost: () => void): Promise<Lock | null> {
  const client = await connectClient(url)
  let held = false
  client.on('end', () => held && lost())
  const release = async () => {
    held = false
    await client.end()
  }
  const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [key])
  held = rows[0]?.got === true
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
  if (owner !== null && owner !== process.pid && isAlive(owner)) throw inUse(folder, owner)
  if (owner !== null) rmSync(file, { force: true })
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw inUse(folder, readOwner(file)) // it came first
    throw error
  }
  lockedHere.add(file)
  return () => {
    lockedHere.delete(file)
    rmSync(file, { force: true })
  }
}

function inUse(folder: string, owner: number | null): Error {
  return new Error(
    `Another Vouchdesk (process ${owner}) uses the data folder ${folder}. Stop it, or set DATA_DIR.`,
  )
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
