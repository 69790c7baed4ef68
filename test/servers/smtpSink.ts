import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export type SunkLetter = { from: string; to: string[]; raw: Buffer }

/** The code to refuse with, or 'drop' to cut the connection; at 'data' the letter has been taken by then. */
export type Reject = (stage: 'greeting' | 'rcpt' | 'data', letter: SunkLetter) => number | 'drop' | undefined

/** An SMTP server that sends nothing on: it keeps what it accepted, and refuses what it is told to. */
export async function startSmtpSink({ reject = () => undefined }: { reject?: Reject } = {}) {
  const letters: SunkLetter[] = []
  const judge = (stage: Parameters<Reject>[0], letter: SunkLetter, session: SMTPServerSession) => {
    const verdict = reject(stage, letter)
    if (verdict === 'drop') socketOf(server, session)?.destroy()
    return verdict && verdict !== 'drop'
      ? Object.assign(new Error(`Refused by the test: ${letter.to}`), { responseCode: verdict })
      : null
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (session, done) => done(judge('greeting', nothingYet, session)),
    onRcptTo: ({ address }, session, done) => done(judge('rcpt', { ...nothingYet, to: [address] }, session)),
    async onData(stream, session, done) {
      const raw = await stream.toArray().then(Buffer.concat, () => null)
      if (!raw) return done() // the client went away
      const { mailFrom, rcptTo } = session.envelope
      const letter = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw }
      const refused = judge('data', letter, session)
      if (!refused) letters.push(letter)
      done(refused)
    },
  })
  server.on('error', () => {}) // a connection cut by either side
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    letters,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

const nothingYet: SunkLetter = { from: '', to: [], raw: Buffer.alloc(0) }

/** smtp-server shows its connections, but types neither their session nor their socket. */
function socketOf(server: SMTPServer, { id }: SMTPServerSession): Socket | undefined {
  const connections = [...(server.connections as Set<unknown>)] as { id: string; _socket: Socket }[]
  return connections.find((connection) => connection.id === id)?._socket
}
