import { canonicalDomain, type Header } from './address.ts'

export type Authentication = {
  verdict: 'pass' | 'fail' | 'none' | 'unknown'
  by: string | null
  detail: string
}

/**
 * What our own mail server found out about the sender, by the Authentication-Results it stamped (RFC 8601).
 * Anybody can send such a header: one counts only with a trusted authserv-id and above the place where the mail
 * entered our side (section 5). Without trusted ids nothing is known.
 */
export function authenticationOf(
  headers: Header[],
  fromDomain: string,
  trustedIds: string[],
): Authentication {
  const trusted = trustedIds.map(hostOf).filter((id) => id !== '')
  const stamped = resultsAboveTheBorder(headers, trusted)
  if (stamped.length === 0) return { verdict: 'unknown', by: null, detail: 'no result of a trusted server' }
  const findings = stamped.flatMap(({ by, methods }) => methods.map((method) => ({ by, ...method })))
  const judged = findings.map((finding) => ({ ...finding, verdict: verdictOf(finding, fromDomain) }))
  for (const verdict of ['fail', 'pass', 'unknown'] as const) {
    const found = judged.find((finding) => finding.verdict === verdict)
    if (found) return { verdict, by: found.by, detail: found.said }
  }
  return { verdict: 'none', by: stamped[0]!.by, detail: judged[0]?.said ?? 'no check was made' }
}

/**
 * Whether the mail brought a result in the name of one of our servers that none of them wrote (RFC 8601 5). Whoever
 * does that wants to be taken for somebody else, so nothing about its sender is believed.
 */
export function claimsOurResult(headers: Header[], trustedIds: string[]): boolean {
  const trusted = trustedIds.map(hostOf).filter((id) => id !== '')
  const claimed = headers.filter(isResult).flatMap(({ value }) => trustedStamp(value, trusted))
  return claimed.length > resultsAboveTheBorder(headers, trusted).length
}

const isResult = ({ name }: Header) => name.toLowerCase() === 'authentication-results'

type Method = { name: string; result: string; properties: Map<string, string>; said: string }
type Stamp = { by: string; methods: Method[] }

function verdictOf({ name, result, properties }: Method, fromDomain: string): Authentication['verdict'] {
  if (name === 'dmarc' && result === 'fail') return 'fail'
  if (name === 'dmarc' && (result === 'temperror' || result === 'permerror')) return 'unknown'
  if (name === 'dmarc' && result === 'pass' && aligned(properties.get('header.from'), fromDomain))
    return 'pass'
  const signer = properties.get('header.d') ?? properties.get('header.i')?.split('@').at(-1)
  if (name === 'dkim' && result === 'pass' && aligned(signer, fromDomain)) return 'pass'
  return 'none'
}

/** Relaxed alignment, simply: the checked domain is the sender's, or a parent of it below the top level. */
function aligned(checked: string | undefined, fromDomain: string): boolean {
  const [parent, domain] = [canonicalDomain(checked ?? ''), canonicalDomain(fromDomain)]
  if (parent === null || domain === null || !parent.includes('.')) return false
  return domain === parent || domain.endsWith(`.${parent}`)
}

/**
 * Walks down while each Received was written by us about a hop among our own machines. The first one that tells of
 * a peer outside is the border: it is still ours, all below it came with the mail, forged Received included.
 */
function resultsAboveTheBorder(headers: Header[], trusted: string[]): Stamp[] {
  const counted: Stamp[] = []
  let waiting: Stamp[] = []
  let top = true
  for (const { name, value } of headers) {
    if (isResult({ name, value })) waiting.push(...trustedStamp(value, trusted))
    if (name.toLowerCase() !== 'received') continue
    const hop = hopOf(value, trusted)
    if (hop.ours || top) counted.push(...waiting) // above the topmost Received only the last server writes
    if (!hop.inner || counted.length > 0) return counted // what stands above a result outranks what stands below
    waiting = []
    top = false
  }
  // With no Received at all, only the very top can be told from what the sender wrote.
  return top ? waiting.slice(0, 1) : []
}

function trustedStamp(value: string, trusted: string[]): Stamp[] {
  const [head = '', ...rest] = flat(value).split(';')
  const by = hostOf(head.trim().split(' ')[0]!) // a version may follow the id
  if (!trusted.includes(by)) return []
  return [{ by, methods: rest.flatMap(methodIn) }]
}

function methodIn(text: string): Method[] {
  const said = text.trim()
  const [first = '', ...words] = said.split(' ')
  const [method, result] = pair(first)
  if (result === '') return [] // "none": no check was made
  const properties = new Map<string, string>()
  for (const [name, value] of words.map(pair)) if (!properties.has(name)) properties.set(name, value)
  return [{ name: method.split('/')[0]!, result: result.toLowerCase(), properties, said: said.slice(0, 200) }]
}

function pair(word: string): [string, string] {
  const at = word.indexOf('=')
  return at < 0 ? [word.toLowerCase(), ''] : [word.slice(0, at).toLowerCase(), word.slice(at + 1)]
}

type Hop = { ours: boolean; inner: boolean }

/** RFC 5321 4.4: who wrote this Received, and whether it took the mail from a machine of ours. */
function hopOf(value: string, trusted: string[]): Hop {
  const words = flat(value).split(';')[0]!.trim().split(' ')
  const after = (clause: string) => {
    const at = words.findIndex((word) => word.toLowerCase() === clause)
    return at < 0 ? undefined : words[at + 1]
  }
  const ours = isOurs(after('by'), trusted)
  const local = after('from') === undefined || /^lmtp/i.test(after('with') ?? '')
  return { ours, inner: ours && (local || peerIsOurs(value, trusted)) }
}

const peers = /(?:\(([\w.-]{1,255}) )?\[(?:IPv6:)?([\da-f.:]{2,45})\]/gi
const privateNetwork = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd][\da-f]{2}:|fe80:)/i

/**
 * The name after "from" is what the peer said of itself. Our server adds what it saw, "(verified.name [address])":
 * every address shown must be private or carry a name of ours, so that a peer can add to the list but not hide.
 */
function peerIsOurs(value: string, trusted: string[]): boolean {
  const seen = [...value.slice(0, 1000).matchAll(peers)]
  if (seen.length === 0 || value.includes('may be forged')) return false
  return seen.every(([, name, ip]) => privateNetwork.test(ip!) || isOurs(name, trusted))
}

function isOurs(host: string | undefined, trusted: string[]): boolean {
  const name = hostOf(host ?? '')
  return trusted.some((id) => name === id || name.endsWith(`.${id}`))
}

function hostOf(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, '')
}

const longestHeader = 10_000

/** One line without comments; signs within quotes that would mean something outside become "_". Linear. */
function flat(value: string): string {
  let out = ''
  let depth = 0
  let quoted = false
  const end = Math.min(value.length, longestHeader)
  for (let i = 0; i < end; i++) {
    const char = value[i]!
    if (char === '\\' && (quoted || depth > 0)) i++
    else if (char === '"' && depth === 0) quoted = !quoted
    else if (quoted) out += /[\s;=()]/.test(char) ? '_' : char
    else if (char === '(') depth++
    else if (char === ')' && depth > 0) out += --depth === 0 ? ' ' : ''
    else if (depth === 0) out += char
  }
  return out.replace(/\s+/g, ' ').replace(/ ?= ?/g, '=').trim()
}
