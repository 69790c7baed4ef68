// What people and machines type or choose in the questionnaire that nobody would expect: told plainly, and kept.
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { logoBytes } from '../../db/demonstrationLogo.ts'
import { registrationFiles, registrations } from '../../db/schema.ts'
import { startRegistration } from '../../src/operations/drafts.ts'
import { get, monday, post, skipped, test, type World } from '../world.ts'

async function drafting(world: World) {
  const input = { companyId: world.companyId, appName: 'Harbor Notes' }
  const { id } = await startRegistration(world.db, world.ada, input, monday)
  return { id, ada: await world.cookieOf(world.ada) }
}

const draftOf = async ({ db }: World, id: number) =>
  (await db.select().from(registrations).where(eq(registrations.id, id)))[0]?.draft ?? {}

describe.skipIf(skipped)('in the questionnaire', () => {
  test('200 redirect URIs are too many: it says how many fit, and all of them are kept to shorten', async ({
    world,
  }) => {
    const { id, ada } = await drafting(world)
    const uris = Array.from({ length: 200 }, (_, index) => `https://harborlight.example/cb/${index}`)
    const answer = await post(
      world.app(),
      `/registrations/${id}/edit/client`,
      { redirect_uris: uris.join('\n') },
      ada,
    )
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toMatch(/at most 10|no more than 10/i)
    expect(page).toContain('/cb/199')
    expect((await draftOf(world, id)).redirect_uris).toHaveLength(200)
  })

  test('emoji, right-to-left text and accents are kept to the letter', async ({ world }) => {
    const { id, ada } = await drafting(world)
    const words = 'Für Müller 🩺👩🏽‍⚕️ עברית العربية'
    const saved = await post(
      world.app(),
      `/registrations/${id}/edit/technical`,
      { tech_token_storage_how: words },
      ada,
    )
    expect(saved.status).toBeLessThan(500)
    expect((await draftOf(world, id)).tech_token_storage_how).toBe(words)
    expect(await (await get(world.app(), `/registrations/${id}/edit/technical`, ada)).text()).toContain(words)
  })

  test('a sign that turns the writing around is refused in a name, and nothing is lost', async ({
    world,
  }) => {
    const { id, ada } = await drafting(world)
    const answer = await post(
      world.app(),
      `/registrations/${id}/edit/app`,
      { app_name: 'Harbor\u202eetoN' },
      ada,
    )
    expect(answer.status).toBe(422)
    expect((await draftOf(world, id)).app_name).toBe('Harbor\u202eetoN')
  })

  test('bytes that are no text harm nothing', async ({ world }) => {
    const { id, ada } = await drafting(world)
    const headers = {
      Origin: 'http://127.0.0.1:3000',
      'Content-Type': 'application/x-www-form-urlencoded',
      Cookie: ada,
    }
    const body = 'tech_token_storage_how=In+the+%FF%FE%C3%28+vault%00'
    const answer = await world
      .app()
      .request(`/registrations/${id}/edit/technical`, { method: 'POST', body, headers })
    expect(answer.status).toBeLessThan(500)
    const kept = String((await draftOf(world, id)).tech_token_storage_how)
    expect(kept).toMatch(/^In the .* vault$/)
    expect(kept).not.toContain('\0')
  })

  test('a picture with a page behind its end is refused in words, and no file is kept', async ({ world }) => {
    const { id, ada } = await drafting(world)
    const bytes = Buffer.concat([Buffer.from(logoBytes), Buffer.from('<html><script>alert(1)</script>')])
    const form = new FormData()
    form.set('logo', new File([bytes], '../../x.png.html', { type: 'text/html' }))
    form.set('app_name', 'Harbor Notes Two')
    const headers = { Origin: 'http://127.0.0.1:3000', Cookie: ada }
    const url = `/registrations/${id}/edit/app`
    const answer = await world.app().request(url, { method: 'POST', body: form, headers })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Logo: this file is cut off, or has something hung behind its end')
    expect(await world.db.select().from(registrationFiles)).toEqual([])
    expect((await draftOf(world, id)).app_name).toBe('Harbor Notes Two')
  })
})
