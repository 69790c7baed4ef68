// Mailed links: opening one shows a page with a button, and only the button uses it, because mail scanners open links.
import { Hono } from 'hono'
import { CheckMail, LinkDone, NewPassword, OpenLink, ResetPassword } from '../../views/links.tsx'
import { linkIdOf, newPasswordHash, passwordOf, unmasked } from '../http/credentials.ts'
import type { Ctx, Env } from '../http/env.ts'
import { readForm, textOf } from '../http/form.ts'
import { after, frameOf, orAgain, page } from '../http/page.tsx'
import { changeAddress } from '../operations/account.ts'
import { useLink } from '../operations/accounts.ts'
import { checkLink, type Link, linkOf, personOfLink } from '../operations/links.ts'
import { requestReset, resetPassword } from '../operations/passwords.ts'
import { emailProblem } from '../rules/answers.ts'
import { Refused } from '../rules/refused.ts'
import { accessLinkPage } from './access.tsx'
import { invitationPage } from './companies.tsx'

export const links = new Hono<Env>()
  .get('/verify/:token', async (c) => {
    const token = c.req.param('token')
    const link = await linkOf(c.var.db, linkIdOf(c, token))
    return linkPage(c, link, token)
  })
  .post('/verify', async (c) => {
    await c.var.house.throttle.count('link address', c.var.origin.ip ?? '')
    const form = await readForm(c, unmasked)
    const kind = await confirm(c, linkIdOf(c, textOf(form, 'token')))
    return page(c, <LinkDone frame={await frameOf(c)} kind={kind} />)
  })
  .get('/reset-password', async (c) => page(c, <ResetPassword frame={await frameOf(c)} />))
  .post('/reset-password', async (c) => {
    const email = textOf(await readForm(c, unmasked), 'email')
    return orAgain(
      async () => {
        await askForReset(c, email)
        return page(c, <CheckMail frame={await frameOf(c)} email={email} what="reset" />)
      },
      async (refusal, status) =>
        page(c, <ResetPassword frame={await frameOf(c)} email={email} refusal={refusal} />, status),
    )
  })
  .post('/reset-password/new', async (c) => {
    await c.var.house.throttle.count('link address', c.var.origin.ip ?? '')
    const form = await readForm(c, unmasked)
    const token = textOf(form, 'token')
    const link = await usableReset(c, linkIdOf(c, token))
    return orAgain(
      () => setNewPassword(c, link, passwordOf(form, 'new_password')),
      async (refusal, status) =>
        page(c, <NewPassword frame={await frameOf(c)} token={token} refusal={refusal} />, status),
    )
  })

async function confirm(c: Ctx, linkId: number) {
  const { db, now, origin } = c.var
  const { kind } = await linkOf(db, linkId)
  if (kind !== 'change_address') return useLink(db, linkId, now)
  await changeAddress(db, { linkId, origin }, now)
  return kind
}

async function linkPage(c: Ctx, link: Link, token: string) {
  if (link.kind === 'invitation') return invitationPage(c, token)
  if (link.kind === 'confirm_access') return accessLinkPage(c, link, token)
  const frame = await frameOf(c)
  if (link.kind !== 'reset_password')
    return page(c, <OpenLink frame={frame} token={token} kind={link.kind} />)
  await usableReset(c, link.id)
  return page(c, <NewPassword frame={frame} token={token} />)
}

async function usableReset(c: Ctx, linkId: number): Promise<Link> {
  return checkLink(await linkOf(c.var.db, linkId), ['reset_password'], c.var.now)
}

/** The answer does not wait for the look-up: it takes the same time whether there is an account or not (SAFETY A35). */
async function askForReset(c: Ctx, email: string): Promise<void> {
  const { house, db, now, origin } = c.var
  const wrong = emailProblem(email)
  if (wrong) throw new Refused('not_valid', wrong.message, [{ field: 'email', message: wrong.message }])
  await house.throttle.count('reset address', origin.ip ?? '')
  await house.throttle.count('reset account', email)
  await house.later(() => requestReset(db, { email, origin }, now))
}

/** It signs nobody in: whoever holds the mailbox still needs the second factor (SAFETY A36). */
async function setNewPassword(c: Ctx, link: Link, password: string): Promise<Response> {
  const { db, now, origin } = c.var
  const person = await personOfLink(db, link)
  const passwordHash = await newPasswordHash(c, password, [person.name, person.email], 'new_password')
  await resetPassword(db, { linkId: link.id, passwordHash, origin }, now)
  return c.redirect(after('/sign-in', 'password_reset'), 303)
}
