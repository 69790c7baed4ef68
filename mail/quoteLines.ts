// What each line of a mail is, in one pass: no rule looks back, and none looks further than a few lines ahead.
import * as words from './quoteWords.ts'

export type LineKind =
  | 'empty'
  | 'quote'
  /** "On 12 March Ada wrote:", also over several lines. */
  | 'marker'
  /** From here on all is the mail that was answered. */
  | 'original'
  | 'forward'
  | 'phone'
  /** A line that parts a signature from the text (RFC 3676 4.3), or a longer rule. */
  | 'delimiter'
  | 'rule'
  /** What a program adds around a signed text. */
  | 'armour'
  | 'text'

type Found = { kind: LineKind; count: number }

/** What follows is only parted into quotations and text: a person writes less, and each rule costs time. */
const mostLines = 5_000

function plainKind(line: string): LineKind {
  if (line === '') return 'empty'
  return line.startsWith('>') ? 'quote' : 'text'
}

/** The kind of each line; `known` are those that the mail's HTML gave away. Linear. */
export function lineKinds(
  lines: readonly string[],
  known: ReadonlyMap<number, LineKind> = new Map(),
): LineKind[] {
  const looked = lines.map((line) => line.slice(0, 500).replace(unseen, ' ').trim())
  const kinds: LineKind[] = []
  const set = fenced(looked)
  while (kinds.length < lines.length) {
    const at = kinds.length
    const given = known.get(at) ?? set[at] ?? (at < mostLines ? undefined : plainKind(looked[at]!))
    const { kind, count } = given ? { kind: given, count: 1 } : kindAt(looked, at)
    for (let i = 0; i < count; i++) kinds.push(kind)
  }
  return spilled(looked, kinds)
}

const unseen = /[\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Lines whose kind their surroundings decide: code between ``` is text, and so is nothing of a PGP armour (RFC 4880 6.2). */
function fenced(lines: string[]): (LineKind | undefined)[] {
  const kinds: (LineKind | undefined)[] = []
  const fill = (from: number, to: number, kind: LineKind) => {
    for (let at = from; at <= to; at++) kinds[at] = kind
  }
  let fence = -1
  let armour = -1
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('```')) {
      if (fence >= 0) fill(fence, at, 'text')
      fence = fence >= 0 ? -1 : at
    } else if (/^-{5}BEGIN PGP SIGN/.test(line)) armour = at
    else if (armour >= 0 && ((line === '' && /MESSAGE-/.test(lines[armour]!)) || /^-{5}END PGP/.test(line))) {
      fill(armour, at, 'armour')
      armour = -1
    }
  }
  return kinds
}

function kindAt(lines: string[], at: number): Found {
  const line = lines[at]!
  const one = (kind: LineKind): Found => ({ kind, count: 1 })
  if (line === '') return one('empty')
  if (words.replyAbove.test(line)) return one('original')
  if (/^(>|\|\s?>)/.test(line)) return one('quote')
  if (/^[-\u2010-\u2015]{2}$|^--\s?$|^\u2014$/.test(line)) return one('delimiter')
  const wrapped = markerLines(lines, at)
  if (wrapped > 0) return { kind: 'marker', count: wrapped }
  const named = line.replace(/^[-_=*\s>]{1,60}|[-_=*\s:<]{1,60}$/g, '')
  const dashed = /^[-_=*]{2}/.test(line)
  if (words.forwarded.test(named) && (dashed || /:$/.test(line))) return one('forward')
  if (dashed && words.original.test(named)) return one('original')
  if (headerBlockAt(lines, at)) return one('original')
  if (/^([-_=+~*#\u2014\u2500]\s?){2,}$/.test(line)) return one('rule')
  if (!isPhone(line)) return one('text')
  return one(words.outlookMobile.test(line) ? 'original' : 'phone')
}

function isPhone(line: string): boolean {
  return line.length <= 160 && words.phoneLine.test(line) && words.deviceWord.test(line)
}

const address = /[^\s<>"'()[\]]{1,80}@[^\s<>"'()[\]]{1,120}/
const clock = /\b\d{1,2}\s?[:.h]\s?\d{2}\b/
const dateOrYear =
  /\b(19|20)\d\d\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b|\b\d{1,2}\. ?\p{L}{3,}|\p{L}{3,9}\.? \d{1,2}\b|\d{1,2} \p{L}{3,}|月/u
const mostMarkerLines = 6

/** The number of lines of the marker that begins here, 0 when none does. A marker may be wrapped anywhere. */
function markerLines(lines: string[], at: number): number {
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

function nextLine(lines: string[], from: number): number {
  let at = from
  while (at < from + 4 && lines[at] === '') at++
  return at
}

const mostHeaderLines = 10

/** The block of headers over an original: three kinds of them, fewer under a rule or when they hold what they should. */
function headerBlockAt(lines: string[], at: number): boolean {
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

/** What wrapping pushed out of a quotation, and bare links between its lines, belong to it. */
function spilled(lines: string[], kinds: LineKind[]): LineKind[] {
  const whole = [...kinds]
  for (let at = 1; at < kinds.length; at++) {
    if (kinds[at] !== 'text' || whole[at - 1] === 'text') continue
    const token = /^[^\s]*[=/_&%)>][^\s]*$/.test(lines[at]!)
    const link = /^[(<[]?(https?:|mailto:|www\.)\S+[)>\]]?\s{0,3}>?$/i.test(lines[at]!)
    const long = whole[at - 1] === 'quote' && (token || lines[at - 1]!.length >= 60) && lines[at]!.length < 60
    const next = [kinds[at + 1], kinds[at + 1] === 'text' ? kinds[at + 2] : undefined]
    const before = whole[at - 1] === 'empty' ? whole[at - 2] : whole[at - 1]
    if (before === 'quote' && ((link && next.includes('quote')) || (long && next[0] === 'quote')))
      whole[at] = 'quote'
  }
  return whole
}
