import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  citedFindings,
  determinations,
  findings,
  outbox,
  registrations,
  statusEvents,
} from '../../db/schema.ts'
import { decideProposal, propose } from '../../src/operations/determinations.ts'
import { recordFinding } from '../../src/operations/findings.ts'
import { approve } from '../../src/operations/registrations.ts'
import { withdraw } from '../../src/operations/withdrawal.ts'
import type { NewDetermination } from '../../src/rules/determinations.ts'
import type { NewFinding } from '../../src/rules/findings.ts'
import type { Staff } from '../../src/rules/people.ts'
import { metFinding } from '../people.ts'
import { everyRow, skipped, test, type World } from '../world.ts'

const friday = new Date('2026-11-06T15:00:00Z')
const bad = {
  ...metFinding,
  outcome: 'not_met',
  severity: 'unacceptable',
  observation: 'One access token was used for 41,200 reads of 3,906 different ids in two days.',
} as const

const record = {
  ...{ action: 'suspend', findingIds: [], riskAnalysis: '2026-2, table 7', policy: '', caseByCase: true },
  riskToSystems: 'Systematic reading shows which ids exist.',
  whyTailored: 'Production alone is blocked.',
  alternatives: 'A lower rate limit: tried, and calls went on from more addresses.',
  ...{ emergency: false, scope: 'production', whatLifts: 'A sandbox trace', whyDifferent: '' },
  vendorText: 'One token was used to try 3,906 different ids.',
} as const satisfies NewDetermination

const finds = (world: World, id: number, criterionId: string, over: Partial<NewFinding> = {}) =>
  recordFinding(world.db, world.staff.reviewer, { registrationId: id, criterionId, ...bad, ...over }, friday)
const proposes = (
  world: World,
  id: number,
  over: Partial<NewDetermination>,
  by: Staff = world.staff.reviewer,
) => propose(world.db, by, { registrationId: id, seen: 0, record: { ...record, ...over } }, friday)
const decides = (
  world: World,
  id: number,
  determinationId: number,
  over: object = {},
  by: Staff = world.staff.approver,
) => {
  const deciding = { registrationId: id, determinationId, verdict: 'agree', reason: '', ...over } as const
  return decideProposal(world.db, by, deciding, friday)
}
const standing = async ({ db }: World, id: number) => {
  const [row] = await db.select().from(registrations).where(eq(registrations.id, id))
  return [row?.status, row?.phase, row?.closedAs]
}
const refused = (code: string, field?: string) => ({ code, ...(field ? { problems: [{ field }] } : {}) })

describe.skipIf(skipped)('an approval', () => {
  test('needs a finding for every security criterion, and none that is unacceptable', async ({ world }) => {
    const id = await world.submitted()
    const approving = () =>
      approve(world.db, world.marcus, { registrationId: id, revision: 1, seen: 1000 }, friday)
    await expect(approving()).rejects.toMatchObject({ code: 'not_valid', problems: { length: 10 } })
    await world.measured(id)
    await finds(world, id, 'SEC-05', { severity: 'high', terms: '' }).catch((error) =>
      expect(error).toMatchObject(refused('not_valid', 'terms')),
    )
    await finds(world, id, 'SEC-05')
    await expect(approving()).rejects.toMatchObject({ code: 'not_valid', problems: { length: 1 } })
    await finds(world, id, 'SEC-05', { severity: 'high', terms: 'Fixed by December; the host is test only.' })
    await approving()
    expect(await standing(world, id)).toEqual(['approved', 'instructions_due', null])
  })

  test.for([
    [{ observation: 'Too short.' }, 'observation'],
    [{ evidence: [] }, 'evidence'],
    [{ evidence: [{ kind: 'url', content: 'javascript:alert(1)' }] }, 'evidence'],
    [{ severity: null }, 'severity'],
    [{ outcome: 'met' }, 'severity'],
    [{ outcome: 'mitigated', severity: null }, 'terms'],
    [{ criterionId: 'SEC-99' }, 'criterion'],
  ] as const)('no finding is kept that lacks something: %o', async ([over, field], { world }) => {
    const id = await world.submitted()
    const before = await everyRow(world.db)
    await expect(finds(world, id, 'SEC-04', over as object)).rejects.toMatchObject(
      refused('not_valid', field),
    )
    expect(await everyRow(world.db)).toEqual(before)
  })
})

