// Reads a folder of real mail and says how well: the folder's own scorer prints the table and counts, the bars are ours.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseFiles } from '../../mail/parseFiles.ts'
import { below, type Table } from '../../mail/scoreBars.ts'

const usage = `Usage: npm run mail:score [-- DIR]
Reads the mail of a corpus folder (index.jsonl, messages/, score.mjs; ../shared/mail-corpus when none is named).`

const [given, ...more] = process.argv.slice(2)
const folder = given
  ? resolve(process.env.INIT_CWD ?? process.cwd(), given)
  : join(import.meta.dirname, '../../../shared/mail-corpus')

if (more.length > 0 || given?.startsWith('-') || !existsSync(join(folder, 'index.jsonl'))) {
  console.error(`${usage}\nThere is no index.jsonl in ${folder}.`)
  process.exitCode = 2
} else await score()

async function score() {
  const index = readFileSync(join(folder, 'index.jsonl'), 'utf8').split('\n').filter(Boolean)
  const paths = index.map((line) => (JSON.parse(line) as { path: string }).path)
  const files = paths.map((path) => ({ path, at: join(folder, 'messages', path) }))
  const results: string[] = []
  const started = performance.now()
  for await (const answer of parseFiles(files)) results.push(JSON.stringify(answer))
  const seconds = (performance.now() - started) / 1000
  const own = await mkdtemp(join(tmpdir(), 'mail-score-'))
  try {
    const file = join(own, 'results.jsonl')
    writeFileSync(file, results.join('\n'))
    const ask = (...words: string[]) =>
      execFileSync(process.execPath, [join(folder, 'score.mjs'), file, ...words], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      })
    process.stdout.write(ask())
    const misses = below((JSON.parse(ask('--json')) as { table: { ALL: Table } }).table.ALL, seconds)
    console.log(`read in ${seconds.toFixed(1)} s`)
    for (const miss of misses) console.log(`below the bar: ${miss}`)
    if (misses.length > 0) process.exitCode = 1
  } finally {
    await rm(own, { recursive: true })
  }
}
