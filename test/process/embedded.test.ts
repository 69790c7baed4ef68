// The demonstration as a process: it keeps its data through a crash, ends when asked, and shares its folder with nobody.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demonstrationPassword } from '../../db/demonstration.ts'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { until } from '../servers/ports.ts'
import { pageAt, postTo, signIn } from './browserless.ts'

const leah = 'leah@northfield.example'
let house: Vouchdesk
let thread: string

beforeAll(async () => {
  house = await startVouchdesk()
})
afterAll(() => house?.stop())

test('a note that was saved is there after kill -9 and a new start, for the same session', async () => {
  const cookie = await signIn(house, leah, demonstrationPassword)
  const queue = await pageAt(house, '/desk', cookie)
  thread = queue.text.match(/\/desk\/registrations\/\d+/)?.[0] as string
  const words = 'Written a moment before the crash.'
  expect((await postTo(house, `${thread}/entries`, { kind: 'note', body: words }, cookie)).status).toBe(303)
  await house.kill()
  await house.again()
  const page = await pageAt(house, thread, cookie)
  expect([page.status, page.text]).toEqual([200, expect.stringContaining(words)])
})

test('a second process on the same folder is refused in one sentence, and the first goes on', async () => {
  const second = startVouchdesk({ DATA_DIR: house.dataDir })
  await expect(second).rejects.toThrow(
    `Vouchdesk could not start: Another Vouchdesk (process ${house.pid()}) uses the data folder ${house.dataDir}. Stop it, or set DATA_DIR.`,
  )
  expect((await pageAt(house, '/readyz')).status).toBe(200)
})

test('SIGTERM finishes what is in hand and exits with 0, also while a page listens for news', async () => {
  const cookie = await signIn(house, leah, demonstrationPassword)
  const stream = await fetch(`${house.url}/live`, { headers: { Cookie: cookie } })
  expect(stream.status).toBe(200)
  const words = 'Sent while the process ends.'
  const sent = postTo(house, `${thread}/entries`, { kind: 'note', body: words }, cookie)
  await until(async () => (await pageAt(house, thread, cookie)).text.includes(words), 'the note')
  expect(await house.terminate()).toBe(0)
  expect((await sent).status).toBe(303)
  expect(house.output()).toContain('SIGTERM: finishing what is in hand …')
  expect(existsSync(join(house.dataDir, 'vouchdesk.lock'))).toBe(false)
  await house.again()
  expect((await pageAt(house, thread, cookie)).text).toContain(words)
})
