// Live updates: a stream tells a browser that a thread has something new, never what. The page then asks for it
// by an ordinary, authorised request. One stream serves all tabs of a browser (views/assets/live.js).
import type { Logger } from 'pino'
import type { Db } from '../../db/client.ts'
import type { Database } from '../../db/connect.ts'
import { mayRead } from '../../db/queries/thread.ts'
import type { Person } from '../rules/people.ts'
import type { Sessions } from './session.ts'

export type Live = {
  /** A stream of server-sent events for the holder of this session. */
  open(token: string): ReadableStream<Uint8Array>
  /** How many streams are open. */
  readonly streams: number
  stop(): Promise<void>
}

type Parts = { database: Database; db: Db; sessions: Sessions; now: () => Date; log: Logger }
type Listener = { token: string; send: (text: string) => void; close: () => void }

const pingEveryMs = 20_000
const mostUnread = 64
const mostStreams = 2000

/** Starts listening to what threads announce. After a lost connection every page is told to catch up. */
export async function createLive(parts: Parts): Promise<Live> {
  const listeners = new Set<Listener>()
  const toAll = (text: string, allowed?: (person: Person) => Promise<boolean>) =>
    Promise.all([...listeners].map((listener) => tell(parts, listener, text, allowed)))
  const heard = (payload: string) => {
    const id = Number(payload.split(':')[0])
    const told = Number.isSafeInteger(id)
      ? toAll(`event: thread\ndata: ${payload}\n\n`, (person) => mayRead(parts.db, person, id))
      : toAll('event: mail\ndata: 1\n\n', async (person) => person.kind === 'staff')
    told.catch((error) => parts.log.error({ error }, 'live update failed'))
  }
  const unlisten = await parts.database.listen('thread', heard, () => void toAll('event: again\ndata: 1\n\n'))
  const ping = setInterval(() => void toAll(': ping\n\n'), pingEveryMs)
  return {
    open: (token) => streamFor(listeners, token),
    get streams() {
      return listeners.size
    },
    stop: async () => {
      clearInterval(ping)
      for (const listener of listeners) listener.close()
      await unlisten()
    },
  }
}

/** Asks again who this is, each time: a session that ended or a right that was taken away is felt at once. */
async function tell(
  { sessions, now, log }: Parts,
  listener: Listener,
  text: string,
  allowed: (person: Person) => Promise<boolean> = async () => true,
): Promise<void> {
  try {
    const person = await sessions.read(listener.token, now(), false)
    if (!person) listener.close()
    else if (await allowed(person)) listener.send(text)
  } catch (error) {
    log.warn({ error }, 'live stream closed')
    listener.close()
  }
}

function streamFor(listeners: Set<Listener>, token: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let listener: Listener
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const close = () => {
          if (!listeners.delete(listener)) return
          controller.close()
        }
        const send = (text: string) => {
          if (!listeners.has(listener)) return
          if ((controller.desiredSize ?? 0) <= 0) return close() // does not read: it will come back and catch up
          controller.enqueue(encoder.encode(text))
        }
        listener = { token, send, close }
        if (listeners.size >= mostStreams) return controller.close()
        listeners.add(listener)
        send('retry: 2000\nevent: again\ndata: 1\n\n')
      },
      cancel: () => void listeners.delete(listener),
    },
    new CountQueuingStrategy({ highWaterMark: mostUnread }),
  )
}
