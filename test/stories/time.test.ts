// What time alone causes: reminders, the lapse, the morning's digest, and due dates after a change of the calendar.
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { calendarChanges, clocks, outbox, registrations } from '../../db/schema.ts'
import { changeDay, previewDay } from '../../src/operations/calendar.ts'
import { writeDigests } from '../../src/operations/digest.ts'
import { ask } from '../../src/operations/information.ts'
import { lapseUnanswered, remindVendors } from '../../src/operations/reminders.ts'
import { writeMessage } from '../../src/operations/thread.ts'
import { get, post, skipped, test, type World } from '../world.ts'

/** Half past eight in New York, when there is no summer time. */
const morning = (day: string) => new Date(`${day}T13:30:00Z`)
const asked = new Date('2026-11-05T15:40:00Z')

/** Asked on Thursday, November 5: reminders on the 5th and the 9th business day after it, the lapse after the 20th. */
async function asking(world: World, blocking = true): Promise<number> {
  const id = await world.submitted()
  const questions = [{ fieldId: null, question: 'Whose is hlcdn.example?' }]
  await ask(
    world.db,
    world.staff.reviewer,
    { registrationId: id, intro: 'One thing.', questions, blocking },
    asked,
  )
  return id
}
const lettersOf = async ({ db }: World, kind: string) =>
  (await db.select().from(outbox)).filter(({ letter }) => letter.kind === kind)
const standing = async ({ db }: World, id: number) => {
  const [row] = await db.select().from(registrations).where(eq(registrations.id, id))
  return [row?.status, row?.closedAs]
}
const dueOf = async ({ db }: World, id: number) =>
  (await db.select().from(clocks).where(eq(clocks.registrationId, id)))[0]?.dueOn

const dayOff = { day: '2026-11-10', kind: 'closed', change: 'added', name: 'Moving day' } as const
const reason = 'The whole office moves on that day.'

describe.skipIf(skipped)('time alone', () => {
  test('reminds on the 5th and 9th business day after the question, once each, and on no weekend', async ({
    world,
  }) => {
    await asking(world)
    const left: [string, number][] = []
    for (const day of ['2026-11-12', '2026-11-13', '2026-11-13', '2026-11-14', '2026-11-18', '2026-11-19'])
      left.push([day, await remindVendors(world.db, morning(day))])
    expect(left.filter(([, count]) => count > 0)).toEqual([
      ['2026-11-13', 1],
      ['2026-11-19', 1],
    ])
    const letters = await lettersOf(world, 'reminder')
    expect(new Set(letters.map(({ to }) => to))).toEqual(new Set([world.ada.email]))
    expect(letters).toHaveLength(2)
  })

  test('reminds nobody who has written and waits for a reviewer', async ({ world }) => {
    const id = await asking(world)
    await writeMessage(world.db, world.ada, { registrationId: id, body: 'Ours.' }, asked)
    expect(await remindVendors(world.db, morning('2026-11-13'))).toBe(0)
    expect(await lapseUnanswered(world.db, morning('2027-01-15'))).toBe(0)
    expect(await standing(world, id)).toEqual(['pending', null])
  })

  test('withdraws what nobody answered after the 20th business day, never before, with a letter', async ({
    world,
  }) => {
    const id = await asking(world)
    expect(await lapseUnanswered(world.db, morning('2026-12-07'))).toBe(0)
    expect(await standing(world, id)).toEqual(['pending', null])
    expect(await lapseUnanswered(world.db, morning('2026-12-08'))).toBe(1)
    expect(await lapseUnanswered(world.db, morning('2026-12-08'))).toBe(0)
    expect(await standing(world, id)).toEqual([null, 'withdrawn'])
    expect(await lettersOf(world, 'lapsed')).toHaveLength(1)
    const running = await world.db.select().from(clocks).where(eq(clocks.registrationId, id))
    expect(running.every(({ stoppedAt }) => stoppedAt !== null)).toBe(true)
  })

  test('never withdraws for a question that does not stop the clock', async ({ world }) => {
    const id = await asking(world, false)
    expect(await lapseUnanswered(world.db, morning('2027-02-01'))).toBe(0)
    expect(await standing(world, id)).toEqual(['pending', null])
  })

  test('tells reviewers and approvers once a business morning what waits', async ({ world }) => {
    await world.submitted()
    expect(await writeDigests(world.db, morning('2026-11-15'))).toBe(0) // a Sunday
    expect(await writeDigests(world.db, new Date('2026-11-13T11:00:00Z'))).toBe(0) // six in the morning
    const written = await writeDigests(world.db, morning('2026-11-13'))
    expect(written).toBe(3) // Leah, Marcus and Grace
    expect(await writeDigests(world.db, morning('2026-11-13'))).toBe(0)
    const letters = await lettersOf(world, 'digest')
    expect(letters.map(({ to }) => to).toSorted()).toEqual(
      [world.staff.approver.email, world.staff.reviewer.email, world.marcus.email].toSorted(),
    )
  })
})

describe.skipIf(skipped)('the calendar', () => {
  test('an admin sees what a day off moves, saves it, and open clocks are counted anew', async ({
    world,
  }) => {
    const id = await world.submitted()
    const [{ db }, admin, before] = [world, world.staff.admin, await dueOf(world, id)]
    const { moved, version } = await previewDay(db, admin, { ...dayOff, reason }, asked)
    expect([before, moved.map(({ from, to }) => [from, to])]).toEqual([
      '2026-11-17',
      [['2026-11-17', '2026-11-18']],
    ])
    expect(await dueOf(world, id)).toBe('2026-11-17')
    await changeDay(db, admin, { ...dayOff, reason, version }, asked)
    expect(await dueOf(world, id)).toBe('2026-11-18')
    await expect(
      changeDay(db, admin, { ...dayOff, day: '2026-11-12', reason, version }, asked),
    ).rejects.toMatchObject({ code: 'not_now' })
    const vendor = await (
      await get(world.app(), `/registrations/${id}`, await world.cookieOf(world.ada))
    ).text()
    expect(vendor).toContain('Our calendar changed')
  })

  test('keeps what a stopped clock was counted by', async ({ world }) => {
    const id = await world.active()
    const before = await world.db.select().from(clocks).where(eq(clocks.registrationId, id))
    const { version } = await previewDay(world.db, world.staff.admin, { ...dayOff, reason }, asked)
    await changeDay(world.db, world.staff.admin, { ...dayOff, reason, version }, asked)
    const stopped = (rows: typeof before) => rows.filter(({ stoppedAt }) => stoppedAt !== null)
    const after = await world.db.select().from(clocks).where(eq(clocks.registrationId, id))
    expect(stopped(before).length).toBeGreaterThan(0)
    expect(stopped(after)).toEqual(stopped(before))
  })

  test('is edited by admins alone, on a page that shows what moves; a day in words is refused', async ({
    world,
  }) => {
    await world.submitted()
    const [app, hal] = [world.app(), await world.cookieOf(world.staff.admin)]
    const form = { ...dayOff, reason, day: '2026-11-16' }
    const preview = await (await post(app, '/desk/calendar/preview', form, hal)).text()
    expect(preview).toContain('Moving day')
    const wrong = await post(app, '/desk/calendar/preview', { ...form, day: 'tomorrow' }, hal)
    expect(wrong.status).toBe(422)
    const priya = await world.cookieOf(world.staff.support)
    expect((await post(app, '/desk/calendar', { ...form, version: '0' }, priya)).status).toBe(403)
    expect(await world.db.select().from(calendarChanges)).toEqual([])
  })
})
