import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { memberships, outbox, registrations, submissions } from '../../db/schema.ts'
import { everyRow, get, monday, post, skipped, test, type World } from '../world.ts'

const row = async ({ db }: World, id: number) =>
  (
    await db.select().from(registrations).where(eq(registrations.id, id))
  )[0] as typeof registrations.$inferSelect

/** Noor joins Ada's company, so that two people write one draft. */
async function together(world: World) {
  const id = await world.draft()
  const joined = {
    companyId: world.companyId,
    personId: world.noor.id,
    access: 'manage',
    createdAt: monday,
  } as const
  await world.db.insert(memberships).values(joined)
  const [ada, noor] = [await world.cookieOf(world.ada), await world.cookieOf(world.noor)]
  const seen = String((await row(world, id)).draftVersion)
  const signature = { attest_name: 'Ada Moreno', attest_sign: 'yes', terms_version: '1' }
  const save = (cookie: string, over: Record<string, string>) =>
    post(
      world.app(),
      `/registrations/${id}/edit/attestation`,
      { ...signature, version: seen, ...over },
      cookie,
    )
  return { id, ada, noor, seen, save }
}

describe.skipIf(skipped)('two colleagues write one draft', () => {
  test('the last one is told what the first one saved; nothing is overwritten, nothing typed is lost', async ({
    world,
  }) => {
    const { id, ada, noor, save } = await together(world)
    expect((await save(noor, { attest_title: 'Counsel' })).status).toBe(303)
    const before = await everyRow(world.db)
    const refused = await save(ada, { attest_title: 'Head of product' })
    const page = await refused.text()
    expect(refused.status).toBe(409)
    expect(page).toContain('Noor Haddad saved this part while you were writing.')
    expect(page).toContain('Noor Haddad saved: Counsel')
    expect(page).toContain('value="Head of product"')
    expect(await everyRow(world.db)).toEqual(before)
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] as string
    expect((await save(ada, { attest_title: 'Head of product', version })).status).toBe(303)
    expect((await row(world, id)).draft.attest_title).toBe('Head of product')
  })

  test('another part, or the same answers, stand in nobody’s way', async ({ world }) => {
    const { id, ada, noor, seen, save } = await together(world)
    const other = { app_name: 'Harbor Companion', version: seen }
    expect((await post(world.app(), `/registrations/${id}/edit/app`, other, noor)).status).toBe(303)
    expect((await save(noor, { attest_title: 'Counsel' })).status).toBe(303)
    expect((await save(ada, { attest_title: 'Counsel' })).status).toBe(303)
  })

  test('a stale tab does not submit what it did not show, and a second press submits once', async ({
    world,
  }) => {
    const { id, ada, noor, seen, save } = await together(world)
    await save(noor, { attest_title: 'Counsel' })
    const stale = await post(world.app(), `/registrations/${id}/submit`, { version: seen }, ada)
    expect([stale.status, await stale.text()]).toEqual([
      409,
      expect.stringContaining('The answers were changed after this page was shown.'),
    ])
    expect((await row(world, id)).status).toBeNull()
    const version = String((await row(world, id)).draftVersion)
    const press = () => post(world.app(), `/registrations/${id}/submit`, { version }, ada)
    const led = async () => (await press()).headers.get('Location')
    expect([await led(), await led()]).toEqual([
      `/registrations/${id}?done=submitted`,
      `/registrations/${id}`,
    ])
    expect(await world.db.select().from(submissions)).toHaveLength(1)
    expect((await world.db.select().from(outbox)).filter(({ kind }) => kind === 'submitted')).toHaveLength(1)
  })
})

describe.skipIf(skipped)('a revision', () => {
  test('keeps each answer as it is kept, without follow-ups that were not asked', async ({ world }) => {
    const id = await world.draft()
    const cookie = await world.cookieOf(world.ada)
    const draft = (await row(world, id)).draft as Record<string, string>
    const form = { contact_phone: '(919) 555-0142', org_legal_name: '  Harborlight Health, Inc. ' }
    await post(world.app(), `/registrations/${id}/edit/contact`, { ...draft, ...form }, cookie)
    const technical = { ...draft, tech_oidc: 'yes', tech_oidc_explain: 'left over' }
    await post(world.app(), `/registrations/${id}/edit/technical`, technical, cookie)
    const done = await post(world.app(), `/registrations/${id}/submit`, {}, cookie)
    expect(done.status).toBe(303)
    const [revision] = await world.db.select().from(submissions)
    expect(revision?.answers).toMatchObject({
      contact_phone: '+19195550142',
      org_legal_name: 'Harborlight Health, Inc.',
    })
    expect(revision?.answers).not.toHaveProperty('tech_oidc_explain')
    expect(await (await get(world.app(), `/registrations/${id}`, cookie)).text()).toContain('+1 919 555 0142')
  })
})
