// The second step of signing in: the code, or for staff without a second factor its enrolment.
import { Hono } from 'hono'
import { factorOf } from '../../db/queries/secondFactor.ts'
import type { Refusal } from '../../views/frame.ts'
import { CodePage, EnrolPage, RecoveryCodes } from '../../views/secondFactor.tsx'
import { unmasked } from '../http/credentials.ts'
import { beginFull, homeOf, letIn, waitingFor } from '../http/entering.ts'
import type { Ctx, Env } from '../http/env.ts'
import { readForm, textOf } from '../http/form.ts'
import { safeNext } from '../http/guards.ts'
import { frameOf, orAgain, page } from '../http/page.tsx'
import { checkCode, offerFor, openKey, stepOf } from '../http/secondFactor.ts'
import { audit } from '../operations/audit.ts'
import { enrol } from '../operations/secondFactor.ts'
import type { Person } from '../rules/people.ts'
import { newRecoveryCodes, recoveryHash } from '../rules/recoveryCodes.ts'
import { Refused } from '../rules/refused.ts'

export const secondFactor = new Hono<Env>()
  .get('/sign-in/code', async (c) => {
    if (!(await waitingFor(c, 'code'))) return c.redirect('/sign-in', 303)
    return codePage(c, safeNext(c.req.query('next'), ''))
  })
  .post('/sign-in/code', async (c) => {
    const person = await waitingFor(c, 'code')
    const factor = person && (await factorOf(c.var.db, person.id))
    if (!factor) return c.redirect('/sign-in', 303)
    const form = await readForm(c, unmasked)
    const next = safeNext(textOf(form, 'next'), '')
    return orAgain(
      async () => {
        await checkCode(c, factor, textOf(form, 'code')).catch((error) => refused(c, person, error))
        return letIn(c, person, next)
      },
      (refusal, status) => codePage(c, next, refusal, status),
    )
  })
  .get('/sign-in/second-factor', async (c) => {
    const person = await waitingFor(c, 'enrol')
    if (!person) return c.redirect('/sign-in', 303)
    return enrolPage(c, person, { next: safeNext(c.req.query('next'), '') })
  })
  .post('/sign-in/second-factor', async (c) => {
    const person = await waitingFor(c, 'enrol')
    if (!person) return c.redirect('/sign-in', 303)
    const form = await readForm(c, unmasked)
    const next = safeNext(textOf(form, 'next'), '')
    const sealed = textOf(form, 'offer')
    return orAgain(
      async () => {
        const codes = await enrolWith(c, person, sealed, textOf(form, 'code'))
        await beginFull(c, person)
        const onward = safeNext(next, homeOf(person)) || homeOf(person)
        return page(c, <RecoveryCodes frame={await frameOf(c)} codes={codes} onward={onward} />)
      },
      (refusal, status) => enrolPage(c, person, { next, sealed, refusal }, status),
    )
  })

async function refused(c: Ctx, person: Person, error: unknown): Promise<never> {
  const { db, now, origin } = c.var
  if (error instanceof Refused) await audit(db, person, { action: 'session.code_refused', origin }, now)
  throw error
}

type Again = 409 | 413 | 422 | 429

async function codePage(c: Ctx, next: string, refusal?: Refusal, status?: Again) {
  return page(c, <CodePage frame={await frameOf(c)} next={next} refusal={refusal} />, status)
}

type Enrolling = { next: string; sealed?: string; refusal?: Refusal }

async function enrolPage(c: Ctx, person: Person, { next, sealed, refusal }: Enrolling, status?: Again) {
  const offer = offerFor(c, person, sealed)
  const shown = { offer, email: person.email, next, refusal }
  return page(c, <EnrolPage frame={await frameOf(c)} action="/sign-in/second-factor" {...shown} />, status)
}

/**
 * Adds the offered key once a code of it was typed: then the app has it. @returns the recovery codes, to be shown once.
 * @throws Refused where the code is wrong or the offer is not one of ours for this person.
 */
export async function enrolWith(c: Ctx, person: Person, sealed: string, code: string): Promise<string[]> {
  const { house, db, now, origin } = c.var
  const { appSecret } = house.config
  await house.throttle.count('code person', String(person.id))
  const key = openKey(sealed, person.id, appSecret)
  const step = key && stepOf(key, code.replaceAll(/\s/g, ''), now)
  if (!step) {
    const message = 'This code is not right. Type the six digits that your app shows now for this account.'
    throw new Refused('not_valid', message, [{ field: 'code', message }])
  }
  const codes = newRecoveryCodes()
  const hashes = codes.map((each) => recoveryHash(each, person.id, appSecret))
  await enrol(db, person, { sealedKey: sealed, step, hashes, origin }, now)
  await house.throttle.forget('code person', String(person.id))
  return codes
}
