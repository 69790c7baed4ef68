// The questionnaire as data (DOMAIN 1), and what is asked of it: which questions apply, what is still wrong, how an
// answer is kept and how it reads.
import {
  emailProblem,
  lineProblem,
  phoneProblem,
  shownPhone,
  storedPhone,
  textProblem,
  urlProblem,
} from './answers.ts'
import { type FileKind, fileText, readFileAnswer } from './files.ts'
import { app } from './questionnaire/app.ts'
import { brandsOf } from './questionnaire/appName.ts'
import { attestation } from './questionnaire/attestation.ts'
import { client, responseTypes } from './questionnaire/client.ts'
import { company } from './questionnaire/company.ts'
import {
  type Answers,
  type Field,
  type Found,
  given,
  isList,
  type Judging,
  type Part,
  type PayerFacts,
  quoted,
} from './questionnaire/field.ts'
import { privacy } from './questionnaire/privacy.ts'
import { technical } from './questionnaire/technical.ts'
import type { Problem } from './refused.ts'

export { brandsOf } from './questionnaire/appName.ts'
export { signedFields, termsVersion } from './questionnaire/attestation.ts'
export {
  type Answers,
  type Choice,
  type Field,
  type Found,
  isList,
  type Part,
  type PayerFacts,
} from './questionnaire/field.ts'

/** Counts up with every change of the data; submissions keep the version they were made with. */
export const questionnaireVersion = 3

export const parts: readonly Part[] = [company, app, client, technical, privacy, attestation]
export const fields: readonly Field[] = parts.flatMap((part) => part.fields)

export function partOf(id: string): Part | undefined {
  return parts.find((part) => part.id === id)
}

export function fieldOf(id: string): Field | undefined {
  return [...fields, responseTypes].find((field) => field.id === id)
}

/** Whether the question is asked, given the other answers. */
export function applies(field: Field, answers: Answers): boolean {
  if (!field.when) return true
  const { field: names, is } = field.when
  return names.split('|').some((name) => given(answers, name).some((value) => is.includes(value)))
}

/** Whether the question was added after a version of the questionnaire; nothing is new to those who begin now. */
export function isNewSince(field: Field, version: number = questionnaireVersion): boolean {
  return (field.since ?? 1) > version
}

/** The answers a form may carry: known fields only, of the right shape. Nothing is judged here: a draft keeps anything. Files come another way. */
export function readAnswers(part: Part, form: Record<string, string | string[]>): Answers {
  return Object.fromEntries(
    part.fields
      .filter(({ type }) => type !== 'file')
      .map((field) => [field.id, readAnswer(field, [form[field.id] ?? []].flat())]),
  )
}

const longestDraft = 10_000

function readAnswer(field: Field, typed: readonly string[]): string | string[] {
  const clean = typed.map((value) => value.replaceAll('\r\n', '\n').replaceAll('\0', ''))
  if (field.type === 'many') return clean
  if (!isList(field)) return (clean[0] ?? '').slice(0, longestDraft)
  return clean.flatMap((text) => text.slice(0, 100_000).split('\n')).filter((line) => line.trim() !== '')
}

/** Kept beside the answers, because it decides what is asked: how the registration that this one takes the place of ended. */
export const registersAgain = 'registers_again'

/** What was asked and answered, each as it is kept; follow-ups that were not asked are left behind. */
export function frozenAnswers(answers: Answers): Answers {
  const asked = fields.filter((field) => applies(field, answers) && answers[field.id] !== undefined)
  const kept = asked.map((field) => [field.id, storedAnswer(field, answers[field.id] as Answers[string])])
  const context = answers[registersAgain] ? [[registersAgain, answers[registersAgain]]] : []
  return Object.fromEntries([...context, ...kept])
}

/** An answer as it is kept once it is right: without blanks around it, numbers in E.164, lists as lists. */
export function storedAnswer(field: Field, value: Answers[string]): string | string[] {
  const all = [value].flat()
  if (field.type === 'many') return [...new Set(all)]
  if (isList(field)) return all
  const text = (all[0] ?? '').trim()
  return field.type === 'tel' ? storedPhone(text) : text
}

const neutral: PayerFacts = { brands: brandsOf('') }

