import { desc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { draftPage } from '../../db/queries/portal.ts'
import {
  clocks,
  companies,
  entries,
  links,
  outbox,
  participants,
  registrations,
  statusEvents,
  submissions,
} from '../../db/schema.ts'
import { resendContactLink } from '../../src/operations/contact.ts'
import { saveDraft, startRegistration } from '../../src/operations/drafts.ts'
import { approve, submit } from '../../src/operations/registrations.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import type { Vendor } from '../../src/rules/people.ts'
import { type Answers, parts } from '../../src/rules/questionnaire.ts'
import { makeWorld } from '../people.ts'
import { answers, everyRow, get, monday, ownDatabase, post, skipped, test, type World } from '../world.ts'

const partOf = (id: string) => parts.find((part) => part.id === id) as (typeof parts)[number]
const tomorrow = new Date(monday.getTime() + 24 * 3_600_000 + 1000)

/** Fills a draft with Ada's answers and what differs from them. */
async function fill({ db }: World, owner: Vendor, id: number, over: Answers = {}): Promise<void> {
  const given: Answers = { ...answers, contact_email: owner.email, ...over }
  for (const part of parts) {
    const own = Object.fromEntries(part.fields.map((field) => [field.id, given[field.id] ?? '']))
    await saveDraft(db, owner, { registrationId: id, part, answers: own, seen: null }, monday)
  }
}

async function begin(world: World, appName: string, over: Answers = {}): Promise<number> {
  const { id } = await startRegistration(world.db, world.ada, { companyId: world.companyId, appName }, monday)
  await fill(world, world.ada, id, { app_name: appName, ...over })
  return id
}

const rowOf = async ({ db }: World, id: number) =>
  (await db.select().from(registrations).where(eq(registrations.id, id)))[0]
const door = async (world: World, at = monday) => ({
  app: world.app(() => at),
  cookie: await world.cookieOf(world.ada, at),
})

describe.skipIf(skipped)('a draft', () => {
  test('begins with its name and the address of its owner, and a number of its own', async ({ world }) => {
    const { app, cookie } = await door(world)
    const response = await post(app, '/registrations', { app_name: ' Harbor Kids ' }, cookie)
    const [row] = await world.db.select().from(registrations)
    expect(response.headers.get('Location')).toBe(`/registrations/${row?.id}/edit/contact`)
    expect(row).toMatchObject({
      appName: 'Harbor Kids',
      status: null,
      submittedAt: null,
      draft: { app_name: 'Harbor Kids', contact_email: world.ada.email },
    })
    expect(row?.number).toBe(`REG-2026-${String(row?.id).padStart(6, '0')}`)
    expect(await world.db.select().from(clocks)).toEqual([])
    expect(await world.db.select().from(outbox)).toEqual([])
  })

  test('needs a name, and a company of its owner', async ({ world }) => {
    const { app, cookie } = await door(world)
    const unnamed = await post(app, '/registrations', { app_name: '  ' }, cookie)
    expect([unnamed.status, await unnamed.text()]).toEqual([
      422,
      expect.stringContaining('Name of the app: write something first'),
    ])
    const long = await post(app, '/registrations', { app_name: 'H'.repeat(101) }, cookie)
    const page = await long.text()
    expect(page).toContain('Name of the app: shorten it to 100 characters (now 101)')
    expect(page).toContain(`value="${'H'.repeat(101)}"`)
    const foreign = await post(
      app,
      '/registrations',
      { app_name: 'Mine', company: String(world.companyId) },
      await world.cookieOf(world.noor),
    )
    expect(foreign.status).toBe(404)
    expect(await world.db.select().from(registrations)).toEqual([])
  })

  test('is saved right or wrong; what was typed wrong is told at once, what is empty may come later', async ({
    world,
  }) => {
    const id = await begin(world, 'Harbor Kids')
    const { app, cookie } = await door(world)
    const wrong = await post(
      app,
      `/registrations/${id}/edit/contact`,
      { contact_email: 'ada@', contact_phone: '' },
      cookie,
    )
    const page = await wrong.text()
    expect(wrong.status).toBe(422)
    expect(page).toContain('Saved. Some answers need a change.')
    expect(page).toContain('Enter an e-mail address like name@company.example')
    expect(page).not.toContain('Fill in: Phone')
    expect((await rowOf(world, id))?.draft).toMatchObject({ contact_email: 'ada@', contact_phone: '' })
    const empty = await post(app, `/registrations/${id}/edit/contact`, {}, cookie)
    expect(empty.headers.get('Location')).toBe(`/registrations/${id}/edit/contact?done=saved`)
    const next = await post(
      app,
      `/registrations/${id}/edit/contact`,
      { contact_email: world.ada.email, contact_phone: answers.contact_phone as string, go: 'next' },
      cookie,
    )
    expect(next.headers.get('Location')).toBe(`/registrations/${id}/edit/app?done=saved`)
    const last = await post(app, `/registrations/${id}/edit/attestation`, { go: 'next' }, cookie)
    expect(last.headers.get('Location')).toBe(`/registrations/${id}/check?done=saved`)
  })

  test('keeps the other parts when one is saved, and takes no field that is not asked there', async ({
    world,
  }) => {
    const id = await begin(world, 'Harbor Kids')
    const { app, cookie } = await door(world)
    await post(
      app,
      `/registrations/${id}/edit/app`,
      { app_name: 'Harbor Teens', apis: 'member_data', status: 'approved', contact_phone: '1', lastSeq: '0' },
      cookie,
    )
    const row = await rowOf(world, id)
    expect(row).toMatchObject({ appName: 'Harbor Teens', status: null })
    expect(row?.draft).toMatchObject({
      app_name: 'Harbor Teens',
      contact_phone: answers.contact_phone,
      carin: 'follows',
    })
    expect(Object.keys(row?.draft ?? {})).not.toContain('status')
  })

  test('has no page of a part that does not exist', async ({ world }) => {
    const id = await begin(world, 'Harbor Kids')
    const { app, cookie } = await door(world)
    for (const part of ['payment', 'constructor', '__proto__']) {
      expect((await get(app, `/registrations/${id}/edit/${part}`, cookie)).status).toBe(404)
      expect((await post(app, `/registrations/${id}/edit/${part}`, {}, cookie)).status).toBe(404)
    }
  })
})

describe.skipIf(skipped)('submitting', () => {
  test('is refused with the list of what is missing, and changes nothing', async ({ world }) => {
    const { id } = await startRegistration(
      world.db,
      world.ada,
      { companyId: world.companyId, appName: 'Harbor Kids' },
      monday,
    )
    const { app, cookie } = await door(world)
    const before = await everyRow(world.db)
    const response = await post(app, `/registrations/${id}/submit`, {}, cookie)
    const page = await response.text()
    expect(response.status).toBe(422)
    for (const sentence of [
      'Fill in: Phone',
      'Choose at least one: Which APIs does the app use',
      'Choose an answer: Does the app support OAuth 2.0',
      'Fill in: Address of your privacy policy',
    ]) {
      expect(page).toContain(sentence)
    }
    expect(page).not.toContain('What does it support instead')
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('asks for the follow-ups of the answers that were given, and for no others', async ({ world }) => {
    const id = await begin(world, 'Harbor Kids', { tech_oidc: 'no', sells_app: 'yes', carin: 'listed' })
    const refused = await submit(world.db, world.ada, { registrationId: id, seen: null }, monday).catch(
      (error) => error,
    )
    expect(refused.problems.map(({ field }: { field: string }) => field)).toEqual([
      'tech_oidc_explain',
      'sells_how',
      'carin_url',
    ])
  })

  test('an app that reads only public data is told so and starts no clock', async ({ world }) => {
    const id = await begin(world, 'Formulary Finder', { apis: ['formulary'] })
    const { app, cookie } = await door(world)
    const response = await post(app, `/registrations/${id}/submit`, {}, cookie)
    expect([response.status, await response.text()]).toEqual([
      422,
      expect.stringContaining(
        'The formulary and the provider directory are public: you can use them without registering.',
      ),
    ])
    expect(await world.db.select().from(clocks)).toEqual([])
  })

  test('freezes the answers, starts the clock, writes to Ada and to every reviewer', async ({ world }) => {
    const id = await begin(world, 'Harbor Kids')
    const { app, cookie } = await door(world)
    const response = await post(app, `/registrations/${id}/submit`, {}, cookie)
    expect(response.headers.get('Location')).toBe(`/registrations/${id}?done=submitted`)
    expect(await rowOf(world, id)).toMatchObject({
      status: 'pending',
      phase: 'in_review',
      submittedAt: monday,
    })
    const [revision] = await world.db.select().from(submissions)
    expect(revision).toMatchObject({
      revision: 1,
      submittedBy: world.ada.id,
      answers: { app_name: 'Harbor Kids', contact_email: world.ada.email },
    })
    expect(await world.db.select().from(clocks)).toMatchObject([
      { rule: 'decision', startedAt: monday, stoppedAt: null, dueOn: '2026-11-17' },
    ])
    const letters = await world.db.select().from(outbox)
    expect(letters.map(({ kind, to }) => `${kind} ${to}`).toSorted()).toEqual([
      'submitted ada@harborlight.example',
      'to_review leah@northfield.example',
      'to_review marcus@northfield.example',
    ])
    expect(JSON.stringify(letters)).not.toContain(answers.tech_token_storage_how as string)
  })

  test('a second time is refused: the page leads back to the registration, and there is one revision', async ({
    world,
  }) => {
    const id = await world.submitted()
    const { app, cookie } = await door(world)
    const before = await everyRow(world.db)
    const again = await post(app, `/registrations/${id}/submit`, {}, cookie)
    expect([again.status, again.headers.get('Location')]).toEqual([303, `/registrations/${id}`])
    const refused = submit(world.db, world.ada, { registrationId: id, seen: null }, monday)
    await expect(refused).rejects.toMatchObject({
      code: 'not_now',
      message: 'This registration was submitted. Its answers can be changed only when we ask for it.',
    })
    for (const path of ['edit/app', 'check'])
      expect((await get(app, `/registrations/${id}/${path}`, cookie)).headers.get('Location')).toBe(
        `/registrations/${id}`,
      )
    expect(
      (await post(app, `/registrations/${id}/edit/app`, { app_name: 'Other' }, cookie)).headers.get(
        'Location',
      ),
    ).toBe(`/registrations/${id}`)
    expect((await post(app, `/registrations/${id}/contact-link`, {}, cookie)).headers.get('Location')).toBe(
      `/registrations/${id}`,
    )
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('six times at the same moment makes one revision, one clock and one step in the history', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const id = await world.draft()
      const tries = await Promise.allSettled(
        Array.from({ length: 6 }, () =>
          submit(own.db, world.ada, { registrationId: id, seen: null }, monday),
        ),
      )
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const each of tries)
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'not_now' })
      expect(await own.db.select().from(submissions)).toHaveLength(1)
      expect(await own.db.select().from(clocks)).toHaveLength(1)
      expect(await own.db.select().from(statusEvents)).toHaveLength(1)
      expect(await own.db.select().from(outbox).where(eq(outbox.kind, 'submitted'))).toHaveLength(1)
    } finally {
      await own.close()
    }
  })

  test('two apps with one name at the same moment: one of them has to choose another', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const ids = [await world.draft(), await world.draft(), await world.draft()]
      const tries = await Promise.allSettled(
        ids.map((registrationId) => submit(own.db, world.ada, { registrationId, seen: null }, monday)),
      )
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    } finally {
      await own.close()
    }
  })
})

