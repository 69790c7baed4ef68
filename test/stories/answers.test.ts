// The owner answers in the portal, and confirms there what a mail said (DOMAIN T4, T5).
import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { latestAnswers, threadPage } from '../../db/queries/thread.ts'
import { questionsForOwner } from '../../db/queries/waiting.ts'
import {
  auditEvents,
  entries,
  informationItems,
  outbox,
  registrations,
  submissions,
} from '../../db/schema.ts'
import { answerQuestions, discardAnswers, keepAnswers } from '../../src/operations/answers.ts'
import { saveDraft } from '../../src/operations/drafts.ts'
import { acceptAnswer, ask, resumeReview } from '../../src/operations/information.ts'
import { writeMessage } from '../../src/operations/thread.ts'
import type { Letter } from '../../src/rules/letters.ts'
import { type Answers, type Part, partOf } from '../../src/rules/questionnaire.ts'
import { makeWorld } from '../people.ts'
import { get, ownDatabase, post, skipped, test, type World } from '../world.ts'

const thursday = new Date('2026-11-05T15:40:00Z')
const friday = new Date('2026-11-06T15:00:00Z')
const tuesday = new Date('2026-11-10T15:00:00Z')
const field = 'tech_token_storage_how'
const better = 'In the keystore of the system, wrapped by a key of the cloud service.'

type Asked = { fields?: (string | null)[]; blocking?: boolean }

async function asked(world: World, { fields = [field], blocking = true }: Asked = {}): Promise<number> {
  const id = await world.submitted()
  const questions = fields.map((fieldId) => ({ fieldId, question: 'Who can read the key?' }))
  await ask(world.db, world.staff.reviewer, { registrationId: id, intro: '', questions, blocking }, thursday)
  return id
}

const page = ({ db, ada }: World, id: number) => threadPage(db, ada, id, tuesday)
const items = async ({ db }: World, id: number) => (await questionsForOwner(db, id)).map(({ item }) => item)
const item = async (world: World, id: number) =>
  (await items(world, id))[0] as Awaited<ReturnType<typeof items>>[number]
const lettersOf = ({ db }: World, kind: Letter['kind']) =>
  db.select().from(outbox).where(eq(outbox.kind, kind))
const rowOf = async ({ db }: World, id: number) =>
  (
    await db.select().from(registrations).where(eq(registrations.id, id))
  )[0] as typeof registrations.$inferSelect
const revisions = ({ db }: World, id: number) =>
  db.select().from(submissions).where(eq(submissions.registrationId, id)).orderBy(asc(submissions.revision))

async function edit({ db, ada }: World, id: number, part: string, answers: Answers): Promise<void> {
  await saveDraft(db, ada, { registrationId: id, part: partOf(part) as Part, answers, seen: null }, friday)
}
const signature = {
  attest_name: 'Ada Moreno',
  attest_title: 'Head of Privacy',
  attest_sign: 'yes',
  terms_version: '1',
}
const sign = (world: World, id: number) => edit(world, id, 'attestation', signature)

const send = (
  { db, ada }: World,
  id: number,
  words: Record<number, string> = {},
  confirmed: number[] = [],
  now = friday,
) => answerQuestions(db, ada, { registrationId: id, seen: null, words, confirmed, signature: {} }, now)

const accept = async (
  world: World,
  id: number,
  form: 'wanted' | 'needed',
  proposed: string | null = better,
) => {
  const { db, ada, staff } = world
  const { id: entryId } = await writeMessage(db, ada, { registrationId: id, body: better }, friday)
  const itemIds = (await items(world, id)).map((each) => each.id)
  const wishes = Object.fromEntries(itemIds.map((each) => [each, { ask: form, proposed }]))
  await acceptAnswer(db, staff.reviewer, { registrationId: id, entryId, itemIds, form: wishes }, tuesday)
}

