import { completeAnswers } from '../../db/demonstration.ts'
// The story of Harbor Companion as the queries would tell it, for tests of the pages.
import type { ClockView } from '../../db/queries/clocks.ts'
import type { QueueRow } from '../../db/queries/desk.ts'
import type { AppRow } from '../../db/queries/portal.ts'
import type { EntryView, RequestView, ThreadPage } from '../../db/queries/thread.ts'
import type { UnmatchedMail } from '../../db/queries/triage.ts'
import { localDay } from '../../src/rules/calendar.ts'
import { type ClockEvent, type Rule, readClock } from '../../src/rules/clock.ts'
import { clockSentence } from '../../src/rules/clockWords.ts'
import type { Staff, Vendor } from '../../src/rules/people.ts'
import { replyTerms } from '../../src/rules/reply.ts'
import { type Side, type TurnFacts, turnOf } from '../../src/rules/turn.ts'
import type { Frame } from '../../views/frame.ts'

export const zone = 'America/New_York'
export const now = new Date('2026-11-17T14:30:00-05:00')
const calendar = { zone, closed: new Set<string>(), open: new Set<string>() }
const at = (text: string) => new Date(`2026-11-${text}:00-05:00`)

export const ada: Vendor = {
  kind: 'vendor',
  id: 1,
  name: 'Ada Moreno',
  email: 'ada@harborlight.example',
  role: 'owner',
}
export const leah: Staff = {
  kind: 'staff',
  id: 2,
  name: 'Leah Stein',
  email: 'leah@northfield.example',
  role: 'reviewer',
}

export function frameOf(person: Vendor | Staff | null): Frame {
  const payer = {
    name: 'Northfield Health Plan',
    mailbox: 'cms-appregistration@northfield.example',
    zone,
    hue: 215,
    address: null,
    apiDocs: null,
    reply: replyTerms,
  }
  const counts = person?.kind === 'staff' ? { pending: 4, mine: 2, all: 9, mail: 3 } : null
  return { payer, person, now, theme: null, embedded: true, counts }
}

export function clockOf(rule: Rule, events: ClockEvent[]): ClockView {
  const reading = readClock(rule, events, calendar, now)
  const words = clockSentence(reading, rule, calendar, localDay(now, zone))
  return { rule, startedAt: events[0]!.at, stoppedAt: null, reading, words }
}

export const paused = clockOf('decision', [
  { at: at('02T10:14'), kind: 'start' },
  { at: at('05T10:40'), kind: 'pause' },
])

export const request: RequestView = {
  ...{
    id: 7,
    blocking: true,
    replyBy: '2026-11-20',
    lapseOn: '2026-12-07',
    askedBy: 'Leah Stein',
    askedAt: at('05T10:40'),
    closedAt: null,
  },
  items: [
    {
      ...{ id: 71, position: 1, about: 'Where are they kept?', answeredAt: null },
      ...{ fieldId: 'tech_token_storage_how', toConfirm: null },
      question: 'Which service holds the key that encrypts refresh tokens, and who can read it?',
    },
    {
      ...{ id: 72, position: 2, about: null, answeredAt: null },
      ...{ fieldId: null, toConfirm: null },
      question:
        'Why does https://auth.hlcdn.example/cb belong to your app? It is not on harborlight.example.',
    },
  ],
}

const authors = {
  ada: { name: ada.name, side: 'vendor', email: ada.email, about: 'owner' },
  leah: { name: leah.name, side: 'staff', email: leah.email, about: 'reviewer' },
} as const

export function entryOf(seq: number, entry: Partial<EntryView>): EntryView {
  return {
    ...{
      id: 100 + seq,
      seq,
      kind: 'message',
      author: authors.ada,
      at: at('03T11:40'),
      subject: null,
      body: '',
    },
    ...{
      quoted: '',
      event: null,
      trust: null,
      onBehalf: null,
      attachments: [],
      request: null,
      awaitsJudgement: false,
      deliveries: [],
    },
    ...entry,
  } as EntryView
}

export const quotedLines = [
  'On Thu, Nov 5, 2026 at 10:40 AM Northfield app registration wrote:',
  ...Array.from({ length: 17 }, (_, index) => `> line ${index + 1} of the letter`),
].join('\n')

export const mail = entryOf(9, {
  ...{
    kind: 'mail',
    at: at('17T09:12'),
    subject: 'Re: Two questions about Harbor Companion',
    request,
    awaitsJudgement: true,
  },
  body: 'Hi Leah,\n\n1. The key is in a cloud key service. Only the role of the token worker may decrypt.\n\n2. hlcdn.example is ours. See https://hlcdn.example/.well-known/harborlight.txt\n\nThe token was [MASKED:jwt#77ab10], sorry.\n\nThanks, Ada',
  quoted: quotedLines,
  trust: {
    ...{ tier: 'T3', verdict: 'pass', from: ada.email, checkedBy: 'mx1.northfield.example' },
    sentence:
      'Sender confirmed: the mail server vouches for harborlight.example, and the reply code is Ada Moreno’s.',
    authentication: 'dmarc=pass header.from=harborlight.example; dkim=pass header.d=harborlight.example',
  },
  attachments: [{ name: 'key-policy.pdf', type: 'application/pdf', size: 86_016 }],
})

