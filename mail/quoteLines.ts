// What each line of a mail is, in one pass: no rule looks back, and none looks further than a few lines ahead.
import { headerBlockAt } from './quoteHeaders.ts'
import { markerLines } from './quoteMarker.ts'
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
  const said = line.replace(/\s?[<(]https?:\/\/[^\s<>()]{1,200}[>)]$/, '')
  const own = /^sent from my [^\s,]{1,20}( [^\s,]{1,20}){0,4}($|[,.;] {0,3}(please )?(excuse|pardon))/i.test(
    said,
  ) // whatever thing it is
  return line.length <= 300 && words.phoneLine.test(said) && (own || words.deviceWord.test(said))
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
