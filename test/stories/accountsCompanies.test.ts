// Companies: inviting, joining, reading, leaving, and moving the ownership after a call-back (DOMAIN 2.5).
import { and, desc, eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  auditEvents,
  companies,
  invitations,
  links,
  memberships,
  outbox,
  ownershipTransfers,
  participants,
  people,
  registrations,
} from '../../db/schema.ts'
import { join } from '../../src/operations/invitations.ts'
import { countAttempt, fileMail } from '../../src/operations/mail.ts'
import { createCompany, leaveCompany } from '../../src/operations/memberships.ts'
import { readerOf } from '../../src/operations/outbox.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import type { Vendor } from '../../src/rules/people.ts'
import { makeWorld } from '../people.ts'
import { everyRow, get, monday, ownDatabase, password, post, skipped, test, type World } from '../world.ts'

const iris = { name: 'Iris Bloom', email: 'iris@harborlight.example', word: 'nine green lamps at dusk' }
const days = (count: number) => new Date(monday.getTime() + count * 86_400_000)
const path = ({ companyId }: World, rest = '') => `/companies/${companyId}${rest}`
const asAda = (world: World) => world.cookieOf(world.ada)
const cookieIn = (response: Response) => response.headers.get('Set-Cookie')?.split(';')[0] ?? ''
const lettersTo = async ({ db }: World, to: string) =>
  (await db.select().from(outbox).where(eq(outbox.to, to)).orderBy(outbox.id)).map(({ letter }) => letter)
const newestToken = async ({ db, config }: World) => {
  const [link] = await db
    .select()
    .from(links)
    .where(eq(links.kind, 'invitation'))
    .orderBy(desc(links.id))
    .limit(1)
  return linkToken(link?.id as number, config.appSecret)
}
const invite = async (world: World, email = iris.email, access = 'read', cookie?: string) =>
  post(world.app(), path(world, '/invitations'), { email, access }, cookie ?? (await asAda(world)))
const joinAsNew = async (world: World, at = monday) =>
  post(
    world.app(() => at),
    '/invitations/join',
    { token: await newestToken(world), name: iris.name, new_password: iris.word },
  )
/** Iris, who was invited and has joined. */
const joined = async (world: World, access: string): Promise<Vendor> => {
  await invite(world, iris.email, access)
  await joinAsNew(world)
  const [row] = await world.db.select().from(people).where(eq(people.email, iris.email))
  return { kind: 'vendor', id: row?.id as number, name: iris.name, email: iris.email, role: 'owner' }
}
const accessOf = async ({ db, companyId }: World, who: { id: number }) => {
  const own = and(
    eq(memberships.companyId, companyId),
    eq(memberships.personId, who.id),
    isNull(memberships.leftAt),
  )
  return (await db.select().from(memberships).where(own))[0]?.access ?? null
}
const change = async (
  world: World,
  who: { id: number },
  form: Record<string, string>,
  by: Vendor = world.ada,
) =>
  (
    await post(
      world.app(),
      path(world, '/members'),
      { person: String(who.id), ...form },
      await world.cookieOf(by),
    )
  ).status

