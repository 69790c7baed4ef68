// Accounts: signing up, signing in and out.
import { Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import { SignUp } from '../../views/auth.tsx'
import { CheckMail } from '../../views/links.tsx'
import { signInPage, type Way, wayOf } from '../http/carried.tsx'
import { passwordOf, passwordProblemFor, problem, refuseAll, unmasked } from '../http/credentials.ts'
import { passwordWasRight } from '../http/entering.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { readForm, textOf } from '../http/form.ts'
import { safeNext } from '../http/next.ts'
import { after, frameOf, orAgain, page } from '../http/page.tsx'
import { checkPassword, hashPassword } from '../http/passwords.ts'
import { personOf } from '../http/session.ts'
import { personByEmail, signUp } from '../operations/accounts.ts'
import { audit } from '../operations/audit.ts'
import { emailProblem, lineProblem } from '../rules/answers.ts'
import { Refused } from '../rules/refused.ts'

export const auth = new Hono<Env>()
  .get('/sign-up', async (c) =>
    page(c, <SignUp frame={await frameOf(c)} values={{ name: '', email: '', company: '' }} />),
  )
  .post('/sign-up', async (c) => {
    const form = await readForm(c, unmasked)
    const values = {
      name: textOf(form, 'name'),
      email: textOf(form, 'email'),
      company: textOf(form, 'company'),
    }
    return orAgain(
      async () => {
        await c.var.house.throttle.count('sign-up address', c.var.origin.ip ?? '')
        await makeAccount(c, values, passwordOf(form))
        return page(c, <CheckMail frame={await frameOf(c)} email={values.email} what="sign-up" />)
      },
      async (refusal, status) =>
        page(c, <SignUp frame={await frameOf(c)} values={values} refusal={refusal} />, status),
    )
  })
  .get('/sign-in', async (c) => signInPage(c, { next: safeNext(c.req.query('next'), ''), carried: '' }))
  .post('/sign-in', async (c) => {
    const form = await readForm(c, unmasked)
    const email = textOf(form, 'email')
    const way = wayOf(form)
    return orAgain(
      () => signIn(c, email, passwordOf(form), way),
      (refusal, status) => signInPage(c, { email, ...way, refusal }, status),
    )
  })
  .post('/sign-out', async (c) => {
    const { house, sessionToken, person, db, now, origin } = c.var
    if (sessionToken) await house.sessions.end(sessionToken)
    if (person) await audit(db, person, { action: 'session.ended', origin }, now)
    deleteCookie(c, house.sessions.cookieName, house.sessions.cookie)
    c.header('Clear-Site-Data', '"cache", "storage"')
    return c.redirect(after('/sign-in', 'signed_out'), 303)
  })

type NewAccount = { name: string; email: string; company: string }

async function makeAccount(c: Ctx, values: NewAccount, password: string): Promise<void> {
  const about = [values.name, values.company, values.email]
  refuseAll([
    problem('name', lineProblem('Your name', values.name, 2, 120)),
    problem('company', lineProblem('Company', values.company, 2, 200)),
    problem('email', emailProblem(values.email)),
    problem('password', passwordProblemFor(c, password, about)),
  ])
  // Hashed before anything is looked up, so that a known address takes as long as a new one.
  const passwordHash = await hashPassword(password)
  await signUp(c.var.db, { ...values, passwordHash }, c.var.now)
}

async function signIn(c: Ctx, email: string, password: string, way: Way): Promise<Response> {
  const { house, db, now, origin } = c.var
  await house.throttle.count('sign-in address', origin.ip ?? '')
  await house.throttle.count('sign-in account', email || 'nobody')
  const person = await personByEmail(db, email)
  const right = await checkPassword(person?.passwordHash ?? null, password)
  if (!person || !right || !person.emailVerifiedAt) {
    await audit(db, null, { action: 'session.refused', detail: { known: person !== null }, origin }, now)
    throw wrong()
  }
  await house.throttle.forget('sign-in account', email)
  return passwordWasRight(c, personOf(person), way)
}

/** One answer for an unknown address, a wrong password and an address that is not confirmed yet (SAFETY A35). */
function wrong(): Refused {
  const message = 'The e-mail address or the password is not right, or the address is not confirmed yet.'
  return new Refused('not_valid', message, [{ field: 'email', message }])
}
