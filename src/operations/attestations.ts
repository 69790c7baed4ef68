// The attestation is signed again every year: letters before, a mark on the day, and the new signature (DOMAIN T15, T15b).
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agingApps, attestationOf, lastNotice } from '../../db/queries/attestations.ts'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { payerFacts } from '../../db/queries/payer.ts'
import { attestationNotices, attestations, registrations } from '../../db/schema.ts'
import { businessMorning, type Day } from '../rules/calendar.ts'
import { system, type Vendor } from '../rules/people.ts'
import { type Answers, partOf, problemsOf } from '../rules/questionnaire.ts'
import { noticeDue } from '../rules/reattestation.ts'
import { Refused } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'
import { audit } from './audit.ts'
import { writeToVendor } from './letters.ts'
import { countEach } from './reminders.ts'
import { change } from './status.ts'
import { addEntry, lockRegistration, type Registration } from './thread.ts'

const elevenMonthsMs = 330 * 24 * 3_600_000

/**
 * E20 thirty and ten days before a signature is a year old and on that day, on business mornings; from that day on an
 * active app waits for the signature (T15). Nothing is blocked. @returns how many apps were written to or marked.
 */
export async function askForAttestations(db: Db, now: Date): Promise<number> {
  const calendar = await payerCalendar(db)
  const today = businessMorning(now, calendar)
  if (today === null) return 0
  const aging = await agingApps(db, new Date(now.getTime() - elevenMonthsMs))
  return countEach(aging, (id) => db.transaction((tx) => ask(tx, id, { today, zone: calendar.zone }, now)))
}

async function ask(
  tx: Db,
  id: number,
  { today, zone }: { today: Day; zone: string },
  now: Date,
): Promise<boolean> {
  const [registration] = await tx.select().from(registrations).where(eq(registrations.id, id)).for('update')
  const attestation = registration && (await attestationOf(tx, registration, zone, now))
  if (!attestation) return false
  const { dueOn, outdated } = attestation
  const notice = noticeDue(dueOn, await lastNotice(tx, id, dueOn), today)
  const marks = outdated && placeOf(registration) === 'approved/active'
  if (notice === null && !marks) return false
  if (marks) await change(tx, system, { registration, action: 'reattest' }, now)
  const event = { what: marks ? 'attestation_outdated' : 'attestation_asked', dueOn } as const
  const entry = await addEntry(tx, id, { kind: 'event', event, visibleToVendor: true }, now)
  if (notice === null) return true
  await tx.insert(attestationNotices).values({ registrationId: id, dueOn, daysBefore: notice, at: now })
  const letter = { kind: 'attestation_due', dueOn, outdated } as const
  await writeToVendor(tx, registration, { cause: `entry ${entry.id}`, entryId: entry.id }, letter, now)
  return true
}

/**
 * T15b: the owner signs the live answers again. Before the day it counts at once; after it the app is active again.
 * @throws Refused not_valid for what is missing; not_now where nothing is to be signed.
 */
export function signAgain(
  db: Db,
  owner: Vendor,
  input: { registrationId: number; signature: Answers },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, owner, input.registrationId)
    await checkMaySign(tx, registration, now)
    const { signature } = input
    const problems = problemsOf(partOf('attestation')?.fields ?? [], signature, await payerFacts(tx))
    if (problems.length > 0) throw new Refused('not_valid', 'The signature is not complete.', problems)
    const text = (id: string) => [signature[id] ?? ''].flat().join('').trim()
    const [name, title, termsVersion] = [text('attest_name'), text('attest_title'), text('terms_version')]
    const signed = { name, title, termsVersion, signedBy: owner.id, signedAt: now }
    await tx.insert(attestations).values({ registrationId: registration.id, ...signed })
    if (registration.phase === 'reattest_due')
      await change(tx, owner, { registration, action: 'attest' }, now)
    const event = { what: 'attested', name, title, termsVersion } as const
    const told = { kind: 'event', event, authorId: owner.id, visibleToVendor: true } as const
    await addEntry(tx, registration.id, told, now)
    await audit(tx, owner, { action: 'attestation.signed', object: registration.number, detail: event }, now)
  })
}

async function checkMaySign(tx: Db, registration: Registration, now: Date): Promise<void> {
  const { zone } = await payerCalendar(tx)
  if ((await attestationOf(tx, registration, zone, now))?.open) return
  throw new Refused('not_now', 'Nothing has to be signed now. We write to you when it is time.')
}