describe.skipIf(skipped)('an invitation', () => {
  test('brings a colleague in: a letter, a link, a new account, and sign-in', async ({ world }) => {
    await world.submitted()
    expect((await invite(world)).status).toBe(303)
    expect(await lettersTo(world, iris.email)).toMatchObject([
      { kind: 'invitation', company: 'Harborlight Health, Inc.', owner: 'Ada Moreno', access: 'read' },
    ])
    const [letter] = await world.db.select().from(outbox).where(eq(outbox.to, iris.email))
    expect((await readerOf(world.db, letter as never, monday)).allowed).toBe(true)
    const page = await (await get(world.app(), `/verify/${await newestToken(world)}`)).text()
    expect(page).toContain('Make an account for iris@harborlight.example')
    const done = await joinAsNew(world)
    expect([done.headers.get('Location'), done.headers.get('Set-Cookie')]).toEqual([
      '/sign-in?done=joined_as_new',
      null,
    ])
    const inside = cookieIn(await post(world.app(), '/sign-in', { email: iris.email, password: iris.word }))
    expect(await (await get(world.app(), '/registrations', inside)).text()).toContain('Harbor Companion')
  })

  test('is joined by somebody who has an account once they are signed in, and by nobody else', async ({
    world,
  }) => {
    await invite(world, world.noor.email, 'manage')
    const token = await newestToken(world)
    expect(await (await get(world.app(), `/verify/${token}`)).text()).toContain('Sign in to join')
    const form = { token, name: 'Mallory', new_password: iris.word }
    expect((await post(world.app(), '/invitations/join', form)).status).toBe(409)
    expect(await (await get(world.app(), `/verify/${token}`, await asAda(world))).text()).toContain(
      'Sign out',
    )
    expect((await post(world.app(), '/invitations/join', { token }, await asAda(world))).status).toBe(409)
    const noor = await world.cookieOf(world.noor)
    expect((await post(world.app(), '/invitations/join', { token }, noor)).headers.get('Location')).toBe(
      `/companies/${world.companyId}?done=joined`,
    )
    expect(await accessOf(world, world.noor)).toBe('manage')
    const list = await (await get(world.app(), '/companies', noor)).text()
    expect(list).toContain('Harborlight Health, Inc.')
    expect(list).toContain('Sable &amp; Finch Co.')
    expect((await post(world.app(), '/invitations/join', { token }, noor)).status).toBe(409)
  })

  test('is bound to its address in the operation itself, whoever calls it', async ({ world }) => {
    await invite(world)
    const [link] = await world.db.select().from(links).where(eq(links.kind, 'invitation'))
    await expect(join(world.db, world.noor, { linkId: link?.id as number }, monday)).rejects.toThrow(
      'cannot find',
    )
    expect(await accessOf(world, world.noor)).toBeNull()
  })

  test('works once, for fourteen days, until it is taken back or a newer one is sent', async ({ world }) => {
    await invite(world)
    const older = await newestToken(world)
    await invite(world, iris.email.toUpperCase())
    expect((await get(world.app(), `/verify/${older}`)).status).toBe(409)
    expect((await joinAsNew(world, days(14))).status).toBe(409)
    const [open] = await world.db.select().from(invitations).where(isNull(invitations.revokedAt))
    const revoke = async () =>
      (
        await post(
          world.app(),
          path(world, '/invitations/revoke'),
          { invitation: String(open?.id) },
          await asAda(world),
        )
      ).status
    expect([await revoke(), await revoke()]).toEqual([303, 409])
    expect((await joinAsNew(world)).status).toBe(409)
    expect(await world.db.select().from(people).where(eq(people.email, iris.email))).toEqual([])
    await invite(world)
    expect((await joinAsNew(world, days(13))).status).toBe(303)
    expect((await joinAsNew(world, days(13))).status).toBe(409)
  })

  test('tells nobody whether the address has an account', async ({ world }) => {
    const seen = async (email: string) => {
      const response = await invite(world, email)
      const page = await (await get(world.app(), path(world), await asAda(world))).text()
      const row = page.match(new RegExp(`<span class="anywhere">${email}[\\s\\S]*?</li>`))?.[0] ?? ''
      const told = row.replaceAll(email, '(it)').replace(/value="\d+"/, '')
      return JSON.stringify([response.status, [...response.headers], await response.text(), told])
    }
    const free = await seen('free@elsewhere.example')
    expect(await seen(world.noor.email)).toBe(free)
    expect(await seen(world.staff.admin.email)).toBe(free)
  })

  test('to somebody at the desk cannot be joined', async ({ world }) => {
    await invite(world, world.staff.admin.email)
    expect((await get(world.app(), `/verify/${await newestToken(world)}`)).status).toBe(409)
    expect((await joinAsNew(world)).status).toBe(409)
  })

  test.for([
    [{ email: '', access: 'read' }, 'Enter an e-mail address'],
    [{ email: 'iris', access: 'read' }, 'Enter an e-mail address'],
    [{ email: 'iris@x.example\r\nBcc: y@z.example', access: 'read' }, 'Enter an e-mail address'],
    [{ email: 'ADA@harborlight.example', access: 'read' }, 'This person is a member already'],
    [{ email: iris.email, access: 'owner' }, 'Choose what this person may do'],
    [{ email: iris.email, access: '' }, 'Choose what this person may do'],
  ] as const)('with %j is refused: %s', async ([form, sentence], { world }) => {
    const page = await post(world.app(), path(world, '/invitations'), form, await asAda(world))
    expect([page.status, await page.text()]).toEqual([422, expect.stringContaining(sentence)])
    expect(await world.db.select().from(invitations)).toEqual([])
  })

  test('leaves at most three times a day to one address, and twenty for a company', async ({ world }) => {
    const statuses = []
    for (let tried = 0; tried < 4; tried++) statuses.push((await invite(world)).status)
    expect(statuses).toEqual([303, 303, 303, 429])
    for (let more = 0; more < 17; more++) await invite(world, `person${more}@x.example`)
    expect((await invite(world, 'last@x.example')).status).toBe(429)
    expect(await lettersTo(world, 'last@x.example')).toEqual([])
  })
})