describe.skipIf(skipped)('answering in the portal', () => {
  test('in words needs no reviewer: the clock goes on at once, and nothing becomes a revision', async ({
    world,
  }) => {
    const id = await asked(world)
    const { open } = await send(world, id, { [(await item(world, id)).id]: better })
    expect(open).toBe(0)
    const { registration, decision, request } = await page(world, id)
    expect(registration).toMatchObject({ phase: 'info_received', revision: 1 })
    expect(decision?.reading).toMatchObject({ state: 'running' })
    expect(request).toBeNull()
    const [answer] = await world.db.select().from(entries).where(eq(entries.kind, 'message'))
    expect(answer).toMatchObject({ authorId: world.ada.id, visibleToVendor: true })
    expect(answer?.body).toContain(`Who can read the key?\n${better}`)
    const [told] = await lettersOf(world, 'answers_filed')
    expect(told?.letter).toMatchObject({
      answered: 1,
      open: 0,
      changed: [],
      clock: expect.stringContaining('decide'),
    })
    expect(JSON.stringify(told?.letter)).not.toContain(better)
    expect((await lettersOf(world, 'answered')).map(({ letter }) => letter)).toMatchObject([
      { by: 'Ada Moreno', answered: 1, open: 0, revision: null, dueOn: expect.any(String) },
      ...Array.from({ length: (await lettersOf(world, 'answered')).length - 1 }, () => expect.anything()),
    ])
    await expect(send(world, id, {})).rejects.toMatchObject({ code: 'not_now' })
    const audits = await world.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'questions.answered'))
    expect(audits).toHaveLength(1)
  })

  test('by another answer in the form makes a revision, once it is signed', async ({ world }) => {
    const id = await asked(world)
    await edit(world, id, 'technical', { [field]: better })
    await expect(send(world, id)).rejects.toMatchObject({ code: 'not_valid' })
    expect(await revisions(world, id)).toHaveLength(1)
    await sign(world, id)
    await send(world, id)
    expect((await revisions(world, id)).map(({ revision, submittedBy }) => [revision, submittedBy])).toEqual([
      [1, world.ada.id],
      [2, world.ada.id],
    ])
    expect((await latestAnswers(world.db, id))?.[field]).toBe(better)
    expect((await rowOf(world, id)).draft).not.toHaveProperty('attest_sign')
    expect((await page(world, id)).registration.phase).toBe('info_received')
    expect((await lettersOf(world, 'answered'))[0]?.letter).toMatchObject({ revision: 2 })
  })

  test('of one question of two leaves the other open and the clock paused', async ({ world }) => {
    const id = await asked(world, { fields: [field, null] })
    const [first, second] = await items(world, id)
    expect(await send(world, id, { [first?.id ?? 0]: better })).toEqual({ open: 1 })
    const between = await page(world, id)
    expect(between.registration.phase).toBe('info_requested')
    expect(between.decision?.reading.state).toBe('paused')
    expect((await lettersOf(world, 'answers_filed'))[0]?.letter).toMatchObject({
      open: 1,
      blocking: true,
      clock: null,
    })
    expect(await send(world, id, { [second?.id ?? 0]: 'Nobody.' }, [], tuesday)).toEqual({ open: 0 })
    expect((await page(world, id)).decision?.reading.state).toBe('running')
  })

  test('is refused where nothing is answered, by another company, and past a page that is old', async ({
    world,
  }) => {
    const id = await asked(world)
    const { id: question } = await item(world, id)
    await expect(send(world, id)).rejects.toMatchObject({ code: 'not_valid' })
    await expect(send(world, id, {}, [question])).rejects.toMatchObject({ code: 'not_valid' })
    await expect(send({ ...world, ada: world.noor }, id, { [question]: 'Mine.' })).rejects.toMatchObject({
      code: 'not_found',
    })
    const old = { registrationId: id, seen: 0, words: { [question]: 'Ours.' }, confirmed: [], signature: {} }
    await edit(world, id, 'technical', { [field]: better })
    await expect(answerQuestions(world.db, world.ada, old, friday)).rejects.toMatchObject({ code: 'not_now' })
  })

  test('keeps what is being written, and throws edits of the form away when asked to', async ({ world }) => {
    const id = await asked(world)
    const { id: question } = await item(world, id)
    await keepAnswers(world.db, world.ada, { registrationId: id, words: { [question]: 'Half a sen' } })
    expect((await item(world, id)).draft).toBe('Half a sen')
    const before = (await rowOf(world, id)).draft[field]
    await edit(world, id, 'technical', { [field]: better })
    await discardAnswers(world.db, world.ada, { registrationId: id }, friday)
    expect((await rowOf(world, id)).draft[field]).toBe(before)
    expect((await page(world, id)).registration.phase).toBe('info_requested')
  })

  test('twenty at once are one answer', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const id = await asked(world)
      const { id: question } = await item(world, id)
      const all = await Promise.allSettled(
        Array.from({ length: 20 }, () => send(world, id, { [question]: better })),
      )
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
      expect(refused).toEqual(Array.from({ length: 19 }, () => 'not_now'))
      expect(await own.db.select().from(entries).where(eq(entries.kind, 'message'))).toHaveLength(1)
    } finally {
      await own.close()
    }
  })
})

