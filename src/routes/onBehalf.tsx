// What a vendor said by phone or on paper, filed by staff.
import { Hono } from 'hono'
import { threadPage } from '../../db/queries/thread.ts'
import { FileForVendor } from '../../views/fileForVendor.tsx'
import type { Refusal } from '../../views/frame.ts'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, numberOf, readForm, requiredText, textOf } from '../http/form.ts'
import { type Again, after, deskFrame, orAgain, page } from '../http/page.tsx'
import { fileForVendor } from '../operations/onBehalf.ts'
import { instantAt, isDay } from '../rules/calendar.ts'
import { type Way, ways } from '../rules/onBehalf.ts'
import { asStaff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'

export const onBehalf = new Hono<Env>()
  .get('/desk/registrations/:id{[0-9]+}/file', (c) => filePage(c))
  .post('/desk/registrations/:id{[0-9]+}/file', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const { db, now } = c.var
        await fileForVendor(db, asStaff(c.var.person), { registrationId: idOf(c), ...filingIn(c, form) }, now)
        return c.redirect(after(`/desk/registrations/${idOf(c)}`, 'filed_for_vendor'), 303)
      },
      (refusal, status) => filePage(c, { refusal, form }, status),
    )
  })

function filingIn(c: Ctx, form: Form) {
  const way = textOf(form, 'way') as Way
  if (!ways.includes(way)) throw wrong('way', 'Choose how it came')
  const [day, time] = [textOf(form, 'day'), textOf(form, 'time')]
  if (!isDay(day)) throw wrong('day', 'Choose a day')
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw wrong('time', 'Choose a time, such as 14:30')
  return {
    way,
    participantId: numberOf(form, 'person'),
    saidAt: instantAt(day, time, c.var.house.config.payer.zone),
    body: requiredText(form, 'body', { label: 'What was said', max: 5000 }),
    withdraws: textOf(form, 'withdraws') !== '',
  }
}

const wrong = (field: string, message: string) => new Refused('not_valid', message, [{ field, message }])

async function filePage(c: Ctx, typed: { refusal?: Refusal; form?: Form } = {}, status?: Again) {
  const staff = asStaff(c.var.person)
  const shown = await threadPage(c.var.db, staff, idOf(c), c.var.now)
  const { refusal, form = {} } = typed
  const values = Object.fromEntries(Object.keys(form).map((name) => [name, textOf(form, name)]))
  const mayWithdraw = staff.role === 'reviewer' && shown.registration.status === 'pending'
  const props = { frame: await deskFrame(c), page: shown, typed: values, refusal, mayWithdraw }
  return page(c, <FileForVendor {...props} />, status)
}
