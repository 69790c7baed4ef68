// A draft: started, and written part by part.
import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { payerFacts } from '../../db/queries/payer.ts'
import { companiesOf } from '../../db/queries/portal.ts'
import { participants, people, registrations } from '../../db/schema.ts'
import { fileAnswer } from '../rules/files.ts'
import type { Vendor } from '../rules/people.ts'
import {
  type Answers,
  answerText,
  type Part,
  problemsOf,
  questionnaireVersion,
} from '../rules/questionnaire.ts'
import { notFound, type Problem, Refused } from '../rules/refused.ts'
import { setContact } from './contact.ts'
import { storeFile, type Upload } from './files.ts'
import { addEntry, lockEditable, type Registration } from './thread.ts'

/** A new draft of one of the vendor's companies. Its owner takes part with the address of the account. */
export function startRegistration(
  db: Db,
  owner: Vendor,
  input: { companyId: number; appName: string },
  now: Date,
) {
  return db.transaction(async (tx) => {
    const company = (await companiesOf(tx, owner)).find(({ id }) => id === input.companyId)
    if (!company) throw notFound()
    const draft = { app_name: input.appName, contact_email: owner.email }
    const begun = await beginDraft(tx, owner, { ...input, draft, supersedesId: null }, now)
    await addEntry(
      tx,
      begun.id,
      { kind: 'event', event: { what: 'started' }, authorId: owner.id, visibleToVendor: true },
      now,
    )
    return begun
  })
}

type NewDraft = { companyId: number; appName: string; draft: Answers; supersedesId: number | null }

/** T1, T13: the row of a new draft with its number and its owner. */
export async function beginDraft(
  tx: Db,
  owner: Vendor,
  input: NewDraft,
  now: Date,
): Promise<{ id: number; number: string }> {
  const [{ next }] = (await tx
    .select({ next: sql<number>`nextval(pg_get_serial_sequence('registrations', 'id'))`.mapWith(Number) })
    .from(sql`(SELECT 1) AS one`)) as [{ next: number }]
  const number = `REG-${now.getUTCFullYear()}-${String(next).padStart(6, '0')}`
  await tx
    .insert(registrations)
    .overridingSystemValue()
    .values({
      ...{ id: next, number, ownerId: owner.id, ...input },
      ...{ questionnaireVersion, createdAt: now, changedAt: now },
    })
  await tx.insert(participants).values({
    ...{ registrationId: next, personId: owner.id, kind: 'owner', name: owner.name, email: owner.email },
    ...{ verifiedAt: now, createdAt: now },
  })
  return { id: next, number }
}

/** One window with the form, and the how manieth save of it this is: a window is no colleague of itself. */
export type SavedFrom = { window: string; step: number }

/** `seen` is the version of the draft that the form was written over; null where nothing was read before. */
export type SavedPart = {
  registrationId: number
  part: Part
  answers: Answers
  seen: number | null
  /** New files by the id of their question, judged already. */
  files?: Readonly<Record<string, Upload>>
  from?: SavedFrom | null
}

/**
 * Saves one part of a draft as it stands, right or wrong. @returns what is still wrong with this part.
 * @throws Refused not_now where a colleague has saved other answers to this part since `seen`.
 */
export function saveDraft(db: Db, owner: Vendor, input: SavedPart, now: Date): Promise<Problem[]> {
  return db.transaction(async (tx) => {
    const { registration, purpose } = await writePart(tx, owner, input, now)
    const { draft } = registration
    const problems = problemsOf(input.part.fields, draft, await payerFacts(tx))
    const contactIsGood =
      input.part.id === 'contact' && !problems.some(({ field }) => field === 'contact_email')
    if (contactIsGood) await setContact(tx, owner, { registration, purpose }, now)
    return problems
  })
}

async function storeFiles(
  tx: Db,
  owner: Vendor,
  registrationId: number,
  uploads: Readonly<Record<string, Upload>>,
  now: Date,
): Promise<Answers> {
  const stored: [string, string][] = []
  for (const [field, upload] of Object.entries(uploads))
    stored.push([field, fileAnswer(await storeFile(tx, owner, { registrationId, ...upload }, now))])
  return Object.fromEntries(stored)
}

/**
 * Keeps what is being written in one part, half answers too; no letter leaves before somebody presses Save.
 * @returns the version of the draft from then on. @throws as saveDraft does, and where the form was opened by somebody
 * else than who is signed in now: a page left open must not go on in another name.
 */
export function autosaveDraft(
  db: Db,
  owner: Vendor,
  input: SavedPart & { writer: number },
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    const { registration } = await writePart(tx, owner, input, now)
    if (input.writer === owner.id) return registration.draftVersion
    throw new Refused(
      'not_now',
      `${owner.name} is signed in in this browser now, and this page was opened by somebody else.`,
    )
  })
}

async function writePart(tx: Db, owner: Vendor, input: SavedPart, now: Date) {
  const { registration, purpose } = await lockEditable(tx, owner, input.registrationId)
  await checkNobodyElseSaved(tx, registration, input)
  const draftVersion = registration.draftVersion + 1
  const draftParts = {
    ...registration.draftParts,
    [input.part.id]: { version: draftVersion, by: owner.id, ...(input.from ? { from: input.from } : {}) },
  }
  const stored = await storeFiles(tx, owner, registration.id, input.files ?? {}, now)
  const draft = { ...registration.draft, ...input.answers, ...stored }
  const typedName = String(draft.app_name ?? '')
    .trim()
    .slice(0, 100)
  const appName = (purpose === 'register' && typedName) || registration.appName
  const written = { draft, appName, draftVersion, draftParts, changedAt: now }
  await tx.update(registrations).set(written).where(eq(registrations.id, registration.id))
  return { registration: { ...registration, ...written }, purpose }
}

/** The last one to write is told what would be lost; saving again, over what was shown, is meant so. */
async function checkNobodyElseSaved(tx: Db, registration: Registration, input: SavedPart) {
  const { part, answers, seen, from } = input
  const last = registration.draftParts[part.id]
  if (seen === null || !last) return
  if (from && last.from?.window === from.window) return checkInOrder(from, last.from)
  if (last.version <= seen) return
  const other = part.fields.filter(
    ({ id }) => id in answers && !sameAnswer(registration.draft[id], answers[id]),
  )
  if (other.length === 0) return
  const [person] = await tx.select({ name: people.name }).from(people).where(eq(people.id, last.by))
  const who = person?.name ?? 'A colleague'
  throw new Refused(
    'not_now',
    `${who} saved this part while you were writing. Nothing of it was overwritten, and nothing you typed is lost: compare the answers below, then save.`,
    other.map((field) => {
      const saved = answerText(field, registration.draft[field.id]).slice(0, 300)
      return { field: field.id, message: saved ? `${who} saved: ${saved}` : `${who} left this empty` }
    }),
  )
}

/** A save that was overtaken on its way by a later one of the same window must not bring its older text back. */
function checkInOrder(from: SavedFrom, last: SavedFrom): void {
  if (from.step > last.step) return
  throw new Refused('not_now', 'A later save of this window has arrived before this one.')
}

function sameAnswer(one: Answers[string] | undefined, other: Answers[string] | undefined): boolean {
  return (
    JSON.stringify([one ?? ''].flat().filter(Boolean)) ===
    JSON.stringify([other ?? ''].flat().filter(Boolean))
  )
}
