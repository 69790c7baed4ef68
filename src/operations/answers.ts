// The owner answers our questions in the portal: in words, by other answers in the form, or both (DOMAIN T4).
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { latestAnswers } from '../../db/queries/thread.ts'
import { type OwnersQuestion, questionsForOwner } from '../../db/queries/waiting.ts'
import { informationItems } from '../../db/schema.ts'
import { changedFields } from '../rules/editing.ts'
import { aboutField, answersQuestion } from '../rules/information.ts'
import type { Vendor } from '../rules/people.ts'
import { type Answers, type Field, frozenAnswers } from '../rules/questionnaire.ts'
import { Refused } from '../rules/refused.ts'
import { audit } from './audit.ts'
import { keepOnlyContact } from './contact.ts'
import { settle } from './information.ts'
import { writeToStaff, writeToVendor } from './letters.ts'
import { checkProperInformation, dropEdits, makeLive } from './revisions.ts'
import { addEntry, checkSeen, lockEditable, openRequest, type Registration } from './thread.ts'

/** `words` and `confirmed` by the id of the question; `seen` is the version of the draft that the page showed. */
type Answering = {
  registrationId: number
  seen: number | null
  words: Readonly<Record<number, string>>
  confirmed: readonly number[]
  /** The signature of the revision, where the form says something else than before. */
  signature: Answers
}

/**
 * Answers as many questions as the owner has answered; the others stay open. Where the form says something else than
 * before, it becomes the next revision. The clock goes on once no blocking question is open.
 * @returns how many questions are open still.
 * @throws Refused where nothing is asked or nothing answered, or the changed form is not complete and signed.
 */
export function answerQuestions(
  db: Db,
  owner: Vendor,
  input: Answering,
  now: Date,
): Promise<{ open: number }> {
  return db.transaction(async (tx) => {
    const { registration, questions } = await lockAsked(tx, owner, input.registrationId)
    checkSeen(registration, input.seen)
    const live = (await latestAnswers(tx, registration.id)) ?? {}
    const answers = frozenAnswers({
      ...registration.draft,
      ...proposedOf(questions, input.confirmed),
      ...input.signature,
    })
    const changed = changedFields(live, answers)
    const ids = changed.map(({ id }) => id)
    const answered = questions.filter(({ item }) => answersQuestion(item, { ...input, changed: ids }))
    if (answered.length === 0) throw new Refused('not_valid', 'Answer at least one question, then send.')
    if (changed.length > 0) await checkProperInformation(tx, { ...registration, draft: answers })
    const revision = changed.length > 0 ? await makeLive(tx, { registration, answers }, owner.id, now) : null
    const given = { questions, answered, words: input.words, changed, revision }
    const open = await answerAll(tx, owner, registration, given, now)
    if (revision) await keepOnlyContact(tx, registration.id, String(answers.contact_email), now)
    const detail = { revision, items: answered.map(({ item }) => item.id) }
    await audit(tx, owner, { action: 'questions.answered', object: registration.number, detail }, now)
    return { open }
  })
}

async function lockAsked(tx: Db, owner: Vendor, registrationId: number) {
  const { registration, purpose } = await lockEditable(tx, owner, registrationId)
  if (purpose !== 'answer') throw new Refused('not_now', 'No question is open. Reload the page.')
  return { registration, questions: await questionsForOwner(tx, registration.id) }
}

function proposedOf(questions: readonly OwnersQuestion[], confirmed: readonly number[]): Answers {
  const chosen = questions.filter(({ item }) => confirmed.includes(item.id))
  return Object.fromEntries(
    chosen.flatMap(({ item: { fieldId, proposed } }) =>
      fieldId && proposed !== null ? [[fieldId, proposed]] : [],
    ),
  )
}

type Given = {
  questions: readonly OwnersQuestion[]
  answered: readonly OwnersQuestion[]
  words: Readonly<Record<number, string>>
  changed: readonly Field[]
  revision: number | null
}

async function answerAll(
  tx: Db,
  owner: Vendor,
  registration: Registration,
  { questions, answered, words, changed, revision }: Given,
  now: Date,
): Promise<number> {
  const body = wordsOf(answered, words)
  const written = { kind: 'message', authorId: owner.id, body, visibleToVendor: true } as const
  if (body) await addEntry(tx, registration.id, written, now)
  const request = await openRequest(tx, registration.id)
  const open = questions.filter((each) => !each.item.answeredAt && !answered.includes(each)).length
  const fields = changed.map(({ id }) => id)
  const event = { what: 'answered', items: answered.length, open, revision, fields } as const
  const told = { kind: 'event', event, authorId: owner.id, visibleToVendor: true } as const
  const entry = await addEntry(tx, registration.id, told, now)
  await markAnswered(tx, answered, entry.id, now)
  const clock = request ? await settle(tx, owner, registration, request, now) : null
  const cause = { cause: `entry ${entry.id}`, entryId: entry.id }
  const letter = {
    by: owner.name,
    answered: answered.length,
    open,
    changed: changed.map(({ label }) => label),
  }
  const goesOn = { clock: clock?.words.line ?? null, blocking: request?.blocking ?? false }
  await writeToVendor(tx, registration, cause, { kind: 'answers_filed', ...letter, ...goesOn }, now)
  const toDesk = { kind: 'answered', ...letter, revision, dueOn: clock?.dueOn ?? null } as const
  await writeToStaff(tx, registration, 'reviewer', cause, toDesk, now)
  return open
}

/** What the owner wrote, each below the question it answers; '' where the form said it all. */
function wordsOf(answered: readonly OwnersQuestion[], words: Readonly<Record<number, string>>): string {
  return answered
    .filter(({ item }) => words[item.id])
    .map(({ item: { id, fieldId, position, question } }) =>
      [`${aboutField(fieldId) ?? `Question ${position}`}: ${question}`, words[id]].join('\n'),
    )
    .join('\n\n')
}

/** Those that were open are answered now; those that the form should say too are confirmed. */
async function markAnswered(
  tx: Db,
  answered: readonly OwnersQuestion[],
  entryId: number,
  now: Date,
): Promise<void> {
  for (const { item } of answered) {
    const said = item.answeredAt ? {} : { answeredBy: entryId, answeredAt: now, draft: '' }
    const confirmed = item.inForm ? { confirmedAt: now } : {}
    await tx
      .update(informationItems)
      .set({ ...said, ...confirmed })
      .where(eq(informationItems.id, item.id))
  }
}

type Keeping = { registrationId: number; words: Readonly<Record<number, string>> }

/** What is being written stays for later, or for a colleague; nobody is told. */
export function keepAnswers(db: Db, owner: Vendor, input: Keeping): Promise<void> {
  return db.transaction(async (tx) => {
    const { questions } = await lockAsked(tx, owner, input.registrationId)
    for (const { item } of questions) {
      const draft = input.words[item.id]
      if (draft === undefined) continue
      await tx.update(informationItems).set({ draft }).where(eq(informationItems.id, item.id))
    }
  })
}

/** The form is again what the newest revision says. */
export function discardAnswers(
  db: Db,
  owner: Vendor,
  input: { registrationId: number },
  now: Date,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { registration } = await lockAsked(tx, owner, input.registrationId)
    const live = await latestAnswers(tx, registration.id)
    if (live) await dropEdits(tx, registration, live, now)
  })
}
