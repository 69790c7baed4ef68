// Starts Vouchdesk, says what it is doing, and stops it on SIGTERM.
import { existsSync } from 'node:fs'
import { companies, demonstrationPassword, desk } from '../db/demonstration.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { type Running, start } from './start.ts'

const say = (line: string) => console.log(line)

function settings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env')
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(
      `Vouchdesk cannot start with these settings. Mend them (all are explained in .env.example):\n${error.message}`,
    )
    process.exit(1)
  }
}

function tellReady({ url, devmail }: Running, config: Config): void {
  const reached = config.publicUrl.startsWith('http://127.0.0.1:0') ? url : config.publicUrl
  say(`\nVouchdesk is ready: ${reached}`)
  if (!devmail) return
  const people = [
    ...companies.map(({ owner, name }) => [owner.email, `vendor, ${name}`]),
    ...desk.map(({ email, role }) => [email, role]),
  ]
  say(`
This is a demonstration with made-up data, kept in ${config.dataDir}.
Sign in with the password "${demonstrationPassword}" as
${people.map(([email, role]) => `  ${email?.padEnd(30)} ${role}`).join('\n')}
Staff also type a code; the current ones stand at ${reached}/dev/mail#codes

Read and answer every letter at ${reached}/dev/mail
or send to ${config.payer.mailbox} by any mail program: SMTP ${devmail.smtpUrl.replace('smtp://', '')}, no password.`)
}

function stopOnSignal(running: Running): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    say(`\n${signal}: finishing what is in hand …`)
    setTimeout(() => process.exit(1), 15_000).unref()
    await running.stop()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
}

const config = settings()
try {
  const running = await start(config, say)
  stopOnSignal(running)
  tellReady(running, config)
} catch (error) {
  console.error(`Vouchdesk could not start: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
