import { setTimeout as sleep } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import type { BaseLogger } from 'pino'
import {
  clientOptions,
  ensureFolders,
  type FetchedMail,
  type Folders,
  fetchMail,
  type Listed,
  listInbox,
  uidValidity,
} from './imapFolder.ts'

export type { FetchedMail } from './imapFolder.ts'

/** What `/readyz` asks about the mailbox. */
export type ReaderState = { connected: boolean; lastPollAt: Date | null; error: string | null }

export type MailboxOptions = {
  /** imap://user:password@host:port/INBOX or imaps://…, its parts percent-encoded. */
  url: string
  account: string
  maxBytes: number
  handle: (mail: FetchedMail) => Promise<'processed' | 'quarantine' | 'later'>
  onState: (state: ReaderState) => void
  signal: AbortSignal
  log: Pick<BaseLogger, 'info' | 'warn' | 'error'>
  folders?: Folders
  pollMs?: number
  retryMs?: number
}

type Reader = MailboxOptions & { folders: Folders; pollMs: number; retryMs: number; progress: Progress }
type Progress = ReaderState & {
  failures: number
  /** Mails that were put off, by UIDVALIDITY and UID. */
  retryAt: Map<string, number>
  inHand: string | null
  lostWith: string | null
  /** Rings when the next round should begin at once: mail arrived, the connection closed, or stop. */
  bell: AbortController
}

const patienceAtStop = 10_000

/**
 * Reads the mailbox until aborted. INBOX itself is the work queue: whatever lies there is handed
 * over, oldest first, and moved away once that is done (RFC 6851). Flags, dates and UIDs select
 * nothing, so a changed UIDVALIDITY (RFC 9051 section 2.3.1.1) only means listing again.
 */
export async function readMailbox(options: MailboxOptions): Promise<void> {
  const folders = { processed: 'Processed', quarantine: 'Quarantine' }
  const progress: Progress = { ...nothingYet, retryAt: new Map(), bell: new AbortController() }
  const reader: Reader = { folders, pollMs: 60_000, retryMs: 30_000, ...options, progress }
  options.signal.addEventListener('abort', () => progress.bell.abort(), { once: true })
  while (!reader.signal.aborted) {
    try {
      await readConnection(reader)
    } catch (error) {
      if (reader.signal.aborted) break
      putOffSuspect(reader)
      report(reader, { connected: false, error: wordsOf(error) })
      reader.log.warn({ account: reader.account, error: wordsOf(error) }, 'mailbox connection lost')
      await pause(backoff(progress.failures++), reader.signal)
    }
  }
  report(reader, { connected: false })
}

const nothingYet = {
  connected: false,
  lastPollAt: null,
  error: null,
  failures: 0,
  inHand: null,
  lostWith: null,
}

function report({ progress, onState }: Reader, change: Partial<ReaderState>) {
  const { connected, lastPollAt, error } = Object.assign(progress, change)
  onState({ connected, lastPollAt, error })
}

/** A mail in hand at two lost connections running may be their cause: the others go first. */
function putOffSuspect({ progress, retryMs }: Reader) {
  const { inHand, lostWith, retryAt } = progress
  if (inHand && inHand === lostWith) retryAt.set(inHand, Date.now() + retryMs)
  progress.lostWith = inHand
  progress.inHand = null
}

/** The first retry comes almost at once, the next after 2, 4, 8 … 60 s, each jittered. */
function backoff(failures: number): number {
  const longest = failures === 0 ? 500 : Math.min(60_000, 1000 * 2 ** failures)
  return longest * (0.5 + Math.random() / 2)
}

/** A client lives as long as its connection: imapflow cannot connect twice. */
async function readConnection(reader: Reader) {
  const { url, signal, progress } = reader
  const client = new ImapFlow(clientOptions(url))
  const reason = listen(client, progress)
  const release = closeOnAbort(client, signal)
  try {
    await client.connect()
    const folders = await ensureFolders(client, reader.folders)
    await client.mailboxOpen(decodeURIComponent(new URL(url).pathname.slice(1)) || 'INBOX')
    while (!signal.aborted) {
      await handleInbox(client, reader, folders)
      await pause(untilNextRound(reader), progress.bell.signal)
      if (!client.usable) throw reason()
    }
    await client.logout()
  } finally {
    release()
    client.close()
  }
}

/** A server's FIN gives no 'error' event, only 'close'. */
function listen(client: ImapFlow, progress: Progress): () => Error {
  let reason = new Error('The IMAP server closed the connection.')
  client.on('error', (error: Error) => {
    reason = error
  })
  client.on('close', () => progress.bell.abort())
  client.on('exists', ({ count, prevCount }) => {
    if (count > prevCount) progress.bell.abort()
  })
  return () => reason
}

/** A mail in hand is finished when the reader must stop, but a server that hangs cannot hold it up. */
function closeOnAbort(client: ImapFlow, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  const onAbort = () => {
    timer = setTimeout(() => client.close(), client.usable ? patienceAtStop : 0)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

async function handleInbox(client: ImapFlow, reader: Reader, folders: Folders) {
  const { progress, signal } = reader
  progress.bell = new AbortController()
  const listed = await listInbox(client)
  report(reader, { connected: true, lastPollAt: new Date(), error: null })
  const keyOf = ({ uid }: Listed) => `${uidValidity(client)}:${uid}`
  progress.retryAt = retained(progress.retryAt, listed.map(keyOf))
  for (const mail of listed) {
    if (signal.aborted) return
    const key = keyOf(mail)
    if ((progress.retryAt.get(key) ?? 0) > Date.now()) continue
    progress.inHand = key
    const settled = await handleMail(client, reader, mail, folders)
    progress.inHand = null
    if (settled) progress.retryAt.delete(key)
    else progress.retryAt.set(key, Date.now() + reader.retryMs)
  }
  progress.failures = 0
}

function retained(retryAt: Map<string, number>, keys: string[]): Map<string, number> {
  const present = new Set(keys)
  return new Map([...retryAt].filter(([key]) => present.has(key)))
}

/** Answers whether the mail is settled; one that is not stays in INBOX and holds up no other. */
async function handleMail(client: ImapFlow, reader: Reader, mail: Listed, folders: Folders) {
  const fetched = await fetchMail(client, reader, mail)
  if (!fetched) return true
  const verdict = await verdictOn(reader, fetched)
  if (verdict === 'later') return false
  if (await client.messageMove(String(mail.uid), folders[verdict], { uid: true })) return true
  reader.log.error({ account: reader.account, uid: mail.uid }, 'the IMAP server refused to move a mail')
  await ensureFolders(client, reader.folders) // the folder may have been deleted; throws if the connection is gone
  return false
}

async function verdictOn({ handle, log, account }: Reader, mail: FetchedMail) {
  try {
    return await handle(mail)
  } catch (error) {
    log.error({ account, uid: mail.uid, err: error }, 'a mail could not be handled and stays in the mailbox')
    return 'later'
  }
}

function untilNextRound({ progress, pollMs }: Reader): number {
  let due = Date.now() + pollMs
  for (const retryAt of progress.retryAt.values()) due = Math.min(due, retryAt)
  return Math.max(0, due - Date.now())
}

async function pause(ms: number, signal: AbortSignal) {
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/** imapflow's message is often only "Command failed"; the server's own words say more. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { responseText } = error as Error & { responseText?: string }
  return responseText ? `${error.message}: ${responseText}` : error.message
}
