// A draft is kept while it is written: half answers too, no letter before a pressed button, nobody overwritten.
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { memberships, outbox, participants, registrations, sessions } from '../../db/schema.ts'
import { everyRow, get, monday, post, skipped, test, type World } from '../world.ts'

const window = (letter: string, step: number) => `${letter.repeat(32)}-${step}`
const versionIn = (html: string) => /data-version="(\d+)"/.exec(html)?.[1] as string
const minutes = (count: number) => new Date(monday.getTime() + count * 60_000)

async function writing(world: World, part = 'attestation') {
  const id = await world.draft()
  const [ada, noor] = [await world.cookieOf(world.ada), await world.cookieOf(world.noor)]
  const joined = {
    companyId: world.companyId,
    personId: world.noor.id,
    access: 'manage',
    createdAt: monday,
  } as const
  await world.db.insert(memberships).values(joined)
  const path = `/registrations/${id}/edit/${part}`
  const row = async () =>
    (
      await world.db.select().from(registrations).where(eq(registrations.id, id))
    )[0] as typeof registrations.$inferSelect
  const version = String((await row()).draftVersion)
  const writers = { [ada]: world.ada, [noor]: world.noor }
  const keep = (form: Record<string, string>, cookie = ada, at = monday) =>
    post(
      world.app(() => at),
      `${path}/autosave`,
      { version, writer: String(writers[cookie]?.id), ...form },
      cookie,
    )
  return { id, path, ada, noor, version, row, keep }
}

describe.skipIf(skipped)('while a draft is written', () => {
  test('half an answer is kept and said so, without a word about what is wrong with it', async ({
    world,
  }) => {
    const { keep, row, version } = await writing(world)
    const kept = await keep({ attest_name: 'A', attest_title: '' })
    const line = await kept.text()
    expect(kept.status).toBe(200)
    expect(line).toContain('Saved 10:14 a.m.')
    expect(line).not.toMatch(/error|characters/i)
    expect(versionIn(line)).toBe(String(Number(version) + 1))
    expect((await row()).draft).toMatchObject({ attest_name: 'A', attest_title: '' })
  })

  test('one’s own saves never stand in one’s way, also when an answer got lost on its way', async ({
    world,
  }) => {
    const { keep, path, ada, row, version } = await writing(world)
    expect((await keep({ attest_title: 'He', save: window('a', 1) })).status).toBe(200)
    const afterLoss = await keep({ attest_title: 'Head', save: window('a', 2) })
    expect(afterLoss.status).toBe(200)
    const form = { attest_title: 'Head of product', save: window('a', 3), version }
    expect((await post(world.app(), path, form, ada)).status).toBe(303)
    expect((await row()).draft.attest_title).toBe('Head of product')
  })

  test('a save that was overtaken does not bring older text back', async ({ world }) => {
    const { keep, path, ada, row, version } = await writing(world)
    const form = { attest_title: 'Head of product', save: window('a', 2), version }
    expect((await post(world.app(), path, form, ada)).status).toBe(303)
    expect((await keep({ attest_title: 'Head', save: window('a', 1) })).status).toBe(409)
    expect((await row()).draft.attest_title).toBe('Head of product')
  })

  test('another window of the same person is told like a colleague', async ({ world }) => {
    const { keep, row } = await writing(world)
    await keep({ attest_title: 'Counsel', save: window('a', 1) })
    expect((await keep({ attest_title: 'Clerk', save: window('b', 1) })).status).toBe(409)
    expect((await row()).draft.attest_title).toBe('Counsel')
  })

  test('a colleague’s answers are not overwritten; the last writer is told whose and which', async ({
    world,
  }) => {
    const { keep, noor } = await writing(world)
    expect((await keep({ attest_title: 'Counsel', save: window('b', 1) }, noor)).status).toBe(200)
    const before = await everyRow(world.db)
    const refused = await keep({ attest_title: 'Head of product', save: window('a', 1) })
    const words = await refused.text()
    expect(refused.status).toBe(409)
    expect(words).toContain('Noor Haddad saved this part while you were writing.')
    expect(words).toContain('Noor Haddad saved: Counsel')
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('a page that somebody else opened does not go on in the name of who signed in since', async ({
    world,
  }) => {
    const { keep, noor } = await writing(world)
    const before = await everyRow(world.db)
    const refused = await keep({ attest_title: 'Typed by Ada', writer: String(world.ada.id) }, noor)
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('Noor Haddad is signed in in this browser now')
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('it does not keep a session alive, and without one it says no more than that', async ({ world }) => {
    const { keep, ada, path } = await writing(world)
    const seenAt = async () => (await world.db.select().from(sessions)).map((each) => each.seenAt).toSorted()
    const before = await seenAt()
    expect((await keep({ attest_title: 'Head' }, ada, minutes(20))).status).toBe(200)
    expect(await seenAt()).toEqual(before)
    const late = await keep({ attest_title: 'Head of' }, ada, minutes(31))
    expect([late.status, await late.text()]).toEqual([401, ''])
    const elsewhere = { Origin: 'https://evil.example', Cookie: ada }
    const foreign = { method: 'POST', headers: elsewhere, body: new URLSearchParams({ attest_title: 'x' }) }
    expect((await world.app().request(`${path}/autosave`, foreign)).status).toBe(403)
  })
})

describe.skipIf(skipped)('the address of the contact', () => {
  test('gets no letter while it is typed, and nothing is submitted before it was asked', async ({
    world,
  }) => {
    const { id, keep, ada, row } = await writing(world, 'contact')
    const { draft } = await row()
    const typed = { ...(draft as Record<string, string>), contact_email: 'team@harborlight.example' }
    expect((await keep(typed)).status).toBe(200)
    const asked = async () =>
      (await world.db.select().from(outbox)).filter(({ kind }) => kind === 'verify_contact')
    expect(await asked()).toHaveLength(0)
    const check = await (await get(world.app(), `/registrations/${id}/check`, ada)).text()
    expect(check).toContain('Submitting waits for team@harborlight.example')
    expect(check).toMatch(/Send the link\s*</)
    const refused = await post(world.app(), `/registrations/${id}/submit`, {}, ada)
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('We have not asked team@harborlight.example yet'),
    ])
    expect((await post(world.app(), `/registrations/${id}/contact-link`, {}, ada)).status).toBe(303)
    expect(await asked()).toHaveLength(1)
    const late = await post(world.app(), `/registrations/${id}/submit`, {}, ada)
    expect(await late.text()).toContain('has not confirmed the link')
    await world.db.update(participants).set({ verifiedAt: monday })
    expect((await post(world.app(), `/registrations/${id}/submit`, {}, ada)).status).toBe(303)
  })

  test('a colleague’s own address is asked nothing', async ({ world }) => {
    const { id, keep, ada, row } = await writing(world, 'contact')
    const { draft } = await row()
    await keep({ ...(draft as Record<string, string>), contact_email: 'noor@sablefinch.example' })
    expect((await post(world.app(), `/registrations/${id}/submit`, {}, ada)).status).toBe(303)
  })
})
