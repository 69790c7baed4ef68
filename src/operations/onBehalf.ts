// Staff file what a vendor said by phone or wrote on paper, and the record says so.
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { participants } from '../../db/schema.ts'
import { checkSaidAt, type Way, wayNames } from '../rules/onBehalf.ts'
import type { Staff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { writeToVendor } from './letters.ts'
import { addEntry, lockRegistration, openRequest } from './thread.ts'
import { endForOwner } from './withdrawal.ts'

type Filing = {
  registrationId: number
  participantId: number
  way: Way
  saidAt: Date
  body: string
  /** The vendor wants the registration withdrawn. */
  withdraws: boolean
}

/**
 * The words stand in the thread as the vendor's, with who filed them and how they came. While a question is open a
 * reviewer decides whether they answer it, and the clock goes on from when they were said. The vendor gets a letter.
 * @throws Refused not_valid for a time that cannot be, not_yours where somebody else than a reviewer withdraws.
 */
export function fileForVendor(db: Db, staff: Staff, input: Filing, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, staff, input.registrationId)
    checkSaidAt(input.saidAt, registration.submittedAt, now)
    const speaker = await speakerOf(tx, registration.id, input.participantId)
    const asked = input.withdraws ? null : await openRequest(tx, registration.id)
    const { way, body, saidAt } = input
    const filed = {
      participantId: speaker.id,
      body,
      onBehalf: { way, filedBy: staff.name },
      visibleToVendor: true,
    }
    const entry = await addEntry(
      tx,
      registration.id,
      { kind: 'message', ...filed, requestId: asked?.id, at: saidAt },
      now,
    )
    const letter = {
      kind: 'filed_for_vendor',
      way,
      from: speaker.name,
      saidAt: saidAt.toISOString(),
    } as const
    await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
    const detail = { entry: entry.id, way, participant: speaker.id, withdraws: input.withdraws }
    await audit(tx, staff, { action: 'message.filed_for_vendor', object: registration.number, detail }, now)
    if (!input.withdraws) return
    if (staff.role !== 'reviewer')
      throw new Refused('not_yours', 'Only a reviewer can withdraw for a vendor.')
    if (registration.status !== 'pending')
      throw new Refused('not_now', 'Only a pending registration can be withdrawn for its owner.')
    const reason = `${wayNames[way]}, ${speaker.name}`
    await endForOwner(tx, { id: staff.id, name: speaker.name }, registration, reason, now)
  })
}

async function speakerOf(tx: Db, registrationId: number, participantId: number) {
  const [speaker] = await tx
    .select()
    .from(participants)
    .where(
      and(
        eq(participants.id, participantId),
        eq(participants.registrationId, registrationId),
        isNull(participants.leftAt),
      ),
    )
  if (!speaker) throw notFound()
  return speaker
}
