declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'

  /** `raw` holds one character a byte (latin1). A message that left its mailbox is a ghost. */
  export type Message = { uid: number; flags: string[]; internaldate: string; raw: string; ghost?: boolean }
  export type Mailbox = { path: string; uidvalidity: number; messages: Message[] }
  export type Query = { value: string; section?: { value: string }[]; partial?: number[] }

  export interface Connection {
    socket: Socket | null
    selectedMailbox: Mailbox | false
    inputHandler: ((line: string) => void) | false
    expungeSpecificMessages(mailbox: Mailbox, ...rest: unknown[]): void
  }

  export type FetchHandler = (connection: Connection, message: Message, query: Query) => unknown

  export type OutputHandler = (
    connection: Connection,
    response: object,
    description: string,
    parsed: unknown,
    data: unknown,
    copied?: { mailbox: Mailbox; sourceUids?: number[]; targetUids?: number[]; message?: Message },
  ) => void

  export interface ImapServer extends EventEmitter {
    server: import('node:net').Server
    connectionHandlers: ((connection: Connection) => void)[]
    outputHandlers: OutputHandler[]
    fetchHandlers: Record<string, FetchHandler>
    listen(port: number, host: string, done: () => void): void
    close(done: () => void): void
    createMailbox(path: string): void
    getMailbox(path: string): Mailbox | undefined
    appendMessage(
      path: string,
      flags: string[],
      date: Date,
      raw: string,
    ): { mailbox: Mailbox; message: Message }
  }

  export default function hoodiecrow(options: {
    plugins: string[]
    users: Record<string, { password: string }>
    storage: { INBOX: { uidvalidity: number }; '': { folders: Record<string, { uidvalidity: number }> } }
  }): ImapServer
}

declare module 'hoodiecrow-imap/lib/commands/handlers/fetch.js' {
  import type { FetchHandler } from 'hoodiecrow-imap'

  const handlers: Record<'BODY.PEEK', FetchHandler>
  export default handlers
}
