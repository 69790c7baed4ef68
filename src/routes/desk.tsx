// The desk: the queue, the thread of a registration, and what staff do in it.
import { Hono } from 'hono'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { type QueueViewName, queuePage, queueViews } from '../../db/queries/desk.ts'
import { currentFindings, openProposal } from '../../db/queries/findings.ts'
import { type ThreadPage, threadPage } from '../../db/queries/thread.ts'
import { unmatchedMail } from '../../db/queries/triage.ts'
import { ApprovePage } from '../../views/decision.tsx'
import { QueuePage } from '../../views/desk.tsx'
import type { Refusal } from '../../views/frame.ts'
import { DeskThread, threadPartials } from '../../views/thread.tsx'
import { UnmatchedPage } from '../../views/triage.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, listOf, numberOf, readForm, requiredText, textOf } from '../http/form.ts'
import { after, type Done, deskFrame, orAgain, page } from '../http/page.tsx'
import { reauthenticate } from '../http/reauthenticate.ts'
import { acceptAnswer, ask, declineAnswer, type Judging, resumeReview } from '../operations/information.ts'
import { approve, take } from '../operations/registrations.ts'
import { writeNote, writeReply } from '../operations/thread.ts'
import { addBusinessDays, localDay } from '../rules/calendar.ts'
import { promisedDays } from '../rules/clock.ts'
import { proposable } from '../rules/determinations.ts'
import { approvalObstacles } from '../rules/findings.ts'
import type { NewQuestion } from '../rules/information.ts'
import { registrationKinds } from '../rules/kinds.ts'
import { asStaff, type Staff } from '../rules/people.ts'
import { deskAbilities } from '../rules/permissions.ts'
import { Refused } from '../rules/refused.ts'
import { actionsFor, placeOf } from '../rules/status.ts'
import { revisionsOf } from './revisions.tsx'
import { turnOfPage } from './turn.ts'

type Again = 409 | 413 | 422 | 429
type Kind = 'reply' | 'note' | 'request'

export const desk = new Hono<Env>()
  .get('/desk', async (c) => {
    const asked = c.req.query('view') as QueueViewName
    const view = queueViews.includes(asked) ? asked : 'pending'
    const number = pageOf(c)
    const { rows, more } = await queuePage(c.var.db, asStaff(c.var.person), view, number, c.var.now)
    return page(c, <QueuePage frame={await deskFrame(c)} view={view} rows={rows} page={number} more={more} />)
  })
  .get('/desk/mail', async (c) => {
    const number = pageOf(c)
    const kind = registrationKinds.find((each) => each === c.req.query('kind')) ?? null
    const { mails, more } = await unmatchedMail(c.var.db, number, kind)
    const zone = c.var.house.config.payer.zone
    return page(
      c,
      <UnmatchedPage
        frame={await deskFrame(c)}
        mails={mails}
        page={number}
        more={more}
        zone={zone}
        kind={kind}
      />,
    )
  })
  .get('/desk/registrations/:id{[0-9]+}', (c) => threadOf(c))
  .get('/desk/registrations/:id{[0-9]+}/news', (c) => pieces(c))
  .get('/desk/registrations/:id{[0-9]+}/revisions', (c) => revisionsOf(c, asStaff(c.var.person)))
  .post('/desk/registrations/:id{[0-9]+}/entries', async (c) => {
    const form = await readForm(c)
    const typed = typedIn(form)
    return orAgain(
      async () => c.redirect(after(threadPath(c), await write(c, form, typed.kind)), 303),
      (refusal, status) => threadOf(c, { refusal, draft: typed }, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/take', async (c) => {
    await take(c.var.db, asStaff(c.var.person, 'reviewer'), { registrationId: idOf(c) }, c.var.now)
    return c.redirect(after(threadPath(c), 'taken'), 303)
  })
  .post('/desk/registrations/:id{[0-9]+}/answers', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => c.redirect(after(threadPath(c), await judge(c, form)), 303),
      (refusal, status) => threadOf(c, { refusal }, status),
    )
  })
  .post('/desk/registrations/:id{[0-9]+}/resume-review', async (c) =>
    orAgain(
      async () => {
        await resumeReview(
          c.var.db,
          asStaff(c.var.person, 'reviewer'),
          { registrationId: idOf(c) },
          c.var.now,
        )
        return c.redirect(after(threadPath(c), 'resumed'), 303)
      },
      (refusal, status) => threadOf(c, { refusal }, status),
    ),
  )
  .get('/desk/registrations/:id{[0-9]+}/approve', (c) => approvePage(c))
  .post('/desk/registrations/:id{[0-9]+}/approve', async (c) => {
    const form = await readForm(c, ['password'])
    return orAgain(
      async () => {
        const reviewer = asStaff(c.var.person, 'reviewer')
        await reauthenticate(c, reviewer, form, 'password alone')
        const input = {
          registrationId: idOf(c),
          revision: numberOf(form, 'revision'),
          seen: numberOf(form, 'seen'),
        }
        await approve(c.var.db, reviewer, input, c.var.now)
        return c.redirect(after(threadPath(c), 'approved'), 303)
      },
      (refusal, status) => approvePage(c, refusal, status),
    )
  })

function threadPath(c: Ctx): string {
  return `/desk/registrations/${idOf(c)}`
}

function pageOf(c: Ctx): number {
  return Math.min(Math.max(1, Number.parseInt(c.req.query('page') ?? '1', 10) || 1), 10_000)
}

