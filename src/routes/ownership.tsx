// The admin's pages of companies: who belongs to each, and moving the ownership after a call-back.
import { Hono } from 'hono'
import { allCompanies, companyForAdmin } from '../../db/queries/companies.ts'
import type { Refusal } from '../../views/frame.ts'
import { AdminCompanies, AdminCompanyPage } from '../../views/ownership.tsx'
import { problem, refuseAll, unmasked } from '../http/credentials.ts'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, readForm, textOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { reauthenticate } from '../http/reauthenticate.ts'
import { type Transfer, transferOwnership } from '../operations/ownership.ts'
import { emailProblem, lineProblem, textProblem } from '../rules/answers.ts'
import { localDay } from '../rules/calendar.ts'
import { asStaff } from '../rules/people.ts'

type Again = 409 | 413 | 422 | 429
const afterwards = ['leaves', 'manage', 'read'] as const

export const ownership = new Hono<Env>()
  .get('/desk/companies', async (c) =>
    page(c, <AdminCompanies frame={await deskFrame(c)} companies={await allCompanies(c.var.db)} />),
  )
  .get('/desk/companies/:id{[0-9]+}', (c) => companyPage(c))
  .post('/desk/companies/:id{[0-9]+}/owner', async (c) => {
    const form = await readForm(c, [...unmasked, 'to_email', 'called_number'])
    const admin = asStaff(c.var.person, 'admin')
    return orAgain(
      async () => {
        const input = readTransfer(c, form)
        await reauthenticate(c, admin, form)
        await transferOwnership(c.var.db, admin, input, c.var.now)
        return c.redirect(after(`/desk/companies/${idOf(c)}`, 'ownership_moved'), 303)
      },
      (refusal, status) => companyPage(c, form, refusal, status),
    )
  })

async function companyPage(c: Ctx, form: Form = {}, refusal?: Refusal, status?: Again) {
  asStaff(c.var.person, 'admin')
  const company = await companyForAdmin(c.var.db, idOf(c))
  const typed = Object.fromEntries(Object.keys(form).map((name) => [name, textOf(form, name)]))
  const shown = { company, typed, refusal }
  return page(c, <AdminCompanyPage frame={await deskFrame(c)} {...shown} />, status)
}

function readTransfer(c: Ctx, form: Form): Transfer {
  const text = (name: string) => textOf(form, name)
  const today = localDay(c.var.now, c.var.house.config.payer.zone)
  const stays = afterwards.find((each) => each === text('afterwards'))
  refuseAll([
    problem('from', /^\d{1,15}$/.test(text('from')) ? null : 'Choose who is an owner now'),
    problem('afterwards', stays ? null : 'Choose what the present owner keeps'),
    problem('to_email', emailProblem(text('to_email'))),
    problem('called_name', lineProblem('Who was called', text('called_name'), 2, 120)),
    problem('called_number', numberProblem(text('called_number'))),
    problem('called_on', dayProblem(text('called_on'), today)),
    problem(
      'called_time',
      /^([01]\d|2[0-3]):[0-5]\d$/.test(text('called_time')) ? null : 'Enter the time of the call like 14:30',
    ),
    problem('reason', textProblem('Reason', text('reason'), 20, 2000)),
  ])
  return {
    ...{ companyId: idOf(c), fromId: Number(text('from')), afterwards: stays as Transfer['afterwards'] },
    ...{ toEmail: text('to_email'), calledName: text('called_name'), calledNumber: text('called_number') },
    ...{ calledOn: text('called_on'), calledTime: text('called_time'), reason: text('reason') },
  }
}

function numberProblem(number: string): string | null {
  const digits = number.replaceAll(/\D/g, '').length
  const right = /^\+?[\d ().-]{7,30}( ?x ?\d{1,6})?$/.test(number) && digits >= 7
  return right ? null : 'Enter the number that was called, with area code'
}

function dayProblem(day: string, today: string): string | null {
  const real = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`))
  if (!real || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day)
    return 'Enter the day of the call'
  return day > today ? 'The day of the call cannot lie ahead' : null
}
