import { desc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { companies, links, memberships, outbox, people } from '../../db/schema.ts'
import { createAdmin, signUp } from '../../src/operations/accounts.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import { everyRow, get, monday, ownDatabase, password, post, skipped, test, type World } from '../world.ts'

const rui = {
  ...{ name: 'Rui Costa', company: 'Tidewater Labs', email: 'rui@tidewater.example' },
  password: 'another four plain words',
}

const newestLink = async ({ db, config }: World) => {
  const [link] = await db.select().from(links).orderBy(desc(links.id)).limit(1)
  return linkToken(link?.id as number, config.appSecret)
}
const lettersTo = async ({ db }: World, to: string) =>
  (await db.select().from(outbox).where(eq(outbox.to, to)).orderBy(outbox.id)).map(({ letter }) => letter)
const signIn = async (world: World, email: string, word: string) =>
  (await post(world.app(), '/sign-in', { email, password: word })).status

describe.skipIf(skipped)('signing up', () => {
  test('Rui signs up, confirms his address and signs in; before that he cannot', async ({ world }) => {
    const page = await post(world.app(), '/sign-up', rui)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Check your mail')])
    expect(await signIn(world, rui.email, rui.password)).toBe(422)
    await post(world.app(), '/verify', { token: await newestLink(world) })
    expect(await signIn(world, rui.email, rui.password)).toBe(303)
    expect(await lettersTo(world, rui.email)).toMatchObject([{ kind: 'verify_account', name: 'Rui Costa' }])
    const [person] = await world.db.select().from(people).where(eq(people.email, rui.email))
    expect(person).toMatchObject({ kind: 'vendor', staffRole: null, name: 'Rui Costa' })
    expect(person?.passwordHash).toMatch(/^\$argon2id\$/)
    expect(JSON.stringify(await everyRow(world.db))).not.toContain(rui.password)
  })

  test.for([
    ['name', 'R', 'Your name: write at least 2 characters (now 1)'],
    ['name', 'R'.repeat(121), 'Your name: shorten it to 120 characters (now 121)'],
    ['name', '<b>Rui</b>', 'Your name: write plain text, without HTML tags'],
    ['name', 'Rui\u202eCosta', 'Your name: remove the invisible characters'],
    ['name', 'Rui\nBcc: mallory@evil.test', 'Your name: write it on one line'],
    ['company', '', 'Company: write at least 2 characters (now 0)'],
    ['company', 'Tidewater\tLabs', 'Company: write it on one line'],
    ['email', 'rui', 'Enter an e-mail address like name@company.example'],
    ['email', '', 'Enter an e-mail address like name@company.example'],
    [
      'email',
      'rui@tidewater.example\r\nBcc: mallory@evil.test',
      'Enter an e-mail address like name@company.example',
    ],
    ['password', 'short', 'Use at least 12 characters'],
    ['password', 'aaaaaaaaaaaaaaaa', 'This password is on the lists that attackers try first'],
    ['password', 'tidewater-labs-rui', 'This password is too close to your name, company or address'],
    ['password', 'vouchdesk2026', 'This password is too close to your name, company or address'],
  ] as const)('a wrong %s is told beside its field: %s', async ([field, value, sentence], { world }) => {
    const before = await everyRow(world.db)
    const response = await post(world.app(), '/sign-up', { ...rui, [field]: value })
    const page = await response.text()
    expect(response.status).toBe(422)
    expect(page).toContain(sentence)
    expect(page.match(new RegExp(`id="${field}"[^>]*>`))?.[0]).toContain('aria-invalid="true"')
    const kept = field === 'company' ? rui.name : rui.company
    expect(page).toContain(`value="${kept}"`)
    expect(page).not.toContain(field === 'password' ? `value="${value}"` : rui.password)
    const after = await everyRow(world.db)
    expect({ ...after, rateLimits: [] }).toEqual({ ...before, rateLimits: [] })
  })

  test('everything that is wrong is told at once', async ({ world }) => {
    const page = await (await post(world.app(), '/sign-up', {})).text()
    for (const field of ['name', 'company', 'email', 'password']) {
      expect(page.match(new RegExp(`id="${field}"[^>]*>`))?.[0], field).toContain('aria-invalid="true"')
    }
  })

  test('a known address gets the same page; its letter says that there is an account, once a day', async ({
    world,
  }) => {
    const app = world.app()
    const pageFor = async (email: string) => {
      const response = await post(app, '/sign-up', { ...rui, email })
      return [response.status, (await response.text()).replaceAll(email, '(the address)')]
    }
    const fresh = await pageFor('rui@tidewater.example')
    expect(await pageFor(world.ada.email)).toEqual(fresh)
    expect(await pageFor(world.ada.email.toUpperCase())).toEqual(fresh)
    expect(await pageFor(world.staff.reviewer.email)).toEqual(fresh)
    expect(await lettersTo(world, world.ada.email)).toEqual([{ kind: 'account_exists', name: 'Ada Moreno' }])
    expect(await lettersTo(world, world.ada.email.toUpperCase())).toEqual([])
    expect(await signIn(world, world.ada.email, password)).toBe(303)
    expect(await signIn(world, world.ada.email, rui.password)).toBe(422)
    await post(
      world.app(() => new Date('2026-11-03T15:14:00Z')),
      '/sign-up',
      { ...rui, email: world.ada.email },
    )
    expect(await lettersTo(world, world.ada.email)).toHaveLength(2)
  })

  test('whoever signs up with Rui’s address before him keeps nothing: neither link nor password nor names', async ({
    world,
  }) => {
    await post(world.app(), '/sign-up', {
      ...rui,
      name: 'Mallory',
      company: 'Evil',
      password: 'mallory has her own words',
    })
    const older = await newestLink(world)
    await post(world.app(), '/sign-up', { ...rui, email: 'Rui@Tidewater.example' })
    const refused = await post(world.app(), '/verify', { token: older })
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('a newer one was sent'),
    ])
    expect((await post(world.app(), '/verify', { token: await newestLink(world) })).status).toBe(200)
    expect(await signIn(world, rui.email, 'mallory has her own words')).toBe(422)
    expect(await signIn(world, rui.email, rui.password)).toBe(303)
    const rows = await world.db
      .select({ name: people.name, company: companies.name })
      .from(people)
      .innerJoin(memberships, eq(memberships.personId, people.id))
      .innerJoin(companies, eq(companies.id, memberships.companyId))
      .where(eq(people.email, rui.email))
    expect(rows).toEqual([{ name: 'Rui Costa', company: 'Tidewater Labs' }])
  })

  test('a form cannot make its sender staff, confirmed, or a member of somebody else’s company', async ({
    world,
  }) => {
    const more = {
      kind: 'staff',
      staffRole: 'admin',
      role: 'admin',
      emailVerifiedAt: '2026-01-01',
      companyId: String(world.companyId),
      id: '1',
    }
    await post(world.app(), '/sign-up', { ...rui, ...more })
    const [person] = await world.db.select().from(people).where(eq(people.email, rui.email))
    expect(person).toMatchObject({ kind: 'vendor', staffRole: null, emailVerifiedAt: null })
    const [member] = await world.db
      .select()
      .from(memberships)
      .where(eq(memberships.personId, person?.id as number))
    expect(member?.companyId).not.toBe(world.companyId)
  })

  test('the twenty-first try of an hour from one computer waits', async ({ world }) => {
    const tried: number[] = []
    for (let count = 0; count < 21; count++)
      tried.push((await post(world.app(), '/sign-up', { ...rui, password: '' })).status)
    expect(tried).toEqual([...Array(20).fill(422), 429])
  })

  test('the pages of an account need none, and show nobody’s data', async ({ world }) => {
    for (const path of ['/sign-up', '/sign-in'])
      expect(await (await get(world.app(), path)).text()).not.toContain(world.ada.email)
  })

  test('two sign-ups with one address at the same moment make one account', async () => {
    const own = await ownDatabase()
    try {
      const input = { ...rui, passwordHash: 'x' }
      await Promise.all(Array.from({ length: 6 }, () => signUp(own.db, input, monday)))
      expect(await own.db.select().from(people)).toHaveLength(1)
      expect(await own.db.select().from(companies)).toHaveLength(1)
      const open = (await own.db.select().from(links)).filter(({ usedAt }) => usedAt === null)
      expect(open).toHaveLength(1)
    } finally {
      await own.close()
    }
  })
})

describe.skipIf(skipped)('the first administrator', () => {
  test('is made once for an address', async ({ world }) => {
    const hal = { name: 'Hal Two', email: 'hal2@northfield.example', passwordHash: 'x' }
    await createAdmin(world.db, hal, monday)
    const again = createAdmin(world.db, { ...hal, email: 'HAL2@northfield.example' }, monday)
    await expect(again).rejects.toThrow('There is already an account with the address')
    const rows = await world.db.select().from(people).where(eq(people.email, hal.email))
    expect(rows).toMatchObject([{ kind: 'staff', staffRole: 'admin' }])
  })
})
