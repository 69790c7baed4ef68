// The account page: what people change about themselves, and what that asks of them (SAFETY S-1, 7.5.1).
import { desc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  links,
  outbox,
  participants,
  people,
  recoveryCodes,
  secondFactors,
  sessions,
} from '../../db/schema.ts'
import { codeAt, stepAt } from '../../src/http/secondFactor.ts'
import { createSessions } from '../../src/http/session.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import { get, monday, password, post, skipped, test, type World } from '../world.ts'

const fresh = 'nine green lamps at dusk'
const elsewhere = 'ada.moreno@elsewhere.example'
const cookieIn = (response: Response) => response.headers.get('Set-Cookie')?.split(';')[0] ?? ''
const statusOf = async (world: World, cookie: string, path = '/account') =>
  (await get(world.app(), path, cookie)).status
const newestToken = async ({ db, config }: World) => {
  const [link] = await db.select().from(links).orderBy(desc(links.id)).limit(1)
  return linkToken(link?.id as number, config.appSecret)
}
const lettersTo = async ({ db }: World, to: string) =>
  (await db.select().from(outbox).where(eq(outbox.to, to)).orderBy(outbox.id)).map(({ letter }) => letter)
const fieldIn = (page: string, id: string) => page.match(new RegExp(`id="${id}"[^>]*>`))?.[0]

