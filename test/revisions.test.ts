import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Answers,
  applies,
  fieldOf,
  fields,
  isList,
  parts,
  readAnswers,
  storedAnswer,
} from '../src/rules/questionnaire.ts'
import { differencesOf } from '../src/rules/revisions.ts'
import { answers } from './people.ts'

/** Answers of the right shape, as a form may carry them. */
const anyAnswers = fc.record(
  Object.fromEntries(
    fields.map((field) => {
      if (field.type === 'yesno') return [field.id, fc.constantFrom('yes', 'no', '')]
      if (field.type === 'one')
        return [field.id, fc.constantFrom('', ...field.choices.map(({ value }) => value))]
      if (field.type === 'many') return [field.id, fc.subarray(field.choices.map(({ value }) => value))]
      if (field.type === 'tick') return [field.id, fc.constantFrom('', field.value)]
      const line = fc.stringMatching(/^[A-Za-z0-9:/.,@ -]{0,30}$/).map((text) => text.trim())
      if (isList(field))
        return [
          field.id,
          fc.array(
            line.filter((text) => text !== ''),
            { maxLength: 4 },
          ),
        ]
      return [field.id, line]
    }),
  ),
) as fc.Arbitrary<Answers>

describe('what changed between two revisions', () => {
  test('nothing between a revision and itself; each changed answer once, in the order of the form', () => {
    expect(differencesOf(answers, answers)).toEqual([])
    const after = {
      ...answers,
      carin: 'no',
      org_country: 'Canada',
      redirect_uris: ['https://new.example/cb'],
    }
    expect(
      differencesOf(answers, after).map(({ field, before, after: now }) => [field.id, before, now]),
    ).toEqual([
      ['org_country', 'United States', 'Canada'],
      ['redirect_uris', 'https://harborlight.example/oauth/callback', 'https://new.example/cb'],
      ['carin', 'We follow it, without being listed', 'No'],
    ])
  })

  test('is the same the other way round, with before and after exchanged', () => {
    fc.assert(
      fc.property(anyAnswers, anyAnswers, (one, other) => {
        const there = differencesOf(one, other).map(({ field, before, after }) => [field.id, before, after])
        const back = differencesOf(other, one).map(({ field, before, after }) => [field.id, after, before])
        expect(there).toEqual(back)
      }),
      { numRuns: 200 },
    )
  })
})

describe('form, answers, form', () => {
  const formOf = (given: Answers) =>
    Object.fromEntries(
      Object.entries(given).map(([id, value]) => [
        id,
        fields.find((field) => field.id === id)?.type === 'many' ? [value].flat() : [value].flat().join('\n'),
      ]),
    )
  const readBack = (given: Answers) =>
    Object.assign({}, ...parts.map((part) => readAnswers(part, formOf(given))))

  test('what a form shows comes back as it was, and keeping it twice changes nothing more', () => {
    fc.assert(
      fc.property(anyAnswers, (given) => {
        const typed = Object.entries(given).filter(([id]) => fieldOf(id)?.type !== 'file')
        expect(readBack(given)).toEqual(Object.fromEntries(typed))
        for (const field of fields.filter((each) => applies(each, given))) {
          const once = storedAnswer(field, given[field.id] as Answers[string])
          expect(storedAnswer(field, once)).toEqual(once)
        }
      }),
      { numRuns: 200 },
    )
  })
})
