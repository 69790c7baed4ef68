// The fields of a delivery report (RFC 3464) and the codes in it (RFC 3463, RFC 5321 4.2).
import { addressesIn } from './bounceOriginal.ts'
import { decodeText } from './charset.ts'
import type { Part } from './mime.ts'

export type Reported = { action: string; recipient: string | null; status: string | null }

const code = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d|\.)/
const beside = new RegExp(`(?:^|[^\\d.])[245]\\d\\d[ -]+#?${code.source}`)
const hashed = /#(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})/
const replyCode = /(?:^|[\s:("'<#[-])([45])[0-5]\d(?=[- .,:;)#\]][^\d]|$)/m
/** Nobody refused: nobody answered for so long that the server stopped trying. */
const gaveUp = /retry time(out)? (exceeded|not reached)|hosts? ha(s|ve) been failing|host not reachable/i
/** "Other" and "gave up": whatever else stands there says more. */
const vague = /\.0\.0$|^4\.4\.7$/

/** The status in a notice: an enhanced code, or the class of a reply code. */
export function statusIn(text: string): string | null {
  const marked = beside.exec(text)?.[1] ?? hashed.exec(text)?.[1] ?? code.exec(text)?.[1]
  if (marked) return marked
  const reply = replyCode.exec(text)?.[1]
  if (reply) return `${reply}.0.0`
  return gaveUp.test(text) ? '4.4.7' : null
}

/** A status, or a code of the same class in the words beside it that says more. */
export function moreExact(status: string, words: string): string {
  if (!vague.test(status)) return status
  const codes = [...words.matchAll(new RegExp(code.source, 'g'))].map((match) => match[1]!)
  return codes.find((one) => one[0] === status[0] && !vague.test(one)) ?? status
}

/** What a report says of each recipient (RFC 3464 2.3). */
export function reportedIn(part: Part): Reported[] {
  const text = decodeText(part.content.subarray(0, 500_000))
    .replaceAll('\r\n', '\n')
    .replace(/\n[ \t]+/g, ' ')
  return text
    .split(/\n[ \t]*\n/)
    .slice(0, 200)
    .flatMap((block) => reportedOf(block) ?? [])
}

function reportedOf(block: string): Reported | null {
  if (!/^(final-recipient|original-recipient|action|status)[ \t]*:/im.test(block)) return null
  const field = (name: string) =>
    new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, 'im').exec(block)?.[1]?.trim() ?? ''
  const typed = (name: string) => field(name).replace(/^[\w -]{1,30};/, '')
  const recipient = ['final-recipient', 'original-recipient', 'x-actual-recipient'].flatMap((name) =>
    addressesIn(typed(name)),
  )
  const diagnosis = typed('diagnostic-code')
  const status = code.exec(field('status'))?.[1] ?? statusIn(diagnosis)
  return {
    action: /^[a-z]+/.exec(field('action').toLowerCase())?.[0] ?? '',
    recipient: recipient[0] ?? null,
    status: status && moreExact(status, diagnosis),
  }
}
