// /dev/mail of the demonstration: every letter, and a box that answers it as its reader by real SMTP.
import { Hono } from 'hono'
import { DevMailPage } from '../../views/devmail.tsx'
import type { Refusal } from '../../views/frame.ts'
import type { Ctx, Env, House } from '../http/env.ts'
import { readForm, textOf } from '../http/form.ts'
import { after, frameOf, orAgain, page } from '../http/page.tsx'

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
  const shown = { letters, selected, to, addresses, ...typed }
  return page(c, <DevMailPage frame={await frameOf(c)} {...shown} />, status)
}
