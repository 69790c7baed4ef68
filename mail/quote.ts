export type Reply = { body: string; quoted: string; quotedLines: number }

/**
 * Parts what a person wrote from what their program added below: the mail it answers, and a phone's own line. It
 * folds, it never deletes: body and quoted together hold every line. Forwards and answers written between the lines
 * stay whole, and so does a mail that would have no body left.
 */
export function splitReply(text: string): Reply {
  const lines = text.split('\n')
  const { from, to, end } = foldOf(kindsOf(lines))
  const kept = [...lines.slice(0, from), ...lines.slice(to, end)]
  const folded = [...lines.slice(from, to), ...lines.slice(end)]
  const nothing = folded.length === 0 || kept.every((line) => line.trim() === '')
  if (nothing) return { body: text, quoted: '', quotedLines: 0 }
  return { body: kept.join('\n'), quoted: folded.join('\n'), quotedLines: folded.length }
}

type Kind = 'empty' | 'quote' | 'marker' | 'original' | 'forward' | 'phone' | 'signature' | 'text'
type Fold = { from: number; to: number; end: number }

/** Folds [from, to) and all from `end` on; between them stands a signature that was set below the quotation. */
function foldOf(kinds: Kind[]): Fold {
  const none = { from: kinds.length, to: kinds.length, end: kinds.length }
  const [forward, marker] = [kinds.indexOf('forward'), kinds.indexOf('marker')]
  if (forward >= 0 && (marker < 0 || forward < marker)) return none
  const end = bareOriginal(kinds)
  const firstQuote = kinds.indexOf('quote')
  if (firstQuote < 0 || firstQuote >= end) return withPhone(kinds, { from: end, to: end, end })
  const signature = kinds.indexOf('signature', kinds.lastIndexOf('quote', end - 1))
  const to = signature < 0 || signature > end ? end : signature
  const between = kinds.slice(firstQuote, to).some((kind) => kind === 'text')
  if (between) return end < kinds.length ? { from: end, to: end, end } : none
  return withPhone(kinds, { from: backOver(kinds, firstQuote, ['marker', 'empty']), to, end })
}

/** Where an original without ">" begins: a line that says so, a block of its headers, or "On … wrote:" above text. */
function bareOriginal(kinds: Kind[]): number {
  let quoted = false
  for (const [at, kind] of kinds.entries()) {
    if (kind === 'original') return at
    if (kind === 'quote') quoted = true
    if (kind !== 'marker' || quoted) continue
    const next = kinds.slice(at, at + 12).find((one) => one !== 'marker' && one !== 'empty')
    if (next !== 'quote') return at
  }
  return kinds.length
}

/** "Sent from my …" right above the fold goes with it, and so do the blank lines there. */
function withPhone(kinds: Kind[], fold: Fold): Fold {
  const above = backOver(kinds, fold.from, ['empty'])
  if (kinds[above - 1] === 'phone') return { ...fold, from: backOver(kinds, above - 1, ['empty']) }
  return fold.from < kinds.length ? { ...fold, from: above } : fold
}

function backOver(kinds: Kind[], start: number, over: Kind[]): number {
  let at = start
  while (at > 0 && over.includes(kinds[at - 1]!)) at--
  return at
}

function kindsOf(lines: string[]): Kind[] {
  const looked = lines.map((line) => line.slice(0, 500).trim()) // no mark of any program is longer
  const kinds: Kind[] = []
  while (kinds.length < lines.length) {
    const { kind, count } = kindAt(looked, kinds.length)
    for (let i = 0; i < count; i++) kinds.push(kind)
  }
  return kinds
}

function kindAt(lines: string[], at: number): { kind: Kind; count: number } {
  const line = lines[at]!
  if (line === '') return { kind: 'empty', count: 1 }
  if (line.startsWith('>')) return { kind: 'quote', count: 1 }
  if (line === '--') return { kind: 'signature', count: 1 }
  const wrapped = markerLines(lines, at)
  if (wrapped > 0) return { kind: 'marker', count: wrapped }
  if (forwardLine.test(line)) return { kind: 'forward', count: 1 }
  if (originalLine.test(line) || headerBlockAt(lines, at)) return { kind: 'original', count: 1 }
  return { kind: line.length <= 120 && phoneLine.test(line) ? 'phone' : 'text', count: 1 }
}

const forwardLine =
  /^(-{2,20} ?(forwarded message|forwarded by .{1,200}|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada) ?-{0,20}|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message réexpédié :)$/i
const originalLine =
  /^-{2,20} ?(original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original) ?-{2,20}$/i
const phoneLine =
  /^(sent from (my|outlook|mail|yahoo|proton)\b|get outlook for |von meinem .{1,60} gesendet|gesendet von (meinem|outlook)|envoyé (de|depuis) mon |enviado (desde mi|do meu) |inviato da(l mio)? |verstuurd vanaf mijn )/i

const opening = /^(on|am|le|el|il|op|em)\s/i
const wrote = / (wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu)/i

/** "On 12 March 2026 Ada Lovelace wrote:", also wrapped; the number of its lines, 0 when none begins here. */
function markerLines(lines: string[], at: number): number {
  if (/^[^>].{0,300}<[^<>@\s]{1,99}@[^<>\s]{1,200}>.{0,20}:$/.test(lines[at]!) && namedAuthor(lines[at]!))
    return 1
  if (!opening.test(lines[at]!) || !/\d/.test(lines[at]!)) return 0
  let joined = ''
  for (let count = 1; count <= 4; count++) {
    const line = lines[at + count - 1]
    if (line === undefined || line === '' || line.startsWith('>')) return 0
    if (count > 1 && opening.test(line) && /\d/.test(line)) return 0 // the real one begins further down
    joined += ` ${line}`
    if (joined.endsWith(':') && wrote.test(joined)) return count
  }
  return 0
}

function namedAuthor(line: string): boolean {
  return wrote.test(line) || /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.test(line)
}

const headers = [
  /^\*?(from|von|de|da|van)\s?:/i,
  /^\*?(sent|date|gesendet|datum|envoyé|enviado|fecha|inviato|data|verzonden)\s?:/i,
  /^\*?(to|an|à|para|a|aan)\s?:/i,
  /^\*?(subject|betreff|objet|asunto|oggetto|onderwerp|assunto)\s?:/i,
]
const rule = /^[_-]{5,}$/

/** The block of headers that Outlook and others set over the original: three of the four, or two under a rule. */
function headerBlockAt(lines: string[], at: number): boolean {
  const ruled = rule.test(lines[at]!)
  const start = ruled
    ? at +
      1 +
      Math.max(
        lines.slice(at + 1, at + 4).findIndex((line) => line !== ''),
        0,
      )
    : at
  if (!headers.some((header) => header.test(lines[start] ?? ''))) return false
  const block = lines.slice(start, start + 7)
  return headers.filter((header) => block.some((line) => header.test(line))).length >= (ruled ? 2 : 3)
}
