// Whether a mail is a server's report about another mail, and by which sign. A person's words are never enough.
import type { Signs } from './automatic.ts'
import { addressesIn } from './bounceOriginal.ts'
import { failureSubject, failureText, ofMail, refusal, surelySubject } from './bounceWords.ts'
import type { Reported } from './reportFields.ts'

export type Seen = {
  mail: Signs & { subject: string }
  /** The server's own words. */
  notice: string
  reported: Reported[]
  /** Whether another mail, or its headers, came along. */
  original: boolean
}

/** What says that it is a report; null when nothing does. */
export function bounceEvidence(seen: Seen): string | null {
  return signs.find(([, holds]) => holds(seen))?.[0] ?? null
}

const signs: [evidence: string, holds: (seen: Seen) => boolean][] = [
  ['', ({ mail }) => /report-type="?feedback-report/i.test(headerOf(mail, 'content-type'))],
  ['', (seen) => isReceipt(seen) && !(said(seen) && failureText.test(seen.notice))], // Dovecot refuses with a receipt
  [
    'delivery status (RFC 3464)',
    ({ reported }) => reported.some(({ recipient, status }) => recipient || status),
  ],
  ['X-Failed-Recipients', ({ mail }) => addressesIn(headerOf(mail, 'x-failed-recipients')).length > 0],
  [
    'the type of a report (RFC 6522)',
    (seen) => /report-type="?delivery-status/i.test(typeOf(seen)) && fails(seen),
  ],
  ['a notification of Amazon SES', ({ notice }) => /^\s*\{"notificationType"\s*:\s*"Bounce"/.test(notice)],
  ['the subject of a server', ({ mail }) => surelySubject.test(mail.subject)],
  ['', ({ mail }) => vacation.test(mail.subject)],
  ['the address of a mail server', ({ mail }) => daemon.test(addressOf(mail)) && !reply.test(mail.subject)],
  [
    'the notice of a mail server',
    (seen) => fromServer(seen.mail) && (said(seen) || refusal.test(seen.notice)) && fails(seen),
  ],
  ['the subject of a mail server', (seen) => fromServer(seen.mail) && said(seen)],
  [
    'an empty return path and a notice',
    (seen) => isEmpty(seen) && failureText.test(seen.notice) && aboutMail(seen),
  ],
  [
    'an empty return path and a returned mail',
    (seen) => isEmpty(seen) && seen.original && robot.test(addressOf(seen.mail)),
  ],
  [
    'a subject and a notice of failure',
    (seen) => said(seen) && failureText.test(seen.notice) && ofMail.test(seen.notice),
  ],
  [
    'a notice of failure with the returned mail',
    (seen) => seen.original && fails(seen) && errorLead.test(seen.notice),
  ],
]

const reply = /^\s*(re|aw|sv|fwd?|wg|tr|rv|vs|antw)\s?(\[\d+\])?\s?:/i
const vacation =
  /out of (the )?office|vacation|auto(matic)?[- ]?(reply|response)|abwesen|absence|fuera de|ferie|zautomaty|away from/i
const daemon = /^mailer[-_.]?d(ae|ea)mon(@|$)/i
const server =
  /^(post[-_.]?master|mail[-_.]?daemon|mail[-_.]?system|mail[-_.]?delivery|mmdf|bounces?|root|mailadm|smtp|symantec_\w{1,60}|mdaemon|email-?admin)([-_+.=][^@]*)?(@|$)/i
const serverName =
  /mail(er)?[- ]?(delivery |deliver |daemon|system)|delivery (sub)?system|^"?(postmaster|system administrator|mail administrator|microsoft exchange|internet mail delivery)/i
const robot = /^(no-?reply|do-?not-?reply|info|admin|system)\b/i
const errorLead =
  /^\s*(error: |delivery (error|failure)|(an )?error (message|occurred)|undeliverable|your (message|mail|e-?mail) (\w+ ){0,6}(could|was|has|can))/i

const said = ({ mail }: Seen) => failureSubject.test(mail.subject) && !reply.test(mail.subject)
const fails = ({ notice }: Seen) => failureText.test(notice) || refusal.test(notice)
const typeOf = ({ mail }: Seen) => headerOf(mail, 'content-type')
const isReceipt = (seen: Seen) => /report-type="?disposition-notification/i.test(typeOf(seen))
const isEmpty = ({ mail }: Seen) => mail.returnPath === '' || mail.from.addresses.length === 0
const aboutMail = (seen: Seen) => said(seen) || seen.original || seen.mail.subject.trim() === ''

/** The sender, also where it is a bare name or "<>". */
function addressOf(mail: Signs): string {
  return mail.from.addresses[0] ?? /<?([^\s<>]*)>?\s*$/.exec(headerOf(mail, 'from'))?.[1] ?? ''
}

function fromServer(mail: Signs): boolean {
  const from = headerOf(mail, 'from').trim()
  const named = serverName.test(from.replace(/<[^>]*>/g, ''))
  return (
    named || server.test(addressOf(mail)) || daemon.test(addressOf(mail)) || /mailer-daemon|^<>$/i.test(from)
  )
}

export function headerOf(mail: Signs, name: string): string {
  return mail.headers.find((header) => header.name.toLowerCase() === name)?.value ?? ''
}
