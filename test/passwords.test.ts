import { describe, expect, test } from 'vitest'
import { checkPassword, hashPassword, nobodysHash, passwordProblem } from '../src/http/passwords.ts'

const about = ['Ada Moreno', 'Harborlight Health, Inc.', 'ada@harborlight.example', 'Northfield Health Plan']

describe('a password', () => {
  test.for([
    ['sunflower77', 'at least 12 characters'],
    ['', 'at least 12 characters'],
    ['x'.repeat(201), 'at most 200 characters'],
    ['abababababababab', 'lists that attackers try'],
    ['unbelievable', 'lists that attackers try'],
    ['harborlight12', 'too close to your name'],
    ['Moreno-Northfield', 'too close to your name'],
  ] as const)('%s is refused with a reason', ([password, reason]) => {
    expect(passwordProblem(password, about)).toContain(reason)
  })

  test.for([
    'four unrelated words',
    'Tr0ub4dor&3 x2',
    'ünïcödé wörds 12',
    '   spaces count   ',
    'harborlight four unrelated',
  ])('%s is good: length counts, not composition', (password) =>
    expect(passwordProblem(password, about)).toBeNull(),
  )

  test('is kept as argon2id with the cost that was chosen, and never twice the same', async () => {
    const [one, other] = await Promise.all([
      hashPassword('four unrelated words'),
      hashPassword('four unrelated words'),
    ])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(other).not.toBe(one)
    expect(await checkPassword(one, 'four unrelated words')).toBe(true)
    expect(await checkPassword(one, 'Four unrelated words')).toBe(false)
    expect(await checkPassword(one, ' four unrelated words')).toBe(false)
  })

  test('nobody can sign in to an account that does not exist, and finding that out takes as long', async () => {
    const stored = await hashPassword('four unrelated words')
    await nobodysHash()
    const known: number[] = []
    const unknown: number[] = []
    for (let pair = 0; pair < 21; pair++) {
      known.push(await timeOf(() => checkPassword(stored, `wrong ${pair}`)))
      unknown.push(await timeOf(() => checkPassword(null, `wrong ${pair}`)))
    }
    expect(await checkPassword(null, '')).toBe(false)
    // Without the second hash it would take microseconds; half leaves room for a busy machine.
    expect(medianOf(unknown)).toBeGreaterThan(medianOf(known) / 2)
  })
})

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

function medianOf(times: number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] as number
}
