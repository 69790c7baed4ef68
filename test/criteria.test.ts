import { describe, expect, test } from 'vitest'
import { classOf, criteria, criteriaOf } from '../src/rules/criteria.ts'
import { fields } from '../src/rules/questionnaire.ts'

describe('the review criteria (DOMAIN 3.2)', () => {
  test('are ten of security, five technical ones and nine of privacy, each once', () => {
    const ids = criteria.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(criteriaOf('SEC').map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, n) => `SEC-${String(n + 1).padStart(2, '0')}`),
    )
    expect(criteriaOf('TEC').map(({ id }) => id)).toEqual(Array.from({ length: 5 }, (_, n) => `TEC-${n + 1}`))
    expect(criteriaOf('PRV').map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, n) => `PRV-${n + 1}`))
  })

  test('each says when it is met and what shows it', () => {
    for (const { met, evidence, title } of criteria) {
      expect(met).toMatch(/^[A-Z].*\.$/)
      expect(evidence.length).toBeGreaterThan(0)
      expect(title).not.toBe('')
    }
  })

  test('every criterion that a question names exists', () => {
    const known = new Set<string>(criteria.map(({ id }) => id))
    expect(fields.flatMap(({ criterion }) => criterion ?? []).filter((id) => !known.has(id))).toEqual([])
    expect(criteria.map(classOf)).toContain('PRV')
  })
})
