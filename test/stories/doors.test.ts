// Who may pass which door, written by hand and without a look at src/rules/permissions: every route, every role.
import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { logoBytes } from '../../db/demonstrationLogo.ts'
import { currentFindings, openProposal } from '../../db/queries/findings.ts'
import { instructionsPage } from '../../db/queries/instructions.ts'
import { openReviewRow } from '../../db/queries/reviews.ts'
import {
  auditEvents,
  changeRequests,
  entries,
  informationItems,
  invitations,
  links,
  participants,
  registrations,
} from '../../db/schema.ts'
import type { House } from '../../src/http/env.ts'
import { doorOf } from '../../src/http/guards.ts'
import { fileChange } from '../../src/operations/changes.ts'
import { decideProposal, propose } from '../../src/operations/determinations.ts'
import { saveDraft, startRegistration } from '../../src/operations/drafts.ts'
import { storeFile } from '../../src/operations/files.ts'
import { recordFinding } from '../../src/operations/findings.ts'
import { ask } from '../../src/operations/information.ts'
import { invite } from '../../src/operations/invitations.ts'
import { newLink } from '../../src/operations/links.ts'
import { keepPayer } from '../../src/operations/payer.ts'
import { submit } from '../../src/operations/registrations.ts'
import { askInReview, assignReview } from '../../src/operations/reviewHandling.ts'
import { requestReview } from '../../src/operations/reviews.ts'
import { writeMessage } from '../../src/operations/thread.ts'
import { withdraw } from '../../src/operations/withdrawal.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import type { Person } from '../../src/rules/people.ts'
import { type Answers, parts } from '../../src/rules/questionnaire.ts'
import { environmentForm, versionOf, withSandbox } from '../environments.ts'
import { metFinding } from '../people.ts'
import { answers, everyRow, get, monday, password, post, skipped, test, type World } from '../world.ts'

/** In the order of the columns. Ada owns the registrations that are asked for; Noor has another company. */
const people = ['nobody', 'Ada', 'Noor', 'reviewer', 'approver', 'support', 'admin', 'auditor'] as const
type Who = (typeof people)[number]

const everybody = (status: number) => people.map(() => status).join(' ')

