// How long a refused sign-in takes for an address that has an account and for one that has none: npm run bench:signin
// The bar is 10 % between the medians of 200 pairs (SAFETY A35). Each pair is asked in a random order.
import { serve } from '@hono/node-server'
import { openPglite } from '../db/connect.ts'
import { rateLimits } from '../db/schema.ts'
import { nobodysHash } from '../src/http/passwords.ts'
import { keepZone } from '../src/operations/calendar.ts'
import { makeWorld, monday } from '../test/people.ts'

const pairs = Number(process.argv[2] ?? 200)
const bar = 0.1

const database = await openPglite(null)
await keepZone(database.db, 'America/New_York')
const world = await makeWorld(database.db)
await nobodysHash()
const server = serve({ fetch: world.app(() => monday).fetch, port: 0, hostname: '127.0.0.1' })
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address() as { port: number }

async function refusedAfter(email: string): Promise<number> {
  await database.db.delete(rateLimits)
  const begin = performance.now()
  const response = await fetch(`http://127.0.0.1:${port}/sign-in`, {
    method: 'POST',
    headers: { Origin: 'http://127.0.0.1:3000' },
    body: new URLSearchParams({ email, password: 'a wrong password of this bench' }),
  })
  await response.text()
  if (response.status !== 422) throw new Error(`The sign-in was answered with ${response.status}.`)
  return performance.now() - begin
}

const median = (all: number[]) => all.toSorted((one, other) => one - other)[all.length >> 1] as number
const known: number[] = []
const unknown: number[] = []
for (let pair = -10; pair < pairs; pair++) {
  const turns = [
    { email: world.ada.email, times: known },
    { email: `p${pair + 100}@nowhere.example`, times: unknown },
  ]
  for (const { email, times } of Math.random() < 0.5 ? turns : turns.toReversed()) {
    const took = await refusedAfter(email)
    if (pair >= 0) times.push(took) // the first ten warm the machine up
  }
}
const ratio = median(unknown) / median(known)
console.log(
  JSON.stringify({
    ...{ pairs, knownMs: Number(median(known).toFixed(2)), unknownMs: Number(median(unknown).toFixed(2)) },
    ...{ ratio: Number(ratio.toFixed(4)), bar: `1 ± ${bar}`, met: Math.abs(ratio - 1) <= bar },
  }),
)
server.close()
await database.close()
process.exit(Math.abs(ratio - 1) <= bar ? 0 : 1)
