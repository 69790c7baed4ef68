// npm run -s bench -- pages [--size N] [--seconds N]: JSON lines, then a table of ratios within this run.
import { parseArgs } from 'node:util'
import type { Row } from './measure.ts'
import { benchPages } from './pages.ts'

const usage = 'Usage: npm run -s bench -- pages [--size N] [--seconds N]'

function settings(argv: string[]): { size: number | null; seconds: number } | null {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { size: { type: 'string' }, seconds: { type: 'string', default: '3' } },
    })
    const [size, seconds] = [values.size ? Number(values.size) : null, Number(values.seconds)]
    const known = positionals.length === 1 && positionals[0] === 'pages'
    return known && seconds > 0 && (size === null || size >= 1) ? { size, seconds } : null
  } catch {
    return null
  }
}

/** Each case beside the bare route and the single query of the same size, and beside itself at the smallest size. */
function table(rows: readonly Row[]): string[] {
  const p50 = (name: string, size: number) =>
    rows.find((row) => row.case === name && row.size === size)?.p50_ms ?? Number.NaN
  const smallest = Math.min(...rows.map(({ size }) => size))
  const times = (value: number, of: number) => `${(value / of).toFixed(2)}x`.padStart(12)
  return [
    `${'case'.padEnd(14)}${'size'.padStart(8)}${'p50 ms'.padStart(10)}${'/bare route'.padStart(12)}${'/one query'.padStart(12)}${`/size ${smallest}`.padStart(12)}`,
    ...rows.map(
      ({ case: name, size, p50_ms }) =>
        `${name.padEnd(14)}${String(size).padStart(8)}${p50_ms.toFixed(2).padStart(10)}${times(p50_ms, p50('bare route', size))}${times(p50_ms, p50('one query', size))}${times(p50_ms, p50(name, smallest))}`,
    ),
  ]
}

const chosen = settings(process.argv.slice(2))
if (!chosen) {
  console.error(usage)
  process.exit(2)
}
const { rows, scans } = await benchPages(chosen.size, chosen.seconds)
for (const row of rows) console.log(JSON.stringify(row))
for (const line of table(rows)) console.log(line)
for (const { case: name, size, table: read, rows: count } of scans)
  console.log(
    `sequential scan: ${name} with ${size} registrations reads ${read} (${count} rows) from end to end`,
  )
