// The application: what every request passes through, and its routes. It never listens; main does.
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Env, House } from './http/env.ts'
import { noteRefusals, onError } from './http/errors.tsx'
import { enter, guard } from './http/guards.ts'
import { ownOriginOnly, securityHeaders } from './http/security.ts'
import { largestEvidence, largestUpload } from './http/upload.ts'
import { accessPages } from './routes/access.tsx'
import { account } from './routes/account.tsx'
import { answersInPortal } from './routes/answers.tsx'
import { archives } from './routes/archives.tsx'
import { attestationPages } from './routes/attestation.tsx'
import { auth } from './routes/auth.tsx'
import { autosave } from './routes/autosave.tsx'
import { calendarPages } from './routes/calendar.tsx'
import { changes } from './routes/changes.tsx'
import { companies } from './routes/companies.tsx'
import { decisions } from './routes/decisions.tsx'
import { desk } from './routes/desk.tsx'
import { devmail } from './routes/devmail.tsx'
import { environmentPages } from './routes/environments.tsx'
import { files } from './routes/files.ts'
import { health } from './routes/health.ts'
import { instructionPages } from './routes/instructions.tsx'
import { links } from './routes/links.tsx'
import { live } from './routes/live.ts'
import { onBehalf } from './routes/onBehalf.tsx'
import { ownership } from './routes/ownership.tsx'
import { portal } from './routes/portal.tsx'
import { publicPages } from './routes/public.tsx'
import { reinstating } from './routes/reinstating.tsx'
import { deskReviews } from './routes/reviewDesk.tsx'
import { reviews } from './routes/reviews.tsx'
import { secondFactor } from './routes/secondFactor.tsx'
import { notFound, Refused } from './rules/refused.ts'

const largestForm = 256 * 1024
/** Signing in carries a form of that size, sealed, where a session ended while it was written. */
const largestSignIn = 1024 * 1024

/** Only a form with files may be larger than text can be. */
const isUpload = (c: Context) =>
  /^\/registrations\/\d+\/(edit\/\w+|review|review\/answer)$/.test(c.req.path) && isMultipart(c)
const isMultipart = (c: Context) => /^multipart\/form-data\b/i.test(c.req.header('Content-Type') ?? '')

/** Evidence comes as several files at once, and only from somebody who is signed in. */
const isEvidence = (c: Context<Env>) =>
  c.var.person !== null &&
  /^(\/desk)?\/registrations\/\d+\/review(\/answer)?$/.test(c.req.path) &&
  isMultipart(c)

const moreThanText = 'This is more text than we can take at once (256 KB). Shorten it and send it again.'
const moreThanFiles = 'This is more than we can take at once (26 MB). Choose a smaller file.'
const moreThanEvidence =
  'This is more than we can take at once: ten files of 10 MB each. Choose smaller ones.'
const tooLarge = (words: string) => () => {
  throw new Refused('too_large', words)
}

export function createApp(house: House): Hono<Env> {
  const app = new Hono<Env>()
  app.onError(onError)
  app.notFound((c) => onError(notFound(), c))
  app.use(securityHeaders(house.config.publicUrl.startsWith('https:')))
  app.use(enter(house))
  app.use(noteRefusals())
  app.use(ownOriginOnly(house.config.publicUrl))
  const [evidence, uploads, forms, signingIn] = [
    bodyLimit({ maxSize: largestEvidence, onError: tooLarge(moreThanEvidence) }),
    bodyLimit({ maxSize: largestUpload, onError: tooLarge(moreThanFiles) }),
    bodyLimit({ maxSize: largestForm, onError: tooLarge(moreThanText) }),
    bodyLimit({ maxSize: largestSignIn, onError: tooLarge(moreThanText) }),
  ]
  app.use((c, next) => {
    if (c.req.path.startsWith('/sign-in')) return signingIn(c, next)
    if (isEvidence(c)) return evidence(c, next)
    return (isUpload(c) ? uploads : forms)(c, next)
  })
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
    answersInPortal,
    archives,
    onBehalf,
    changes,
    attestationPages,
    files,
    ownership,
    calendarPages,
    environmentPages,
    accessPages,
    instructionPages,
    desk,
    decisions,
    reviews,
    deskReviews,
    reinstating,
    live,
    health,
  ])
    app.route('/', routes)
  if (house.devMailbox) app.route('/', devmail(house.devMailbox))
  return app
}
