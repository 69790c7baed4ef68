// Fills a database by copying one registration with everything that belongs to it, as many times as asked.
import { sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'

/** Whatever belongs to a registration; people stay who they are. Parents before children. */
const copied = [
  'companies',
  'registrations',
  'participants',
  'submissions',
  'status_events',
  'information_requests',
  'entries',
  'information_items',
  'clocks',
  'clock_pauses',
  'outbox',
]
const stride = 1000

/** Copies until there are `total` registrations. Every copy has its ids moved by a stride of 1000. */
export async function multiply(db: Db, total: number): Promise<void> {
  if (total > 1) for (const table of copied) await copyTable(db, table, total - 1)
  await db.execute(sql.raw('ANALYZE'))
}

async function copyTable(db: Db, table: string, copies: number) {
  const columns = await columnsOf(db, table)
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const values = columns.map(({ name, moved, unique }) => {
    if (moved) return `"${name}" + n * ${stride}`
    return unique ? `"${name}" || '-' || n` : `"${name}"`
  })
  await db.execute(
    sql.raw(
      `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE
       SELECT ${values.join(', ')} FROM ${table}, generate_series(1, ${copies}) AS n WHERE ${table}.id < ${stride}`,
    ),
  )
}

type Column = { name: string; moved: boolean; unique: boolean }

/** `moved`: the identity, or a reference to a copied table. `unique`: a text that may stand only once. */
async function columnsOf(db: Db, table: string): Promise<Column[]> {
  const found = await db.execute(sql`
    SELECT a.attname AS name,
      a.attname = 'id' OR EXISTS (
        SELECT 1 FROM pg_constraint c JOIN pg_class target ON target.oid = c.confrelid
        WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND a.attnum = ANY (c.conkey)
          AND target.relname IN (SELECT jsonb_array_elements_text(${JSON.stringify(copied)}::jsonb))
      ) AS moved,
      a.attname IN ('number', 'message_id', 'cause') AS unique
    FROM pg_attribute a
    WHERE a.attrelid = ${table}::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`)
  return (found as unknown as { rows: Column[] }).rows
}