type Typed = { kind: Kind; body: string; questions: NewQuestion[]; blocking: boolean }

function typedIn(form: Form): Typed {
  const asked = textOf(form, 'kind')
  const kind: Kind = asked === 'note' || asked === 'request' ? asked : 'reply'
  const questions = [1, 2].map((number) => ({
    fieldId: textOf(form, `field_${number}`) || null,
    question: textOf(form, `question_${number}`),
  }))
  return { kind, body: textOf(form, 'body'), questions, blocking: textOf(form, 'blocking') !== '' }
}

async function write(c: Ctx, form: Form, kind: Kind): Promise<Done> {
  const staff = asStaff(c.var.person)
  const { db, now } = c.var
  const registrationId = idOf(c)
  if (!may(staff, kind)) throw new Refused('not_yours', 'Only a reviewer can ask the vendor for information.')
  if (kind === 'request') {
    const { body, questions, blocking } = typedIn(form)
    const asked = questions.filter(({ question }) => question !== '')
    const terms = c.var.house.config.payer.reply
    const asking = { registrationId, intro: body.slice(0, 5000), questions: asked, blocking, terms }
    await ask(db, staff, asking, now)
    return 'asked'
  }
  const body = requiredText(form, 'body', { label: kind === 'note' ? 'Note' : 'Reply', max: 5000 })
  if (kind === 'note') await writeNote(db, staff, { registrationId, body }, now)
  else await writeReply(db, staff, { registrationId, body }, now)
  return kind === 'note' ? 'note' : 'sent'
}

function may(staff: Staff, kind: Kind): boolean {
  const can = deskAbilities(staff.role)
  return kind === 'request' ? can.ask : can[kind]
}

/** Of each question that the form was asked about: whether it has to say it first, and what it could say. */
function formIn(form: Form, itemIds: readonly number[]): NonNullable<Judging['form']> {
  const asked = itemIds.flatMap((id) => {
    const ask = textOf(form, `form_${id}`)
    if (ask !== 'wanted' && ask !== 'needed') return []
    const proposed = textOf(form, `proposed_${id}`).trim().slice(0, 2000) || null
    return [[id, { ask, proposed }] as const]
  })
  return Object.fromEntries(asked)
}

async function judge(c: Ctx, form: Form): Promise<Done> {
  const reviewer = asStaff(c.var.person, 'reviewer')
  const input = { registrationId: idOf(c), entryId: numberOf(form, 'entry') }
  if (textOf(form, 'verdict') === 'decline') {
    await declineAnswer(c.var.db, reviewer, input, c.var.now)
    return 'declined'
  }
  const itemIds = listOf(form, 'item').map(Number)
  const asks = formIn(form, itemIds)
  await acceptAnswer(c.var.db, reviewer, { ...input, itemIds, form: asks }, c.var.now)
  return Object.keys(asks).length > 0 ? 'form_asked' : 'accepted'
}

/** A letter that waits for the mail server needs nobody. */
function owesInstructions({ registration, instructions, access }: ThreadPage): boolean {
  const runs = registration.status === 'approved' && instructions?.reading.state === 'running'
  return runs && access.letter?.state !== 'waiting'
}

async function dataOf(c: Ctx) {
  const staff = asStaff(c.var.person)
  const shown = await threadPage(c.var.db, staff, idOf(c), c.var.now)
  const abilities = deskAbilities(staff.role)
  const next = actionsFor(placeOf(shown.registration), staff.role)
  const can = {
    ...abilities,
    ask:
      abilities.ask &&
      shown.request === null &&
      ['pending/in_review', 'pending/info_received'].includes(placeOf(shown.registration)),
    approve: next.includes('approve') && !shown.request?.blocking,
    change: next.includes('accept_change'),
    instruct: staff.role === 'reviewer' && owesInstructions(shown),
    propose: staff.role === 'reviewer' && proposable(placeOf(shown.registration)).length > 0,
    decide: staff.role === 'approver' && (await openProposal(c.var.db, idOf(c))) !== null,
  }
  return {
    frame: await deskFrame(c),
    page: shown,
    turn: turnOfPage(c, shown, 'staff'),
    can,
    all: c.req.query('all') !== undefined,
  }
}

async function threadOf(c: Ctx, typed: { refusal?: Refusal; draft?: Typed } = {}, status?: Again) {
  const asking =
    c.req.query('write') === 'request' ? { draft: typedIn({ kind: 'request', blocking: 'on' }) } : {}
  return page(c, <DeskThread {...(await dataOf(c))} {...asking} {...typed} />, status)
}

async function pieces(c: Ctx) {
  return page(c, threadPartials({ ...(await dataOf(c)), viewer: 'staff' }))
}

async function approvePage(c: Ctx, refusal?: Refusal, status?: Again) {
  const { frame, page: shown, can } = await dataOf(c)
  if (!can.approve && !refusal) throw new Refused('not_now', 'This registration cannot be approved now.')
  const calendar = await payerCalendar(c.var.db)
  const instructionsBy = addBusinessDays(
    localDay(c.var.now, calendar.zone),
    promisedDays.instructions,
    calendar,
  )
  return page(
    c,
    <ApprovePage
      frame={frame}
      page={shown}
      refusal={refusal}
      instructionsBy={instructionsBy}
      obstacles={approvalObstacles(await currentFindings(c.var.db, idOf(c)))}
    />,
    status,
  )
}
