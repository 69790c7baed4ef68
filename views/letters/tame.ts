// Letters carry names that somebody typed. Here they become harmless, once, before any letter is composed.
import type { Letter } from '../../src/rules/letters.ts'

const typed = 'number app company owner name reviewer sender from about'
const names: ReadonlySet<string> = new Set(typed.split(' '))

/** The same letter: every name on one line and no longer than a name, every text without hidden characters. */
export function tame<L extends Letter>(letter: L): L {
  return tamed(letter, '') as L
}

function tamed(value: unknown, key: string): unknown {
  if (typeof value === 'string') return names.has(key) ? nameOf(value) : textOf(value)
  if (Array.isArray(value)) return value.map((each) => tamed(each, key))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([inner, each]) => [inner, tamed(each, inner)]))
}

/** One line without control characters or anything invisible, for a header. */
export function oneLine(text: string, length: number): string {
  const characters = [...visible(text).replace(/\s+/g, ' ').trim()]
  if (characters.length <= length) return characters.join('')
  const begin = characters.slice(0, length - 1).join('')
  return `${begin.trimEnd()}…`
}

function nameOf(text: string): string {
  return unlinked(oneLine(text, 100)) || 'unnamed'
}

function textOf(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => visible(line).trimEnd())
    .join('\n')
}

/** Mail programs make links of names like evil.example; an invisible joiner stops them (SAFETY OUT-4). */
function unlinked(name: string): string {
  return name.replace(/\.(?=\p{L}{2})/gu, '.\u2060').replaceAll('://', ':\u2060//')
}

/** Without what turns the direction of a line or hides in it; joiners inside letters and emoji stay. */
function visible(text: string): string {
  return text
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
}