/** Everything that is still wrong or missing, in the order of the form. Empty: the part may be submitted. */
export function problemsOf(
  asked: readonly Field[],
  answers: Answers,
  payer: PayerFacts = neutral,
): Problem[] {
  return asked
    .filter((field) => applies(field, answers))
    .flatMap((field) =>
      findingsOf(field, { answers, ...payer }).map(({ message }) => ({ field: field.id, message })),
    )
}

/** What is wrong with the answer to one question, asked or not. */
export function findingsOf(field: Field, judging: Judging): Found[] {
  const answered = answeredIn(field, judging.answers)
  if (answered.length === 0)
    return field.optional || field.mayBeEmpty?.(judging.answers) ? [] : [missing(field)]
  const shape = shapeProblem(field, answered)
  return shape ? [shape] : (field.check?.(answered, judging) ?? [])
}

/** What does not stand in the way of an answer, but will be looked at. */
export function warningsOf(field: Field, judging: Judging): Found[] {
  const answered = answeredIn(field, judging.answers)
  return answered.length > 0 ? (field.warn?.(answered, judging) ?? []) : []
}

/** An entry of a list that is blank is an entry; a blank text is no answer. */
function answeredIn(field: Field, answers: Answers): string[] {
  return given(answers, field.id).filter((each) => (isList(field) ? each !== '' : each.trim() !== ''))
}

function shapeProblem(field: Field, answered: readonly string[]): Found | null {
  const first = answered[0] as string
  switch (field.type) {
    case 'text':
      return lineProblem(field.label, first, field.min ?? 1, field.max)
    case 'paragraph':
      return textProblem(field.label, first, field.min ?? 1, field.max)
    case 'email':
      return emailProblem(first)
    case 'tel':
      return phoneProblem(first)
    case 'url':
      return urlProblem(field.label, first, field.max)
    case 'tick':
      return first === field.value ? null : missing(field)
    case 'file':
      return field.kinds.includes(readFileAnswer(first)?.kind as FileKind) ? null : missing(field)
    case 'lines':
    case 'emails':
      return linesProblem(field, answered)
    case 'yesno':
      return ['yes', 'no'].includes(first) ? null : notAChoice(field)
    default:
      return chosenProblem(field, answered)
  }
}

function linesProblem(field: Extract<Field, { most: number }>, lines: readonly string[]): Found | null {
  if (lines.length > field.most)
    return { code: 'too_many', message: `${question(field)}: at most ${field.most} (now ${lines.length})` }
  if (lines.some((line) => line.length > field.max))
    return { code: 'too_long', message: `${question(field)}: shorten each line to ${field.max} characters` }
  if (field.type === 'lines') return null
  const wrong = lines.find((line) => emailProblem(line.trim()))
  return wrong === undefined
    ? null
    : { code: 'email', message: `${question(field)}: ${quoted(wrong)} is not an e-mail address` }
}

function chosenProblem(
  field: Extract<Field, { choices: unknown }>,
  answered: readonly string[],
): Found | null {
  if (field.type === 'one' && answered.length > 1) return notAChoice(field)
  return answered.every((each) => field.choices.some((choice) => choice.value === each))
    ? null
    : notAChoice(field)
}

const question = ({ label }: Field) => label.replace(/[?.]$/, '')
const notAChoice = (field: Field): Found => ({ ...missing(field), code: 'choice' })

function missing(field: Field): Found {
  const how = {
    ...{ many: 'Choose at least one', yesno: 'Choose an answer', one: 'Choose an answer' },
    ...{ tick: 'Tick the box', file: 'Choose a file' },
  } as const
  const verb = field.type in how ? how[field.type as keyof typeof how] : 'Fill in'
  return { code: 'required', message: `${verb}: ${question(field)}` }
}

/** An answer as people read it. */
export function answerText(field: Field, value: string | readonly string[] | undefined): string {
  const all = [value ?? []].flat()
  switch (field.type) {
    case 'yesno':
      return all[0] === 'yes' ? 'Yes' : all[0] === 'no' ? 'No' : ''
    case 'one':
    case 'many':
      return all
        .map((each) => field.choices.find((choice) => choice.value === each)?.label ?? each)
        .join(', ')
    case 'tick':
      return all[0] ? field.statement : ''
    case 'tel':
      return shownPhone(all[0] ?? '')
    case 'file': {
      const file = readFileAnswer(all[0])
      return file ? fileText(file) : ''
    }
    default:
      return all.join('\n')
  }
}
