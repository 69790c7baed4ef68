// The attestation a year later: letters before, a mark on the day, the new signature; and nothing is blocked by it.
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { accessOrders, attestations, outbox, registrations } from '../../db/schema.ts'
import { askForAttestations, signAgain } from '../../src/operations/attestations.ts'
import { placeOf } from '../../src/rules/status.ts'
import { get, monday, post, skipped, test, type World } from '../world.ts'

const morning = (day: string) => new Date(`${day}T14:30:00Z`)
const signature = { attest_name: 'Ada Moreno', attest_title: 'Owner', attest_sign: 'yes', terms_version: '1' }
const letters = async ({ db }: World) =>
  (await db.select().from(outbox).where(eq(outbox.kind, 'attestation_due'))).map(({ letter }) => letter)
const standing = async ({ db }: World, id: number) => {
  const [row] = await db.select().from(registrations).where(eq(registrations.id, id))
  return row && placeOf(row)
}
const due = new Date('2027-11-02T14:30:00Z')
const pageFor = async (world: World, path: string, person: Parameters<World['cookieOf']>[0], at = due) =>
  (
    await get(
      world.app(() => at),
      path,
      await world.cookieOf(person, at),
    )
  ).text()

describe.skipIf(skipped)('a year after the signature', () => {
  test('the owner is written to thirty and ten days before and on the day, once each, and the app is marked', async ({
    world,
  }) => {
    const id = await world.active()
    const done: [string, number, string | undefined][] = []
    for (const day of ['2027-10-01', '2027-10-03', '2027-10-04', '2027-10-04', '2027-10-25', '2027-11-01'])
      done.push([day, await askForAttestations(world.db, morning(day)), await standing(world, id)])
    expect(done.filter(([, count]) => count > 0).map(([day]) => day)).toEqual(['2027-10-04', '2027-10-25'])
    expect(await standing(world, id)).toBe('approved/active')
    expect(await pageFor(world, `/registrations/${id}`, world.ada, morning('2027-11-01'))).not.toContain(
      'Attestation outdated',
    )
    expect(await askForAttestations(world.db, due)).toBe(1)
    expect(await askForAttestations(world.db, morning('2027-11-03'))).toBe(0)
    expect(await standing(world, id)).toBe('approved/reattest_due')
    expect(await letters(world)).toMatchObject([
      { dueOn: '2027-11-02', outdated: false },
      { dueOn: '2027-11-02', outdated: false },
      { dueOn: '2027-11-02', outdated: true },
    ])
    for (const [path, person] of [
      [`/registrations/${id}`, world.ada],
      ['/registrations', world.ada],
      [`/desk/registrations/${id}`, world.staff.reviewer],
      ['/desk?view=all', world.staff.reviewer],
    ] as const)
      expect(await pageFor(world, path, person), path).toContain('Attestation outdated')
    expect(await world.db.select().from(accessOrders)).toEqual([])
  })

  test('the owner signs on a page with the answers, and the app is active for another year', async ({
    world,
  }) => {
    const id = await world.active()
    await askForAttestations(world.db, due)
    const path = `/registrations/${id}/attestation`
    expect(await pageFor(world, path, world.ada)).toContain('What you sign for: revision 1')
    const [app, ada] = [world.app(() => due), await world.cookieOf(world.ada, due)]
    const wrong = await post(app, path, { attest_name: 'Ada Moreno' }, ada)
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('value="Ada Moreno"')
    expect(await standing(world, id)).toBe('approved/reattest_due')
    expect((await post(app, path, signature, ada)).status).toBe(303)
    expect(await standing(world, id)).toBe('approved/active')
    expect(await world.db.select().from(attestations)).toMatchObject([
      { name: 'Ada Moreno', title: 'Owner', termsVersion: '1', signedBy: world.ada.id, signedAt: due },
    ])
    expect(await pageFor(world, `/registrations/${id}`, world.ada)).toContain('signed the attestation again')
    expect(await askForAttestations(world.db, morning('2027-12-01'))).toBe(0)
    expect((await post(app, path, signature, ada)).status).toBe(409)
    expect(await askForAttestations(world.db, morning('2028-10-03'))).toBe(1)
  })

  test('who signs after the first letter is never marked', async ({ world }) => {
    const id = await world.active()
    const input = { registrationId: id, signature }
    await expect(signAgain(world.db, world.ada, input, monday)).rejects.toMatchObject({ code: 'not_now' })
    await askForAttestations(world.db, morning('2027-10-04'))
    await signAgain(world.db, world.ada, input, morning('2027-10-05'))
    expect(await askForAttestations(world.db, due)).toBe(0)
    expect(await standing(world, id)).toBe('approved/active')
  })

  test('what is under way is not disturbed: the mark comes when the app is active again', async ({
    world,
  }) => {
    const id = await world.active()
    const place = (phase: 'change_review' | 'active') =>
      world.db.update(registrations).set({ phase }).where(eq(registrations.id, id))
    await place('change_review')
    expect(await askForAttestations(world.db, due)).toBe(1)
    expect(await standing(world, id)).toBe('approved/change_review')
    expect(await askForAttestations(world.db, morning('2027-11-03'))).toBe(0)
    await place('active')
    expect(await askForAttestations(world.db, morning('2027-11-04'))).toBe(1)
    expect(await standing(world, id)).toBe('approved/reattest_due')
    expect(await letters(world)).toHaveLength(1)
  })

  test('nobody asks about an app that is not approved', async ({ world }) => {
    const id = await world.active()
    const suspended = { status: 'suspended', phase: 'final' } as const
    await world.db.update(registrations).set(suspended).where(eq(registrations.id, id))
    expect(await askForAttestations(world.db, due)).toBe(0)
  })
})
