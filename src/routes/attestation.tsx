// Signing the attestation again, without other answers.
import { Hono } from 'hono'
import { threadPage } from '../../db/queries/thread.ts'
import { AttestationPage } from '../../views/attestation.tsx'
import type { Refusal } from '../../views/frame.ts'
import type { Ctx, Env } from '../http/env.ts'
import { idOf, readForm } from '../http/form.ts'
import { after, frameOf, orAgain, page } from '../http/page.tsx'
import { signAgain } from '../operations/attestations.ts'
import { asVendor } from '../rules/people.ts'
import { type Answers, partOf, readAnswers } from '../rules/questionnaire.ts'
import { notFound } from '../rules/refused.ts'

type Again = 409 | 413 | 422 | 429

export const attestationPages = new Hono<Env>()
  .get('/registrations/:id{[0-9]+}/attestation', (c) => attestationPage(c))
  .post('/registrations/:id{[0-9]+}/attestation', async (c) => {
    const part = partOf('attestation')
    if (!part) throw notFound()
    const signature = readAnswers(part, await readForm(c))
    return orAgain(
      async () => {
        const input = { registrationId: idOf(c), signature }
        await signAgain(c.var.db, asVendor(c.var.person), input, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}`, 'attested'), 303)
      },
      (refusal, status) => attestationPage(c, signature, refusal, status),
    )
  })

async function attestationPage(c: Ctx, typed: Answers = {}, refusal?: Refusal, status?: Again) {
  const shown = await threadPage(c.var.db, asVendor(c.var.person), idOf(c), c.var.now)
  if (!refusal && (!shown.attestation?.open || !shown.mayWrite))
    return c.redirect(`/registrations/${idOf(c)}`, 303)
  return page(
    c,
    <AttestationPage frame={await frameOf(c)} page={shown} typed={typed} refusal={refusal} />,
    status,
  )
}
