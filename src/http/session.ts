// Sessions: the only home of lucia. The cookie holds 256 random bits, the database their SHA-256 (SAFETY S-1).
import { createHash, randomBytes } from 'node:crypto'
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle'
import { eq } from 'drizzle-orm'
import { Lucia, TimeSpan } from 'lucia'
import type { Db } from '../../db/client.ts'
import { people, type SessionStage, sessions } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import type { Person, StaffRole } from '../rules/people.ts'

type PersonRow = Omit<typeof people.$inferSelect, 'id'>

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaFor>
    UserId: number
    DatabaseUserAttributes: PersonRow
    DatabaseSessionAttributes: Entered
  }
}

type Entered = { createdAt: Date; seenAt: Date; stage: SessionStage; userAgent: string | null }

export type Sessions = {
  /** Signs in: a new session and the value of its cookie. One that is not full opens nothing until it is replaced. */
  begin(personId: number, now: Date, how?: { stage: SessionStage; userAgent: string | null }): Promise<string>
  /** Who holds this cookie; null once it is idle or too old. `touch` counts as activity, live updates do not. */
  read(token: string, now: Date, touch: boolean): Promise<Person | null>
  /** Who has given the right password but not the code yet; null after ten minutes. */
  waiting(token: string, now: Date): Promise<{ person: Person; stage: 'code' | 'enrol' } | null>
  end(token: string): Promise<void>
  endAll(personId: number): Promise<void>
  /** The row of this cookie: what a list of sessions needs to know its own. */
  idOf(token: string): string
  cookieName: string
  /** The attributes of the cookie, for the address we are reached by. */
  cookie: { path: '/'; httpOnly: true; sameSite: 'Lax'; secure: boolean }
}

function luciaFor(db: Db, hours: number) {
  // The adapter's types ask for text ids; numbers work the same.
  const adapter = new DrizzlePostgreSQLAdapter(db, sessions as never, people as never)
  return new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(hours, 'h'),
    getSessionAttributes: ({ createdAt, seenAt, stage }) => ({ createdAt, seenAt, stage }),
    getUserAttributes: ({ kind, staffRole, name, email }) => ({ kind, staffRole, name, email }),
  })
}

const touchEveryMs = 30_000
const waitMs = 10 * 60_000

export function createSessions(db: Db, config: Config): Sessions {
  const lucia = luciaFor(db, config.sessionHours)
  const secure = config.publicUrl.startsWith('https:')
  return {
    begin: async (personId, now, how = { stage: 'full', userAgent: null }) => {
      const token = randomBytes(32).toString('base64url')
      await lucia.createSession(personId, { createdAt: now, seenAt: now, ...how }, { sessionId: idOf(token) })
      return token
    },
    read: async (token, now, touch) => {
      const { session, user } = await lucia.validateSession(idOf(token))
      if (!session || !user || session.stage !== 'full') return null
      const idleMs = config.idleMinutes[user.kind] * 60_000
      const tooOld = now.getTime() - session.createdAt.getTime() > config.sessionHours * 3_600_000
      if (tooOld || now.getTime() - session.seenAt.getTime() > idleMs) {
        await lucia.invalidateSession(session.id)
        return null
      }
      if (touch && now.getTime() - session.seenAt.getTime() > touchEveryMs) {
        await db.update(sessions).set({ seenAt: now }).where(eq(sessions.id, session.id))
      }
      return personOf(user)
    },
    waiting: async (token, now) => {
      const { session, user } = await lucia.validateSession(idOf(token))
      if (!session || session.stage === 'full') return null
      if (now.getTime() - session.createdAt.getTime() <= waitMs)
        return { person: personOf(user), stage: session.stage }
      await lucia.invalidateSession(session.id)
      return null
    },
    idOf,
    end: (token) => lucia.invalidateSession(idOf(token)),
    endAll: (personId) => lucia.invalidateUserSessions(personId),
    cookieName: secure ? '__Host-vouchdesk' : 'vouchdesk',
    cookie: { path: '/', httpOnly: true, sameSite: 'Lax', secure },
  }
}

function idOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

type SignedIn = {
  id: number
  kind: 'vendor' | 'staff'
  staffRole: StaffRole | null
  name: string
  email: string
}

/** The person of a row. */
export function personOf({ id, kind, staffRole, name, email }: SignedIn): Person {
  if (kind === 'vendor') return { kind, id, name, email, role: 'owner' }
  return { kind, id, name, email, role: staffRole as StaffRole }
}