describe.skipIf(skipped)('the account of somebody', () => {
  test('takes a new name; a wrong one is told beside its field', async ({ world }) => {
    const id = await world.draft()
    const ada = await world.cookieOf(world.ada)
    expect((await post(world.app(), '/account/name', { name: 'Ada M. Moreno' }, ada)).status).toBe(303)
    expect(await (await get(world.app(), '/account', ada)).text()).toContain('value="Ada M. Moreno"')
    const [owner] = await world.db.select().from(participants).where(eq(participants.registrationId, id))
    expect(owner?.name).toBe('Ada M. Moreno')
    for (const name of ['', 'A', '<b>Ada</b>', 'Ada\nBcc: x@y.example', 'A'.repeat(121)]) {
      const page = await post(world.app(), '/account/name', { name }, ada)
      expect([page.status, fieldIn(await page.text(), 'name')]).toEqual([
        422,
        expect.stringContaining('aria-invalid'),
      ])
    }
  })

  test('takes a new password against the old one: here one stays signed in, everywhere else not', async ({
    world,
  }) => {
    const [here, there] = [await world.cookieOf(world.ada), await world.cookieOf(world.ada)]
    const change = (form: Record<string, string>, cookie = here) =>
      post(world.app(), '/account/password', form, cookie)
    const wrong = await change({ password: 'not my password', new_password: fresh })
    expect([wrong.status, fieldIn(await wrong.text(), 'password-now')]).toEqual([
      422,
      expect.stringContaining('aria-invalid'),
    ])
    expect((await change({ password, new_password: 'short' })).status).toBe(422)
    const done = await change({ password, new_password: fresh })
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/account?done=password_changed'])
    expect([await statusOf(world, here), await statusOf(world, there)]).toEqual([303, 303])
    expect(await statusOf(world, cookieIn(done))).toBe(200)
    expect(await lettersTo(world, world.ada.email)).toMatchObject([
      { kind: 'account_changed', what: 'password' },
    ])
    expect((await post(world.app(), '/sign-in', { email: world.ada.email, password })).status).toBe(422)
  })

  test('after five wrong passwords waits, also with the right one', async ({ world }) => {
    const ada = await world.cookieOf(world.ada)
    const statuses = []
    for (const word of ['a', 'b', 'c', 'd', 'e', password])
      statuses.push(
        (await post(world.app(), '/account/password', { password: word, new_password: fresh }, ada)).status,
      )
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429])
  })

  test('of staff asks for a code too, and one that was used does not do', async ({ world }) => {
    const [app, leah] = [world.app(), world.staff.reviewer]
    const begun = await post(app, '/sign-in', { email: leah.email, password })
    const inside = cookieIn(await post(app, '/sign-in/code', { code: world.codeOf(leah) }, cookieIn(begun)))
    const change = async (code: string, at = monday) =>
      (
        await post(
          world.app(() => at),
          '/account/password',
          { password, new_password: fresh, code },
          inside,
        )
      ).status
    expect(await change('')).toBe(422)
    expect(await change(world.codeOf(leah))).toBe(422)
    const next = new Date(monday.getTime() + 30_000)
    expect(await change(world.codeOf(leah, next), next)).toBe(303)
  })

  test('moves to a new address once the link in its letter is used; the old one is told', async ({
    world,
  }) => {
    const id = await world.submitted()
    const ada = await world.cookieOf(world.ada)
    const asked = await post(world.app(), '/account/email', { email: elsewhere, password }, ada)
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('Check your mail')])
    expect((await post(world.app(), '/sign-in', { email: elsewhere, password })).status).toBe(422)
    expect(await lettersTo(world, elsewhere)).toMatchObject([
      { kind: 'change_address', from: world.ada.email },
    ])
    const token = await newestToken(world)
    expect(await (await get(world.app(), `/verify/${token}`)).text()).toContain(
      'You sign in with this address',
    )
    const [before] = await world.db.select().from(participants).where(eq(participants.registrationId, id))
    expect((await post(world.app(), '/verify', { token })).status).toBe(200)
    expect((await post(world.app(), '/verify', { token })).status).toBe(409)
    expect(await statusOf(world, ada)).toBe(303)
    expect((await post(world.app(), '/sign-in', { email: world.ada.email, password })).status).toBe(422)
    expect((await post(world.app(), '/sign-in', { email: elsewhere, password })).status).toBe(303)
    const [after] = await world.db.select().from(participants).where(eq(participants.registrationId, id))
    expect(after).toMatchObject({
      email: elsewhere,
      tokenEpoch: (before?.tokenEpoch as number) + 1,
      leftAt: null,
    })
    expect((await lettersTo(world, world.ada.email)).at(-1)).toMatchObject({
      kind: 'account_changed',
      what: 'address',
    })
  })

  test('says the same about an address that has an account, and moves nothing', async ({ world }) => {
    const ada = await world.cookieOf(world.ada)
    const seen = async (email: string) => {
      const response = await post(world.app(), '/account/email', { email, password }, ada)
      return JSON.stringify([
        response.status,
        [...response.headers],
        (await response.text()).replaceAll(email, '(it)'),
      ])
    }
    const free = await seen('free@elsewhere.example')
    expect(await seen(world.noor.email)).toBe(free)
    expect(await seen(world.staff.admin.email)).toBe(free)
    expect(await lettersTo(world, world.noor.email)).toEqual([
      { kind: 'account_exists', name: 'Noor Haddad' },
    ])
  })

  test.for([
    ['', 'Enter an e-mail address'],
    ['ada', 'Enter an e-mail address'],
    ['ADA@harborlight.example', 'This is your address already'],
    ['x@y.example\r\nBcc: z@y.example', 'Enter an e-mail address'],
  ] as const)('the address %j is refused: %s', async ([email, sentence], { world }) => {
    const page = await post(
      world.app(),
      '/account/email',
      { email, password },
      await world.cookieOf(world.ada),
    )
    expect([page.status, await page.text()]).toEqual([422, expect.stringContaining(sentence)])
  })

  test('moves to no address without the password, nor to one that was taken meanwhile, nor by an older link', async ({
    world,
  }) => {
    const ada = await world.cookieOf(world.ada)
    const ask = (email: string, word: string) =>
      post(world.app(), '/account/email', { email, password: word }, ada)
    expect((await ask(elsewhere, 'wrong')).status).toBe(422)
    expect(await world.db.select().from(links)).toEqual([])
    await ask('older@elsewhere.example', password)
    const older = await newestToken(world)
    await ask(elsewhere, password)
    expect((await post(world.app(), '/verify', { token: older })).status).toBe(409)
    await world.db.update(people).set({ email: elsewhere }).where(eq(people.id, world.noor.id))
    expect((await post(world.app(), '/verify', { token: await newestToken(world) })).status).toBe(409)
    expect(await statusOf(world, ada)).toBe(200)
  })

  test('a contact who has the new address already takes part once', async ({ world }) => {
    const id = await world.draft()
    const contact = { registrationId: id, kind: 'contact', name: elsewhere, email: elsewhere } as const
    await world.db.insert(participants).values({ ...contact, createdAt: monday, verifiedAt: monday })
    await post(world.app(), '/account/email', { email: elsewhere, password }, await world.cookieOf(world.ada))
    expect((await post(world.app(), '/verify', { token: await newestToken(world) })).status).toBe(200)
    const rows = await world.db.select().from(participants).where(eq(participants.registrationId, id))
    expect(rows.filter(({ leftAt }) => leftAt === null)).toMatchObject([
      { kind: 'contact', email: elsewhere },
    ])
  })
})

