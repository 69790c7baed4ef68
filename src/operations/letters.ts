// Letters are rows of the outbox, written in the transaction of their cause; mail/outbox sends them later.
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { outbox, participants, people, type registrations } from '../../db/schema.ts'
import type { Letter } from '../rules/letters.ts'
import type { StaffRole } from '../rules/people.ts'

type About = { registrationId: number; number: string; app: string }
type AboutRegistration = Extract<Letter, About>
/** A letter about a registration without what every such letter repeats. */
export type LetterAbout = AboutRegistration extends infer L
  ? L extends About
    ? Omit<L, keyof About>
    : never
  : never
export type Cause = { cause: string; entryId?: number; inReplyTo?: string | null }
type Named = Pick<typeof registrations.$inferSelect, 'id' | 'number' | 'appName'>
type Address = { to: string; participantId?: number; personId?: number; registrationId?: number }

/** One letter to one address. The same cause never writes twice to the same address. */
export async function writeLetter(
  tx: Db,
  address: Address,
  cause: Cause,
  letter: Letter,
  now: Date,
): Promise<void> {
  await tx
    .insert(outbox)
    .values({ ...address, ...cause, kind: letter.kind, letter, createdAt: now, notBefore: now })
    .onConflictDoNothing()
  await tx.execute(sql`SELECT pg_notify('outbox', '')`)
}

/** A letter each to everybody who takes part for the vendor and whose address is confirmed. */
export async function writeToVendor(
  tx: Db,
  registration: Named,
  cause: Cause,
  letter: LetterAbout,
  now: Date,
) {
  const addressees = await tx
    .select({ to: participants.email, participantId: participants.id })
    .from(participants)
    .where(
      and(
        eq(participants.registrationId, registration.id),
        isNull(participants.leftAt),
        isNotNull(participants.verifiedAt),
      ),
    )
    .orderBy(participants.id)
  for (const addressee of addressees) await writeAbout(tx, registration, addressee, cause, letter, now)
}

/** A letter to one participant or one member of staff about a registration. */
export function writeAbout(
  tx: Db,
  registration: Named,
  address: Omit<Address, 'registrationId'>,
  cause: Cause,
  letter: LetterAbout,
  now: Date,
) {
  const about = { registrationId: registration.id, number: registration.number, app: registration.appName }
  return writeLetter(
    tx,
    { ...address, registrationId: registration.id },
    cause,
    { ...letter, ...about } as Letter,
    now,
  )
}

/** To everybody in a role. */
export async function writeToRole(
  tx: Db,
  registration: Named,
  role: StaffRole,
  cause: Cause,
  letter: LetterAbout,
  now: Date,
) {
  const addressees = await tx
    .select({ to: people.email, personId: people.id })
    .from(people)
    .where(eq(people.staffRole, role))
  for (const addressee of addressees) await writeAbout(tx, registration, addressee, cause, letter, now)
}

/** To the one who has the registration, or to everybody in the role as long as nobody has it. */
export async function writeToStaff(
  tx: Db,
  registration: Named & { assigneeId: number | null },
  role: StaffRole,
  cause: Cause,
  letter: LetterAbout,
  now: Date,
) {
  const chosen = registration.assigneeId ? eq(people.id, registration.assigneeId) : eq(people.staffRole, role)
  const addressees = await tx.select({ to: people.email, personId: people.id }).from(people).where(chosen)
  for (const addressee of addressees) await writeAbout(tx, registration, addressee, cause, letter, now)
}
