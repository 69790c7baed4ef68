// JSON lines in, JSON lines out: what every command that asks a rule has in common (CONTRACTS).
import { pipeline } from 'node:stream/promises'

/** A question that cannot be understood; the message is what its line answers. */
export class Unclear extends Error {}

export type Question = Record<string, unknown>

/** Chunks in, the answers to the lines they complete out: memory holds one chunk and one unfinished line. */
function answering(read: (question: Question) => object) {
  return async function* (chunks: AsyncIterable<string>) {
    let rest = ''
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()!
      yield lines.map((line) => answer(line, read)).join('')
    }
    if (rest) yield answer(rest, read)
  }
}

function answer(text: string, read: (question: Question) => object): string {
  let id: string | number | null = null
  try {
    const question = readObject(text)
    id = typeof question.id === 'string' || typeof question.id === 'number' ? question.id : null
    return `${JSON.stringify({ id, ...read(question) })}\n`
  } catch (error) {
    if (!(error instanceof Unclear)) throw error
    return `${JSON.stringify({ id, error: error.message })}\n`
  }
}

function readObject(text: string): Question {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    throw new Unclear('The line is not JSON.')
  }
  throw new Unclear('The line is not a JSON object.')
}

export function isObject(value: unknown): value is Question {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

/**
 * Answers each line of stdin with one line of stdout, in order. Ends with 0 when every line was answered, with 2 where
 * the command was not called with `--jsonl`, and with 1 when whoever reads the answers has left.
 */
export async function answerLines(usage: string, read: (question: Question) => object): Promise<void> {
  if (process.argv.slice(2).join(' ') !== '--jsonl') {
    console.error(usage)
    process.exitCode = 2
    return
  }
  process.stdin.setEncoding('utf8')
  try {
    await pipeline(process.stdin, answering(read), process.stdout)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
    process.exitCode = 1
  }
}
