import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { currentFindings } from '../../db/queries/findings.ts'
import { threadPage } from '../../db/queries/thread.ts'
import {
  clockPauses,
  entries,
  informationItems,
  informationRequests,
  outbox,
  registrations,
} from '../../db/schema.ts'
import { acceptAnswer, ask, declineAnswer } from '../../src/operations/information.ts'
import { approve } from '../../src/operations/registrations.ts'
import { writeMessage, writeNote, writeReply } from '../../src/operations/thread.ts'
import { makeWorld } from '../people.ts'
import { everyRow, get, ownDatabase, password, post, skipped, test, type World } from '../world.ts'

const thursday = new Date('2026-11-05T15:40:00Z')
const friday = new Date('2026-11-06T15:00:00Z')
const nextTuesday = new Date('2026-11-10T15:00:00Z')
const nextFriday = new Date('2026-11-13T15:00:00Z')

type Asked = { blocking?: boolean; questions?: string[] }

async function asking(
  world: World,
  { blocking = true, questions = ['Whose is hlcdn.example?'] }: Asked = {},
) {
  const id = await world.submitted()
  await askAgain(world, id, { blocking, questions })
  return id
}

function askAgain(
  { db, staff }: World,
  id: number,
  { blocking = true, questions = ['One more?'] }: Asked,
  now = thursday,
) {
  const input = {
    registrationId: id,
    intro: 'Two things.',
    questions: questions.map((question) => ({ fieldId: null, question })),
    blocking,
  }
  return ask(db, staff.reviewer, input, now)
}

const answer = ({ db, ada }: World, id: number, now = friday) =>
  writeMessage(db, ada, { registrationId: id, body: 'It is ours.' }, now).then((entry) => entry.id)
const itemsOf = async ({ db }: World, id: number) =>
  (
    await db
      .select({ id: informationItems.id })
      .from(informationItems)
      .innerJoin(informationRequests, eq(informationRequests.id, informationItems.requestId))
      .where(eq(informationRequests.registrationId, id))
      .orderBy(asc(informationItems.id))
  ).map((item) => item.id)
const accept = ({ db, staff }: World, id: number, entryId: number, itemIds: number[], now = nextTuesday) =>
  acceptAnswer(db, staff.reviewer, { registrationId: id, entryId, itemIds }, now)
const page = ({ db, staff }: World, id: number, now = nextFriday) => threadPage(db, staff.reviewer, id, now)
const approving = async (world: World, id: number, over = {}) => {
  if ((await currentFindings(world.db, id)).length === 0) await world.measured(id)
  const { registration } = await page(world, id)
  const input = { registrationId: id, revision: 1, seen: registration.lastSeq, ...over }
  return approve(world.db, world.staff.reviewer, input, nextFriday)
}