//                                     nobody Ada Noor reviewer approver support admin auditor
const expected: Record<string, string> = {
  'GET /': everybody(200),
  'GET /help': everybody(200),
  'GET /criteria': everybody(200),
  'GET /questionnaire': everybody(200),
  'GET /how-we-count-days': everybody(200),
  'GET /assets/:file': everybody(200),
  'GET /favicon.ico': everybody(301),
  'GET /healthz': everybody(200),
  'GET /readyz': everybody(200),
  'POST /csp-report': everybody(204),
  'POST /theme': everybody(303),
  'GET /sign-up': everybody(200),
  'POST /sign-up': everybody(200),
  'GET /sign-in': everybody(200),
  'POST /sign-in': everybody(303),
  'GET /sign-in/code': everybody(303),
  'POST /sign-in/code': everybody(303),
  'GET /sign-in/second-factor': everybody(303),
  'POST /sign-in/second-factor': everybody(303),
  'POST /sign-out': everybody(303),
  'GET /verify/:token': everybody(200),
  'POST /verify': everybody(200),
  'POST /verify/access': everybody(200),
  'POST /invitations/join': '               303 409 409 409 409 409 409 409',
  'GET /reset-password': everybody(200),
  'POST /reset-password': everybody(200),
  'POST /reset-password/new': everybody(303),
  'GET /dev/mail': everybody(200),
  'POST /dev/mail/reply': everybody(303),
  'GET /live': '                          401 200 200 200 200 200 200 200',

  'GET /account': '                         303 200 200 200 200 200 200 200',
  'POST /account/name': '                   401 303 303 303 303 303 303 303',
  'POST /account/password': '               303 303 303 422 422 422 422 422',
  'POST /account/email': '                  401 200 200 422 422 422 422 422',
  'POST /account/sessions/end': '           303 409 409 409 409 409 409 409',
  'POST /account/sessions/end-all': '       303 303 303 303 303 303 303 303',
  'GET /account/second-factor': '           303 200 200 303 303 303 303 303',
  'POST /account/second-factor': '          303 422 422 422 422 422 422 422',
  'POST /account/second-factor/remove': '   303 409 409 422 422 422 422 422',
  'POST /account/second-factor/recovery-codes': '303 409 409 422 422 422 422 422',

  'GET /registrations': '                 303 200 200 404 404 404 404 404',
  'POST /registrations': '                401 303 303 404 404 404 404 404',
  'GET /registrations/:id': '             303 200 404 404 404 404 404 404',
  'GET /registrations/:id/news': '        401 200 404 404 404 404 404 404',
  'GET /registrations/:id/edit/:part': '  303 200 404 404 404 404 404 404',
  'POST /registrations/:id/edit/:part': ' 401 303 404 404 404 404 404 404',
  'POST /registrations/:id/edit/:part/autosave': '401 200 404 404 404 404 404 404',
  'GET /registrations/:id/check': '       303 200 404 404 404 404 404 404',
  'GET /registrations/:id/files/:hash': '  303 200 404 404 404 404 404 404',
  'GET /registrations/:id/pictures/:hash': '303 200 404 404 404 404 404 404',
  'POST /registrations/:id/answer': '     401 303 404 404 404 404 404 404',
  'POST /registrations/:id/submit': '     303 303 404 404 404 404 404 404',
  'POST /registrations/:id/contact-link': '303 303 404 404 404 404 404 404',
  'POST /registrations/:id/messages': '   401 303 404 404 404 404 404 404',
  'GET /registrations/:id/revisions': '   303 200 404 404 404 404 404 404',
  'POST /registrations/:id/withdraw': '   303 303 404 404 404 404 404 404',
  'POST /registrations/:id/reopen': '     303 303 404 404 404 404 404 404',
  'POST /registrations/:id/register-again': '303 303 404 404 404 404 404 404',
  'POST /registrations/:id/change': '     303 303 404 404 404 404 404 404',
  'GET /registrations/:id/attestation': ' 303 200 404 404 404 404 404 404',
  'POST /registrations/:id/attestation': '401 303 404 404 404 404 404 404',
  'POST /registrations/:id/change/discard': '303 303 404 404 404 404 404 404',

  'GET /registrations/:id/review': '      303 200 404 404 404 404 404 404',
  'POST /registrations/:id/review': '     401 303 404 404 404 404 404 404',
  'POST /registrations/:id/review/answer': '401 303 404 404 404 404 404 404',
  'POST /registrations/:id/review/withdraw': '303 303 404 404 404 404 404 404',

  'GET /companies': '                       303 200 200 404 404 404 404 404',
  'POST /companies': '                      401 303 303 404 404 404 404 404',
  'GET /companies/:id': '                   303 200 404 404 404 404 404 404',
  'POST /companies/:id/invitations': '      401 303 404 404 404 404 404 404',
  'POST /companies/:id/invitations/revoke': '303 303 404 404 404 404 404 404',
  'POST /companies/:id/members': '          303 303 404 404 404 404 404 404',
  'POST /companies/:id/leave': '            303 409 404 404 404 404 404 404',

  'GET /desk': '                          303 404 404 200 200 200 200 200',
  'GET /desk/mail': '                     303 404 404 200 403 200 200 200',
  'GET /desk/registrations/:id': '        303 404 404 200 200 200 200 200',
  'GET /desk/registrations/:id/news': '   401 404 404 200 200 200 200 200',
  'GET /desk/registrations/:id/revisions': '   303 404 404 200 200 200 200 200',
  'GET /desk/registrations/:id/files/:hash': '303 404 404 200 200 403 200 200',
  'GET /desk/registrations/:id/pictures/:hash': '303 404 404 200 200 403 200 200',
  'POST /desk/registrations/:id/entries': '401 404 404 303 303 303 403 403',
  'POST /desk/registrations/:id/take': '  303 404 404 303 403 403 403 403',
  'POST /desk/registrations/:id/resume-review': '303 404 404 409 403 403 403 403',
  'GET /desk/registrations/:id/file': '   303 404 404 200 403 200 403 403',
  'POST /desk/registrations/:id/file': '  401 404 404 303 403 303 403 403',
  'GET /desk/registrations/:id/export': '303 404 404 403 200 403 403 200',
  'POST /desk/registrations/:id/export': '303 404 404 403 200 403 403 200',
  'POST /desk/registrations/:id/answers': '303 404 404 303 403 403 403 403',
  'GET /desk/registrations/:id/approve': '303 404 404 200 403 403 403 403',
  'POST /desk/registrations/:id/approve': '303 404 404 303 403 403 403 403',
  'GET /desk/registrations/:id/findings': '303 404 404 200 200 403 403 200',
  'POST /desk/registrations/:id/findings': '401 404 404 303 403 403 403 403',
  'GET /desk/registrations/:id/propose': '303 404 404 200 403 403 403 403',
  'POST /desk/registrations/:id/propose': '401 404 404 303 403 403 403 403',
  'GET /desk/registrations/:id/proposal': '303 404 404 200 200 403 403 200',
  'POST /desk/registrations/:id/proposal': '303 404 404 403 303 403 403 403',
  'GET /desk/registrations/:id/change': ' 303 404 404 200 200 403 403 200',
  'POST /desk/registrations/:id/change': '401 404 404 303 403 403 403 403',
  'GET /desk/registrations/:id/instructions': '        303 404 404 200 200 200 200 200',
  'POST /desk/registrations/:id/instructions': '       401 404 404 303 403 403 403 403',
  'POST /desk/registrations/:id/instructions/clients': '401 404 404 303 403 403 403 403',
  'POST /desk/registrations/:id/instructions/preview': '401 404 404 200 403 403 403 403',
  'POST /desk/registrations/:id/access': '  303 404 404 303 303 303 403 403',
  'GET /desk/environments': '               303 404 404 403 403 403 200 200',
  'POST /desk/environments': '              401 404 404 403 403 403 303 403',
  'GET /desk/environments/new': '           303 404 404 403 403 403 200 403',
  'GET /desk/environments/:id': '           303 404 404 403 403 403 200 403',
  'POST /desk/environments/:id': '          401 404 404 403 403 403 303 403',
  'GET /desk/registrations/:id/review': ' 303 404 404 200 200 200 200 200',
  'POST /desk/registrations/:id/review': '401 404 404 303 303 303 403 403',
  'POST /desk/registrations/:id/review/assign': '303 404 404 303 403 403 303 403',
  'POST /desk/registrations/:id/review/ask': '401 404 404 303 403 403 403 403',
  'POST /desk/registrations/:id/review/answer': '303 404 404 303 403 403 403 403',
  'POST /desk/registrations/:id/review/preview': '401 404 404 200 403 403 403 403',
  'POST /desk/registrations/:id/review/decision': '401 404 404 303 403 403 403 403',
  'POST /desk/registrations/:id/review-way': '303 404 404 303 303 303 403 403',
  'GET /desk/registrations/:id/reinstate': '303 404 404 200 403 403 403 403',
  'POST /desk/registrations/:id/reinstate': '401 404 404 303 403 403 403 403',
  'GET /desk/calendar': '                   303 404 404 403 403 403 200 200',
  'POST /desk/calendar/preview': '          401 404 404 403 403 403 200 403',
  'POST /desk/calendar': '                  401 404 404 403 403 403 303 403',
  'GET /desk/companies': '                  303 404 404 403 403 403 200 403',
  'GET /desk/companies/:id': '              303 404 404 403 403 403 200 403',
  'POST /desk/companies/:id/owner': '       303 404 404 403 403 403 422 403',
}

