// Puts the house together and takes it apart again in reverse. Nothing here decides anything.
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { sql } from 'drizzle-orm'
import { type Logger, pino } from 'pino'
import { connectPostgres, type Database, openPglite } from '../db/connect.ts'
import { demonstrationPassword } from '../db/demonstration.ts'
import { seed } from '../db/seed.ts'
import { type Devmail, startDevmail } from '../mail/devmail.ts'
import { devMailbox } from '../mail/devmailbox.ts'
import { runOutbox } from '../mail/outbox.ts'
import { createParser } from '../mail/parser.ts'
import { runReader } from '../mail/reader.ts'
import { createSender } from '../mail/smtp.ts'
import { createApp } from './app.tsx'
import type { Config } from './config.ts'
import type { House, Readiness } from './http/env.ts'
import { errorForLog } from './http/errors.tsx'
import { createLive } from './http/live.ts'
import { hashPassword, nobodysHash } from './http/passwords.ts'
import { newKey, sealKey } from './http/secondFactor.ts'
import { createSessions } from './http/session.ts'
import { createThrottle } from './http/throttle.ts'
import { jobsOf, runJobs } from './jobs.ts'
import { keepZone } from './operations/calendar.ts'
import { keepPayer } from './operations/payer.ts'
import { linkToken } from './rules/linkToken.ts'
import { mask, maskingKey } from './rules/masking.ts'

export type Running = { url: string; devmail: Devmail | null; stop(): Promise<void> }
type Say = (line: string) => void

