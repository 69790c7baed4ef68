// What may be asked, and what counts as an answer (DOMAIN T3, T4).

import { fieldOf } from './questionnaire.ts'
import { Refused } from './refused.ts'
import { placeOf, type Standing } from './status.ts'

export type NewQuestion = { fieldId: string | null; question: string }

const mostQuestions = 10

/** The label of the field that a question is about; null for a free one. */
export function aboutField(fieldId: string | null): string | null {
  return fieldId ? (fieldOf(fieldId)?.label ?? null) : null
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

/** The open questions that the entry answers. @throws Refused where it can be no answer (any more). */
export function checkAnswer({ request, entry, open, chosen }: Judged): number[] {
  if (!request || entry.requestId !== request.id) {
    throw new Refused('not_now', 'No question is open that this could answer.')
  }
  if (entry.judgedAt) throw new Refused('not_now', 'Somebody has already decided about this answer.')
  const answered = open.map(({ id }) => id).filter((id) => chosen.includes(id))
  if (answered.length === 0) throw new Refused('not_valid', 'Choose which question this answers.')
  return answered
}

/** The clock goes on when the answer was received: not before it was asked, and not in the future. */
export function resumesAt(askedAt: Date, answeredAt: Date, now: Date): Date {
  return new Date(Math.min(Math.max(answeredAt.getTime(), askedAt.getTime()), now.getTime()))
}
