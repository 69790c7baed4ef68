import { readFile } from 'node:fs/promises'
import { answerOf, type MailAnswer } from './answers.ts'
import { createParser, type Parser } from './parser.ts'

type File = { path: string; at: string }

/** Reads files as the server reads mail, on two workers, and answers in the order asked; a few are held at a time. */
export async function* parseFiles(files: AsyncIterable<File> | Iterable<File>): AsyncGenerator<MailAnswer> {
  const idle = [createParser(), createParser()]
  const all = [...idle]
  const under: Promise<MailAnswer>[] = []
  const waiting: ((parser: Parser) => void)[] = []
  const free = () =>
    new Promise<Parser>((resolve) => (idle.length ? resolve(idle.pop()!) : waiting.push(resolve)))
  const release = (parser: Parser) => (waiting.shift() ?? ((one) => void idle.push(one)))(parser)
  try {
    await Promise.all(all.map((parser) => parser.ready()))
    for await (const file of files) {
      under.push(free().then((parser) => answer(parser, file).finally(() => release(parser))))
      if (under.length > 8) yield await under.shift()!
    }
    while (under.length > 0) yield await under.shift()!
  } finally {
    await Promise.all(all.map((parser) => parser.close()))
  }
}

async function answer(parser: Parser, { path, at }: File): Promise<MailAnswer> {
  const raw = await readFile(at).catch((error: Error) => error)
  const started = performance.now()
  const read = raw instanceof Error ? raw : await parser.parse(raw).catch((error: Error) => error)
  return answerOf(path, Math.round((performance.now() - started) * 10) / 10, read)
}
