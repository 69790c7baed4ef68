// Blocking, unblocking and revoking access: asked of the API operations by letter, done when their link is pressed.
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { currentFindings, openProposal } from '../../db/queries/findings.ts'
import { accessOrders, auditEvents, outbox } from '../../db/schema.ts'
import { decideProposal, propose } from '../../src/operations/determinations.ts'
import { addEnvironment } from '../../src/operations/environments.ts'
import { recordFinding } from '../../src/operations/findings.ts'
import { readerOf } from '../../src/operations/outbox.ts'
import { keepPayer } from '../../src/operations/payer.ts'
import { withdraw } from '../../src/operations/withdrawal.ts'
import { accessActionOf } from '../../src/rules/access.ts'
import type { NewDetermination } from '../../src/rules/determinations.ts'
import type { Letter } from '../../src/rules/letters.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import type { Person } from '../../src/rules/people.ts'
import { type Action, transitions } from '../../src/rules/status.ts'
import { productionFacts, recordClient, withSandbox } from '../environments.ts'
import { metFinding } from '../people.ts'
import { everyRow, get, monday, post, skipped, test, type World } from '../world.ts'

const operations = 'api-operations@northfield.example'
const friday = new Date('2026-11-06T15:00:00Z')
const month = 30 * 24 * 3_600_000

const record = {
  ...{ action: 'suspend', findingIds: [], riskAnalysis: '2026-2, table 7', policy: '', caseByCase: true },
  riskToSystems: 'Systematic reading shows which ids exist.',
  whyTailored: 'Production alone is blocked.',
  alternatives: 'A lower rate limit: tried, and calls went on from more addresses.',
  ...{ emergency: false, scope: 'production', whatLifts: 'A sandbox trace', whyDifferent: '' },
  vendorText: 'One token was used to try 3,906 different ids.',
} as const satisfies NewDetermination

/** Harbor Companion in use, with a client in the sandbox and one in production. */
async function inUse(world: World): Promise<number> {
  const { db, staff } = world
  const id = await world.active()
  await withSandbox(world, id)
  const facts = { name: 'Production', facts: productionFacts }
  await recordClient(world, id, await addEnvironment(db, staff.admin, facts, monday), 'harbor-production')
  await keepPayer(db, world.config.payer)
  return id
}

async function proposes({ db, staff }: World, registrationId: number, over: Partial<NewDetermination> = {}) {
  const bad = { ...metFinding, outcome: 'not_met', severity: 'unacceptable' } as const
  const known = (await currentFindings(db, registrationId)).find(
    ({ criterionId }) => criterionId === 'SEC-10',
  )
  if (known?.outcome !== 'not_met')
    await recordFinding(db, staff.reviewer, { registrationId, criterionId: 'SEC-10', ...bad }, friday)
  const finding = (await currentFindings(db, registrationId)).find(
    ({ criterionId }) => criterionId === 'SEC-10',
  )
  const whole = { ...record, findingIds: [finding?.id as number], ...over }
  await propose(db, staff.reviewer, { registrationId, seen: 1000, record: whole }, friday)
}

async function decides({ db, staff }: World, registrationId: number, verdict: 'agree' | 'refuse' = 'agree') {
  const determinationId = (await openProposal(db, registrationId))?.id as number
  const input = { registrationId, determinationId, verdict, reason: 'A rate limit is enough.' }
  await decideProposal(db, staff.approver, input, friday)
}

async function suspended(world: World, over: Partial<NewDetermination> = {}): Promise<number> {
  const id = await inUse(world)
  await proposes(world, id, over)
  if (!over.emergency) await decides(world, id)
  return id
}

const letters = async ({ db }: World) =>
  (await db.select().from(outbox).where(eq(outbox.kind, 'access_order')).orderBy(outbox.id)).map((row) => ({
    ...row,
    letter: row.letter as Extract<Letter, { kind: 'access_order' }>,
  }))
const orders = ({ db }: World) => db.select().from(accessOrders).orderBy(accessOrders.id)
const ordered = async (world: World) =>
  (await letters(world)).map(({ to, letter: { action, clients } }) => [
    to,
    action,
    clients.map((each) => each.clientId),
  ])
