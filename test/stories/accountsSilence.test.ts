// Nobody learns which addresses have an account: whole answers are compared, byte for byte (SAFETY A35).
import { verify } from '@node-rs/argon2'
import { eq } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
import { people, rateLimits } from '../../db/schema.ts'
import { password, post, skipped, test, type World } from '../world.ts'

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return { ...real, verify: vi.fn(real.verify) } // the real one; it is only counted
})

/** Status, every header and the whole body; the address that was typed stands in the page and is left out. */
async function whole(world: World, path: string, form: Record<string, string>): Promise<string> {
  await world.db.delete(rateLimits)
  const response = await post(world.app(), path, form)
  const body = (await response.text()).replaceAll(form.email as string, '(the address)')
  return [
    response.status,
    ...[...response.headers].map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\n')
}

const unknown = 'nobody@nowhere.example'
/** Everybody whom an answer could give away, in small and in capital letters. */
async function everybody({ db, ada, noor, staff }: World): Promise<string[]> {
  await db.update(people).set({ emailVerifiedAt: null }).where(eq(people.id, noor.id))
  return [ada.email, ada.email.toUpperCase(), noor.email, staff.admin.email]
}

describe.skipIf(skipped)('known, unconfirmed and unknown addresses, vendors and staff', () => {
  test.for([
    ['/sign-in', { password: 'not the password at all' }],
    ['/sign-in', { password: '' }],
    ['/sign-up', { name: 'Rui Costa', company: 'Tidewater Labs', password: 'another four plain words' }],
    ['/sign-up', { name: 'R', company: '', password: 'short' }],
    ['/reset-password', {}],
  ] as const)('get the same answer from %s with %j', async ([path, form], { world }) => {
    const stranger = await whole(world, path, { ...form, email: unknown })
    expect(stranger.length).toBeGreaterThan(1000)
    for (const email of await everybody(world))
      expect(await whole(world, path, { ...form, email }), email).toBe(stranger)
  })

  test('get the same answer when too many tried', async ({ world }) => {
    const after = async (email: string) => {
      await world.db.delete(rateLimits)
      let last = ''
      for (let tried = 0; tried < 6; tried++) {
        const response = await post(world.app(), '/sign-in', { email, password: 'wrong' })
        last = `${response.status} ${JSON.stringify([...response.headers])} ${(await response.text()).replaceAll(email, '(it)')}`
      }
      return last
    }
    const stranger = await after(unknown)
    expect(stranger).toMatch(/^429 /)
    expect(await after(world.ada.email)).toBe(stranger)
  })

  test('cost one verification each: an unknown address is checked against a hash that nothing opens', async ({
    world,
  }) => {
    const counted = vi.mocked(verify)
    const costs: number[] = []
    for (const email of [unknown, '', ...(await everybody(world))]) {
      await world.db.delete(rateLimits)
      counted.mockClear()
      await post(world.app(), '/sign-in', { email, password })
      costs.push(counted.mock.calls.length)
    }
    expect(costs).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('the hash that stands in for an unknown address costs as much as a real one', async ({ world }) => {
    const counted = vi.mocked(verify)
    const costOf = async (email: string) => {
      counted.mockClear()
      await post(world.app(), '/sign-in', { email, password: 'wrong' })
      return String(counted.mock.calls[0]?.[0]).match(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/)?.[0]
    }
    const real = await costOf(world.ada.email)
    expect(real).toBe('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(await costOf(unknown)).toBe(real)
  })
})