describe.skipIf(skipped)('asking for information', () => {
  test('stops the clock where Leah cannot decide without the answer, and writes the questions to Ada', async ({
    world,
  }) => {
    const id = await asking(world)
    const { registration, decision, request } = await page(world, id)
    expect(registration.phase).toBe('info_requested')
    expect(decision?.reading).toMatchObject({ state: 'paused', used: 3, left: 7, dueOn: null })
    expect(request).toMatchObject({ blocking: true, replyBy: '2026-11-20', askedBy: 'Leah Stein' })
    const [letter] = await world.db.select().from(outbox).where(eq(outbox.kind, 'information_asked'))
    expect(letter).toMatchObject({
      to: world.ada.email,
      letter: {
        questions: [{ about: null, question: 'Whose is hlcdn.example?' }],
        replyBy: '2026-11-20',
        blocking: true,
      },
    })
  })

  test('never stops the clock where the answer is only nice to know', async ({ world }) => {
    const id = await asking(world, { blocking: false })
    const { registration, decision } = await page(world, id, nextTuesday)
    expect(registration.phase).toBe('in_review')
    expect(decision?.reading).toMatchObject({ state: 'running', used: 6, dueOn: '2026-11-17' })
    expect(await world.db.select().from(clockPauses)).toEqual([])
    const entry = await answer(world, id)
    await accept(world, id, entry, await itemsOf(world, id))
    const after = await page(world, id, nextTuesday)
    expect(after.decision?.reading).toEqual(decision?.reading)
    expect(after.registration.phase).toBe('in_review')
    expect(after.request).toBeNull()
  })

  test.for([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('waits until the open request is settled (blocking %s, then %s)', async ([first, second], { world }) => {
    const id = await asking(world, { blocking: first as boolean })
    const before = await everyRow(world.db)
    await expect(askAgain(world, id, { blocking: second as boolean })).rejects.toMatchObject({
      code: 'not_now',
    })
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('can be done again after an answer was taken: each pause counts for itself', async ({ world }) => {
    const id = await asking(world)
    await accept(world, id, await answer(world, id), await itemsOf(world, id))
    await askAgain(world, id, {}, nextTuesday)
    const entry = await answer(world, id, nextFriday)
    await accept(world, id, entry, (await itemsOf(world, id)).slice(1), nextFriday)
    expect((await page(world, id)).decision?.reading).toMatchObject({ state: 'running', used: 5, left: 5 })
    expect(await world.db.select().from(clockPauses)).toHaveLength(2)
  })

  test('needs a question, at most ten, none too long, about something that is asked', async ({ world }) => {
    const id = await world.submitted()
    for (const questions of [[], Array(11).fill('Why?'), ['x'.repeat(2001)]]) {
      await expect(askAgain(world, id, { questions })).rejects.toMatchObject({ code: 'not_valid' })
    }
    const about = {
      registrationId: id,
      intro: '',
      questions: [{ fieldId: 'salary', question: 'How much?' }],
      blocking: true,
    }
    await expect(ask(world.db, world.staff.reviewer, about, thursday)).rejects.toMatchObject({
      code: 'not_valid',
    })
    const leah = await world.cookieOf(world.staff.reviewer)
    const empty = await post(
      world.app(),
      `/desk/registrations/${id}/entries`,
      { kind: 'request', body: 'Please tell us more' },
      leah,
    )
    expect([empty.status, await empty.text()]).toEqual([
      422,
      expect.stringContaining('Write at least one question'),
    ])
    expect(await world.db.select().from(informationRequests)).toEqual([])
  })

  test('is possible only while the registration is in review', async ({ world }) => {
    const id = await world.submitted()
    await approving(world, id)
    await expect(askAgain(world, id, { blocking: false })).rejects.toMatchObject({ code: 'not_now' })
  })

  test('two reviewers ask at the same moment: one request, one pause', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const id = await world.submitted()
      const tries = await Promise.allSettled(Array.from({ length: 5 }, () => askAgain(world, id, {})))
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await own.db.select().from(informationRequests)).toHaveLength(1)
      expect(await own.db.select().from(clockPauses)).toHaveLength(1)
      const entry = await answer(world, id)
      const [item] = await itemsOf(world, id)
      const judged = await Promise.allSettled(
        Array.from({ length: 5 }, () => accept(world, id, entry, [item as number])),
      )
      expect(judged.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    } finally {
      await own.close()
    }
  })
})

describe.skipIf(skipped)('an answer', () => {
  test('to one of two questions leaves the other open and the clock stopped; the last answer sets it going', async ({
    world,
  }) => {
    const id = await asking(world, { questions: ['Whose?', 'Since when?'] })
    const [first, second] = (await itemsOf(world, id)) as [number, number]
    await accept(world, id, await answer(world, id, friday), [first], friday)
    const between = await page(world, id, friday)
    expect(between.decision?.reading.state).toBe('paused')
    expect(between.registration.phase).toBe('info_requested')
    expect(between.request?.items.map(({ answeredAt }) => answeredAt !== null)).toEqual([true, false])
    await accept(world, id, await answer(world, id, nextTuesday), [second], nextFriday)
    const after = await page(world, id)
    expect(after.registration.phase).toBe('info_received')
    expect(after.request).toBeNull()
    const [pause] = await world.db.select().from(clockPauses)
    expect(pause).toMatchObject({ pausedAt: thursday, resumedAt: nextTuesday })
  })

  test('that was declined stays in the thread; the question stays open and the clock stopped', async ({
    world,
  }) => {
    const id = await asking(world)
    const entryId = await answer(world, id)
    await declineAnswer(world.db, world.staff.reviewer, { registrationId: id, entryId }, nextTuesday)
    const after = await page(world, id)
    expect(after.decision?.reading.state).toBe('paused')
    expect(after.request?.items.map(({ answeredAt }) => answeredAt)).toEqual([null])
    expect(after.entries.find((entry) => entry.id === entryId)).toMatchObject({
      body: 'It is ours.',
      awaitsJudgement: false,
    })
    await accept(world, id, await answer(world, id), await itemsOf(world, id))
    expect((await page(world, id)).registration.phase).toBe('info_received')
  })

  test('is judged once, whichever way', async ({ world }) => {
    const id = await asking(world, { questions: ['Whose?', 'Since when?'] })
    const [first, second] = (await itemsOf(world, id)) as [number, number]
    const [taken, declined] = [await answer(world, id), await answer(world, id)]
    await accept(world, id, taken, [first])
    await declineAnswer(
      world.db,
      world.staff.reviewer,
      { registrationId: id, entryId: declined },
      nextTuesday,
    )
    for (const entryId of [taken, declined]) {
      await expect(accept(world, id, entryId, [second])).rejects.toMatchObject({ code: 'not_now' })
      const declining = declineAnswer(
        world.db,
        world.staff.reviewer,
        { registrationId: id, entryId },
        nextTuesday,
      )
      await expect(declining).rejects.toMatchObject({
        code: 'not_now',
        message: 'Somebody has already decided about this answer.',
      })
    }
  })

  test('answers the questions that are chosen, and only open ones of this request', async ({ world }) => {
    const [id, entry] = await asking(world).then(async (each) => [each, await answer(world, each)] as const)
    for (const chosen of [[], [0], [999_999], [Number.NaN], [-1]]) {
      await expect(accept(world, id, entry, chosen), String(chosen)).rejects.toMatchObject({
        code: 'not_valid',
      })
    }
    const leah = await world.cookieOf(world.staff.reviewer)
    const none = await post(world.app(), `/desk/registrations/${id}/answers`, { entry: String(entry) }, leah)
    expect([none.status, await none.text()]).toEqual([
      422,
      expect.stringContaining('Choose which question this answers.'),
    ])
    const nothing = await post(
      world.app(),
      `/desk/registrations/${id}/answers`,
      { entry: '1; DROP TABLE entries' },
      leah,
    )
    expect(nothing.status).toBe(422)
  })

  test('is a message or mail of the vendor after the question: nothing else can be taken for one', async ({
    world,
  }) => {
    const id = await world.submitted()
    const before = await answer(world, id, thursday)
    const asked = await askAgain(world, id, {})
    const reply = await writeReply(world.db, world.marcus, { registrationId: id, body: 'We wait.' }, friday)
    const note = await writeNote(world.db, world.marcus, { registrationId: id, body: 'Hm.' }, friday)
    const items = await itemsOf(world, id)
    for (const entryId of [before, reply.id]) {
      await expect(accept(world, id, entryId, items)).rejects.toMatchObject({ code: 'not_now' })
    }
    for (const entryId of [asked.id, note.id, 999_999]) {
      await expect(accept(world, id, entryId, items)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect((await page(world, id)).decision?.reading.state).toBe('paused')
  })

  test('of another registration is not there', async ({ world }) => {
    const id = await asking(world)
    const entry = await answer(world, id)
    const [item] = await itemsOf(world, id)
    await world.db.update(registrations).set({ appName: 'Harbor Older' }).where(eq(registrations.id, id))
    const other = await asking(world)
    await expect(accept(world, other, entry, [item as number])).rejects.toMatchObject({ code: 'not_found' })
    const theirs = await answer(world, other)
    await expect(accept(world, other, theirs, [item as number])).rejects.toMatchObject({ code: 'not_valid' })
    const declining = declineAnswer(
      world.db,
      world.staff.reviewer,
      { registrationId: other, entryId: entry },
      friday,
    )
    await expect(declining).rejects.toMatchObject({ code: 'not_found' })
  })

  test('never counts from before the question, and never from the future', async ({ world }) => {
    const id = await asking(world)
    const entry = await answer(world, id)
    await world.db
      .update(entries)
      .set({ at: new Date('2026-11-03T15:00:00Z') })
      .where(eq(entries.id, entry))
    await accept(world, id, entry, await itemsOf(world, id))
    const [pause] = await world.db.select().from(clockPauses)
    expect(pause?.resumedAt).toEqual(thursday)
  })
})

describe.skipIf(skipped)('approving', () => {
  test('stops the decision clock, starts that of the instructions, and writes to Ada', async ({ world }) => {
    const id = await world.submitted()
    await approving(world, id)
    const after = await page(world, id)
    expect(after.registration).toMatchObject({ status: 'approved', phase: 'instructions_due' })
    expect(after.decision?.reading).toMatchObject({ state: 'stopped', late: false })
    expect(after.instructions?.reading.dueOn).toBe('2026-11-20')
    expect(await world.db.select().from(outbox).where(eq(outbox.kind, 'approved'))).toMatchObject([
      { to: world.ada.email },
    ])
  })

  test('waits for a question that stops the clock, also on the page', async ({ world }) => {
    const id = await asking(world)
    await world.measured(id)
    const before = await everyRow(world.db)
    await expect(approving(world, id)).rejects.toMatchObject({
      code: 'not_now',
      message: expect.stringContaining('A question that stops the clock is still open'),
    })
    expect(await everyRow(world.db)).toEqual(before)
    const leah = await world.cookieOf(world.staff.reviewer)
    expect((await get(world.app(), `/desk/registrations/${id}/approve`, leah)).status).toBe(409)
    const seen = String((await page(world, id)).registration.lastSeq)
    expect(
      (await post(world.app(), `/desk/registrations/${id}/approve`, { revision: '1', seen, password }, leah))
        .status,
    ).toBe(409)
  })

  test('does not wait for a question that is only nice to know', async ({ world }) => {
    const id = await asking(world, { blocking: false })
    await approving(world, id)
    expect((await page(world, id)).registration.status).toBe('approved')
  })

  test('is refused when something arrived that Leah has not seen, and says so on her page', async ({
    world,
  }) => {
    const id = await world.submitted()
    const { registration } = await page(world, id)
    await answer(world, id)
    const form = { revision: '1', seen: String(registration.lastSeq), password }
    const leah = await world.cookieOf(world.staff.reviewer)
    const response = await post(world.app(), `/desk/registrations/${id}/approve`, form, leah)
    expect([response.status, await response.text()]).toEqual([
      409,
      expect.stringContaining('Something new arrived while you were reading'),
    ])
    await writeNote(world.db, world.marcus, { registrationId: id, body: 'Fine by me.' }, friday)
    const { registration: now } = await page(world, id)
    await approving(world, id, { seen: now.lastSeq - 1 })
    expect((await page(world, id)).registration.status).toBe('approved')
  })

  test('is of the answers that were read: another revision is refused', async ({ world }) => {
    const id = await world.submitted()
    for (const revision of [0, 2])
      await expect(approving(world, id, { revision })).rejects.toMatchObject({ code: 'not_now' })
    const leah = await world.cookieOf(world.staff.reviewer)
    for (const form of [
      {},
      { revision: '1' },
      { seen: '9' },
      { revision: 'one', seen: '9' },
      { revision: '-1', seen: '9' },
    ]) {
      const response = await post(
        world.app(),
        `/desk/registrations/${id}/approve`,
        { ...form, password } as Record<string, string>,
        leah,
      )
      expect(response.status, JSON.stringify(form)).toBe(422)
    }
  })

  test('happens once, also when two reviewers press at the same moment', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const id = await world.submitted()
      await world.measured(id)
      const { registration } = await page(world, id)
      const input = { registrationId: id, revision: 1, seen: registration.lastSeq }
      const by = [world.staff.reviewer, world.marcus, world.staff.reviewer, world.marcus]
      const tries = await Promise.allSettled(by.map((who) => approve(own.db, who, input, friday)))
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await own.db.select().from(outbox).where(eq(outbox.kind, 'approved'))).toHaveLength(1)
    } finally {
      await own.close()
    }
  })
})
