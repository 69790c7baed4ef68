// Strings commands together by chance and watches what holds; every run is rolled back.
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Db } from '../../db/client.ts'
import { Refused } from '../../src/rules/refused.ts'
import type { Place } from '../../src/rules/status.ts'
import { makeWorld, monday } from '../people.ts'
import { type Command, commands as ofOwners, type Run } from './commands.ts'
import { checkInvariants } from './invariants.ts'
import { reviewCommands } from './reviewCommands.ts'

const commands = [...ofOwners, ...reviewCommands]

/** How often each row was tried and done. */
export type Counts = {
  tried: number
  done: number
  rows: Record<string, number>
  moves: Record<string, number>
}

type Step = { pick: number; bold: boolean; hours: number }
const step = fc.record({
  pick: fc.nat(1_000_000),
  /** Now and then something is tried that nobody expects to work. */
  bold: fc.nat(19).map((one) => one === 0),
  hours: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(200)),
})

class Rollback extends Error {}

/** @throws with the steps of the smallest failing run that was found, and its seed. */
export async function runModel(db: Db, options: { runs: number; seed: number }): Promise<Counts> {
  const counts: Counts = { tried: 0, done: 0, rows: {}, moves: {} }
  await db
    .transaction(async (tx) => {
      const world = await makeWorld(tx)
      const id = await world.draft()
      const property = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), (steps) =>
        rolledBack(tx, (inner) => play({ world: { ...world, db: inner }, id, now: monday }, steps, counts)),
      )
      await fc.assert(property, {
        numRuns: options.runs,
        seed: options.seed,
        endOnFailure: true,
      })
      throw new Rollback()
    })
    .catch(ignoreRollback)
  return counts
}

async function rolledBack(tx: Db, work: (inner: Db) => Promise<void>): Promise<void> {
  await tx
    .transaction(async (inner) => {
      await work(inner)
      throw new Rollback()
    })
    .catch(ignoreRollback)
}

function ignoreRollback(error: unknown): void {
  if (!(error instanceof Rollback)) throw error
}

async function play(run: Run, steps: readonly Step[], counts: Counts): Promise<void> {
  let place: Place = 'draft'
  const told: string[] = []
  const seen = new Set<string>()
  for (const { pick, bold, hours } of steps) {
    run.now = new Date(run.now.getTime() + hours * 3_600_000)
    const able = commands.filter(({ leads, able }) => leads[place] !== undefined && (able?.(seen) ?? true))
    const moving = able.filter(({ leads }) => leads[place] !== 'stays')
    const likely = pick % 8 > 0 && moving.length > 0 ? moving : able
    const choice = bold || able.length === 0 ? commands : likely
    const command = choice[Math.floor(pick / 8) % choice.length] as Command
    told.push(`${run.now.toISOString()} ${place}: ${command.name}`)
    try {
      const before = counts.rows[command.row] ?? 0
      place = await once(run, command, { place, pick }, counts)
      seen.add(place)
      if ((counts.rows[command.row] ?? 0) > before) seen.add(command.row)
    } catch (error) {
      throw new Error(told.join('\n'), { cause: error })
    }
  }
}

async function once(
  run: Run,
  command: Command,
  { place, pick }: { place: Place; pick: number },
  counts: Counts,
) {
  counts.tried++
  const done = await attempt(run, command, pick)
  const after = await checkInvariants(run)
  const goals = [command.leads[place] ?? []].flat()
  if (!done) assert.equal(after, place, `${command.name} was refused and changed nothing`)
  else {
    counts.done++
    counts.rows[command.row] = (counts.rows[command.row] ?? 0) + 1
    if (after !== place) counts.moves[`${place} → ${after}`] = (counts.moves[`${place} → ${after}`] ?? 0) + 1
    const allowed = goals.map((goal) => (goal === 'stays' ? place : goal))
    if (after === place && goals.length > 0) return after // a part of what it takes, such as one question of two
    assert(allowed.includes(after), `${command.name} led from ${place} to ${after}`)
  }
  return after
}

/** @returns false where it was refused in words; any other error is a fault. */
async function attempt(run: Run, command: Command, pick: number): Promise<boolean> {
  try {
    await rolledBackOnRefusal(run, command, pick)
    return true
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}

/** The steps of one command are one, as they are where they come from one form. */
function rolledBackOnRefusal(run: Run, command: Command, pick: number): Promise<void> {
  return run.world.db.transaction(async (tx) => {
    const inner = { ...run, world: { ...run.world, db: tx } }
    await command.do(inner, pick)
    run.now = inner.now
  })
}
