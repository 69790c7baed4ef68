// A review at the desk: filed for an owner, taken, asked about, previewed and decided.
import { Hono } from 'hono'
import { type ReviewPage, reviewPage } from '../../db/queries/reviewPage.ts'
import { type ThreadPage, threadPage } from '../../db/queries/thread.ts'
import type { Refusal } from '../../views/frame.ts'
import { writeLetter } from '../../views/letters/write.ts'
import { ReviewPreview } from '../../views/reviewDecision.tsx'
import { DeskReview } from '../../views/reviewDesk.tsx'
import type { TypedRequest } from '../../views/reviewRequest.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, numberOf, readForm, textOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { reauthenticate } from '../http/reauthenticate.ts'
import { readEvidence } from '../http/upload.ts'
import { decideReview } from '../operations/reviewDecision.ts'
import { askInReview, assignReview, takeAnswerInReview } from '../operations/reviewHandling.ts'
import { requestReview } from '../operations/reviews.ts'
import { sendReviewWay } from '../operations/reviewWay.ts'
import { isDay, localDay } from '../rules/calendar.ts'
import { asStaff } from '../rules/people.ts'
import { deskAbilities } from '../rules/permissions.ts'
import { Refused } from '../rules/refused.ts'
import { checkReviewDecision, type NewReviewDecision } from '../rules/reviewDecisions.ts'
import { decisionLetter } from '../rules/reviewLetter.ts'
import { findingOutcomes, reviewOutcomes } from '../rules/reviews.ts'
import { typedRequest } from './reviews.tsx'
import { turnOfPage } from './turn.ts'

type Again = 409 | 413 | 422 | 429
const pathOf = (c: Ctx) => `/desk/registrations/${idOf(c)}/review`
const handler = (c: Ctx) => asStaff(c.var.person, 'reviewer', 'approver')

