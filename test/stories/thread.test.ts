import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { Db } from '../../db/client.ts'
import { queuePage } from '../../db/queries/desk.ts'
import { draftPage, vendorsApps } from '../../db/queries/portal.ts'
import { entriesAfter, mayRead, threadPage } from '../../db/queries/thread.ts'
import { entries, memberships, outbox, participants, rateLimits, registrations } from '../../db/schema.ts'
import { resendContactLink } from '../../src/operations/contact.ts'
import { saveDraft, startRegistration } from '../../src/operations/drafts.ts'
import { acceptAnswer, ask, declineAnswer } from '../../src/operations/information.ts'
import { writeLetter } from '../../src/operations/letters.ts'
import { approve, submit, take } from '../../src/operations/registrations.ts'
import { lockRegistration, writeMessage, writeNote, writeReply } from '../../src/operations/thread.ts'
import type { Person } from '../../src/rules/people.ts'
import { parts } from '../../src/rules/questionnaire.ts'
import { makeWorld } from '../people.ts'
import { answers, everyRow, get, monday, ownDatabase, post, skipped, test, type World } from '../world.ts'

const secretly = 'Their DNS looks odd to me.'
const lettersOf = (db: Db) => db.select().from(outbox).orderBy(asc(outbox.id))

describe.skipIf(skipped)('the thread', () => {
  test('Ada and Leah write to each other; what Leah writes is mailed to Ada, what Ada writes is not', async ({
    world,
  }) => {
    const { db, ada, staff } = world
    const id = await world.submitted()
    const before = (await lettersOf(db)).length
    await post(
      world.app(),
      `/registrations/${id}/messages`,
      { body: 'One backend for both apps.' },
      await world.cookieOf(ada),
    )
    await post(
      world.app(),
      `/desk/registrations/${id}/entries`,
      { kind: 'reply', body: 'Thank you.' },
      await world.cookieOf(staff.reviewer),
    )
    const said = (await threadPage(db, ada, id, monday)).entries.filter(({ kind }) => kind === 'message')
    expect(said.map(({ body, author }) => [author?.name, body])).toEqual([
      ['Ada Moreno', 'One backend for both apps.'],
      ['Leah Stein', 'Thank you.'],
    ])
    const letters = (await lettersOf(db)).slice(before)
    expect(letters).toMatchObject([
      { kind: 'message', to: ada.email, letter: { from: 'Leah Stein', body: 'Thank you.' } },
    ])
  })

  test('begins for Ada with the submission: before it there is nobody to write to', async ({ world }) => {
    const id = await world.draft()
    const refused = await post(
      world.app(),
      `/registrations/${id}/messages`,
      { body: 'Hello?' },
      await world.cookieOf(world.ada),
    )
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('Submit the registration first')
  })

  test('takes no empty and no endless message, and gives back what was typed', async ({ world }) => {
    const id = await world.submitted()
    const cookie = await world.cookieOf(world.ada)
    const send = (body: string) => post(world.app(), `/registrations/${id}/messages`, { body }, cookie)
    expect(await (await send(' \n ')).text()).toContain('Message: write something first')
    const long = await send(`kept ${'x'.repeat(5000)}`)
    const page = await long.text()
    expect([long.status, page]).toEqual([
      422,
      expect.stringContaining('Message: shorten it to 5000 characters (now 5005)'),
    ])
    expect(page).toContain('kept xxx')
    expect((await send('x'.repeat(5000))).status).toBe(303)
  })

  test('keeps the words as they were written, and shows them as words', async ({ world }) => {
    const id = await world.submitted()
    const cookie = await world.cookieOf(world.ada)
    const body = '<script>alert(1)</script> & "quotes"\r\nsecond line\u0000'
    await post(world.app(), `/registrations/${id}/messages`, { body }, cookie)
    const [entry] = (await entriesAfter(world.db, world.ada, id, 0)).slice(-1)
    expect(entry?.body).toBe('<script>alert(1)</script> & "quotes"\nsecond line')
    for (const path of [`/registrations/${id}`, `/registrations/${id}/news`]) {
      const page = await (await get(world.app(), path, cookie)).text()
      expect(page).not.toContain('<script>alert')
      expect(page).toContain('&lt;script&gt;alert(1)')
    }
  })

  test('lets one person write 120 messages an hour', async ({ world }) => {
    const id = await world.submitted()
    const cookie = await world.cookieOf(world.ada)
    const used = { key: `writing person:${world.ada.id}`, points: 119, expire: new Date(Date.now() + 60_000) }
    await world.db.insert(rateLimits).values(used)
    const send = () => post(world.app(), `/registrations/${id}/messages`, { body: 'Hello' }, cookie)
    expect([(await send()).status, (await send()).status]).toEqual([303, 429])
  })

  test('is numbered without a gap', async ({ world }) => {
    const { db, ada, staff } = world
    const id = await world.submitted()
    await writeMessage(db, ada, { registrationId: id, body: 'one' }, monday)
    await expect(
      ask(db, staff.reviewer, { registrationId: id, intro: '', questions: [], blocking: true }, monday),
    ).rejects.toThrow()
    await writeNote(db, staff.reviewer, { registrationId: id, body: 'two' }, monday)
    const all = await entriesAfter(db, staff.reviewer, id, 0)
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1))
    expect((await entriesAfter(db, staff.reviewer, id, 2)).map(({ seq }) => seq)).toEqual([3, 4])
  })

  test('stays so when twenty people write at the same moment, and a reader who asks for what is new misses none', async () => {
    const own = await ownDatabase()
    try {
      const world = await makeWorld(own.db)
      const { db, ada, staff } = world
      const id = await world.submitted()
      const read: number[] = []
      let writing = true
      const reader = (async () => {
        while (writing)
          read.push(...(await entriesAfter(db, staff.auditor, id, read.at(-1) ?? 0)).map(({ seq }) => seq))
      })()
      const writers = Array.from({ length: 20 }, async (_, writer) => {
        for (let count = 0; count < 3; count++) {
          const body = `${writer}.${count}`
          if (writer % 2 === 0) await writeMessage(db, ada, { registrationId: id, body }, monday)
          else await writeReply(db, staff.reviewer, { registrationId: id, body }, monday)
        }
      })
      await Promise.all(writers)
      writing = false
      await reader
      read.push(...(await entriesAfter(db, staff.auditor, id, read.at(-1) ?? 0)).map(({ seq }) => seq))
      const rows = await db
        .select({ seq: entries.seq })
        .from(entries)
        .where(eq(entries.registrationId, id))
        .orderBy(asc(entries.seq))
      const numbers = Array.from({ length: 62 }, (_, index) => index + 1)
      expect(rows.map(({ seq }) => seq)).toEqual(numbers)
      expect(read).toEqual(numbers)
      expect((await db.select().from(registrations))[0]?.lastSeq).toBe(62)
    } finally {
      await own.close()
    }
  })
})

