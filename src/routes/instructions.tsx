// Token instructions at the desk: record the clients, read the letter, send it.
import { Hono } from 'hono'
import { instructionsPage } from '../../db/queries/instructions.ts'
import type { Refusal } from '../../views/frame.ts'
import { InstructionsPage } from '../../views/instructions.tsx'
import { InstructionsPreview } from '../../views/instructionsPreview.tsx'
import { writeLetter } from '../../views/letters/write.ts'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, linesOf, readForm, textOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { recordClients } from '../operations/clients.ts'
import { checkInstructions, sendInstructions } from '../operations/instructions.ts'
import { defaultIntroduction, instructionObstacles, instructionsLetter } from '../rules/instructions.ts'
import { asStaff } from '../rules/people.ts'

type Again = 409 | 413 | 422 | 429

export const instructionPages = new Hono<Env>()
  .get('/desk/registrations/:id{[0-9]+}/instructions', (c) => whole(c))
  .post('/desk/registrations/:id{[0-9]+}/instructions/clients', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const input = { registrationId: idOf(c), clients: clientsIn(form) }
        await recordClients(c.var.db, asStaff(c.var.person, 'reviewer'), input, c.var.now)
        return c.redirect(after(pathOf(c), 'clients_recorded'), 303)
      },
      (refusal, status) => whole(c, typedIn(form), refusal, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/instructions/preview', async (c) => {
    const form = await readForm(c)
    return orAgain(
      () => preview(c, textOf(form, 'intro')),
      (refusal, status) => whole(c, typedIn(form), refusal, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/instructions', async (c) => {
    const form = await readForm(c)
    const [intro, version] = [textOf(form, 'intro'), textOf(form, 'version')]
    return orAgain(
      async () => {
        const input = { registrationId: idOf(c), intro, version }
        await sendInstructions(c.var.db, asStaff(c.var.person, 'reviewer'), input, c.var.now)
        return c.redirect(after(`/desk/registrations/${idOf(c)}`, 'instructions_sent'), 303)
      },
      (refusal, status) =>
        orAgain(
          async () => preview(c, intro, refusal, status),
          () => whole(c, typedIn(form), refusal, status),
        ),
    )
  })

function pathOf(c: Ctx): string {
  return `/desk/registrations/${idOf(c)}/instructions`
}

async function whole(c: Ctx, typed: Record<string, string> = {}, refusal?: Refusal, status?: Again) {
  const staff = asStaff(c.var.person)
  const shown = await instructionsPage(c.var.db, staff, idOf(c))
  const intro = defaultIntroduction(shown.registration.appName, c.var.house.config.payer.name)
  return page(
    c,
    <InstructionsPage
      frame={await deskFrame(c)}
      page={shown}
      obstacles={instructionObstacles(shown.facts)}
      maySend={staff.role === 'reviewer'}
      typed={{ intro, ...typed }}
      refusal={refusal}
    />,
    status,
  )
}

/** The letter as it would leave now. @throws Refused with what keeps it from leaving. */
async function preview(c: Ctx, intro: string, refusal?: Refusal, status?: Again) {
  const staff = asStaff(c.var.person, 'reviewer')
  const shown = await instructionsPage(c.var.db, staff, idOf(c))
  checkInstructions(staff, shown, intro)
  const { id: registrationId, number, appName: app } = shown.registration
  const letter = { ...instructionsLetter(shown.facts, intro), registrationId, number, app }
  const { payer, publicUrl } = c.var.house.config
  const { name, email } = shown.facts.contact ?? { name: '', email: '' }
  const reader = name === email ? null : name
  const written = writeLetter(letter, { payer, publicUrl, linkUrl: () => publicUrl, now: c.var.now, reader })
  return page(
    c,
    <InstructionsPreview
      frame={await deskFrame(c)}
      page={shown}
      intro={intro}
      letter={written}
      refusal={refusal}
    />,
    status,
  )
}

function clientsIn(form: Form) {
  return Object.keys(form).flatMap((name) => {
    const environmentId = Number(/^client_(\d{1,15})$/.exec(name)?.[1] ?? 0)
    if (!environmentId) return []
    return [{ environmentId, clientId: textOf(form, name), scopes: linesOf(form, `scopes_${environmentId}`) }]
  })
}

function typedIn(form: Form): Record<string, string> {
  return Object.fromEntries(Object.keys(form).map((name) => [name, textOf(form, name)]))
}
