// Token instructions: the environments an admin keeps, the clients staff record, and the letter before it leaves.
import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { instructionsPage } from '../../db/queries/instructions.ts'
import {
  apiClients,
  auditEvents,
  clocks,
  entries,
  environmentVersions,
  outbox,
  registrations,
} from '../../db/schema.ts'
import { recordClients } from '../../src/operations/clients.ts'
import { addEnvironment, changeEnvironment } from '../../src/operations/environments.ts'
import { reopenInstructions, sendInstructions } from '../../src/operations/instructions.ts'
import { readerOf, recordOutcome } from '../../src/operations/outbox.ts'
import { approve } from '../../src/operations/registrations.ts'
import { withdraw } from '../../src/operations/withdrawal.ts'
import { placeOf } from '../../src/rules/status.ts'
import {
  environmentForm,
  productionFacts,
  recordClient,
  sandboxFacts,
  versionOf,
  withSandbox,
} from '../environments.ts'
import { get, monday, post, skipped, test, type World } from '../world.ts'

const intro = 'Harbor Companion may begin. Here is what you need.'
const later = new Date('2026-11-04T15:00:00Z')

/** Harbor Companion, approved on Monday; its instructions are due by Monday, November 9. */
async function approved(world: World): Promise<number> {
  const id = await world.submitted()
  await world.measured(id)
  await approve(world.db, world.marcus, { registrationId: id, revision: 1, seen: 100 }, monday)
  return id
}

async function send(world: World, registrationId: number, now = monday): Promise<void> {
  const { version } = await instructionsPage(world.db, world.staff.reviewer, registrationId)
  await sendInstructions(world.db, world.staff.reviewer, { registrationId, intro, version }, now)
}

const lettersOf = ({ db }: World) => db.select().from(outbox).where(eq(outbox.kind, 'token_instructions'))
const standing = async ({ db, staff }: World, id: number) =>
  placeOf((await instructionsPage(db, staff.reviewer, id)).registration)
const clockOf = async ({ db }: World, registrationId: number) =>
  (
    await db
      .select()
      .from(clocks)
      .where(and(eq(clocks.registrationId, registrationId), eq(clocks.rule, 'instructions')))
  )[0]

/** As the sender does, once the mail server has said what it says. */
async function deliver(
  world: World,
  outcome: Parameters<typeof recordOutcome>[2],
  now = later,
): Promise<void> {
  for (const letter of await lettersOf(world)) await recordOutcome(world.db, letter, outcome, now)
}
const taken = { state: 'sent', response: '250 2.0.0 OK', words: { subject: '', text: '', html: '' } } as const
const pageFor = async (world: World, path: string, person: Parameters<World['cookieOf']>[0]) =>
  (await (await get(world.app(), path, await world.cookieOf(person))).text()).replaceAll(
    /<svg.*?<\/svg>/gs,
    '',
  )

