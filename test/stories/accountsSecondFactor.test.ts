// The second factor: who needs it, what a code opens and how often, and what stands in its way (SAFETY AU-2).
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEvents, outbox, recoveryCodes, secondFactors, sessions } from '../../db/schema.ts'
import { codeAt, stepAt } from '../../src/http/secondFactor.ts'
import { newLink } from '../../src/operations/links.ts'
import { enrol, useStep } from '../../src/operations/secondFactor.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import { makeWorld } from '../people.ts'
import { everyRow, get, monday, ownDatabase, password, post, skipped, test, type World } from '../world.ts'

type App = ReturnType<World['app']>
const cookieIn = (response: Response) => response.headers.get('Set-Cookie')?.split(';')[0] ?? ''
const seconds = (count: number) => new Date(monday.getTime() + count * 1000)
const begin = async (app: App, email: string, next = '') => {
  const response = await post(app, '/sign-in', { email, password, next })
  return { cookie: cookieIn(response), to: response.headers.get('Location') }
}
const give = (app: App, cookie: string, code: string, next = '') =>
  post(app, '/sign-in/code', { code, next }, cookie)
const offerIn = (page: string) => page.match(/name="offer" value="([^"]+)"/)?.[1] ?? ''
const keyIn = (page: string) => page.match(/<code class="key">([^<]+)</)?.[1]?.replaceAll(' ', '') ?? ''
const codesIn = (page: string) =>
  [...page.matchAll(/<code>([0-9a-z-]{14})<\/code>/g)].map(([, code]) => code as string)
const withoutFactor = ({ db, staff }: World) =>
  db.delete(secondFactors).where(eq(secondFactors.personId, staff.admin.id))
const lettersTo = async ({ db }: World, to: string) =>
  (await db.select().from(outbox).where(eq(outbox.to, to)).orderBy(outbox.id)).map(({ letter }) => letter)
const never = '000000'

