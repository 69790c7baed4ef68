// A registration is taken away whole: what an auditor needs to count every date anew, and nothing that opens anything.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect } from 'vitest'
import { logoBytes } from '../../db/demonstrationLogo.ts'
import { questionsForOwner } from '../../db/queries/waiting.ts'
import { auditEvents, outbox } from '../../db/schema.ts'
import { answerQuestions } from '../../src/operations/answers.ts'
import { storeFile } from '../../src/operations/files.ts'
import { ask } from '../../src/operations/information.ts'
import { recordOutcome } from '../../src/operations/outbox.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import { get, password, post, skipped, test, type World } from '../world.ts'

const thursday = new Date('2026-11-05T15:40:00Z')
const friday = new Date('2026-11-06T15:00:00Z')
const token = linkToken(7, 'a secret that only this test has')

async function story({ db, ada, staff, submitted, measured }: World): Promise<number> {
  const id = await submitted()
  const questions = [{ fieldId: null, question: 'Whose is hlcdn.example?' }]
  await ask(db, staff.reviewer, { registrationId: id, intro: '', questions, blocking: true }, thursday)
  const [asked] = await questionsForOwner(db, id)
  const words = { [asked?.item.id ?? 0]: 'It is ours.' }
  await answerQuestions(
    db,
    ada,
    { registrationId: id, seen: null, words, confirmed: [], signature: {} },
    friday,
  )
  await storeFile(db, ada, { registrationId: id, name: '../../logo.png', bytes: logoBytes }, friday)
  await measured(id, friday)
  for (const letter of await db.select().from(outbox).where(eq(outbox.registrationId, id))) {
    const written = {
      subject: `About ${letter.kind}`,
      text: `Open /verify/${token} now`,
      html: `<a href="/verify/${token}">`,
    }
    await recordOutcome(db, letter as never, { state: 'sent', response: '250 ok', words: written }, friday)
  }
  return id
}

async function archived(world: World, id: number): Promise<Record<string, Uint8Array>> {
  const cookie = await world.cookieOf(world.staff.auditor)
  const answer = await post(world.app(), `/desk/registrations/${id}/export`, { password }, cookie)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name.replace(/^[^/]+\//, ''), bytes]),
  )
}

describe.skipIf(skipped)('the archive of a registration', () => {
  test('holds every record, letter and file, and the sums of all of them', async ({ world }) => {
    const id = await story(world)
    const files = await archived(world, id)
    const record = JSON.parse(strFromU8(files['registration.json'] as Uint8Array))
    expect(record.registration).toMatchObject({
      number: expect.stringMatching(/^REG-/),
      phase: 'info_received',
    })
    expect(record.history.map(({ action }: { action: string }) => action)).toEqual([
      'submit',
      'ask',
      'take_answer',
    ])
    expect(record.questions).toMatchObject([
      { question: 'Whose is hlcdn.example?', answeredAt: friday.toISOString() },
    ])
    expect(record.findings.length).toBeGreaterThan(5)
    expect(record.rules.criteria.length).toBeGreaterThan(5)
    expect(record.letters.length).toBeGreaterThan(2)
    for (const { id: letter, kind } of record.letters)
      expect(Object.keys(files)).toContain(`letters/${String(letter).padStart(6, '0')}-${kind}.txt`)
    const names = Object.keys(files).filter((name) => name.startsWith('files/'))
    expect(names).toHaveLength(1)
    expect(files[names[0] as string]).toEqual(new Uint8Array(logoBytes))
    expect(names[0]).not.toContain('..')
    const sums = strFromU8(files.SHA256SUMS as Uint8Array)
      .trim()
      .split('\n')
    expect(sums).toHaveLength(Object.keys(files).length - 1)
    for (const [sum, name] of sums.map((line) => line.split('  ')))
      expect(
        createHash('sha256')
          .update(files[name as string] as Uint8Array)
          .digest('hex'),
        name,
      ).toBe(sum)
    expect(
      await world.db.select().from(auditEvents).where(eq(auditEvents.action, 'registration.exported')),
    ).toHaveLength(1)
  })

  test('has clocks that the command counts anew, to the letter', async ({ world }) => {
    const files = await archived(world, await story(world))
    const answers = await clockCommand(strFromU8(files['clocks.jsonl'] as Uint8Array))
    expect(answers).toBe(strFromU8(files['clocks-answers.jsonl'] as Uint8Array))
    expect(JSON.parse(answers.split('\n')[0] as string)).toMatchObject({
      state: 'running',
      due_on: expect.any(String),
    })
  })

  test('is a page to read that asks for nothing, and holds no secret', async ({ world }) => {
    const files = await archived(world, await story(world))
    const html = strFromU8(files['registration.html'] as Uint8Array)
    expect(html).toContain('Whose is hlcdn.example?')
    expect(html).not.toMatch(/<script|<link|src=|url\(/)
    const everything = Object.values(files)
      .map((bytes) => strFromU8(bytes, true))
      .join('\n')
    expect(everything).not.toContain(token.split('.')[1])
    expect(everything).not.toMatch(/argon2|password_hash|passwordHash/)
    const kept = await world.db.select({ words: outbox.asSent }).from(outbox)
    expect(JSON.stringify(kept)).not.toContain(token.split('.')[1])
    expect(JSON.stringify(kept)).toContain('/verify/7.…')
  })

  test('needs the password again, and leaves no trace of a wrong one but in the record', async ({
    world,
  }) => {
    const id = await story(world)
    const cookie = await world.cookieOf(world.staff.auditor)
    const wrong = await post(world.app(), `/desk/registrations/${id}/export`, { password: 'not it' }, cookie)
    expect(wrong.status).toBe(422)
    expect(wrong.headers.get('content-type')).toContain('text/html')
    const page = await (await get(world.app(), `/desk/registrations/${id}`, cookie)).text()
    expect(page).toContain(`/desk/registrations/${id}/export`)
  })
})

function clockCommand(questions: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'node',
      ['--import', 'tsx', 'src/commands/clock.ts', '--jsonl'],
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    )
    child.stdin?.end(questions)
  })
}