/** A mailbox of the demonstration that holds one letter and takes every answer. */
const letter = {
  ...{ id: '1', at: monday, from: 'cms-appregistration@northfield.example', to: 'ada@harborlight.example' },
  ...{ subject: 'Welcome', direction: 'out' as const, text: 'Hello' },
}
const devMailbox: NonNullable<House['devMailbox']> = {
  letters: async () => [letter],
  letter: async () => letter,
  reply: async () => {},
}
const house = { devMailbox }

type Request = { path: string; form?: Record<string, string> }

/** One registration in each state that a route needs, and for each route a request that is right. */
async function requests(world: World): Promise<Record<string, Request>> {
  const asked = await registration(world, 'Harbor Companion', {}, true)
  const ready = await registration(world, 'Harbor Kids', {}, true)
  await world.measured(ready)
  const bad = await registration(world, 'Harbor Risk', {}, true)
  const found = await finds(world, bad)
  const proposed = await registration(world, 'Harbor Refused', {}, true)
  const proposal = await proposes(world, proposed, await finds(world, proposed))
  const inReview = await reviews(world)
  const draft = await registration(world, 'Harbor Notes')
  const withdrawn = await registration(world, 'Harbor Past', {}, true)
  await withdraw(world.db, world.ada, { registrationId: withdrawn, reason: null }, monday)
  const ended = await registration(world, 'Harbor Ended', {}, true)
  await standing(world, ended, { status: 'terminated', phase: 'final' })
  const edited = await registration(world, 'Harbor Edited', {}, true)
  await standing(world, edited, { status: 'approved', phase: 'active' })
  await change(world, edited, { contact_phone: '+19195550177' })
  const changed = await registration(world, 'Harbor Changed', {}, true)
  await standing(world, changed, { status: 'approved', phase: 'active' })
  await change(world, changed, { app_name: 'Harbor Changed More' })
  await fileChange(world.db, world.ada, { registrationId: changed, seen: null }, monday)
  const [open] = await world.db.select({ id: changeRequests.id }).from(changeRequests)
  const sandbox = await withSandbox(world, edited)
  const told = `/desk/registrations/${edited}`
  const signs = await registration(world, 'Harbor Signs', {}, true)
  await standing(world, signs, { status: 'approved', phase: 'reattest_due' })
  await keepPayer(world.db, world.config.payer)
  const given = await registration(world, 'Harbor Given', {}, true)
  await standing(world, given, { status: 'approved', phase: 'active' })
  await withSandbox(world, given)
  await withdraw(world.db, world.ada, { registrationId: given, reason: null }, monday)
  const orderToken = await tokenOfOrder(world)
  const waits = await registration(world, 'Harbor Trips', { contact_email: 'team@harborlight.example' })
  const { sha256 } = await storeFile(
    world.db,
    world.ada,
    { registrationId: asked, name: 'logo.png', bytes: logoBytes },
    monday,
  )
  const question = {
    registrationId: asked,
    intro: '',
    questions: [{ fieldId: null, question: 'Whose?' }],
    blocking: true,
  }
  const [speaker] = await world.db.select().from(participants).where(eq(participants.registrationId, asked))
  const { id: requestEntry } = await ask(world.db, world.staff.reviewer, question, monday)
  const { id: entry } = await writeMessage(
    world.db,
    world.ada,
    { registrationId: asked, body: 'Ours.' },
    monday,
  )
  const [asking] = await world.db.select().from(entries).where(eq(entries.id, requestEntry))
  const items = world.db.select().from(informationItems)
  const [item] = await items.where(eq(informationItems.requestId, asking?.requestId as number))
  const seen = (await world.db.select().from(registrations).where(eq(registrations.id, ready)))[0]?.lastSeq
  const token = await freshLink(world)
  const resetLink = await newLink(world.db, { kind: 'reset_password', personId: world.ada.id }, monday)
  const reset = linkToken(resetLink, world.config.appSecret)
  const rui = { companyId: world.companyId, email: 'rui@tidewater.example', access: 'read' } as const
  await invite(world.db, world.ada, rui, monday)
  const [invitation] = await world.db.select().from(invitations)
  const invited = linkToken(await linkTo(world, invitation?.id as number), world.config.appSecret)
  const [contact, app] = parts as [(typeof parts)[0], (typeof parts)[0]]
  return {
    'GET /': { path: '/' },
    'GET /help': { path: '/help' },
    'GET /criteria': { path: '/criteria' },
    'GET /questionnaire': { path: '/questionnaire' },
    'GET /how-we-count-days': { path: '/how-we-count-days' },
    'GET /assets/:file': { path: '/assets/app.css' },
    'GET /favicon.ico': { path: '/favicon.ico' },
    'GET /healthz': { path: '/healthz' },
    'GET /readyz': { path: '/readyz' },
    'POST /csp-report': { path: '/csp-report', form: {} },
    'POST /theme': { path: '/theme', form: { theme: 'dark' } },
    'GET /sign-up': { path: '/sign-up' },
    'POST /sign-up': {
      path: '/sign-up',
      form: { name: 'Rui Costa', company: 'Tidewater', email: 'rui@tidewater.example', password },
    },
    'GET /sign-in': { path: '/sign-in' },
    'POST /sign-in': { path: '/sign-in', form: { email: world.ada.email, password } },
    'GET /sign-in/code': { path: '/sign-in/code' },
    'POST /sign-in/code': { path: '/sign-in/code', form: { code: '123456' } },
    'GET /sign-in/second-factor': { path: '/sign-in/second-factor' },
    'POST /sign-in/second-factor': { path: '/sign-in/second-factor', form: { code: '123456' } },
    'POST /sign-out': { path: '/sign-out', form: {} },
    'GET /verify/:token': { path: `/verify/${token}` },
    'POST /verify': { path: '/verify', form: { token } },
    'POST /verify/access': { path: '/verify/access', form: { token: orderToken } },
    'POST /invitations/join': {
      path: '/invitations/join',
      form: { token: invited, name: 'Rui Costa', new_password: 'another four plain words' },
    },
    'GET /reset-password': { path: '/reset-password' },
    'POST /reset-password': { path: '/reset-password', form: { email: world.ada.email } },
    'POST /reset-password/new': {
      path: '/reset-password/new',
      form: { token: reset, new_password: 'another four plain words' },
    },
    'GET /dev/mail': { path: '/dev/mail?id=1' },
    'POST /dev/mail/reply': { path: '/dev/mail/reply', form: { id: '1', text: 'Yes' } },
    'GET /live': { path: '/live' },

    'GET /account': { path: '/account' },
    'POST /account/name': { path: '/account/name', form: { name: 'Another Name' } },
    'POST /account/password': {
      path: '/account/password',
      form: { password, new_password: 'nine green lamps at dusk', code: '000000' },
    },
    'POST /account/email': {
      path: '/account/email',
      form: { password, email: 'another@elsewhere.example', code: '000000' },
    },
    'POST /account/sessions/end': { path: '/account/sessions/end', form: { session: 'f'.repeat(24) } },
    'POST /account/sessions/end-all': { path: '/account/sessions/end-all', form: {} },
    'GET /account/second-factor': { path: '/account/second-factor' },
    'POST /account/second-factor': {
      path: '/account/second-factor',
      form: { password, code: '000000', offer: 'v1.AAAA' },
    },
    'POST /account/second-factor/remove': {
      path: '/account/second-factor/remove',
      form: { password, code: '000000' },
    },
    'POST /account/second-factor/recovery-codes': {
      path: '/account/second-factor/recovery-codes',
      form: { password, code: '000000' },
    },

    'GET /registrations': { path: '/registrations' },
    'POST /registrations': { path: '/registrations', form: { app_name: 'Another App' } },
    'GET /registrations/:id': { path: `/registrations/${asked}` },
    'GET /registrations/:id/news': { path: `/registrations/${asked}/news` },
    'GET /registrations/:id/edit/:part': { path: `/registrations/${draft}/edit/${contact.id}` },
    'POST /registrations/:id/edit/:part': {
      path: `/registrations/${draft}/edit/${app.id}`,
      form: { app_name: 'Harbor Notes', apis: 'member_data' },
    },
    'POST /registrations/:id/edit/:part/autosave': {
      path: `/registrations/${draft}/edit/${app.id}/autosave`,
      form: { app_name: 'Harbor No', writer: String(world.ada.id) },
    },
    'GET /registrations/:id/check': { path: `/registrations/${draft}/check` },
    'GET /registrations/:id/files/:hash': { path: `/registrations/${asked}/files/${sha256}` },
    'GET /registrations/:id/pictures/:hash': { path: `/registrations/${asked}/pictures/${sha256}` },
    'GET /desk/registrations/:id/files/:hash': { path: `/desk/registrations/${asked}/files/${sha256}` },
    'GET /desk/registrations/:id/pictures/:hash': { path: `/desk/registrations/${asked}/pictures/${sha256}` },
    'POST /registrations/:id/answer': {
      path: `/registrations/${asked}/answer`,
      form: { go: 'send', [`words_${item?.id}`]: 'Ours.' },
    },
    'POST /registrations/:id/submit': { path: `/registrations/${draft}/submit`, form: {} },
    'POST /registrations/:id/contact-link': { path: `/registrations/${waits}/contact-link`, form: {} },
    'POST /registrations/:id/messages': { path: `/registrations/${asked}/messages`, form: { body: 'Hello' } },
    'GET /registrations/:id/revisions': { path: `/registrations/${asked}/revisions` },
    'POST /registrations/:id/withdraw': { path: `/registrations/${asked}/withdraw`, form: {} },
    'POST /registrations/:id/reopen': { path: `/registrations/${withdrawn}/reopen`, form: {} },
    'POST /registrations/:id/register-again': { path: `/registrations/${ended}/register-again`, form: {} },
    'POST /registrations/:id/change': { path: `/registrations/${edited}/change`, form: {} },
    'GET /registrations/:id/attestation': { path: `/registrations/${signs}/attestation` },
    'POST /registrations/:id/attestation': { path: `/registrations/${signs}/attestation`, form: signature },
    'POST /registrations/:id/change/discard': { path: `/registrations/${edited}/change/discard`, form: {} },

    ...inReview,

    'GET /companies': { path: '/companies' },
    'POST /companies': { path: '/companies', form: { name: 'Another Company' } },
    'GET /companies/:id': { path: `/companies/${world.companyId}` },
    'POST /companies/:id/invitations': {
      path: `/companies/${world.companyId}/invitations`,
      form: { email: 'iris@harborlight.example', access: 'read' },
    },
    'POST /companies/:id/invitations/revoke': {
      path: `/companies/${world.companyId}/invitations/revoke`,
      form: { invitation: String(invitation?.id) },
    },
    'POST /companies/:id/members': {
      path: `/companies/${world.companyId}/members`,
      form: { action: 'change', person: String(world.ada.id), access: 'owner' },
    },
    'POST /companies/:id/leave': { path: `/companies/${world.companyId}/leave`, form: {} },

    'GET /desk/registrations/:id/instructions': { path: `${told}/instructions` },
    'POST /desk/registrations/:id/instructions': {
      path: `${told}/instructions`,
      form: { intro, version: (await instructionsPage(world.db, world.staff.reviewer, edited)).version },
    },
    'POST /desk/registrations/:id/instructions/clients': {
      path: `${told}/instructions/clients`,
      form: { [`client_${sandbox}`]: 'harbor-other', [`scopes_${sandbox}`]: 'openid' },
    },
    'POST /desk/registrations/:id/instructions/preview': {
      path: `${told}/instructions/preview`,
      form: { intro },
    },
    'POST /desk/registrations/:id/access': { path: `/desk/registrations/${given}/access`, form: {} },
    'GET /desk/environments': { path: '/desk/environments' },
    'GET /desk/environments/new': { path: '/desk/environments/new' },
    'POST /desk/environments': {
      path: '/desk/environments',
      form: { ...environmentForm(), name: 'Production' },
    },
    'GET /desk/environments/:id': { path: `/desk/environments/${sandbox}` },
    'POST /desk/environments/:id': {
      path: `/desk/environments/${sandbox}`,
      form: { ...environmentForm(), use: 'open', version: String(await versionOf(world, sandbox)) },
    },
    'GET /desk/calendar': { path: '/desk/calendar' },
    'POST /desk/calendar/preview': { path: '/desk/calendar/preview', form: dayOff },
    'POST /desk/calendar': { path: '/desk/calendar', form: { ...dayOff, version: '0' } },
    'GET /desk/companies': { path: '/desk/companies' },
    'GET /desk/companies/:id': { path: `/desk/companies/${world.companyId}` },
    'POST /desk/companies/:id/owner': { path: `/desk/companies/${world.companyId}/owner`, form: {} },
    'GET /desk': { path: '/desk' },
    'GET /desk/mail': { path: '/desk/mail' },
    'GET /desk/registrations/:id': { path: `/desk/registrations/${asked}` },
    'GET /desk/registrations/:id/revisions': { path: `/desk/registrations/${asked}/revisions` },
    'GET /desk/registrations/:id/news': { path: `/desk/registrations/${asked}/news` },
    'POST /desk/registrations/:id/entries': {
      path: `/desk/registrations/${asked}/entries`,
      form: { kind: 'note', body: 'Called.' },
    },
    'POST /desk/registrations/:id/take': { path: `/desk/registrations/${asked}/take`, form: {} },
    'POST /desk/registrations/:id/resume-review': {
      path: `/desk/registrations/${asked}/resume-review`,
      form: {},
    },
    'GET /desk/registrations/:id/file': { path: `/desk/registrations/${asked}/file` },
    'POST /desk/registrations/:id/file': {
      path: `/desk/registrations/${asked}/file`,
      form: { way: 'phone', person: String(speaker?.id), day: '2026-11-02', time: '10:14', body: 'Ours.' },
    },
    'GET /desk/registrations/:id/export': { path: `/desk/registrations/${asked}/export` },
    'POST /desk/registrations/:id/export': {
      path: `/desk/registrations/${asked}/export`,
      form: { password },
    },
    'POST /desk/registrations/:id/answers': {
      path: `/desk/registrations/${asked}/answers`,
      form: { entry: String(entry), item: String(item?.id) },
    },
    'GET /desk/registrations/:id/approve': { path: `/desk/registrations/${ready}/approve` },
    'POST /desk/registrations/:id/approve': {
      path: `/desk/registrations/${ready}/approve`,
      form: { revision: '1', seen: String(seen), password },
    },
    'GET /desk/registrations/:id/findings': { path: `/desk/registrations/${ready}/findings` },
    'POST /desk/registrations/:id/findings': {
      path: `/desk/registrations/${ready}/findings`,
      form: { criterion: 'SEC-01', outcome: 'met', ...words, evidence: 'Notes of the review, page 3.' },
    },
    'GET /desk/registrations/:id/propose': { path: `/desk/registrations/${bad}/propose` },
    'POST /desk/registrations/:id/propose': {
      path: `/desk/registrations/${bad}/propose`,
      form: { ...proposedWords, action: 'deny', finding: String(found), seen: '1000', password },
    },
    'GET /desk/registrations/:id/proposal': { path: `/desk/registrations/${proposed}/proposal` },
    'POST /desk/registrations/:id/proposal': {
      path: `/desk/registrations/${proposed}/proposal`,
      form: { determination: String(proposal), verdict: 'agree', password },
    },
    'GET /desk/registrations/:id/change': { path: `/desk/registrations/${changed}/change` },
    'POST /desk/registrations/:id/change': {
      path: `/desk/registrations/${changed}/change`,
      form: { change: String(open?.id), verdict: 'refuse', reason: 'Not your host.' },
    },
  }
}