describe.skipIf(skipped)('signing in at the desk', () => {
  test('takes the password and then the code; before the code nothing opens', async ({ world }) => {
    const [app, leah] = [world.app(), world.staff.reviewer]
    const { cookie, to } = await begin(app, leah.email, '/desk/mail')
    expect(to).toBe('/sign-in/code?next=%2Fdesk%2Fmail')
    for (const path of ['/desk', '/desk/mail', '/live']) {
      expect([303, 401]).toContain((await get(app, path, cookie)).status)
    }
    expect((await post(app, '/desk/registrations/1/take', {}, cookie)).status).toBe(303)
    const page = await (await get(app, '/sign-in/code?next=%2Fdesk%2Fmail', cookie)).text()
    expect(page).not.toContain(leah.name)
    const inside = await give(app, cookie, world.codeOf(leah), '/desk/mail')
    expect([inside.status, inside.headers.get('Location')]).toEqual([303, '/desk/mail'])
    expect((await get(app, '/desk', cookieIn(inside))).status).toBe(200)
    expect((await get(app, '/desk', cookie)).status).toBe(303)
    expect(await world.db.select().from(sessions)).toHaveLength(1)
  })

  test('a code works once, one step early and one step late, and an older one never after a newer one', async ({
    world,
  }) => {
    const leah = world.staff.reviewer
    const tryAt = async (at: Date, code: string) => {
      const app = world.app(() => at)
      return (await give(app, (await begin(app, leah.email)).cookie, code)).status
    }
    expect(await tryAt(seconds(60), world.codeOf(leah, monday))).toBe(422)
    expect(await tryAt(seconds(60), world.codeOf(leah, seconds(30)))).toBe(303)
    expect(await tryAt(seconds(60), world.codeOf(leah, seconds(30)))).toBe(422)
    expect(await tryAt(seconds(60), world.codeOf(leah, seconds(90)))).toBe(303)
    expect(await tryAt(seconds(60), world.codeOf(leah, seconds(60)))).toBe(422)
    expect(await tryAt(seconds(90), world.codeOf(leah, seconds(90)))).toBe(422)
    expect(await tryAt(seconds(120), world.codeOf(leah, seconds(120)))).toBe(303)
  })

  test('the same code in two requests at the same moment lets one in', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const step = stepAt(monday)
      const tries = Array.from({ length: 6 }, () =>
        useStep(own.db, { personId: world.staff.reviewer.id, step }),
      )
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    } finally {
      await own.close()
    }
  })

  test('five wrong codes, then nobody gets in for half an hour, whatever they type', async ({ world }) => {
    const [app, leah] = [world.app(), world.staff.reviewer]
    const { cookie } = await begin(app, leah.email)
    const statuses = []
    for (let tried = 0; tried < 5; tried++) statuses.push((await give(app, cookie, never)).status)
    expect(statuses).toEqual([422, 422, 422, 422, 422])
    expect((await give(app, cookie, world.codeOf(leah))).status).toBe(429)
    const again = await begin(app, leah.email)
    expect((await give(app, again.cookie, world.codeOf(leah))).status).toBe(429)
    const marcus = await begin(app, world.marcus.email)
    expect((await give(app, marcus.cookie, world.codeOf(world.marcus))).status).toBe(303)
    const events = await world.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'session.code_refused'))
    expect(events.length).toBe(7)
  })

  test.for(['', '12345', 'abcdef', '0000-0000-0000', '9'.repeat(500)])(
    '%j opens nothing',
    async (code, { world }) => {
      const app = world.app()
      const { cookie } = await begin(app, world.staff.reviewer.email)
      const page = await give(app, cookie, code)
      expect(page.status).toBe(422)
      expect((await page.text()).match(/id="code"[^>]*>/)?.[0]).toContain('aria-invalid="true"')
    },
  )

  test('the code of a colleague opens nothing, and a code without the password neither', async ({
    world,
  }) => {
    const app = world.app()
    const { cookie } = await begin(app, world.staff.reviewer.email)
    expect((await give(app, cookie, world.codeOf(world.marcus))).status).toBe(422)
    const bare = await give(app, '', world.codeOf(world.marcus))
    expect([bare.status, bare.headers.get('Location')]).toEqual([303, '/sign-in'])
  })

  test('whoever waits longer than ten minutes begins again', async ({ world }) => {
    const leah = world.staff.reviewer
    const { cookie } = await begin(world.app(), leah.email)
    const late = seconds(601)
    const response = await give(
      world.app(() => late),
      cookie,
      world.codeOf(leah, late),
    )
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/sign-in'])
    expect(await world.db.select().from(sessions)).toEqual([])
  })

  test('without a second factor leads to adding one, and to nothing else', async ({ world }) => {
    await withoutFactor(world)
    const [app, hal] = [world.app(), world.staff.admin]
    const { cookie, to } = await begin(app, hal.email, '/desk/mail')
    expect(to).toBe('/sign-in/second-factor?next=%2Fdesk%2Fmail')
    for (const path of ['/desk', '/sign-in/code', '/desk/mail'])
      expect((await get(app, path, cookie)).status, path).toBe(303)
    const page = await (await get(app, to as string, cookie)).text()
    const [offer, key] = [offerIn(page), keyIn(page)]
    expect(page).toMatch(/<svg class="qr"[^>]*role="img"/)
    expect(await world.db.select().from(recoveryCodes)).toEqual([])
    const wrong = await post(app, '/sign-in/second-factor', { offer, code: never }, cookie)
    expect([wrong.status, keyIn(await wrong.text())]).toEqual([422, key])
    const done = await post(
      app,
      '/sign-in/second-factor',
      { offer, code: codeAt(key, stepAt(monday)), next: '/desk/mail' },
      cookie,
    )
    const shown = await done.text()
    expect(done.status).toBe(200)
    expect(codesIn(shown)).toHaveLength(10)
    expect(shown).toContain('href="/desk/mail"')
    expect((await get(app, '/desk', cookieIn(done))).status).toBe(200)
    expect(JSON.stringify(await everyRow(world.db))).not.toContain(key)
    for (const code of codesIn(shown)) expect(JSON.stringify(await everyRow(world.db))).not.toContain(code)
    expect(await lettersTo(world, hal.email)).toMatchObject([
      { kind: 'account_changed', what: 'second_factor_added' },
    ])
  })

  test('an offer made for one person cannot be taken by another, nor one that was made up', async ({
    world,
  }) => {
    await withoutFactor(world)
    const app = world.app()
    const { cookie } = await begin(app, world.staff.admin.email)
    const [marcus] = await world.db
      .select()
      .from(secondFactors)
      .where(eq(secondFactors.personId, world.marcus.id))
    for (const offer of ['', 'v1.AAAA', marcus?.sealedKey as string]) {
      const code = world.codeOf(world.marcus)
      expect((await post(app, '/sign-in/second-factor', { offer, code }, cookie)).status).toBe(422)
    }
    expect((await begin(app, world.staff.admin.email)).to).toBe('/sign-in/second-factor')
  })

  test('a recovery code opens once, is told by letter, and its copy opens nothing', async ({ world }) => {
    await withoutFactor(world)
    const [app, hal] = [world.app(), world.staff.admin]
    const first = await begin(app, hal.email)
    const page = await (await get(app, '/sign-in/second-factor', first.cookie)).text()
    const proof = { offer: offerIn(page), code: codeAt(keyIn(page), stepAt(monday)) }
    const codes = codesIn(await (await post(app, '/sign-in/second-factor', proof, first.cookie)).text())
    const use = async (code: string) => (await give(app, (await begin(app, hal.email)).cookie, code)).status
    expect(await use((codes[3] as string).toUpperCase())).toBe(303)
    expect(await use(codes[3] as string)).toBe(422)
    expect(await use(codes[4] as string)).toBe(303)
    expect((await world.db.select().from(recoveryCodes)).filter(({ usedAt }) => usedAt)).toHaveLength(2)
    expect((await lettersTo(world, hal.email)).map((letter) => 'what' in letter && letter.what)).toEqual([
      'second_factor_added',
      'recovery_code_used',
      'recovery_code_used',
    ])
  })

  test('a new password never passes the second factor', async ({ world }) => {
    const [app, leah] = [world.app(), world.staff.reviewer]
    const linkId = await newLink(world.db, { kind: 'reset_password', personId: leah.id }, monday)
    const token = linkToken(linkId, world.config.appSecret)
    const word = 'nine green lamps at dusk'
    const reset = await post(app, '/reset-password/new', { token, new_password: word })
    expect([reset.headers.get('Location'), reset.headers.get('Set-Cookie')]).toEqual([
      '/sign-in?done=password_reset',
      null,
    ])
    const again = await post(app, '/sign-in', { email: leah.email, password: word })
    expect(again.headers.get('Location')).toBe('/sign-in/code')
    expect((await get(app, '/desk', cookieIn(again))).status).toBe(303)
  })

  test('nobody can add a second factor over one that is there', async ({ world }) => {
    const input = {
      sealedKey: 'x',
      step: 1,
      hashes: ['a'],
      origin: { ip: null, userAgent: null, requestId: 'r' },
    }
    await expect(enrol(world.db, world.staff.reviewer, input, monday)).rejects.toThrow(
      'has a second factor already',
    )
  })

  test('a vendor without a second factor signs in with the password alone', async ({ world }) => {
    const { cookie, to } = await begin(world.app(), world.ada.email)
    expect(to).toBe('/registrations')
    expect((await get(world.app(), '/registrations', cookie)).status).toBe(200)
    expect((await get(world.app(), '/sign-in/second-factor', cookie)).status).toBe(303)
  })
})

describe.skipIf(skipped)('the demonstration', () => {
  const devMailbox = { letters: async () => [], letter: async () => null, reply: async () => {} }

  test('shows the codes of the desk, and only ones that still work', async ({ world }) => {
    const app = world.app(undefined, { devMailbox })
    const shown = async () =>
      (await (await get(app, '/dev/mail')).text()).match(
        /data-code-of="leah@northfield.example">(\d{6})</,
      )?.[1]
    const met = []
    for (let round = 0; round < 2; round++) {
      const { cookie } = await begin(app, world.staff.reviewer.email)
      met.push((await give(app, cookie, (await shown()) as string)).status)
    }
    expect(met).toEqual([303, 303])
    expect(await shown()).toBeUndefined()
  })

  test('alone shows them: a real house has no such page', async ({ world }) => {
    expect((await get(world.app(), '/dev/mail')).status).toBe(404)
  })
})
