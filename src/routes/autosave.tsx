// What is being written in a draft is kept while it is written; the answer is the line beside the Save button.
import { Hono } from 'hono'
import { Kept, NotKept } from '../../views/autosave.tsx'
import type { Env } from '../http/env.ts'
import { idOf, readForm, savedOver, textOf } from '../http/form.ts'
import { frameOf, orAgain, page } from '../http/page.tsx'
import { autosaveDraft } from '../operations/drafts.ts'
import { asVendor } from '../rules/people.ts'
import { readAnswers } from '../rules/questionnaire.ts'
import { partNamed } from './portal.tsx'

export const autosave = new Hono<Env>().post('/registrations/:id{[0-9]+}/edit/:part/autosave', async (c) => {
  const form = await readForm(c)
  const part = partNamed(c)
  return orAgain(
    async () => {
      const writer = Number(textOf(form, 'writer'))
      const answers = readAnswers(part, form)
      const input = { registrationId: idOf(c), part, answers, writer, ...savedOver(form) }
      const version = await autosaveDraft(c.var.db, asVendor(c.var.person), input, c.var.now)
      return page(c, <Kept frame={await frameOf(c)} version={version} />)
    },
    (refusal, status) => page(c, <NotKept refusal={refusal} />, status),
  )
})
