// A vendor's companies, their members and invitations.
import { Hono } from 'hono'
import { companyPage, ownCompanies } from '../../db/queries/companies.ts'
import { Companies, Company } from '../../views/companies.tsx'
import type { Refusal } from '../../views/frame.ts'
import { InvitationPage, type Joining } from '../../views/invitation.tsx'
import { linkIdOf, newPasswordHash, passwordOf, problem, refuseAll, unmasked } from '../http/credentials.ts'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, numberOf, readForm, textOf } from '../http/form.ts'
import { after, type Done, frameOf, orAgain, page } from '../http/page.tsx'
import { personByEmail } from '../operations/accounts.ts'
import { invitationOf, invite, join, joinAsNew, revokeInvitation } from '../operations/invitations.ts'
import { checkLink, linkOf } from '../operations/links.ts'
import { changeAccess, createCompany, leaveCompany, removeMember } from '../operations/memberships.ts'
import { emailProblem, lineProblem } from '../rules/answers.ts'
import { accesses, invitable, readAccess } from '../rules/companies.ts'
import { asVendor } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'

type Again = 409 | 413 | 422 | 429

export const companies = new Hono<Env>()
  .get('/companies', (c) => listPage(c))
  .post('/companies', async (c) => {
    const name = textOf(await readForm(c), 'name')
    return orAgain(
      async () => {
        refuseAll([problem('name', lineProblem('Company', name, 2, 200))])
        const id = await createCompany(c.var.db, asVendor(c.var.person), { name }, c.var.now)
        return c.redirect(after(`/companies/${id}`, 'company_added'), 303)
      },
      (refusal, status) => listPage(c, name, refusal, status),
    )
  })
  .get('/companies/:id{[0-9]+}', (c) => onePage(c))
  .post('/companies/:id{[0-9]+}/invitations', (c) =>
    form(c, 'invite', async (given) => {
      const email = textOf(given, 'email')
      refuseAll([problem('email', emailProblem(email))])
      const access = readAccess(textOf(given, 'access'), invitable)
      const input = { companyId: idOf(c), email, access }
      await invite(c.var.db, asVendor(c.var.person), input, c.var.now)
      return back(c, 'invited')
    }),
  )
  .post('/companies/:id{[0-9]+}/invitations/revoke', (c) =>
    form(c, 'members', async (given) => {
      const input = { companyId: idOf(c), invitationId: numberOf(given, 'invitation') }
      await revokeInvitation(c.var.db, asVendor(c.var.person), input, c.var.now)
      return back(c, 'invitation_revoked')
    }),
  )
  .post('/companies/:id{[0-9]+}/members', (c) =>
    form(c, 'members', async (given) => {
      const chosen = { companyId: idOf(c), personId: numberOf(given, 'person') }
      const owner = asVendor(c.var.person)
      if (textOf(given, 'action') === 'remove') {
        await removeMember(c.var.db, owner, chosen, c.var.now)
        return back(c, 'member_removed')
      }
      const access = readAccess(textOf(given, 'access'), accesses)
      await changeAccess(c.var.db, owner, { ...chosen, access }, c.var.now)
      return back(c, 'saved')
    }),
  )
  .post('/companies/:id{[0-9]+}/leave', (c) =>
    form(c, 'members', async () => {
      await leaveCompany(c.var.db, asVendor(c.var.person), { companyId: idOf(c) }, c.var.now)
      return c.redirect(after('/companies', 'company_left'), 303)
    }),
  )
  .post('/invitations/join', async (c) => {
    await c.var.house.throttle.count('link address', c.var.origin.ip ?? '')
    const given = await readForm(c, unmasked)
    const token = textOf(given, 'token')
    const invitation = await joining(c, token)
    return orAgain(
      () => joinWith(c, invitation, given),
      (refusal, status) => invitationPage(c, token, { name: textOf(given, 'name'), refusal }, status),
    )
  })

async function listPage(c: Ctx, name?: string, refusal?: Refusal, status?: Again) {
  const own = await ownCompanies(c.var.db, asVendor(c.var.person))
  return page(c, <Companies frame={await frameOf(c)} companies={own} name={name} refusal={refusal} />, status)
}

type Typed = { form: 'invite' | 'members'; email: string; access: string; refusal: Refusal }

async function onePage(c: Ctx, again?: Typed, status?: Again) {
  const company = await companyPage(c.var.db, asVendor(c.var.person), idOf(c))
  return page(c, <Company frame={await frameOf(c)} company={company} again={again} />, status)
}

async function form(c: Ctx, name: Typed['form'], work: (given: Form) => Promise<Response>) {
  const given = await readForm(c, unmasked)
  const typed = { form: name, email: textOf(given, 'email'), access: textOf(given, 'access') }
  return orAgain(
    () => work(given),
    (refusal, status) => onePage(c, { ...typed, refusal }, status),
  )
}

function back(c: Ctx, done: Done): Response {
  return c.redirect(after(`/companies/${idOf(c)}`, done), 303)
}

/** What a usable link of an invitation says, and how whoever opened it can join. */
async function joining(c: Ctx, token: string): Promise<Joining> {
  const link = checkLink(await linkOf(c.var.db, linkIdOf(c, token)), ['invitation'], c.var.now)
  const { company, inviter, email, access } = await invitationOf(c.var.db, link)
  return { token, company, inviter, email, access, how: await howToJoin(c, email) }
}

async function howToJoin(c: Ctx, email: string): Promise<Joining['how']> {
  const { person, db } = c.var
  if (person?.kind === 'vendor' && person.email.toLowerCase() === email.toLowerCase()) return 'join'
  const known = await personByEmail(db, email)
  if (known?.kind === 'staff')
    throw new Refused('not_now', 'This address belongs to somebody at the desk, who cannot join a company.')
  if (person) return 'other-account'
  return known?.emailVerifiedAt ? 'sign-in' : 'new-account'
}

/** The page that the link of an invitation opens. */
export async function invitationPage(
  c: Ctx,
  token: string,
  typed: { name?: string; refusal?: Refusal } = {},
  status?: Again,
) {
  const invitation = await joining(c, token)
  return page(c, <InvitationPage frame={await frameOf(c)} invitation={invitation} {...typed} />, status)
}

async function joinWith(c: Ctx, { how, token, email }: Joining, given: Form): Promise<Response> {
  const { db, now, person } = c.var
  const linkId = linkIdOf(c, token)
  if (how === 'join') {
    const companyId = await join(db, asVendor(person), { linkId }, now)
    return c.redirect(after(`/companies/${companyId}`, 'joined'), 303)
  }
  if (how !== 'new-account') return invitationPage(c, token, {}, 409)
  const name = textOf(given, 'name')
  refuseAll([problem('name', lineProblem('Your name', name, 2, 120))])
  const passwordHash = await newPasswordHash(
    c,
    passwordOf(given, 'new_password'),
    [name, email],
    'new_password',
  )
  await joinAsNew(db, { linkId, name, passwordHash }, now)
  return c.redirect(after('/sign-in', 'joined_as_new'), 303)
}