async function lastToken(world: World): Promise<string> {
  const last = (await letters(world)).at(-1)
  return linkToken(last?.letter.linkId as number, world.config.appSecret)
}
const textOf = (html: string) =>
  html
    .replaceAll(/<svg.*?<\/svg>/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
async function shown(world: World, id: number, person: Person): Promise<string> {
  const path = `${person.kind === 'staff' ? '/desk' : ''}/registrations/${id}`
  return textOf(await (await get(world.app(), path, await world.cookieOf(person))).text())
}

test('every way out of access, and back into it, is asked of the API operations', () => {
  const side = (place: string) => (/^(approved|suspended)/.exec(place)?.[0] ?? 'outside') as string
  for (const [action, { from, to }] of Object.entries(transitions)) {
    if (action === 'register_again') continue // begins a new one
    const ways = new Set(from.map((place) => `${side(place)} ${side(to)}`))
    const expected = [...ways].map((way) => {
      if (way === 'approved suspended') return 'block'
      if (way === 'suspended approved') return 'unblock'
      return way === 'approved outside' || way === 'suspended outside' ? 'revoke' : null
    })
    expect(new Set(expected), action).toEqual(new Set([accessActionOf(action as Action)]))
  }
})

describe.skipIf(skipped)('the access of an app', () => {
  test('is blocked as far as the decision says, and that is done only when they say so', async ({
    world,
  }) => {
    const id = await suspended(world)
    expect(await ordered(world)).toEqual([[operations, 'block', ['harbor-production']]])
    for (const person of [world.ada, world.staff.reviewer]) {
      expect(await shown(world, id, person)).toContain('Block requested Nov 6, 10:00 a.m. ET')
      expect(await shown(world, id, person)).not.toMatch(/Blocked since|Access is blocked/)
    }
    const [app, token] = [world.app(() => new Date('2026-11-06T16:30:00Z')), await lastToken(world)]
    const before = await everyRow(world.db)
    const page = await (await get(app, `/verify/${token}`)).text()
    expect(page).toMatch(/harbor-production[\s\S]*Yes, it is blocked/)
    expect(page).not.toContain(`harbor-${id}`)
    expect(await everyRow(world.db)).toEqual(before)
    const done = await post(app, '/verify/access', { token })
    expect([done.status, textOf(await done.text())]).toEqual([
      200,
      expect.stringContaining('Thank you: blocked'),
    ])
    for (const person of [world.ada, world.staff.reviewer]) {
      expect(await shown(world, id, person)).toContain('Blocked since Nov 6, 11:30 a.m. ET')
      expect(await shown(world, id, person)).toContain('The API operations confirmed')
    }
    const audits = await world.db.select().from(auditEvents).where(eq(auditEvents.action, 'access.confirmed'))
    expect(audits).toHaveLength(1)
  })

  test('is confirmed once: a link that was used, changed or is too old says so and does nothing', async ({
    world,
  }) => {
    await suspended(world)
    const [app, token] = [world.app(() => friday), await lastToken(world)]
    const broken = await post(app, '/verify/access', { token: `${token.slice(0, -2)}xx` })
    expect(broken.status).toBe(409)
    const late = world.app(() => new Date(friday.getTime() + month))
    for (const answer of [
      await get(late, `/verify/${token}`),
      await post(late, '/verify/access', { token }),
    ]) {
      expect(answer.status).toBe(409)
      expect(await answer.text()).toContain('This link has expired. Ask the reviewers')
    }
    expect((await orders(world))[0]?.confirmedAt).toBeNull()
    expect((await post(app, '/verify/access', { token })).status).toBe(200)
    for (const answer of [await get(app, `/verify/${token}`), await post(app, '/verify/access', { token })]) {
      expect(answer.status).toBe(409)
      expect(await answer.text()).toContain('This link was already used')
    }
    const [order] = await orders(world)
    expect(order?.confirmedAt).toEqual(friday)
  })

  test('stands nowhere in the database with the secret half of its link', async ({ world }) => {
    await suspended(world)
    const [, secret = ''] = (await lastToken(world)).split('.')
    expect(JSON.stringify(await everyRow(world.db))).not.toContain(secret)
  })

  test('comes back where an emergency block ends: the letter and link of the block are void', async ({
    world,
  }) => {
    const id = await suspended(world, { emergency: true })
    const blockToken = await lastToken(world)
    await decides(world, id, 'refuse')
    expect(await ordered(world)).toEqual([
      [operations, 'block', ['harbor-production']],
      [operations, 'unblock', ['harbor-production']],
    ])
    const [block, unblock] = await letters(world)
    expect([
      (await readerOf(world.db, block as never, friday)).allowed,
      (await readerOf(world.db, unblock as never, friday)).allowed,
    ]).toEqual([false, true])
    const app = world.app(() => friday)
    expect((await post(app, '/verify/access', { token: blockToken })).status).toBe(409)
    expect(await shown(world, id, world.ada)).toContain('Unblock requested')
    expect((await post(app, '/verify/access', { token: await lastToken(world) })).status).toBe(200)
    expect(await shown(world, id, world.ada)).toContain('Unblocked since')
  })

  test('is revoked everywhere when the app is terminated, and when its owner gives it up', async ({
    world,
  }) => {
    const id = await suspended(world)
    await proposes(world, id, { action: 'terminate', scope: null, whatLifts: '' })
    await decides(world, id)
    expect((await ordered(world)).at(-1)).toEqual([
      operations,
      'revoke',
      [`harbor-${id}`, 'harbor-production'],
    ])
    expect(await shown(world, id, world.ada)).toContain('Revocation requested')
  })

  test('that an owner gives up is revoked', async ({ world }) => {
    const id = await inUse(world)
    await withdraw(world.db, world.ada, { registrationId: id, reason: null }, friday)
    expect(await ordered(world)).toEqual([[operations, 'revoke', [`harbor-${id}`, 'harbor-production']]])
    expect(await shown(world, id, world.ada)).toContain('Revocation requested')
  })

  test('that never existed needs no letter, and both pages say so', async ({ world }) => {
    await keepPayer(world.db, world.config.payer)
    const id = await world.active()
    await withdraw(world.db, world.ada, { registrationId: id, reason: null }, friday)
    expect(await letters(world)).toEqual([])
    for (const person of [world.ada, world.staff.reviewer])
      expect(await shown(world, id, person)).toContain('No access existed, so none is revoked.')
  })

  test('where no address is configured is a task at the desk, and is mailed once there is one', async ({
    world,
  }) => {
    const { db, config, staff } = world
    const id = await inUse(world)
    await keepPayer(db, { ...config.payer, apiOperations: null })
    await withdraw(db, world.ada, { registrationId: id, reason: null }, friday)
    expect(await letters(world)).toEqual([])
    expect(await shown(world, id, staff.reviewer)).toContain(
      'Tell the API operations to revoke these client ids.',
    )
    expect(await shown(world, id, world.ada)).not.toMatch(/API_OPERATIONS_EMAIL|nobody was told/)
    const [app, leah] = [world.app(() => friday), await world.cookieOf(staff.reviewer, friday)]
    const resend = () => post(app, `/desk/registrations/${id}/access`, {}, leah)
    expect((await resend()).status).toBe(409)
    await keepPayer(db, config.payer)
    expect((await resend()).status).toBe(303)
    expect(await ordered(world)).toEqual([[operations, 'revoke', [`harbor-${id}`, 'harbor-production']]])
    const first = await lastToken(world)
    expect((await resend()).status).toBe(303)
    expect((await post(app, '/verify/access', { token: first })).status).toBe(409)
    expect((await post(app, '/verify/access', { token: await lastToken(world) })).status).toBe(200)
    expect((await resend()).status).toBe(409)
  })

  test('is asked for in words that nobody can change later', async ({ world }) => {
    const { db } = world
    await suspended(world)
    const breaks = (work: (tx: typeof db) => Promise<unknown>) =>
      db.transaction(work).then(
        () => 'kept',
        (error) => String(error.cause ?? error),
      )
    expect(await breaks((tx) => tx.update(accessOrders).set({ action: 'unblock' }))).toContain(
      'kept as it was',
    )
    expect(await breaks((tx) => tx.update(accessOrders).set({ clients: [], confirmedAt: friday }))).not.toBe(
      'kept',
    )
  })
})
