// The link of the API operations, and sending its letter again from the desk.
import { Hono } from 'hono'
import { AccessConfirmed, ConfirmAccess } from '../../views/accessLink.tsx'
import { linkIdOf, unmasked } from '../http/credentials.ts'
import type { Ctx, Env } from '../http/env.ts'
import { idOf, readForm, textOf } from '../http/form.ts'
import { after, frameOf, page } from '../http/page.tsx'
import { confirmAccess, orderToConfirm, resendOrder } from '../operations/accessOrders.ts'
import type { Link } from '../operations/links.ts'
import { asStaff } from '../rules/people.ts'

export const accessPages = new Hono<Env>()
  .post('/verify/access', async (c) => {
    const { db, now, origin, house } = c.var
    await house.throttle.count('link address', origin.ip ?? '')
    const form = await readForm(c, unmasked)
    const order = await confirmAccess(db, { linkId: linkIdOf(c, textOf(form, 'token')), origin }, now)
    return page(c, <AccessConfirmed frame={await frameOf(c)} order={order} />)
  })
  .post('/desk/registrations/:id{[0-9]+}/access', async (c) => {
    const staff = asStaff(c.var.person, 'reviewer', 'approver', 'support')
    await resendOrder(c.var.db, staff, { registrationId: idOf(c) }, c.var.now)
    return c.redirect(after(`/desk/registrations/${idOf(c)}`, 'access_resent'), 303)
  })

/** What a mailed link opens: a page with a button. Looking at it changes nothing. */
export async function accessLinkPage(c: Ctx, link: Link, token: string) {
  const order = await orderToConfirm(c.var.db, link, c.var.now)
  return page(c, <ConfirmAccess frame={await frameOf(c)} order={order} token={token} />)
}
