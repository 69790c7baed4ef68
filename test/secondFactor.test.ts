// The second factor as rules: RFC 6238's own vectors, sealing, and recovery codes.
import { expect, test } from 'vitest'
import { codeAt, newKey, openKey, sealKey, stepAt, stepOf } from '../src/http/secondFactor.ts'
import { newRecoveryCodes, readRecoveryCode, recoveryHash } from '../src/rules/recoveryCodes.ts'
import { open, seal } from '../src/rules/sealed.ts'

/** '12345678901234567890' in base 32: the key of RFC 6238 appendix B. */
const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const secret = 'an application secret of the tests, long enough'

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at second %i the code is %s (RFC 6238 appendix B, its last six digits)', (second, code) => {
  const now = new Date(second * 1000)
  expect(codeAt(key, stepAt(now))).toBe(code)
  expect(stepOf(key, code, now)).toBe(stepAt(now))
})

test.each([
  [-2, false],
  [-1, true],
  [0, true],
  [1, true],
  [2, false],
])('the code of %i steps away counts: %s', (away, counts) => {
  const now = new Date('2026-11-02T15:14:15Z')
  const step = stepAt(now) + away
  expect(stepOf(key, codeAt(key, step), now)).toBe(counts ? step : null)
})

test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345'])('%j is no code', (typed) => {
  expect(stepOf(key, typed, new Date())).toBeNull()
})

test('a key is 160 random bits', () => {
  const keys = new Set(Array.from({ length: 50 }, newKey))
  expect(keys.size).toBe(50)
  for (const each of keys) expect(each).toMatch(/^[A-Z2-7]{32}$/)
})

test('a sealed key opens for its own person and under its own secret alone', () => {
  const sealed = sealKey(key, 7, secret)
  expect(sealed).not.toContain(key)
  expect(sealKey(key, 7, secret)).not.toBe(sealed)
  expect(openKey(sealed, 7, secret)).toBe(key)
  expect(openKey(sealed, 8, secret)).toBeNull()
  expect(openKey(sealed, 7, `${secret}!`)).toBeNull()
})

test('what was sealed and then changed in any byte does not open', () => {
  const sealed = seal('value', 'place', secret)
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ 1
    expect(open(`v1.${changed.toString('base64url')}`, 'place', secret)).toBeNull()
  }
  for (const odd of ['', 'v1.', 'v2.AAAA', sealed.slice(0, 20), `${sealed}=`])
    expect(open(odd, 'place', secret)).toBeNull()
})

test('recovery codes are ten, different, and read however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) {
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}$/)
    const plain = code.replaceAll('-', '')
    for (const typed of [
      code,
      code.toUpperCase(),
      plain,
      code.replaceAll('-', ' '),
      ` ${code} `,
      code.replaceAll('0', 'O'),
    ])
      expect(readRecoveryCode(typed)).toBe(plain)
    expect(recoveryHash(code, 1, secret)).toBe(recoveryHash(plain.toUpperCase(), 1, secret))
    expect(recoveryHash(code, 1, secret)).not.toBe(recoveryHash(code, 2, secret))
  }
  for (const odd of ['', '123456', 'u'.repeat(12), 'a'.repeat(13)]) expect(readRecoveryCode(odd)).toBeNull()
})