describe.skipIf(skipped)('the name of an app', () => {
  const noorsDraft = async (world: World, appName: string) => {
    const [company] = await world.db.select().from(companies).where(eq(companies.name, 'Sable & Finch Co.'))
    const companyId = company?.id as number
    const { id } = await startRegistration(world.db, world.noor, { companyId, appName }, monday)
    await fill(world, world.noor, id, { app_name: appName })
    return id
  }

  test('is free while only a draft has it, and taken once one is submitted, however it is written', async ({
    world,
  }) => {
    const mine = await begin(world, 'Harbor Companion')
    const noors = await noorsDraft(world, 'HARBOR companion')
    await submit(world.db, world.noor, { registrationId: noors, seen: null }, monday)
    const { app, cookie } = await door(world)
    const response = await post(app, `/registrations/${mine}/submit`, {}, cookie)
    expect([response.status, await response.text()]).toEqual([
      422,
      expect.stringContaining('Another registered app is called “Harbor Companion”'),
    ])
    expect((await rowOf(world, mine))?.status).toBeNull()
  })

  test('stays taken while it is suspended or approved, and is free after a termination', async ({
    world,
  }) => {
    const noors = await noorsDraft(world, 'Harbor Companion')
    await submit(world.db, world.noor, { registrationId: noors, seen: null }, monday)
    const mine = await begin(world, 'Harbor Companion')
    const at = async (standing: Partial<typeof registrations.$inferInsert>) => {
      await world.db.update(registrations).set(standing).where(eq(registrations.id, noors))
      return submit(world.db, world.ada, { registrationId: mine, seen: null }, monday).then(
        () => 'free',
        (error) => error.code,
      )
    }
    expect(await at({ status: 'suspended', phase: 'final' })).toBe('not_valid')
    expect(await at({ status: 'approved', phase: 'active' })).toBe('not_valid')
    expect(await at({ status: 'terminated', phase: 'final' })).toBe('free')
  })

  test('is looked at again at the approval', async ({ world }) => {
    const mine = await world.submitted()
    const noors = await noorsDraft(world, 'Sparrow')
    await submit(world.db, world.noor, { registrationId: noors, seen: null }, monday)
    await world.db
      .update(registrations)
      .set({ appName: 'harbor companion' })
      .where(eq(registrations.id, noors))
    await world.measured(mine)
    const seen = (await rowOf(world, mine))?.lastSeq as number
    const refused = approve(
      world.db,
      world.staff.reviewer,
      { registrationId: mine, revision: 1, seen },
      monday,
    )
    await expect(refused).rejects.toMatchObject({ code: 'not_valid' })
  })
})

