// Asks what the server reads in a mail: a file in, a line of JSON out. Nothing is stored, and nothing is masked.
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { parseFiles } from '../../mail/parseFiles.ts'

const usage = `Usage: npm run -s mail:parse -- FILE…
Reads raw messages and prints what was read of each, one line a message, in order; "-" reads paths from stdin.`

/** A path means a file beside whoever asks, also where npm has changed the folder. */
const here = process.env.INIT_CWD ?? process.cwd()

async function* named(words: string[]) {
  for (const word of words) {
    if (word !== '-') yield { path: word, at: resolve(here, word) }
    else
      for await (const path of createInterface(process.stdin))
        if (path) yield { path, at: resolve(here, path) }
  }
}

async function* lines(words: string[]) {
  for await (const answer of parseFiles(named(words))) yield `${JSON.stringify(answer)}\n`
}

const words = process.argv.slice(2)
if (words.length === 0 || words.some((word) => /^-./.test(word))) {
  console.error(usage)
  process.exitCode = 2
} else
  await pipeline(lines(words), process.stdout).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exitCode = 1 // whoever read the answers has left, as `| head` does
  })
