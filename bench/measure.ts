// One row of a bench: the same call again and again for some seconds, with so many in flight.
import { performance } from 'node:perf_hooks'

export type Row = {
  bench: string
  case: string
  size: number
  concurrency: number
  per_second: number
  p50_ms: number
  p95_ms: number
  peak_mb: number
  rows: number
}

type Measured = Pick<Row, 'bench' | 'case' | 'size' | 'concurrency'> & { seconds: number }

/** Calls once to warm up, then for `seconds`; `rows` is the number of calls that were measured. */
export async function measure(what: Measured, call: () => Promise<unknown>): Promise<Row> {
  const { seconds, ...named } = what
  await call()
  const taken: number[] = []
  let peak = 0
  const begun = performance.now()
  const end = begun + seconds * 1000
  const one = async () => {
    while (performance.now() < end) {
      const from = performance.now()
      await call()
      taken.push(performance.now() - from)
      if (taken.length % 50 === 0) peak = Math.max(peak, process.memoryUsage.rss())
    }
  }
  await Promise.all(Array.from({ length: what.concurrency }, one))
  const elapsed = (performance.now() - begun) / 1000
  taken.sort((a, b) => a - b)
  return {
    ...named,
    per_second: round(taken.length / elapsed),
    p50_ms: round(at(taken, 0.5)),
    p95_ms: round(at(taken, 0.95)),
    peak_mb: round(Math.max(peak, process.memoryUsage.rss()) / 1_048_576),
    rows: taken.length,
  }
}

const at = (sorted: number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
const round = (value: number) => Math.round(value * 100) / 100
