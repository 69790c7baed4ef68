// Sessions: the only home of lucia. The cookie holds 256 random bits, the database their SHA-256 (SAFETY S-1).
import { createHash, randomBytes } from 'node:crypto'
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle'
import { eq } from 'drizzle-orm'
import { Lucia, TimeSpan } from 'lucia'
import type { Db } from '../../db/client.ts'
import { people, sessions } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import type { Person, StaffRole } from '../rules/people.ts'

type PersonRow = Omit<typeof people.$inferSelect, 'id'>

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaFor>
    UserId: number
    DatabaseUserAttributes: PersonRow
    DatabaseSessionAttributes: { createdAt: Date; seenAt: Date }
  }
}

export type Sessions = {
  /** Signs in: a new session and the value of its cookie. */
  begin(personId: number, now: Date): Promise<string>
  /** Who holds this cookie; null once it is idle or too old. `touch` counts as activity, live updates do not. */
  read(token: string, now: Date, touch: boolean): Promise<Person | null>
  end(token: string): Promise<void>
  endAll(personId: number): Promise<void>
  cookieName: string
  /** The attributes of the cookie, for the address we are reached by. */
  cookie: { path: '/'; httpOnly: true; sameSite: 'Lax'; secure: boolean }
}

function luciaFor(db: Db, hours: number) {
  // The adapter's types ask for text ids; numbers work the same.
  const adapter = new DrizzlePostgreSQLAdapter(db, sessions as never, people as never)
  return new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(hours, 'h'),
    getSessionAttributes: ({ createdAt, seenAt }) => ({ createdAt, seenAt }),
    getUserAttributes: ({ kind, staffRole, name, email }) => ({ kind, staffRole, name, email }),
  })
}

const touchEveryMs = 30_000

export function createSessions(db: Db, config: Config): Sessions {
  const lucia = luciaFor(db, config.sessionHours)
  const secure = config.publicUrl.startsWith('https:')
  return {
    begin: async (personId, now) => {
      const token = randomBytes(32).toString('base64url')
      await lucia.createSession(personId, { createdAt: now, seenAt: now }, { sessionId: idOf(token) })
      return token
    },
    read: async (token, now, touch) => {
      const { session, user } = await lucia.validateSession(idOf(token))
      if (!session || !user) return null
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

function personOf({ id, kind, staffRole, name, email }: SignedIn): Person {
  if (kind === 'vendor') return { kind, id, name, email, role: 'owner' }
  return { kind, id, name, email, role: staffRole as StaffRole }
}
