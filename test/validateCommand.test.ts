import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const validate = (input: string, ...flags: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/commands/validate.ts', ...flags], {
    encoding: 'utf8',
    input,
  })

test('npm run validate answers each line in order with what is wrong, what is looked at, and what would be kept', () => {
  const questions = [
    { id: 1, field: 'redirect_uris', value: ['https://a.example/cb#x'], answers: { platforms: ['web'] } },
    { id: 'two', field: 'contact_phone', value: '(919) 555-0142', unknown: true },
    { id: 3, field: 'no_such_field', value: 'x' },
    { id: 4, field: 'platforms', value: 'ios' },
    { id: 5, field: 'pkce_s256', value: 'no' },
    { id: 6, field: 'app_name', value: { a: 1 } },
  ]
  const { stdout, status } = validate(
    `${questions.map((each) => JSON.stringify(each)).join('\n')}\nnot json\n`,
    '--jsonl',
  )
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(status).toBe(0)
  expect(lines).toMatchObject([
    { id: 1, ok: false, problems: [{ code: 'fragment' }], warnings: [], value: ['https://a.example/cb#x'] },
    { id: 'two', ok: true, problems: [], value: '+19195550142' },
    { id: 3, error: expect.stringContaining('no_such_field') },
    { id: 4, ok: true, value: ['ios'] },
    { id: 5, ok: true, warnings: [{ code: 'pkce' }], value: 'no' },
    { id: 6, error: expect.any(String) },
    { id: null, error: 'The line is not JSON.' },
  ])
})

test('called any other way it says how to call it', () => {
  const { status, stderr } = validate('')
  expect([status, stderr]).toEqual([2, expect.stringContaining('Usage: npm run -s validate')])
})