describe.skipIf(skipped)('a colleague who may only read', () => {
  test('reads everything and writes nothing, in pages and in operations', async ({ world }) => {
    const [id, draft] = [await world.submitted(), await world.draft()]
    const reader = await joined(world, 'read')
    const cookie = await world.cookieOf(reader)
    const before = await everyRow(world.db)
    const writes: [string, Record<string, string>][] = [
      [`/registrations/${id}/messages`, { body: 'Hello' }],
      [`/registrations/${draft}/edit/app`, { app_name: 'Taken over' }],
      [`/registrations/${draft}/submit`, {}],
      [`/registrations/${draft}/contact-link`, {}],
      [path(world, '/invitations'), { email: 'x@y.example', access: 'manage' }],
      [path(world, '/members'), { action: 'change', person: String(reader.id), access: 'owner' }],
      [path(world, '/members'), { action: 'remove', person: String(world.ada.id) }],
    ]
    for (const [to, form] of writes) expect((await post(world.app(), to, form, cookie)).status, to).toBe(403)
    expect((await post(world.app(), '/registrations', { app_name: 'New App' }, cookie)).status).toBe(404)
    expect({ ...(await everyRow(world.db)), rateLimits: [] }).toEqual({ ...before, rateLimits: [] })
    const page = await (await get(world.app(), `/registrations/${id}`, cookie)).text()
    expect(page).toContain('You can read this registration and not write')
    expect(page).not.toContain('name="body"')
    for (const part of ['edit/contact', 'check']) {
      const shown = await (await get(world.app(), `/registrations/${draft}/${part}`, cookie)).text()
      expect(shown).toContain('You can read this draft')
      expect(shown).not.toMatch(/<(textarea|select)|type="submit"[^>]*>\s*(Save|Submit)/)
    }
    expect(await (await get(world.app(), '/registrations', cookie)).text()).not.toContain('name="app_name"')
    expect(await (await get(world.app(), path(world), cookie)).text()).not.toContain('Invite a colleague')
  })

  test('writes as soon as an owner lets them', async ({ world }) => {
    const id = await world.submitted()
    const reader = await joined(world, 'read')
    const write = async () =>
      (
        await post(
          world.app(),
          `/registrations/${id}/messages`,
          { body: 'Hello' },
          await world.cookieOf(reader),
        )
      ).status
    expect(await write()).toBe(403)
    expect(await change(world, reader, { action: 'change', access: 'manage' })).toBe(303)
    expect(await write()).toBe(303)
    expect(await change(world, reader, { action: 'change', access: 'read' }, reader)).toBe(403)
  })
})