describe.skipIf(skipped)('a note', () => {
  test('is read by staff alone: no query, no page and no letter of the vendor has it', async ({ world }) => {
    const { db, ada, staff } = world
    const id = await world.submitted()
    await post(
      world.app(),
      `/desk/registrations/${id}/entries`,
      { kind: 'note', body: secretly },
      await world.cookieOf(staff.support),
    )
    for (const member of Object.values(staff)) {
      expect(JSON.stringify(await threadPage(db, member, id, monday))).toContain(secretly)
    }
    expect(JSON.stringify(await entriesAfter(db, ada, id, 0))).not.toContain(secretly)
    expect(JSON.stringify(await threadPage(db, ada, id, monday))).not.toContain(secretly)
    expect(JSON.stringify(await lettersOf(db))).not.toContain(secretly)
    const cookie = await world.cookieOf(ada)
    for (const path of [
      `/registrations/${id}`,
      `/registrations/${id}?all`,
      `/registrations/${id}/news`,
      '/registrations',
    ]) {
      expect(await (await get(world.app(), path, cookie)).text()).not.toContain(secretly)
    }
  })

  test('cannot be made visible to the vendor, not even in the database', async ({ world }) => {
    const id = await world.submitted()
    const note = await writeNote(
      world.db,
      world.staff.reviewer,
      { registrationId: id, body: secretly },
      monday,
    )
    const showing = world.db.transaction((tx) =>
      tx.update(entries).set({ visibleToVendor: true }).where(eq(entries.id, note.id)),
    )
    await expect(showing).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringContaining('a_note_is_for_staff') }),
    })
  })

  test('deliveries of letters are the desk’s to see', async ({ world }) => {
    const id = await world.submitted()
    await writeReply(world.db, world.staff.reviewer, { registrationId: id, body: 'Thank you.' }, monday)
    const seenBy = async (person: Person) => (await entriesAfter(world.db, person, id, 0)).at(-1)?.deliveries
    expect(await seenBy(world.staff.auditor)).toMatchObject([{ to: world.ada.email, state: 'waiting' }])
    expect(await seenBy(world.ada)).toEqual([])
  })
})

