import { readFileSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import hoodiecrow, { type Connection, type FetchHandler, type Mailbox, type Message } from 'hoodiecrow-imap'
import fetchHandlers from 'hoodiecrow-imap/lib/commands/handlers/fetch.js'
import { cameAt, type Store } from './devmailStore.ts'

type Credentials = { user: string; password: string }
export type EmbeddedImap = { port: number; deliver(file: string): void; stop(): Promise<void> }

/**
 * Serves the folders on disk by IMAP (RFC 3501 with IDLE, MOVE and UIDPLUS). hoodiecrow keeps its
 * messages in memory only, so each of them stands for a file that is moved, copied and removed with it.
 */
export async function startImap(
  store: Store,
  port: number,
  { user, password }: Credentials,
): Promise<EmbeddedImap> {
  const uidvalidity = freshUidValidity()
  const folders = store.folders().filter((folder) => folder !== 'INBOX')
  const server = hoodiecrow({
    plugins: ['ID', 'IDLE', 'MOVE', 'UIDPLUS', 'UNSELECT', 'LITERALPLUS'],
    users: { [user]: { password } },
    storage: {
      INBOX: { uidvalidity },
      '': { folders: Object.fromEntries(folders.map((folder) => [folder, { uidvalidity }])) },
    },
  })
  server.setMaxListeners(0)
  const append = (folder: string, file: string) =>
    backWithFile(server.appendMessage(folder, [], cameAt(file), '').message, file)
  for (const folder of ['INBOX', ...folders]) for (const file of store.filesIn(folder)) append(folder, file)
  Object.assign(server.fetchHandlers, { 'RFC822.SIZE': sizeOnDisk, 'BODY.PEEK': bytesOnDisk })
  server.outputHandlers.push((connection, _response, description, _parsed, _data, copied) => {
    if (copied?.targetUids)
      fileCopies(store, connection, copied.mailbox, copied, description.includes('MOVE'))
    else if (copied?.message)
      backWithFile(copied.message, store.writeTo(copied.mailbox.path, bytesOf(copied.message)))
  })
  const connections = new Set<Connection>()
  server.connectionHandlers.push((connection) => {
    connections.add(connection)
    connection.socket?.setNoDelay() // an answer is several small writes
    connection.socket?.once('close', () => forget(connection, connections))
    removeFilesWhenExpunged(connection)
  })
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    deliver: (file) => append('INBOX', file),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve)
        for (const { socket } of connections) socket?.destroy()
      }),
  }
}

/** Quarters of a second since 2020: greater at every start (RFC 3501 section 2.3.1.1), 32 bits until 2054. */
const freshUidValidity = () => Math.floor((Date.now() - Date.UTC(2020, 0, 1)) / 250)

type Filed = Message & { file?: string }

/** Keeps the bytes out of memory: they are read, one character a byte, when somebody asks for them. */
function backWithFile(message: Filed, file: string) {
  message.file = file
  Object.defineProperty(message, 'raw', { get: () => readFileSync(message.file!, 'latin1') })
}

const bytesOf = (message: Message) => Buffer.from(message.raw, 'latin1')

const sizeOnDisk: FetchHandler = (_connection, message: Filed) => statSync(message.file!).size

/** The whole mail or its headers, as they are: hoodiecrow's own answer parses the mail first. */
const bytesOnDisk: FetchHandler = (connection, message, query) => {
  const section = query.section?.map(({ value }) => value.toUpperCase()).join()
  if (query.partial || (section !== '' && section !== 'HEADER'))
    return fetchHandlers['BODY.PEEK'](connection, message, query)
  const raw = message.raw
  const end = /\r?\n\r?\n/.exec(raw)
  return { type: 'LITERAL', value: section === '' || !end ? raw : raw.slice(0, end.index + end[0].length) }
}

type Copied = { sourceUids?: number[]; targetUids?: number[] }

/** Called before the client hears that its COPY or MOVE is done, and before MOVE expunges the source. */
function fileCopies(store: Store, connection: Connection, target: Mailbox, copied: Copied, moving: boolean) {
  const source = connection.selectedMailbox || target
  const { sourceUids = [], targetUids = [] } = copied
  sourceUids.forEach((uid, i) => {
    const from = source.messages.find((message) => message.uid === uid) as Filed
    const to = target.messages.find((message) => message.uid === targetUids[i]) as Filed
    backWithFile(
      to,
      moving ? store.moveTo(target.path, from.file!) : store.writeTo(target.path, bytesOf(from)),
    )
    if (moving) delete from.file
  })
}

function removeFilesWhenExpunged(connection: Connection) {
  const expunge = connection.expungeSpecificMessages
  connection.expungeSpecificMessages = (mailbox, ...rest) => {
    const before: Filed[] = [...mailbox.messages]
    expunge.call(connection, mailbox, ...rest)
    for (const { ghost, file } of before) if (ghost && file) rmSync(file, { force: true })
  }
}

/** hoodiecrow ends the half-hour timer of an IDLE only when it hears DONE. */
function forget(connection: Connection, connections: Set<Connection>) {
  connections.delete(connection)
  if (connection.inputHandler) connection.inputHandler('DONE')
}
