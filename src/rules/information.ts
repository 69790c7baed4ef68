// What may be asked, and what counts as an answer (DOMAIN T3, T4).

import { fieldOf } from './questionnaire.ts'
import { Refused } from './refused.ts'
import { placeOf, type Standing } from './status.ts'

/** Of a question that a mail answers: the form should say it too, later; or must, before the question is done. */
export type InForm = 'wanted' | 'needed'

export type NewQuestion = { fieldId: string | null; question: string }

const mostQuestions = 10

/** The label of the field that a question is about; null for a free one. */
export function aboutField(fieldId: string | null): string | null {
  return fieldId ? (fieldOf(fieldId)?.label ?? null) : null
}

/** Whether a value out of a mail can be proposed for this field: only text, and no address that letters go to. */
export function canPropose(fieldId: string | null): boolean {
  const field = fieldId ? fieldOf(fieldId) : undefined
  return !!field && !('choices' in field) && !['yesno', 'file', 'email'].includes(field.type)
}

type Answerable = { id: number; fieldId: string | null; inForm: InForm | null; answeredAt: Date | null }
type Given = {
  words: Readonly<Record<number, string>>
  changed: readonly string[]
  confirmed: readonly number[]
}

/**
 * Whether the owner answers this question: in words, by another answer in the form (there or to what follows from it),
 * or by confirming what was proposed. Where the form is asked for, words are not enough.
 */
export function answersQuestion(item: Answerable, { words, changed, confirmed }: Given): boolean {
  if (item.inForm !== null && confirmed.includes(item.id)) return true
  const follows = (id: string) =>
    fieldOf(id)
      ?.when?.field.split('|')
      .includes(item.fieldId ?? '') ?? false
  if (item.fieldId && changed.some((id) => id === item.fieldId || follows(id))) return true
  return item.inForm === null && (words[item.id] ?? '') !== ''
}

/** @throws Refused where nothing can be asked now, or where a question is missing or too long. */
export function answersAllowed(standing: Standing, questions: readonly NewQuestion[]): void {
  if (!['pending/in_review', 'pending/info_received'].includes(placeOf(standing))) {
    throw new Refused('not_now', 'Questions can be asked while the registration is in review.')
  }
  if (questions.length === 0) throw notValid('Write at least one question')
  if (questions.length > mostQuestions) throw notValid(`Ask at most ${mostQuestions} questions at once`)
  for (const { fieldId, question } of questions) {
    if (question.length > 2000) throw notValid('Shorten the question to 2,000 characters')
    if (fieldId && !fieldOf(fieldId)) throw notValid('Choose one of the listed questions, or a free one')
  }
}

function notValid(message: string): Refused {
  return new Refused('not_valid', message, [{ field: 'question_1', message }])
}

type Judged = {
  request: { id: number } | null
  entry: { requestId: number | null; judgedAt: Date | null }
  open: readonly { id: number }[]
  chosen: readonly number[]
}

/** @throws Refused not_now where no question is open that this could answer, or it is decided already. */
export function checkAwaited({ request, entry }: Pick<Judged, 'request' | 'entry'>): void {
  if (!request || entry.requestId !== request.id) {
    throw new Refused('not_now', 'No question is open that this could answer.')
  }
  if (entry.judgedAt) throw new Refused('not_now', 'Somebody has already decided about this answer.')
}

/** The open questions that the entry answers. @throws Refused where it can be no answer (any more). */
export function checkAnswer({ request, entry, open, chosen }: Judged): number[] {
  checkAwaited({ request, entry })
  const answered = open.map(({ id }) => id).filter((id) => chosen.includes(id))
  if (answered.length === 0) throw new Refused('not_valid', 'Choose which question this answers.')
  return answered
}

/** The clock goes on when the answer was received: not before it was asked, and not in the future. */
export function resumesAt(askedAt: Date, answeredAt: Date, now: Date): Date {
  return new Date(Math.min(Math.max(answeredAt.getTime(), askedAt.getTime()), now.getTime()))
}
