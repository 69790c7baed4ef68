import { canonicalDomain, type Header, recipientsOf, type Sender, sameAddress } from './address.ts'

export type Kind = 'human' | 'auto_reply' | 'bounce' | 'list' | 'own'
export type Signs = { headers: Header[]; from: Sender; messageId: string | null; returnPath: string | null }

/**
 * Whether a machine of ours may answer this mail at all (RFC 3834 2). It decides about sending only: what may not be
 * answered is filed and shown like any other. X-Auto-Response-Suppress alone says nothing, Exchange puts it on
 * letters of people.
 */
export function mayAnswer(mail: Signs, mailbox: string): { may: boolean; why: string } {
  const why = reasons.find(([, holds]) => holds(mail, mailbox))?.[0]
  return { may: why === undefined, why: why ?? 'a letter of a person to us' }
}

const reasons: [why: string, holds: (mail: Signs, mailbox: string) => boolean][] = [
  ['it has no single sender', (mail) => mail.from.malformed],
  ['it says that it is automatic', autoSubmitted],
  ['its return path is empty', (mail) => mail.returnPath === ''],
  ['it is a report', (mail) => contentType(mail).startsWith('multipart/report')],
  ['it is bulk mail', (mail) => hasPrecedence(mail, /^(bulk|list|junk|auto_reply)$/i)],
  ['it comes from a list', (mail) => mail.headers.some(({ name }) => listHeader.test(name))],
  ['its sender does not read answers', (mail) => robot.test(localPart(mail))],
  ['it comes from ourselves', isOwn],
  ['it is not addressed to us', (mail, mailbox) => !addressed(mail, mailbox)],
]

/** What sort of mail it is, as people see it. `own` needs to know our mailbox. First version. */
export function kindOf(mail: Signs, mailbox: string | null = null): Kind {
  if (mailbox !== null && isOwn(mail, mailbox)) return 'own'
  if (isBounce(mail)) return 'bounce'
  if (answersByItself(mail)) return 'auto_reply'
  if (mail.headers.some(({ name }) => listHeader.test(name)) || hasPrecedence(mail, /^list$/i)) return 'list'
  return hasPrecedence(mail, /^(bulk|junk)$/i) ? 'auto_reply' : 'human'
}

const listHeader = /^list-(id|post|help|owner|archive|subscribe|unsubscribe)$/i // RFC 2369, RFC 2919
const robot = /^(mailer-daemon|postmaster|bounces?|(no|do-?not)[-_.]?reply)([-_.+=].*)?$/i
const daemon = /^(mailer-daemon|postmaster)$/i

function isBounce(mail: Signs): boolean {
  const report = contentType(mail)
  if (report.startsWith('multipart/report') && report.includes('delivery-status')) return true // RFC 3464
  return mail.returnPath === '' && daemon.test(localPart(mail))
}

function answersByItself(mail: Signs): boolean {
  const marked = mail.headers.some(({ name }) => /^x-auto-?(reply|respond|response)$/i.test(name))
  const report = contentType(mail).startsWith('multipart/report')
  return autoSubmitted(mail) || marked || report || hasPrecedence(mail, /^auto_reply$/i)
}

/** RFC 3834 5: anything but "no", whatever parameters or comments follow. */
function autoSubmitted(mail: Signs): boolean {
  return valuesOf(mail, 'auto-submitted').some((value) => !/^no\b(?!-)/i.test(value) && value !== '')
}

/** The sender is our mailbox (with or without a plus part), or the Message-ID is one that only we give out. */
function isOwn(mail: Signs, mailbox: string): boolean {
  const ourDomain = canonicalDomain(mailbox.slice(mailbox.lastIndexOf('@') + 1))
  const idDomain = mail.messageId?.slice(mail.messageId.lastIndexOf('@') + 1, -1).toLowerCase()
  return (
    (ourDomain !== null && idDomain === ourDomain) ||
    mail.from.addresses.some((from) => isMailbox(from, mailbox))
  )
}

function addressed(mail: Signs, mailbox: string): boolean {
  return recipientsOf(mail.headers, ['to', 'cc']).some((address) => isMailbox(address, mailbox))
}

function isMailbox(address: string, mailbox: string): boolean {
  return sameAddress(address.replace(/\+[^@]*@/, '@'), mailbox.replace(/\+[^@]*@/, '@'))
}

function localPart(mail: Signs): string {
  const address = mail.from.addresses[0] ?? ''
  return address.slice(0, Math.max(address.lastIndexOf('@'), 0))
}

function contentType(mail: Signs): string {
  return valuesOf(mail, 'content-type')[0]?.toLowerCase() ?? ''
}

function hasPrecedence(mail: Signs, kind: RegExp): boolean {
  return valuesOf(mail, 'precedence').some((value) => kind.test(value))
}

function valuesOf(mail: Signs, name: string): string[] {
  return mail.headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value.trim())
}
