// npm run model -- --runs 10000 --seed 7: plays everybody's part by chance and prints what was done how often.
import { parseArgs } from 'node:util'
import { openPglite } from '../../db/connect.ts'
import { keepZone } from '../../src/operations/calendar.ts'
import { runModel } from './run.ts'

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = Number(values.runs ?? 200)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const database = await openPglite(null)
await keepZone(database.db, 'America/New_York')
try {
  const { tried, done, rows, moves } = await runModel(database.db, { runs, seed })
  const share = `${Math.round((100 * done) / tried)} %`
  console.log(JSON.stringify({ runs, seed, tried, done, share }))
  for (const [kind, counts] of Object.entries({ rows, moves }))
    for (const [name, times] of Object.entries(counts).toSorted(([, one], [, other]) => other - one))
      console.log(`${kind.padEnd(6)} ${String(times).padStart(7)}  ${name}`)
  if (done < 0.6 * tried)
    throw new Error('Fewer than 60 of 100 commands were accepted: this tries too little.')
} finally {
  await database.close()
}