const intro = 'Here is what you need to obtain access tokens.'
const dayOff = {
  ...{ day: '2026-12-24', kind: 'closed', change: 'added', name: 'Day before Christmas' },
  reason: 'The office is closed on that day.',
}
const words = { observation: metFinding.observation, terms: '' }
const proposedWords = {
  ...{ riskAnalysis: '2026-2, table 7', riskToSystems: 'Systematic reading shows which ids exist.' },
  ...{ alternatives: 'A lower rate limit: tried, and calls went on from more addresses.' },
  ...{ whyTailored: 'Nothing less ends the risk.', vendorText: 'One token was used to try 3,906 ids.' },
  caseByCase: 'yes',
}

/** A finding that can ground a decision against the app. */
async function finds({ db, staff }: World, registrationId: number, criterionId = 'SEC-05'): Promise<number> {
  const bad = { ...metFinding, outcome: 'not_met', severity: 'unacceptable' } as const
  await recordFinding(db, staff.reviewer, { registrationId, criterionId, ...bad }, monday)
  const [found] = await currentFindings(db, registrationId)
  return found?.id as number
}

async function proposes({ db, staff }: World, registrationId: number, finding: number): Promise<number> {
  const none = { policy: '', emergency: false, scope: null, whatLifts: '', whyDifferent: '' }
  const record = {
    ...none,
    ...proposedWords,
    caseByCase: true,
    action: 'deny',
    findingIds: [finding],
  } as const
  await propose(db, staff.reviewer, { registrationId, seen: 1000, record }, monday)
  return (await openProposal(db, registrationId))?.id as number
}

