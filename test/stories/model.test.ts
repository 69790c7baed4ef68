// Chance plays everybody's part, the same here at each run; `npm run model` plays others, and longer.
import { describe, expect, test } from 'vitest'
import { runModel } from '../model/run.ts'
import { ownDatabase, skipped } from '../world.ts'

/** So few runs are a small sample: the long ones have to be at 60 percent. */
const runs = 15

describe.skipIf(skipped)('whatever people, mail and time do', () => {
  test(`${runs} strings of events leave no registration in a place that cannot be`, async () => {
    const own = await ownDatabase()
    try {
      const { tried, done } = await runModel(own.db, { runs, seed: 20_261_124 })
      expect(done / tried, `${done} of ${tried} were accepted`).toBeGreaterThan(0.5)
    } finally {
      await own.close()
    }
  })
})
