import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { parseMail, Unparseable } from '../../mail/parse.ts'
import { createParser, type Parser, type ParserOptions } from '../../mail/parser.ts'

const reply = readFileSync(new URL('./reply.eml', import.meta.url))
const misbehaving = new URL('./misbehavingWorker.mjs', import.meta.url)
const open: Parser[] = []

function parser(options: ParserOptions = {}): Parser {
  const made = createParser(options)
  open.push(made)
  return made
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const tell = (reader: Parser, what: string) => reader.parse(new TextEncoder().encode(what))
const outcome = (reader: Parser, what: string) => tell(reader, what).catch((error: unknown) => error)

test('the worker reads a mail as the same values, and leaves the caller its bytes', async () => {
  const reader = parser()
  const [first, second] = await Promise.all([reader.parse(reply), reader.parse(reply)])
  expect(first).toEqual(await parseMail(reply))
  expect(second).toEqual(first)
  expect(reply.toString()).toMatch(/^Return-Path/)
})

test('bytes that the caller changes later are read as they were', async () => {
  const reader = parser({ worker: misbehaving })
  const raw = new TextEncoder().encode('hello')
  const mail = reader.parse(raw)
  raw.fill(0)
  expect(await mail).toBe('hello 1')
})

test('a mail that the worker cannot read is refused with the reason, by the real worker', async () => {
  const reader = parser()
  const error = await outcome(reader, `To: ${'a@b.example,'.repeat(600)}\n\nHi`)
  expect(error).toBeInstanceOf(Unparseable)
  expect((error as Error).message).toBe('more than 500 addresses')
  expect((await reader.parse(reply)).messageId).toBe('<b7@lovelace.example>')
})

test.each([
  ['hang', 'took too long'],
  ['throw', 'crashed'],
  ['exit', 'crashed'],
  ['eat', 'crashed'],
])('after a mail that makes the worker %s, the next one is read by a fresh worker', async (deed, reason) => {
  const reader = parser({ worker: misbehaving, deadlineMs: deed === 'eat' ? 30_000 : 700, memoryMb: 32 })
  expect(await tell(reader, 'before')).toBe('before 1')
  const [error, next] = await Promise.all([outcome(reader, deed), tell(reader, 'after')])
  expect(error).toBeInstanceOf(Unparseable)
  expect((error as Error).message).toBe(reason)
  expect(next).toBe('after 1')
})

test('a refused mail does not cost the worker', async () => {
  const reader = parser({ worker: misbehaving })
  expect(await outcome(reader, 'refuse')).toEqual(new Unparseable('more than 1000 parts'))
  expect(await tell(reader, 'after')).toBe('after 2')
})

test.each(['exit later', 'throw later'])(
  'a worker that does "%s" between two mails is replaced, and no mail is blamed',
  async (deed) => {
    const reader = parser({ worker: misbehaving })
    expect(await tell(reader, deed)).toBe('later')
    await pause(300)
    expect(await tell(reader, 'after')).toBe('after 1')
  },
)

test('a pause of this process is not the fault of a mail', async () => {
  const reader = parser({ worker: misbehaving, deadlineMs: 300 })
  await tell(reader, 'before')
  const mail = tell(reader, 'during')
  await new Promise(setImmediate)
  const until = performance.now() + 600
  while (performance.now() < until);
  expect(await mail).toBe('during 2')
})

test('a worker that cannot start is no fault of the mail', async () => {
  const reader = parser({ worker: new URL('./missingWorker.mjs', import.meta.url) })
  const error = await outcome(reader, 'hello')
  expect(error).not.toBeInstanceOf(Unparseable)
  expect((error as Error).message).toBe('The mail reader could not start.')
})

test('closing while the worker starts leaves none behind', async () => {
  const workers = () => (process.report.getReport() as unknown as { workers: unknown[] }).workers.length
  const before = workers()
  const reader = parser({ worker: misbehaving })
  const mail = outcome(reader, 'hello')
  await pause(0)
  await reader.close()
  expect(await mail).not.toBeInstanceOf(Unparseable)
  expect(workers()).toBe(before)
})

test('closing ends the worker at once, and no mail is blamed', async () => {
  const reader = parser({ worker: misbehaving })
  await tell(reader, 'before')
  const waiting = [outcome(reader, 'hang'), outcome(reader, 'after')]
  await pause(50)
  await reader.close()
  for (const error of await Promise.all([...waiting, outcome(reader, 'later')])) {
    expect(error).not.toBeInstanceOf(Unparseable)
    expect((error as Error).message).toMatch(/closed/)
  }
})
