import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Evidence, type Reason, type Tier, trust } from '../src/rules/trust.ts'

const ada = { name: 'Ada Moreno', email: 'ada@harborlight.example', active: true }
const left = { ...ada, active: false }
const number = 'REG-2026-000412'
const evil = 'mallory@evil.example'
const devon = 'devon@harborlight.example'

/** A reply of Ada that nothing speaks against; each row says what is different. */
type Change = Partial<Omit<Evidence, 'from'>> & { from?: string | string[]; malformed?: boolean }
function mail({ from = ada.email, malformed = false, ...rest }: Change): Evidence {
  const addresses = typeof from === 'string' ? [from] : from
  return {
    from: { addresses, malformed },
    authentication: 'pass',
    token: 'valid',
    participant: ada,
    mentions: null,
    ...rest,
  }
}

const noCode = { token: 'none', participant: null } as const

const table: [title: string, change: Change, tier: Tier, reason: Reason][] = [
  ['a reply of Ada that her mail server vouches for', {}, 'T3', 'confirmed'],
  ['a reply of Ada with a number in the subject', { mentions: number }, 'T3', 'confirmed'],
  ['a reply of Ada, domain without a policy', { authentication: 'none' }, 'T2', 'not_authenticated'],
  ['a reply of Ada, temporary error of the check', { authentication: 'unknown' }, 'T2', 'not_authenticated'],
  [
    'a reply of Ada that names another registration, not checked',
    { authentication: 'none', mentions: number },
    'T2',
    'not_authenticated',
  ],
  [
    'A1: Ada spoofed, number in the subject, DMARC fails',
    { ...noCode, authentication: 'fail', mentions: number },
    'T0',
    'authentication_failed',
  ],
  ['A1: Ada spoofed with her code, DMARC fails', { authentication: 'fail' }, 'T0', 'authentication_failed'],
  [
    'A1: Ada spoofed with her code and a number, DMARC fails',
    { authentication: 'fail', mentions: number },
    'T0',
    'authentication_failed',
  ],
  [
    'A1: Ada spoofed with a forged code, DMARC fails',
    { authentication: 'fail', token: 'invalid' },
    'T0',
    'authentication_failed',
  ],
  [
    'A1: Ada spoofed with a revoked code, DMARC fails',
    { authentication: 'fail', token: 'revoked' },
    'T0',
    'authentication_failed',
  ],
  [
    'A1: Ada spoofed after she left, DMARC fails',
    { authentication: 'fail', participant: left },
    'T0',
    'authentication_failed',
  ],
  [
    'A1: a stranger with the code, DMARC fails',
    { authentication: 'fail', from: evil },
    'T0',
    'authentication_failed',
  ],
  [
    'A1: Ada spoofed, nothing else, DMARC fails',
    { ...noCode, authentication: 'fail' },
    'T0',
    'authentication_failed',
  ],
  [
    'A1: Ada spoofed, number in the subject, nothing checked',
    { ...noCode, authentication: 'unknown', mentions: number },
    'T0',
    'number_only',
  ],
  [
    'A2: a pass that a stranger wrote is unknown, with her code',
    { authentication: 'unknown' },
    'T2',
    'not_authenticated',
  ],
  [
    'A2: a pass that a stranger wrote is unknown, with a number',
    { ...noCode, authentication: 'unknown', mentions: number },
    'T0',
    'number_only',
  ],
  [
    'A2: a pass that a stranger wrote is unknown, other sender',
    { authentication: 'unknown', from: evil },
    'T1',
    'other_sender',
  ],
  ['A3: two senders, Ada first', { from: [ada.email, evil] }, 'T0', 'sender_unclear'],
  ['A3: two senders, Ada last', { from: [evil, ada.email] }, 'T0', 'sender_unclear'],
  ['A3: Ada twice', { from: [ada.email, ada.email] }, 'T0', 'sender_unclear'],
  [
    'A3: two senders, not checked',
    { from: [ada.email, evil], authentication: 'none' },
    'T0',
    'sender_unclear',
  ],
  [
    'A3: two senders, DMARC fails',
    { from: [ada.email, evil], authentication: 'fail' },
    'T0',
    'sender_unclear',
  ],
  ['A3: no sender', { from: [] }, 'T0', 'sender_unclear'],
  ['A3: no sender, with a number', { ...noCode, from: [], mentions: number }, 'T0', 'sender_unclear'],
  ['A3: an empty sender', { from: '' }, 'T0', 'sender_unclear'],
  [
    'A3: an empty sender and a contact without an address',
    { from: '', participant: { ...ada, email: '' } },
    'T0',
    'sender_unclear',
  ],
  ['A3: group syntax around Ada', { malformed: true }, 'T0', 'sender_unclear'],
  ['A3: group syntax, no address', { from: [], malformed: true }, 'T0', 'sender_unclear'],
  ['A3: group syntax, revoked code', { malformed: true, token: 'revoked' }, 'T0', 'sender_unclear'],
  ['A4: "ada@harborlight.example" as the name of a stranger', { from: evil }, 'T1', 'other_sender'],
  ['A4: the name of Ada without a code', { ...noCode, from: evil }, 'T0', 'new_confirmed'],
  ['A5: From Ada, Reply-To a stranger: Reply-To is no evidence', {}, 'T3', 'confirmed'],
  ['A5: From a stranger, Reply-To Ada: Reply-To is no evidence', { from: evil }, 'T1', 'other_sender'],
  ['A6: a homograph of Ada (Cyrillic a)', { from: '\u0430da@harborlight.example' }, 'T1', 'other_sender'],
  ['A6: a homograph domain as A-label', { from: 'ada@xn--hrborlight-k7h.example' }, 'T1', 'other_sender'],
  [
    'A6: a Kelvin sign is not a k',
    { from: '\u212Aai@x.example', participant: { ...ada, email: 'kai@x.example' } },
    'T1',
    'other_sender',
  ],
  ['A6: a trailing dot', { from: 'ada@harborlight.example.' }, 'T1', 'other_sender'],
  ['A6: a longer domain', { from: 'ada@harborlight.example.evil.example' }, 'T1', 'other_sender'],
  ['A6: a shorter local part', { from: 'da@harborlight.example' }, 'T1', 'other_sender'],
  ['A6: a plus part', { from: 'ada+x@harborlight.example' }, 'T1', 'other_sender'],
  ['A6: a percent route', { from: 'ada%harborlight.example@evil.example' }, 'T1', 'other_sender'],
  ['A6: a source route that parsers disagree about', { malformed: true }, 'T0', 'sender_unclear'],
  [
    'A7: a NUL in the address, deleted by the parser',
    { from: 'ada@harborlight.example.evil.example', malformed: true },
    'T0',
    'sender_unclear',
  ],
  [
    'A7: a NUL that leaves the address of Ada',
    { malformed: true, authentication: 'none' },
    'T0',
    'sender_unclear',
  ],
  [
    'A8: a stranger guesses a number',
    { ...noCode, from: evil, authentication: 'none', mentions: 'REG-2026-000001' },
    'T0',
    'number_only',
  ],
  [
    'A8: an authenticated stranger guesses a number',
    { ...noCode, from: evil, mentions: 'REG-2026-000500' },
    'T0',
    'number_only',
  ],
  ['A8: Ada herself writes only the number', { ...noCode, mentions: number }, 'T0', 'number_only'],
  [
    'A8: a number beside a forged code',
    { token: 'invalid', participant: null, mentions: number },
    'T0',
    'code_unknown',
  ],
  ['A9: Ada forwards our mail and Devon replies', { from: devon }, 'T1', 'other_sender'],
  ['A9: Devon replies, not checked', { from: devon, authentication: 'none' }, 'T1', 'other_sender'],
  ['A9: Devon replies, temporary error', { from: devon, authentication: 'unknown' }, 'T1', 'other_sender'],
  ['A9: a stranger replies with the leaked code', { from: evil }, 'T1', 'other_sender'],
  [
    'A9: a stranger replies with the leaked code and a number',
    { from: evil, mentions: number },
    'T1',
    'other_sender',
  ],
  ['A16: our own mark of a loop, forged, on a reply of Ada', {}, 'T3', 'confirmed'],
  [
    'A16: our own mail comes back with its code',
    { from: 'cms-appregistration@payer.example' },
    'T1',
    'other_sender',
  ],
  [
    'A16: our own mail comes back without a code',
    { ...noCode, from: 'cms-appregistration@payer.example' },
    'T0',
    'new_confirmed',
  ],
  [
    'A17: X-CMS-Status: Approved from a stranger',
    { ...noCode, from: evil, authentication: 'none' },
    'T0',
    'new_unconfirmed',
  ],
  [
    'A17: X-CMS-Status: Approved on a reply of Ada, not checked',
    { authentication: 'none' },
    'T2',
    'not_authenticated',
  ],
  ['Ada left', { participant: left }, 'T1', 'participant_left'],
  ['Ada left, not checked', { participant: left, authentication: 'none' }, 'T1', 'participant_left'],
  ['Ada left and a stranger has her code', { participant: left, from: evil }, 'T1', 'participant_left'],
  ['nobody is known who got the code', { participant: null }, 'T1', 'participant_left'],
  ['the code of Ada was revoked', { token: 'revoked' }, 'T1', 'code_revoked'],
  [
    'the code of Ada was revoked, not checked',
    { token: 'revoked', authentication: 'unknown' },
    'T1',
    'code_revoked',
  ],
  [
    'the code of Ada was revoked and a stranger has it',
    { token: 'revoked', from: evil },
    'T1',
    'code_revoked',
  ],
  ['the code of Ada was revoked and she left', { token: 'revoked', participant: left }, 'T1', 'code_revoked'],
  ['a revoked code of nobody', { token: 'revoked', participant: null }, 'T1', 'code_revoked'],
  ['a forged code under the address of Ada', { token: 'invalid' }, 'T0', 'code_unknown'],
  [
    'a forged code, not checked',
    { token: 'invalid', authentication: 'none', participant: null },
    'T0',
    'code_unknown',
  ],
  ['a new mail that a mail server vouches for', { ...noCode }, 'T0', 'new_confirmed'],
  ['a new mail, domain without a policy', { ...noCode, authentication: 'none' }, 'T0', 'new_unconfirmed'],
  ['a new mail, temporary error', { ...noCode, authentication: 'unknown' }, 'T0', 'new_unconfirmed'],
  ['a new mail with a blank number', { ...noCode, mentions: '' }, 'T0', 'new_confirmed'],
]

