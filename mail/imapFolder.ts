// What is asked of one IMAP connection: its options, its folders, the list of INBOX, and a whole mail.
import type { ImapFlow, ImapFlowOptions } from 'imapflow'
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

export type Folders = { processed: string; quarantine: string }
export type Listed = Pick<FetchedMail, 'uid' | 'size' | 'internalDate'>
type Fetching = { maxBytes: number; account: string; log: Pick<BaseLogger, 'warn'> }

/** The paths of both folders as this server spells them: some put every folder under INBOX. */
export async function ensureFolders(client: ImapFlow, { processed, quarantine }: Folders): Promise<Folders> {
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
export function clientOptions(address: string): ImapFlowOptions {
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

/** No command runs inside the iterator: imapflow would wait for itself. */
export async function listInbox(client: ImapFlow): Promise<Listed[]> {
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

/** The whole mail, or null when another client took it away meanwhile. */
export async function fetchMail(
  client: ImapFlow,
  reader: Fetching,
  mail: Listed,
): Promise<FetchedMail | null> {
  const identity = { ...mail, uidValidity: uidValidity(client) }
  const whole = mail.size <= reader.maxBytes
  const bytes = whole ? await fetchSource(client, reader, mail) : await fetchPart(client, mail, 'headers')
  if (bytes) return { ...identity, raw: whole ? bytes : null, headers: whole ? null : bytes }
  const left = await client.search({ uid: String(mail.uid) }, { uid: true })
  if (left && left.length === 0) return null
  throw new Error('The IMAP server answered a fetch without the mail.')
}

/** Exchange only estimates RFC822.SIZE, so a short mail is refused until a second reading agrees with it. */
async function fetchSource(client: ImapFlow, { log, account }: Fetching, mail: Listed) {
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

/** The value under which this session’s UIDs mean something (RFC 9051 section 2.3.1.1). */
export function uidValidity({ mailbox }: ImapFlow): bigint {
  if (!mailbox) throw new Error('The IMAP server closed the mailbox.')
  return mailbox.uidValidity
}