describe.skipIf(skipped)('where somebody is signed in', () => {
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
  const from = async (world: World, who: { id: number }, userAgent: string) => {
    const house = createSessions(world.db, world.config)
    return `${house.cookieName}=${await house.begin(who.id, monday, { stage: 'full', userAgent })}`
  }
  const handlesIn = (page: string) =>
    [...page.matchAll(/name="session" value="(\w+)"/g)].map(([, handle]) => handle as string)

  test('is listed by device, this one marked, and nobody else’s; no address of a network stands there', async ({
    world,
  }) => {
    const here = await from(world, world.ada, firefox)
    await from(world, world.ada, phone)
    await from(world, world.noor, 'Opera of Noor')
    const page = await (await get(world.app(), '/account', here)).text()
    expect(page).toContain('Firefox on Windows')
    expect(page).toContain('Safari on iPhone')
    expect(page).not.toMatch(/Opera|Mozilla|\d+\.\d+\.\d+\.\d+/)
    expect(page.match(/>This one</g)).toHaveLength(1)
    expect(handlesIn(page)).toHaveLength(1)
  })

  test('one is ended by its owner and by nobody else; its handle opens nothing', async ({ world }) => {
    const [here, there] = [await from(world, world.ada, firefox), await from(world, world.ada, phone)]
    const [handle] = handlesIn(await (await get(world.app(), '/account', here)).text())
    expect(await statusOf(world, `vouchdesk=${handle}`)).toBe(303)
    const noor = await world.cookieOf(world.noor)
    for (const session of [handle as string, '', 'x', '%', 'f'.repeat(24)])
      expect((await post(world.app(), '/account/sessions/end', { session }, noor)).status).toBe(409)
    expect(await statusOf(world, there)).toBe(200)
    expect(
      (await post(world.app(), '/account/sessions/end', { session: handle as string }, here)).status,
    ).toBe(303)
    expect([await statusOf(world, here), await statusOf(world, there)]).toEqual([200, 303])
  })

  test('all are ended at once, and nobody else’s', async ({ world }) => {
    const [here, there, noor] = [
      await from(world, world.ada, firefox),
      await from(world, world.ada, phone),
      await world.cookieOf(world.noor),
    ]
    const out = await post(world.app(), '/account/sessions/end-all', {}, here)
    expect(out.headers.get('Clear-Site-Data')).toBe('"cache", "storage"')
    expect([await statusOf(world, here), await statusOf(world, there), await statusOf(world, noor)]).toEqual([
      303, 303, 200,
    ])
    expect(await world.db.select().from(sessions)).toHaveLength(1)
  })
})

