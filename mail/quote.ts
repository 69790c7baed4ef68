import { type LineKind, lineKinds } from './quoteLines.ts'
import { splitSharedLines } from './sharedLine.ts'
import { signatureStart } from './signature.ts'

export type Reply = { body: string; quoted: string; quotedLines: number }

/**
 * Parts what a person wrote from what their program added: the mail it answers, a signature, a phone's own line. It
 * folds, it never deletes: body and quoted together hold every line. Forwards and answers written between the lines
 * stay whole, and so does a mail that would have no body left. `given` are kinds of lines that the HTML gave away.
 */
export function splitReply(text: string, given: ReadonlyMap<number, LineKind> = new Map()): Reply {
  const lines = given.size > 0 ? text.split('\n') : splitSharedLines(text.split('\n'))
  const folded = foldedLines(lines, lineKinds(lines, given))
  const kept = lines.filter((_, at) => !folded[at])
  const quoted = lines.filter((_, at) => folded[at])
  const blank = (line: string) => line.trim() === ''
  const nothing = quoted.every(blank) || kept.every(blank)
  if (nothing) return { body: text, quoted: '', quotedLines: 0 }
  return { body: kept.join('\n'), quoted: quoted.join('\n'), quotedLines: quoted.length }
}

/** Which lines are folded. */
function foldedLines(lines: string[], given: LineKind[]): boolean[] {
  const folded = given.map((kind) => kind === 'armour')
  const kinds = given.map((kind) => (kind === 'armour' ? 'empty' : kind))
  const fold = (from: number, to: number) => folded.fill(true, from, to)
  const [forward, marker] = [kinds.indexOf('forward'), firstOf(kinds, ['marker', 'original'])]
  if (forward >= 0 && (marker < 0 || forward < marker)) return folded
  const original = bareOriginal(kinds)
  const start = original < kinds.length ? backOver(kinds, original, ['empty']) : original
  fold(start, kinds.length)
  const end = signatureStart(lines, kinds, kinds.lastIndexOf('quote', start - 1) + 1, start)
  fold(end, start)
  const group = quotation(kinds, end)
  if (!group) fold(unansweredRest(kinds, end), end)
  if (!group) return folded
  fold(group.from, group.to)
  fold(signatureStart(lines, kinds, 0, group.from), group.from)
  return folded
}

/** Where an original without ">" begins: a line that says so, a block of its headers, or "On … wrote:" above text. */
function bareOriginal(kinds: LineKind[]): number {
  for (const [at, kind] of kinds.entries()) {
    if (kind === 'original') return at
    if (kind !== 'marker') continue
    const next = kinds.slice(at, at + 16).find((one) => one !== 'marker' && one !== 'empty')
    if (next !== 'quote') return at
  }
  return kinds.length
}

/** Where answers stand between the lines, a longer rest of the quotation without any. */
function unansweredRest(kinds: LineKind[], end: number): number {
  const from = backOver(kinds, end, ['quote', 'empty', 'marker'])
  const lines = kinds.slice(from, end).filter((kind) => kind === 'quote').length
  return lines >= 4 && kinds.slice(0, from).includes('text') ? from : end
}

type Group = { from: number; to: number }

/** The one quotation above `end` that may be folded: at the end, or anywhere when a marker stands above it. */
function quotation(kinds: LineKind[], end: number): Group | null {
  const [first, last] = [kinds.indexOf('quote'), kinds.lastIndexOf('quote', end - 1)]
  if (first < 0 || first >= end) return null
  const between = kinds
    .slice(first, last)
    .some((kind) => kind !== 'quote' && kind !== 'empty' && kind !== 'marker')
  if (between) return null
  const from = backOver(kinds, first, ['marker', 'empty'])
  const introduced = kinds.slice(from, first).includes('marker')
  const written = kinds.slice(last + 1, end).some((kind) => kind === 'text')
  return written && !introduced ? null : { from, to: written ? last + 1 : end }
}

function firstOf(kinds: LineKind[], wanted: LineKind[]): number {
  return kinds.findIndex((kind) => wanted.includes(kind))
}

function backOver(kinds: LineKind[], start: number, over: LineKind[]): number {
  let at = start
  while (at > 0 && over.includes(kinds[at - 1]!)) at--
  return at
}
