import { parentPort } from 'node:worker_threads'
import { parseMail, Unparseable } from './parse.ts'
import type { Answer } from './parser.ts'

const port = parentPort!

/** A mail that cannot be read is an answer; any other error is a bug and ends this worker. */
async function answer(raw: Uint8Array): Promise<Answer> {
  try {
    return { mail: await parseMail(raw) }
  } catch (error) {
    if (error instanceof Unparseable) return { unparseable: error.message }
    throw error
  }
}

port.on('message', async (raw: Uint8Array) => port.postMessage(await answer(raw)))
port.postMessage('ready')