describe.skipIf(skipped)('a contact that is not the owner', () => {
  const team = 'team@harborlight.example'
  const newestLink = async ({ db, config }: World) => {
    const [link] = await db
      .select()
      .from(links)
      .where(eq(links.kind, 'verify_contact'))
      .orderBy(desc(links.id))
      .limit(1)
    return linkToken(link?.id as number, config.appSecret)
  }
  const contactLetters = (world: World) =>
    world.db.select().from(outbox).where(eq(outbox.kind, 'verify_contact'))

  test('confirms by a link of its own; the submission waits for it and then writes to both', async ({
    world,
  }) => {
    const id = await begin(world, 'Harbor Kids', { contact_email: team })
    const { app, cookie } = await door(world)
    expect(await contactLetters(world)).toMatchObject([
      { to: team, letter: { company: 'Harborlight Health, Inc.', owner: 'Ada Moreno' } },
    ])
    const waits = await post(app, `/registrations/${id}/submit`, {}, cookie)
    expect([waits.status, await waits.text()]).toEqual([
      409,
      expect.stringContaining(`${team} has not confirmed the link we sent`),
    ])
    expect((await post(app, '/verify', { token: await newestLink(world) })).status).toBe(200)
    expect((await post(app, `/registrations/${id}/submit`, {}, cookie)).status).toBe(303)
    const told = await world.db.select().from(outbox).where(eq(outbox.kind, 'submitted'))
    expect(told.map(({ to }) => to).toSorted()).toEqual([world.ada.email, team])
  })

  test('does not become an account, and opening its link tells nothing about the registration', async ({
    world,
  }) => {
    await begin(world, 'Harbor Kids', { contact_email: team })
    const page = await (await get(world.app(), `/verify/${await newestLink(world)}`)).text()
    expect(page).toContain('Confirm this address')
    expect(page).not.toMatch(/Harbor Kids|Ada Moreno|REG-/)
    await post(world.app(), '/verify', { token: await newestLink(world) })
    expect(
      (await post(world.app(), '/sign-in', { email: team, password: 'whatever it may be' })).status,
    ).toBe(422)
  })

  test('is one: a new address takes the place of the old one, whose link then opens nothing', async ({
    world,
  }) => {
    const id = await begin(world, 'Harbor Kids', { contact_email: team })
    const older = await newestLink(world)
    await fill(world, world.ada, id, { app_name: 'Harbor Kids', contact_email: 'other@harborlight.example' })
    expect((await post(world.app(), '/verify', { token: older })).status).toBe(409)
    expect((await draftPage(world.db, world.ada, id)).contact).toEqual({
      email: 'other@harborlight.example',
      verified: false,
    })
    await fill(world, world.ada, id, { app_name: 'Harbor Kids' })
    expect((await draftPage(world.db, world.ada, id)).contact).toBeNull()
    await submit(world.db, world.ada, { registrationId: id, seen: null }, monday)
    const live = await world.db.select().from(participants).where(eq(participants.registrationId, id))
    expect(live.filter(({ leftAt }) => leftAt === null).map(({ email }) => email)).toEqual([world.ada.email])
  })

  test('gets no second letter for being saved again, and one for each request to send it again', async ({
    world,
  }) => {
    const id = await begin(world, 'Harbor Kids', { contact_email: team })
    await fill(world, world.ada, id, { app_name: 'Harbor Kids', contact_email: team.toUpperCase() })
    expect(await contactLetters(world)).toHaveLength(1)
    const { app, cookie } = await door(world)
    const sent = await post(app, `/registrations/${id}/contact-link`, {}, cookie)
    expect(sent.headers.get('Location')).toBe(`/registrations/${id}/edit/contact?done=link_sent`)
    expect(await contactLetters(world)).toHaveLength(2)
    await post(app, '/verify', { token: await newestLink(world) })
    const again = await post(app, `/registrations/${id}/contact-link`, {}, cookie)
    expect([again.status, await again.text()]).toEqual([
      409,
      expect.stringContaining('The address is confirmed already'),
    ])
  })

  test('is not flooded: five letters a day, then Ada is told; the next day it goes on', async ({ world }) => {
    const id = await begin(world, 'Harbor Kids', { contact_email: team })
    for (let count = 0; count < 4; count++)
      await resendContactLink(world.db, world.ada, { registrationId: id }, monday)
    const { app, cookie } = await door(world)
    const sixth = await post(app, `/registrations/${id}/contact-link`, {}, cookie)
    expect([sixth.status, await sixth.text()]).toEqual([
      429,
      expect.stringContaining('Try again tomorrow, or use your own address'),
    ])
    const other = await post(
      app,
      `/registrations/${id}/edit/contact`,
      { contact_email: 'stranger@elsewhere.example', contact_phone: '+1 919 555 0199' },
      cookie,
    )
    expect(other.status).toBe(429)
    expect(await other.text()).toContain('value="+1 919 555 0199"')
    expect(await contactLetters(world)).toHaveLength(5)
    await resendContactLink(world.db, world.ada, { registrationId: id }, tomorrow)
    expect(await contactLetters(world)).toHaveLength(6)
  })

  test('is not flooded by many registrations either: the five letters are counted by address', async ({
    world,
  }) => {
    for (const app of ['One', 'Two', 'Three', 'Four', 'Five'])
      await begin(world, `Harbor ${app}`, { contact_email: team })
    await expect(begin(world, 'Harbor Six', { contact_email: team.toUpperCase() })).rejects.toMatchObject({
      code: 'too_many',
    })
    await begin(world, 'Harbor Seven', { contact_email: 'somebody@elsewhere.example' })
    expect(await contactLetters(world)).toHaveLength(6)
  })
})

