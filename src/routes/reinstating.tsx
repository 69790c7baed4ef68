// A reviewer lifts a block on their own motion, once newer findings show that it is remedied.
import { Hono } from 'hono'
import { currentFindings } from '../../db/queries/findings.ts'
import { reviewPage } from '../../db/queries/reviewPage.ts'
import { threadPage } from '../../db/queries/thread.ts'
import type { Refusal } from '../../views/frame.ts'
import { ReinstatePage } from '../../views/reinstating.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { idOf, numberOf, readForm, textOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { reauthenticate } from '../http/reauthenticate.ts'
import { reinstate } from '../operations/reinstating.ts'
import { asStaff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'

export const reinstating = new Hono<Env>()
  .get('/desk/registrations/:id{[0-9]+}/reinstate', (c) => reinstatePage(c))
  .post('/desk/registrations/:id{[0-9]+}/reinstate', async (c) => {
    const form = await readForm(c, ['password'])
    const reason = textOf(form, 'reason').slice(0, 5000)
    return orAgain(
      async () => {
        const reviewer = asStaff(c.var.person, 'reviewer')
        await reauthenticate(c, reviewer, form, 'password alone')
        const input = { registrationId: idOf(c), seen: numberOf(form, 'seen'), reason }
        await reinstate(c.var.db, reviewer, input, c.var.now)
        return c.redirect(after(`/desk/registrations/${idOf(c)}`, 'block_lifted'), 303)
      },
      (refusal, status) => reinstatePage(c, { refusal, reason }, status),
    )
  })

async function reinstatePage(
  c: Ctx,
  again: { refusal?: Refusal; reason?: string } = {},
  status?: 409 | 413 | 422 | 429,
) {
  const reviewer = asStaff(c.var.person, 'reviewer')
  const shown = await threadPage(c.var.db, reviewer, idOf(c), c.var.now)
  const review = await reviewPage(c.var.db, reviewer, shown, c.var.now)
  const blocked = placeOf(shown.registration) === 'suspended/final'
  if (!review || (!blocked && !again.refusal))
    throw new Refused('not_now', 'Only a suspension that no review is open about can be lifted here.')
  const frame = await deskFrame(c)
  const current = await currentFindings(c.var.db, idOf(c))
  return page(c, <ReinstatePage {...{ frame, page: shown, review, current }} {...again} />, status)
}
