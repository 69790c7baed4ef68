// An owner has a decision looked at again, by somebody who took no part in it.
import { and, desc, eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { logoBytes } from '../../db/demonstrationLogo.ts'
import { currentFindings } from '../../db/queries/findings.ts'
import {
  clocks,
  determinations,
  entries,
  inboundMail,
  memberships,
  outbox,
  people,
  registrations,
  reviewedFindings,
  reviewQuestions,
  statusEvents,
  statusReviews,
} from '../../db/schema.ts'
import { decideProposal, propose } from '../../src/operations/determinations.ts'
import { writeDigests } from '../../src/operations/digest.ts'
import { recordFinding } from '../../src/operations/findings.ts'
import { registerAgain } from '../../src/operations/registerAgain.ts'
import { reinstate } from '../../src/operations/reinstating.ts'
import { decideReview } from '../../src/operations/reviewDecision.ts'
import {
  answerInReview,
  askInReview,
  assignReview,
  takeAnswerInReview,
} from '../../src/operations/reviewHandling.ts'
import { lapseReviews } from '../../src/operations/reviewLapse.ts'
import { requestReview, withdrawReview } from '../../src/operations/reviews.ts'
import { sendReviewWay } from '../../src/operations/reviewWay.ts'
import { writeMessage, writeReply } from '../../src/operations/thread.ts'
import type { NewDetermination } from '../../src/rules/determinations.ts'
import type { Staff, Vendor } from '../../src/rules/people.ts'
import type { NewReviewDecision } from '../../src/rules/reviewDecisions.ts'
import { makeWorld, metFinding } from '../people.ts'
import { everyRow, get, ownDatabase, password, post, skipped, test, type World } from '../world.ts'

const friday = new Date('2026-11-06T15:00:00Z')
const nextMonday = new Date('2026-11-09T15:00:00Z')
const later = (days: number) => new Date(nextMonday.getTime() + days * 86_400_000)

const record = {
  ...{ riskAnalysis: '2026-2, table 7', policy: '', caseByCase: true, emergency: false, whyDifferent: '' },
  riskToSystems: 'Systematic reading shows which ids exist.',
  whyTailored: 'Production alone is blocked.',
  alternatives: 'A lower rate limit: tried, and calls went on from more addresses.',
  vendorText: 'One token was used to try 3,906 different ids.',
} as const
const actions = {
  suspended: { action: 'suspend', scope: 'production', whatLifts: 'A sandbox trace' },
  terminated: { action: 'terminate', scope: null, whatLifts: '' },
  not_approved: { action: 'deny', scope: null, whatLifts: '' },
} as const

/** Leah finds and proposes, Grace agrees: Marcus alone may handle a review. */
async function decided(
  world: World,
  word: keyof typeof actions = 'suspended',
  over: Partial<NewDetermination> = {},
  criteria: readonly string[] = ['SEC-10'],
): Promise<number> {
  const { db, staff } = world
  const id = word === 'not_approved' ? await world.submitted() : await world.active()
  const bad = { ...metFinding, outcome: 'not_met', severity: 'unacceptable' } as const
  const findingIds: number[] = []
  for (const criterionId of criteria)
    findingIds.push(
      await recordFinding(db, staff.reviewer, { registrationId: id, criterionId, ...bad }, friday),
    )
  const proposed = { ...record, ...actions[word], ...over, findingIds }
  const determinationId = await propose(
    db,
    staff.reviewer,
    { registrationId: id, seen: 1000, record: proposed },
    friday,
  )
  if (proposed.emergency) return id
  const deciding = { registrationId: id, determinationId, verdict: 'agree', reason: '' } as const
  await decideProposal(db, staff.approver, deciding, friday)
  return id
}

const said = 'Two workers raced for one token. One worker with a lock is live since November 7.'
const asks = (
  { db, ada }: World,
  id: number,
  over: {
    by?: Vendor | Staff
    at?: Date
    files?: number
    onBehalf?: string | null
    criteria?: string[]
    statement?: string
  } = {},
) => {
  const {
    by = ada,
    at = nextMonday,
    files = 0,
    onBehalf = null,
    criteria = ['SEC-10'],
    statement = said,
  } = over
  const disputed = criteria.map((criterionId) => ({ criterionId, said: `About ${criterionId}: fixed.` }))
  const uploads = Array.from({ length: files }, (_, index) => ({
    name: `trace-${index}.png`,
    bytes: logoBytes,
  }))
  const asking = { registrationId: id, review: { disputed, statement, onBehalf }, files: uploads }
  return requestReview(db, by, asking, at)
}
const takes = ({ db }: World, id: number, by: Staff, at = nextMonday) =>
  assignReview(db, by, { registrationId: id, personId: by.id }, at)

const better = 'The trace of 48 hours shows one use for each token and no guessing of ids.'
const lifting: NewReviewDecision = {
  outcome: 'reinstate',
  findings: [{ criterionId: 'SEC-10', outcome: 'changed', words: better }],
  words: 'We lift the suspension.',
  ...{ conditions: '', conditionsUntil: null },
}
const upholding: NewReviewDecision = {
  ...lifting,
  outcome: 'uphold',
  findings: [{ criterionId: 'SEC-10', outcome: 'upheld', words: 'The log of November 8 shows it still.' }],
  words: 'The suspension stands.',
}
const decides = async (
  { db }: World,
  id: number,
  by: Staff,
  decision: Partial<NewReviewDecision> = {},
  at = nextMonday,
) => {
  const input = { registrationId: id, reviewId: (await openOf(db, id))?.id ?? 0, seen: 1000 }
  return decideReview(db, by, { ...input, decision: { ...lifting, ...decision } }, at)
}
const openOf = async (db: World['db'], id: number) =>
  (
    await db
      .select()
      .from(statusReviews)
      .where(and(eq(statusReviews.registrationId, id), isNull(statusReviews.endedAt)))
  )[0]
const lastOf = async (db: World['db'], id: number) =>
  (
    await db
      .select()
      .from(statusReviews)
      .where(eq(statusReviews.registrationId, id))
      .orderBy(desc(statusReviews.id))
  )[0]
const standing = async ({ db }: World, id: number) => {
  const [row] = await db.select().from(registrations).where(eq(registrations.id, id))
  return [row?.status, row?.phase, row?.closedAs]
}
const letters = async ({ db }: World, kind: string) =>
  (await db.select().from(outbox).orderBy(outbox.id)).filter(({ letter }) => letter.kind === kind)
const clockOf = async ({ db }: World, id: number, rule: 'review' | 'assignment') =>
  (
    await db
      .select()
      .from(clocks)
      .where(and(eq(clocks.registrationId, id), eq(clocks.rule, rule)))
      .orderBy(desc(clocks.id))
  )[0]
const grown = ({ staff }: World, over: Partial<Staff>): Staff => ({ ...staff.approver, ...over })

describe.skipIf(skipped)('a review of a suspension', () => {
  test('is asked for by the owner, decided by somebody else, and lifts the block', async ({ world }) => {
    const { db, ada, marcus, staff } = world
    const id = await decided(world)
    await asks(world, id, { files: 2 })
    expect(await standing(world, id)).toEqual(['suspended', 'review_open', null])
    expect(await openOf(db, id)).toMatchObject({ state: 'requested', level: 'first', requestedBy: ada.id })
    expect((await openOf(db, id))?.files).toHaveLength(2)
    expect(await clockOf(world, id, 'review')).toMatchObject({ dueOn: '2026-11-24', stoppedAt: null })
    expect(await clockOf(world, id, 'assignment')).toMatchObject({ dueOn: '2026-11-12', stoppedAt: null })
    const [acknowledged] = await letters(world, 'review_requested')
    expect(acknowledged).toMatchObject({ to: ada.email, letter: { dueOn: '2026-11-24', nobody: false } })
    expect((await letters(world, 'review_waits')).map(({ to }) => to)).toEqual([marcus.email])
    await takes(world, id, marcus)
    expect((await clockOf(world, id, 'assignment'))?.stoppedAt).toEqual(nextMonday)
    expect(await letters(world, 'review_assigned')).toHaveLength(1)
    await decides(world, id, marcus)
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
    expect(await lastOf(db, id)).toMatchObject({
      ...{ state: 'decided', outcome: 'reinstate', words: 'We lift the suspension.', decidedBy: marcus.id },
    })
    expect((await clockOf(world, id, 'review'))?.stoppedAt).toEqual(nextMonday)
    const [result] = await letters(world, 'review_decided')
    expect(result).toMatchObject({
      to: ada.email,
      letter: { findings: [{ criterion: 'SEC-10', outcome: 'changed', words: better }], secondUntil: null },
    })
    expect(await letters(world, 'reinstated')).toHaveLength(1)
    const now = (await currentFindings(db, id)).find(({ criterionId }) => criterionId === 'SEC-10')
    expect(now).toMatchObject({ outcome: 'met', observation: better, foundBy: marcus.id })
    const findingIds = [now?.id as number]
    const anew = { ...record, ...actions.suspended, findingIds }
    await expect(
      propose(db, staff.reviewer, { registrationId: id, seen: 1000, record: anew }, nextMonday),
    ).rejects.toMatchObject({ code: 'not_valid' })
  })

  test('with conditions names them and their day, in the letter of the lifted block too', async ({
    world,
  }) => {
    const { db, marcus } = world
    const id = await decided(world)
    await asks(world, id)
    await takes(world, id, marcus)
    const conditional = { outcome: 'reinstate_with_conditions', conditions: 'A dated access list.' } as const
    for (const conditionsUntil of [null, '2026-11-09'])
      await expect(decides(world, id, marcus, { ...conditional, conditionsUntil })).rejects.toMatchObject({
        problems: [{ field: 'conditionsUntil' }],
      })
    await expect(
      decides(world, id, marcus, { ...conditional, conditions: ' ', conditionsUntil: '2026-12-02' }),
    ).rejects.toMatchObject({ problems: [{ field: 'conditions' }] })
    await decides(world, id, marcus, { ...conditional, conditionsUntil: '2026-12-02' })
    const conditions = { words: 'A dated access list.', until: '2026-12-02' }
    expect((await letters(world, 'reinstated'))[0]?.letter).toMatchObject({ conditions })
    expect((await letters(world, 'review_decided'))[0]?.letter).toMatchObject({ conditions })
    expect(await lastOf(db, id)).toMatchObject({
      conditions: conditions.words,
      conditionsUntil: '2026-12-02',
    })
    const found = (await currentFindings(db, id)).find(({ criterionId }) => criterionId === 'SEC-10')
    expect(found).toMatchObject({ outcome: 'mitigated', terms: 'A dated access list.' })
  })

  test('that is upheld leaves the block, and one second look is by a third person within 30 days', async ({
    world,
  }) => {
    const { db, marcus } = world
    const id = await decided(world)
    await asks(world, id)
    await takes(world, id, marcus)
    await decides(world, id, marcus, upholding)
    expect(await standing(world, id)).toEqual(['suspended', 'final', null])
    expect((await letters(world, 'review_decided'))[0]?.letter).toMatchObject({ secondUntil: '2026-12-09' })
    await asks(world, id, { at: later(30) })
    expect(await openOf(db, id)).toMatchObject({ level: 'second' })
    await expect(takes(world, id, marcus, later(30))).rejects.toMatchObject({ code: 'not_yours' })
    expect((await letters(world, 'review_waits')).at(-1)).toMatchObject({
      to: world.staff.admin.email,
      letter: { task: 'appoint' },
    })
    expect((await letters(world, 'review_requested')).at(-1)?.letter).toMatchObject({ nobody: true })
  })

  test('after 30 days, and after the second look, needs a file that was not seen before', async ({
    world,
  }) => {
    const { marcus, db } = world
    const id = await decided(world)
    await asks(world, id, { files: 1 })
    await takes(world, id, marcus)
    await decides(world, id, marcus, upholding)
    const again = asks(world, id, { at: later(31) })
    await expect(again).rejects.toMatchObject({ problems: [{ field: 'evidence' }] })
    await expect(asks(world, id, { at: later(31), files: 1 })).rejects.toMatchObject({
      problems: [{ field: 'evidence' }],
    })
    const fresh = Uint8Array.from(logoBytes)
    fresh[40] = (fresh[40] as number) ^ 1
    const review = { disputed: [{ criterionId: 'SEC-10', said: '' }], statement: said, onBehalf: null }
    const files = [{ name: 'new.png', bytes: fresh }]
    await requestReview(db, world.ada, { registrationId: id, review, files }, later(31))
    expect(await openOf(db, id)).toMatchObject({ level: 'new_evidence' })
  })

  test.for(['proposed', 'approved'] as const)(
    'is never handled by who %s what is reviewed',
    async (part, { world }) => {
      const { db, staff } = world
      const id = await decided(world)
      await asks(world, id)
      const who = part === 'approved' ? staff.approver : staff.reviewer
      const before = await everyRow(db)
      await expect(takes(world, id, who)).rejects.toMatchObject({ code: 'not_yours' })
      const appointing = { registrationId: id, personId: who.id }
      await expect(assignReview(db, staff.admin, appointing, nextMonday)).rejects.toMatchObject({
        code: 'not_yours',
      })
      expect(await everyRow(db)).toEqual(before)
      const open = await openOf(db, id)
      await breaks(db, 'nobody reviews what they proposed or decided', (tx) =>
        tx
          .update(statusReviews)
          .set({ state: 'assigned', assigneeId: who.id, assignedBy: who.id, assignedAt: friday })
          .where(eq(statusReviews.id, open?.id as number)),
      )
    },
  )

  test('is never handled by who decided it, also where the record is missing', async ({ world }) => {
    const { db, staff, marcus } = world
    const id = await world.active()
    await db
      .update(registrations)
      .set({ status: 'suspended', phase: 'final' })
      .where(eq(registrations.id, id))
    await db.insert(statusEvents).values({
      ...{ registrationId: id, action: 'suspended', from: 'approved/active', to: 'suspended/final' },
      ...{ actorId: marcus.id, reason: 'Brought over.', at: friday, visibleToVendor: true },
    })
    await asks(world, id, { criteria: [] })
    await expect(takes(world, id, marcus)).rejects.toMatchObject({ code: 'not_yours' })
    await takes(world, id, staff.reviewer)
    await decides(world, id, staff.reviewer, { findings: [] })
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
  })

  test('is not decided by somebody who took part after they had taken it', async ({ world }) => {
    const { db, staff } = world
    const id = await decided(world, 'suspended', { emergency: true })
    await asks(world, id)
    const giving = { registrationId: id, personId: world.marcus.id }
    await expect(assignReview(db, staff.approver, giving, nextMonday)).rejects.toMatchObject({
      code: 'not_yours',
    })
    await takes(world, id, staff.approver)
    const [proposal] = await db.select().from(determinations)
    const deciding = {
      registrationId: id,
      determinationId: proposal?.id as number,
      verdict: 'agree',
      reason: '',
    } as const
    await decideProposal(db, staff.approver, deciding, nextMonday)
    await expect(decides(world, id, staff.approver)).rejects.toMatchObject({ code: 'not_yours' })
    const grace = await world.cookieOf(staff.approver, nextMonday)
    const page = await get(
      world.app(() => nextMonday),
      `/desk/registrations/${id}/review`,
      grace,
    )
    expect(await page.text()).toContain('you have taken part in the decision since')
    await assignReview(db, staff.admin, { registrationId: id, personId: world.marcus.id }, nextMonday)
    await decides(world, id, world.marcus)
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
  })

  test('ends with the block where the second person refuses to confirm it', async ({ world }) => {
    const { db, staff } = world
    const id = await decided(world, 'suspended', { emergency: true })
    await asks(world, id)
    const [proposal] = await db.select().from(determinations)
    const deciding = {
      registrationId: id,
      determinationId: proposal?.id as number,
      reason: 'A limit is enough.',
    }
    await decideProposal(db, staff.approver, { ...deciding, verdict: 'refuse' }, nextMonday)
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
    expect(await lastOf(db, id)).toMatchObject({ state: 'settled' })
    expect((await clockOf(world, id, 'review'))?.stoppedAt).toEqual(nextMonday)
  })

  test('that lifts an unconfirmed block leaves nothing to confirm', async ({ world }) => {
    const { db, marcus } = world
    const id = await decided(world, 'suspended', { emergency: true })
    await asks(world, id)
    await takes(world, id, marcus)
    await decides(world, id, marcus)
    const [proposal] = await db.select().from(determinations)
    expect(proposal).toMatchObject({ verdict: 'refused', decidedBy: marcus.id })
  })

  test('is decided by the one who has it, once, and past no new word of the owner', async ({ world }) => {
    const { db, ada, marcus } = world
    const id = await decided(world)
    await asks(world, id)
    const other = grown(world, { id: world.staff.support.id, role: 'approver' })
    await expect(decides(world, id, marcus)).rejects.toMatchObject({ code: 'not_yours' })
    await takes(world, id, marcus)
    await expect(decides(world, id, other)).rejects.toMatchObject({ code: 'not_yours' })
    await expect(takes(world, id, other)).rejects.toMatchObject({ code: 'not_now' })
    const stale = { registrationId: id, reviewId: ((await openOf(db, id))?.id ?? 0) + 1, seen: 1000 }
    await expect(decideReview(db, marcus, { ...stale, decision: lifting }, nextMonday)).rejects.toMatchObject(
      {
        code: 'not_now',
      },
    )
    await writeMessage(db, ada, { registrationId: id, body: 'One more thing.' }, nextMonday)
    const input = { registrationId: id, reviewId: (await openOf(db, id))?.id as number, seen: 1 }
    await expect(decideReview(db, marcus, { ...input, decision: lifting }, nextMonday)).rejects.toMatchObject(
      {
        code: 'not_now',
      },
    )
    await decides(world, id, marcus)
    await expect(decides(world, id, marcus)).rejects.toMatchObject({ code: 'not_now' })
  })

  test.for([
    ['outcome_SEC-10', { findings: [] }],
    ['words_SEC-10', { findings: [{ criterionId: 'SEC-10', outcome: 'changed', words: ' ' }] }],
    ['words_SEC-10', { findings: [{ criterionId: 'SEC-10', outcome: 'changed', words: 'Fixed.' }] }],
    ['words', { words: '' }],
    ['outcome', { outcome: 'rescind_termination' }],
    ['outcome', { outcome: 'uphold' }],
    ['outcome', { findings: upholding.findings }],
  ] as const)('is not decided without %s: %o', async ([field, over], { world }) => {
    const id = await decided(world)
    await asks(world, id)
    await takes(world, id, world.marcus)
    const before = await everyRow(world.db)
    await expect(decides(world, id, world.marcus, over as Partial<NewReviewDecision>)).rejects.toMatchObject({
      code: 'not_valid',
      problems: [{ field }],
    })
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('lifts nothing while one finding is upheld that carries it, and stands on none that does not', async ({
    world,
  }) => {
    const { db, marcus } = world
    const id = await decided(world, 'suspended', {}, ['SEC-01', 'SEC-10'])
    await asks(world, id)
    await takes(world, id, marcus)
    const identity = { criterionId: 'SEC-01', outcome: 'upheld', words: 'No register entry.' } as const
    const results = [identity, { criterionId: 'SEC-10', outcome: 'changed', words: better }] as const
    await expect(decides(world, id, marcus, { ...upholding, findings: results })).rejects.toMatchObject({
      problems: [{ field: 'outcome' }],
    })
    await decides(world, id, marcus, { findings: results })
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
    const kept = await db.select().from(reviewedFindings)
    expect(kept.map(({ outcome, disputed }) => [outcome, disputed]).toSorted()).toEqual([
      ['changed', true],
      ['upheld', false],
    ])
  })
})

describe.skipIf(skipped)('the question within a review', () => {
  test('stops the clock until the owner answers in the portal, and is one at a time', async ({ world }) => {
    const { db, ada, marcus } = world
    const id = await decided(world)
    await asks(world, id)
    await takes(world, id, marcus)
    const question = { registrationId: id, question: 'Which version of the package is it?' }
    await expect(askInReview(db, world.staff.approver, question, nextMonday)).rejects.toMatchObject({
      code: 'not_yours',
    })
    await askInReview(db, marcus, question, new Date('2026-11-12T15:00:00Z'))
    expect(await openOf(db, id)).toMatchObject({ state: 'info_requested' })
    expect((await clockOf(world, id, 'review'))?.dueOn).toBeNull()
    expect((await letters(world, 'review_asked'))[0]?.letter).toMatchObject({
      ...{ replyBy: '2026-11-27', lapseOn: '2026-12-11', question: question.question },
    })
    await expect(askInReview(db, marcus, question, later(4))).rejects.toMatchObject({ code: 'not_now' })
    await expect(decides(world, id, marcus)).rejects.toMatchObject({ code: 'not_now' })
    const answering = {
      registrationId: id,
      answer: 'Version 4.2.',
      files: [{ name: 'a.png', bytes: logoBytes }],
    }
    await answerInReview(db, ada, answering, new Date('2026-11-16T15:00:00Z'))
    expect(await openOf(db, id)).toMatchObject({ state: 'info_received' })
    // Two of ten days were used by November 12 (the 11th is Veterans Day), so eight are left after the 16th.
    expect((await clockOf(world, id, 'review'))?.dueOn).toBe('2026-11-27')
    expect((await letters(world, 'review_yours')).at(-1)).toMatchObject({ to: marcus.email })
    await expect(answerInReview(db, ada, answering, later(8))).rejects.toMatchObject({ code: 'not_now' })
  })

  test('is answered by what came by mail or message, from when it came; never by staff or by older words', async ({
    world,
  }) => {
    const { db, ada, marcus, staff } = world
    const id = await decided(world)
    await asks(world, id)
    await takes(world, id, marcus)
    const older = await writeMessage(db, ada, { registrationId: id, body: 'Before.' }, nextMonday)
    await askInReview(db, marcus, { registrationId: id, question: 'Which version?' }, later(1))
    const reply = await writeReply(db, staff.support, { registrationId: id, body: 'Hello.' }, later(2))
    const answer = await writeMessage(db, ada, { registrationId: id, body: 'Version 4.2.' }, later(2))
    const taking = (entryId: number) =>
      takeAnswerInReview(db, marcus, { registrationId: id, entryId }, later(4))
    await expect(taking(older.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(taking(reply.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      takeAnswerInReview(db, staff.approver, { registrationId: id, entryId: answer.id }, later(4)),
    ).rejects.toMatchObject({ code: 'not_yours' })
    await taking(answer.id)
    const [question] = await db.select().from(reviewQuestions)
    expect(question).toMatchObject({ answer: 'Version 4.2.', entryId: answer.id, answeredAt: later(2) })
  })

  test('that nobody answers ends the review after its last day, unless something waits to be read', async ({
    world,
  }) => {
    const { db, ada, marcus } = world
    const morning = (day: string) => new Date(`${day}T13:30:00Z`)
    const id = await decided(world)
    await asks(world, id)
    await takes(world, id, marcus)
    await askInReview(db, marcus, { registrationId: id, question: 'Which version?' }, nextMonday)
    expect(await lapseReviews(db, morning('2026-12-09'))).toBe(0)
    await db.execute('SAVEPOINT unwritten')
    await writeMessage(db, ada, { registrationId: id, body: 'Version 4.2.' }, later(3))
    expect(await lapseReviews(db, morning('2026-12-10'))).toBe(0)
    await db.execute('ROLLBACK TO SAVEPOINT unwritten')
    await db.insert(inboundMail).values({
      ...{ account: 'a', sha256: 'f'.repeat(64), size: 1, receivedAt: later(3), firstSeenAt: later(3) },
      ...{ outcome: 'unmatched', filedAt: later(3), claims: id },
    })
    expect(await lapseReviews(db, morning('2026-12-10'))).toBe(0)
    await db.execute('ROLLBACK TO SAVEPOINT unwritten')
    expect(await lapseReviews(db, morning('2026-12-10'))).toBe(1)
    expect(await lapseReviews(db, morning('2026-12-10'))).toBe(0)
    expect(await lastOf(db, id)).toMatchObject({ state: 'lapsed', outcome: null })
    expect(await standing(world, id)).toEqual(['suspended', 'final', null])
    expect((await letters(world, 'review_ended'))[0]?.letter).toMatchObject({ how: 'lapsed' })
    await asks(world, id, { at: morning('2026-12-11') })
    expect(await openOf(db, id)).toMatchObject({ level: 'first' })
  })
})

describe.skipIf(skipped)('a request for a review', () => {
  test('is the owner’s alone: not a colleague’s, not a stranger’s; staff say where it came from', async ({
    world,
  }) => {
    const { db, ada, noor, staff, companyId } = world
    const id = await decided(world)
    await expect(asks(world, id, { by: noor })).rejects.toMatchObject({ code: 'not_found' })
    await db.insert(memberships).values({ companyId, personId: noor.id, access: 'manage', createdAt: friday })
    await expect(asks(world, id, { by: noor })).rejects.toMatchObject({ code: 'not_yours' })
    for (const onBehalf of ['', null])
      await expect(asks(world, id, { by: staff.support, onBehalf })).rejects.toMatchObject({
        problems: [{ field: 'onBehalf' }],
      })
    await asks(world, id, { by: staff.support, onBehalf: 'Call of November 9, with Ada.' })
    expect(await openOf(db, id)).toMatchObject({
      requestedBy: staff.support.id,
      onBehalf: 'Call of November 9, with Ada.',
    })
    await expect(withdrawReview(db, noor, { registrationId: id }, nextMonday)).rejects.toMatchObject({
      code: 'not_yours',
    })
    await withdrawReview(db, ada, { registrationId: id }, nextMonday)
    expect(await standing(world, id)).toEqual(['suspended', 'final', null])
    expect(await lastOf(db, id)).toMatchObject({ state: 'withdrawn' })
    await asks(world, id)
    expect(await openOf(db, id)).toMatchObject({ level: 'first' })
  })

  test.for([
    ['disputed', { criteria: [] }],
    ['disputed', { criteria: ['SEC-04'] }],
    ['statement', { statement: '  ' }],
    ['statement', { statement: 'x'.repeat(5001) }],
  ] as const)('without %s is not taken: %o', async ([field, over], { world }) => {
    const id = await decided(world)
    const before = await everyRow(world.db)
    await expect(asks(world, id, over as object)).rejects.toMatchObject({ problems: [{ field }] })
    expect(await everyRow(world.db)).toEqual(before)
  })

  test('needs a decision to be about', async ({ world }) => {
    await expect(asks(world, await world.active())).rejects.toMatchObject({ code: 'not_now' })
  })

  test('masks secrets before anything is written, and takes at most ten files of a known kind', async ({
    world,
  }) => {
    const { db, ada } = world
    const id = await decided(world)
    const cookie = await world.cookieOf(ada, nextMonday)
    const send = (files: readonly [string, Uint8Array][]) => {
      const body = new FormData()
      body.append('disputed', 'SEC-10')
      body.append('said_SEC-10', 'The old one was client_secret=Zq8vT1nB4xW7pL2k, and is replaced.')
      body.append('statement', 'Authorization: Bearer abcDEF123456ghiJKL789 was in our log until November 6.')
      for (const [name, bytes] of files)
        body.append('evidence', new File([Uint8Array.from(bytes)], name), name)
      const headers = { Origin: 'http://127.0.0.1:3000', Cookie: cookie }
      return world
        .app(() => nextMonday)
        .request(`/registrations/${id}/review`, { method: 'POST', body, headers })
    }
    const before = await everyRow(db)
    const text = new TextEncoder().encode('<svg onload=alert(1)>')
    const refused = await send([['trace.png', text]])
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toContain('choose a PNG, JPEG, GIF, WebP or PDF file')
    expect(page).toContain('was in our log until November 6.')
    const many = Array.from({ length: 11 }, (_, index): [string, Uint8Array] => [`${index}.png`, logoBytes])
    const tooMany = await send(many)
    expect(tooMany.status).toBe(422)
    expect(await tooMany.text()).toContain('Choose at most 10 files (these are 11)')
    expect({ ...(await everyRow(db)), rateLimits: [] }).toEqual({ ...before, rateLimits: [] })
    expect((await send([['trace.png', logoBytes]])).status).toBe(303)
    const rows = JSON.stringify(await everyRow(db))
    expect(rows).not.toMatch(/Zq8vT1nB4xW7pL2k|abcDEF123456ghiJKL789/)
    expect(rows).toContain('MASKED')
    const files = (await openOf(db, id))?.files ?? []
    const url = `/registrations/${id}/files/${files[0]?.sha256}`
    expect(
      (
        await get(
          world.app(() => nextMonday),
          url,
          cookie,
        )
      ).status,
    ).toBe(200)
  })

  test('is one at a time: the database refuses a second open one', async ({ world }) => {
    const { db } = world
    const id = await decided(world)
    await asks(world, id)
    await expect(asks(world, id)).rejects.toMatchObject({ code: 'not_now' })
    const open = await openOf(db, id)
    await breaks(db, 'one_open_review', (tx) =>
      tx.insert(statusReviews).values({
        ...{ registrationId: id, of: 'suspended', level: 'first', statement: 'x' },
        ...{ requestedBy: open?.requestedBy as number, requestedAt: nextMonday },
      }),
    )
    await breaks(db, 'an_outcome_fits_what_is_reviewed', (tx) =>
      tx
        .update(statusReviews)
        .set({
          ...{ state: 'decided', endedAt: friday, outcome: 'rescind_denial', words: 'x' },
          ...{
            assigneeId: world.marcus.id,
            assignedBy: world.marcus.id,
            assignedAt: friday,
            decidedBy: world.marcus.id,
          },
        })
        .where(eq(statusReviews.id, open?.id as number)),
    )
    await breaks(db, 'a_review_is_decided_by_who_has_it', (tx) =>
      tx
        .update(statusReviews)
        .set({
          ...{
            state: 'decided',
            endedAt: friday,
            outcome: 'uphold',
            words: 'x',
            decidedBy: world.staff.support.id,
          },
          ...{ assigneeId: world.marcus.id, assignedBy: world.marcus.id, assignedAt: friday },
        })
        .where(eq(statusReviews.id, open?.id as number)),
    )
  })

  test('is one at a time, also when twenty arrive at once', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const id = await decided(world)
      const tries = await Promise.allSettled(Array.from({ length: 20 }, () => asks(world, id)))
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const tried of tries)
        if (tried.status === 'rejected') expect(tried.reason).toMatchObject({ code: 'not_now' })
      expect(await own.db.select().from(statusReviews)).toHaveLength(1)
      const raw = () =>
        own.db.insert(statusReviews).values({
          ...{ registrationId: id, of: 'suspended', level: 'first', statement: 'x' },
          ...{ requestedBy: world.ada.id, requestedAt: nextMonday },
        })
      await withdrawReview(own.db, world.ada, { registrationId: id }, nextMonday)
      const inserted = await Promise.allSettled(Array.from({ length: 20 }, raw))
      expect(inserted.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    } finally {
      await own.close()
    }
  })
})

describe.skipIf(skipped)('the morning’s letter', () => {
  test('names reviews that nobody has taken, what is overdue, and who has it', async ({ world }) => {
    const { db, marcus } = world
    const id = await decided(world)
    await asks(world, id)
    const told = async (day: string) => {
      await writeDigests(db, new Date(`${day}T13:30:00Z`))
      const sections = (await letters(world, 'digest')).flatMap(({ to, letter }) =>
        to === marcus.email && letter.kind === 'digest' && letter.day === day ? letter.sections : [],
      )
      return sections.flatMap(({ title, lines }) => lines.map(({ words }) => `${title}: ${words}`))
    }
    expect(await told('2026-11-10')).toContain(
      'Nobody has taken: A reviewer takes the review by Thu, Nov 12. Nobody has taken it.',
    )
    expect((await told('2026-11-13')).join()).toContain(
      'Late: 1 business day late. A reviewer was due to take the review',
    )
    await takes(world, id, marcus, new Date('2026-11-13T15:00:00Z'))
    expect((await told('2026-11-20')).join()).toContain(
      'We decide on the review by Tue, Nov 24. You have it.',
    )
  })
})

describe.skipIf(skipped)('a termination or a refusal that a review rescinds', () => {
  test.for([
    ['terminated', 'rescind_termination', ['terminated', 'final', null]],
    ['not_approved', 'rescind_denial', [null, null, 'not_approved']],
  ] as const)(
    '%s never becomes approved: a correction, and a new draft that is looked at first',
    async ([word, outcome, place], { world }) => {
      const { db, ada, marcus } = world
      const id = await decided(world, word)
      await asks(world, id)
      expect(await standing(world, id)).toEqual(
        word === 'terminated' ? ['terminated', 'review_open', null] : place,
      )
      await takes(world, id, marcus)
      for (const impossible of ['reinstate', 'reinstate_with_conditions'] as const)
        await expect(
          decides(world, id, marcus, { outcome: impossible, conditions: 'x', conditionsUntil: '2027-01-04' }),
        ).rejects.toMatchObject({ problems: [{ field: 'outcome' }] })
      await decides(world, id, marcus, { outcome, words: 'We were wrong.' })
      expect(await standing(world, id)).toEqual(place)
      const [begun] = await db.select().from(registrations).where(eq(registrations.supersedesId, id))
      expect(begun).toMatchObject({ expedite: true, status: null, submittedAt: null, ownerId: ada.id })
      const thread = await db.select().from(entries).where(eq(entries.registrationId, id))
      expect(thread.map(({ event }) => event?.what)).toEqual(
        expect.arrayContaining(['rescinded', 'registered_again']),
      )
      expect((await letters(world, 'review_decided'))[0]?.letter).toMatchObject({ again: begun?.number })
      await expect(asks(world, id, { at: later(1) })).rejects.toMatchObject({ code: 'not_now' })
    },
  )

  test('hastens the registration that the owner has begun meanwhile', async ({ world }) => {
    const { db, ada, marcus } = world
    const id = await decided(world, 'terminated')
    await asks(world, id)
    const begun = await registerAgain(db, ada, { registrationId: id }, nextMonday)
    await takes(world, id, marcus)
    await decides(world, id, marcus, { outcome: 'rescind_termination' })
    const rows = await db.select().from(registrations).where(eq(registrations.supersedesId, id))
    expect(rows).toMatchObject([{ id: begun.id, expedite: true }])
  })
})

describe.skipIf(skipped)('a reviewer who had no part in a block', () => {
  const input = (id: number) => ({
    registrationId: id,
    seen: 1000,
    reason: 'A new package, and a clean trace.',
  })
  const finds = ({ db, marcus }: World, id: number, over: object = {}) =>
    recordFinding(
      db,
      marcus,
      { registrationId: id, criterionId: 'SEC-10', ...metFinding, ...over },
      nextMonday,
    )

  test('lifts it once each cited criterion has a newer finding that shows the remedy', async ({ world }) => {
    const { db, marcus, ada } = world
    const id = await decided(world)
    const lift = () => reinstate(db, marcus, input(id), nextMonday)
    await expect(lift()).rejects.toMatchObject({ problems: [{ field: 'findings' }] })
    await finds(world, id, { outcome: 'not_met', severity: 'unacceptable' })
    await expect(lift()).rejects.toMatchObject({ problems: [{ field: 'findings' }] })
    await finds(world, id, { outcome: 'unverified', observation: '', evidence: [] })
    await expect(lift()).rejects.toMatchObject({ problems: [{ field: 'findings' }] })
    await finds(world, id)
    await expect(reinstate(db, marcus, { ...input(id), reason: ' ' }, nextMonday)).rejects.toMatchObject({
      problems: [{ field: 'reason' }],
    })
    await writeMessage(db, ada, { registrationId: id, body: 'One more thing.' }, nextMonday)
    await expect(reinstate(db, marcus, { ...input(id), seen: 1 }, nextMonday)).rejects.toMatchObject({
      code: 'not_now',
    })
    await lift()
    expect(await standing(world, id)).toEqual(['approved', 'active', null])
    expect((await letters(world, 'reinstated'))[0]).toMatchObject({ to: ada.email })
  })

  test('is not the one who proposed or agreed, and waits for a review that is open', async ({ world }) => {
    const { db, staff, marcus } = world
    const id = await decided(world)
    await finds(world, id)
    for (const who of [staff.reviewer, grown(world, { role: 'reviewer' })])
      await expect(reinstate(db, who, input(id), nextMonday)).rejects.toMatchObject({ code: 'not_yours' })
    const cookie = await world.cookieOf(marcus, nextMonday)
    const form = { seen: '1000', reason: 'A clean trace.', password: 'not this' }
    const path = `/desk/registrations/${id}/reinstate`
    const wrong = await post(
      world.app(() => nextMonday),
      path,
      form,
      cookie,
    )
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('This is not your password.')
    await asks(world, id)
    await expect(reinstate(db, marcus, input(id), nextMonday)).rejects.toMatchObject({ code: 'not_now' })
    const worse = { ...record, ...actions.terminated, findingIds: [1] }
    const proposing = { registrationId: id, seen: 1000, record: worse }
    await expect(propose(db, marcus, proposing, nextMonday)).rejects.toMatchObject({ code: 'not_now' })
  })
})

describe.skipIf(skipped)('a mail that asks for a review', () => {
  test('is answered with the way to one, once, and starts nothing by itself', async ({ world }) => {
    const { db, ada, staff } = world
    const id = await decided(world)
    const { id: entryId } = await writeMessage(
      db,
      ada,
      { registrationId: id, body: 'Please review.' },
      nextMonday,
    )
    const leah = await world.cookieOf(staff.reviewer, nextMonday)
    const app = world.app(() => nextMonday)
    expect(await (await get(app, `/desk/registrations/${id}`, leah)).text()).toContain('send the way to it')
    for (const _ of [1, 2])
      expect(
        (await post(app, `/desk/registrations/${id}/review-way`, { entry: String(entryId) }, leah)).status,
      ).toBe(303)
    expect((await letters(world, 'review_way')).map(({ to }) => to)).toEqual([ada.email])
    expect(await openOf(db, id)).toBeUndefined()
    const reply = await writeReply(db, staff.reviewer, { registrationId: id, body: 'Hello.' }, nextMonday)
    const sending = { registrationId: id, entryId: reply.id }
    await expect(sendReviewWay(db, staff.reviewer, sending, nextMonday)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('is an ordinary mail where there is nothing to review', async ({ world }) => {
    const { db, ada, staff } = world
    const id = await world.active()
    const { id: entryId } = await writeMessage(
      db,
      ada,
      { registrationId: id, body: 'Please review.' },
      nextMonday,
    )
    const leah = await world.cookieOf(staff.reviewer, nextMonday)
    const page = await get(
      world.app(() => nextMonday),
      `/desk/registrations/${id}`,
      leah,
    )
    expect(await page.text()).not.toContain('send the way to it')
    await expect(
      sendReviewWay(db, staff.reviewer, { registrationId: id, entryId }, nextMonday),
    ).rejects.toMatchObject({ code: 'not_now' })
  })
})

describe.skipIf(skipped)('the pages of a review', () => {
  test('lead from the request to the letter: each reads what concerns them', async ({ world }) => {
    const { ada, marcus, staff, db } = world
    const id = await decided(world)
    const app = world.app(() => nextMonday)
    const [owner, reviewer, leah, admin, support] = [
      await world.cookieOf(ada, nextMonday),
      await world.cookieOf(marcus, nextMonday),
      await world.cookieOf(staff.reviewer, nextMonday),
      await world.cookieOf(staff.admin, nextMonday),
      await world.cookieOf(staff.support, nextMonday),
    ]
    const read = async (path: string, cookie: string) => (await get(app, path, cookie)).text()
    const asking = await read(`/registrations/${id}/review`, owner)
    expect(asking).toContain('A sandbox trace')
    expect(asking).toContain('There is an issue with the app’s security')
    expect(asking).toContain('nobody who proposed, decided or approved the suspension handles the review')
    expect(asking).not.toContain('Systematic reading')
    const form = { disputed: 'SEC-10', 'said_SEC-10': 'One worker now.', statement: said }
    expect((await post(app, `/registrations/${id}/review`, form, owner)).status).toBe(303)
    expect(await read(`/registrations/${id}`, owner)).toContain('We decide on your review by Tue, Nov 24')
    expect(await read('/desk', leah)).toContain('Take the review by Thu, Nov 12')
    expect(await read(`/desk/registrations/${id}/review`, leah)).toContain(
      'These may take the review: Marcus Bell',
    )
    const shown = await read(`/desk/registrations/${id}/review`, reviewer)
    expect(shown).toContain('Take the review by Thursday, November 12, 2026')
    expect(shown).toContain('One worker now.')
    expect(shown).toContain('Systematic reading')
    for (const cookie of [admin, support])
      expect(await read(`/desk/registrations/${id}/review`, cookie)).not.toContain('Systematic reading')
    const url = `/desk/registrations/${id}/review`
    await post(app, `${url}/assign`, { person: String(marcus.id) }, reviewer)
    const review = String((await openOf(db, id))?.id)
    const decision = {
      review,
      seen: '1000',
      outcome: 'reinstate',
      'outcome_SEC-10': 'changed',
      'words_SEC-10': better,
    }
    const lacking = await post(app, `${url}/preview`, decision, reviewer)
    expect(lacking.status).toBe(422)
    expect(await lacking.text()).toContain('Write what the owner will read')
    const whole = { ...decision, words: 'We lift the suspension, Ada.' }
    const preview = await (await post(app, `${url}/preview`, whole, reviewer)).text()
    expect(preview).toContain('The suspension of Harbor Companion is lifted')
    expect(preview).toContain('SEC-10 How the app behaves')
    expect(await openOf(db, id)).toMatchObject({ state: 'assigned' })
    const back = await (await post(app, `${url}/preview`, { ...whole, go: 'back' }, reviewer)).text()
    expect(back).toContain('We lift the suspension, Ada.')
    const wrong = await post(app, `${url}/decision`, { ...whole, password: 'not this' }, reviewer)
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('This is not your password.')
    expect(await openOf(db, id)).toMatchObject({ state: 'assigned' })
    expect((await post(app, `${url}/decision`, { ...whole, password }, reviewer)).status).toBe(303)
    const [letter] = await letters(world, 'review_decided')
    expect(letter?.letter).toMatchObject({ words: 'We lift the suspension, Ada.' })
    expect(await read(`/registrations/${id}/review`, owner)).toContain('SEC-10 How the app behaves: changed')
  })

  test('tell both sides where nobody may handle it, and let the admin appoint somebody later', async ({
    world,
  }) => {
    const { db, ada, marcus, staff } = world
    const id = await decided(world)
    await asks(world, id)
    await takes(world, id, marcus)
    await decides(world, id, marcus, upholding)
    await asks(world, id)
    const app = world.app(() => nextMonday)
    const read = async (path: string, who: Staff | Vendor) =>
      (await get(app, path, await world.cookieOf(who, nextMonday))).text()
    expect(await read('/desk', staff.admin)).toContain('Appoint a reviewer by Thu, Nov 12')
    expect(await read(`/desk/registrations/${id}/review`, staff.admin)).toContain(
      'Nobody at the desk may handle this review',
    )
    expect(await read(`/registrations/${id}`, ada)).toContain('we are appointing another person')
    expect((await clockOf(world, id, 'review'))?.dueOn).toBe('2026-11-24')
    await db.update(people).set({ staffRole: 'reviewer' }).where(eq(people.id, staff.support.id))
    expect(await read(`/desk/registrations/${id}/review`, staff.admin)).toContain('Priya Raman, reviewer')
    await assignReview(db, staff.admin, { registrationId: id, personId: staff.support.id }, nextMonday)
    expect(await openOf(db, id)).toMatchObject({ state: 'assigned', assigneeId: staff.support.id })
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
