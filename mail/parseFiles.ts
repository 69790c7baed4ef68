import { readFile } from 'node:fs/promises'
import { answerOf, type MailAnswer } from './answers.ts'
import { createParser, type Parser } from './parser.ts'

type File = { path: string; at: string }

const mostParsers = 2
const mostInHand = 8

/** Reads files as the server reads mail, on two workers, and answers in the order asked; a few are held at a time. */
export async function* parseFiles(files: AsyncIterable<File> | Iterable<File>): AsyncGenerator<MailAnswer> {
  const all: Parser[] = []
  const idle: Parser[] = []
  const waiting: ((parser: Parser) => void)[] = []
  const started = async () => {
    const parser = createParser()
    all.push(parser)
    await parser.ready() // no message pays for the start
    return parser
  }
  const free = async () => {
    const parser = idle.pop()
    if (parser) return parser
    return all.length < mostParsers ? started() : new Promise<Parser>((resolve) => waiting.push(resolve))
  }
  const release = (parser: Parser) => {
    const next = waiting.shift()
    if (next) next(parser)
    else idle.push(parser)
  }
  const inHand: Promise<MailAnswer>[] = []
  const read = async (file: File) => {
    const parser = await free()
    return answer(parser, file).finally(() => release(parser))
  }
  try {
    for await (const file of files) {
      inHand.push(read(file))
      if (inHand.length > mostInHand) yield await inHand.shift()!
    }
    while (inHand.length > 0) yield await inHand.shift()!
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
