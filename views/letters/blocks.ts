// What a letter is made of. Plain text and HTML are both rendered from these, so that they cannot say different things.
import type { Asked } from '../../src/rules/letters.ts'

export type Words = string | readonly (string | { strong: string })[]

export type Block =
  | { kind: 'paragraph'; words: Words }
  | { kind: 'facts'; title?: string; facts: readonly Fact[] }
  | { kind: 'questions'; questions: readonly Asked[] }
  | { kind: 'list'; title: string; about: string; items: readonly Item[] }
  | { kind: 'button'; label: string; href: string }
  | { kind: 'note'; title: string; words: string }
  | { kind: 'signature'; lines: readonly string[] }
  | { kind: 'small'; words: string }
export type Fact = { label: string; words: string }
/** A thing to open, and why; `href` is where. */
export type Item = { label: string; words: string; href: string }

export type Composition = {
  /** Subject and heading, without the number. */
  title: string
  /** 'REG-2026-000412'; null in letters about an account. */
  number: string | null
  greeting: string | null
  blocks: readonly Block[]
  footer: { words: string; link: { label: string; href: string } }
}

export function paragraph(...words: readonly (string | { strong: string })[]): Block {
  return { kind: 'paragraph', words }
}

export function strong(words: string): { strong: string } {
  return { strong: words }
}

/** What a person wrote, as paragraphs: an empty line separates them. */
export function written(text: string): Block[] {
  const paragraphs = text.split(/\n{2,}/).map((each) => each.trim())
  return paragraphs.filter(Boolean).map((each) => paragraph(each))
}

export function facts(pairs: Readonly<Record<string, string>>, title?: string): Block {
  return { kind: 'facts', title, facts: Object.entries(pairs).map(([label, words]) => ({ label, words })) }
}

/** The words alone, without emphasis. */
export function plain(words: Words): string {
  if (typeof words === 'string') return words
  return words.map((part) => (typeof part === 'string' ? part : part.strong)).join('')
}
