// The reader of the mailbox: one among all processes, holding a lock; whoever waits takes over within seconds.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { firstRead } from '../src/operations/mail.ts'
import { type MailboxOptions, type ReaderState, readMailbox } from './imap.ts'
import { type Ingest, ingest } from './ingest.ts'

const mailLock = 7215003
const largestMail = 25 * 1024 * 1024

type Reader = Omit<Ingest, 'answerFrom'> & {
  database: Database
  imapUrl: string
  /** From configuration; without it, mail older than the first start is never answered. */
  answerMailFrom: Date | null
}

/** Reads until aborted. `onState` tells what /readyz wants to know; null while another process reads. */
export async function runReader(
  reader: Reader,
  signal: AbortSignal,
  onState: (state: ReaderState | null) => void,
): Promise<void> {
  while (!signal.aborted) {
    const round = new AbortController()
    const stop = () => round.abort()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const lock = await reader.database.lock(mailLock, stop)
      if (lock) {
        await read(reader, round.signal, onState)
        await lock.release()
      } else onState(null)
    } catch (error) {
      reader.log.warn({ error }, 'mail reader waits for the database')
      onState({ connected: false, lastPollAt: null, error: 'the database does not answer' })
    } finally {
      signal.removeEventListener('abort', stop)
    }
    await sleep(2000, undefined, { signal }).catch(() => {})
  }
}

async function read(
  reader: Reader,
  signal: AbortSignal,
  onState: (state: ReaderState) => void,
): Promise<void> {
  await reader.parser.ready()
  const answerFrom = reader.answerMailFrom ?? (await firstRead(reader.db, reader.now()))
  const handle: MailboxOptions['handle'] = (mail) => ingest({ ...reader, answerFrom }, mail)
  const { imapUrl: url, account, log } = reader
  await readMailbox({ url, account, maxBytes: largestMail, handle, onState, signal, log })
}
