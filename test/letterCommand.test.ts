import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { samples } from '../views/letters/samples.ts'

const letter = (...words: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/commands/letter.ts', ...words], { encoding: 'utf8' })

test('npm run letter lists every letter, prints one as text or HTML, and names what it does not know', () => {
  const listed = letter()
  expect(listed.status).toBe(0)
  expect(
    listed.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual(Object.keys(samples))
  expect(letter('information_asked').stdout).toMatch(/^Subject: \[REG-2026-000412\].*\n\nHello Ada Moreno,/)
  expect(letter('information_asked', '--html').stdout).toMatch(/^<!doctype html>/i)
  const unknown = letter('nope')
  expect([unknown.status, unknown.stdout]).toEqual([2, ''])
  expect(unknown.stderr).toContain('There is no letter "nope".')
})
