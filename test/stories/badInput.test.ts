// What people send wrongly, one table: each gets a sentence and a line in the log, and nothing else happens.
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { describe, expect } from 'vitest'
import { links, people } from '../../db/schema.ts'
import { errorForLog } from '../../src/http/errors.tsx'
import { linkToken } from '../../src/rules/linkToken.ts'
import { everyRow, get, monday, post, skipped, test, type World } from '../world.ts'

const rui = {
  name: 'Rui Costa',
  company: 'Tidewater Labs',
  email: 'rui@tidewater.example',
  password: 'another four plain words',
}
const day = 24 * 3_600_000

type Sent = { path: string; form: Record<string, string>; at?: Date }
type Wrong = {
  what: string
  status: number
  says: string
  send: (world: World) => Sent | Promise<Sent>
}

async function mailedLink({ app, db, config }: World): Promise<string> {
  await post(app(), '/sign-up', rui)
  const [link] = await db.select().from(links)
  return linkToken(link?.id as number, config.appSecret)
}

const wrongs: Wrong[] = [
  {
    what: 'a wrong password',
    ...{ status: 422, says: 'The e-mail address or the password is not right' },
    send: ({ ada }) => ({ path: '/sign-in', form: { email: ada.email, password: 'not my password' } }),
  },
  {
    what: 'a link that was used before',
    ...{ status: 409, says: 'This link was already used' },
    send: async (world) => {
      const token = await mailedLink(world)
      await post(world.app(), '/verify', { token })
      return { path: '/verify', form: { token } }
    },
  },
  {
    what: 'a link after its day',
    ...{ status: 409, says: 'This link has expired' },
    send: async (world) => ({
      path: '/verify',
      form: { token: await mailedLink(world) },
      at: new Date(monday.getTime() + day),
    }),
  },
  {
    what: 'a form of 300 KB',
    ...{ status: 413, says: 'This is more text than we can take at once (256 KB)' },
    send: () => ({ path: '/sign-up', form: { ...rui, name: 'a'.repeat(300_000) } }),
  },
  {
    what: 'an address that is none',
    ...{ status: 422, says: 'Enter an e-mail address like name@company.example' },
    send: () => ({ path: '/sign-up', form: { ...rui, email: 'rui@@tidewater' } }),
  },
]

/** Who tried what is on record, and how often somebody tried is counted; all else stays as it was. */
const kept = async ({ db }: World) => {
  const { auditEvents: _, rateLimits: __, ...rows } = await everyRow(db)
  return rows
}

describe.skipIf(skipped)('bad input', () => {
  test.for(wrongs)(
    '$what is told in plain words and logged, and changes nothing',
    async (wrong, { world }) => {
      const lines: string[] = []
      const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
      const { path, form, at = monday } = await wrong.send(world)
      const before = await kept(world)
      const app = world.app(() => at, { log })
      const response = await post(app, path, form)
      expect([response.status, await response.text()]).toEqual([
        wrong.status,
        expect.stringContaining(wrong.says),
      ])
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        { level: 30, msg: 'refused', status: wrong.status, method: 'POST', path },
      ])
      for (const value of Object.values(form)) expect(lines.join('')).not.toContain(value)
      expect(await kept(world)).toEqual(before)
      expect((await get(app, '/')).status).toBe(200)
    },
  )

  test('what the log says of a failed query names the query and no value of it', async ({ world }) => {
    const query = world.db.transaction((tx) =>
      tx.update(people).set({ email: world.noor.email }).where(eq(people.email, world.ada.email)),
    )
    const logged = JSON.stringify(errorForLog(await query.catch((error) => error)))
    expect(logged).toContain('Failed query: update')
    expect(logged).toContain('"code":"23505"')
    expect(logged).toMatch(/"at":\["\s+at /)
    expect(logged).not.toMatch(/harborlight|sablefinch/)
  })
})
