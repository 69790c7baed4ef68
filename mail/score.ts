// How well a folder of real mail is read: the folder's own scorer counts, the bars are ours.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFiles } from './parseFiles.ts'

/** Where the corpus lies when it is there: beside the repository, never in it. */
export const corpusFolder = join(import.meta.dirname, '../../shared/mail-corpus')

/** Reads every message that the folder's index names; the scorer's table, and what is below its bar. */
export async function scoreFolder(
  folder: string,
): Promise<{ table: string; seconds: number; misses: string[] }> {
  const index = readFileSync(join(folder, 'index.jsonl'), 'utf8').split('\n').filter(Boolean)
  const paths = index.map((line) => (JSON.parse(line) as { path: string }).path)
  const results: string[] = []
  const started = performance.now()
  for await (const answer of parseFiles(paths.map((path) => ({ path, at: join(folder, 'messages', path) }))))
    results.push(JSON.stringify(answer))
  const seconds = (performance.now() - started) / 1000
  const own = await mkdtemp(join(tmpdir(), 'mail-score-'))
  try {
    const file = join(own, 'results.jsonl')
    await writeFile(file, results.join('\n'))
    const { table } = JSON.parse(ask(folder, file, '--json')) as { table: { ALL: Table } }
    return { table: ask(folder, file), seconds, misses: below(table.ALL, seconds) }
  } finally {
    await rm(own, { recursive: true })
  }
}

function ask(folder: string, ...words: string[]): string {
  const scorer = join(folder, 'score.mjs')
  return execFileSync(process.execPath, [scorer, ...words], { encoding: 'utf8', maxBuffer: 1e8 })
}

type Share = [hits: number, of: number]
/** One row of the scorer's table. */
export type Table = Record<
  | 'subject'
  | 'from'
  | 'reply'
  | 'att'
  | 'tnef'
  | 'auto+'
  | 'auto-'
  | 'bounce+'
  | 'bounce-'
  | 'bstatus'
  | 'brcpt',
  Share
> & { f1: number; f1n: number; error: number; missing: number; hang: number; max: number | null }

/** Every figure of a corpus that is below what we promise, in words. */
export function below(all: Table, seconds: number): string[] {
  const shares: [string, Share, number][] = [
    ['subject', all.subject, 0.993],
    ['from', all.from, 0.993],
    ['reply text', all.reply, 0.88],
    ['reply text, token F1', [all.f1, all.f1n], 0.95],
    ['attachments', all.att, 0.99],
    ['members of TNEF', all.tnef, 12 / 19],
    ['automatic mail recognised', all['auto+'], 0.97],
    ['mail of people taken for people', all['auto-'], 1],
    ['bounces detected', all['bounce+'], 0.97],
    ['bounces: recipient', all.brcpt, 0.92],
    ['bounces: status', all.bstatus, 0.85],
    ['no bounce where there is none', all['bounce-'], 15 / 16],
  ]
  const low = shares.filter(([, [hits, of], bar]) => of > 0 && hits / of < bar)
  const counts: [string, number, number][] = [
    ['mails that could not be read', all.missing, 0],
    ['hangs', all.hang, 0],
    ['milliseconds of the slowest', all.max ?? 0, 2_000],
    ['seconds for all', seconds, 10],
  ]
  return [
    ...low.map(([name, [hits, of], bar]) => `${name} ${percent(hits / of)} of at least ${percent(bar)}`),
    ...counts
      .filter(([, count, most]) => count > most)
      .map(([name, count, most]) => `${name} ${count} of at most ${most}`),
  ]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
