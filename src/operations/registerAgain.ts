// Registering an ended app again (DOMAIN T13): a new registration that takes the place of the old one, which stays.
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { latestAnswers } from '../../db/queries/thread.ts'
import { participants, registrations } from '../../db/schema.ts'
import { withoutSignature } from '../rules/editing.ts'
import type { Vendor } from '../rules/people.ts'
import { registersAgain } from '../rules/questionnaire.ts'
import { Refused } from '../rules/refused.ts'
import { nextPlace, placeOf, standingWord } from '../rules/status.ts'
import { audit } from './audit.ts'
import { beginDraft } from './drafts.ts'
import { bringFiles } from './files.ts'
import { writeToVendor } from './letters.ts'
import { addEntry, lockRegistration, type Registration } from './thread.ts'
import { wasApproved } from './withdrawal.ts'

type Ended = 'terminated' | 'not_approved' | 'withdrawn'

/**
 * The new draft has the answers of the old registration's newest revision, unsigned, and asks what has changed where
 * the payer ended the old one. Its clock starts when it is submitted. @returns the new registration.
 * @throws Refused not_now where the old one is not ended, can be reopened, or was registered again already.
 */
export function registerAgain(
  db: Db,
  owner: Vendor,
  input: { registrationId: number },
  now: Date,
): Promise<{ id: number; number: string }> {
  return db.transaction(async (tx) => {
    const old = await lockRegistration(tx, owner, input.registrationId)
    await checkMayRegisterAgain(tx, owner, old)
    return takePlaceOf(tx, owner, old, now)
  })
}

/** The new draft of a registration that the caller has locked, and that nothing stands in place of yet. */
export async function takePlaceOf(
  tx: Db,
  owner: Vendor,
  old: Registration,
  now: Date,
): Promise<{ id: number; number: string }> {
  const ended = standingWord(old) as Ended
  const answers = (await latestAnswers(tx, old.id)) ?? old.draft
  const draft = { ...withoutSignature(answers), [registersAgain]: ended }
  const { companyId, appName } = old
  const begun = await beginDraft(tx, owner, { companyId, appName, draft, supersedesId: old.id }, now)
  await bringContact(tx, old.id, begun.id, now)
  await bringFiles(tx, old.id, begun.id)
  await tellBothThreads(tx, owner, old, begun, now)
  const letter = { kind: 'registered_again', earlier: old.number, ended } as const
  await writeToVendor(tx, { ...begun, appName }, { cause: `registration ${begun.id}` }, letter, now)
  const detail = { supersedes: old.number }
  await audit(tx, owner, { action: 'registration.registered_again', object: begun.number, detail }, now)
  return begun
}

async function checkMayRegisterAgain(tx: Db, owner: Vendor, old: Registration): Promise<void> {
  nextPlace('register_again', placeOf(old), owner.role)
  if (old.closedAs === 'withdrawn' && !(await wasApproved(tx, old.id)))
    throw new Refused('not_now', 'This registration can be reopened: your answers are kept there.')
  const [next] = await tx
    .select({ number: registrations.number })
    .from(registrations)
    .where(eq(registrations.supersedesId, old.id))
  if (next) throw new Refused('not_now', `This app was registered again already, as ${next.number}.`)
}

/** The contact whose address was confirmed for the old registration need not confirm it again. */
async function bringContact(tx: Db, from: number, to: number, now: Date): Promise<void> {
  const [contact] = await tx
    .select()
    .from(participants)
    .where(
      and(
        eq(participants.registrationId, from),
        eq(participants.kind, 'contact'),
        isNull(participants.leftAt),
        isNotNull(participants.verifiedAt),
      ),
    )
  if (!contact) return
  const { personId, kind, name, email, verifiedAt } = contact
  await tx
    .insert(participants)
    .values({ registrationId: to, personId, kind, name, email, verifiedAt, createdAt: now })
    .onConflictDoNothing()
}

async function tellBothThreads(
  tx: Db,
  owner: Vendor,
  old: { id: number; number: string },
  begun: { id: number; number: string },
  now: Date,
): Promise<void> {
  const common = { kind: 'event', authorId: owner.id, visibleToVendor: true } as const
  const { id, number } = old
  await addEntry(tx, begun.id, { ...common, event: { what: 'supersedes', id, number } }, now)
  await addEntry(tx, old.id, { ...common, event: { what: 'registered_again', ...begun } }, now)
}
