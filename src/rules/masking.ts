import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

// Where findings overlap they become one mask, named by the kind that stands first here.
const kinds = ['private_key', 'jwt', 'basic', 'bearer', 'oauth_code', 'kv_secret', 'ssn'] as const
export type MaskKind = (typeof kinds)[number]
export type Finding = { kind: MaskKind; fingerprint: string }
export type MaskingKey = KeyObject

/** A stretch of the visible text, and the secret in it without line breaks, quotes and escapes. */
type Span = { kind: MaskKind; from: number; to: number; secret: string }

/** The key of the fingerprints, kept apart from other uses of the same configured secret. */
export function maskingKey(secret: string | Uint8Array): MaskingKey {
  if (secret.length === 0) throw new RangeError('The masking key must not be empty.')
  return createSecretKey(createHmac('sha256', secret).update('masking-v1').digest())
}

/** Replaces secrets by `[MASKED:kind#fingerprint]`, in linear time; a masked text stays as it is (DOMAIN 4.4). */
export function mask(text: string, key: MaskingKey): { text: string; findings: Finding[] } {
  const { visible, offsets } = seen(text)
  const spans = scans.flatMap((scan) => [...scan(visible)])
  const fingerprintOf = fingerprints(key)
  const findings: Finding[] = []
  const parts: string[] = []
  let done = 0
  for (const { kind, from, to, secret } of united(spans)) {
    const fingerprint = fingerprintOf(secret)
    findings.push({ kind, fingerprint })
    parts.push(text.slice(done, offsets[from]), `[MASKED:${kind}#${fingerprint}]`)
    done = offsets[to]!
  }
  return { text: parts.join('') + text.slice(done), findings }
}

const scans = [privateKeys, jwts, basics, bearers, oauthCodes, keyedSecrets, ssns]

function fingerprints(key: MaskingKey) {
  const known = new Map<string, string>()
  return (secret: string) => {
    const fingerprint =
      known.get(secret) ?? createHmac('sha256', key).update(secret).digest('hex').slice(0, 12)
    known.set(secret, fingerprint)
    return fingerprint
  }
}

// A mask of an earlier run is read as this one sign, which no scan crosses and every scan takes for a word.
const MASK = '\uE000'
const unseen =
  /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uE000\uFEFF]+|\[MASKED:[a-z_]{1,20}#[0-9a-f]{12}\]/g

/** The text without what nobody sees, and for each of its signs the place in the text as it came. */
function seen(text: string): { visible: string; offsets: Uint32Array } {
  const offsets = new Uint32Array(text.length + 1)
  const parts: string[] = []
  let length = 0
  let done = 0
  const keep = (until: number) => {
    parts.push(text.slice(done, until))
    while (done < until) offsets[length++] = done++
  }
  for (const { 0: found, index } of text.matchAll(unseen)) {
    keep(index)
    if (found.startsWith('[')) {
      parts.push(MASK)
      offsets[length++] = index
    }
    done = index + found.length
  }
  keep(text.length)
  offsets[length] = text.length
  return { visible: parts.join(''), offsets }
}

function united(spans: Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (!last || span.from >= last.to) result.push(span)
    else result[result.length - 1] = joined(last, span)
  }
  return result
}

function joined(a: Span, b: Span): Span {
  const named = kinds.indexOf(b.kind) < kinds.indexOf(a.kind) ? b : a
  return { ...named, from: a.from, to: Math.max(a.to, b.to) }
}

const pemLabel = /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10})-----/y
const blankLine = /\n[> \t]*\r?\n/

function* privateKeys(text: string): Generator<Span> {
  let end = text.indexOf('-----END ')
  for (let at = text.indexOf('-----BEGIN '), next = at; at !== -1; at = next) {
    next = text.indexOf('-----BEGIN ', at + 1)
    const begin = matchAt(pemLabel, text, at)
    if (!begin) continue
    if (end !== -1 && end < at) end = text.indexOf('-----END ', at)
    const limit = next === -1 ? text.length : next
    const to = end !== -1 && end < limit ? endOfLabel(text, end) : endOfBlock(text, at, limit)
    const body = text.slice(at + begin[0].length, to).replace(/-----END[^-]*-*|\\[rn]|[^A-Za-z0-9+/=]/g, '')
    yield { kind: 'private_key', from: at, to, secret: body }
  }
}

