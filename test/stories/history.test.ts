import { asc, eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { threadPage } from '../../db/queries/thread.ts'
import { auditEvents, statusEvents } from '../../db/schema.ts'
import { acceptAnswer, ask, declineAnswer } from '../../src/operations/information.ts'
import { approve, take } from '../../src/operations/registrations.ts'
import { writeMessage } from '../../src/operations/thread.ts'
import { criteriaOf } from '../../src/rules/criteria.ts'
import { everyRow, monday, password, post, skipped, test, type World } from '../world.ts'

const day = (count: number) => new Date(monday.getTime() + count * 86_400_000)

/** Asked, declined once, answered, approved. */
async function story(world: World): Promise<number> {
  const { db, ada, staff } = world
  const id = await world.submitted()
  await take(db, staff.reviewer, { registrationId: id }, day(0))
  await ask(
    db,
    staff.reviewer,
    {
      registrationId: id,
      intro: '',
      questions: [{ fieldId: 'tech_oidc', question: 'Which flow?' }],
      blocking: true,
    },
    day(1),
  )
  const first = await writeMessage(db, ada, { registrationId: id, body: 'Soon.' }, day(2))
  await declineAnswer(db, staff.reviewer, { registrationId: id, entryId: first.id }, day(2))
  const second = await writeMessage(db, ada, { registrationId: id, body: 'Authorization code.' }, day(3))
  const { request } = await threadPage(db, staff.reviewer, id, day(3))
  await acceptAnswer(
    db,
    staff.reviewer,
    { registrationId: id, entryId: second.id, itemIds: request?.items.map((item) => item.id) ?? [] },
    day(4),
  )
  await world.measured(id, day(4))
  const { registration } = await threadPage(db, world.marcus, id, day(4))
  await approve(db, world.marcus, { registrationId: id, revision: 1, seen: registration.lastSeq }, day(4))
  return id
}

describe.skipIf(skipped)('the history', () => {
  test('has every step with who took it and when, and Ada reads it on her page', async ({ world }) => {
    const id = await story(world)
    const steps = await world.db
      .select()
      .from(statusEvents)
      .where(eq(statusEvents.registrationId, id))
      .orderBy(asc(statusEvents.id))
    const { ada, marcus, staff } = world
    expect(steps.map(({ action, from, to, actorId, at }) => [action, from, to, actorId, at])).toEqual([
      ['submit', 'draft', 'pending/in_review', ada.id, monday],
      ['ask', 'pending/in_review', 'pending/info_requested', staff.reviewer.id, day(1)],
      ['take_answer', 'pending/info_requested', 'pending/info_received', staff.reviewer.id, day(4)],
      ['approve', 'pending/info_received', 'approved/instructions_due', marcus.id, day(4)],
    ])
    const page = await threadPage(world.db, ada, id, day(5))
    expect(page.history.map(({ to }) => to)).toEqual(steps.map(({ to }) => to).toReversed())
  })

  test('each step begins where the one before ended, and the last one is where the registration stands', async ({
    world,
  }) => {
    const id = await story(world)
    const steps = await world.db
      .select()
      .from(statusEvents)
      .where(eq(statusEvents.registrationId, id))
      .orderBy(asc(statusEvents.id))
    for (const [index, step] of steps.entries())
      expect(step.from).toBe(index === 0 ? 'draft' : steps[index - 1]?.to)
    const { status, phase } = (await threadPage(world.db, world.ada, id, day(5))).registration
    expect(steps.at(-1)?.to).toBe(`${status}/${phase}`)
  })

  test('a step that is not for the vendor is not on the vendor’s page', async ({ world }) => {
    const id = await world.submitted()
    const hidden = {
      registrationId: id,
      action: 'propose',
      from: 'pending/in_review',
      to: 'pending/in_review',
      reason: 'kept inside',
      at: day(1),
    }
    await world.db.insert(statusEvents).values(hidden)
    expect(JSON.stringify(await threadPage(world.db, world.ada, id, day(2)))).not.toContain('kept inside')
    expect(JSON.stringify(await threadPage(world.db, world.staff.auditor, id, day(2)))).toContain(
      'kept inside',
    )
  })

  test('who did what is on record in order: signing up, submitting, taking, asking, judging, approving', async ({
    world,
  }) => {
    await story(world)
    const rows = await world.db.select().from(auditEvents).orderBy(asc(auditEvents.id))
    expect(rows.map(({ action, role }) => `${action} by ${role}`)).toEqual([
      'registration.submitted by owner',
      'registration.taken by reviewer',
      'information.asked by reviewer',
      'answer.declined by reviewer',
      'answer.accepted by reviewer',
      ...criteriaOf('SEC').map(() => 'finding.recorded by reviewer'),
      'registration.approved by reviewer',
    ])
    expect(rows.every(({ personId, object }) => personId !== null && object !== null)).toBe(true)
    expect(JSON.stringify(rows)).not.toMatch(/Authorization code|Soon\./)
  })

  test('signing in and out is on record with the address and the program, never with a secret', async ({
    world,
  }) => {
    const app = world.app()
    const begun = await post(app, '/sign-in', { email: world.ada.email, password })
    const cookie = begun.headers.get('Set-Cookie')?.split(';')[0] as string
    await app.request('/sign-out', {
      method: 'POST',
      headers: {
        Cookie: cookie,
        Origin: 'http://127.0.0.1:3000',
        'User-Agent': `Firefox ${'x'.repeat(500)}`,
      },
    })
    const rows = await world.db.select().from(auditEvents).orderBy(asc(auditEvents.id))
    expect(rows.map(({ action, personId }) => [action, personId])).toEqual([
      ['session.begun', world.ada.id],
      ['session.ended', world.ada.id],
    ])
    expect(rows[1]?.userAgent).toMatch(/^Firefox x{192}$/)
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(2)
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1])
    expect(JSON.stringify(rows)).not.toContain(password)
  })
})