describe.skipIf(skipped)('a company', () => {
  test('may be one of several of the same person', async ({ world }) => {
    const ada = await asAda(world)
    expect((await post(world.app(), '/companies', { name: 'Harbor Labs' }, ada)).status).toBe(303)
    expect(await (await get(world.app(), '/registrations', ada)).text()).toContain(
      '<select class="select" id="company"',
    )
    for (const name of ['', 'H', '<b>Harbor</b>', 'H'.repeat(201)])
      expect((await post(world.app(), '/companies', { name }, ada)).status).toBe(422)
    expect(await world.db.select().from(companies)).toHaveLength(3)
  })

  test('never loses its last owner: not by leaving, not by stepping down, not by removal', async ({
    world,
  }) => {
    const other = await joined(world, 'manage')
    const leave = async (who: Vendor) =>
      (await post(world.app(), path(world, '/leave'), {}, await world.cookieOf(who))).status
    expect(await leave(world.ada)).toBe(409)
    expect(await change(world, world.ada, { action: 'change', access: 'read' })).toBe(409)
    expect(await change(world, world.ada, { action: 'remove' })).toBe(409)
    expect(await change(world, other, { action: 'change', access: 'owner' })).toBe(303)
    expect(await leave(world.ada)).toBe(303)
    expect([await accessOf(world, world.ada), await accessOf(world, other)]).toEqual([null, 'owner'])
    expect(await leave(other)).toBe(409)
  })

  test('keeps an owner when two leave at the same moment', async () => {
    const own = await ownDatabase()
    try {
      const { ada, noor } = await makeWorld(own.db)
      for (let round = 0; round < 8; round++) {
        const companyId = await createCompany(own.db, ada, { name: `Harbor ${round}` }, monday)
        await own.db.insert(memberships).values({ companyId, personId: noor.id, createdAt: monday })
        const leaving = [ada, noor].map((who) => leaveCompany(own.db, who, { companyId }, monday))
        const results = await Promise.allSettled(leaving)
        expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      }
    } finally {
      await own.close()
    }
  })

  test('removes a colleague at once: pages, letters, and the right to answer by mail', async ({ world }) => {
    const other = await joined(world, 'manage')
    const theirs = await world.cookieOf(other)
    await post(world.app(), '/registrations', { app_name: 'Harbor Notes' }, theirs)
    const [app] = await world.db.select().from(registrations).where(eq(registrations.ownerId, other.id))
    const [code] = await world.db.select().from(participants).where(eq(participants.personId, other.id))
    expect(await change(world, other, { action: 'remove' })).toBe(303)
    expect((await get(world.app(), `/registrations/${app?.id}/edit/contact`, theirs)).status).toBe(404)
    expect((await get(world.app(), path(world), theirs)).status).toBe(404)
    expect(await lettersTo(world, other.email)).toContainEqual(
      expect.objectContaining({ kind: 'membership_ended' }),
    )
    const after = await world.db
      .select()
      .from(participants)
      .where(eq(participants.registrationId, app?.id as number))
    expect(after.find(({ id }) => id === code?.id)).toMatchObject({ leftAt: monday, tokenEpoch: 1 })
    expect(after.filter(({ leftAt }) => leftAt === null)).toMatchObject([
      { personId: world.ada.id, kind: 'owner' },
    ])
    const arrived = { account: 'x', sha256: 'y', size: 1, receivedAt: monday }
    const { id: inbound } = await countAttempt(world.db, arrived, monday)
    const proof = {
      tier: 'T3',
      sentence: '',
      verdict: 'pass',
      from: other.email,
      checkedBy: null,
      authentication: '',
    } as never
    const mail = {
      messageId: null,
      from: other.email,
      subject: 'Re:',
      body: 'Still here',
      quoted: '',
      attachments: [],
      proof,
    }
    const to = { thread: app?.id as number, participant: code?.id as number, answer: true }
    expect(await fileMail(world.db, inbound, mail, to, monday)).toBe('unmatched')
  })

  test('of others is not there: not to read, not to change, and its members are not to be chosen elsewhere', async ({
    world,
  }) => {
    const noor = await world.cookieOf(world.noor)
    for (const rest of ['/members', '/invitations', '/invitations/revoke', '/leave']) {
      const form = {
        person: String(world.ada.id),
        action: 'remove',
        invitation: '1',
        email: 'x@y.example',
        access: 'read',
      }
      expect((await post(world.app(), path(world, rest), form, noor)).status, rest).toBe(404)
    }
    expect(await change(world, world.noor, { action: 'remove' })).toBe(409)
    expect(await accessOf(world, world.ada)).toBe('owner')
  })
})

