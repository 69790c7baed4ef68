// The account of whoever is signed in. What could lock its owner out asks for the password again, and for the code.
import { Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import { accountPage } from '../../db/queries/account.ts'
import { factorOf } from '../../db/queries/secondFactor.ts'
import { Account, ReentryFields } from '../../views/account.tsx'
import type { Refusal } from '../../views/frame.ts'
import { CheckMail } from '../../views/links.tsx'
import { EnrolPage, RecoveryCodes } from '../../views/secondFactor.tsx'
import { newPasswordHash, passwordOf, problem, unmasked } from '../http/credentials.ts'
import { beginFull } from '../http/entering.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, readForm, textOf } from '../http/form.ts'
import { after, type Done, frameOf, orAgain, page } from '../http/page.tsx'
import { reauthenticate } from '../http/reauthenticate.ts'
import { offerFor } from '../http/secondFactor.ts'
import { askForNewAddress, changeName, endSession, endSessions } from '../operations/account.ts'
import { changePassword } from '../operations/passwords.ts'
import { removeFactor, renewRecoveryCodes } from '../operations/secondFactor.ts'
import { emailProblem, lineProblem } from '../rules/answers.ts'
import type { Person } from '../rules/people.ts'
import { newRecoveryCodes, recoveryHash } from '../rules/recoveryCodes.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { enrolWith } from './secondFactor.tsx'

type Again = 409 | 413 | 422 | 429
type Part = 'name' | 'password' | 'email' | 'sessions' | 'remove' | 'codes'

export const account = new Hono<Env>()
  .get('/account', (c) => shown(c))
  .post('/account/name', (c) =>
    part(c, 'name', async (form, person) => {
      const name = textOf(form, 'name')
      refuse('name', lineProblem('Your name', name, 2, 120))
      await changeName(c.var.db, person, { name, origin: c.var.origin }, c.var.now)
      return back(c, 'saved')
    }),
  )
  .post('/account/password', (c) =>
    part(c, 'password', async (form, person) => {
      const about = [person.name, person.email]
      const passwordHash = await newPasswordHash(c, passwordOf(form, 'new_password'), about, 'new_password')
      await reauthenticate(c, person, form)
      await changePassword(c.var.db, person, { passwordHash, origin: c.var.origin }, c.var.now)
      await beginFull(c, person)
      return back(c, 'password_changed')
    }),
  )
  .post('/account/email', (c) =>
    part(c, 'email', async (form, person) => {
      const email = textOf(form, 'email')
      refuse('email', emailProblem(email))
      if (email.toLowerCase() === person.email.toLowerCase()) refuse('email', 'This is your address already')
      await c.var.house.throttle.count('new address', String(person.id))
      await reauthenticate(c, person, form)
      await askForNewAddress(c.var.db, person, { email, origin: c.var.origin }, c.var.now)
      return page(c, <CheckMail frame={await frameOf(c)} email={email} what="address" />)
    }),
  )
  .post('/account/sessions/end', (c) =>
    part(c, 'sessions', async (form, person) => {
      const handle = textOf(form, 'session')
      await endSession(c.var.db, person, { handle, origin: c.var.origin }, c.var.now)
      return back(c, 'session_ended')
    }),
  )
  .post('/account/sessions/end-all', async (c) => {
    const { house, db, now, origin } = c.var
    await endSessions(db, signedIn(c), { origin }, now)
    deleteCookie(c, house.sessions.cookieName, house.sessions.cookie)
    c.header('Clear-Site-Data', '"cache", "storage"')
    return c.redirect(after('/sign-in', 'signed_out_everywhere'), 303)
  })
  .get('/account/second-factor', async (c) => {
    if (await factorOf(c.var.db, signedIn(c).id)) return c.redirect('/account#second-factor', 303)
    return offered(c)
  })
  .post('/account/second-factor', async (c) => {
    const form = await readForm(c, unmasked)
    const [person, sealed] = [signedIn(c), textOf(form, 'offer')]
    return orAgain(
      async () => {
        await reauthenticate(c, person, form, 'password alone')
        const codes = await enrolWith(c, person, sealed, textOf(form, 'code'))
        await beginFull(c, person)
        return codesPage(c, codes)
      },
      (refusal, status) => offered(c, sealed, refusal, status),
    )
  })
  .post('/account/second-factor/remove', (c) =>
    part(c, 'remove', async (form, person) => {
      await reauthenticate(c, person, form)
      const keep = c.var.house.sessions.idOf(c.var.sessionToken as string)
      await removeFactor(c.var.db, person, { keep, origin: c.var.origin }, c.var.now)
      if (person.kind === 'staff') return c.redirect(after('/sign-in', 'factor_removed'), 303)
      return back(c, 'factor_removed')
    }),
  )
  .post('/account/second-factor/recovery-codes', (c) =>
    part(c, 'codes', async (form, person) => {
      if (!(await factorOf(c.var.db, person.id)))
        throw new Refused('not_now', 'Your account has no second factor.')
      await reauthenticate(c, person, form)
      const codes = newRecoveryCodes()
      const hashes = codes.map((each) => recoveryHash(each, person.id, c.var.house.config.appSecret))
      await renewRecoveryCodes(c.var.db, person, { hashes, origin: c.var.origin }, c.var.now)
      return codesPage(c, codes)
    }),
  )

/** One form of the page: what it asks for, or the page again with what was typed. */
async function part(c: Ctx, name: Part, work: (form: Form, person: Person) => Promise<Response>) {
  const form = await readForm(c, unmasked)
  return orAgain(
    () => work(form, signedIn(c)),
    (refusal, status) => shown(c, { part: name, form, refusal }, status),
  )
}

type Typed = { part: Part; form: Form; refusal: Refusal }

async function shown(c: Ctx, typed?: Typed, status?: Again) {
  const person = signedIn(c)
  const { house, db, now, sessionToken } = c.var
  const since = new Date(now.getTime() - house.config.idleMinutes[person.kind] * 60_000)
  const own = await accountPage(db, person, { ownSession: house.sessions.idOf(sessionToken ?? ''), since })
  const again = typed && {
    ...{ part: typed.part, refusal: typed.refusal },
    ...{ name: textOf(typed.form, 'name'), email: textOf(typed.form, 'email') },
  }
  return page(c, <Account frame={await frameOf(c)} person={person} own={own} again={again} />, status)
}

async function offered(c: Ctx, sealed?: string, refusal?: Refusal, status?: Again) {
  const person = signedIn(c)
  const shownOffer = { offer: offerFor(c, person, sealed), email: person.email, refusal }
  return page(
    c,
    <EnrolPage frame={await frameOf(c)} action="/account/second-factor" {...shownOffer}>
      <ReentryFields refusal={refusal} withCode={false} />
    </EnrolPage>,
    status,
  )
}

async function codesPage(c: Ctx, codes: readonly string[]) {
  return page(c, <RecoveryCodes frame={await frameOf(c)} codes={codes} onward="/account" />)
}

function back(c: Ctx, done: Done): Response {
  return c.redirect(after('/account', done), 303)
}

function signedIn(c: Ctx): Person {
  if (!c.var.person) throw notFound()
  return c.var.person
}

function refuse(field: string, wrong: Parameters<typeof problem>[1]): void {
  const found = problem(field, wrong)
  if (found) throw new Refused('not_valid', found.message, [found])
}
