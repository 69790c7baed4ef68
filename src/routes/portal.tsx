// The vendor's pages: its apps, the draft, and the thread of each registration.
import { Hono } from 'hono'
import { unaskedContact } from '../../db/queries/contact.ts'
import { companiesOf, draftPage, vendorsApps } from '../../db/queries/portal.ts'
import { threadPage } from '../../db/queries/thread.ts'
import { AnswerQuestions, type TypedAnswers } from '../../views/answering.tsx'
import { CheckChange } from '../../views/changing.tsx'
import type { Refusal } from '../../views/frame.ts'
import { Apps, CheckAnswers, EditPart } from '../../views/portal.tsx'
import { ReadDraft } from '../../views/readDraft.tsx'
import { RegistrationPage } from '../../views/registration.tsx'
import { threadPartials } from '../../views/thread.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, readForm, requiredText, savedOver, textOf, versionOf } from '../http/form.ts'
import { type Again, after, frameOf, orAgain, page } from '../http/page.tsx'
import { readUploads } from '../http/upload.ts'
import { resendContactLink } from '../operations/contact.ts'
import { saveDraft, startRegistration } from '../operations/drafts.ts'
import type { Upload } from '../operations/files.ts'
import { submit } from '../operations/registrations.ts'
import { writeMessage } from '../operations/thread.ts'
import { reopen, withdraw } from '../operations/withdrawal.ts'
import { uploadProblem } from '../rules/files.ts'
import { asVendor } from '../rules/people.ts'
import {
  type Answers,
  fields,
  type Part,
  partOf,
  parts,
  problemsOf,
  readAnswers,
} from '../rules/questionnaire.ts'
import { notFound, type Problem } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'
import { revisionsOf } from './revisions.tsx'
import { turnOfPage } from './turn.ts'

export const portal = new Hono<Env>()
  .get('/registrations', (c) => appsPage(c))
  .post('/registrations', async (c) => {
    const form = await readForm(c)
    const vendor = asVendor(c.var.person)
    return orAgain(
      async () => {
        const companies = await companiesOf(c.var.db, vendor)
        const companyId = Number(textOf(form, 'company')) || (companies[0]?.id ?? 0)
        const appName = requiredText(form, 'app_name', { label: 'Name of the app', max: 100 })
        const { id } = await startRegistration(c.var.db, vendor, { companyId, appName }, c.var.now)
        return c.redirect(`/registrations/${id}/edit/contact`, 303)
      },
      (refusal, status) => appsPage(c, { refusal, appName: textOf(form, 'app_name') }, status),
    )
  })
  .get('/registrations/:id{[0-9]+}', async (c) => {
    const shown = await threadPage(c.var.db, asVendor(c.var.person), idOf(c), c.var.now)
    if (placeOf(shown.registration) === 'draft')
      return c.redirect(`/registrations/${idOf(c)}/edit/contact`, 303)
    return vendorThread(c)
  })
  .get('/registrations/:id{[0-9]+}/news', (c) => pieces(c))
  .post('/registrations/:id{[0-9]+}/messages', async (c) => {
    const form = await readForm(c)
    const vendor = asVendor(c.var.person)
    return orAgain(
      async () => {
        const body = requiredText(form, 'body', { label: 'Message', max: 5000 })
        await c.var.house.throttle.count('writing person', String(vendor.id))
        await writeMessage(c.var.db, vendor, { registrationId: idOf(c), body }, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}`, 'sent'), 303)
      },
      (refusal, status) => vendorThread(c, { refusal, text: textOf(form, 'body') }, status),
    )
  })
  .get('/registrations/:id{[0-9]+}/revisions', (c) => revisionsOf(c, asVendor(c.var.person)))
  .post('/registrations/:id{[0-9]+}/withdraw', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const reason = textOf(form, 'reason').slice(0, 1000) || null
        await withdraw(c.var.db, asVendor(c.var.person), { registrationId: idOf(c), reason }, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}`, 'withdrawn'), 303)
      },
      (refusal, status) => vendorThread(c, { refusal }, status),
    )
  })
  .post('/registrations/:id{[0-9]+}/reopen', async (c) =>
    orAgain(
      async () => {
        await reopen(c.var.db, asVendor(c.var.person), { registrationId: idOf(c) }, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}/check`, 'reopened'), 303)
      },
      (refusal, status) => vendorThread(c, { refusal }, status),
    ),
  )
  .get('/registrations/:id{[0-9]+}/edit/:part', (c) => editPage(c))
  .post('/registrations/:id{[0-9]+}/edit/:part', async (c) => {
    const form = await readForm(c)
    const part = partNamed(c)
    const uploads = sortUploads(part, await readUploads(c))
    const answers = { ...readAnswers(part, form), ...removed(part, form) }
    return orAgain(
      async () => {
        const { files } = uploads
        const input = { registrationId: idOf(c), part, answers, ...savedOver(form), files }
        const problems = await saveDraft(c.var.db, asVendor(c.var.person), input, c.var.now)
        const onward = textOf(form, 'go') === 'next'
        const typed = [...problems.filter(({ field }) => isTyped(form, field)), ...uploads.problems]
        if (typed.length > 0)
          return editPage(c, { message: 'Saved. Some answers need a change.', problems: typed }, 422)
        const next = onward ? nextPart(part) : textOf(form, 'go') === 'check' ? 'check' : `edit/${part.id}`
        return c.redirect(after(`/registrations/${idOf(c)}/${next}`, 'saved'), 303)
      },
      (refusal, status) => editPage(c, refusal, status, part.id, answers),
    )
  })
  .post('/registrations/:id{[0-9]+}/contact-link', async (c) =>
    orAgain(
      async () => {
        await resendContactLink(c.var.db, asVendor(c.var.person), { registrationId: idOf(c) }, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}/edit/contact`, 'link_sent'), 303)
      },
      (refusal, status) => editPage(c, refusal, status, 'contact'),
    ),
  )
  .get('/registrations/:id{[0-9]+}/check', (c) => checkPage(c))
  .post('/registrations/:id{[0-9]+}/submit', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const input = { registrationId: idOf(c), seen: versionOf(form) }
        await submit(c.var.db, asVendor(c.var.person), input, c.var.now)
        return c.redirect(after(`/registrations/${idOf(c)}`, 'submitted'), 303)
      },
      (refusal, status) => checkPage(c, refusal, status),
    )
  })

