// "On 12 March 2026 Ada wrote:" in any language, wrapped anywhere.
import { address, clock, dateOrYear, nextLine } from './quoteShapes.ts'
import * as words from './quoteWords.ts'

const mostMarkerLines = 6

/** The number of lines of the marker that begins here, 0 when none does. A marker may be wrapped anywhere. */
export function markerLines(lines: string[], at: number): number {
  const first = lines[at]!.replace(/^[-_*\s]{1,20}/, '')
  const stamped = clock.test(first) && dateOrYear.test(first)
  if (!stamped && !(words.opening.test(first) && /\d/.test(first))) return soleMarker(lines, at) ? 1 : 0
  let joined = ''
  for (let count = 1, seen = 0; seen < mostMarkerLines && at + count <= lines.length; count++) {
    const line = lines[at + count - 1]!
    if (line === '' && lines[at + count] === '<') continue
    const ended =
      line === '' || (line.startsWith('>') && !endOfMarker.test(line)) || (count > 1 && beginsAnew(line))
    if (ended)
      return bareDate(joined) && (lines[nextLine(lines, at + count - 1)] ?? '').startsWith('>') ? seen : 0
    joined = `${joined} ${line}`.slice(0, 600).trim()
    if (endsMarker(joined) && isMarker(joined)) return count
    seen++
  }
  return 0
}

/** Wrapping may leave the ">" of an address at the beginning of the marker's last line. */
const endOfMarker = /^>\s?([^>]{1,30})?[:：]$/

/** The real marker begins further down: what stands above it is a sentence. */
function beginsAnew(line: string): boolean {
  return /^(on|am|le|el|il|op|em)\s/i.test(line) && words.opening.test(line) && dateOrYear.test(line)
}

/** "2011/4/7 Ada <ada@…>" without a colon; it counts only where the quotation begins right below. */
function bareDate(joined: string): boolean {
  return /^\d{4}[-/.]\d/.test(joined) && address.test(joined.slice(-200)) && joined.endsWith('>')
}

function endsMarker(joined: string): boolean {
  return /[:：]\s*(\*|-{2,}|<\/?)?$/.test(joined) || /-{2,20}$/.test(joined) || writesLast(joined)
}

function writesLast(joined: string): boolean {
  return (
    words.writing.test(joined.slice(-16)) && /[^\s,.;!?]$/.test(joined) && !/\b(sent|writes)$/i.test(joined)
  )
}

/** A date, and who wrote; or, in any language, a time and an address right before the colon. */
function isMarker(joined: string): boolean {
  if (!dateOrYear.test(joined) && !clock.test(joined)) return false
  const named = bracketed.test(joined.slice(-300))
  if (named && (clock.test(joined) || /^\d{4}/.test(joined)) && addressLast.test(joined.slice(-300)))
    return true
  return words.writing.test(named ? joined : joined.slice(-70)) && (named || !unsure.test(joined))
}

const bracketed = new RegExp(`[<("'\\[](mailto:)?[^<>()]{0,100}?${address.source}|\\bmailto:`)
const addressLast = new RegExp(`${address.source}[\\s>)\\]"']{1,20}.{0,40}[:：]$`)
/** Verbs that people also use of themselves, and sentences that only look like a marker. */
const unsure = /\b(sent|writes|pisze|пишет)\b|\b(we|i|they) (sent|wrote)\b|following/i

/** A marker on one line without a date before: "Ada <ada@…> wrote:", "Quoting Ada:", "---- Ada wrote ----". */
function soleMarker(lines: string[], at: number): boolean {
  const line = lines[at]!
  if (/^-{2,10}\s.{1,200}\s-{2,10}$/.test(line) && words.writing.test(line)) return true
  if (!/[:：]$/.test(line) || line.length > 300) return false
  const quoting = /^(quoting|zitat von|citando|citation de|citato da|citerar)\s/i.test(line)
  const below = lines[nextLine(lines, at + 1)] ?? ''
  if (quoting || words.writing.test(line.slice(-24))) return below.startsWith('>') || address.test(line)
  return words.writing.test(line) && address.test(line)
}