describe.skipIf(skipped)('the environments', () => {
  test('are kept by an admin with their history, and audited', async ({ world }) => {
    const { db, staff } = world
    const [app, hal] = [world.app(), await world.cookieOf(staff.admin)]
    const added = await post(app, '/desk/environments', { ...environmentForm(), name: 'Sandbox' }, hal)
    expect(added.status).toBe(303)
    const [first] = await db.select().from(environmentVersions)
    const id = first?.environmentId as number
    const form = { ...environmentForm(), tokenUrl: 'https://other.northfield.example/token', use: 'open' }
    const changed = await post(app, `/desk/environments/${id}`, { ...form, version: String(first?.id) }, hal)
    expect(changed.status).toBe(303)
    const page = await pageFor(world, '/desk/environments', staff.auditor)
    expect(page).toContain('https://other.northfield.example/token')
    expect(page).toContain('changed: Token endpoint')
    expect(page).toContain(sandboxFacts.tokenUrl) // as it was before
    const audits = await db.select().from(auditEvents).where(eq(auditEvents.object, 'Sandbox'))
    expect(audits.map(({ action }) => action)).toEqual(['environment.added', 'environment.changed'])
  })

  test('refuse what is wrong beside its field, keep what was typed, and take no secret', async ({
    world,
  }) => {
    const [app, hal] = [world.app(), await world.cookieOf(world.staff.admin)]
    const wrong = {
      ...{ ...environmentForm(), name: 'Sandbox', tokenUrl: 'http://api.northfield.example/token' },
      credential: 'Use client_secret: 8f3kLq2Zx9Tn4Wb7 for everything.',
    }
    const response = await post(app, '/desk/environments', wrong, hal)
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(text).toContain('Token endpoint: the address has to start with https://')
    expect(text).toContain('Where the credential is obtained: this looks like a secret')
    expect(text).toContain('http://api.northfield.example/token')
    expect(text).not.toContain('8f3kLq2Zx9Tn4Wb7')
    expect(await world.db.select().from(environmentVersions)).toEqual([])
    expect(text).not.toMatch(/type="password"|name="[^"]*secret/)
  })

  test('have different names, and are not changed on top of somebody else', async ({ world }) => {
    const { db, staff } = world
    const id = await addEnvironment(db, staff.admin, { name: 'Sandbox', facts: sandboxFacts }, monday)
    await expect(
      addEnvironment(db, staff.admin, { name: 'SANDBOX', facts: sandboxFacts }, monday),
    ).rejects.toMatchObject({ code: 'not_valid' })
    const change = {
      environmentId: id,
      facts: productionFacts,
      retired: false,
      version: await versionOf(world, id),
    }
    await changeEnvironment(db, staff.admin, change, monday)
    await expect(changeEnvironment(db, staff.admin, change, monday)).rejects.toMatchObject({
      code: 'not_now',
    })
    for (const other of [staff.reviewer, staff.auditor])
      await expect(
        addEnvironment(db, other, { name: 'Third', facts: sandboxFacts }, monday),
      ).rejects.toMatchObject({ code: 'not_yours' })
  })

  test('cannot be rewritten in the database', async ({ world }) => {
    await withSandbox(world, await approved(world))
    for (const table of [environmentVersions, apiClients]) {
      const error = await world.db
        .transaction((tx) => tx.delete(table))
        .then(() => null)
        .catch((found) => found)
      expect(String(error?.cause ?? error)).toContain('append-only')
    }
  })
})

describe.skipIf(skipped)('the clients of an app', () => {
  test('are recorded on a page that offers the scopes asked for, and taken away again', async ({ world }) => {
    const id = await approved(world)
    const environment = await addEnvironment(
      world.db,
      world.staff.admin,
      { name: 'Sandbox', facts: sandboxFacts },
      monday,
    )
    const path = `/desk/registrations/${id}/instructions`
    expect(await pageFor(world, path, world.staff.reviewer)).toContain('patient/Coverage.rs')
    const [app, leah] = [world.app(), await world.cookieOf(world.staff.reviewer)]
    const names = { client: `client_${environment}`, scopes: `scopes_${environment}` }
    const record = (clientId: string, scopes: string) =>
      post(app, `${path}/clients`, { [names.client]: clientId, [names.scopes]: scopes }, leah)
    expect((await record('harbor-1', 'openid\r\npatient/Patient.rs')).status).toBe(303)
    expect((await record('harbor-1', 'openid\r\npatient/Patient.rs')).status).toBe(303)
    expect(await world.db.select().from(apiClients)).toHaveLength(1)
    const refused = await record('harbor one', 'system/*.rs')
    expect(refused.status).toBe(422)
    expect(await refused.text()).toMatch(/without spaces[\s\S]*does not offer “system\/\*\.rs”/)
    expect((await record('', '')).status).toBe(303)
    const { facts } = await instructionsPage(world.db, world.staff.reviewer, id)
    expect(facts.clients).toEqual([])
  })

  test('are never shared by two apps', async ({ world }) => {
    const id = await approved(world)
    const environment = await withSandbox(world, id)
    const other = await world.draft()
    const place = { submittedAt: monday, status: 'approved', phase: 'active' } as const
    await world.db.update(registrations).set(place).where(eq(registrations.id, other))
    await expect(recordClient(world, other, environment, `harbor-${id}`)).rejects.toMatchObject({
      problems: [{ field: `client_${environment}`, message: expect.stringContaining('belongs to REG-') }],
    })
    await recordClient(world, id, environment, '')
    await recordClient(world, other, environment, `harbor-${id}`)
  })

  test('are recorded by reviewers alone, and for an app that was approved', async ({ world }) => {
    const id = await world.submitted()
    const input = { registrationId: id, clients: [] }
    await expect(recordClients(world.db, world.staff.reviewer, input, monday)).rejects.toMatchObject({
      code: 'not_now',
    })
    await expect(recordClients(world.db, world.staff.approver, input, monday)).rejects.toMatchObject({
      code: 'not_yours',
    })
  })
})

