// What changed between two revisions of the same registration, as people read it (derived from the questionnaire).
import { type Answers, answerText, type Field, parts } from './questionnaire.ts'

export type Difference = { part: string; field: Field; before: string; after: string }

/** Every question whose answer reads differently, in the order of the form. An answer that is not there is ''. */
export function differencesOf(before: Answers, after: Answers): Difference[] {
  return parts.flatMap(({ title, fields }) =>
    fields.flatMap((field) => {
      const [old, now] = [answerText(field, before[field.id]), answerText(field, after[field.id])]
      return old === now ? [] : [{ part: title, field, before: old, after: now }]
    }),
  )
}
