// Accounts: signing up, the mailed link, signing in and out.
import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { CheckMail, LinkDone, OpenLink, SignIn, SignUp } from '../../views/auth.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, readForm, textOf } from '../http/form.ts'
import { safeNext } from '../http/guards.ts'
import { after, frameOf, orAgain, page } from '../http/page.tsx'
import { checkPassword, hashPassword, passwordProblem } from '../http/passwords.ts'
import { badLink, linkKindOf, personByEmail, signUp, useLink } from '../operations/accounts.ts'
import { audit } from '../operations/audit.ts'
import { emailProblem, lineProblem } from '../rules/answers.ts'
import { readLinkToken } from '../rules/linkToken.ts'
import { type Problem, Refused } from '../rules/refused.ts'

const unmasked = ['password', 'email', 'token', 'next'] as const

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
        return page(c, <CheckMail frame={await frameOf(c)} email={values.email} />)
      },
      async (refusal, status) =>
        page(c, <SignUp frame={await frameOf(c)} values={values} refusal={refusal} />, status),
    )
  })
  .get('/verify/:token', async (c) => {
    const kind = await linkKindOf(c.var.db, linkOf(c, c.req.param('token')))
    return page(c, <OpenLink frame={await frameOf(c)} token={c.req.param('token')} kind={kind} />)
  })
  .post('/verify', async (c) => {
    await c.var.house.throttle.count('link address', c.var.origin.ip ?? '')
    const form = await readForm(c, unmasked)
    const kind = await useLink(c.var.db, linkOf(c, textOf(form, 'token')), c.var.now)
    return page(c, <LinkDone frame={await frameOf(c)} kind={kind} />)
  })
  .get('/sign-in', async (c) =>
    page(c, <SignIn frame={await frameOf(c)} next={safeNext(c.req.query('next'), '')} />),
  )
  .post('/sign-in', async (c) => {
    const form = await readForm(c, unmasked)
    const [email, next] = [textOf(form, 'email'), safeNext(textOf(form, 'next'), '')]
    return orAgain(
      () => signIn(c, email, passwordOf(form), next),
      async (refusal, status) =>
        page(c, <SignIn frame={await frameOf(c)} email={email} next={next} refusal={refusal} />, status),
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

/** As typed: a password is neither trimmed nor changed. */
function passwordOf(form: Form): string {
  const value = form.password ?? ''
  return Array.isArray(value) ? (value[0] ?? '') : value
}

type NewAccount = { name: string; email: string; company: string }

async function makeAccount(c: Ctx, values: NewAccount, password: string): Promise<void> {
  const { house, db, now } = c.var
  const problems = [
    problem('name', lineProblem('Your name', values.name, 2, 120)?.message ?? null),
    problem('company', lineProblem('Company', values.company, 2, 200)?.message ?? null),
    problem('email', emailProblem(values.email)?.message ?? null),
    problem(
      'password',
      passwordProblem(password, [
        values.name,
        values.company,
        values.email,
        house.config.payer.name,
        'vouchdesk',
      ]),
    ),
  ].filter((each) => each !== null)
  if (problems.length > 0) throw new Refused('not_valid', 'Some answers need a change.', problems)
  // Hashed before anything is looked up, so that a known address takes as long as a new one.
  const passwordHash = await hashPassword(password)
  await signUp(db, { ...values, passwordHash }, now)
}

function problem(field: string, message: string | null): Problem | null {
  return message === null ? null : { field, message }
}

/** @throws Refused for a token that is not ours; the same sentence as for one that has expired. */
function linkOf(c: Ctx, token: string): number {
  const linkId = readLinkToken(token, c.var.house.config.appSecret)
  if (linkId === null) throw badLink()
  return linkId
}

async function signIn(c: Ctx, email: string, password: string, next: string): Promise<Response> {
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
  if (c.var.sessionToken) await house.sessions.end(c.var.sessionToken)
  const token = await house.sessions.begin(person.id, now)
  setCookie(c, house.sessions.cookieName, token, house.sessions.cookie)
  const role = person.staffRole ?? 'owner'
  await audit(db, { id: person.id, role }, { action: 'session.begun', origin }, now)
  const home = person.kind === 'staff' ? '/desk' : '/registrations'
  return c.redirect(safeNext(next, home) || home, 303)
}

/** One answer for an unknown address, a wrong password and an address that is not confirmed yet (SAFETY A35). */
function wrong(): Refused {
  const message = 'The e-mail address or the password is not right, or the address is not confirmed yet.'
  return new Refused('not_valid', message, [{ field: 'email', message }])
}
