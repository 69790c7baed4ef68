// The account page: where somebody is signed in, and how.
import { and, desc, eq } from 'drizzle-orm'
import type { Person } from '../../src/rules/people.ts'
import type { Db } from '../client.ts'
import { sessions } from '../schema.ts'
import { factorOf, recoveryCodesLeft } from './secondFactor.ts'

/** `handle` names a session on the page; it opens nothing. */
export type OwnSession = {
  handle: string
  userAgent: string | null
  createdAt: Date
  seenAt: Date
  current: boolean
}
export type AccountPage = {
  sessions: OwnSession[]
  factor: { since: Date; codesLeft: number } | null
}

const handleLength = 24

/** @param ownSession the row of the session that asks. */
export async function accountPage(
  db: Db,
  person: Person,
  { ownSession, since }: { ownSession: string; since: Date },
): Promise<AccountPage> {
  const rows = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, person.id), eq(sessions.stage, 'full')))
    .orderBy(desc(sessions.seenAt))
  const factor = await factorOf(db, person.id)
  return {
    sessions: rows
      .filter(({ seenAt, id }) => seenAt > since || id === ownSession)
      .map(({ id, userAgent, createdAt, seenAt }) => {
        return { handle: handleOf(id), userAgent, createdAt, seenAt, current: id === ownSession }
      }),
    factor: factor && { since: factor.createdAt, codesLeft: await recoveryCodesLeft(db, person.id) },
  }
}

export function handleOf(sessionId: string): string {
  return sessionId.slice(0, handleLength)
}