export const entries: EntryView[] = [
  entryOf(1, { kind: 'event', at: at('01T16:02'), event: { what: 'started' } }),
  entryOf(2, { kind: 'event', at: at('02T10:14'), event: { what: 'submitted', revision: 1 } }),
  entryOf(3, {
    body: 'Our iOS app and our web app share one backend, and the backend holds the client secret.\n\nIf you would rather see two registrations, tell us.',
  }),
  entryOf(4, {
    ...{
      author: authors.leah,
      at: at('03T15:20'),
      body: 'One registration is fine. Thank you for saying so early.',
    },
    deliveries: [{ to: ada.email, state: 'sent', at: at('03T15:21'), response: '250 ok' }],
  }),
  entryOf(5, {
    kind: 'note',
    author: authors.leah,
    at: at('04T16:05'),
    body: 'Company is in the Delaware registry. Their second address is on another domain: asking about it.',
  }),
  entryOf(6, {
    ...{ kind: 'request', author: authors.leah, at: at('05T10:40'), request },
    body: 'Two answers do not let us finish the security check.',
    deliveries: [
      { to: ada.email, state: 'sent', at: at('05T10:41'), response: '250 ok' },
      {
        to: 'privacy@harborlight.example',
        state: 'failed',
        at: at('05T10:43'),
        response: '550 5.1.1 no such user',
      },
      { to: 'ops@harborlight.example', state: 'waiting', at: null, response: null },
    ],
  }),
  entryOf(7, {
    kind: 'event',
    author: null,
    at: at('05T10:40'),
    event: { what: 'clock_paused', used: 3, of: 10 },
  }),
  entryOf(8, {
    kind: 'event',
    author: null,
    at: at('06T09:00'),
    event: { what: 'contact_verified', email: 'ops@harborlight.example' },
  }),
  mail,
]

export const page: ThreadPage = {
  toConfirm: 0,
  registration: {
    ...{
      id: 412,
      number: 'REG-2026-000412',
      appName: 'Harbor Companion',
      company: 'Harborlight Health, Inc.',
    },
    ...{ owner: ada.name, assignee: leah.name, status: 'pending', phase: 'info_requested', closedAs: null },
    ...{
      createdAt: at('01T16:02'),
      submittedAt: at('02T10:14'),
      revision: 1,
      lastSeq: 9,
      reopenable: true,
      supersedes: null,
      supersededBy: null,
    },
  },
  ...{ mayWrite: true, zone, entries, request, decision: paused, instructions: null, change: null },
  attestation: null,
  access: { given: null, letter: null, order: null },
  answers: {
    ...completeAnswers(
      'Harbor Companion',
      'privacy@harborlight.example',
      'https://harborlight.example/privacy',
    ),
    ...{ pp_sharing_how: '', pp_consent_where: '', pp_discontinue: '' },
  },
  participants: [
    { id: 1, name: ada.name, email: ada.email, kind: 'owner', verified: true, failed: null },
    {
      id: 2,
      name: 'Privacy desk',
      email: 'privacy@harborlight.example',
      kind: 'contact',
      verified: true,
      failed: '550 5.1.1 no such user',
    },
    {
      id: 3,
      name: 'ops@harborlight.example',
      email: 'ops@harborlight.example',
      kind: 'contact',
      verified: false,
      failed: null,
    },
  ],
  history: [
    { to: 'pending/info_requested', at: at('05T10:40'), reason: null },
    { to: 'pending/in_review', at: at('02T10:14'), reason: null },
  ],
}

export function turnFor(side: Side, shown: ThreadPage = page) {
  const { registration, request, decision, instructions } = shown
  const asked = request && {
    ...{
      replyBy: request.replyBy,
      lapseOn: request.lapseOn,
      blocking: request.blocking,
      askedAt: request.askedAt,
    },
    questions: request.items.filter(({ answeredAt }) => !answeredAt).length,
  }
  const facts: TurnFacts = {
    ...{ standing: registration, zone, now, payer: 'Northfield Health Plan', vendor: registration.company },
    ...{ decision: decision?.reading ?? null, instructions: instructions?.reading ?? null, request: asked },
    change: null,
    answersToCheck: shown.entries.filter(({ awaitsJudgement }) => awaitsJudgement).length,
  }
  return turnOf(facts, side)
}

export function rowOf(row: Partial<QueueRow>): QueueRow {
  return {
    ...{
      id: 412,
      number: 'REG-2026-000412',
      appName: 'Harbor Companion',
      company: 'Harborlight Health, Inc.',
    },
    ...{
      status: 'pending',
      phase: 'in_review',
      closedAs: null,
      assignee: 'Leah Stein',
      changedAt: at('17T09:12'),
      zone,
    },
    ...{
      decision: clockOf('decision', [{ at: at('06T10:00'), kind: 'start' }]),
      instructions: null,
      change: null,
      request: null,
    },
    answersToCheck: 0,
    ...row,
  }
}

export const unmatched: UnmatchedMail = {
  ...{
    id: 5,
    outcome: 'unmatched',
    receivedAt: at('17T11:20'),
    from: 'ada@harborlight.example',
    quoted: '',
    attachments: [],
  },
  subject: '[REG-2026-000412] Please change our contact',
  body: 'We changed our mail system. Write to ada.moreno@harborlight-mail.example.',
  trust: {
    ...{ tier: 'T0', verdict: 'fail', from: 'ada@harborlight.example', checkedBy: 'mx1.northfield.example' },
    ...{
      sentence: 'Sender refuted: the mail server says that this mail is not from harborlight.example.',
      authentication: 'dmarc=fail',
    },
  },
  ...{
    concerns: 'vendor_app',
    note: null,
    size: 4312,
    sha256: '9c1f'.repeat(16),
    claimsId: 412,
    claimsNumber: 'REG-2026-000412',
    claimsApp: 'Harbor Companion',
  },
}

/** A row of the vendor's own list: the same, with who takes part. */
export function appRowOf(row: Partial<AppRow>): AppRow {
  return { ...rowOf(row), participants: [], mayWrite: true, toConfirm: 0, ...row }
}