function endOfLabel(text: string, end: number) {
  return matchAt(/-----END [A-Z0-9 ]{0,60}-{0,5}/y, text, end)![0].length + end
}

function endOfBlock(text: string, at: number, limit: number) {
  const blank = text.slice(at, limit).search(blankLine)
  return blank === -1 ? limit : at + blank
}

function* jwts(text: string): Generator<Span> {
  for (let at = text.indexOf('eyJ'); at !== -1; ) {
    const found = startsToken(text, at) ? jwtAt(text, at) : null
    if (found) yield found
    at = text.indexOf('eyJ', found?.to ?? at + 3)
  }
}

/** In the middle of a word, 'eyJ' is a token only if JSON is behind it ('surveyJanuary' is a word). */
function startsToken(text: string, at: number) {
  if (at === 0 || !/[A-Za-z0-9\uE000]/.test(text.charAt(at - 1))) return true
  return /^\{"[\x20-\x7e]{7}$/.test(Buffer.from(text.slice(at, at + 12), 'base64url').toString('latin1'))
}

const SHORTEST_JWT = 16
const jwtChunk = /\.{0,2}[\w-]+(?:\.{1,2}[\w-]+){0,4}\.{0,2}/y

function jwtAt(text: string, at: number): Span | null {
  const dotsNeeded = isEncrypted(text, at) ? 4 : 2
  const wrap = { dots: 0, tail: 0, width: 0, dotsNeeded }
  const chunks: string[] = []
  let to = at
  for (let next: number | null = at; next !== null; next = nextChunk(text, to, wrap)) {
    const chunk = matchAt(jwtChunk, text, next)![0]
    const afterDot = chunk.lastIndexOf('.') + 1
    wrap.dots += chunk.split('.').length - 1
    wrap.tail = afterDot ? chunk.length - afterDot : wrap.tail + chunk.length
    chunks.push(chunk)
    to = next + chunk.length
  }
  const whole = chunks.join('')
  const segments = whole.split('.').slice(0, dotsNeeded + 1)
  while (segments.at(-1) === '') segments.pop()
  const secret = segments.join('.')
  if (secret.length < SHORTEST_JWT) return null
  return { kind: 'jwt', from: at, to: to - (whole.length - secret.length), secret }
}

/** A JWE has five parts, a JWS three (RFC 7516 section 9). */
function isEncrypted(text: string, at: number) {
  const header = matchAt(/[\w-]{1,400}/y, text, at)![0]
  return Buffer.from(header, 'base64url').toString('latin1').includes('"enc"')
}

type Wrap = { dots: number; tail: number; width: number; dotsNeeded: number }
const lineBreak = /[ \t]*\r?\n[ \t]*(?:>[ \t]*)*/y
const signatureLengths = new Set([43, 64, 86, 128, 176, 342, 512, 683])

/** Where a token goes on behind a line break: surely while it lacks parts, else only if its line was full. */
function nextChunk(text: string, to: number, wrap: Wrap): number | null {
  const gap = matchAt(lineBreak, text, to)
  const next = to + (gap?.[0].length ?? 0)
  const chunk = gap && matchAt(jwtChunk, text, next)?.[0]
  if (!chunk || (chunk.startsWith('eyJ') && wrap.tail > 0)) return null
  if (wrap.dots < wrap.dotsNeeded || (wrap.dots === wrap.dotsNeeded && wrap.tail === 0)) {
    const long = chunk.length >= 20 || chunk.includes('.') || isAlone(text, next + chunk.length)
    return long && !isWord(chunk) ? next : null
  }
  const width = to - text.lastIndexOf('\n', to - 1) - 1
  if (wrap.dots > wrap.dotsNeeded || width < Math.max(40, wrap.width) || width > 130) return null
  wrap.width = width
  return endsSignature(text, next, chunk, wrap.tail) ? next : null
}

function endsSignature(text: string, next: number, chunk: string, tail: number) {
  const rest = chunk.replace(/\.$/, '')
  if (rest.includes('.')) return false
  if (rest.length >= 40 || signatureLengths.has(tail + rest.length)) return true
  if (signatureLengths.has(tail)) return false
  return isAlone(text, next + chunk.length) && !isWord(rest) && /[a-z]/.test(rest) && /[A-Z0-9]/.test(rest)
}

function* basics(text: string): Generator<Span> {
  for (const found of text.matchAll(
    /\bBasic(?:[ \t\u00A0]|%20){1,4}(?=([A-Za-z0-9+/]{4,}={0,2})(?![\w+/=\uE000]))/gi,
  )) {
    const [login, encoded] = [found[0], found[1]!]
    const decoded = Buffer.from(encoded, 'base64').toString()
    if (!/^[^:\p{Cc}\uFFFD]+:[^\p{Cc}\uFFFD]+$/u.test(decoded)) continue
    const from = found.index + login.length
    yield { kind: 'basic', from, to: from + encoded.length, secret: decoded.slice(decoded.indexOf(':') + 1) }
  }
}

function* bearers(text: string): Generator<Span> {
  for (const found of text.matchAll(/\bBearer(?: token)?:?(?:[ \t\u00A0]|%20){1,4}(?=([\w.~+/-]+=*))/gi)) {
    const value = withoutEnd(found[1]!, '.')
    const from = found.index + found[0].length
    if (value.length < 8 || isWord(withoutEnd(value, '=')) || isPlaceholder(value)) continue
    yield { kind: 'bearer', from, to: from + value.length, secret: value }
  }
}

function* oauthCodes(text: string): Generator<Span> {
  for (const found of text.matchAll(/[?&](?:amp;)?code=([^\s&#"'<>\uE000]+)/g)) {
    const value = withoutEnd(found[1]!, '.,;:)]}')
    const from = found.index + found[0].length - found[1]!.length
    if (value.length < 6 || isWord(value) || isPlaceholder(value)) continue
    yield { kind: 'oauth_code', from, to: from + value.length, secret: value }
  }
}

const secretKey =
  /(?:access|refresh|(?<![a-z])id)[_\- ]?token|client[_\- ]?(?:secret|assertion)|code[_\- ]?verifier|auth(?:ori[sz]ation)?[_\- ]?code|passw(?:or)?d|passphrase|api[_\- ]?key|private[_\- ]?key|secret(?:[_\- ]?key)?/gi
const separator =
  /(?:\\?["'`]|\*{1,2})?[ \t\u00A0]{0,4}(?:(=>?|[:：])=?|(?<=[ \t])(?:is|was)(?=[ \t]))\*{0,2}[ \t\u00A0]*(\r?\n[ \t]*(?:>[ \t]*)*)?(\\"|["'`“])?/iy
const quoted: Record<string, RegExp> = {
  '"': /(?:[^"\\\r\n\uE000]|\\.)+/y,
  '\\"': /[^"\r\n\uE000]+/y,
  "'": /[^'\r\n\uE000]+/y,
  '`': /[^`\r\n\uE000]+/y,
  '“': /[^”\r\n\uE000]+/y,
}

function* keyedSecrets(text: string): Generator<Span> {
  const pattern = new RegExp(secretKey)
  for (let key = pattern.exec(text); key; key = pattern.exec(text)) {
    const found = valueAfter(text, pattern.lastIndex)
    if (!found) continue
    yield found
    pattern.lastIndex = found.to
  }
}

function valueAfter(text: string, at: number): Span | null {
  const said = matchAt(separator, text, at)
  if (!said) return null
  const [, sign, newLine, quote] = said
  const from = at + said[0].length
  const bare = sign?.startsWith('=') ? /[^\s&"'<>`\uE000]+/y : /[^\s\uE000]+/y
  const found = matchAt((quote && quoted[quote]) || bare, text, from)?.[0]
  const value = withoutEnd(found ?? '', quote ? '\\' : '.,;:)]}\'"')
  const to = from + value.length
  if (value.length < 4 || isPlaceholder(value)) return null
  if ((!sign || newLine) && !looksRandom(value)) return null
  if (!quote && !sign?.startsWith('=') && isTalk(text, to, value)) return null
  return { kind: 'kv_secret', from, to, secret: value }
}

const ssnHyphenated =
  /(?<![\w\-\uE000])(?<number>(?<area>\d{3})[-\u2010-\u2013](?<group>\d{2})[-\u2010-\u2013](?<serial>\d{4}))(?![\w\-\uE000])/g
const ssnLabelled =
  /\b(?:ssn|social security(?: (?:number|no\.?|num))?)["']?[ \t]{0,3}(?:is\b|[:=#])?[ \t]{0,3}["']?(?<number>(?<area>\d{3})[ .]?(?<group>\d{2})[ .]?(?<serial>\d{4}))(?![\w\-\uE000])/gi

/** Numbers that the Social Security Administration never issues stay (DOMAIN 4.4). */
function* ssns(text: string): Generator<Span> {
  for (const pattern of [ssnHyphenated, ssnLabelled]) {
    for (const found of text.matchAll(pattern)) {
      const { number, area, group, serial } = found.groups as Record<string, string>
      if (/^(?:000|666|9..)$/.test(area!) || group === '00' || serial === '0000') continue
      const to = found.index + found[0].length
      yield { kind: 'ssn', from: to - number!.length, to, secret: area! + group! + serial! }
    }
  }
}

// A long value is always taken for a secret: rejecting it would mean reading it again at the next key in it.
const talk =
  /^(?:absent|attached|changed|correct|empty|example|expired|hidden|incorrect|invalid|jwt|masked|missing|none|null|ok|opaque|password|present|received|redacted|refreshed|removed|required|reset|revoked|rotated|secret|set|string|token|true|false|undefined|unknown|unset|valid|value|wrong|yes)$/i
const blank = /^(?:<[^>]*>?|\$?\{.*\}?|\$[A-Z_]+|%[A-Z_]+%|\[.*\]?|[xX*•.…-]+|(.)\1*)$/

function isPlaceholder(value: string) {
  if (value.length > 80) return false
  return talk.test(value) || blank.test(value) || /^your(?![a-z]*\d)/i.test(value)
}

/** Shaped like words of a language: 'authentication', 'YOUR_TOKEN', 'token-based'. */
function isWord(value: string) {
  if (value.length > 40) return false
  return value.split(/[._~+/-]/).every((part) => /^(?:[A-Za-z]?[a-z]{0,15}|[A-Z]{0,16})$/.test(part))
}

function looksRandom(value: string) {
  return value.length >= 8 && /[A-Za-z]/.test(value) && /\d|[a-z][A-Z]/.test(value)
}

/** 'Password: please reset it' and 'Access token: 3600 seconds' go on talking; a secret stands alone. */
function isTalk(text: string, to: number, value: string) {
  if (value.length > 200) return false
  if (/^https?:\/\//i.test(value)) return true
  return !isAlone(text, to) && (isWord(value) || /^\d{1,6}$/.test(value))
}

/** Nothing but punctuation stands between here and the end of the line. */
function isAlone(text: string, at: number) {
  return matchAt(/[.,;:)\]}>'"`]{0,9}[ \t]*(?:$|[\r\n])/y, text, at) !== null
}

function withoutEnd(value: string, signs: string) {
  let length = value.length
  while (length > 0 && signs.includes(value.charAt(length - 1))) length--
  return value.slice(0, length)
}

function matchAt(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at
  return pattern.exec(text)
}