/** An app that Marcus proposed to suspend and Grace agreed to: Leah took no part. */
async function blocked(world: World, appName: string): Promise<number> {
  const { db, marcus, staff } = world
  const id = await registration(world, appName, {}, true)
  await standing(world, id, { status: 'approved', phase: 'active' })
  const none = { policy: '', emergency: false, whyDifferent: '', whatLifts: 'A trace.' }
  const record = {
    ...{ ...none, ...proposedWords, caseByCase: true },
    ...({ action: 'suspend', scope: 'production' } as const),
    findingIds: [await finds(world, id, 'SEC-08')],
  } as const
  const determinationId = await propose(db, marcus, { registrationId: id, seen: 1000, record }, monday)
  const agreeing = { registrationId: id, determinationId, verdict: 'agree', reason: '' } as const
  await decideProposal(db, staff.approver, agreeing, monday)
  return id
}

const statement = 'Fixed in version 4.2, and shown by the trace.'

/** A block without a review and with its remedy, a review that nobody has, one that Leah has, and one with a question. */
async function reviews(world: World): Promise<Record<string, Request>> {
  const { db, ada, staff } = world
  const free = await blocked(world, 'Harbor Blocked')
  const entry = await writeMessage(db, ada, { registrationId: free, body: 'Please review.' }, monday)
  const remedied = await blocked(world, 'Harbor Remedied')
  const remedy = { registrationId: remedied, criterionId: 'SEC-08', ...metFinding }
  await recordFinding(db, staff.reviewer, remedy, monday)
  const under = async (appName: string, taken: boolean, question?: string) => {
    const id = await blocked(world, appName)
    const review = { disputed: [{ criterionId: 'SEC-08', said: '' }], statement, onBehalf: null }
    await requestReview(db, ada, { registrationId: id, review, files: [] }, monday)
    if (taken)
      await assignReview(db, staff.reviewer, { registrationId: id, personId: staff.reviewer.id }, monday)
    if (question) await askInReview(db, staff.reviewer, { registrationId: id, question }, monday)
    return id
  }
  const waiting = await under('Harbor Waiting', false)
  const taken = await under('Harbor Taken', true)
  const asked = await under('Harbor Asked', true, 'Which version?')
  const reply = await writeMessage(db, ada, { registrationId: asked, body: 'Version 4.2.' }, monday)
  const open = (await openReviewRow(db, taken))?.id
  const decision = {
    ...{ review: String(open), seen: '1000', outcome: 'reinstate', words: 'We lift the suspension.' },
    ...{ 'outcome_SEC-08': 'changed', 'words_SEC-08': metFinding.observation },
  }
  const request = { disputed: 'SEC-08', 'said_SEC-08': '', statement }
  const desk = '/desk/registrations'
  return {
    'GET /registrations/:id/review': { path: `/registrations/${free}/review` },
    'POST /registrations/:id/review': { path: `/registrations/${free}/review`, form: request },
    'POST /registrations/:id/review/answer': {
      path: `/registrations/${asked}/review/answer`,
      form: { answer: 'Version 4.2.' },
    },
    'POST /registrations/:id/review/withdraw': { path: `/registrations/${taken}/review/withdraw`, form: {} },
    'GET /desk/registrations/:id/review': { path: `${desk}/${taken}/review` },
    'POST /desk/registrations/:id/review': {
      path: `${desk}/${free}/review`,
      form: { ...request, onBehalf: 'Call of November 2.' },
    },
    'POST /desk/registrations/:id/review/assign': {
      path: `${desk}/${waiting}/review/assign`,
      form: { person: String(staff.reviewer.id) },
    },
    'POST /desk/registrations/:id/review/ask': {
      path: `${desk}/${taken}/review/ask`,
      form: { question: 'Which version?' },
    },
    'POST /desk/registrations/:id/review/answer': {
      path: `${desk}/${asked}/review/answer`,
      form: { entry: String(reply.id) },
    },
    'POST /desk/registrations/:id/review/preview': {
      path: `${desk}/${taken}/review/preview`,
      form: decision,
    },
    'POST /desk/registrations/:id/review/decision': {
      path: `${desk}/${taken}/review/decision`,
      form: { ...decision, password },
    },
    'POST /desk/registrations/:id/review-way': {
      path: `${desk}/${free}/review-way`,
      form: { entry: String(entry.id) },
    },
    'GET /desk/registrations/:id/reinstate': { path: `${desk}/${remedied}/reinstate` },
    'POST /desk/registrations/:id/reinstate': {
      path: `${desk}/${remedied}/reinstate`,
      form: { seen: '1000', reason: 'A new package, and a clean trace.', password },
    },
  }
}

