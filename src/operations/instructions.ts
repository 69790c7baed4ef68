// The letter with the token instructions: written by staff, and what becomes of it and of its clock (DOMAIN T7).
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { type InstructionsPage, instructionsPage } from '../../db/queries/instructions.ts'
import { clocks, type outbox, registrations } from '../../db/schema.ts'
import { instructionObstacles, instructionsLetter, introductionProblem } from '../rules/instructions.ts'
import { type Staff, system } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'
import { audit } from './audit.ts'
import { reopenClock, stopClock, type Told } from './clocks.ts'
import { writeAbout } from './letters.ts'
import { change } from './status.ts'
import { addEntry, lockRegistration } from './thread.ts'

type Sending = { registrationId: number; intro: string; version: string }

/**
 * E10 to the contact of record, as it was previewed. The app becomes active only when a mail server has accepted it.
 * @throws Refused not_now where the app is not approved, something is missing or was changed since the preview, or such
 * a letter is on its way already; not_valid for the introduction.
 */
export function sendInstructions(db: Db, reviewer: Staff, input: Sending, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    const page = await instructionsPage(tx, reviewer, registration.id)
    checkInstructions(reviewer, page, input.intro)
    if (page.version !== input.version) throw changedSince
    if (page.letter?.state === 'waiting')
      throw new Refused('not_now', 'A letter with token instructions is on its way already.')
    const { email: to, id: participantId } = page.facts.contact as NonNullable<typeof page.facts.contact>
    const event = { what: 'instructions_mailed', to } as const
    const entry = await addEntry(tx, registration.id, { kind: 'event', event, authorId: reviewer.id }, now)
    const letter = instructionsLetter(page.facts, input.intro)
    const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
    await writeAbout(tx, registration, { to, participantId }, cause, letter, now)
    const detail = { to, clients: letter.environments.map(({ name, clientId }) => ({ name, clientId })) }
    await audit(tx, reviewer, { action: 'instructions.sent', object: registration.number, detail }, now)
  })
}

/** @throws Refused with what keeps this letter from leaving; the preview asks the same. */
export function checkInstructions(reviewer: Staff, page: InstructionsPage, intro: string): void {
  if (reviewer.role !== 'reviewer') throw new Refused('not_yours', 'Only the reviewer can do this.')
  if (page.registration.status !== 'approved')
    throw new Refused('not_now', 'Token instructions go to approved apps only.')
  const [obstacle] = instructionObstacles(page.facts)
  if (obstacle) throw new Refused('not_now', obstacle)
  const problem = introductionProblem(intro)
  if (problem) throw new Refused('not_valid', 'The introduction needs a change.', [problem])
}

const changedSince = new Refused(
  'not_now',
  'What the letter says has changed since this preview. Read it again, then send it.',
)

/**
 * T7: a mail server has accepted the letter at `now`. The clock stops, and both sides read that the app can be used.
 * An app that was suspended or has ended meanwhile stays as it is.
 */
export async function instructionsAccepted(
  tx: Db,
  { registrationId, to }: Pick<typeof outbox.$inferSelect, 'registrationId' | 'to'>,
  now: Date,
): Promise<void> {
  const registration = await lockById(tx, registrationId ?? 0)
  if (registration?.status !== 'approved') return
  if (registration.phase === 'instructions_due')
    await change(tx, system, { registration, action: 'activate' }, now)
  if (await clockRuns(tx, registration.id))
    await stopClock(tx, { registrationId: registration.id, rule: 'instructions' }, now)
  const event = { what: 'instructions_accepted', to } as const
  await addEntry(tx, registration.id, { kind: 'event', event, visibleToVendor: true }, now)
}

async function lockById(tx: Db, registrationId: number) {
  const [row] = await tx
    .select()
    .from(registrations)
    .where(eq(registrations.id, registrationId))
    .for('update')
  return row
}

async function clockRuns(tx: Db, registrationId: number): Promise<boolean> {
  const running = await tx
    .select({ id: clocks.id })
    .from(clocks)
    .where(
      and(
        eq(clocks.registrationId, registrationId),
        eq(clocks.rule, 'instructions'),
        isNull(clocks.stoppedAt),
      ),
    )
  return running.length > 0
}

/**
 * The letter came back after the mail server had taken it: clock B goes on from `at`, when the bounce was received,
 * and both sides read it in the thread. An active app waits for its instructions again; where something else is under
 * way, such as a change, that stays and the clock alone goes on. The caller has locked the registration.
 * @throws Refused not_now where the app is not approved any more, the clock has not stopped, or goes on already.
 */
export async function reopenInstructions(
  tx: Db,
  input: { registrationId: number; at: Date },
  now: Date,
): Promise<Told> {
  const registration = await lockById(tx, input.registrationId)
  if (registration?.status !== 'approved')
    throw new Refused('not_now', 'Only an approved app waits for token instructions.')
  const clock = await reopenClock(tx, { ...input, rule: 'instructions' }, now)
  if (placeOf(registration) === 'approved/active')
    await change(tx, system, { registration, action: 'return_instructions' }, now)
  const event = { what: 'clock_reopened', left: clock.left } as const
  await addEntry(tx, input.registrationId, { kind: 'event', event, visibleToVendor: true }, now)
  return clock
}
