// Pages that need no account (42 CFR 422.119(d)), the files they load, and the theme.
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { CriteriaPage } from '../../views/criteria.tsx'
import { Days } from '../../views/days.tsx'
import { Help } from '../../views/help.tsx'
import { Home } from '../../views/home.tsx'
import { QuestionnairePage } from '../../views/questions.tsx'
import { assetOf, hueSheet, logoOf } from '../http/assets.ts'
import type { Ctx, Env } from '../http/env.ts'
import { readForm, textOf } from '../http/form.ts'
import { safeNext } from '../http/next.ts'
import { frameOf, page } from '../http/page.tsx'
import { localDay } from '../rules/calendar.ts'
import { ifSubmittedOn } from '../rules/ifSubmitted.ts'
import { notFound } from '../rules/refused.ts'

export const publicPages = new Hono<Env>()
  .get('/', async (c) => {
    const { ifToday } = await today(c)
    return page(c, <Home frame={await frameOf(c)} ifToday={ifToday} />)
  })
  .get('/help', async (c) => page(c, <Help frame={await frameOf(c)} {...(await today(c))} />))
  .get('/criteria', async (c) => page(c, <CriteriaPage frame={await frameOf(c)} />))
  .get('/questionnaire', async (c) => page(c, <QuestionnairePage frame={await frameOf(c)} />))
  .get('/how-we-count-days', async (c) =>
    page(c, <Days frame={await frameOf(c)} calendar={await payerCalendar(c.var.db)} />),
  )
  .get('/favicon.ico', (c) => c.redirect('/assets/favicon.svg', 301))
  .get('/assets/:file', (c) => {
    const file = c.req.param('file')
    if (file === 'hue.css')
      return c.body(hueSheet(c.var.house.config.payer.hue), 200, {
        'Content-Type': 'text/css; charset=utf-8',
        'Cache-Control': 'public, max-age=300',
      })
    const asset = file === 'logo' ? logoOf(c.var.house.config.logoFile) : assetOf(file)
    if (!asset) throw notFound()
    if (c.req.header('If-None-Match') === asset.etag)
      return c.body(null, 304, { ETag: asset.etag, 'Cache-Control': asset.cacheControl })
    return c.body(asset.bytes, 200, {
      'Content-Type': asset.type,
      ETag: asset.etag,
      'Cache-Control': asset.cacheControl,
    })
  })
  .post('/theme', async (c) => {
    const form = await readForm(c)
    const theme = textOf(form, 'theme')
    const known = theme === 'light' || theme === 'dark'
    const secure = c.var.house.config.publicUrl.startsWith('https:')
    setCookie(c, 'theme', known ? theme : '', {
      path: '/',
      sameSite: 'Lax',
      secure,
      httpOnly: true,
      maxAge: known ? 31_536_000 : 0,
    })
    const from = c.req.header('Referer')
    return c.redirect(safeNext(from && URL.canParse(from) ? new URL(from).pathname : undefined, '/'), 303)
  })
  .post('/csp-report', async (c) => {
    const report = (await c.req.text()).slice(0, 2000)
    c.var.house.log.warn({ report: c.var.house.mask(report) }, 'csp report')
    return c.body(null, 204)
  })

async function today(c: Ctx) {
  const calendar = await payerCalendar(c.var.db)
  return { calendar, ifToday: ifSubmittedOn(localDay(c.var.now, calendar.zone), calendar) }
}
