import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

const firstExisting = (paths: string[]) => paths.find(existsSync) ?? null

export const dovecotPath = () =>
  firstExisting(['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'])

export const chromiumPath = () =>
  firstExisting([
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/lib/chromium/chromium',
  ])

/** The folder of initdb and pg_ctl, of the newest PostgreSQL of this machine. */
export function postgresPath(): string | null {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
  const newestFirst = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
  return [...newestFirst, '/usr/local/bin', '/usr/bin'].find((bin) => existsSync(`${bin}/pg_ctl`)) ?? null
}

const finders = { dovecot: dovecotPath, postgres: postgresPath, chromium: chromiumPath }

/** For describe.skipIf: says aloud what is missing, and with CI=true a missing part is a failure. */
export function needs(part: keyof typeof finders): boolean {
  if (finders[part]()) return false
  if (process.env.CI === 'true')
    throw new Error(`${part} is not installed, and with CI=true nothing may be skipped.`)
  console.warn(`SKIPPED: ${part} is not installed.`)
  return true
}

/** Waits until the question has an answer other than false, null or undefined. */
export async function until<T>(
  question: () => T | Promise<T>,
  what: string,
  ms = 10_000,
): Promise<NonNullable<T>> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) {
    const answer = await question()
    if (answer !== false && answer !== null && answer !== undefined) return answer
  }
  throw new Error(`Waited ${ms} ms in vain: ${what}`)
}

/** Whether a process still runs; one that only waits to be reaped does not. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    const stat = `/proc/${pid}/stat`
    return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, 'latin1'))
  } catch {
    return false
  }
}
