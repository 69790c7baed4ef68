// Where the words of a letter end and its sender's card begins. It only folds, and never what was asked for.
import type { LineKind } from './quoteLines.ts'

/** No card is longer; a longer text under a rule is text. */
const mostCardLines = 14
const widestCardLine = 90

/** The line from which lines[from..to) are a signature, a phone's line or the foot of a list; `to` when none are. */
export function signatureStart(
  lines: readonly string[],
  kinds: readonly LineKind[],
  from: number,
  to: number,
): number {
  const last = backOver(kinds, to, from, ['empty'])
  let end = last
  for (let moved = true; moved; ) {
    const before = end
    if (kinds[end - 1] === 'phone') end = backOver(kinds, end - 1, from, ['empty'])
    const start = Math.min(delimited(lines, kinds, from, end), listFoot(lines, kinds, from, end))
    const cut = start < end ? start : card(lines, kinds, from, end, end < to && kinds[end] === 'phone')
    if (cut < end) end = backOver(kinds, cut, from, ['empty'])
    moved = end < before
  }
  return end < last ? end : to
}

function backOver(kinds: readonly LineKind[], start: number, from: number, over: LineKind[]): number {
  let at = start
  while (at > from && over.includes(kinds[at - 1]!)) at--
  return at
}

/** RFC 3676 4.3: "-- " parts the signature; longer rules do where little follows them, and a blank line stands above. */
function delimited(lines: readonly string[], kinds: readonly LineKind[], from: number, end: number): number {
  let filled = 0
  let found = end
  for (let at = end - 1; at >= from && filled <= mostCardLines; at--) {
    if (kinds[at] === 'delimiter' && (filled > 0 || at > from)) found = at
    else if (
      kinds[at] === 'rule' &&
      (kinds[at - 1] === 'empty' || at === from) &&
      filled <= 12 &&
      short(lines, at, end)
    )
      found = at
    if (kinds[at] !== 'empty') filled++
  }
  return found
}

function short(lines: readonly string[], at: number, end: number): boolean {
  return lines
    .slice(at + 1, end)
    .every((line) => line.trim().length <= widestCardLine && !/^[^.]{25,}[.!?]\s*$/.test(line))
}

/** The foot a mailing list adds: a rule, a name, links. */
function listFoot(lines: readonly string[], kinds: readonly LineKind[], from: number, end: number): number {
  for (let at = end - 1; at >= Math.max(from, end - 10); at--) {
    if (
      kinds[at] === 'rule' &&
      /mailing list|listinfo|unsubscribe|abmelden|désinscri/i.test(lines.slice(at, end).join(' '))
    )
      return at
  }
  return end
}

const contact =
  /[^\s@<>]{1,64}@[^\s@<>]{1,120}\.[a-z]{2,}|\b(https?:\/\/|www\.)\S|^\S{1,60}\.(com|org|net|io|de|co\.uk|fr)\/?$|(\+|\b00)\d[\d\s().-]{6,}|\(\d{3}\)\s?\d{3}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b(tel|telefon|phone|fax|mobile?|mob|cell|skype|direct|office|tél|téléphone|portable|twitter|linkedin|t|m|p|f|e|w)\s?[.:]\s?[\d+(@\w]/i
const name =
  /^[-–—~]?\s?(\p{Lu}[\p{L}'’.-]{0,25}|de|van|von|der|da|di|del|la|bin|al)(\s+(\p{Lu}[\p{L}'’.-]{0,25}\.?|de|van|von|der|da|di|del|la|bin|al)){1,4}(,\s?[\p{L}.\s,]{2,20})?$/u
const closer =
  /^((with )?(best|kind|warm|many|all the best|cordial|sincere)?\s?(regards|wishes|thanks|greetings)|thanks?( you)?( (so|very) much)?|cheers|sincerely( yours)?|yours( (truly|sincerely|faithfully))?|best|mit freundlichen grüßen|(viele|liebe|beste|freundliche|herzliche|schöne) grüße|mfg|vg|lg|gruß|cordialement|bien à vous|saludos( cordiales)?|atentamente|cordiali saluti|saluti|distinti saluti|atenciosamente|abraços|met vriendelijke groet(en)?|groet(en|jes)?|mvh|(med )?(vänliga|vennlig|venlig) (hälsningar|hilsen)|hälsningar|hilsen|terveisin|pozdrawiam|s pozdravem|с уважением)[\s,.!;–-]*$/iu

/** A card without a line above it: a name and, near it, an address, a number or a link; or "-Ada" as the last line. */
function card(
  lines: readonly string[],
  kinds: readonly LineKind[],
  from: number,
  end: number,
  onPhone: boolean,
): number {
  if (
    /^-\s?\p{L}[\p{L}.'’-]{0,20}(\s\p{Lu}[\p{L}.'’-]{0,20})?$/u.test(lines[end - 1] ?? '') &&
    standsAlone(lines, kinds, from, end - 1)
  )
    return end - 1
  let found = end
  let contacts = onPhone ? 1 : 0
  for (let at = end - 1, filled = 0; at > from && filled < mostCardLines; at--) {
    const line = lines[at]!.trim()
    if (kinds[at] === 'empty') continue
    if (!cardLine(line, kinds[at]!)) break
    filled++
    if (contact.test(line)) contacts++
    const begins = kinds[at - 1] === 'empty' || closer.test(lines[at - 1]!.trim())
    if (contacts > 0 && begins && (name.test(line) || (contacts > 1 && contact.test(line)))) found = at
  }
  return found < end && !announced(lines, kinds, from, found) ? found : end
}

function standsAlone(
  lines: readonly string[],
  kinds: readonly LineKind[],
  from: number,
  at: number,
): boolean {
  return at > from && !/^[-–—*•]/.test(lines[at - 1]!.trim()) && !announced(lines, kinds, from, at)
}

/** "Our security contact is:" asks for the card to be read. */
function announced(lines: readonly string[], kinds: readonly LineKind[], from: number, at: number): boolean {
  const above = backOver(kinds, at, from, ['empty']) - 1
  return above < from || /[:：]$/.test(lines[above]!.trim())
}

/** Short, and no sentence. */
function cardLine(line: string, kind: LineKind): boolean {
  if (kind !== 'text' && kind !== 'phone' && kind !== 'rule') return false
  if (line.length > widestCardLine || closer.test(line)) return false
  if (contact.test(line)) return line.split(/\s+/).length <= 10
  return !/[.!?:;]$/.test(line) && line.split(/\s+/).length <= 8 && !/^([*•>]|\d+[.)])\s/.test(line)
}
