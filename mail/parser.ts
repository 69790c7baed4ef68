import { Worker } from 'node:worker_threads'
import type { ParsedMail } from './parse.ts'
import { Unparseable } from './unparseable.ts'

export type Parser = {
  /** Starts the worker, so that no mail pays for it (and no death of this process is blamed on one). */
  ready(): Promise<void>
  parse(raw: Uint8Array): Promise<ParsedMail>
  close(): Promise<void>
}
export type Answer = { mail: ParsedMail } | { unparseable: string }
export type ParserOptions = { deadlineMs?: number; memoryMb?: number; worker?: URL }

const parseWorker = new URL('./startParseWorker.mjs', import.meta.url)
const startMs = 60_000

/**
 * Reads mail in one worker thread, one mail after the other, so that a hostile one costs its deadline and nothing
 * else: the worker is ended and the next mail gets a new one. Only what a mail does is its own fault: a worker that
 * cannot start, or is closed meanwhile, is an ordinary error, and the mail is read again later.
 */
export function createParser(options: ParserOptions = {}): Parser {
  const { deadlineMs = 10_000, memoryMb = 256, worker = parseWorker } = options
  let thread: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  async function threadNow(): Promise<Worker> {
    if (closed) throw new Error('The mail reader is closed.')
    thread ??= await started(worker, memoryMb, () => {
      thread = null
    })
    return thread
  }

  async function parseNow(raw: Uint8Array): Promise<ParsedMail> {
    const thread = await threadNow()
    const answer = next(thread, deadlineMs)
    thread.postMessage(raw, [raw.buffer as ArrayBuffer])
    return mailOf(await answer.catch(blamed))
  }

  /** The worker failed at a mail: the next one gets a new worker. */
  async function blamed(error: Error): Promise<never> {
    if (closed) throw new Error('The mail reader was closed.', { cause: error })
    await thread?.terminate()
    throw new Unparseable(error instanceof TooLate ? 'took too long' : 'crashed', { cause: error })
  }

  return {
    ready() {
      const begun = last.then(threadNow).then(() => {})
      last = begun.catch(() => {})
      return begun
    },
    parse(raw) {
      const copy = new Uint8Array(raw) // handed over to the worker; the caller keeps its own
      const mail = last.then(() => parseNow(copy))
      last = mail.catch(() => {})
      return mail
    },
    async close() {
      closed = true
      await thread?.terminate()
      await last
      await thread?.terminate() // one that was only starting
    },
  }
}

function mailOf(answer: Answer): ParsedMail {
  if ('unparseable' in answer) throw new Unparseable(answer.unparseable)
  return answer.mail
}

async function started(file: URL, memoryMb: number, onExit: () => void): Promise<Worker> {
  const thread = new Worker(file, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMb } })
  thread.on('error', () => {}) // whoever waits is told; an idle one that dies is replaced
  try {
    await next(thread, startMs)
  } catch (cause) {
    await thread.terminate()
    throw new Error('The mail reader could not start.', { cause })
  }
  thread.once('exit', onExit)
  return thread
}

class TooLate extends Error {}

/** The worker's next message; rejects when it is late, fails or ends. */
function next(thread: Worker, ms: number): Promise<Answer> {
  const settled = new AbortController()
  const { signal } = settled
  const message = new Promise<Answer>((resolve, reject) => {
    // After a pause of this process a message that is already here is taken before the clock is believed.
    const late = () => setImmediate(() => reject(new TooLate(`no answer within ${ms} ms`)))
    const timer = setTimeout(late, ms)
    signal.addEventListener('abort', () => clearTimeout(timer))
    const ended = (code: number) => reject(new Error(`the worker ended with ${code}`))
    thread.once('message', resolve).once('error', reject).once('exit', ended)
    signal.addEventListener('abort', () => {
      thread.off('message', resolve).off('error', reject).off('exit', ended)
    })
  })
  return message.finally(() => settled.abort())
}