/** Starts everything; `say` hears what takes time. What was started before a failure is stopped again. */
export async function start(config: Config, say: Say): Promise<Running> {
  const stops: (() => Promise<unknown> | unknown)[] = []
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each()
  }
  try {
    return { ...(await build(config, say, stops)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(config: Config, say: Say, stops: (() => unknown)[]) {
  const log = pino({
    ...{ level: config.logLevel, redact: ['*.password', '*.token'] },
    serializers: { error: errorForLog, err: errorForLog },
  })
  say(config.embedded ? `Opening the embedded database in ${config.dataDir} …` : 'Connecting to PostgreSQL …')
  const database = config.databaseUrl
    ? await connectPostgres(config.databaseUrl)
    : await openPglite(config.dataDir)
  stops.push(() => database.close())
  await keepZone(database.db, config.payer.zone)
  await keepPayer(database.db, config.payer)
  if (config.embedded) await seedOnce(config, database, say)
  const devmail = config.embedded ? await openDevmail(config, log, say) : null
  if (devmail) stops.push(() => devmail.stop())
  const mail = await startMail(config, database, devmail, log, stops)
  startJobs(database, mail.ready, log, stops)
  const house = await createHouse(config, database, log, { mailReady: mail.ready, devmail, stops })
  stops.push(() => house.throttle.stop())
  stops.push(() => house.live.stop())
  await nobodysHash()
  const address = await listen(config, house, stops)
  return { url: address, devmail }
}

async function seedOnce(config: Config, database: Database, say: Say): Promise<void> {
  say('Preparing the demonstration …')
  const passwordHash = await hashPassword(demonstrationPassword)
  const sealedKeyFor = (personId: number) => sealKey(newKey(), personId, config.appSecret)
  await seed(database, { passwordHash, sealedKeyFor }, new Date())
}

async function openDevmail(config: Config, log: Logger, say: Say): Promise<Devmail> {
  say('Starting the embedded mail servers …')
  return startDevmail({
    ...{ dir: join(config.dataDir, 'mail'), smtpPort: config.devSmtpPort, imapPort: config.devImapPort },
    ...{ mailbox: config.payer.mailbox, authservId: config.authservIds[0] as string, log },
  })
}

/** What time alone causes; a stop waits for the job in hand. */
function startJobs(
  { db }: Database,
  mailReady: Around['mailReady'],
  log: Logger,
  stops: (() => unknown)[],
): void {
  const ending = new AbortController()
  const jobs = jobsOf(db, () => mailReady().reader === null)
  const running = runJobs(jobs, { now: () => new Date(), log, signal: ending.signal })
  stops.push(async () => {
    ending.abort()
    await running
  })
}

type Around = {
  mailReady: () => Omit<Readiness, 'database'>
  devmail: Devmail | null
  stops: (() => unknown)[]
}

async function createHouse(
  config: Config,
  database: Database,
  log: Logger,
  { mailReady, devmail, stops }: Around,
): Promise<House> {
  const { db } = database
  const now = () => new Date()
  const sessions = createSessions(db, config)
  const key = maskingKey(config.maskingSecret)
  return {
    ...{ config, database, db, log, now, sessions },
    mask: (text) => mask(text, key).text,
    throttle: createThrottle(db),
    live: await createLive({ database, db, sessions, now, log }),
    ready: async () => ({ database: await databaseProblem(database), ...mailReady() }),
    later: laterOf(log, stops),
    devMailbox: devmail && devMailbox(devmail),
  }
}

/** Runs work after the answer has left; a stop waits for what has begun. */
function laterOf(log: Logger, stops: (() => unknown)[]): House['later'] {
  const running = new Set<Promise<void>>()
  stops.push(() => Promise.all(running))
  return async (work) => {
    const done = new Promise<void>((resolve) => setImmediate(resolve))
      .then(work)
      .catch((error) => log.error({ error }, 'work after an answer failed'))
      .finally(() => running.delete(done))
    running.add(done)
  }
}

async function databaseProblem({ db }: Database): Promise<string | null> {
  try {
    await db.execute(sql`SELECT 1`)
    return null
  } catch {
    return 'the database does not answer'
  }
}

/** The reader and the sender, each in a loop of its own; both finish what they have in hand when they are stopped. */
async function startMail(
  config: Config,
  database: Database,
  devmail: Devmail | null,
  log: Logger,
  stops: (() => unknown)[],
) {
  const ending = new AbortController()
  const state: { reader: string | null; sender: string | null } = { reader: 'starting', sender: 'starting' }
  const key = maskingKey(config.maskingSecret)
  const { mailbox, name } = config.payer
  const now = () => new Date()
  const parser = createParser({ deadlineMs: 8_000 })
  const reading = runReader(
    {
      ...{ database, db: database.db, parser, mailbox, account: mailbox, now, log },
      ...{
        replyKeys: config.replyKeys,
        authservIds: config.authservIds,
        answerMailFrom: config.answerMailFrom,
      },
      imapUrl: config.imapUrl ?? (devmail as Devmail).imapUrl,
      mask: (text) => mask(text, key).text,
    },
    ending.signal,
    (seen) => {
      state.reader = seen === null || seen.connected ? null : (seen.error ?? 'not connected')
    },
  )
  const sender = createSender(config.smtpUrl ?? (devmail as Devmail).smtpUrl, {
    mailboxDomain: mailbox.split('@')[1] as string,
  })
  const wake = await waker(database, stops)
  const frame = (reader: string | null) => ({
    ...{ payer: config.payer, publicUrl: config.publicUrl, now: now(), reader },
    linkUrl: (linkId: number) => `${config.publicUrl}/verify/${linkToken(linkId, config.appSecret)}`,
  })
  const postman = {
    db: database.db,
    sender,
    frame,
    mailbox,
    fromName: `${name} app registration`,
    replyKeys: config.replyKeys,
    now,
    log,
  }
  const sending = runOutbox(postman, wake, ending.signal, (error) => {
    state.sender = error
  })
  stops.push(async () => {
    ending.abort()
    await Promise.all([reading, sending])
    sender.close()
    await parser.close()
  })
  return { ready: () => state }
}

/** A promise that resolves at the next word of the outbox channel; a word that came in between is not lost. */
async function waker(database: Database, stops: (() => unknown)[]): Promise<() => Promise<void>> {
  let pending = true
  let resolve = () => {}
  const ring = () => {
    pending = true
    resolve()
  }
  stops.push(await database.listen('outbox', ring, ring))
  return () =>
    new Promise<void>((done) => {
      resolve = () => {
        pending = false
        done()
      }
      if (pending) resolve()
    })
}

function listen(config: Config, house: House, stops: (() => unknown)[]): Promise<string> {
  const app = createApp(house)
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        ...{ fetch: app.fetch, hostname: config.host, port: config.port },
        serverOptions: {
          headersTimeout: 15_000,
          requestTimeout: 30_000,
          keepAliveTimeout: 10_000,
          maxHeaderSize: 16_384,
        },
      },
      ({ address, port }: AddressInfo) => {
        stops.push(() => closeServer(server as import('node:http').Server))
        resolve(`http://${address.includes(':') ? `[${address}]` : address}:${port}`)
      },
    )
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${config.port} is taken. Set PORT to a free port.`)
          : error,
      )
    })
  })
}

function closeServer(server: import('node:http').Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 3000).unref()
  })
}