describe.skipIf(skipped)('moving the ownership', () => {
  const call = {
    ...{
      afterwards: 'leaves',
      called_name: 'Dana Cole, CFO',
      called_number: '+1 919 555 0100',
      called_on: '2026-11-02',
    },
    ...{
      called_time: '09:50',
      reason: 'Ada left the company; the CFO asked for it by letter and confirmed by phone.',
    },
  }
  const move = async (world: World, form: Record<string, string> = {}, by = world.staff.admin) => {
    const code = world.codeOf(by)
    const given = { ...call, from: String(world.ada.id), to_email: world.noor.email, password, code, ...form }
    return post(world.app(), `/desk/companies/${world.companyId}/owner`, given, await world.cookieOf(by))
  }

  test('after a call-back: the new owner has everything, the former one nothing, and both are told', async ({
    world,
  }) => {
    const id = await world.submitted()
    expect((await move(world)).status).toBe(303)
    expect([await accessOf(world, world.ada), await accessOf(world, world.noor)]).toEqual([null, 'owner'])
    const read = async (who: Vendor) =>
      (await get(world.app(), `/registrations/${id}`, await world.cookieOf(who))).status
    expect([await read(world.ada), await read(world.noor)]).toEqual([404, 200])
    const now = await world.db
      .select()
      .from(participants)
      .where(and(eq(participants.registrationId, id), isNull(participants.leftAt)))
    expect(now).toMatchObject([{ personId: world.noor.id, email: world.noor.email, kind: 'owner' }])
    expect((await lettersTo(world, world.ada.email)).at(-1)).toMatchObject({
      kind: 'ownership_moved',
      side: 'former',
    })
    expect((await lettersTo(world, world.noor.email)).at(-1)).toMatchObject({
      kind: 'ownership_moved',
      side: 'new',
    })
    expect(await world.db.select().from(ownershipTransfers)).toMatchObject([
      {
        calledName: 'Dana Cole, CFO',
        calledNumber: '+1 919 555 0100',
        calledOn: '2026-11-02',
        doneBy: world.staff.admin.id,
      },
    ])
    const [event] = await world.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'company.ownership_moved'))
    expect(event).toMatchObject({ personId: world.staff.admin.id, detail: { calledName: 'Dana Cole, CFO' } })
    const page = await (
      await get(world.app(), `/desk/companies/${world.companyId}`, await world.cookieOf(world.staff.admin))
    ).text()
    expect(page).toContain('Dana Cole, CFO')
  })

  test('the former owner may stay as a colleague, without letters', async ({ world }) => {
    const id = await world.submitted()
    expect((await move(world, { afterwards: 'read' })).status).toBe(303)
    expect(await accessOf(world, world.ada)).toBe('read')
    const left = await world.db
      .select()
      .from(participants)
      .where(and(eq(participants.registrationId, id), isNull(participants.leftAt)))
    expect(left.map(({ email }) => email)).toEqual([world.noor.email])
  })

  test.for([
    [{ from: '' }, 'Choose who is an owner now'],
    [{ from: '999999' }, 'Choose who is an owner now'],
    [{ afterwards: 'owner' }, 'Choose what the present owner keeps'],
    [{ to_email: 'nobody@nowhere.example' }, 'There is no confirmed vendor account'],
    [{ to_email: 'leah@northfield.example' }, 'There is no confirmed vendor account'],
    [{ to_email: 'ada@harborlight.example' }, 'This is the present owner'],
    [{ called_name: '' }, 'Who was called'],
    [{ called_number: '12' }, 'Enter the number that was called'],
    [{ called_on: '2026-11-03' }, 'cannot lie ahead'],
    [{ called_on: '2026-02-31' }, 'Enter the day of the call'],
    [{ called_time: '25:00' }, 'Enter the time of the call'],
    [{ reason: 'because' }, 'Reason'],
    [{ password: 'wrong' }, 'This is not your password'],
    [{ code: '000000' }, 'This code is not right'],
  ] as const)('with %j is refused: %s', async ([form, sentence], { world }) => {
    const page = await move(world, form)
    const text = await page.text()
    expect([page.status, text]).toEqual([422, expect.stringContaining(sentence)])
    expect(text).not.toContain(password)
    expect([await accessOf(world, world.ada), await accessOf(world, world.noor)]).toEqual(['owner', null])
    expect(await world.db.select().from(ownershipTransfers)).toEqual([])
  })

  test('is for the admin alone', async ({ world }) => {
    for (const by of [world.staff.reviewer, world.staff.approver, world.staff.support, world.staff.auditor])
      expect((await move(world, {}, by)).status).toBe(403)
    expect(await accessOf(world, world.ada)).toBe('owner')
  })
})
