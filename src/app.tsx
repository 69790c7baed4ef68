// The application: what every request passes through, and its routes. It never listens; main does.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Env, House } from './http/env.ts'
import { noteRefusals, onError } from './http/errors.tsx'
import { enter, guard } from './http/guards.ts'
import { ownOriginOnly, securityHeaders } from './http/security.ts'
import { account } from './routes/account.tsx'
import { auth } from './routes/auth.tsx'
import { autosave } from './routes/autosave.tsx'
import { changes } from './routes/changes.tsx'
import { companies } from './routes/companies.tsx'
import { desk } from './routes/desk.tsx'
import { devmail } from './routes/devmail.tsx'
import { health } from './routes/health.ts'
import { links } from './routes/links.tsx'
import { live } from './routes/live.ts'
import { ownership } from './routes/ownership.tsx'
import { portal } from './routes/portal.tsx'
import { publicPages } from './routes/public.tsx'
import { secondFactor } from './routes/secondFactor.tsx'
import { notFound, Refused } from './rules/refused.ts'

const largestForm = 256 * 1024
/** Signing in carries a form of that size, sealed, where a session ended while it was written. */
const largestSignIn = 1024 * 1024

const upTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Refused(
        'too_large',
        'This is more text than we can take at once (256 KB). Shorten it and send it again.',
      )
    },
  })

export function createApp(house: House): Hono<Env> {
  const app = new Hono<Env>()
  app.onError(onError)
  app.notFound((c) => onError(notFound(), c))
  app.use(securityHeaders(house.config.publicUrl.startsWith('https:')))
  app.use(enter(house))
  app.use(noteRefusals())
  app.use(ownOriginOnly(house.config.publicUrl))
  const [forms, signingIn] = [upTo(largestForm), upTo(largestSignIn)]
  app.use((c, next) => (c.req.path.startsWith('/sign-in') ? signingIn : forms)(c, next))
  app.use(guard())
  for (const routes of [
    publicPages,
    auth,
    secondFactor,
    links,
    account,
    companies,
    portal,
    autosave,
    changes,
    ownership,
    desk,
    live,
    health,
  ])
    app.route('/', routes)
  if (house.devMailbox) app.route('/', devmail(house.devMailbox))
  return app
}
