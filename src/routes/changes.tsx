// After the decision: an ended app is registered again, an approved one asks for other answers, and a reviewer decides.
import { Hono } from 'hono'
import { changePage } from '../../db/queries/changes.ts'
import { DecideChange } from '../../views/decideChange.tsx'
import type { Refusal } from '../../views/frame.ts'
import type { Ctx, Env } from '../http/env.ts'
import { idOf, numberOf, readForm, textOf, versionOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { decideChange, discardChange, fileChange } from '../operations/changes.ts'
import { registerAgain } from '../operations/registerAgain.ts'
import { asStaff, asVendor } from '../rules/people.ts'
import { checkPage, vendorThread } from './portal.tsx'

export const changes = new Hono<Env>()
  .post('/registrations/:id{[0-9]+}/register-again', (c) =>
    orAgain(
      async () => {
        const begun = await registerAgain(
          c.var.db,
          asVendor(c.var.person),
          { registrationId: idOf(c) },
          c.var.now,
        )
        return c.redirect(after(`/registrations/${begun.id}/check`, 'registered_again'), 303)
      },
      (refusal, status) => vendorThread(c, { refusal }, status),
    ),
  )
  .post('/registrations/:id{[0-9]+}/change', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const input = { registrationId: idOf(c), seen: versionOf(form) }
        const { waits } = await fileChange(c.var.db, asVendor(c.var.person), input, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}`, waits ? 'change_filed' : 'answers_updated'), 303)
      },
      (refusal, status) => checkPage(c, refusal, status),
    )
  })
  .post('/registrations/:id{[0-9]+}/change/discard', (c) =>
    orAgain(
      async () => {
        await discardChange(c.var.db, asVendor(c.var.person), { registrationId: idOf(c) }, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}`, 'change_discarded'), 303)
      },
      (refusal, status) => vendorThread(c, { refusal }, status),
    ),
  )
  .get('/desk/registrations/:id{[0-9]+}/change', (c) => decidePage(c))
  .post('/desk/registrations/:id{[0-9]+}/change', async (c) => {
    const form = await readForm(c)
    const reason = textOf(form, 'reason').slice(0, 2000)
    return orAgain(
      async () => {
        const verdict = textOf(form, 'verdict') === 'accept' ? 'accept' : 'refuse'
        const input = {
          registrationId: idOf(c),
          changeId: numberOf(form, 'change'),
          verdict,
          reason,
        } as const
        await decideChange(c.var.db, asStaff(c.var.person, 'reviewer'), input, c.var.now)
        const done = verdict === 'accept' ? 'change_accepted' : 'change_refused'
        return c.redirect(after(`/desk/registrations/${idOf(c)}`, done), 303)
      },
      (refusal, status) => decidePage(c, { refusal, reason }, status),
    )
  })

async function decidePage(
  c: Ctx,
  typed: { refusal?: Refusal; reason?: string } = {},
  status?: 409 | 413 | 422 | 429,
) {
  const staff = asStaff(c.var.person)
  const shown = await changePage(c.var.db, staff, idOf(c), c.var.now)
  if (!shown) return c.redirect(`/desk/registrations/${idOf(c)}`, 303)
  return page(
    c,
    <DecideChange frame={await deskFrame(c)} page={shown} mayDecide={staff.role === 'reviewer'} {...typed} />,
    status,
  )
}