describe.skipIf(skipped)('what a mail said', () => {
  test('closes the question and stays to be confirmed, with the value filled in', async ({ world }) => {
    const id = await asked(world)
    await accept(world, id, 'wanted')
    const between = await page(world, id)
    expect(between.registration.phase).toBe('info_received')
    expect(between.toConfirm).toBe(1)
    expect((await latestAnswers(world.db, id))?.[field]).not.toBe(better)
    expect((await lettersOf(world, 'form_asked'))[0]?.letter).toMatchObject({
      needed: [],
      wanted: [expect.any(String)],
    })
    expect(JSON.stringify(await lettersOf(world, 'form_asked'))).not.toContain(better)
    const { id: question, proposed } = await item(world, id)
    expect(proposed).toBe(better)
    await expect(send(world, id, {}, [question])).rejects.toMatchObject({ code: 'not_valid' })
    const signed = { registrationId: id, seen: null, words: {}, confirmed: [question], signature }
    await answerQuestions(world.db, world.ada, signed, friday)
    expect((await latestAnswers(world.db, id))?.[field]).toBe(better)
    expect((await page(world, id)).toConfirm).toBe(0)
  })

  test('leaves the question open and the clock paused where the form has to say it first', async ({
    world,
  }) => {
    const id = await asked(world)
    await accept(world, id, 'needed')
    const between = await page(world, id)
    expect(between.registration.phase).toBe('info_requested')
    expect(between.decision?.reading.state).toBe('paused')
    const { id: question } = await item(world, id)
    await expect(send(world, id, { [question]: 'See my mail.' })).rejects.toMatchObject({ code: 'not_valid' })
    await sign(world, id)
    await send(world, id, {}, [question], tuesday)
    expect((await page(world, id)).registration.phase).toBe('info_received')
    const [answered] = await world.db.select().from(informationItems).where(eq(informationItems.id, question))
    expect(answered).toMatchObject({ answeredAt: tuesday, acceptedBy: null, confirmedAt: tuesday })
  })

  test('is never proposed for the address that letters go to', async ({ world }) => {
    const id = await asked(world, { fields: ['contact_email'] })
    await accept(world, id, 'wanted', 'other@elsewhere.example')
    expect((await item(world, id)).proposed).toBeNull()
  })
})

describe.skipIf(skipped)('the pages of it', () => {
  test('lead from the question to the field and back, and the review goes on by a button', async ({
    world,
  }) => {
    const id = await asked(world)
    const { id: question } = await item(world, id)
    const request = world.app()
    const cookie = await world.cookieOf(world.ada)
    const shown = await get(request, `/registrations/${id}/check`, cookie)
    expect(await shown.text()).toContain('Answer our questions')
    const form = { go: field, [`words_${question}`]: 'Half a sen' }
    const onward = await post(request, `/registrations/${id}/answer`, form, cookie)
    expect(onward.headers.get('location')).toBe(`/registrations/${id}/edit/technical#${field}`)
    expect(await (await get(request, `/registrations/${id}/check`, cookie)).text()).toContain('Half a sen')
    const long = await post(
      request,
      `/registrations/${id}/answer`,
      { go: 'send', [`words_${question}`]: 'x'.repeat(6000) },
      cookie,
    )
    expect(long.status).toBe(422)
    await send(world, id, { [question]: better })
    await resumeReview(world.db, world.staff.reviewer, { registrationId: id }, tuesday)
    expect((await page(world, id)).registration.phase).toBe('in_review')
    await expect(
      resumeReview(world.db, world.staff.reviewer, { registrationId: id }, tuesday),
    ).rejects.toMatchObject({ code: 'not_now' })
  })
})
