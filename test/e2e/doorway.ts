// A reverse proxy in front of the server: it counts the open streams, can hold a file back, and can be without a server.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { freePort } from '../servers/ports.ts'

export type Doorway = {
  url: string
  /** How many streams of live updates are open now. */
  streams: () => number
  /** Requests for this path wait. */
  hold(path: string): void
  /** True: every request gets 502, as from a proxy whose server is away. */
  away: boolean
  /** How many requests got 502. */
  refused: number
  /** Lets everything through again. */
  open(): void
  close(): Promise<void>
}

export async function openDoorway(target: string): Promise<Doorway> {
  const held = new Map<string, { until: Promise<void>; release: () => void }>()
  const live = new Set<ServerResponse>()
  const pass = (asked: IncomingMessage, answer: ServerResponse) => {
    const options = { method: asked.method, headers: asked.headers, agent: false as const }
    const forward = request(`${target}${asked.url}`, options, (response) => {
      answer.writeHead(response.statusCode as number, response.headers)
      response.pipe(answer)
      response.on('close', () => answer.destroy())
      if (asked.url === '/live' && response.statusCode === 200) live.add(answer)
    })
    forward.on('error', () => answer.destroy())
    answer.on('close', () => {
      live.delete(answer)
      forward.destroy()
    })
    asked.pipe(forward)
  }
  const server = createServer(async (asked, answer) => {
    await held.get(asked.url as string)?.until
    if (!doorway.away) return pass(asked, answer)
    doorway.refused++
    answer.writeHead(502).end()
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const doorway: Doorway = {
    ...{ url: `http://127.0.0.1:${port}`, away: false, refused: 0 },
    streams: () => live.size,
    hold: (path) => {
      let release = () => {}
      const until = new Promise<void>((resolve) => {
        release = resolve
      })
      held.set(path, { until, release })
    },
    open: () => {
      doorway.away = false
      for (const { release } of held.values()) release()
      held.clear()
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return doorway
}
