// The second step of signing in: the code, or for staff without a second factor its enrolment.
import { Hono } from 'hono'
import { factorOf } from '../../db/queries/secondFactor.ts'
import { Written } from '../../views/carried.tsx'
import { RecoveryCodes } from '../../views/secondFactor.tsx'
import { signInPage, type Way, wayOf, writtenIn } from '../http/carried.tsx'
import { unmasked } from '../http/credentials.ts'
import { beginFull, codePage, enrolPage, homeOf, letIn, waitingFor } from '../http/entering.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { readForm, textOf } from '../http/form.ts'
import { safeNext } from '../http/next.ts'
import { frameOf, orAgain, page } from '../http/page.tsx'
import { checkCode, openKey, stepOf } from '../http/secondFactor.ts'
import { audit } from '../operations/audit.ts'
import { enrol } from '../operations/secondFactor.ts'
import type { Person } from '../rules/people.ts'
import { newRecoveryCodes, recoveryHash } from '../rules/recoveryCodes.ts'
import { Refused } from '../rules/refused.ts'

export const secondFactor = new Hono<Env>()
  .get('/sign-in/code', async (c) => {
    if (!(await waitingFor(c, 'code'))) return c.redirect('/sign-in', 303)
    return codePage(c, { next: safeNext(c.req.query('next'), ''), carried: '' })
  })
  .post('/sign-in/code', async (c) => {
    const person = await waitingFor(c, 'code')
    const factor = person && (await factorOf(c.var.db, person.id))
    const form = await readForm(c, unmasked)
    const way = wayOf(form)
    if (!factor) return fromTheStart(c, way)
    return orAgain(
      async () => {
        await checkCode(c, factor, textOf(form, 'code')).catch((error) => refused(c, person, error))
        return letIn(c, person, way)
      },
      (refusal, status) => codePage(c, way, refusal, status),
    )
  })
  .get('/sign-in/second-factor', async (c) => {
    const person = await waitingFor(c, 'enrol')
    if (!person) return c.redirect('/sign-in', 303)
    return enrolPage(c, person, { next: safeNext(c.req.query('next'), ''), carried: '' })
  })
  .post('/sign-in/second-factor', async (c) => {
    const person = await waitingFor(c, 'enrol')
    const form = await readForm(c, unmasked)
    const way = wayOf(form)
    if (!person) return fromTheStart(c, way)
    const sealed = textOf(form, 'offer')
    return orAgain(
      async () => {
        const codes = await enrolWith(c, person, sealed, textOf(form, 'code'))
        await beginFull(c, person)
        return recoveryCodes(c, person, codes, way)
      },
      (refusal, status) => enrolPage(c, person, { ...way, sealed, refusal }, status),
    )
  })

async function refused(c: Ctx, person: Person, error: unknown): Promise<never> {
  const { db, now, origin } = c.var
  if (error instanceof Refused) await audit(db, person, { action: 'session.code_refused', origin }, now)
  throw error
}

/** The step took too long: it begins again with the password, and what was written stays with it. */
function fromTheStart(c: Ctx, way: Way): Response | Promise<Response> {
  return way.carried ? signInPage(c, way, 401) : c.redirect('/sign-in', 303)
}

/** Shown once, and with them what was written before. */
async function recoveryCodes(c: Ctx, person: Person, codes: readonly string[], { next, carried }: Way) {
  c.set('person', person)
  const onward = safeNext(next, homeOf(person)) || homeOf(person)
  const [frame, written] = [await frameOf(c), writtenIn(c, person, carried)]
  return page(
    c,
    <RecoveryCodes frame={frame} codes={codes} onward={onward}>
      {written ? <Written frame={frame} {...written} onward={onward} /> : null}
    </RecoveryCodes>,
  )
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
