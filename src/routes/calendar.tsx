// The payer's calendar at the desk: an admin sees what a change would move before it is saved.
import { Hono } from 'hono'
import { calendarLog, payerCalendar } from '../../db/queries/calendar.ts'
import { CalendarPage } from '../../views/calendar.tsx'
import { CalendarPreview, type Planned } from '../../views/calendarPreview.tsx'
import type { Refusal } from '../../views/frame.ts'
import { problem, refuseAll } from '../http/credentials.ts'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, numberOf, readForm, textOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { changeDay, previewDay } from '../operations/calendar.ts'
import { lineProblem, textProblem } from '../rules/answers.ts'
import { dayKinds } from '../rules/payerDays.ts'
import { asStaff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'

type Again = 409 | 413 | 422 | 429

export const calendarPages = new Hono<Env>()
  .get('/desk/calendar', (c) => calendarPage(c))
  .post('/desk/calendar/preview', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => previewPage(c, await planned(c, form)),
      (refusal, status) => calendarPage(c, form, refusal, status),
    )
  })
  .post('/desk/calendar', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const input = { ...(await planned(c, form)), version: numberOf(form, 'version') }
        await changeDay(c.var.db, asStaff(c.var.person, 'admin'), input, c.var.now)
        return c.redirect(after('/desk/calendar', 'calendar_changed'), 303)
      },
      (refusal, status) => againOrPage(c, form, refusal, status),
    )
  })

async function calendarPage(c: Ctx, form: Form = {}, refusal?: Refusal, status?: Again) {
  const staff = asStaff(c.var.person, 'admin', 'auditor')
  const [calendar, log] = await Promise.all([payerCalendar(c.var.db), calendarLog(c.var.db)])
  const typed = Object.fromEntries(Object.keys(form).map((name) => [name, textOf(form, name)]))
  const shown = { calendar, log, mayChange: staff.role === 'admin', typed, refusal }
  return page(c, <CalendarPage frame={await deskFrame(c)} {...shown} />, status)
}

async function previewPage(c: Ctx, plan: Planned, refusal?: Refusal, status?: Again) {
  const { moved, version } = await previewDay(c.var.db, asStaff(c.var.person, 'admin'), plan, c.var.now)
  const shown = { planned: plan, moved, version, refusal }
  return page(c, <CalendarPreview frame={await deskFrame(c)} {...shown} />, status)
}

/** Somebody else was faster: what the change moves now, or, where it is no longer possible, the calendar. */
function againOrPage(c: Ctx, form: Form, refusal: Refusal, status: Again) {
  return orAgain(
    async () => previewPage(c, await planned(c, form), refusal, status),
    () => calendarPage(c, form, refusal, status),
  )
}

/** What the form asks for. A day that is taken back keeps the name it was added with. */
async function planned(c: Ctx, form: Form): Promise<Planned> {
  const text = (name: string) => textOf(form, name)
  const kind = dayKinds.find((each) => each === text('kind'))
  const change = (['added', 'removed'] as const).find((each) => each === text('change'))
  if (!change) throw new Refused('not_valid', 'This form is not complete. Reload the page and try again.')
  const name = change === 'added' ? text('name') : await nameOf(c, text('day'))
  const why = change === 'added' ? 'reason' : `reason-${text('day')}` // several forms, one for each day
  const reason = text('reason') || text(why)
  refuseAll([
    problem('kind', kind ? null : 'Choose what is different on this day'),
    problem('name', change === 'added' ? lineProblem('Name of the day', name, 2, 80) : null),
    problem(why, textProblem('Reason', reason, 10, 500)),
  ])
  return { day: text('day'), kind: kind as Planned['kind'], change, name, reason }
}

async function nameOf(c: Ctx, day: string): Promise<string> {
  return (await payerCalendar(c.var.db)).names?.get(day) ?? ''
}
