// /dev/mail of the demonstration: every letter, and a box that answers it as its reader by real SMTP.
import { Hono } from 'hono'
import { factorsOfTheDesk } from '../../db/queries/secondFactor.ts'
import { type DevCode, DevMailPage } from '../../views/devmail.tsx'
import type { Refusal } from '../../views/frame.ts'
import type { Ctx, Env, House } from '../http/env.ts'
import { readForm, textOf } from '../http/form.ts'
import { after, frameOf, orAgain, page } from '../http/page.tsx'
import { codeAt, openKey, stepAt } from '../http/secondFactor.ts'

type DevMailbox = NonNullable<House['devMailbox']>
type Typed = { id?: string; to?: string; refusal?: Refusal; text?: string }

export function devmail(mailbox: DevMailbox) {
  return new Hono<Env>()
    .get('/dev/mail', (c) => lettersPage(c, mailbox, { id: c.req.query('id'), to: c.req.query('to') }))
    .post('/dev/mail/reply', async (c) => {
      const form = await readForm(c, ['text', 'id'])
      const typed = { id: textOf(form, 'id'), text: textOf(form, 'text') }
      return orAgain(
        async () => {
          await mailbox.reply(typed)
          return c.redirect(after('/dev/mail', 'replied'), 303)
        },
        (refusal, status) => lettersPage(c, mailbox, { ...typed, refusal }, status),
      )
    })
}

async function lettersPage(
  c: Ctx,
  mailbox: DevMailbox,
  { id, to, ...typed }: Typed,
  status?: 409 | 413 | 422 | 429,
) {
  const all = await mailbox.letters()
  const letters = to ? all.filter((letter) => letter.to === to || letter.from === to) : all
  const selected = id ? ((await mailbox.letter(id)) ?? undefined) : undefined
  const addresses = all.filter(({ direction }) => direction === 'out').map((letter) => letter.to)
  const shown = { letters, selected, to, addresses, codes: await codesOf(c), ...typed }
  return page(c, <DevMailPage frame={await frameOf(c)} {...shown} />, status)
}

/** What the authenticator apps of the desk would show. A code that was used is followed by the next one that works. */
async function codesOf(c: Ctx): Promise<DevCode[]> {
  const { house, db, now } = c.var
  const current = stepAt(now)
  return (await factorsOfTheDesk(db)).map(({ personId, sealedKey, lastStep, name, email }) => {
    const key = openKey(sealedKey, personId, house.config.appSecret)
    const step = Math.max(current, lastStep + 1)
    return { name, email, code: key && step <= current + 1 ? codeAt(key, step) : null }
  })
}