describe.skipIf(skipped)('what has been written down stays', () => {
  const tables = ['status_events', 'audit_events', 'submissions'] as const
  const timeOf = (table: string) => (table === 'submissions' ? 'submitted_at' : 'at')
  const attempts = tables.flatMap((table) => [
    `UPDATE ${table} SET ${timeOf(table)} = now()`,
    `UPDATE ${table} SET ${timeOf(table)} = ${timeOf(table)} WHERE id = (SELECT max(id) FROM ${table})`,
    `DELETE FROM ${table}`,
    `DELETE FROM ${table} WHERE id = (SELECT min(id) FROM ${table})`,
    `TRUNCATE ${table}`,
    `TRUNCATE ${table} CASCADE`,
  ])

  test.for([...attempts, 'TRUNCATE registrations CASCADE'])(
    '%s is refused by the database itself',
    async (attempt, { world }) => {
      await story(world)
      const before = await everyRow(world.db)
      const trying = world.db.transaction((tx) => tx.execute(sql.raw(attempt)))
      await expect(trying).rejects.toMatchObject({
        cause: expect.objectContaining({ message: expect.stringContaining('is append-only') }),
      })
      expect(await everyRow(world.db)).toEqual(before)
    },
  )

  test('only the job that ends the time of keeping passes, and only in its own transaction', async ({
    world,
  }) => {
    await story(world)
    await world.db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL vouchdesk.retention = 'on'`)
      await tx.execute(sql`DELETE FROM audit_events`)
      await tx.execute(sql`SET LOCAL vouchdesk.retention = ''`)
    })
    expect(await world.db.select().from(auditEvents)).toEqual([])
    const trying = world.db.transaction((tx) => tx.execute(sql`DELETE FROM status_events`))
    await expect(trying).rejects.toThrow()
  })
})