function standing({ db }: World, id: number, place: Partial<typeof registrations.$inferInsert>) {
  return db.update(registrations).set(place).where(eq(registrations.id, id))
}

const signature = {
  attest_name: 'Ada Moreno',
  attest_title: 'Owner',
  attest_sign: 'yes',
  terms_version: '1',
}

/** Writes other answers over those of an approved app, signed again. */
async function change({ db }: World, id: number, over: Answers): Promise<void> {
  const [row] = await db.select().from(registrations).where(eq(registrations.id, id))
  await db
    .update(registrations)
    .set({ draft: { ...row?.draft, ...signature, ...over } })
    .where(eq(registrations.id, id))
}

async function registration(
  world: World,
  appName: string,
  over: Answers = {},
  submitted = false,
): Promise<number> {
  const { db, ada, companyId } = world
  const { id } = await startRegistration(db, ada, { companyId, appName }, monday)
  const given: Answers = { ...answers, app_name: appName, ...over }
  for (const part of parts) {
    const own = Object.fromEntries(part.fields.map((field) => [field.id, given[field.id] ?? '']))
    await saveDraft(db, ada, { registrationId: id, part, answers: own, seen: null }, monday)
  }
  if (submitted) await submit(db, ada, { registrationId: id, seen: null }, monday)
  return id
}