test.each(table)('%s', (_, change, tier, reason) => {
  expect(trust(mail(change))).toMatchObject({ tier, reason, entersThread: tier === 'T2' || tier === 'T3' })
})

test.each<[Change, string, string]>([
  [
    {},
    'pass',
    'Sender confirmed: the mail server vouches for harborlight.example, and the reply code is Ada Moreno’s.',
  ],
  [
    { authentication: 'none' },
    'none',
    'Sender not authenticated: the reply code is Ada Moreno’s and the address matches, but no mail server vouched for it.',
  ],
  [
    { from: devon },
    'none',
    'Right reply code, other person: the code is Ada Moreno’s, but the mail came from devon@harborlight.example.',
  ],
  [
    { participant: left },
    'none',
    'Reply code of someone who left: it was given to Ada Moreno, who is no longer on this registration.',
  ],
  [
    { participant: null },
    'none',
    'Reply code of someone who left: it was given to a former contact, who is no longer on this registration.',
  ],
  [
    { token: 'revoked' },
    'none',
    'Reply code revoked: it was given to Ada Moreno and has been withdrawn since.',
  ],
  [
    { from: [] },
    'fail',
    'Sender unclear: the mail does not name exactly one valid From address, so nobody can be believed.',
  ],
  [
    { authentication: 'fail' },
    'fail',
    'Sender refuted: the mail server says that this mail is not from harborlight.example.',
  ],
  [{ token: 'invalid' }, 'fail', 'Reply code not ours: the mail carries a reply code that we did not issue.'],
  [
    { ...noCode, mentions: number },
    'none',
    'A number in the subject proves nothing: the mail names REG-2026-000412 but carries no reply code.',
  ],
  [
    noCode,
    'pass',
    'Sender confirmed, no thread: the mail server vouches for harborlight.example, but the mail carries no reply code.',
  ],
  [
    { ...noCode, authentication: 'unknown' },
    'none',
    'Sender not confirmed, no thread: no mail server vouched for it, and the mail carries no reply code.',
  ],
])('%j is shown as %s with its sentence', (change, verdict, sentence) => {
  expect(trust(mail(change))).toMatchObject({ verdict, sentence })
})

