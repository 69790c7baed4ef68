import { eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { threadPage } from '../../db/queries/thread.ts'
import { clocks, informationRequests, outbox, registrations, submissions } from '../../db/schema.ts'
import { ask } from '../../src/operations/information.ts'
import { approve, submit } from '../../src/operations/registrations.ts'
import { reopen, withdraw } from '../../src/operations/withdrawal.ts'
import { everyRow, get, monday, post, skipped, test, type World } from '../world.ts'

const later = new Date(monday.getTime() + 3 * 86_400_000)
const rowOf = async ({ db }: World, id: number) =>
  (
    await db.select().from(registrations).where(eq(registrations.id, id))
  )[0] as typeof registrations.$inferSelect

async function approved(world: World): Promise<number> {
  const id = await world.submitted()
  await world.measured(id)
  const { registration } = await threadPage(world.db, world.marcus, id, monday)
  await approve(
    world.db,
    world.marcus,
    { registrationId: id, revision: 1, seen: registration.lastSeq },
    monday,
  )
  return id
}

describe.skipIf(skipped)('an owner who stops', () => {
  test('withdraws a pending registration: clocks and questions end, both sides read why, a letter leaves', async ({
    world,
  }) => {
    const { db, ada, staff } = world
    const id = await world.submitted()
    const questions = [{ fieldId: null, question: 'Whose?' }]
    await ask(db, staff.reviewer, { registrationId: id, intro: '', questions, blocking: true }, monday)
    const cookie = await world.cookieOf(ada, later)
    const app = world.app(() => later)
    expect(await (await get(app, `/registrations/${id}`, cookie)).text()).toContain('Withdraw')
    const done = await post(app, `/registrations/${id}/withdraw`, { reason: 'We merge two apps.' }, cookie)
    expect(done.headers.get('Location')).toBe(`/registrations/${id}?done=withdrawn`)
    expect(await rowOf(world, id)).toMatchObject({ status: null, phase: null, closedAs: 'withdrawn' })
    expect(await db.select().from(clocks).where(isNull(clocks.stoppedAt))).toEqual([])
    expect(await db.select().from(informationRequests).where(isNull(informationRequests.closedAt))).toEqual(
      [],
    )
    const [letter] = await db.select().from(outbox).where(eq(outbox.kind, 'withdrawn'))
    expect(letter).toMatchObject({ to: ada.email, letter: { by: 'Ada Moreno', hadAccess: false } })
    const leah = await world.cookieOf(staff.reviewer, later)
    for (const [path, who] of [
      [`/registrations/${id}`, cookie],
      [`/desk/registrations/${id}`, leah],
    ] as const)
      expect(await (await get(app, path, who)).text()).toContain('We merge two apps.')
  })

  test('reopens it as a draft with every answer but the signature, and submits with a new clock', async ({
    world,
  }) => {
    const { db, ada } = world
    const id = await world.submitted()
    await withdraw(db, ada, { registrationId: id, reason: null }, later)
    await reopen(db, ada, { registrationId: id }, later)
    const draft = await rowOf(world, id)
    expect(draft).toMatchObject({ status: null, phase: null, closedAs: null })
    expect(draft.draft).toMatchObject({ app_name: 'Harbor Companion', contact_email: ada.email })
    for (const signed of ['attest_name', 'attest_title', 'attest_sign', 'terms_version'])
      expect(draft.draft).not.toHaveProperty(signed)
    const unsigned = submit(db, ada, { registrationId: id, seen: null }, later)
    await expect(unsigned).rejects.toMatchObject({ code: 'not_valid' })
    const signature = {
      attest_name: 'Ada Moreno',
      attest_title: 'Chief of product',
      attest_sign: 'yes',
      terms_version: '1',
    }
    const cookie = await world.cookieOf(ada, later)
    await post(
      world.app(() => later),
      `/registrations/${id}/edit/attestation`,
      signature,
      cookie,
    )
    await submit(db, ada, { registrationId: id, seen: null }, later)
    expect(await rowOf(world, id)).toMatchObject({ status: 'pending', phase: 'in_review' })
    expect((await db.select().from(submissions)).map(({ revision }) => revision)).toEqual([1, 2])
    const compared = await get(
      world.app(() => later),
      `/registrations/${id}/revisions`,
      cookie,
    )
    expect(await compared.text()).toContain('Chief of product')
    const seen = await get(
      world.app(() => later),
      `/desk/registrations/${id}/revisions?from=2&to=2`,
      await world.cookieOf(world.staff.auditor, later),
    )
    expect(seen.status).toBe(200)
    const [running] = await db.select().from(clocks).where(isNull(clocks.stoppedAt))
    expect(running?.startedAt).toEqual(later)
  })

  test('gives an approved app up, and does not reopen that one', async ({ world }) => {
    const { db, ada } = world
    const id = await approved(world)
    await withdraw(db, ada, { registrationId: id, reason: null }, later)
    expect(await rowOf(world, id)).toMatchObject({ status: null, closedAs: 'withdrawn' })
    const [letter] = await db.select().from(outbox).where(eq(outbox.kind, 'withdrawn'))
    expect(letter?.letter).toMatchObject({ hadAccess: true })
    const before = await everyRow(db)
    await expect(reopen(db, ada, { registrationId: id }, later)).rejects.toMatchObject({ code: 'not_now' })
    expect(await everyRow(db)).toEqual(before)
    const page = await get(
      world.app(() => later),
      `/registrations/${id}`,
      await world.cookieOf(ada, later),
    )
    expect(await page.text()).not.toContain('Reopen as a draft')
  })

  test('is the only one who can, once, and not from a draft', async ({ world }) => {
    const { db, ada, noor } = world
    const id = await world.submitted()
    const stranger = withdraw(db, noor, { registrationId: id, reason: null }, later)
    await expect(stranger).rejects.toMatchObject({ code: 'not_found' })
    await withdraw(db, ada, { registrationId: id, reason: null }, later)
    const again = withdraw(db, ada, { registrationId: id, reason: null }, later)
    await expect(again).rejects.toMatchObject({ code: 'not_now' })
    const other = await world.draft()
    const draft = withdraw(db, ada, { registrationId: other, reason: null }, later)
    await expect(draft).rejects.toMatchObject({ code: 'not_now' })
  })
})