async function linkTo({ db }: World, invitationId: number): Promise<number> {
  const [link] = await db.select().from(links).where(eq(links.invitationId, invitationId))
  return link?.id as number
}

async function tokenOfOrder({ db, config }: World): Promise<string> {
  const [link] = await db.select().from(links).where(eq(links.kind, 'confirm_access'))
  return linkToken(link?.id as number, config.appSecret)
}

async function freshLink({ db, config }: World): Promise<string> {
  const [link] = await db.select().from(links).where(eq(links.kind, 'verify_contact'))
  return linkToken(link?.id as number, config.appSecret)
}

async function cookies(world: World): Promise<Record<Who, string | undefined>> {
  const named: [Who, Person][] = [
    ['Ada', world.ada],
    ['Noor', world.noor],
  ]
  const all = [...named, ...Object.entries(world.staff)] as [Who, Person][]
  const found = {} as Record<Who, string>
  for (const [who, person] of all) found[who] = await world.cookieOf(person)
  return { ...found, nobody: undefined }
}

/** Does something and takes it back, so that each request meets the same world. */
async function undone<T>({ db }: World, work: () => Promise<T>): Promise<T> {
  await db.execute(sql`SAVEPOINT before_the_request`)
  const result = await work()
  await db.execute(sql`ROLLBACK TO SAVEPOINT before_the_request`)
  return result
}

const send = (app: ReturnType<World['app']>, { path, form }: Request, cookie?: string) =>
  form ? post(app, path, form, cookie) : get(app, path, cookie)