describe.skipIf(skipped)('somebody else’s registration', () => {
  const part = parts[0] as (typeof parts)[0]

  test('is not there for Noor, whatever she asks for and whatever she does', async ({ world }) => {
    const { db, noor } = world
    const [id, draft] = [await world.submitted(), await world.draft()]
    const before = await everyRow(db)
    expect(await entriesAfter(db, noor, id, 0)).toEqual([])
    expect(await vendorsApps(db, noor, monday)).toEqual([])
    expect([await mayRead(db, noor, id), await mayRead(db, noor, draft)]).toEqual([false, false])
    for (const registrationId of [id, draft]) {
      const tries: (() => Promise<unknown>)[] = [
        () => threadPage(db, noor, registrationId, monday),
        () => draftPage(db, noor, registrationId),
        () => lockRegistration(db, noor, registrationId),
        () => writeMessage(db, noor, { registrationId, body: 'Hello' }, monday),
        () =>
          saveDraft(
            db,
            noor,
            { registrationId, part, answers: { contact_email: noor.email }, seen: null },
            monday,
          ),
        () => submit(db, noor, { registrationId, seen: null }, monday),
        () => resendContactLink(db, noor, { registrationId }, monday),
        () => startRegistration(db, noor, { companyId: world.companyId, appName: 'Mine' }, monday),
      ]
      for (const attempt of tries)
        await expect(attempt(), String(attempt)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await everyRow(db)).toEqual(before)
  })

  test('stays Ada’s own until she leaves the company', async ({ world }) => {
    const { db, ada } = world
    const id = await world.submitted()
    expect([await mayRead(db, ada, id), (await entriesAfter(db, ada, id, 0)).length]).toEqual([true, 2])
    await db.update(memberships).set({ leftAt: monday }).where(eq(memberships.personId, ada.id))
    expect([
      await mayRead(db, ada, id),
      await entriesAfter(db, ada, id, 0),
      await vendorsApps(db, ada, monday),
    ]).toEqual([false, [], []])
    await expect(threadPage(db, ada, id, monday)).rejects.toMatchObject({ code: 'not_found' })
    expect((await get(world.app(), `/registrations/${id}`, await world.cookieOf(ada))).status).toBe(404)
  })

  test('the desk meets no draft, in no query and with no action', async ({ world }) => {
    const { db, staff } = world
    const registrationId = await world.draft()
    const before = await everyRow(db)
    const leah = staff.reviewer
    expect(await entriesAfter(db, leah, registrationId, 0)).toEqual([])
    expect((await queuePage(db, leah, 'all', 1, monday)).rows).toEqual([])
    expect(await mayRead(db, leah, registrationId)).toBe(false)
    const questions = [{ fieldId: null, question: 'Why?' }]
    const tries: (() => Promise<unknown>)[] = [
      () => threadPage(db, leah, registrationId, monday),
      () => lockRegistration(db, leah, registrationId),
      () => writeNote(db, leah, { registrationId, body: 'x' }, monday),
      () => writeReply(db, leah, { registrationId, body: 'x' }, monday),
      () => take(db, leah, { registrationId }, monday),
      () => approve(db, leah, { registrationId, revision: 1, seen: 1 }, monday),
      () => ask(db, leah, { registrationId, intro: '', questions, blocking: true }, monday),
      () => acceptAnswer(db, leah, { registrationId, entryId: 1, itemIds: [1] }, monday),
      () => declineAnswer(db, leah, { registrationId, entryId: 1 }, monday),
    ]
    for (const attempt of tries)
      await expect(attempt(), String(attempt)).rejects.toMatchObject({ code: 'not_found' })
    expect(await everyRow(db)).toEqual(before)
  })

  test('a registration of Ada’s does not bring Noor’s along', async ({ world }) => {
    const { db, ada, noor } = world
    await world.submitted()
    expect((await vendorsApps(db, ada, monday)).map(({ appName }) => appName)).toEqual(['Harbor Companion'])
    const page = await (await get(world.app(), '/registrations', await world.cookieOf(noor))).text()
    expect(page).not.toMatch(/Harbor|Ada Moreno|REG-/)
  })
})

describe.skipIf(skipped)('letters', () => {
  const withContact = async (world: World, verified: boolean) => {
    const id = await world.draft()
    const contact = {
      registrationId: id,
      kind: 'contact',
      name: 'Team',
      email: 'team@harborlight.example',
      createdAt: monday,
    } as const
    await submit(world.db, world.ada, { registrationId: id, seen: null }, monday)
    await world.db.insert(participants).values({ ...contact, verifiedAt: verified ? monday : null })
    return id
  }
  const repliesTo = async (world: World) =>
    (await lettersOf(world.db)).filter(({ kind }) => kind === 'message').map(({ to }) => to)

  test('are one row for each who takes part, in the transaction of what they tell', async ({ world }) => {
    const id = await withContact(world, true)
    const entry = await writeReply(
      world.db,
      world.staff.reviewer,
      { registrationId: id, body: 'Thank you.' },
      monday,
    )
    const letters = (await lettersOf(world.db)).filter(({ kind }) => kind === 'message')
    expect(letters.map(({ to, entryId, cause }) => [to, entryId, cause])).toEqual([
      [world.ada.email, entry.id, `entry ${entry.id}`],
      ['team@harborlight.example', entry.id, `entry ${entry.id}`],
    ])
  })

  test('go to nobody who has not confirmed the address, and to nobody who has left', async ({ world }) => {
    const id = await withContact(world, false)
    await writeReply(world.db, world.staff.reviewer, { registrationId: id, body: 'One' }, monday)
    expect(await repliesTo(world)).toEqual([world.ada.email])
    await world.db.update(participants).set({ leftAt: monday }).where(eq(participants.email, world.ada.email))
    await writeReply(world.db, world.staff.reviewer, { registrationId: id, body: 'Two' }, monday)
    expect(await repliesTo(world)).toEqual([world.ada.email])
  })

  test('of something that was taken back do not exist', async ({ world }) => {
    const { db, ada, staff } = world
    const id = await world.draft()
    const before = await everyRow(db)
    const takenBack = db.transaction(async (tx) => {
      await submit(tx, ada, { registrationId: id, seen: null }, monday)
      await writeReply(tx, staff.reviewer, { registrationId: id, body: 'Thank you.' }, monday)
      expect((await lettersOf(tx)).length).toBeGreaterThan(before.outbox?.length as number)
      throw new Error('the power went')
    })
    await expect(takenBack).rejects.toThrow('the power went')
    expect(await everyRow(db)).toEqual(before)
  })

  test('of one cause are written once to an address, and of another cause again', async ({ world }) => {
    const letter = { kind: 'account_exists', name: 'Ada Moreno' } as const
    const write = (cause: string, to = world.ada.email) =>
      writeLetter(world.db, { to }, { cause }, letter, monday)
    for (const cause of ['entry 1', 'entry 1', 'entry 2', 'entry 1']) await write(cause)
    await write('entry 1', world.noor.email)
    expect((await lettersOf(world.db)).map(({ cause, to }) => `${cause} ${to}`)).toEqual([
      `entry 1 ${world.ada.email}`,
      `entry 2 ${world.ada.email}`,
      `entry 1 ${world.noor.email}`,
    ])
  })

  test('to the desk go to the one who has the registration, or to every reviewer', async ({ world }) => {
    const { db, marcus, staff } = world
    const reviewers = async () =>
      (await lettersOf(db)).filter(({ kind }) => kind === 'to_review').map(({ to }) => to)
    const id = await world.draft()
    await db.update(registrations).set({ assigneeId: marcus.id }).where(eq(registrations.id, id))
    await submit(db, world.ada, { registrationId: id, seen: null }, monday)
    expect(await reviewers()).toEqual([marcus.email])
    await db
      .update(registrations)
      .set({ appName: 'Other', draft: { ...answers, app_name: 'Other' } })
      .where(eq(registrations.id, id))
    await world.submitted()
    expect((await reviewers()).toSorted()).toEqual(
      [staff.reviewer.email, marcus.email, marcus.email].toSorted(),
    )
  })
})