describe.skipIf(skipped)('a decision against an app', () => {
  test('that waits when the owner gives up can still be closed, and changes nothing any more', async ({
    world,
  }) => {
    const id = await world.active()
    const finding = await finds(world, id, 'SEC-10')
    const proposal = await proposes(world, id, { findingIds: [finding], emergency: true })
    await withdraw(world.db, world.ada, { registrationId: id, reason: null }, friday)
    await decides(world, id, proposal, { verdict: 'refuse', reason: 'Given up meanwhile.' })
    expect(await standing(world, id)).toEqual([null, null, 'withdrawn'])
    const [record] = await world.db.select().from(determinations).where(eq(determinations.id, proposal))
    expect(record).toMatchObject({ verdict: 'refused', decidedBy: world.staff.approver.id })
  })

  test('to refuse: a reviewer proposes, an approver agrees, the owner reads why', async ({ world }) => {
    const { db, ada, staff } = world
    const id = await world.submitted()
    const finding = await finds(world, id, 'SEC-10')
    const deny = { action: 'deny', scope: null, whatLifts: '', findingIds: [finding] } as const
    const proposal = await proposes(world, id, deny)
    expect(await standing(world, id)).toEqual(['pending', 'decision_check', null])
    const [waits] = await db.select().from(outbox).where(eq(outbox.kind, 'proposal_waits'))
    expect(waits?.to).toBe(staff.approver.email)
    await decides(world, id, proposal)
    expect(await standing(world, id)).toEqual([null, null, 'not_approved'])
    const [letter] = await db.select().from(outbox).where(eq(outbox.kind, 'determined'))
    expect(letter).toMatchObject({
      to: ada.email,
      letter: { action: 'deny', criteria: ['SEC-10'], version: 1 },
    })
    const [event] = await db.select().from(statusEvents).where(eq(statusEvents.action, 'deny'))
    expect(event).toMatchObject({ determinationId: proposal, criteriaVersion: 1, visibleToVendor: true })
    await expect(decides(world, id, proposal)).rejects.toMatchObject({ code: 'not_now' })
  })

  test('to refuse goes back to the review where the second person does not agree', async ({ world }) => {
    const id = await world.submitted()
    const finding = await finds(world, id, 'SEC-10')
    const proposal = await proposes(world, id, {
      action: 'deny',
      scope: null,
      whatLifts: '',
      findingIds: [finding],
    })
    await expect(decides(world, id, proposal, { verdict: 'refuse' })).rejects.toMatchObject(
      refused('not_valid', 'reason'),
    )
    await decides(world, id, proposal, { verdict: 'refuse', reason: 'Ask them first.' })
    expect(await standing(world, id)).toEqual(['pending', 'in_review', null])
  })

  test('to suspend changes nothing until a second person agrees; to terminate the same', async ({
    world,
  }) => {
    const id = await world.active()
    const finding = await finds(world, id, 'SEC-10')
    const suspension = await proposes(world, id, { findingIds: [finding] })
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
    await expect(proposes(world, id, { findingIds: [finding] })).rejects.toMatchObject({ code: 'not_now' })
    await decides(world, id, suspension)
    expect(await standing(world, id)).toEqual(['suspended', 'final', null])
    const terminate = { action: 'terminate', scope: null, whatLifts: '', findingIds: [finding] } as const
    await decides(world, id, await proposes(world, id, terminate, world.marcus))
    expect(await standing(world, id)).toEqual(['terminated', 'final', null])
  })

  test('in an emergency blocks at once, and the block ends where the second person refuses it', async ({
    world,
  }) => {
    const { db } = world
    const id = await world.active()
    const finding = await finds(world, id, 'SEC-10')
    const proposal = await proposes(world, id, { emergency: true, findingIds: [finding] })
    expect(await standing(world, id)).toEqual(['suspended', 'final', null])
    const [letter] = await db.select().from(outbox).where(eq(outbox.kind, 'determined'))
    expect(letter?.letter).toMatchObject({ confirmBy: '2026-11-09' })
    await decides(world, id, proposal, { verdict: 'refuse', reason: 'A rate limit is enough.' })
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
    const [lifted] = await db.select().from(outbox).where(eq(outbox.kind, 'reinstated'))
    expect(lifted?.letter).toMatchObject({ reason: 'A rate limit is enough.' })
  })

  test('is never decided by the one who proposed it, in the program and in the database', async ({
    world,
  }) => {
    const { db, staff } = world
    const id = await world.active()
    const finding = await finds(world, id, 'SEC-10')
    const proposal = await proposes(world, id, { findingIds: [finding] })
    const same = { ...staff.reviewer, role: 'approver' } as Staff // the reviewer has become an approver meanwhile
    await expect(decides(world, id, proposal, {}, same)).rejects.toMatchObject({ code: 'not_yours' })
    await breaks(db, 'nobody_decides_their_own_proposal', (tx) =>
      tx
        .update(determinations)
        .set({ verdict: 'agreed', decidedBy: staff.reviewer.id, decidedAt: friday })
        .where(eq(determinations.id, proposal)),
    )
  })

  test.for([
    ['riskAnalysis', { riskAnalysis: ' ' }],
    ['riskToSystems', { riskToSystems: '' }],
    ['whyTailored', { whyTailored: '' }],
    ['alternatives', { alternatives: '' }],
    ['vendorText', { vendorText: '' }],
    ['policy', { caseByCase: false }],
    ['scope', { scope: null }],
    ['whatLifts', { whatLifts: '' }],
    ['findings', { findingIds: [] }],
  ] as const)('without %s is no record', async ([field, over], { world }) => {
    const id = await world.active()
    const findingIds = [await finds(world, id, 'SEC-10')]
    const before = await everyRow(world.db)
    await expect(proposes(world, id, { findingIds, ...over })).rejects.toMatchObject(
      refused('not_valid', field),
    )
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('rests on security alone: never on privacy, technique, a smaller risk, or identity by itself', async ({
    world,
  }) => {
    const id = await world.active()
    const one = async (criterionId: string, over: Partial<NewFinding> = {}) => [
      await finds(world, id, criterionId, over),
    ]
    for (const findingIds of [
      await one('PRV-7'),
      await one('TEC-1'),
      await one('SEC-01'),
      [...(await one('SEC-01')), ...(await one('SEC-09'))],
      await one('SEC-04', { severity: 'high', terms: 'A key is replaced by hand.' }),
    ])
      await expect(proposes(world, id, { findingIds })).rejects.toMatchObject(
        refused('not_valid', 'findings'),
      )
    const enough = [...(await one('SEC-01')), ...(await one('SEC-08'))]
    expect(await proposes(world, id, { findingIds: enough })).toBeGreaterThan(0)
  })

  test('cannot rest on anything else by raw SQL either, and what was found and cited stays', async ({
    world,
  }) => {
    const { db } = world
    const id = await world.active()
    const good = await finds(world, id, 'SEC-10')
    const proposal = await proposes(world, id, { findingIds: [good] })
    const privacy = await finds(world, id, 'PRV-7')
    const cite = (values: Partial<typeof citedFindings.$inferInsert>) => (tx: World['db']) =>
      tx.insert(citedFindings).values({
        ...{ determinationId: proposal, findingId: privacy, registrationId: id, criterionId: 'PRV-7' },
        ...{ outcome: 'not_met', severity: 'unacceptable', ...values },
      })
    await breaks(db, 'only_an_unacceptable_security_risk_is_cited', cite({}))
    await breaks(db, 'a_cited_finding_is_as_found', cite({ criterionId: 'SEC-04' }))
    await breaks(db, 'append-only', (tx) => tx.update(findings).set({ outcome: 'met', severity: null }))
    await breaks(db, 'append-only', (tx) => tx.delete(citedFindings))
    await breaks(db, 'kept as it was proposed', (tx) =>
      tx.update(determinations).set({ vendorText: 'Other' }),
    )
    await breaks(db, 'needs a finding that can carry it', async (tx) => {
      await tx.execute(
        sql`UPDATE determinations SET verdict = 'refused', decided_by = ${world.staff.approver.id}, decided_at = now()`,
      )
      await tx.execute(sql`INSERT INTO determinations (registration_id, action, criteria_version, risk_analysis,
        risk_to_systems, why_tailored, alternatives, case_by_case, vendor_text, proposed_by, proposed_at)
        VALUES (${id}, 'terminate', 1, 'a', 'b', 'c', 'd', true, 'e', ${world.staff.reviewer.id}, now())`)
      await tx.execute(sql`SET CONSTRAINTS ALL IMMEDIATE`)
    })
  })

  test('that differs from an earlier one on the same criterion has to say why', async ({ world }) => {
    const first = await world.active()
    const terminate = { action: 'terminate', scope: null, whatLifts: '' } as const
    await decides(
      world,
      first,
      await proposes(world, first, { ...terminate, findingIds: [await finds(world, first, 'SEC-10')] }),
    )
    const second = await world.active()
    const findingIds = [await finds(world, second, 'SEC-10')]
    await expect(proposes(world, second, { findingIds })).rejects.toMatchObject(
      refused('not_valid', 'whyDifferent'),
    )
    const id = await proposes(world, second, { findingIds, whyDifferent: 'It stopped within the hour.' })
    const [row] = await world.db.select().from(determinations).where(eq(determinations.id, id))
    expect(row?.consistentWith).toHaveLength(1)
  })
})

/** The statement fails with these words, and the transaction around it goes on. */
async function breaks(
  db: World['db'],
  words: string,
  statement: (tx: World['db']) => Promise<unknown>,
): Promise<void> {
  const failed = await db.transaction((tx) => statement(tx)).catch((error: Error) => error)
  expect(failed).toBeInstanceOf(Error)
  const { message, cause } = failed as Error & { cause?: Error }
  expect(`${message} ${cause?.message}`).toContain(words)
}
