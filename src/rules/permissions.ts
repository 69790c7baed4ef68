// Who may use which door. A route that stands not here is closed to everybody (deny by default, SAFETY AU-5).
import type { Role } from './people.ts'

export type Door = 'anyone' | readonly Role[]

const readers = ['reviewer', 'approver', 'support', 'admin', 'auditor'] as const
const signedIn = ['owner', ...readers] as const

export const doors: Readonly<Record<string, Door>> = {
  'GET /': 'anyone',
  'GET /help': 'anyone',
  'GET /criteria': 'anyone',
  'GET /questionnaire': 'anyone',
  'GET /how-we-count-days': 'anyone',
  'GET /assets/:file': 'anyone',
  'GET /favicon.ico': 'anyone',
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  'POST /csp-report': 'anyone',
  'POST /theme': 'anyone',
  'GET /sign-up': 'anyone',
  'POST /sign-up': 'anyone',
  'GET /sign-in': 'anyone',
  'POST /sign-in': 'anyone',
  'GET /sign-in/code': 'anyone',
  'POST /sign-in/code': 'anyone',
  'GET /sign-in/second-factor': 'anyone',
  'POST /sign-in/second-factor': 'anyone',
  'POST /sign-out': 'anyone',
  'GET /verify/:token': 'anyone',
  'POST /verify': 'anyone',
  'POST /invitations/join': 'anyone',
  'GET /reset-password': 'anyone',
  'POST /reset-password': 'anyone',
  'POST /reset-password/new': 'anyone',
  'GET /live': signedIn,

  'GET /account': signedIn,
  'POST /account/name': signedIn,
  'POST /account/password': signedIn,
  'POST /account/email': signedIn,
  'POST /account/sessions/end': signedIn,
  'POST /account/sessions/end-all': signedIn,
  'GET /account/second-factor': signedIn,
  'POST /account/second-factor': signedIn,
  'POST /account/second-factor/remove': signedIn,
  'POST /account/second-factor/recovery-codes': signedIn,

  'GET /companies': ['owner'],
  'POST /companies': ['owner'],
  'GET /companies/:id': ['owner'],
  'POST /companies/:id/invitations': ['owner'],
  'POST /companies/:id/invitations/revoke': ['owner'],
  'POST /companies/:id/members': ['owner'],
  'POST /companies/:id/leave': ['owner'],

  'GET /registrations': ['owner'],
  'POST /registrations': ['owner'],
  'GET /registrations/:id': ['owner'],
  'GET /registrations/:id/news': ['owner'],
  'GET /registrations/:id/edit/:part': ['owner'],
  'POST /registrations/:id/edit/:part': ['owner'],
  'POST /registrations/:id/edit/:part/autosave': ['owner'],
  'GET /registrations/:id/check': ['owner'],
  'POST /registrations/:id/submit': ['owner'],
  'GET /registrations/:id/files/:hash': ['owner'],
  'GET /registrations/:id/pictures/:hash': ['owner'],
  'POST /registrations/:id/contact-link': ['owner'],
  'POST /registrations/:id/messages': ['owner'],
  'GET /registrations/:id/revisions': ['owner'],
  'POST /registrations/:id/withdraw': ['owner'],
  'POST /registrations/:id/reopen': ['owner'],
  'POST /registrations/:id/register-again': ['owner'],
  'POST /registrations/:id/change': ['owner'],
  'POST /registrations/:id/change/discard': ['owner'],

  'GET /registrations/:id/review': ['owner'],
  'POST /registrations/:id/review': ['owner'],
  'POST /registrations/:id/review/answer': ['owner'],
  'POST /registrations/:id/review/withdraw': ['owner'],

  'GET /desk': readers,
  'GET /desk/registrations/:id': readers,
  'GET /desk/registrations/:id/news': readers,
  'GET /desk/registrations/:id/revisions': readers,
  'GET /desk/registrations/:id/files/:hash': ['reviewer', 'approver', 'admin', 'auditor'],
  'GET /desk/registrations/:id/pictures/:hash': ['reviewer', 'approver', 'admin', 'auditor'],
  'POST /desk/registrations/:id/entries': ['reviewer', 'approver', 'support'],
  'POST /desk/registrations/:id/take': ['reviewer'],
  'POST /desk/registrations/:id/answers': ['reviewer'],
  'GET /desk/registrations/:id/approve': ['reviewer'],
  'POST /desk/registrations/:id/approve': ['reviewer'],
  'GET /desk/registrations/:id/findings': ['reviewer', 'approver', 'auditor'],
  'POST /desk/registrations/:id/findings': ['reviewer'],
  'GET /desk/registrations/:id/propose': ['reviewer'],
  'POST /desk/registrations/:id/propose': ['reviewer'],
  'GET /desk/registrations/:id/proposal': ['reviewer', 'approver', 'auditor'],
  'POST /desk/registrations/:id/proposal': ['approver'],
  'GET /desk/registrations/:id/change': ['reviewer', 'approver', 'auditor'],
  'POST /desk/registrations/:id/change': ['reviewer'],
  'GET /desk/registrations/:id/review': readers,
  'POST /desk/registrations/:id/review': ['reviewer', 'approver', 'support'],
  'POST /desk/registrations/:id/review/assign': ['reviewer', 'approver', 'admin'],
  'POST /desk/registrations/:id/review/ask': ['reviewer', 'approver'],
  'POST /desk/registrations/:id/review/answer': ['reviewer', 'approver'],
  'POST /desk/registrations/:id/review/preview': ['reviewer', 'approver'],
  'POST /desk/registrations/:id/review/decision': ['reviewer', 'approver'],
  'POST /desk/registrations/:id/review-way': ['reviewer', 'approver', 'support'],
  'GET /desk/registrations/:id/reinstate': ['reviewer'],
  'POST /desk/registrations/:id/reinstate': ['reviewer'],
  'GET /desk/mail': ['reviewer', 'support', 'admin', 'auditor'],
  'GET /desk/companies': ['admin'],
  'GET /desk/companies/:id': ['admin'],
  'POST /desk/companies/:id/owner': ['admin'],
  'GET /desk/calendar': ['admin', 'auditor'],
  'POST /desk/calendar/preview': ['admin'],
  'POST /desk/calendar': ['admin'],

  'GET /dev/mail': 'anyone',
  'POST /dev/mail/reply': 'anyone',
}

export function mayUse(door: Door, role: Role | null): boolean {
  return door === 'anyone' || (role !== null && door.includes(role))
}

/** What somebody of the desk may do in a thread; the doors above say the same for each action. */
export function deskAbilities(role: Role) {
  const reviewer = role === 'reviewer'
  const writes = reviewer || role === 'approver' || role === 'support'
  return {
    reply: writes,
    note: writes,
    ask: reviewer,
    judge: reviewer,
    take: reviewer,
    approve: reviewer,
    /** Whether this person reads findings and proposals. */
    measure: reviewer || role === 'approver' || role === 'auditor',
    /** Support sees status and facts, not what the vendor answered (DOMAIN 2.5). */
    seeAnswers: role !== 'support',
  }
}
