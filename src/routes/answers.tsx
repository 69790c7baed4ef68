// The owner answers our questions in the portal.
import { Hono } from 'hono'
import type { TypedAnswers } from '../../views/answering.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, listOf, readForm, textOf, versionOf } from '../http/form.ts'
import { after, orAgain } from '../http/page.tsx'
import { answerQuestions, discardAnswers, keepAnswers } from '../operations/answers.ts'
import { asVendor } from '../rules/people.ts'
import { fieldOf, type Part, partOf, parts, readAnswers } from '../rules/questionnaire.ts'
import { Refused } from '../rules/refused.ts'
import { checkPage } from './portal.tsx'

const longest = 5000

export const answersInPortal = new Hono<Env>().post('/registrations/:id{[0-9]+}/answer', async (c) => {
  const form = await readForm(c)
  const typed = typedIn(form)
  return orAgain(
    async () => c.redirect(await go(c, form, typed), 303),
    (refusal, status) => checkPage(c, refusal, status, typed),
  )
})

/** Sends, keeps, or throws away; a field's id keeps and leads to that field. @returns where to go on. */
async function go(c: Ctx, form: Form, typed: TypedAnswers): Promise<string> {
  const { db, now } = c.var
  const vendor = asVendor(c.var.person)
  const registrationId = idOf(c)
  const pressed = textOf(form, 'go')
  const url = `/registrations/${registrationId}`
  const { words } = typed
  if (pressed !== 'send') await keepAnswers(db, vendor, { registrationId, words })
  if (pressed === 'keep') return after(`${url}/check`, 'saved')
  if (pressed === 'discard') {
    await discardAnswers(db, vendor, { registrationId }, now)
    return after(`${url}/check`, 'change_discarded')
  }
  const field = fieldOf(pressed)
  const part = parts.find(({ fields }) => field && fields.includes(field))
  if (part) return `${url}/edit/${part.id}#${pressed}`
  const { open } = await answerQuestions(db, vendor, { registrationId, seen: versionOf(form), ...typed }, now)
  return after(url, open > 0 ? 'answered_some' : 'answered')
}

const attestation = partOf('attestation') as Part

function typedIn(form: Form): TypedAnswers {
  return {
    words: wordsIn(form),
    confirmed: listOf(form, 'confirm').map(Number),
    signature: form.attest_name === undefined ? {} : readAnswers(attestation, form),
  }
}

/** @throws Refused not_valid where an answer is longer than the page allows. */
function wordsIn(form: Form): Record<number, string> {
  const words: Record<number, string> = {}
  for (const name of Object.keys(form)) {
    const id = /^words_(\d{1,15})$/.exec(name)?.[1]
    if (id)
      words[Number(id)] = textOf(form, name)
        .trim()
        .slice(0, longest + 1)
  }
  const long = Object.entries(words).find(([, text]) => text.length > longest)
  if (!long) return words
  const message = 'Shorten the answer to 5,000 characters'
  throw new Refused('not_valid', message, [{ field: `words_${long[0]}`, message }])
}