describe.skipIf(skipped)('a secret that somebody types', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
  const secret = 'Zx81kfPq02mmNv77aQ'
  const typed = `We send client_secret=${secret} and this: ${jwt}`

  const isNowhere = async ({ db }: World) => {
    const all = JSON.stringify(await everyRow(db))
    expect(all).not.toContain(jwt)
    expect(all).not.toContain(secret)
    expect(all).toContain('[MASKED:jwt#')
    expect(all).toContain('[MASKED:kv_secret#')
  }

  test('in an answer of the draft is masked before it is stored, in every part', async ({ world }) => {
    const id = await begin(world, 'Harbor Kids')
    const { app, cookie } = await door(world)
    for (const part of ['contact', 'app', 'technical', 'privacy']) {
      const form = Object.fromEntries(partOf(part).fields.map((field) => [field.id, typed]))
      const response = await post(app, `/registrations/${id}/edit/${part}`, form, cookie)
      expect(await response.text()).not.toContain(secret)
    }
    expect((await rowOf(world, id))?.draft.tech_token_storage_how).toMatch(
      /^We send client_secret=\[MASKED:kv_secret#[0-9a-f]{12}\] and this: \[MASKED:jwt#/,
    )
    await isNowhere(world)
  })

  test('in the name of an app, a message, a reply, a note or a question is stored and mailed masked', async ({
    world,
  }) => {
    const id = await world.submitted()
    const { app, cookie } = await door(world)
    const leah = await world.cookieOf(world.staff.reviewer)
    const desk = `/desk/registrations/${id}/entries`
    await post(app, '/registrations', { app_name: `client_secret=${secret}` }, cookie)
    await post(app, `/registrations/${id}/messages`, { body: typed }, cookie)
    await post(app, desk, { kind: 'note', body: typed }, leah)
    await post(app, desk, { kind: 'reply', body: typed }, leah)
    await post(
      app,
      desk,
      { kind: 'request', body: typed, question_1: typed, question_2: typed, blocking: 'yes' },
      leah,
    )
    await isNowhere(world)
    const said = await world.db.select().from(entries).where(eq(entries.registrationId, id))
    expect(said.filter(({ body }) => body.includes('[MASKED:jwt#'))).toHaveLength(4)
    expect(await (await get(app, `/registrations/${id}`, cookie)).text()).not.toContain(secret)
  })

  test('on the way to an account is masked too, but never the password itself', async ({ world }) => {
    const words = `my client_secret=${secret} is a password`
    await post(world.app(), '/sign-up', {
      name: `Rui ${jwt}`,
      company: `client_secret=${secret}`,
      email: 'rui@tidewater.example',
      password: words,
    })
    await isNowhere(world)
    const [link] = await world.db.select().from(links)
    await post(world.app(), '/verify', { token: linkToken(link?.id as number, world.config.appSecret) })
    expect(
      (await post(world.app(), '/sign-in', { email: 'rui@tidewater.example', password: words })).status,
    ).toBe(303)
  })
})