const address = fc.constantFrom(ada.email, evil, devon, '')
const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  from: fc.record({ addresses: fc.array(address, { maxLength: 3 }), malformed: fc.boolean() }),
  authentication: fc.constantFrom('pass', 'fail', 'none', 'unknown'),
  token: fc.constantFrom('none', 'invalid', 'revoked', 'valid'),
  participant: fc.option(
    fc.record({ name: fc.constant('Ada Moreno'), email: address, active: fc.boolean() }),
  ),
  mentions: fc.option(fc.string()),
})

function holds(claim: (evidence: Evidence) => void) {
  fc.assert(fc.property(anyEvidence, claim), { numRuns: 2_000 })
}

test('without a valid code nothing enters a thread', () => {
  holds((evidence) => {
    if (evidence.token !== 'valid') expect(trust(evidence).entersThread).toBe(false)
  })
})

test('nothing that the mail server refutes enters a thread', () => {
  holds((evidence) => {
    if (evidence.authentication === 'fail')
      expect(trust(evidence)).toMatchObject({ tier: 'T0', entersThread: false, verdict: 'fail' })
  })
})

test('whoever enters a thread is one active contact who wrote from the one address we know', () => {
  holds((evidence) => {
    const { entersThread, tier } = trust(evidence)
    if (!entersThread) return
    expect(evidence.from).toEqual({ addresses: [evidence.participant?.email], malformed: false })
    expect(evidence.from.addresses[0]).not.toBe('')
    expect(evidence.participant?.active).toBe(true)
    expect(tier === 'T3').toBe(evidence.authentication === 'pass')
  })
})

test('a number in the mail never changes its tier', () => {
  holds((evidence) => {
    expect(trust({ ...evidence, mentions: number }).tier).toBe(trust({ ...evidence, mentions: null }).tier)
  })
})

test('every mail gets exactly one sentence', () => {
  holds((evidence) => {
    expect(trust({ ...evidence, mentions: number }).sentence).toMatch(/^[A-Z][^\n]+[^.]\.$/)
  })
})
