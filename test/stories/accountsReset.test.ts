// A forgotten password: the letter, the link, and what it never does (SAFETY A36, AU-4).
import { desc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEvents, links, outbox, people, sessions } from '../../db/schema.ts'
import { readerOf } from '../../src/operations/outbox.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import { everyRow, get, monday, password, post, skipped, test, type World } from '../world.ts'

const fresh = 'nine green lamps at dusk'
const minutes = (count: number) => () => new Date(monday.getTime() + count * 60_000)

const ask = (world: World, email: string, at = () => monday) =>
  post(world.app(at), '/reset-password', { email })
const newestToken = async ({ db, config }: World) => {
  const [link] = await db.select().from(links).orderBy(desc(links.id)).limit(1)
  return linkToken(link?.id as number, config.appSecret)
}
const use = (world: World, token: string, word = fresh, at = () => monday) =>
  post(world.app(at), '/reset-password/new', { token, new_password: word })
const signsIn = async (world: World, email: string, word: string) =>
  (await post(world.app(), '/sign-in', { email, password: word })).status
const lettersTo = async ({ db }: World, to: string) =>
  (await db.select().from(outbox).where(eq(outbox.to, to)).orderBy(outbox.id)).map(({ letter }) => letter)

describe.skipIf(skipped)('a forgotten password', () => {
  test('Ada asks for a link, chooses a new password and signs in with it', async ({ world }) => {
    const page = await ask(world, world.ada.email.toUpperCase())
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Check your mail')])
    const token = await newestToken(world)
    expect(await (await get(world.app(), `/verify/${token}`)).text()).toContain('Your new password')
    const done = await use(world, token)
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/sign-in?done=password_reset'])
    expect(done.headers.get('Set-Cookie')).toBeNull()
    expect(await signsIn(world, world.ada.email, password)).toBe(422)
    expect(await signsIn(world, world.ada.email, fresh)).toBe(303)
    expect(await lettersTo(world, world.ada.email)).toMatchObject([
      { kind: 'reset_password', name: 'Ada Moreno' },
      { kind: 'account_changed', what: 'password', at: monday.toISOString() },
    ])
    expect(JSON.stringify(await everyRow(world.db))).not.toContain(fresh)
  })

  test('opening the link any number of times changes nothing, also for a scanner', async ({ world }) => {
    await ask(world, world.ada.email)
    const token = await newestToken(world)
    const before = await everyRow(world.db)
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await world.app().request(`/verify/${token}`, { method })).status).toBe(200)
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('the link works once, within thirty minutes, and only the newest one', async ({ world }) => {
    await ask(world, world.ada.email)
    const older = await newestToken(world)
    await ask(world, world.ada.email)
    const newer = await newestToken(world)
    expect((await use(world, older)).status).toBe(409)
    expect((await use(world, newer, fresh, minutes(30))).status).toBe(409)
    expect((await use(world, newer, fresh, minutes(29))).status).toBe(303)
    const again = await use(world, newer, 'yet another four words', minutes(29))
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('already used')])
    expect((await get(world.app(), `/verify/${newer}`)).status).toBe(409)
    expect(await signsIn(world, world.ada.email, fresh)).toBe(303)
  })

  test('everybody who was signed in has to sign in again; somebody else does not', async ({ world }) => {
    const [mine, other] = [await world.cookieOf(world.ada), await world.cookieOf(world.ada)]
    const noor = await world.cookieOf(world.noor)
    await ask(world, world.ada.email)
    await use(world, await newestToken(world))
    const statuses = []
    for (const cookie of [mine, other, noor])
      statuses.push((await get(world.app(), '/registrations', cookie)).status)
    expect(statuses).toEqual([303, 303, 200])
    expect(await world.db.select().from(sessions)).toHaveLength(1)
  })

  test('a weak password is told beside its field, and the link stays good', async ({ world }) => {
    await ask(world, world.ada.email)
    const token = await newestToken(world)
    for (const weak of ['short', 'moreno-moreno', 'aaaaaaaaaaaaaaaa', '']) {
      const page = await use(world, token, weak)
      expect(page.status).toBe(422)
      const text = await page.text()
      expect(text.match(/id="new_password"[^>]*>/)?.[0]).toContain('aria-invalid="true"')
      expect(text).toContain(`value="${token}"`)
    }
    expect((await use(world, token)).status).toBe(303)
  })

  test.for([
    ['', 409],
    [' ', 409],
    ['1.', 409],
    [`1.${'A'.repeat(43)}`, 409],
  ] as const)('a token that is made up opens nothing: %j', async ([token, status], { world }) => {
    await ask(world, world.ada.email)
    expect((await use(world, token)).status).toBe(status)
    expect(await signsIn(world, world.ada.email, password)).toBe(303)
  })

  test('a link that confirms an address sets no password, and one that sets a password confirms nothing', async ({
    world,
  }) => {
    const rui = { name: 'Rui Costa', company: 'Tidewater Labs', email: 'rui@tidewater.example' }
    await post(world.app(), '/sign-up', { ...rui, password: 'another four plain words' })
    expect((await use(world, await newestToken(world))).status).toBe(409)
    await ask(world, world.ada.email)
    expect((await post(world.app(), '/verify', { token: await newestToken(world) })).status).toBe(409)
    expect((await use(world, await newestToken(world))).status).toBe(303)
  })

  test('nobody learns from the answer whether an address has an account', async ({ world }) => {
    await world.db.update(people).set({ emailVerifiedAt: null }).where(eq(people.id, world.noor.id))
    const seen = async (email: string) => {
      const response = await ask(world, email)
      const text = (await response.text()).replaceAll(email, '(the address)')
      return JSON.stringify([response.status, [...response.headers], text])
    }
    const known = await seen(world.ada.email)
    expect(await seen('nobody@nowhere.example')).toBe(known)
    expect(await seen(world.noor.email)).toBe(known)
    expect(await seen(world.staff.admin.email)).toBe(known)
    expect(await lettersTo(world, 'nobody@nowhere.example')).toEqual([])
    expect(await lettersTo(world, world.noor.email)).toEqual([])
  })

  test('the answer does not wait for the look-up', async ({ world }) => {
    const waiting: (() => Promise<void>)[] = []
    const later = async (work: () => Promise<void>) => void waiting.push(work)
    const app = world.app(undefined, { later })
    expect((await post(app, '/reset-password', { email: world.ada.email })).status).toBe(200)
    expect(await lettersTo(world, world.ada.email)).toEqual([])
    for (const work of waiting) await work()
    expect(await lettersTo(world, world.ada.email)).toHaveLength(1)
  })

  test('after five letters within an hour both a known and an unknown address wait', async ({ world }) => {
    for (const email of [world.ada.email, 'nobody@nowhere.example']) {
      const statuses = []
      for (let tried = 0; tried < 6; tried++) statuses.push((await ask(world, email)).status)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    }
    expect((await ask(world, 'rui')).status).toBe(422)
  })

  test('a letter whose link is void never leaves', async ({ world }) => {
    await ask(world, world.ada.email)
    await ask(world, world.ada.email)
    const waiting = await world.db.select().from(outbox).orderBy(outbox.id)
    const allowed = []
    for (const letter of waiting) allowed.push((await readerOf(world.db, letter, monday)).allowed)
    expect(allowed).toEqual([false, true])
    expect((await readerOf(world.db, waiting[1] as never, minutes(31)())).allowed).toBe(false)
  })

  test('is on record, without the address and without a password', async ({ world }) => {
    await ask(world, 'nobody@nowhere.example')
    await ask(world, world.ada.email)
    await use(world, await newestToken(world))
    const events = await world.db.select().from(auditEvents).orderBy(auditEvents.id)
    expect(events.map(({ action, personId }) => [action, personId])).toEqual([
      ['password.reset_asked', null],
      ['password.reset_asked', null],
      ['password.reset', world.ada.id],
    ])
    expect(JSON.stringify(events)).not.toMatch(/nowhere|nine green/)
  })

  test('the link in the letter leads to our own address, whatever host the request named', async ({
    world,
  }) => {
    const headers = {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      Origin: 'http://127.0.0.1:3000',
    }
    const body = new URLSearchParams({ email: world.ada.email })
    await world.app().request('/reset-password', { method: 'POST', headers, body })
    expect(JSON.stringify(await everyRow(world.db))).not.toContain('evil.example')
  })
})