describe.skipIf(skipped)('the second factor of an account', () => {
  const offerIn = (page: string) => page.match(/name="offer" value="([^"]+)"/)?.[1] ?? ''
  const keyIn = (page: string) => page.match(/<code class="key">([^<]+)</)?.[1]?.replaceAll(' ', '') ?? ''
  const at = (steps: number) => new Date(monday.getTime() + steps * 30_000)
  const add = async (world: World, cookie: string, word = password) => {
    const page = await (await get(world.app(), '/account/second-factor', cookie)).text()
    const form = { offer: offerIn(page), code: codeAt(keyIn(page), stepAt(monday)), password: word }
    return { key: keyIn(page), response: await post(world.app(), '/account/second-factor', form, cookie) }
  }

  test('is added by a vendor who wants it, with the password, and asked for from then on', async ({
    world,
  }) => {
    const [here, there] = [await world.cookieOf(world.ada), await world.cookieOf(world.ada)]
    expect((await add(world, here, 'wrong')).response.status).toBe(422)
    const { key, response } = await add(world, here)
    expect((await response.text()).match(/<code>[0-9a-z-]{14}<\/code>/g)).toHaveLength(10)
    expect([await statusOf(world, cookieIn(response)), await statusOf(world, there)]).toEqual([200, 303])
    const begun = await post(world.app(), '/sign-in', { email: world.ada.email, password })
    expect(begun.headers.get('Location')).toBe('/sign-in/code')
    const code = codeAt(key, stepAt(monday) + 1)
    expect(
      (await post(world.app(), '/sign-in/code', { code }, cookieIn(begun))).headers.get('Location'),
    ).toBe('/registrations')
  })

  test('is removed with the password and a code; a vendor stays, staff go and add another one', async ({
    world,
  }) => {
    const begun = await add(world, await world.cookieOf(world.ada))
    const ada = cookieIn(begun.response)
    const remove = (form: Record<string, string>, cookie: string, when = at(1)) =>
      post(
        world.app(() => when),
        '/account/second-factor/remove',
        form,
        cookie,
      )
    const code = codeAt(begun.key, stepAt(at(1)))
    expect((await remove({ password: 'wrong', code }, ada)).status).toBe(422)
    expect((await remove({ password, code: '000000' }, ada)).status).toBe(422)
    expect((await remove({ password, code }, ada)).status).toBe(303)
    expect(await statusOf(world, ada)).toBe(200)
    expect(await world.db.select().from(recoveryCodes)).toEqual([])
    const leah = await world.cookieOf(world.staff.reviewer)
    const gone = await remove({ password, code: world.codeOf(world.staff.reviewer, at(1)) }, leah)
    expect([gone.status, await statusOf(world, leah, '/desk')]).toEqual([303, 303])
    const again = await post(world.app(), '/sign-in', { email: world.staff.reviewer.email, password })
    expect(again.headers.get('Location')).toBe('/sign-in/second-factor')
  })

  test('gives new recovery codes, and the earlier ones are void', async ({ world }) => {
    const begun = await add(world, await world.cookieOf(world.ada))
    const older = (await begun.response.text()).match(/<code>([0-9a-z-]{14})</)?.[1] as string
    const form = { password, code: codeAt(begun.key, stepAt(at(1))) }
    const renewed = await post(
      world.app(() => at(1)),
      '/account/second-factor/recovery-codes',
      form,
      cookieIn(begun.response),
    )
    const newer = (await renewed.text()).match(/<code>([0-9a-z-]{14})</)?.[1] as string
    const use = async (code: string) => {
      const entered = await post(world.app(), '/sign-in', { email: world.ada.email, password })
      return (await post(world.app(), '/sign-in/code', { code }, cookieIn(entered))).status
    }
    expect([await use(older), await use(newer), await use(newer)]).toEqual([422, 303, 422])
  })

  test('sealed for one person does not open for another', async ({ world }) => {
    const rows = await world.db
      .select()
      .from(secondFactors)
      .where(eq(secondFactors.personId, world.marcus.id))
    const { sealedKey } = rows[0] as { sealedKey: string }
    await world.db
      .update(secondFactors)
      .set({ sealedKey })
      .where(eq(secondFactors.personId, world.staff.reviewer.id))
    const begun = await post(world.app(), '/sign-in', { email: world.staff.reviewer.email, password })
    const code = world.codeOf(world.marcus)
    expect((await post(world.app(), '/sign-in/code', { code }, cookieIn(begun))).status).toBe(422)
  })
})
