// What was typed into a form outlives the end of a session: through signing in, and on by hand (SAFETY, sessions).

import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { entries, registrations, secondFactors } from '../../db/schema.ts'
import { codeAt, stepAt } from '../../src/http/secondFactor.ts'
import { parts } from '../../src/rules/questionnaire.ts'
import { answers, everyRow, get, monday, password, post, skipped, test, type World } from '../world.ts'

type App = ReturnType<World['app']>
const later = new Date(monday.getTime() + 31 * 60_000)
const cookieIn = (response: Response) => response.headers.get('Set-Cookie')?.split(';')[0] ?? ''
const plain = (html: string) =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
const carriedIn = (html: string) => /name="carried" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** The form that sends it again: where to, and with which fields. */
function formIn(html: string, path: string) {
  const form = html.match(new RegExp(`<form method="post" action="${path}"[^]*?</form>`))?.[0] ?? ''
  const fields: Record<string, string[]> = {}
  for (const [, name, value] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g))
    fields[plain(name as string)] = [...(fields[plain(name as string)] ?? []), plain(value as string)]
  return form ? fields : null
}

const signInWith = (app: App, email: string, carried: string, cookie?: string) =>
  post(app, '/sign-in', { email, password, carried, next: '/registrations' }, cookie)

/** The forms that people write into, each with text in it. */
async function written(world: World) {
  const [draft, id] = [await world.draft(), await world.submitted()]
  const contact = Object.fromEntries(
    (parts[0] as (typeof parts)[0]).fields.map((field) => [field.id, answers[field.id] ?? '']),
  )
  const body = 'Typed before the session ended, “with quotes” & <signs>.'
  const byAda: [path: string, form: Record<string, string | readonly string[]>][] = [
    [
      `/registrations/${draft}/edit/contact`,
      { ...contact, org_legal_name: 'Typed & “Co”, Inc.', version: '6', go: 'next' },
    ],
    [`/registrations/${id}/messages`, { body }],
    [`/registrations/${id}/withdraw`, { reason: body }],
    ['/registrations', { app_name: 'Harbor Typed' }],
    ['/companies', { name: 'Typed Company' }],
    ['/account/name', { name: 'Ada Typed' }],
  ]
  const byLeah: typeof byAda = [
    [`/desk/registrations/${id}/entries`, { kind: 'note', body }],
    [
      `/desk/registrations/${id}/entries`,
      { kind: 'request', body, question_1: 'Whose keys?', field_1: 'tech_oidc', blocking: 'yes' },
    ],
  ]
  return { draft, id, byAda, byLeah, body }
}

