import {
  type Answers,
  brandsOf,
  type Field,
  fieldOf,
  findingsOf,
  isList,
  storedAnswer,
  warningsOf,
} from '../rules/questionnaire.ts'
import { answerLines, isMissing, isObject, type Question, Unclear } from './jsonLines.ts'

const usage = `Usage: npm run -s validate -- --jsonl < questions.jsonl > answers.jsonl
Reads one answer of the questionnaire a line and says what is wrong with it, in order (see CONTRACTS, validate).`

const brands = brandsOf('')

function read({ field: id, value, answers }: Question) {
  const field = typeof id === 'string' ? fieldOf(id) : undefined
  if (!field) throw new Unclear(`field: there is no question ${JSON.stringify(id) ?? 'without an id'}.`)
  const stored = storedAnswer(field, readValue(field, value))
  const judging = { answers: { ...readOthers(answers), [field.id]: stored }, brands }
  const problems = findingsOf(field, judging)
  return { ok: problems.length === 0, problems, warnings: warningsOf(field, judging), value: stored }
}

function readValue(field: Field, value: unknown): string | string[] {
  if (isMissing(value)) return isList(field) ? [] : ''
  const all = (Array.isArray(value) ? value : [value]).map(readText)
  if (isList(field)) return all
  if (all.length > 1) throw new Unclear('value: this question takes one answer.')
  return all[0] ?? ''
}

/** A tick may come as true, a number as a number. */
function readText(value: unknown): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Unclear('value: give a text or a list of texts.')
}

function readOthers(answers: unknown): Answers {
  if (isMissing(answers)) return {}
  if (!isObject(answers)) throw new Unclear('answers: give an object.')
  const entries = Object.entries(answers).filter(([, value]) => !isMissing(value) && !isObject(value))
  return Object.fromEntries(
    entries.map(([id, value]) => [id, Array.isArray(value) ? value.map(readText) : readText(value)]),
  )
}

await answerLines(usage, read)
