// An owner asks for a review of a decision against the app, answers in it, and takes it back.
import { Hono } from 'hono'
import { reviewPage } from '../../db/queries/reviewPage.ts'
import { threadPage } from '../../db/queries/thread.ts'
import type { Refusal } from '../../views/frame.ts'
import { VendorReview } from '../../views/review.tsx'
import type { TypedRequest } from '../../views/reviewRequest.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, listOf, readForm, textOf } from '../http/form.ts'
import { after, frameOf, orAgain, page } from '../http/page.tsx'
import { readEvidence } from '../http/upload.ts'
import { answerInReview } from '../operations/reviewHandling.ts'
import { requestReview, withdrawReview } from '../operations/reviews.ts'
import { asVendor } from '../rules/people.ts'
import { turnOfPage } from './turn.ts'

type Again = 409 | 413 | 422 | 429
const pathOf = (c: Ctx) => `/registrations/${idOf(c)}/review`

export const reviews = new Hono<Env>()
  .get('/registrations/:id{[0-9]+}/review', (c) => vendorReview(c))
  .post('/registrations/:id{[0-9]+}/review', async (c) => {
    const typed = typedRequest(await readForm(c))
    return orAgain(
      async () => {
        const owner = asVendor(c.var.person)
        const files = await readEvidence(c, 'evidence')
        await c.var.house.throttle.count('writing person', String(owner.id))
        const asking = { registrationId: idOf(c), review: { ...typed, onBehalf: null }, files }
        await requestReview(c.var.db, owner, asking, c.var.now)
        return c.redirect(after(pathOf(c), 'review_requested'), 303)
      },
      (refusal, status) => vendorReview(c, { refusal, typed }, status),
    )
  })
  .post('/registrations/:id{[0-9]+}/review/answer', async (c) => {
    const answer = textOf(await readForm(c), 'answer')
    return orAgain(
      async () => {
        const vendor = asVendor(c.var.person)
        const files = await readEvidence(c, 'evidence')
        await c.var.house.throttle.count('writing person', String(vendor.id))
        await answerInReview(c.var.db, vendor, { registrationId: idOf(c), answer, files }, c.var.now)
        return c.redirect(after(pathOf(c), 'review_answered'), 303)
      },
      (refusal, status) => vendorReview(c, { refusal, answer }, status),
    )
  })
  .post('/registrations/:id{[0-9]+}/review/withdraw', (c) =>
    orAgain(
      async () => {
        await withdrawReview(c.var.db, asVendor(c.var.person), { registrationId: idOf(c) }, c.var.now)
        return c.redirect(after(pathOf(c), 'review_withdrawn'), 303)
      },
      (refusal, status) => vendorReview(c, { refusal }, status),
    ),
  )

/** What a request says, in the fields that owner and staff share. */
export function typedRequest(form: Form): TypedRequest {
  const disputed = listOf(form, 'disputed').map((criterionId) => ({
    criterionId,
    said: textOf(form, `said_${criterionId}`).slice(0, 6000),
  }))
  const words = (name: string) => textOf(form, name).slice(0, 6000)
  return { disputed, statement: words('statement'), onBehalf: words('onBehalf') }
}

type Typed = { refusal?: Refusal; typed?: TypedRequest; answer?: string }

async function vendorReview(c: Ctx, typed: Typed = {}, status?: Again) {
  const vendor = asVendor(c.var.person)
  const shown = await threadPage(c.var.db, vendor, idOf(c), c.var.now)
  const review = await reviewPage(c.var.db, vendor, shown, c.var.now)
  if (!review) return c.redirect(`/registrations/${idOf(c)}`, 303)
  const turn = turnOfPage(c, shown, 'vendor')
  const frame = await frameOf(c)
  return page(c, <VendorReview {...{ frame, page: shown, review, turn }} {...typed} />, status)
}
