// The block of headers that Outlook and others set over an original.
import { address, clock, dateOrYear, nextLine } from './quoteShapes.ts'
import * as words from './quoteWords.ts'

const mostHeaderLines = 10

/** The block of headers over an original: three kinds of them, fewer under a rule or when they hold what they should. */
export function headerBlockAt(lines: string[], at: number): boolean {
  const ruled = /^([-_=*]\s?){3,}$/.test(lines[at]!)
  const start = ruled ? nextLine(lines, at + 1) : at
  if (!headerName(lines[start])) return !ruled && lotusBlockAt(lines, at)
  const seen = new Map<words.HeaderName, string>()
  for (let i = start, gaps = 0; i < start + mostHeaderLines && i < lines.length && gaps < 2; i++) {
    gaps = lines[i] === '' ? gaps + 1 : 0
    const name = headerName(lines[i])
    if (name && !seen.has(name))
      seen.set(name, `${lines[i]} ${headerName(lines[i + 1]) ? '' : (lines[i + 1] ?? '')}`)
  }
  const kinds = seen.size - (seen.has('copy') ? 1 : 0)
  const filled = dateOrYear.test(seen.get('date') ?? '') && /\d/.test(seen.get('date') ?? '')
  const addressed = address.test(`${seen.get('from') ?? ''} ${seen.get('to') ?? ''}`)
  return kinds >= 3 || (kinds === 2 && (ruled || (filled && addressed)))
}

function headerName(line: string | undefined): words.HeaderName | undefined {
  if (!line || !/[:：]/.test(line.slice(0, 30))) return undefined
  return words.headerLines.find(([, pattern]) => pattern.test(line))?.[0]
}

/** Lotus Notes: a sender, a date, then "To", "cc" and "Subject" in a column without colons. */
function lotusBlockAt(lines: string[], at: number): boolean {
  if (!address.test(lines[at]!) && !/^".{1,80}"$|\/[A-Z].{0,60}@/.test(lines[at]!)) return false
  const below = lines.slice(at + 1, at + 12)
  const has = (pattern: RegExp) => below.some((line) => pattern.test(line))
  const dated = lines.slice(at, at + 4).some((line) => dateOrYear.test(line) && clock.test(line))
  return (
    dated && has(/^(to|an|à|para)$|^(to|an|à|para)\s+\S/i) && has(/^(subject|betreff|objet|asunto)(\s+\S|$)/i)
  )
}
