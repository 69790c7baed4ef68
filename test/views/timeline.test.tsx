import { describe, expect, test } from 'vitest'
import type { EntryEvent } from '../../db/schema.ts'
import type { Side } from '../../src/rules/turn.ts'
import { Timeline } from '../../views/timeline.tsx'
import { ada, entries, entryOf, mail, now, quotedLines, request, zone } from './sample.ts'

type Options = { viewer?: Side; mayJudge?: boolean; all?: boolean; you?: string }

function timeline(
  shown: typeof entries,
  { viewer = 'staff', mayJudge = false, all, you }: Options = {},
): string {
  const reading = { viewer, zone, now, payer: 'Northfield Health Plan', registrationId: 412, mayJudge, you }
  return String(<Timeline entries={shown} all={all} {...reading} />)
}

/** What a reader sees: the text without its tags, on one line. */
function textOf(html: string): string {
  return html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
}

test('a vendor never sees a note, a delivery log or a form to judge, even where they were loaded', () => {
  const html = timeline(entries, { viewer: 'vendor', mayJudge: true })
  expect(html).not.toContain('Delaware')
  expect(html).not.toContain('data-kind="note"')
  expect(html).not.toMatch(/550|E-mailed to|Waiting to be sent/)
  expect(html).not.toContain('<form')
})

test('staff see notes, and what became of every letter', () => {
  const html = timeline(entries)
  expect(html).toContain('Internal note. Only staff can see this.')
  expect(html).toContain(
    'E-mailed to ada@harborlight.example. Accepted by their mail server at 3:21 p.m. ET.',
  )
  expect(html).toContain('Waiting to be sent to ops@harborlight.example.')
  expect(textOf(html)).toContain(
    'The letter to privacy@harborlight.example could not be delivered: 550 5.1.1 no such user',
  )
})

test('a letter of an event that failed is told to staff alone', () => {
  const event = entryOf(1, {
    ...{ kind: 'event', event: { what: 'approved' } },
    deliveries: [{ to: ada.email, state: 'failed', at: now, response: '550 no' }],
  })
  expect(timeline([event])).toContain('550 no')
  expect(timeline([event], { viewer: 'vendor' })).not.toContain('550 no')
})

