// A letter as plain text, wrapped at 72 columns. Links stand on their own line, so that no mail program cuts them.
import type { Asked } from '../../src/rules/letters.ts'
import { type Block, type Composition, type Fact, type Item, plain } from './blocks.ts'

const columns = 72

export function letterText({ greeting, blocks, footer }: Composition): string {
  const words = `${footer.words} ${footer.link.label}:`
  const end = `-- \n${wrap(words)}\n${footer.link.href}` // the line that mail programs cut at (RFC 3676 4.3)
  const begin = greeting === null ? [] : [wrap(greeting)]
  return `${[...begin, ...blocks.map(blockText), end].join('\n\n')}\n`
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return wrap(plain(block.words))
    case 'facts':
      return [...(block.title ? [block.title] : []), ...block.facts.map(factText)].join('\n')
    case 'questions':
      return block.questions.map(questionText).join('\n\n')
    case 'list':
      return [wrap(`${block.title}\n${block.about}`), ...block.items.map(itemText)].join('\n\n')
    case 'button':
      return `${wrap(`${block.label}:`)}\n${block.href}`
    case 'note':
      return wrap(`${block.title}\n${block.words}`)
    case 'signature':
      return block.lines.map((line) => wrap(line)).join('\n')
    case 'small':
      return wrap(block.words)
  }
}

function factText({ label, words }: Fact): string {
  return wrap(`${label}: ${words}`, '', '   ')
}

function itemText({ label, words, href }: Item): string {
  return `${wrap(`${label}:`)}
${href}
${wrap(words)}`
}

function questionText({ about, question }: Asked, index: number): string {
  const number = `${index + 1}. `
  return wrap(about ? `${about}\n${question}` : question, number, ' '.repeat(number.length))
}

/** Wraps every line of a text; the very first one begins with `first`, all others with `indent`. */
function wrap(text: string, first = '', indent = first): string {
  const room = columns - indent.length
  const lines = text.split('\n').flatMap((line) => wrapLine(line, room))
  return lines.map((line, index) => `${index === 0 ? first : indent}${line}`.trimEnd()).join('\n')
}

function wrapLine(line: string, room: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(/\s+/).flatMap((long) => pieces(long, room))) {
    if (current.length > 2 && current.length + 1 + word.length > room) {
      lines.push(current)
      current = word
    } else current = current ? `${current} ${word}` : word
  }
  return [...lines, current]
}

/** A word longer than a line comes in pieces; an address stays whole, or it would not work. */
function pieces(word: string, room: number): string[] {
  if (word.length <= room || /https?:\/\//.test(word)) return [word]
  return word.match(/.{1,32}/gsu) ?? []
}