describe.skipIf(skipped)('text typed into a form whose session has ended', () => {
  test('goes along through signing in, is shown, and is sent by hand: every form of a vendor', async ({
    world,
  }) => {
    const { byAda } = await written(world)
    const app = world.app(() => later)
    for (const [path, form] of byAda) {
      const before = await everyRow(world.db)
      const late = await post(app, path, form as Record<string, string>, await world.cookieOf(world.ada))
      const page = await late.text()
      expect(late.status, path).toBe(401)
      expect(page).toContain('What you wrote is kept in this page')
      expect(page).not.toContain('Typed')
      const strip = ({ sessions, ...rows }: Record<string, string[]>) => rows
      expect(strip(await everyRow(world.db)), path).toEqual(strip(before))
      const inside = await signInWith(app, world.ada.email, carriedIn(page))
      const shown = await inside.text()
      expect(inside.status).toBe(200)
      expect(shown).toContain('Here is what you wrote')
      expect(shown).toContain('You are signed in as <strong>Ada Moreno</strong>')
      const again = formIn(shown, path)
      const sent = Object.entries(form).filter(([, value]) => [value].flat().length > 0)
      expect(again, path).toEqual(Object.fromEntries(sent.map(([name, value]) => [name, [value].flat()])))
      const done = await post(app, path, again as Record<string, string[]>, cookieIn(inside))
      expect(done.status, path).toBe(303)
    }
    const [row] = await world.db
      .select()
      .from(registrations)
      .where(eq(registrations.appName, 'Harbor Companion'))
    expect(row?.draft).toMatchObject({ org_legal_name: 'Typed & “Co”, Inc.' })
  })

  test('at the desk goes through the code as well, also after a wrong one', async ({ world }) => {
    const { byLeah, id } = await written(world)
    const leah = world.staff.reviewer
    for (const [index, [path, form]] of byLeah.entries()) {
      const at = new Date(later.getTime() + index * 60_000)
      const app = world.app(() => at)
      const late = await post(app, path, form as Record<string, string>)
      const asked = await signInWith(app, leah.email, carriedIn(await late.text()))
      const codePage = await asked.text()
      expect([asked.status, codePage]).toEqual([
        200,
        expect.stringContaining('Code from your authenticator app'),
      ])
      expect(codePage).not.toContain('Typed before')
      const cookie = cookieIn(asked)
      const wrong = await post(app, '/sign-in/code', { code: '000000', carried: carriedIn(codePage) }, cookie)
      const carried = carriedIn(await wrong.text())
      const inside = await post(app, '/sign-in/code', { code: world.codeOf(leah, at), carried }, cookie)
      const shown = await inside.text()
      expect(shown).toContain('Typed before the session ended')
      if (index === 1) expect(shown).toMatch(/About the answer<\/dt>.*OpenID/s)
      const done = await post(app, path, formIn(shown, path) as Record<string, string[]>, cookieIn(inside))
      expect(done.status).toBe(303)
    }
    const kinds = (await world.db.select().from(entries).where(eq(entries.registrationId, id))).map(
      ({ kind }) => kind,
    )
    expect(kinds).toEqual(expect.arrayContaining(['note', 'request']))
  })

  test('is still there where the code came too late, and beside the first recovery codes', async ({
    world,
  }) => {
    const { byLeah } = await written(world)
    const [path, form] = byLeah[0] as (typeof byLeah)[0]
    const leah = world.staff.reviewer
    const late = await post(world.app(), path, form as Record<string, string>)
    const carried = carriedIn(await late.text())
    const tooLate = await post(world.app(), '/sign-in/code', { code: '123456', carried })
    expect([tooLate.status, carriedIn(await tooLate.text())]).toEqual([401, carried])
    await world.db.delete(secondFactors).where(eq(secondFactors.personId, leah.id))
    const enrol = await signInWith(world.app(), leah.email, carried)
    const page = await enrol.text()
    const key = page.match(/<code class="key">([^<]+)</)?.[1]?.replaceAll(' ', '') as string
    const offer = page.match(/name="offer" value="([^"]+)"/)?.[1] as string
    const code = codeAt(key, stepAt(monday))
    const cookie = cookieIn(enrol)
    const inside = await post(
      world.app(),
      '/sign-in/second-factor',
      { offer, code, carried: carriedIn(page) },
      cookie,
    )
    const shown = await inside.text()
    expect(shown).toContain('Your recovery codes')
    expect(formIn(shown, path)).toMatchObject({ kind: ['note'] })
  })

  test('stays through a wrong password, and never holds passwords and codes', async ({ world }) => {
    const form = {
      email: 'new@harborlight.example',
      password,
      code: '123456',
      new_password: 'nine green lamps',
    }
    const page = await (await post(world.app(), '/account/email', form)).text()
    const wrong = await post(world.app(), '/sign-in', {
      email: world.ada.email,
      password: 'x',
      carried: carriedIn(page),
    })
    const refused = await wrong.text()
    expect([wrong.status, carriedIn(refused)]).toEqual([422, carriedIn(page)])
    const inside = await (await signInWith(world.app(), world.ada.email, carriedIn(refused))).text()
    expect(formIn(inside, '/account/email')).toEqual({ email: ['new@harborlight.example'] })
    for (const html of [page, refused, inside]) expect(html).not.toMatch(/four unrelated|123456|nine green/)
  })

  test('secrets in it are masked before it is shown again', async ({ world }) => {
    const { id } = await written(world)
    const form = { body: 'client_secret=Zx81kQ7pLw20vB3nMd94 is what we use' }
    const page = await (await post(world.app(), `/registrations/${id}/messages`, form)).text()
    const shown = await (await signInWith(world.app(), world.ada.email, carriedIn(page))).text()
    expect(shown).toContain('[MASKED:')
    expect(shown).not.toContain('Zx81kQ7pLw20vB3nMd94')
  })

  test('somebody else who signs in reads it first, and sends nothing without a button', async ({ world }) => {
    const { id, draft } = await written(world)
    const app = world.app()
    const page = await (await post(app, `/registrations/${id}/messages`, { body: 'Ada’s words' })).text()
    const before = (await everyRow(world.db)).entries
    const inside = await signInWith(app, world.noor.email, carriedIn(page))
    const shown = await inside.text()
    expect(shown).toContain('You are signed in as <strong>Noor Haddad</strong>')
    expect(shown).toContain('If somebody else wrote it, do not send it.')
    expect((await everyRow(world.db)).entries).toEqual(before)
    const again = formIn(shown, `/registrations/${id}/messages`) as Record<string, string[]>
    expect((await post(app, `/registrations/${id}/messages`, again, cookieIn(inside))).status).toBe(404)
    const edit = await (
      await post(app, `/desk/registrations/${draft}/entries`, { kind: 'note', body: 'Leah’s words' })
    ).text()
    const wrongSide = await (await signInWith(app, world.ada.email, carriedIn(edit))).text()
    expect(wrongSide).toContain('Leah’s words')
    expect(wrongSide).toContain('Your role does not include this form.')
    expect(formIn(wrongSide, `/desk/registrations/${draft}/entries`)).toBeNull()
  })

  test('cannot be forged, and leads nowhere but to the form it was typed into', async ({ world }) => {
    const { id } = await written(world)
    const app = world.app()
    const page = await (await post(app, `/registrations/${id}/messages`, { body: 'Words' })).text()
    const sealed = carriedIn(page)
    const made = Buffer.from('{"path":"https://evil.test/","fields":[["body","x"]],"files":[]}').toString(
      'base64url',
    )
    for (const other of ['x', `v1.${made}`, sealed.replace(/.{8}$/, 'AAAAAAAA')]) {
      const inside = await signInWith(app, world.ada.email, other)
      expect([inside.status, inside.headers.get('Location')]).toEqual([303, '/registrations'])
    }
    const foreign = {
      method: 'POST',
      headers: { Origin: 'https://evil.test' },
      body: new URLSearchParams({ body: 'x' }),
    }
    const refused = await app.request(`/registrations/${id}/messages`, foreign)
    expect([refused.status, carriedIn(await refused.text())]).toEqual([403, ''])
  })

  test('a form without typed text leads to sign in and back, as before', async ({ world }) => {
    const { id } = await written(world)
    for (const form of [{}, { version: '3', go: 'next' }, { reason: ' ' }] as Record<string, string>[]) {
      const late = await post(world.app(), `/registrations/${id}/withdraw`, form)
      expect([late.status, late.headers.get('Location')]).toEqual([
        303,
        `/sign-in?next=%2Fregistrations%2F${id}`,
      ])
    }
  })

  test('files do not wait with it, and it says which; too much text is refused with its size', async ({
    world,
  }) => {
    const { draft } = await written(world)
    const app = world.app()
    const body = new FormData()
    body.set('app_name', 'Harbor Typed')
    body.set('logo', new File([new Uint8Array(9)], 'harbor <logo>.png'))
    const headers = { Origin: 'http://127.0.0.1:3000' }
    const late = await app.request(`/registrations/${draft}/edit/app`, { method: 'POST', body, headers })
    const page = await late.text()
    expect(page).toContain('harbor &lt;logo&gt;.png')
    const shown = await (await signInWith(app, world.ada.email, carriedIn(page))).text()
    expect(shown).toContain('harbor &lt;logo&gt;.png')
    expect(formIn(shown, `/registrations/${draft}/edit/app`)).toEqual({
      app_name: ['Harbor Typed'],
    })
    const large = { tech_x: '"\n'.repeat(60_000) }
    const full = await post(app, `/registrations/${draft}/edit/technical`, {
      ...large,
      app_name: 'é'.repeat(9000),
    })
    expect(full.status).toBe(413)
    const most = await post(app, `/registrations/${draft}/edit/app`, { app_name: '"'.repeat(85_000) })
    const inside = await signInWith(app, world.ada.email, carriedIn(await most.text()))
    expect([inside.status, (await inside.text()).includes('Here is what you wrote')]).toEqual([200, true])
  })

  test('signing in without such text is as before', async ({ world }) => {
    const inside = await post(world.app(), '/sign-in', {
      email: world.ada.email,
      password,
      next: '/companies',
    })
    expect([inside.status, inside.headers.get('Location')]).toEqual([303, '/companies'])
    expect(await (await get(world.app(), '/sign-in')).text()).not.toContain('name="carried"')
  })
})