describe.skipIf(skipped)('the letter with the token instructions', () => {
  test('is read before it is sent, says everything, and goes to the contact of record alone', async ({
    world,
  }) => {
    const id = await approved(world)
    await withSandbox(world, id)
    const path = `/desk/registrations/${id}/instructions`
    const [app, leah] = [world.app(), await world.cookieOf(world.staff.reviewer)]
    const preview = await (await post(app, `${path}/preview`, { intro }, leah)).text()
    expect(await lettersOf(world)).toEqual([])
    for (const said of [intro, `harbor-${id}`, sandboxFacts.tokenUrl, sandboxFacts.fhirUrl, 'S256', 'openid'])
      expect(preview).toContain(said)
    const version = /name="version" value="([^"]+)"/.exec(preview)?.[1] as string
    expect((await post(app, path, { intro, version }, leah)).status).toBe(303)
    const [letter, ...others] = await lettersOf(world)
    expect([letter?.to, others]).toEqual([world.ada.email, []])
    expect(letter?.letter).toMatchObject({ kind: 'token_instructions', intro })
  })

  test('cannot leave without an environment, a client and good words, or changed since it was read', async ({
    world,
  }) => {
    const id = await approved(world)
    const { db, staff } = world
    const sending = (over = {}) => ({ registrationId: id, intro, version: '0.0.0', ...over })
    await expect(sendInstructions(db, staff.reviewer, sending(), monday)).rejects.toThrow('No environment')
    const environment = await addEnvironment(
      db,
      staff.admin,
      { name: 'Sandbox', facts: sandboxFacts },
      monday,
    )
    await expect(sendInstructions(db, staff.reviewer, sending(), monday)).rejects.toThrow(
      'Record a client id',
    )
    await recordClient(world, id, environment, 'harbor-1')
    const { version } = await instructionsPage(db, staff.reviewer, id)
    await recordClient(world, id, environment, 'harbor-2')
    await expect(sendInstructions(db, staff.reviewer, sending({ version }), monday)).rejects.toThrow(
      'has changed since this preview',
    )
    await expect(
      sendInstructions(db, staff.reviewer, sending({ intro: 'Hi' }), monday),
    ).rejects.toMatchObject({
      code: 'not_valid',
    })
    await expect(sendInstructions(db, staff.approver, sending(), monday)).rejects.toMatchObject({
      code: 'not_yours',
    })
    expect(await lettersOf(world)).toEqual([])
  })

  test('is not written twice while one waits', async ({ world }) => {
    const id = await approved(world)
    await withSandbox(world, id)
    await send(world, id)
    await expect(send(world, id)).rejects.toThrow('on its way already')
  })

  test('makes the app active only when the mail server has taken it, and stops the clock then', async ({
    world,
  }) => {
    const id = await approved(world)
    await withSandbox(world, id)
    await send(world, id)
    const vendor = () => pageFor(world, `/registrations/${id}`, world.ada)
    expect(await standing(world, id)).toBe('approved/instructions_due')
    expect(await vendor()).toContain('Token instructions by Mon, Nov 9')
    expect(await vendor()).not.toContain(`harbor-${id}`)
    expect(await pageFor(world, '/registrations', world.ada)).toContain('Token instructions by Mon, Nov 9')
    expect(await pageFor(world, '/desk', world.staff.reviewer)).toContain(
      'Send token instructions by Mon, Nov 9',
    )
    await deliver(world, { state: 'retry', response: '451 later', ambiguous: false })
    expect(await standing(world, id)).toBe('approved/instructions_due')
    await deliver(world, taken)
    expect(await standing(world, id)).toBe('approved/active')
    expect((await clockOf(world, id))?.stoppedAt).toEqual(later)
    const page = await vendor()
    for (const said of [
      `harbor-${id}`,
      sandboxFacts.authorizeUrl,
      sandboxFacts.discoveryUrl,
      'obtain access tokens',
    ])
      expect(page).toContain(said)
  })

  test('that is refused for good moves nothing, shows at the desk, and can be sent again', async ({
    world,
  }) => {
    const id = await approved(world)
    await withSandbox(world, id)
    await send(world, id)
    await deliver(world, { state: 'failed', response: '550 5.1.1 no such user' })
    expect(await standing(world, id)).toBe('approved/instructions_due')
    expect((await clockOf(world, id))?.stoppedAt).toBeNull()
    const desk = await pageFor(world, `/desk/registrations/${id}`, world.staff.reviewer)
    expect(desk).toContain(`The token instructions did not reach ${world.ada.email}.`)
    expect(desk).toContain('550 5.1.1 no such user')
    expect(await pageFor(world, `/registrations/${id}`, world.ada)).not.toContain('550 5.1.1')
    await send(world, id, later)
    expect(await lettersOf(world)).toHaveLength(2)
  })

  test('is held back for an app that has ended meanwhile, and never wakes it', async ({ world }) => {
    const id = await approved(world)
    await withSandbox(world, id)
    await send(world, id)
    await withdraw(world.db, world.ada, { registrationId: id, reason: null }, later)
    const [letter] = await lettersOf(world)
    expect(letter && (await readerOf(world.db, letter, later)).allowed).toBe(false)
    await deliver(world, taken)
    expect(await standing(world, id)).toBe('withdrawn')
    const told = await world.db.select().from(entries).where(eq(entries.registrationId, id))
    expect(told.map(({ event }) => event?.what)).not.toContain('instructions_accepted')
  })

  test('that comes back makes the app wait again; where a change is decided, only the clock goes on', async ({
    world,
  }) => {
    const { db } = world
    const id = await approved(world)
    await withSandbox(world, id)
    await send(world, id)
    await deliver(world, taken)
    const back = new Date('2026-11-05T15:00:00Z')
    await reopenInstructions(db, { registrationId: id, at: back }, back)
    expect(await standing(world, id)).toBe('approved/instructions_due')
    expect((await clockOf(world, id))?.stoppedAt).toBeNull()
    const desk = await pageFor(world, `/desk/registrations/${id}`, world.staff.reviewer)
    expect(desk).toContain('came back')
    expect(await pageFor(world, `/registrations/${id}`, world.ada)).not.toContain(`harbor-${id}`)
    await send(world, id, back)
    await deliver(world, taken, back)
    await db.update(registrations).set({ phase: 'change_review' }).where(eq(registrations.id, id))
    await reopenInstructions(db, { registrationId: id, at: back }, back)
    expect(await standing(world, id)).toBe('approved/change_review')
    expect((await clockOf(world, id))?.stoppedAt).toBeNull()
    await db
      .update(registrations)
      .set({ status: 'suspended', phase: 'final' })
      .where(eq(registrations.id, id))
    await expect(reopenInstructions(db, { registrationId: id, at: back }, back)).rejects.toMatchObject({
      code: 'not_now',
    })
  })
})
