// Staff file what a vendor said elsewhere: the record says so, and the clock goes by when it was said.
import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { threadPage } from '../../db/queries/thread.ts'
import { questionsForOwner } from '../../db/queries/waiting.ts'
import { auditEvents, entries, outbox, participants, statusEvents } from '../../db/schema.ts'
import { acceptAnswer, ask } from '../../src/operations/information.ts'
import { fileForVendor } from '../../src/operations/onBehalf.ts'
import { instantAt } from '../../src/rules/calendar.ts'
import type { Staff } from '../../src/rules/people.ts'
import { get, post, skipped, test, type World } from '../world.ts'

const thursday = new Date('2026-11-05T15:40:00Z')
const friday = new Date('2026-11-06T15:00:00Z')
const tuesday = new Date('2026-11-10T15:00:00Z')

const speakerOf = async ({ db }: World, id: number) =>
  (await db.select().from(participants).where(eq(participants.registrationId, id)))[0]?.id as number

async function file(world: World, id: number, over: object = {}, staff: Staff = world.staff.support) {
  const participantId = await speakerOf(world, id)
  const said = { way: 'phone', saidAt: friday, body: 'The host is ours.', withdraws: false } as const
  await fileForVendor(world.db, staff, { registrationId: id, participantId, ...said, ...over }, tuesday)
}

async function asked(world: World): Promise<number> {
  const id = await world.submitted()
  const questions = [{ fieldId: null, question: 'Whose is hlcdn.example?' }]
  const asking = { registrationId: id, intro: '', questions, blocking: true }
  await ask(world.db, world.staff.reviewer, asking, thursday)
  return id
}

describe.skipIf(skipped)('what a vendor said by phone', () => {
  test('stands as the vendor’s, with who filed it, and can be the answer from when it was said', async ({
    world,
  }) => {
    const id = await asked(world)
    await file(world, id)
    const { entries: shown } = await threadPage(world.db, world.ada, id, tuesday)
    const filed = shown.find(({ onBehalf }) => onBehalf !== null)
    expect(filed).toMatchObject({
      author: { name: 'Ada Moreno', side: 'vendor' },
      onBehalf: { way: 'phone', filedBy: world.staff.support.name },
      awaitsJudgement: true,
      at: friday,
    })
    const [item] = await questionsForOwner(world.db, id)
    const judged = { registrationId: id, entryId: filed?.id as number, itemIds: [item?.item.id as number] }
    await acceptAnswer(world.db, world.staff.reviewer, judged, tuesday)
    const { decision, registration } = await threadPage(world.db, world.staff.reviewer, id, tuesday)
    expect(registration.phase).toBe('info_received')
    expect(decision?.reading).toMatchObject({ state: 'running', used: 5 })
    const [letter] = await world.db.select().from(outbox).where(eq(outbox.kind, 'filed_for_vendor'))
    expect(letter).toMatchObject({ to: world.ada.email, letter: { way: 'phone', from: 'Ada Moreno' } })
    expect(JSON.stringify(letter)).not.toContain('The host is ours')
    const [written] = await world.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'message.filed_for_vendor'))
    expect(written).toMatchObject({ personId: world.staff.support.id })
  })

  test('is refused for a time that cannot be, and for somebody who takes no part', async ({ world }) => {
    const id = await world.submitted()
    await expect(file(world, id, { saidAt: new Date('2027-01-01T00:00:00Z') })).rejects.toMatchObject({
      code: 'not_valid',
    })
    await expect(file(world, id, { saidAt: new Date('2020-01-01T00:00:00Z') })).rejects.toMatchObject({
      code: 'not_valid',
    })
    await expect(file(world, id, { participantId: 999_999 })).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.db.select().from(entries).where(sql`${entries.onBehalf} IS NOT NULL`)).toEqual([])
  })

  test('withdraws by a reviewer alone, and the history says who wanted it and how', async ({ world }) => {
    const id = await world.submitted()
    await expect(file(world, id, { withdraws: true })).rejects.toMatchObject({ code: 'not_yours' })
    expect(await world.db.select().from(outbox).where(eq(outbox.kind, 'filed_for_vendor'))).toEqual([])
    await file(world, id, { withdraws: true, way: 'paper' }, world.staff.reviewer)
    const history = await world.db.select().from(statusEvents).where(eq(statusEvents.action, 'withdraw'))
    expect(history).toMatchObject([{ reason: 'On paper, Ada Moreno', actorId: world.staff.reviewer.id }])
    await expect(file(world, id, { withdraws: true }, world.staff.reviewer)).rejects.toMatchObject({
      code: 'not_now',
    })
  })

  test('is filed by a form that keeps what was typed', async ({ world }) => {
    const id = await world.submitted()
    const cookie = await world.cookieOf(world.staff.support)
    expect(await (await get(world.app(), `/desk/registrations/${id}/file`, cookie)).text()).not.toContain(
      'withdraws',
    )
    const form = {
      way: 'phone',
      person: String(await speakerOf(world, id)),
      day: '2026-11-02',
      time: '25:00',
      body: 'Half an hour.',
    }
    const wrong = await post(world.app(), `/desk/registrations/${id}/file`, form, cookie)
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('Half an hour.')
  })

  test('is raw SQL that names no speaker refused', async ({ world }) => {
    const id = await world.submitted()
    await file(world, id)
    const broken = world.db
      .update(entries)
      .set({ participantId: null })
      .where(sql`${entries.onBehalf} IS NOT NULL`)
    await expect(broken).rejects.toThrow()
  })
})

describe('a time on the wall', () => {
  test.for([
    ['2026-11-06', '10:00', '2026-11-06T15:00:00.000Z'],
    ['2026-07-06', '10:00', '2026-07-06T14:00:00.000Z'],
    ['2026-11-01', '01:30', '2026-11-01T05:30:00.000Z'],
    ['2026-03-08', '02:30', '2026-03-08T07:30:00.000Z'],
    ['2026-03-08', '03:30', '2026-03-08T07:30:00.000Z'],
    ['2026-11-01', '02:30', '2026-11-01T07:30:00.000Z'],
  ])('%s %s in New York is %s', ([day, time, instant]) => {
    expect(instantAt(day as string, time as string, 'America/New_York').toISOString()).toBe(instant)
  })
})