export const deskReviews = new Hono<Env>()
  .get('/desk/registrations/:id{[0-9]+}/review', (c) => deskReview(c))
  .post('/desk/registrations/:id{[0-9]+}/review', async (c) => {
    const typed = typedRequest(await readForm(c))
    return orAgain(
      async () => {
        const files = await readEvidence(c, 'evidence')
        const staff = asStaff(c.var.person, 'reviewer', 'approver', 'support')
        const asking = { registrationId: idOf(c), review: typed, files }
        await requestReview(c.var.db, staff, asking, c.var.now)
        return c.redirect(after(pathOf(c), 'review_filed'), 303)
      },
      (refusal, status) => deskReview(c, { refusal, typed }, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/review/assign', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const staff = asStaff(c.var.person, 'reviewer', 'approver', 'admin')
        const input = { registrationId: idOf(c), personId: numberOf(form, 'person') }
        await assignReview(c.var.db, staff, input, c.var.now)
        const done = input.personId === staff.id ? 'review_taken' : 'review_appointed'
        return c.redirect(after(pathOf(c), done), 303)
      },
      (refusal, status) => deskReview(c, { refusal }, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/review/ask', async (c) => {
    const question = textOf(await readForm(c), 'question')
    return orAgain(
      async () => {
        const asking = { registrationId: idOf(c), question, terms: c.var.house.config.payer.reply }
        await askInReview(c.var.db, handler(c), asking, c.var.now)
        return c.redirect(after(pathOf(c), 'review_asked'), 303)
      },
      (refusal, status) => deskReview(c, { refusal, question }, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/review/answer', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const input = { registrationId: idOf(c), entryId: numberOf(form, 'entry') }
        await takeAnswerInReview(c.var.db, handler(c), input, c.var.now)
        return c.redirect(after(pathOf(c), 'review_answer_taken'), 303)
      },
      (refusal, status) => deskReview(c, { refusal }, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/review/preview', async (c) => {
    const form = await readForm(c)
    const decision = decisionIn(form)
    if (textOf(form, 'go') === 'back') return deskReview(c, { decision })
    return orAgain(
      () => preview(c, form),
      (refusal, status) => deskReview(c, { refusal, decision }, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/review/decision', async (c) => {
    const form = await readForm(c, ['password'])
    return orAgain(
      async () => {
        const staff = handler(c)
        await reauthenticate(c, staff, form, 'password alone')
        const deciding = { registrationId: idOf(c), reviewId: numberOf(form, 'review') }
        const input = { ...deciding, seen: numberOf(form, 'seen'), decision: decisionIn(form) }
        await decideReview(c.var.db, staff, input, c.var.now)
        return c.redirect(after(pathOf(c), 'review_decided'), 303)
      },
      (refusal, status) => previewAgain(c, form, refusal, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/review-way', async (c) => {
    const form = await readForm(c)
    const staff = asStaff(c.var.person, 'reviewer', 'approver', 'support')
    const input = { registrationId: idOf(c), entryId: numberOf(form, 'entry') }
    await sendReviewWay(c.var.db, staff, input, c.var.now)
    return c.redirect(after(`/desk/registrations/${idOf(c)}`, 'review_way'), 303)
  })

function decisionIn(form: Form): NewReviewDecision {
  const words = (name: string) => textOf(form, name).slice(0, 6000)
  const criteria = Object.keys(form).flatMap((name) => /^words_([A-Z]{3}-\d{1,3})$/.exec(name)?.[1] ?? [])
  const until = textOf(form, 'conditionsUntil')
  const outcome = reviewOutcomes.find((each) => each === textOf(form, 'outcome'))
  return {
    // An outcome that was not chosen fits nothing, and the rule says so beside the field.
    outcome: outcome ?? ('' as NewReviewDecision['outcome']),
    findings: criteria.map((criterionId) => ({
      criterionId,
      outcome: findingOutcomes.find((each) => each === textOf(form, `outcome_${criterionId}`)) ?? null,
      words: words(`words_${criterionId}`),
    })),
    words: words('words'),
    conditions: words('conditions'),
    conditionsUntil: isDay(until) ? until : null,
  }
}

type Typed = {
  refusal?: Refusal
  typed?: TypedRequest
  question?: string
  decision?: NewReviewDecision
}

async function shownTo(c: Ctx): Promise<{ shown: ThreadPage; review: ReviewPage | null }> {
  const staff = asStaff(c.var.person)
  const shown = await threadPage(c.var.db, staff, idOf(c), c.var.now)
  return { shown, review: await reviewPage(c.var.db, staff, shown, c.var.now) }
}

async function deskReview(c: Ctx, typed: Typed = {}, status?: Again) {
  const staff = asStaff(c.var.person)
  const { shown, review } = await shownTo(c)
  if (!review) return c.redirect(`/desk/registrations/${idOf(c)}`, 303)
  const able = deskAbilities(staff.role)
  const can = { measure: able.measure, files: able.seeAnswers, fileFor: able.reply }
  const turn = turnOfPage(c, shown, 'staff')
  const frame = await deskFrame(c)
  return page(c, <DeskReview {...{ frame, page: shown, review, turn, staff, can }} {...typed} />, status)
}

/** The letter as it will leave. @throws Refused not_valid with what the decision lacks. */
async function preview(c: Ctx, form: Form, refusal?: Refusal, status?: Again) {
  const staff = handler(c)
  const { shown, review } = await shownTo(c)
  const open = review?.open
  if (!review || !open || open.id !== numberOf(form, 'review'))
    throw new Refused('not_now', 'This review has ended. Reload the page.')
  if (open.assigneeId !== staff.id)
    throw new Refused('not_yours', 'Only the one who has this review can do this.')
  const decision = decisionIn(form)
  const today = localDay(c.var.now, shown.zone)
  checkReviewDecision(decision, { of: review.of, cited: review.cited, today })
  const again = shown.registration.supersededBy?.number ?? 'that is numbered when you decide'
  const letter = letterOf(c, shown, decisionLetter({ review: open, decision, again, today }, c.var.now))
  const seen = numberOf(form, 'seen')
  const frame = await deskFrame(c)
  return page(c, <ReviewPreview {...{ frame, page: shown, open, decision, seen, letter, refusal }} />, status)
}

/** A wrong password comes back to the letter; a decision that cannot be made any more, to its form. */
function previewAgain(c: Ctx, form: Form, refusal: Refusal, status: Again) {
  return orAgain(
    () => Promise.resolve(preview(c, form, refusal, status)),
    () => deskReview(c, { refusal, decision: decisionIn(form) }, status),
  )
}

function letterOf(c: Ctx, { registration }: ThreadPage, letter: ReturnType<typeof decisionLetter>) {
  const { payer, publicUrl } = c.var.house.config
  const about = { registrationId: registration.id, number: registration.number, app: registration.appName }
  const frame = { payer, publicUrl, now: c.var.now, reader: registration.owner, linkUrl: noLinks }
  return writeLetter({ ...letter, ...about }, frame)
}

function noLinks(): string {
  throw new Error('The letter of a decision on a review carries no mailed link.')
}
