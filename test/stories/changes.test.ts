import { desc, eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { latestAnswers } from '../../db/queries/thread.ts'
import {
  changeRequests,
  clocks,
  entries,
  outbox,
  participants,
  registrations,
  submissions,
} from '../../db/schema.ts'
import { decideChange, discardChange, fileChange } from '../../src/operations/changes.ts'
import { saveDraft } from '../../src/operations/drafts.ts'
import { registerAgain } from '../../src/operations/registerAgain.ts'
import { submit } from '../../src/operations/registrations.ts'
import { reopen, withdraw } from '../../src/operations/withdrawal.ts'
import { type Answers, partOf, type parts } from '../../src/rules/questionnaire.ts'
import { everyRow, get, monday, post, skipped, test, type World } from '../world.ts'

const later = new Date(monday.getTime() + 3 * 86_400_000)
const signature = { attest_name: 'Ada Moreno', attest_title: 'Owner', attest_sign: 'yes', terms_version: '1' }
const another = 'https://harborlight.example/oauth/second'

const rowOf = async ({ db }: World, id: number) =>
  (
    await db.select().from(registrations).where(eq(registrations.id, id))
  )[0] as typeof registrations.$inferSelect

/** Saves some answers of a part over those that the draft has. */
async function edit(world: World, id: number, partId: string, over: Answers): Promise<void> {
  const part = partOf(partId) as (typeof parts)[number]
  const { draft } = await rowOf(world, id)
  const own = Object.fromEntries(part.fields.map((field) => [field.id, draft[field.id] ?? '']))
  await saveDraft(
    world.db,
    world.ada,
    { registrationId: id, part, answers: { ...own, ...over }, seen: null },
    later,
  )
}

async function filed(world: World): Promise<{ id: number; changeId: number }> {
  const id = await world.active()
  await edit(world, id, 'client', { redirect_uris: [another] })
  await edit(world, id, 'attestation', signature)
  await fileChange(world.db, world.ada, { registrationId: id, seen: null }, later)
  const [request] = await world.db.select().from(changeRequests)
  return { id, changeId: (request as { id: number }).id }
}

describe.skipIf(skipped)('a change of an approved app', () => {
  test('waits with the old answers live, is decided by a reviewer, and then becomes the next revision', async ({
    world,
  }) => {
    const { db, ada, staff } = world
    const { id, changeId } = await filed(world)
    expect(await rowOf(world, id)).toMatchObject({ status: 'approved', phase: 'change_review' })
    expect((await latestAnswers(db, id))?.redirect_uris).toEqual([
      'https://harborlight.example/oauth/callback',
    ])
    const [clock] = await db.select().from(clocks).where(eq(clocks.rule, 'change'))
    expect(clock).toMatchObject({ startedAt: later, stoppedAt: null, dueOn: '2026-11-20' })
    const letters = await db.select().from(outbox).where(eq(outbox.kind, 'change_filed'))
    expect(letters.map(({ to, letter }) => [to, 'questions' in letter && letter.questions])).toEqual([
      [ada.email, ['Redirect URIs']],
    ])
    const leah = await world.cookieOf(staff.reviewer, later)
    const app = world.app(() => later)
    const page = await (await get(app, `/desk/registrations/${id}/change`, leah)).text()
    expect(page).toContain('https://harborlight.example/oauth/callback')
    expect(page).toContain(another)
    const done = await post(
      app,
      `/desk/registrations/${id}/change`,
      { change: String(changeId), verdict: 'accept', reason: '' },
      leah,
    )
    expect(done.headers.get('Location')).toBe(`/desk/registrations/${id}?done=change_accepted`)
    expect(await rowOf(world, id)).toMatchObject({ status: 'approved', phase: 'active' })
    const revisions = await db.select().from(submissions).orderBy(submissions.revision)
    expect(revisions.map(({ revision, submittedBy }) => [revision, submittedBy])).toEqual([
      [1, ada.id],
      [2, ada.id],
    ])
    expect(revisions[1]?.answers).toMatchObject({ redirect_uris: [another], attest_name: 'Ada Moreno' })
    const [decided] = await db.select().from(outbox).where(eq(outbox.kind, 'change_decided'))
    expect(decided?.letter).toMatchObject({ accepted: true, reason: null })
    expect(await db.select().from(clocks).where(isNull(clocks.stoppedAt))).toEqual([])
    expect((await rowOf(world, id)).draft).not.toHaveProperty('attest_sign')
  })

  test('that is refused says why and leaves everything as it was', async ({ world }) => {
    const { db, staff } = world
    const { id, changeId } = await filed(world)
    const deciding = { registrationId: id, changeId, verdict: 'refuse', reason: '  ' } as const
    await expect(decideChange(db, staff.reviewer, deciding, later)).rejects.toMatchObject({
      code: 'not_valid',
    })
    await decideChange(db, staff.reviewer, { ...deciding, reason: 'Not a host of yours.' }, later)
    expect(await rowOf(world, id)).toMatchObject({ status: 'approved', phase: 'active' })
    expect((await latestAnswers(db, id))?.redirect_uris).toEqual([
      'https://harborlight.example/oauth/callback',
    ])
    const [letter] = await db.select().from(outbox).where(eq(outbox.kind, 'change_decided'))
    expect(letter?.letter).toMatchObject({ accepted: false, reason: 'Not a host of yours.' })
    const again = decideChange(db, world.marcus, { ...deciding, verdict: 'accept' }, later)
    await expect(again).rejects.toMatchObject({ code: 'not_now' })
  })

  test('can be taken back by the owner, and thrown away before it is filed', async ({ world }) => {
    const { db, ada } = world
    const { id, changeId } = await filed(world)
    await discardChange(db, ada, { registrationId: id }, later)
    expect(await rowOf(world, id)).toMatchObject({ status: 'approved', phase: 'active' })
    expect((await rowOf(world, id)).draft.redirect_uris).toEqual([
      'https://harborlight.example/oauth/callback',
    ])
    const late = { registrationId: id, changeId, verdict: 'accept', reason: '' } as const
    await expect(decideChange(db, world.staff.reviewer, late, later)).rejects.toMatchObject({
      code: 'not_now',
    })
    await edit(world, id, 'client', { redirect_uris: [another] })
    await discardChange(db, ada, { registrationId: id }, later)
    const nothing = fileChange(db, ada, { registrationId: id, seen: null }, later)
    await expect(nothing).rejects.toMatchObject({ code: 'not_now' })
  })

  test('of a phone number counts at once; a new contact confirms first, and both read of it', async ({
    world,
  }) => {
    const { db, ada } = world
    const id = await world.active()
    await edit(world, id, 'contact', {
      contact_email: 'team@harborlight.example',
      contact_phone: '+1 919 555 0177',
    })
    await edit(world, id, 'attestation', signature)
    const unconfirmed = fileChange(db, ada, { registrationId: id, seen: null }, later)
    await expect(unconfirmed).rejects.toMatchObject({ code: 'not_now' })
    await db
      .update(participants)
      .set({ verifiedAt: later })
      .where(eq(participants.email, 'team@harborlight.example'))
    expect(await fileChange(db, ada, { registrationId: id, seen: null }, later)).toEqual({ waits: false })
    expect(await rowOf(world, id)).toMatchObject({ status: 'approved', phase: 'active' })
    expect(await latestAnswers(db, id)).toMatchObject({ contact_phone: '+19195550177' })
    const letters = await db.select().from(outbox).where(eq(outbox.kind, 'answers_updated'))
    expect(letters.map(({ to }) => to).toSorted()).toEqual([ada.email, 'team@harborlight.example'])
  })

  test('needs every answer and the signature, and is only for the owner of an app in use', async ({
    world,
  }) => {
    const { db, ada, noor } = world
    const id = await world.active()
    await edit(world, id, 'client', { redirect_uris: ['http://harborlight.example/plain'] })
    const wrong = fileChange(db, ada, { registrationId: id, seen: null }, later)
    await expect(wrong).rejects.toMatchObject({ code: 'not_valid' })
    const before = await everyRow(db)
    for (const who of [noor]) {
      const strange = fileChange(db, who, { registrationId: id, seen: null }, later)
      await expect(strange).rejects.toMatchObject({ code: 'not_found' })
    }
    const stale = fileChange(db, ada, { registrationId: id, seen: 1 }, later)
    await expect(stale).rejects.toMatchObject({ code: 'not_now' })
    expect(await everyRow(db)).toEqual(before)
    const pending = await world.submitted(later).catch((error: Error) => error)
    expect(pending).toMatchObject({ code: 'not_valid' }) // the name is taken: the app in use has it
  })

  test('is closed when the owner gives the app up meanwhile', async ({ world }) => {
    const { id } = await filed(world)
    await withdraw(world.db, world.ada, { registrationId: id, reason: null }, later)
    const [request] = await world.db.select().from(changeRequests)
    expect(request).toMatchObject({ outcome: 'taken_back', closedBy: world.ada.id })
    expect(await world.db.select().from(clocks).where(isNull(clocks.stoppedAt))).toEqual([])
  })
})

async function ended(world: World, place: Partial<typeof registrations.$inferInsert>): Promise<number> {
  const id = await world.submitted()
  await world.db
    .update(registrations)
    .set({ status: null, phase: null, closedAs: null, ...place })
    .where(eq(registrations.id, id))
  return id
}

describe.skipIf(skipped)('registering again', () => {
  test.for([
    [{ status: 'terminated', phase: 'final' }, 'terminated'],
    [{ closedAs: 'not_approved' }, 'not_approved'],
  ] as const)(
    'after %o begins a new registration that says what has changed',
    async ([place, word], { world }) => {
      const { db, ada } = world
      const old = await ended(world, place)
      const before = await rowOf(world, old)
      const { id, number } = await registerAgain(db, ada, { registrationId: old }, later)
      const begun = await rowOf(world, id)
      expect(begun).toMatchObject({
        supersedesId: old,
        appName: 'Harbor Companion',
        status: null,
        submittedAt: null,
      })
      expect(begun.draft).toMatchObject({ registers_again: word, redirect_uris: before.draft.redirect_uris })
      expect(begun.draft).not.toHaveProperty('attest_sign')
      expect(await rowOf(world, old)).toMatchObject({ status: before.status, phase: before.phase })
      const [letter] = await db.select().from(outbox).where(eq(outbox.kind, 'registered_again'))
      expect(letter).toMatchObject({ to: ada.email, letter: { number, earlier: before.number, ended: word } })
      await edit(world, id, 'attestation', signature)
      const silent = submit(db, ada, { registrationId: id, seen: null }, later)
      await expect(silent).rejects.toMatchObject({ problems: [{ field: 'what_changed' }] })
      await edit(world, id, 'app', { what_changed: 'The redirect address no longer forwards.' })
      await submit(db, ada, { registrationId: id, seen: null }, later)
      expect(await latestAnswers(db, id)).toMatchObject({
        ...{ what_changed: 'The redirect address no longer forwards.', registers_again: word },
      })
      const cookie = await world.cookieOf(ada, later)
      const app = world.app(() => later)
      expect(await (await get(app, `/registrations/${id}`, cookie)).text()).toContain('no longer forwards')
      expect(await (await get(app, `/registrations/${old}`, cookie)).text()).toContain(`Registered again as`)
      await expect(registerAgain(db, ada, { registrationId: old }, later)).rejects.toMatchObject({
        code: 'not_now',
      })
    },
  )

  test('an app that was given up begins anew under its name; one withdrawn before approval is reopened', async ({
    world,
  }) => {
    const { db, ada } = world
    const given = await world.active()
    await withdraw(db, ada, { registrationId: given, reason: null }, later)
    const { id } = await registerAgain(db, ada, { registrationId: given }, later)
    await edit(world, id, 'attestation', signature)
    await submit(db, ada, { registrationId: id, seen: null }, later)
    expect(await rowOf(world, id)).toMatchObject({ status: 'pending', appName: 'Harbor Companion' })
    await withdraw(db, ada, { registrationId: id, reason: null }, later)
    const anew = registerAgain(db, ada, { registrationId: id }, later)
    await expect(anew).rejects.toMatchObject({
      code: 'not_now',
      message: expect.stringContaining('reopened'),
    })
    await reopen(db, ada, { registrationId: id }, later)
    const pending = registerAgain(db, ada, { registrationId: id }, later)
    await expect(pending).rejects.toMatchObject({ code: 'not_now' })
  })

  test('keeps the contact whose address was confirmed, and stands in both threads', async ({ world }) => {
    const { db, ada } = world
    const old = await ended(world, { closedAs: 'not_approved' })
    const contact = {
      registrationId: old,
      kind: 'contact',
      name: 'Team',
      email: 'team@harborlight.example',
    } as const
    await db.insert(participants).values({ ...contact, verifiedAt: monday, createdAt: monday })
    const { id } = await registerAgain(db, ada, { registrationId: old }, later)
    const members = await db.select().from(participants).where(eq(participants.registrationId, id))
    expect(members.map(({ email, verifiedAt }) => [email, verifiedAt])).toEqual([
      [ada.email, later],
      ['team@harborlight.example', monday],
    ])
    const [told] = await db
      .select()
      .from(entries)
      .where(eq(entries.registrationId, old))
      .orderBy(desc(entries.seq))
    expect(told?.event).toMatchObject({ what: 'registered_again', id })
  })
})
