// What a server reports about a mail of ours: to whom it did not go, why, and whether that is final.
import type { Signs } from './automatic.ts'
import { bounceEvidence, headerOf } from './bounceEvidence.ts'
import { addressesIn, originalHeaders } from './bounceOriginal.ts'
import { noticeRecipients } from './bounceRecipients.ts'
import { challenge, originalBelow } from './bounceWords.ts'
import { decodeText } from './charset.ts'
import { htmlToText } from './html.ts'
import type { Part } from './mime.ts'
import { moreExact, type Reported, reportedIn, statusIn } from './reportFields.ts'

export type Bounce = {
  /** A delay is no failure: the server goes on trying. A delivery is good news. */
  outcome: 'failed' | 'delayed' | 'delivered'
  recipients: string[]
  /** Enhanced status codes (RFC 3463) as reported, each once; one at least. */
  statuses: string[]
  /** Whether the same mail may arrive later: class 4. A failure without a code is permanent. */
  temporary: boolean
  /** The Message-ID of our mail. */
  originalId: string | null
  /** Which sign said so. */
  evidence: string
}

/** The report in a mail, or null: by RFC 3464 fields, by header, then by the words of the notice. */
export function bounceOf(root: Part, mail: Signs & { subject: string }): Bounce | null {
  const parts = flattened(root)
  const notice = noticeOf(parts)
  const original = originalHeaders(parts, notice.below)
  const reports = parts.filter(({ type }) => /^message\/(global-)?delivery-status$/.test(type))
  const reported = reports.flatMap(reportedIn)
  const evidence = bounceEvidence({ mail, notice: notice.text, reported, original: original !== null })
  if (!evidence || challenge.test(notice.text) || reports.some(asksForProof)) return null
  const outcome = outcomeOf(reported, notice.text, mail.subject)
  const meant = reported.filter(({ action }) => action === '' || outcomeOfAction(action) === outcome)
  const statuses = statusesOf(meant, notice.text, outcome)
  return {
    outcome,
    recipients: recipientsOf(meant, mail, notice.text, original?.to ?? []).slice(0, 100),
    statuses,
    temporary: outcome === 'delayed' || statuses.every((status) => status.startsWith('4')),
    originalId: original?.id ?? null,
    evidence,
  }
}

function asksForProof(report: Part): boolean {
  return challenge.test(decodeText(report.content.subarray(0, 20_000)).replace(/\r?\n[ \t]+/g, ' '))
}

function recipientsOf(reported: Reported[], mail: Signs, notice: string, returnedTo: string[]): string[] {
  const named = unique(reported.flatMap(({ recipient }) => recipient ?? []))
  if (named.length > 0) return named
  const failed = addressesIn(headerOf(mail, 'x-failed-recipients'))
  if (failed.length > 0) return failed
  return noticeRecipients(notice, [...addressesIn(headerOf(mail, 'to')), ...mail.from.addresses], returnedTo)
}

function statusesOf(reported: Reported[], notice: string, outcome: Bounce['outcome']): string[] {
  const said = unique(reported.flatMap(({ status }) => status ?? []))
  if (said.length === 1) return [moreExact(said[0]!, notice)]
  if (said.length > 1) return said
  const unknown = { failed: '5.0.0', delayed: '4.0.0', delivered: '2.0.0' }[outcome]
  return [statusIn(notice) ?? unknown]
}

function outcomeOfAction(action: string): Bounce['outcome'] {
  if (action === 'delayed') return 'delayed'
  return /^(delivered|relayed|expanded)$/.test(action) ? 'delivered' : 'failed'
}

const waits = /\bdelay(ed)?\b|could not send message for past|^\W*warning\b/i
const ends = /permanent|giving up|returning/i

function outcomeOf(reported: Reported[], notice: string, subject: string): Bounce['outcome'] {
  const outcomes = reported.map(({ action }) => outcomeOfAction(action))
  if (outcomes.includes('failed')) return 'failed'
  if (outcomes.length > 0) return outcomes.includes('delayed') ? 'delayed' : 'delivered'
  return waits.test(subject) && !ends.test(`${subject} ${notice.slice(0, 2_000)}`) ? 'delayed' : 'failed'
}

const mostNotice = 20_000

/** The server's own words, and what stands below them of the returned mail. */
function noticeOf(parts: Part[]): { text: string; below: string } {
  const first = parts.find(({ type, parts, content }) => {
    const text = /^(text\/(plain|html)|)$/.test(type) || type.startsWith('multipart/')
    return text && parts.length === 0 && content.length > 2
  })
  if (!first) return { text: '', below: '' }
  const written = decodeText(first.content.subarray(0, 200_000), first.params.charset).replaceAll(
    '\r\n',
    '\n',
  )
  const text = first.type === 'text/html' ? htmlToText(written).text : written
  const cut = originalBelow.exec(text.slice(0, mostNotice))
  const at = cut && cut.index > 20 ? cut.index : text.length
  return { text: text.slice(0, Math.min(at, mostNotice)), below: text.slice(at, at + mostNotice) }
}

function flattened(part: Part): Part[] {
  return [part, ...part.parts.flatMap(flattened)]
}

function unique(list: string[]): string[] {
  return [...new Set(list)]
}