/** Judges each chosen file by its bytes: what is wrong is told, and the rest is kept. */
function sortUploads(part: Part, uploads: Record<string, Upload>) {
  const files: Record<string, Upload> = {}
  const problems: Problem[] = []
  for (const field of part.fields) {
    const upload = uploads[field.id]
    if (field.type !== 'file' || !upload) continue
    const wrong = uploadProblem(field.label, field, upload.bytes)
    if (wrong) problems.push({ field: field.id, message: wrong.message })
    else files[field.id] = upload
  }
  return { files, problems }
}

/** A file leaves the answers by a tick of its own. */
function removed(part: Part, form: Form): Answers {
  const gone = part.fields.filter(({ id, type }) => type === 'file' && textOf(form, `remove_${id}`) !== '')
  return Object.fromEntries(gone.map(({ id }) => [id, '']))
}

/** The part in the address. @throws Refused not_found for any other word. */
export function partNamed(c: Ctx, name = c.req.param('part')): Part {
  const part = partOf(name ?? '')
  if (!part) throw notFound()
  return part
}

function nextPart(part: Part): string {
  const next = parts[parts.indexOf(part) + 1]
  return next ? `edit/${next.id}` : 'check'
}

/** An empty answer may come later; a wrong one is told at once. */
function isTyped(form: Form, field: string): boolean {
  return [form[field] ?? []].flat().some((value) => value.trim() !== '')
}

async function appsPage(c: Ctx, typed: { refusal?: Refusal; appName?: string } = {}, status?: Again) {
  const vendor = asVendor(c.var.person)
  const rows = await vendorsApps(c.var.db, vendor, c.var.now)
  const companies = await companiesOf(c.var.db, vendor)
  return page(c, <Apps frame={await frameOf(c)} rows={rows} companies={companies} {...typed} />, status)
}

async function editPage(c: Ctx, refusal?: Refusal, status?: Again, name?: string, typed: Answers = {}) {
  const draft = await draftPage(c.var.db, asVendor(c.var.person), idOf(c))
  if (!draft.purpose) return c.redirect(`/registrations/${idOf(c)}`, 303)
  if (!draft.mayWrite) return page(c, <ReadDraft frame={await frameOf(c)} draft={draft} />)
  const part = partNamed(c, name ?? c.req.param('part'))
  return page(
    c,
    <EditPart
      frame={await frameOf(c)}
      draft={draft}
      part={part}
      answers={{ ...draft.answers, ...typed }}
      refusal={refusal}
      unsaved={status !== undefined && status !== 422}
    />,
    status,
  )
}

/** Everything as it will be sent, with what is missing. */
export async function checkPage(c: Ctx, refusal?: Refusal, status?: Again, typed?: TypedAnswers) {
  const draft = await draftPage(c.var.db, asVendor(c.var.person), idOf(c))
  if (!draft.purpose) return c.redirect(`/registrations/${idOf(c)}`, 303)
  if (!draft.mayWrite) return page(c, <ReadDraft frame={await frameOf(c)} draft={draft} />)
  const problems = problemsOf(fields, draft.answers, draft.payer)
  const unconfirmed = draft.contact?.verified === false ? draft.contact.email : null
  const waits = (await unaskedContact(c.var.db, draft.id)) ?? unconfirmed
  const Check = { change: CheckChange, answer: AnswerQuestions, register: CheckAnswers }[draft.purpose]
  return page(
    c,
    <Check
      frame={await frameOf(c)}
      draft={draft}
      problems={problems}
      waitsForContact={waits}
      refusal={refusal}
      typed={typed}
    />,
    status,
  )
}

type Typed = { refusal?: Refusal; text?: string }

/** The page of a submitted registration. */
export async function vendorThread(c: Ctx, typed: Typed = {}, status?: Again) {
  const shown = await threadPage(c.var.db, asVendor(c.var.person), idOf(c), c.var.now)
  const turn = turnOfPage(c, shown, 'vendor')
  const all = c.req.query('all') !== undefined
  return page(
    c,
    <RegistrationPage frame={await frameOf(c)} page={shown} turn={turn} all={all} {...typed} />,
    status,
  )
}

/** What may have changed, as pieces that replace their older selves. */
async function pieces(c: Ctx) {
  const shown = await threadPage(c.var.db, asVendor(c.var.person), idOf(c), c.var.now)
  const turn = turnOfPage(c, shown, 'vendor')
  const all = c.req.query('all') !== undefined
  return page(c, threadPartials({ frame: await frameOf(c), page: shown, turn, viewer: 'vendor', all }))
}
