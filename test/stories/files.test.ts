import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { logoBytes, logoHash } from '../../db/demonstrationLogo.ts'
import { auditEvents, files, registrationFiles, registrations } from '../../db/schema.ts'
import { everyRow, get, monday, skipped, test, type World } from '../world.ts'

type Sent = { fields?: Record<string, string>; file?: { field: string; name: string; bytes: Uint8Array } }

function send(world: World, id: number, part: string, { fields = {}, file }: Sent, cookie: string) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  if (file) body.append(file.field, new File([Uint8Array.from(file.bytes)], file.name), file.name)
  return world.app().request(`/registrations/${id}/edit/${part}`, {
    ...{ method: 'POST', body, headers: { Origin: 'http://127.0.0.1:3000', Cookie: cookie } },
  })
}

const logo = { field: 'logo', name: 'logo.png', bytes: logoBytes }
const draftOf = async ({ db }: World, id: number) =>
  (await db.select().from(registrations).where(eq(registrations.id, id)))[0]?.draft

describe.skipIf(skipped)('a logo', () => {
  test('is chosen in the form, kept once, and shown to its company and to the desk', async ({ world }) => {
    const { db, ada, staff } = world
    const id = await world.draft()
    const cookie = await world.cookieOf(ada)
    const typed = { app_description: 'Shows members their claims.' }
    const saved = await send(world, id, 'app', { fields: typed, file: logo }, cookie)
    expect(saved.status).toBe(303)
    await send(world, id, 'app', { fields: typed, file: logo }, cookie)
    expect(await db.select({ sha256: files.sha256 }).from(files)).toEqual([{ sha256: logoHash }])
    expect(await db.select().from(registrationFiles)).toHaveLength(1)
    expect(await draftOf(world, id)).toMatchObject({
      ...typed,
      logo: `png ${logoBytes.length} ${logoHash} logo.png`,
    })
    const page = await (await get(world.app(), `/registrations/${id}/edit/app`, cookie)).text()
    expect(page).toContain('logo.png (PNG')
    const picture = await get(world.app(), `/registrations/${id}/pictures/${logoHash}`, cookie)
    expect(Object.fromEntries(picture.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `inline; filename="logo.png"; filename*=UTF-8''logo.png`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(Uint8Array.from(logoBytes))
    const file = await get(world.app(), `/registrations/${id}/files/${logoHash}`, cookie)
    expect(file.headers.get('Content-Disposition')).toMatch(/^attachment;/)
    const leah = await world.cookieOf(staff.reviewer)
    expect((await get(world.app(), `/desk/registrations/${id}/files/${logoHash}`, leah)).status).toBe(404) // a draft
    await db.update(registrations).set({ submittedAt: monday, status: 'pending', phase: 'in_review' })
    expect((await get(world.app(), `/desk/registrations/${id}/files/${logoHash}`, leah)).status).toBe(200)
    const read = await db.select().from(auditEvents).where(eq(auditEvents.action, 'file.read'))
    expect(read).toMatchObject([{ personId: staff.reviewer.id, detail: { sha256: logoHash } }])
  })

  test('is nobody else’s: not another vendor’s, not by another registration, not support’s', async ({
    world,
  }) => {
    const { ada, noor, staff } = world
    const id = await world.draft()
    await send(world, id, 'app', { file: logo }, await world.cookieOf(ada))
    const other = await world.draft()
    const at = async (path: string, who: Parameters<World['cookieOf']>[0]) =>
      (await get(world.app(), path, await world.cookieOf(who))).status
    expect(await at(`/registrations/${id}/files/${logoHash}`, noor)).toBe(404)
    expect(await at(`/registrations/${other}/files/${logoHash}`, ada)).toBe(404)
    expect(await at(`/registrations/${id}/files/${logoHash.replace(/^./, 'f')}`, ada)).toBe(404)
    await world.db.update(registrations).set({ submittedAt: monday, status: 'pending', phase: 'in_review' })
    expect(await at(`/desk/registrations/${id}/files/${logoHash}`, staff.support)).toBe(403)
  })

  test('that is refused loses nothing of what was typed, and the reason stands at the field', async ({
    world,
  }) => {
    const id = await world.draft()
    const cookie = await world.cookieOf(world.ada)
    const typed = { app_description: 'Typed beside a wrong file.' }
    const svg = { ...logo, bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') }
    const refused = await send(world, id, 'app', { fields: typed, file: svg }, cookie)
    expect(refused.status).toBe(422)
    const text = await refused.text()
    expect(text).toContain('choose a PNG, JPEG or GIF file')
    expect(text).toContain('Typed beside a wrong file.')
    expect(await world.db.select().from(files)).toEqual([])
    expect(await draftOf(world, id)).toMatchObject(typed)
  })

  test('has a name that harms nobody, and a secret in it is masked', async ({ world }) => {
    const id = await world.draft()
    const cookie = await world.cookieOf(world.ada)
    const token = [
      'eyJhbGciOiJIUzI1NiJ9',
      'eyJzdWIiOiIxMjM0NTY3ODkwIn0',
      'abcdefghijklmnopqrstuvwxyz012345',
    ].join('.')
    for (const name of ['../../x\r\nSet-Cookie: a=b.png', `${token}.png`, '"><img src=x>.png', 'ключ.png'])
      expect((await send(world, id, 'app', { file: { ...logo, name } }, cookie)).status).toBe(303)
    const names = (await world.db.select().from(registrationFiles)).map(({ name }) => name)
    expect(names.join()).not.toContain('eyJzdWIiOiIx')
    expect(names.some((name) => name.includes('/'))).toBe(false)
    const sent = await get(world.app(), `/registrations/${id}/files/${logoHash}`, cookie)
    expect(sent.headers.get('Set-Cookie') ?? '').not.toContain('a=b')
    expect(sent.headers.get('Content-Disposition')).toBe(
      `attachment; filename="____.png"; filename*=UTF-8''%D0%BA%D0%BB%D1%8E%D1%87.png`,
    )
  })

  test('leaves by a tick; a text in its place is no file', async ({ world }) => {
    const id = await world.draft()
    const cookie = await world.cookieOf(world.ada)
    await send(world, id, 'app', { file: logo }, cookie)
    await send(world, id, 'app', { fields: { logo: 'png 1 '.padEnd(70, '0') } }, cookie)
    expect((await draftOf(world, id))?.logo).toContain(logoHash)
    await send(world, id, 'app', { fields: { remove_logo: 'yes' } }, cookie)
    expect((await draftOf(world, id))?.logo).toBe('')
  })

  test('too large a request is refused whole, a text of 2 MB too, and nothing is written', async ({
    world,
  }) => {
    const id = await world.draft()
    const cookie = await world.cookieOf(world.ada)
    const before = await everyRow(world.db)
    const huge = { ...logo, bytes: new Uint8Array(27 * 1024 * 1024) }
    expect((await send(world, id, 'app', { file: huge }, cookie)).status).toBe(413)
    const long = new URLSearchParams({ app_description: 'x'.repeat(2 * 1024 * 1024) })
    const text = await world.app().request(`/registrations/${id}/edit/app`, {
      ...{ method: 'POST', body: long, headers: { Origin: 'http://127.0.0.1:3000', Cookie: cookie } },
    })
    expect(text.status).toBe(413)
    const half = await world.app().request(`/registrations/${id}/edit/app`, {
      method: 'POST',
      headers: {
        ...{ Origin: 'http://127.0.0.1:3000', Cookie: cookie },
        'Content-Type': 'multipart/form-data; boundary=b',
      },
      body: '--b\r\nContent-Disposition: form-data; name="logo"; filename="logo.png"\r\n\r\n\x89PNG',
    })
    expect(half.status).toBe(422)
    expect(await everyRow(world.db)).toEqual(before)
  })
})
