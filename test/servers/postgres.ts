import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, postgresPath } from './ports.ts'

const run = promisify(execFile)

/** A private, empty PostgreSQL; its server may not run as root, so root becomes the user postgres. */
export async function startPostgres() {
  const bin = postgresPath()
  if (!bin) throw new Error('postgresql is not installed')
  const asRoot = process.getuid?.() === 0
  const dir = mkdtempSync(join(tmpdir(), 'postgres-'))
  chmodSync(dir, 0o755)
  if (asRoot) await run('chown', ['postgres', dir])
  const as = (command: string, args: string[]): [string, string[]] =>
    asRoot ? ['runuser', ['-u', 'postgres', '--', join(bin, command), ...args]] : [join(bin, command), args]
  const data = join(dir, 'data')
  const port = await freePort()
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${dir}`
  const control = async (...args: string[]) => {
    const [command, parameters] = as('pg_ctl', ['-D', data, '-l', join(dir, 'log'), '-w', ...args])
    const [code] = await once(spawn(command, parameters, { stdio: 'ignore', cwd: dir }), 'exit')
    if (code !== 0) throw new Error(`pg_ctl ${args[0]} failed:\n${readFileSync(join(dir, 'log'), 'utf8')}`)
  }
  await run(
    ...as('initdb', ['-D', data, '-A', 'trust', '-U', 'app', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']),
    { cwd: dir },
  )
  await control('start', '-o', options)
  return {
    url: `postgres://app@127.0.0.1:${port}/postgres`,
    halt: () => control('stop', '-m', 'immediate'),
    start: () => control('start', '-o', options),
    /** As after a crash: no checkpoint, every connection lost. */
    restartImmediate: () => control('restart', '-m', 'immediate', '-o', options),
    async stop() {
      if (existsSync(join(data, 'postmaster.pid'))) await control('stop', '-m', 'immediate')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
