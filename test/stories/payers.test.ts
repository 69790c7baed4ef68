import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { unmatchedMail } from '../../db/queries/triage.ts'
import { clocks, registrations } from '../../db/schema.ts'
import { countAttempt, fileMail, quarantine } from '../../src/operations/mail.ts'
import { submit } from '../../src/operations/registrations.ts'
import { kindOfMail } from '../../src/rules/kinds.ts'
import { everyRow, get, monday, skipped, test, type World } from '../world.ts'

const proof = {
  tier: 'T0',
  verdict: 'none',
  sentence: 'Nobody vouches.',
  from: '',
  checkedBy: null,
  authentication: '',
} as const

async function arrives({ db }: World, subject: string, sha256: string): Promise<void> {
  const arrived = { account: 'imap', sha256, size: 400, receivedAt: monday }
  const { id } = await countAttempt(db, arrived, monday)
  const mail = {
    messageId: null,
    from: 'x@y.example',
    subject,
    body: 'Hello',
    quoted: '',
    attachments: [],
    proof,
  }
  await fileMail(db, id, mail, { thread: null, claims: null }, monday)
}

describe('another payer', () => {
  test.for([
    ['Payer Registration', 'payer'],
    ['Re: [Ext] PAYER  registration of Example Health', 'payer'],
    ['Our app registration: the payer asks', 'vendor_app'],
    ['Taxpayer registration', 'vendor_app'],
    ['', 'vendor_app'],
  ] as const)('is known by the subject: %s', ([subject, kind]) => expect(kindOfMail(subject)).toBe(kind))
})

describe.skipIf(skipped)('mail of another payer', () => {
  test('waits on a list of its own, also when it could not be read, and starts no clock', async ({
    world,
  }) => {
    const { db } = world
    await arrives(world, 'Payer Registration', 'a'.repeat(64))
    await arrives(world, '401, please help', 'b'.repeat(64))
    const poison = await countAttempt(
      db,
      { account: 'imap', sha256: 'c'.repeat(64), size: 9, receivedAt: monday },
      monday,
    )
    const headers = { from: '', subject: 'payer registration', messageId: null, note: 'Too large' }
    await quarantine(db, poison.id, headers, monday)
    const subjects = async (kind: 'payer' | 'vendor_app' | null) =>
      (await unmatchedMail(db, 1, kind)).mails.map(({ subject }) => subject)
    expect(await subjects('payer')).toEqual(['payer registration', 'Payer Registration'])
    expect(await subjects('vendor_app')).toEqual(['401, please help'])
    expect(await subjects(null)).toHaveLength(3)
    const page = await get(world.app(), '/desk/mail?kind=payer', await world.cookieOf(world.staff.support))
    const text = await page.text()
    expect(text).toContain('Another payer: no clock')
    expect(text).not.toContain('401, please help')
    expect(await db.select().from(clocks)).toEqual([])
  })

  test('a registration of that kind is not submitted by the form, so that nothing is promised', async ({
    world,
  }) => {
    const id = await world.draft()
    await world.db.update(registrations).set({ kind: 'payer' }).where(eq(registrations.id, id))
    const before = await everyRow(world.db)
    const submitting = submit(world.db, world.ada, { registrationId: id, seen: null }, monday)
    await expect(submitting).rejects.toMatchObject({ code: 'not_now' })
    expect(await everyRow(world.db)).toEqual(before)
  })
})
