// What a question is. Form, validation, stored answers, public page, diff and reviewer's view are derived from it.
import type { Accepted } from '../files.ts'

export type Choice = { value: string; label: string; hint?: string }
/** What is wrong with an answer, or, as a warning, what a reviewer will look at. */
export type Found = { code: string; message: string }
export type Answers = Readonly<Record<string, string | readonly string[]>>
/** What an answer is judged by beside itself. */
export type Judging = { answers: Answers } & PayerFacts
export type PayerFacts = {
  /** Names that no app may carry: the payer's own. */
  brands: readonly string[]
  /** Where the public APIs are described, which need no registration. */
  apiDocs?: string | null
}

type Common = {
  id: string
  label: string
  hint?: string
  optional?: true
  /** The version of the questionnaire that asked it first, where that was not the first one. */
  since?: number
  /** Says that the answer may be left out, given the other answers. */
  mayBeEmpty?: (answers: Answers) => boolean
  /** The review criterion that the answer speaks to (DOMAIN 3.2). */
  criterion?: string
  /** Where the question comes from: the payer's own list, or the standard that asks for it (DOMAIN 1). */
  origin: string
  /** The question is asked only when one of these fields (names joined by `|`) has one of these answers. */
  when?: { field: string; is: readonly string[] }
  /** What only this question wants, once its shape is right; `given` is never empty. */
  check?: (given: readonly string[], judging: Judging) => Found[]
  /** What does not stand in the way but will be looked at. */
  warn?: (given: readonly string[], judging: Judging) => Found[]
}

export type Field = Common &
  (
    | { type: 'text' | 'email' | 'tel' | 'url'; min?: number; max: number }
    | { type: 'paragraph'; min?: number; max: number }
    | { type: 'yesno' }
    | { type: 'one' | 'many'; choices: readonly Choice[] }
    | { type: 'lines' | 'emails'; most: number; max: number }
    | { type: 'tick'; value: string; statement: string }
    | ({ type: 'file' } & Accepted)
  )
export type FieldType = Field['type']
export type Part = { id: string; title: string; about: string; fields: readonly Field[] }

/** The types whose answer is always a list. */
export const isList = ({ type }: Pick<Field, 'type'>) =>
  type === 'many' || type === 'lines' || type === 'emails'

export const given = (answers: Answers, id: string): string[] => [answers[id] ?? []].flat()
export const chose = (answers: Answers, id: string, ...values: string[]): boolean =>
  given(answers, id).some((value) => values.includes(value))

/** The explanation that a “no” opens. */
export function explain(of: string, label: string, over: Partial<Common> = {}): Field {
  return {
    ...{ id: `${of}_explain`, label, type: 'paragraph', max: 1000, origin: 'explains the answer above' },
    when: { field: of, is: ['no'] },
    ...over,
  }
}

/** What was typed, in a sentence: cut short, and nothing in it can turn or hide the rest of the line. */
export function quoted(typed: string): string {
  const plain = typed.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')
  return plain.length > 80 ? `“${plain.slice(0, 77)}…”` : `“${plain}”`
}
