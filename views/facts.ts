import type { QueueRow } from '../db/queries/desk.ts'
import type { TurnFacts } from '../src/rules/turn.ts'
import type { Frame } from './frame.ts'

/** What decides whose turn it is, of a row of the vendor's list or of the queue. */
export function factsOf(row: QueueRow, { now, payer }: Frame): TurnFacts {
  return {
    ...row,
    standing: row,
    now,
    payer: payer.name,
    vendor: row.company,
    decision: row.decision?.reading ?? null,
    instructions: row.instructions?.reading ?? null,
    change: row.change?.reading ?? null,
  }
}
