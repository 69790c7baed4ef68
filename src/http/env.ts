// What travels with a request.
import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { Db } from '../../db/client.ts'
import type { Database } from '../../db/connect.ts'
import type { DevMailbox } from '../../mail/devmailbox.ts'
import type { Config } from '../config.ts'
import type { Origin } from '../operations/audit.ts'
import type { Person } from '../rules/people.ts'
import type { Live } from './live.ts'
import type { Sessions } from './session.ts'
import type { Throttle } from './throttle.ts'

/** What /readyz asks for; each part says null when it is well, or a sentence. */
export type Readiness = { database: string | null; reader: string | null; sender: string | null }

/** The house: everything that a request may use, made once at start. */
export type House = {
  config: Config
  database: Database
  db: Db
  log: Logger
  now: () => Date
  /** Masks secrets in what people write; runs before anything is stored. */
  mask: (text: string) => string
  sessions: Sessions
  throttle: Throttle
  live: Live
  ready: () => Promise<Readiness>
  /** Does what no answer may wait for; the tests wait, so that they see what came of it. */
  later: (work: () => Promise<void>) => Promise<void>
  devMailbox: DevMailbox | null
}

export type Env = {
  Variables: {
    house: House
    db: Db
    now: Date
    person: Person | null
    origin: Origin
    sessionToken: string | null
  }
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } }
}
export type Ctx = Context<Env>