describe.skipIf(skipped)('the doors', () => {
  test('every route has a row in the table, and every row a route', async ({ world }) => {
    const routes = world.app(undefined, house).routes.filter(({ method }) => method !== 'ALL')
    expect(routes.map(doorOf).toSorted()).toEqual(Object.keys(expected).toSorted())
    expect(Object.keys(await requests(world)).toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  test('each door lets through whom it should: to sign in, not there, not your role', async ({ world }) => {
    const [asked, cookie, app] = [await requests(world), await cookies(world), world.app(undefined, house)]
    const met: Record<string, string> = {}
    for (const [door, request] of Object.entries(asked)) {
      const statuses: number[] = []
      for (const who of people) {
        statuses.push(await undone(world, async () => (await send(app, request, cookie[who])).status))
      }
      met[door] = statuses.join(' ')
    }
    expect(met).toEqual(Object.fromEntries(Object.entries(expected).map(([door, row]) => [door, row.trim()])))
  })

  test('somebody who is not signed in is sent to sign in and then on to where they wanted', async ({
    world,
  }) => {
    const app = world.app(undefined, house)
    for (const [door, { path, form }] of Object.entries(await requests(world))) {
      const response = await send(app, { path, form })
      if (!expected[door]?.trim().startsWith('303 ')) continue
      if (expected[door] === everybody(303) || door === 'POST /invitations/join') continue // for anybody
      expect(response.headers.get('Location'), door).toMatch(
        /^\/sign-in\?next=%2F(account|companies|desk|registrations)/,
      )
      if (!form) expect(response.headers.get('Location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`)
    }
    const htmx = await app.request('/desk', { headers: { 'HX-Request': 'true' } })
    expect([htmx.status, htmx.headers.get('HX-Redirect')]).toEqual([200, '/sign-in?next=%2Fdesk'])
  })

  test('looking changes nothing: after every page for everybody all rows are as before', async ({
    world,
  }) => {
    const [asked, cookie, app] = [await requests(world), await cookies(world), world.app(undefined, house)]
    const before = await everyRow(world.db)
    let refused = 0
    const readers = 4 // a file that staff open is on record, for GET and for HEAD
    for (const [door, request] of Object.entries(asked).filter(([, { form }]) => !form)) {
      for (const who of people) {
        const response = await send(app, request, cookie[who])
        const head = await app.request(request.path, {
          method: 'HEAD',
          headers: { Cookie: cookie[who] ?? '' },
        })
        expect(head.status, `HEAD ${door}`).toBe(response.status)
        if (who !== 'nobody' && [403, 404].includes(response.status))
          refused += isRefusedAtTheDoor(door, who) ? 2 : 0
      }
    }
    const after = await everyRow(world.db)
    for (const table of Object.keys(before)) {
      if (table === 'auditEvents')
        expect(after[table]?.length).toBe((before[table]?.length ?? 0) + refused + 2 * readers)
      else if (table !== 'sessions') expect(after[table], table).toEqual(before[table])
      else expect(after[table]?.length).toBe(before[table]?.length)
    }
  })

  test('a route that nobody gave a door to is closed to everybody', async ({ world }) => {
    const app = world.app()
    app.get('/left-open', (c) => c.text('the whole house'))
    app.post('/registrations/:id{[0-9]+}/left-open', (c) => c.text('the whole house'))
    for (const cookie of Object.values(await cookies(world))) {
      for (const response of [
        await get(app, '/left-open', cookie),
        await post(app, '/registrations/1/left-open', {}, cookie),
      ]) {
        expect(response.status).toBe(404)
        expect(await response.text()).not.toContain('the whole house')
      }
    }
  })

  test('what is not there and what is not yours look the same', async ({ world }) => {
    const app = world.app()
    const id = await world.submitted()
    const noor = await world.cookieOf(world.noor)
    for (const path of ['', '/news', '/check', '/edit/contact']) {
      const [foreign, missing] = [
        await get(app, `/registrations/${id}${path}`, noor),
        await get(app, `/registrations/99999999${path}`, noor),
      ]
      expect([foreign.status, missing.status]).toEqual([404, 404])
      expect(await foreign.text()).toBe(await missing.text())
    }
    for (const strange of ['0', '-1', '1e3', '99999999999999999999', '1.5', 'abc', '%31']) {
      expect((await get(app, `/registrations/${strange}`, noor)).status, strange).toBe(404)
    }
  })

  test('the desk sees no draft', async ({ world }) => {
    const id = await world.draft()
    const [app, leah] = [world.app(), await world.cookieOf(world.staff.reviewer)]
    for (const path of ['', '/news', '/approve']) {
      expect((await get(app, `/desk/registrations/${id}${path}`, leah)).status).toBe(404)
    }
    for (const [path, form] of [
      ['entries', { kind: 'note', body: 'x' }],
      ['take', {}],
      ['approve', { revision: '1', seen: '9' }],
    ] as const) {
      expect((await post(app, `/desk/registrations/${id}/${path}`, form, leah)).status).toBe(404)
    }
    expect(await (await get(app, '/desk?view=all', leah)).text()).not.toContain('Harbor Companion')
  })

  test('only a reviewer asks the vendor; approver and support write replies and notes', async ({ world }) => {
    const id = await world.submitted()
    const app = world.app()
    const write = async (role: 'reviewer' | 'approver' | 'support', kind: string) => {
      const cookie = await world.cookieOf(world.staff[role])
      const form = { kind, body: 'One thing', question_1: 'Whose is hlcdn.example?', blocking: 'yes' }
      return undone(
        world,
        async () => (await post(app, `/desk/registrations/${id}/entries`, form, cookie)).status,
      )
    }
    expect([
      await write('approver', 'request'),
      await write('support', 'request'),
      await write('reviewer', 'request'),
    ]).toEqual([403, 403, 303])
    expect([
      await write('approver', 'note'),
      await write('support', 'note'),
      await write('approver', 'reply'),
      await write('support', 'reply'),
    ]).toEqual([303, 303, 303, 303])
  })

  test('support sees the facts of a registration and not what the vendor answered', async ({ world }) => {
    const id = await world.submitted()
    const secretive = String(answers.tech_token_storage_how)
    const pageFor = async (person: Person) =>
      (await get(world.app(), `/desk/registrations/${id}`, await world.cookieOf(person))).text()
    expect(await pageFor(world.staff.reviewer)).toContain(secretive)
    expect(await pageFor(world.staff.support)).not.toContain(secretive)
    expect(await pageFor(world.staff.support)).toContain('Harbor Companion')
  })

  test('a refused attempt is on record with the person and the address, a stranger’s is not', async ({
    world,
  }) => {
    const id = await world.submitted()
    const [app, support] = [world.app(), world.staff.support]
    await post(app, `/desk/registrations/${id}/take`, {}, await world.cookieOf(support))
    await post(app, `/desk/registrations/${id}/take`, {})
    const refused = await world.db.select().from(auditEvents).where(eq(auditEvents.action, 'access.refused'))
    expect(refused).toMatchObject([
      { personId: support.id, role: 'support', object: `POST /desk/registrations/${id}/take` },
    ])
  })

  test('nobody passes with a session that is made up, empty or changed', async ({ world }) => {
    const app = world.app()
    const mine = await world.cookieOf(world.ada)
    for (const cookie of [
      'vouchdesk=',
      'vouchdesk=x',
      `${mine}x`,
      mine.slice(0, -1),
      'vouchdesk=%00',
      mine.replace('vouchdesk', 'session'),
    ]) {
      expect((await get(app, '/registrations', cookie)).status, cookie).toBe(303)
    }
    expect((await get(app, '/registrations', mine)).status).toBe(200)
  })
})

/** A vendor's foreign page is refused by its query, not at the door; only the door writes it down. */
function isRefusedAtTheDoor(door: string, who: Who): boolean {
  const vendorsDoor = /^GET \/(registrations|companies)/.test(door)
  return vendorsDoor ? who !== 'Ada' && who !== 'Noor' : true
}
