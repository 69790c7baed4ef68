import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { below, type Table } from '../../mail/score.ts'

const folder = mkdtempSync(join(tmpdir(), 'mail-commands-'))
const file = (name: string) => join(folder, name)

beforeAll(() => {
  writeFileSync(file('one.eml'), 'From: Ada <ada@lovelace.example>\nSubject: Hi\n\nYes, ours.\n\n> Which?')
  writeFileSync(file('many.eml'), `To: ${'a@b.example,'.repeat(600)}\n\nHi`)
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(command: string, words: string[], input = '') {
  return spawnSync(process.execPath, ['--import', 'tsx', `src/commands/${command}.ts`, ...words], {
    encoding: 'utf8',
    input,
    env: { ...process.env, INIT_CWD: folder },
  })
}
const answers = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('mail:parse answers one line a file, in order, and goes on after what cannot be read', () => {
  const asked = run('mailParse', ['one.eml', 'missing.eml', '-', file('one.eml')], 'many.eml\n\none.eml\n')
  expect(asked.status).toBe(0)
  const read = answers(asked.stdout)
  expect(read.map(({ path }) => path)).toEqual([
    ...['one.eml', 'missing.eml', 'many.eml', 'one.eml', file('one.eml')],
  ])
  expect(read[0]).toEqual({
    ...{ path: 'one.eml', subject: 'Hi', from: 'ada@lovelace.example', text_reply: 'Yes, ours.' },
    ...{ body: 'Yes, ours.\n\n> Which?', attachments: [], auto: false, bounce: null, thread: null },
    ...{ kind: 'human', why: expect.any(String), error: null, ms: expect.any(Number) },
  })
  expect(read[1].error).toMatch(/no such file/)
  expect(read[2]).toMatchObject({ error: 'more than 500 addresses', text_reply: null })
})

test('the mail commands explain themselves when asked wrongly', () => {
  for (const words of [[], ['--help']]) {
    const asked = run('mailParse', words)
    expect([asked.status, asked.stdout]).toEqual([2, ''])
    expect(asked.stderr).toContain('Usage: npm run -s mail:parse')
  }
  expect(run('mailScore', [folder]).status).toBe(2)
})

test('mail:score names each figure below its bar', () => {
  const whole: Table = {
    ...{ subject: [1, 1], from: [1, 1], reply: [88, 100], f1: 96, f1n: 100, att: [99, 100], tnef: [12, 19] },
    ...{ 'auto+': [97, 100], 'auto-': [9, 9], 'bounce+': [97, 100], 'bounce-': [15, 16] },
    ...{ bstatus: [85, 100], brcpt: [92, 100], error: 0, missing: 0, hang: 0, max: 1_900 },
  }
  expect(below(whole, 10)).toEqual([])
  expect(below({ ...whole, reply: [87, 100], 'auto-': [8, 9], max: 2_001 }, 11)).toEqual([
    'reply text 87.0 % of at least 88.0 %',
    'mail of people taken for people 88.9 % of at least 100.0 %',
    'milliseconds of the slowest 2001 of at most 2000',
    'seconds for all 11 of at most 10',
  ])
})
