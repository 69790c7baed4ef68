// The real process, as an operator starts it: for kill tests, for the browser and for everything between.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alive, freePort, until } from './servers/ports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export type Vouchdesk = {
  url: string
  smtpPort: number
  dataDir: string
  output: () => string
  pid: () => number
  /** Dies at once, as in a crash. */
  kill(): Promise<void>
  /** SIGTERM; gives the exit code. */
  terminate(): Promise<number | null>
  /** Starts again on the same folder, ports and settings. */
  again(): Promise<void>
  stop(): Promise<void>
}

/** Starts `src/main.ts` with these settings on free ports and waits until /readyz says 200. */
export async function startVouchdesk(settings: Record<string, string> = {}): Promise<Vouchdesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vouchdesk-'))
  const [port, smtpPort, imapPort] = [await freePort(), await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...{
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
    },
    ...{ DEV_SMTP_PORT: String(smtpPort), DEV_IMAP_PORT: String(imapPort) },
    ...(settings.DATABASE_URL ? { PUBLIC_URL: url } : {}),
    ...settings,
  }
  let child: ChildProcess
  let output = ''
  const begin = async () => {
    child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const hear = (chunk: Buffer) => {
      output += chunk
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    await until(() => isReady(url, child, () => output), 'Vouchdesk is ready', 120_000)
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null || !alive(child.pid as number))
      return child.exitCode
    const exit = once(child, 'exit')
    child.kill(signal)
    return (await exit)[0] as number | null
  }
  await begin()
  return {
    ...{ url, smtpPort, dataDir },
    output: () => output,
    pid: () => child.pid as number,
    kill: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
    again: begin,
    stop: async () => {
      await end('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function isReady(url: string, child: ChildProcess, output: () => string): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`Vouchdesk ended with ${child.exitCode}:\n${output()}`)
  try {
    return (await fetch(`${url}/readyz`)).status === 200
  } catch {
    return false
  }
}
