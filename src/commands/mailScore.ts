// Reads a folder of real mail and says how well; exit 1 when a figure is below its bar.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { corpusFolder, scoreFolder } from '../../mail/score.ts'

const usage = `Usage: npm run mail:score [-- DIR]
Reads the mail of a corpus folder (index.jsonl, messages/, score.mjs; ../shared/mail-corpus when none is named).`

const [given, ...more] = process.argv.slice(2)
const folder = given ? resolve(process.env.INIT_CWD ?? process.cwd(), given) : corpusFolder

if (more.length > 0 || given?.startsWith('-') || !existsSync(join(folder, 'index.jsonl'))) {
  console.error(`${usage}\nThere is no index.jsonl in ${folder}.`)
  process.exitCode = 2
} else {
  const { table, seconds, misses } = await scoreFolder(folder)
  console.log(`${table}read in ${seconds.toFixed(1)} s`)
  for (const miss of misses) console.log(`below the bar: ${miss}`)
  if (misses.length > 0) process.exitCode = 1
}
