import { setTimeout as sleep } from 'node:timers/promises'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import type { BaseLogger } from 'pino'

/** One mail of the work queue; of a mail over the limit there are only the headers. */
export type FetchedMail = {
  raw: Uint8Array | null
  headers: Uint8Array | null
  size: number
  internalDate: Date
  uid: number
  uidValidity: bigint
}

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

type Folders = { processed: string; quarantine: string }
type Listed = Pick<FetchedMail, 'uid' | 'size' | 'internalDate'>
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

/** No command runs inside the iterator: imapflow would wait for itself. */
async function listInbox(client: ImapFlow): Promise<Listed[]> {
  const listed: Listed[] = []
  for await (const { uid, size, internalDate } of client.fetch(
    '1:*',
    { uid: true, size: true, internalDate: true },
    { uid: true },
  )) {
    if (size === undefined || !internalDate)
      throw new Error('The IMAP server listed a mail without its size.')
    listed.push({ uid, size, internalDate: new Date(internalDate) })
  }
  return listed.sort((a, b) => a.uid - b.uid)
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

/** The whole mail, or null when another client took it away meanwhile. */
async function fetchMail(client: ImapFlow, reader: Reader, mail: Listed): Promise<FetchedMail | null> {
  const identity = { ...mail, uidValidity: uidValidity(client) }
  const whole = mail.size <= reader.maxBytes
  const bytes = whole ? await fetchSource(client, reader, mail) : await fetchPart(client, mail, 'headers')
  if (bytes) return { ...identity, raw: whole ? bytes : null, headers: whole ? null : bytes }
  const left = await client.search({ uid: String(mail.uid) }, { uid: true })
  if (left && left.length === 0) return null
  throw new Error('The IMAP server answered a fetch without the mail.')
}

/** Exchange only estimates RFC822.SIZE, so a short mail is refused until a second reading agrees with it. */
async function fetchSource(client: ImapFlow, { log, account }: Reader, mail: Listed) {
  const source = await fetchPart(client, mail, 'source')
  if (!source || source.length >= mail.size) return source
  const again = await fetchPart(client, mail, 'source')
  if (!again?.equals(source)) throw new Error('The IMAP server sent only a part of a mail.')
  log.warn(
    { account, uid: mail.uid, size: mail.size, bytes: source.length },
    'the IMAP server announced a wrong size',
  )
  return source
}

/** A vanished UID is answered by an object without the part that was asked for. */
async function fetchPart(client: ImapFlow, { uid }: Listed, part: 'source' | 'headers') {
  const answer = await client.fetchOne(String(uid), { [part]: true }, { uid: true })
  return answer ? (answer[part] ?? null) : null
}

function uidValidity({ mailbox }: ImapFlow): bigint {
  if (!mailbox) throw new Error('The IMAP server closed the mailbox.')
  return mailbox.uidValidity
}

function untilNextRound({ progress, pollMs }: Reader): number {
  let due = Date.now() + pollMs
  for (const retryAt of progress.retryAt.values()) due = Math.min(due, retryAt)
  return Math.max(0, due - Date.now())
}

/** The paths of both folders as this server spells them: some put every folder under INBOX. */
async function ensureFolders(client: ImapFlow, { processed, quarantine }: Folders): Promise<Folders> {
  if (!client.capabilities.has('MOVE') && !client.capabilities.has('UIDPLUS')) {
    throw new Error('The IMAP server has neither MOVE nor UIDPLUS: a single mail cannot be moved safely.')
  }
  const listed = await client.list()
  const ensure = async (folder: string) => {
    const found = listed.find(
      ({ path, name, parentPath }) => path === folder || (name === folder && parentPath === 'INBOX'),
    )
    return found?.path ?? (await client.mailboxCreate(folder)).path
  }
  return { processed: await ensure(processed), quarantine: await ensure(quarantine) }
}

/** The certificate is always checked, and only a server on this machine may be spoken to in clear. */
function clientOptions(address: string): ImapFlowOptions {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'imaps:'
  return {
    host,
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    doSTARTTLS: secure ? undefined : !isLoopback(host),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    autoIdleDelay: 200,
    maxIdleTime: 120_000,
    maxLiteralSize: 30 * 1024 * 1024,
    connectionTimeout: 30_000,
    socketTimeout: 90_000, // with a poll every 60 s, a half-open connection is noticed within 150 s
  }
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

async function pause(ms: number, signal: AbortSignal) {
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/** imapflow's message is often only "Command failed"; the server's own words say more. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { responseText } = error as Error & { responseText?: string }
  return responseText ? `${error.message}: ${responseText}` : error.message
}