test('whatever a mail says is text', () => {
  const hostile = '<script>alert(1)</script><img src=x onerror=alert(1)>" autofocus onfocus="x'
  const html = timeline([
    entryOf(1, {
      ...{ kind: 'mail', body: hostile, quoted: hostile, subject: hostile },
      author: { name: hostile, side: 'vendor', email: hostile, about: hostile },
      trust: {
        ...mail.trust!,
        sentence: hostile,
        from: hostile,
        authentication: hostile,
        checkedBy: hostile,
      },
      attachments: [{ name: hostile, type: hostile, size: 1 }],
    }),
  ])
  expect(html).not.toMatch(/<script|<img|" autofocus/)
  expect(html).toContain('&lt;script&gt;')
})

test('no element carries a style or a handler of its own', () => {
  expect(timeline(entries, { mayJudge: true })).not.toMatch(/\sstyle=|\son[a-z]+=|hx-on/)
})

test('the fold of a quotation says how many lines it hides', () => {
  expect(timeline([mail])).toContain('Show quoted text (18 lines)')
  expect(timeline([{ ...mail, quoted: `\n${quotedLines}\n\n` }])).toContain('(18 lines)')
  expect(timeline([{ ...mail, quoted: '> one' }])).toContain('(1 line)')
  expect(timeline([{ ...mail, quoted: ' \n' }])).not.toContain('quoted text')
})

test('a mail shows the sentence of its proof, the facts, and its files by name', () => {
  const html = timeline([mail])
  expect(html).toContain('data-verdict="pass"')
  expect(html).toContain('Sender confirmed: the mail server vouches for harborlight.example')
  expect(html).toContain('mx1.northfield.example')
  expect(textOf(html)).toContain('key-policy.pdf 84 KB · PDF · kept in the mailbox')
})

test('entries can be linked and replaced by their number', () => {
  expect(timeline([mail])).toContain('id="m9"')
  expect(timeline([mail])).toContain('href="#m9"')
})

test('the vendor’s own words are “You”, and staff speak for the payer', () => {
  const html = textOf(timeline(entries, { viewer: 'vendor', you: ada.email }))
  expect(html).toContain('You submitted the registration (revision 1)')
  expect(html).toContain('Leah Stein Northfield Health Plan')
  expect(html).not.toContain('Reviewer')
  expect(textOf(timeline(entries))).toContain('Ada Moreno submitted the registration (revision 1)')
})

test('a long thread shows its newest hundred and says how many are before', () => {
  const many = Array.from({ length: 220 }, (_, index) =>
    entryOf(index + 1, { body: `message ${index + 1}.` }),
  )
  const html = timeline(many)
  expect(html).toContain('120 earlier entries')
  expect(html).toContain('href="/desk/registrations/412?all=1"')
  expect(html).not.toContain('message 120.')
  expect(html).toContain('message 121.')
  expect(timeline(many, { all: true })).toContain('message 1.')
  expect(timeline(many, { viewer: 'vendor' })).toContain('href="/registrations/412?all=1"')
})

describe('judging an answer', () => {
  test('a reviewer takes or declines it, question by question', () => {
    const html = timeline([mail], { mayJudge: true })
    expect(html).toContain('method="post" action="/desk/registrations/412/answers"')
    expect(html).toContain('hx-post="/desk/registrations/412/answers"')
    expect(html).toContain('name="entry" value="109"')
    expect(html.match(/type="checkbox" name="item" value="7[12]" checked/g)).toHaveLength(2)
    expect(html).toMatch(/name="verdict" value="accept"[\s\S]*name="verdict" value="decline"/)
    expect(textOf(html)).toContain('goes on from the time the mail arrived, Nov 17, 9:12 a.m. ET')
  })

  test('one open question is not asked about twice', () => {
    const one = { ...request, items: [request.items[0]!, { ...request.items[1]!, answeredAt: now }] }
    const html = timeline([{ ...mail, request: one }], { mayJudge: true })
    expect(html).toContain('type="hidden" name="item" value="71"')
    expect(html).not.toContain('checkbox')
  })

  test('others read that it waits, and nobody judges it twice', () => {
    expect(timeline([mail])).not.toContain('<form')
    expect(timeline([mail])).toContain('A reviewer decides whether this answers 2 open questions.')
    expect(timeline([{ ...mail, awaitsJudgement: false }], { mayJudge: true })).not.toContain('<form')
  })

  test('a question that does not stop the clock promises nothing about it', () => {
    const html = textOf(timeline([{ ...mail, request: { ...request, blocking: false } }], { mayJudge: true }))
    expect(html).toContain('The decision clock has not stopped for it.')
    expect(html).not.toContain('goes on')
  })
})

describe('events in words', () => {
  const events: Record<EntryEvent['what'], [EntryEvent, vendor: string, staff: string]> = {
    started: [{ what: 'started' }, 'started the registration', 'started the registration'],
    submitted: [{ what: 'submitted', revision: 1 }, 'Our clock started', 'The decision clock started'],
    clock_paused: [
      { what: 'clock_paused', used: 3, of: 10 },
      'Our clock stopped : 3 of 10 business days used',
      'The decision clock stopped : 3 of 10 business days used',
    ],
    clock_resumed: [
      { what: 'clock_resumed', left: 1 },
      'Our clock goes on : 1 business day left',
      'The decision clock goes on : 1 business day left',
    ],
    clock_reopened: [
      { what: 'clock_reopened', left: 3 },
      'came back, so its clock goes on : 3 business days left',
      'came back, so its clock goes on : 3 business days left',
    ],
    due_moved: [
      { what: 'due_moved', rule: 'decision', from: '2026-11-27', to: '2026-11-30' },
      'Our calendar changed. The decision is now due Mon, Nov 30 , it was Fri, Nov 27',
      'Our calendar changed. The decision is now due Mon, Nov 30 , it was Fri, Nov 27',
    ],
    reminded: [
      { what: 'reminded', open: 2, lapseOn: '2026-12-07' },
      'We reminded you of 2 open questions. Without an answer the registration is withdrawn after Mon, Dec 7',
      'The portal reminded the vendor of 2 open questions',
    ],
    lapsed: [
      { what: 'lapsed', lastDay: '2026-12-07' },
      'No answer arrived by Mon, Dec 7 , so the registration was withdrawn . This is not a denial',
      'No answer arrived by Mon, Dec 7 , so the registration was withdrawn',
    ],
    answer_accepted: [
      { what: 'answer_accepted', items: 2 },
      'accepted your answer to 2 questions',
      'accepted the answer to 2 questions',
    ],
    answered: [
      { what: 'answered', items: 2, open: 1, revision: 2, fields: ['org_legal_name'] },
      'answered 2 questions in the portal (revision 2: ',
      '1 question is open',
    ],
    form_asked: [
      { what: 'form_asked', wanted: [], needed: ['org_legal_name'] },
      'asked you to confirm in the form: ',
      'Until then 1 question stays open',
    ],
    in_review_again: [{ what: 'in_review_again' }, 'goes on with the review', 'goes on with the review'],
    answer_declined: [
      { what: 'answer_declined' },
      'did not take your message as the answer',
      'did not take the message as the answer',
    ],
    approved: [{ what: 'approved' }, 'approved your app', 'approved the registration'],
    instructions_mailed: [
      { what: 'instructions_mailed', to: 'ops@harborlight.example' },
      'wrote the token instructions to ops@harborlight.example . They count once',
      'wrote the token instructions to ops@harborlight.example . They count once',
    ],
    instructions_accepted: [
      { what: 'instructions_accepted', to: 'ops@harborlight.example' },
      'The token instructions were sent to ops@harborlight.example . Your app can obtain access tokens now',
      'The token instructions were sent to ops@harborlight.example . The app can obtain access tokens now',
    ],
    attestation_asked: [
      { what: 'attestation_asked', dueOn: '2027-11-02' },
      'We asked you to sign the attestation again by Tue, Nov 2, 2027',
      'The portal asked the owner to sign the attestation again by Tue, Nov 2, 2027',
    ],
    attestation_outdated: [
      { what: 'attestation_outdated', dueOn: '2027-11-02' },
      'the attestation is outdated . The app stays approved',
      'the attestation is outdated . The app stays approved',
    ],
    attested: [
      { what: 'attested', name: 'Ada Moreno', title: 'Head of product', termsVersion: '1' },
      'signed the attestation again as Ada Moreno, Head of product, and accepted the API terms, version 1',
      'signed the attestation again as Ada Moreno, Head of product',
    ],
    access_ordered: [
      { what: 'access_ordered', action: 'block', clients: 2, mailed: false },
      'Block requested of the API operations, for 2 client ids. They confirm when it is done',
      'Block requested of the API operations, for 2 client ids. No address is configured: nobody was told',
    ],
    access_confirmed: [
      { what: 'access_confirmed', action: 'revoke', clients: 1 },
      'The API operations confirmed: your app’s access is revoked (1 client id)',
      'The API operations confirmed: the app’s access is revoked (1 client id)',
    ],
    withdrawn: [
      { what: 'withdrawn', hadAccess: false, reason: 'Two apps become one' },
      'withdrew the registration : Two apps become one',
      'withdrew the registration : Two apps become one',
    ],
    reopened: [
      { what: 'reopened' },
      'reopened the registration as a draft',
      'reopened the registration as a draft',
    ],
    finding: [
      { what: 'finding', criterion: 'SEC-04', outcome: 'not_met' },
      'recorded a finding: SEC-04 is not met',
      'recorded a finding: SEC-04 is not met',
    ],
    proposed: [
      { what: 'proposed', action: 'suspend', determination: 1 },
      'proposed a suspension . A second person decides',
      'proposed a suspension . A second person decides',
    ],
    proposal_refused: [
      { what: 'proposal_refused', action: 'terminate', reason: 'Ask first.' },
      'did not agree to the termination: Ask first.',
      'did not agree to the termination: Ask first.',
    ],
    determined: [
      {
        what: 'determined',
        action: 'suspend',
        text: 'Ids were tried.',
        whatLifts: 'A trace.',
        confirmed: false,
      },
      'Your app is suspended (at once, not yet confirmed by a second person): Ids were tried. What lifts it: A trace.',
      'The app is suspended (at once, not yet confirmed',
    ],
    block_confirmed: [
      { what: 'block_confirmed' },
      'confirmed the block as the second person',
      'confirmed the block as the second person',
    ],
    reinstated: [
      { what: 'reinstated', reason: 'Fixed.' },
      'your app is approved again. Fixed.',
      'the app is approved again. Fixed.',
    ],
    review_requested: [
      { what: 'review_requested', of: 'suspended', level: 'first', criteria: ['SEC-10'], onBehalf: true },
      'asked for a review of the suspension for you: SEC-10',
      'asked for a review of the suspension for the owner: SEC-10',
    ],
    review_assigned: [
      { what: 'review_assigned', name: 'Marcus Bell', taken: false },
      'gave the review to Marcus Bell , who took no part in the decision',
      'gave the review to Marcus Bell , who took no part in the decision',
    ],
    review_asked: [
      { what: 'review_asked', question: 'Which version?', used: 2, of: 10 },
      'asked you about the review: “Which version?”. The clock of the review stopped : 2 of 10 business days used',
      'asked the owner about the review: “Which version?”',
    ],
    review_answered: [
      { what: 'review_answered', left: 8, fromEntry: false },
      'answered the question about the review. Its clock goes on : 8 business days left',
      'answered the question about the review. Its clock goes on : 8 business days left',
    ],
    review_decided: [
      { what: 'review_decided', of: 'terminated', outcome: 'rescind_termination', text: 'We were wrong.' },
      'decided on the review: the termination is rescinded . We were wrong.',
      'decided on the review: the termination is rescinded . We were wrong.',
    ],
    review_ended: [
      { what: 'review_ended', how: 'lapsed' },
      'The review ended: no answer to its question arrived. Nothing was decided',
      'The review ended: no answer to its question arrived. Nothing was decided',
    ],
    rescinded: [
      { what: 'rescinded', of: 'terminated', number: 'REV-2026-000003' },
      'Correction: review REV-2026-000003 has rescinded the termination above. This registration stays terminated',
      'Correction: review REV-2026-000003 has rescinded the termination above.',
    ],
    review_way_sent: [
      { what: 'review_way_sent' },
      'sent you the way to ask for a review: a review starts in the portal, never by e-mail',
      'sent the vendor the way to ask for a review',
    ],
    change_filed: [
      { what: 'change_filed', fields: ['redirect_uris'] },
      'asked for a change of “Redirect URIs”',
      'asked for a change of “Redirect URIs”',
    ],
    change_decided: [
      { what: 'change_decided', outcome: 'refused', reason: 'Not your host', revision: null },
      'refused the change : Not your host',
      'refused the change : Not your host',
    ],
    answers_updated: [
      {
        what: 'answers_updated',
        revision: 2,
        fields: ['contact_phone', 'contact_name', 'org_address', 'tos_uri'],
      },
      'and 2 more answers (revision 2)',
      'and 2 more answers (revision 2)',
    ],
    supersedes: [
      { what: 'supersedes', id: 12, number: 'REG-2026-000012' },
      'registers the app again, in place of REG-2026-000012',
      'registers the app again, in place of REG-2026-000012',
    ],
    registered_again: [
      { what: 'registered_again', id: 13, number: 'REG-2026-000013' },
      'registered the app again as REG-2026-000013',
      'registered the app again as REG-2026-000013',
    ],
    status: [
      { what: 'status', status: 'suspended/final', reason: 'Tokens leaked' },
      'The status is now Suspended : Tokens leaked',
      'The status is now Suspended : Tokens leaked',
    ],
    contact_verified: [
      { what: 'contact_verified', email: 'ops@harborlight.example' },
      'We write to it now',
      'Letters go to it now',
    ],
  }

  test.each(Object.values(events))('%o', (event, vendor, staff) => {
    const entry = entryOf(1, { kind: 'event', event, author: null })
    expect(textOf(timeline([entry], { viewer: 'vendor' }))).toContain(vendor)
    expect(textOf(timeline([entry], { viewer: 'staff' }))).toContain(staff)
  })
})
