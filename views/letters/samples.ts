// One letter of every kind, about the app that the design shows: for tests, and for people who want to read them.
import type { InstructedEnvironment } from '../../src/rules/environments.ts'
import type { LetterKind } from '../../src/rules/letters.ts'
import type { LetterFrame, LetterOf } from './frame.ts'

const harbor = { registrationId: 412, number: 'REG-2026-000412', app: 'Harbor Companion' }
const aboutReview = { ...harbor, review: 'REV-2026-000031', of: 'suspended' } as const
const company = 'Harborlight Health, Inc.'
const counted =
  'We count Monday to Friday in Eastern Time. The day of submission, Mon, Nov 2, is day 0. Wed, Nov 11 (Veterans Day) does not count.'
const host = 'https://sandbox-api.northfield.example'
const sandbox: InstructedEnvironment = {
  ...{ environmentId: 1, name: 'Sandbox', kind: 'sandbox', clientId: 'hc-sandbox-7Q2M4K9T' },
  ...{
    authorizeUrl: `${host}/oauth2/authorize`,
    tokenUrl: `${host}/oauth2/token`,
    fhirUrl: `${host}/fhir/r4`,
  },
  ...{ issuer: host, discoveryUrl: `${host}/fhir/r4/.well-known/smart-configuration` },
  audiences: [`${host}/fhir/r4`],
  pkce: 'Every authorization request carries a code challenge with the method S256.',
  audienceRule: 'Send “aud” with the FHIR base address on every authorization request.',
  credential: 'Sign in at https://developer.northfield.example and choose “Show credential once”.',
  ...{ scopes: ['openid', 'patient/Patient.rs'], rotatesOn: '2027-11-25' },
}
const stopped = 'The clock has been stopped since Thu, Nov 5. 7 of 10 business days are left.'

/** A new kind of letter does not compile until it has an example here. */
export const samples: { [K in LetterKind]: LetterOf<K> } = {
  verify_account: { kind: 'verify_account', linkId: 7, name: 'Ada Moreno' },
  account_exists: { kind: 'account_exists', name: 'Ada Moreno' },
  reset_password: { kind: 'reset_password', linkId: 9, name: 'Ada Moreno' },
  change_address: {
    ...{ kind: 'change_address', linkId: 10 },
    from: 'ada@harborlight.example',
  },
  invitation: { kind: 'invitation', linkId: 11, company, owner: 'Ada Moreno', access: 'manage' },
  membership_ended: { kind: 'membership_ended', company, owner: 'Ada Moreno', name: 'Rui Costa' },
  ownership_moved: {
    ...{ kind: 'ownership_moved', side: 'former', company, name: 'Ada Moreno' },
    calledOn: '2026-11-04',
  },
  account_changed: {
    ...{ kind: 'account_changed', what: 'password', name: 'Ada Moreno' },
    at: '2026-11-05T15:38:00Z',
  },
  verify_contact: { ...harbor, kind: 'verify_contact', linkId: 8, company, owner: 'Ada Moreno' },
  submitted: {
    ...harbor,
    kind: 'submitted',
    receivedAt: '2026-11-02T15:14:00Z',
    dueOn: '2026-11-17',
    clock: 'We decide by Tue, Nov 17.',
    counted,
  },
  to_review: {
    ...harbor,
    kind: 'to_review',
    company,
    dueOn: '2026-11-17',
    clock: 'We decide by Tue, Nov 17.',
  },
  information_asked: {
    ...harbor,
    kind: 'information_asked',
    reviewer: 'Leah Stein',
    intro: 'Thank you for the complete form.\n\nTwo answers do not let us finish the security check.',
    questions: [
      {
        about: 'Redirect URIs',
        question:
          'Why does https://auth.hlcdn.example/cb belong to your app? It is not on your company’s domain.',
      },
      {
        about: null,
        question: 'Which service holds the key that encrypts refresh tokens?\nOne sentence is enough.',
      },
    ],
    replyBy: '2026-11-20',
    lapseOn: '2026-12-07',
    blocking: true,
    clock: stopped,
  },
  reminder: {
    ...harbor,
    kind: 'reminder',
    questions: [
      { about: 'Redirect URIs', question: 'Why does https://auth.hlcdn.example/cb belong to your app?' },
    ],
    askedAt: '2026-11-05T15:40:00Z',
    replyBy: '2026-11-20',
    lapseOn: '2026-12-07',
    clock: stopped,
  },
  lapsed: { ...harbor, kind: 'lapsed', askedAt: '2026-11-05T15:40:00Z', lapseOn: '2026-12-07', questions: 1 },
  digest: {
    kind: 'digest',
    day: '2026-11-16',
    sections: [
      {
        ...{ title: 'Due within three business days', about: 'The next due first.', more: 0 },
        lines: [{ ...harbor, words: 'We decide by Tue, Nov 17. Leah Stein has it.' }],
      },
      {
        ...{ title: 'Letters that came back', about: 'Since the letter of the morning before.', more: 0 },
        lines: [{ ...harbor, words: 'To team@harborlight.example: 550 5.1.1 no such user.' }],
      },
    ],
  },
  answer_arrived: { ...harbor, kind: 'answer_arrived', sender: 'Ada Moreno', open: 2, dueOn: '2026-11-27' },
  answers_filed: {
    ...{
      ...harbor,
      kind: 'answers_filed',
      by: 'Ada Moreno',
      answered: 1,
      open: 1,
      blocking: true,
      clock: null,
    },
    changed: ['How tokens are stored'],
  },
  answered: {
    ...{
      ...harbor,
      kind: 'answered',
      by: 'Ada Moreno',
      answered: 2,
      open: 0,
      revision: 2,
      dueOn: '2026-11-27',
    },
    changed: ['How tokens are stored'],
  },
  filed_for_vendor: {
    ...{ ...harbor, kind: 'filed_for_vendor', way: 'phone', from: 'Ada Moreno' },
    saidAt: '2026-11-06T15:30:00Z',
  },
  form_asked: { ...harbor, kind: 'form_asked', wanted: ['Redirect URIs'], needed: ['How tokens are stored'] },
  reply_filed: { ...harbor, kind: 'reply_filed', open: 2, blocking: true },
  approved: {
    ...harbor,
    kind: 'approved',
    approvedAt: '2026-11-25T20:00:00Z',
    instructionsBy: '2026-12-03',
    clock: 'We send the token instructions by Thu, Dec 3.',
  },
  token_instructions: {
    ...{ ...harbor, kind: 'token_instructions', securityContact: 'security@harborlight.example' },
    intro:
      'Harbor Companion can now use the APIs of Northfield Health Plan.\n\nBelow is what you need to obtain access tokens. Try everything in the sandbox first.',
    redirectUris: ['https://harborlight.example/oauth/callback', 'https://harborlight.example/oauth/second'],
    environments: [sandbox],
  },
  attestation_due: { ...harbor, kind: 'attestation_due', dueOn: '2027-11-02', outdated: false },
  access_order: {
    ...{ ...harbor, kind: 'access_order', linkId: 12, action: 'block', requestedAt: '2026-11-17T19:30:00Z' },
    clients: [
      { environmentId: 1, environment: 'Sandbox', kind: 'sandbox', clientId: 'hc-sandbox-7Q2M4K9T' },
      { environmentId: 2, environment: 'Production', kind: 'production', clientId: 'hc-prod-1B8R5X3Z' },
    ],
  },
  withdrawn: { ...harbor, kind: 'withdrawn', by: 'Ada Moreno', at: '2026-11-10T16:00:00Z', hadAccess: false },
  registered_again: { ...harbor, kind: 'registered_again', earlier: 'REG-2026-000127', ended: 'terminated' },
  proposal_waits: { ...harbor, kind: 'proposal_waits', noun: 'suspension', by: 'Leah Stein' },
  determined: {
    ...{ ...harbor, kind: 'determined', action: 'suspend', scope: 'production' },
    text: 'We are blocking the app in production. One access token was used to try 3,906 different patient ids, and your Android package shows your client secret.',
    whatLifts: 'Fix both and show us a sandbox trace; then we issue a new client secret.',
    ...{ criteria: ['SEC-04', 'SEC-10'], version: 1, at: '2026-11-17T19:30:00Z', confirmBy: '2026-11-18' },
  },
  reinstated: {
    ...{ ...harbor, kind: 'reinstated', at: '2026-11-24T15:00:00Z' },
    reason: 'The new package holds no secret, and the sandbox trace shows one patient per token.',
  },
  review_requested: {
    ...{ ...aboutReview, kind: 'review_requested', level: 'first', owner: 'Ada Moreno', onBehalf: false },
    ...{ at: '2026-11-18T15:00:00Z', dueOn: '2026-12-03', assignBy: '2026-11-20', nobody: false },
    clock: 'We decide on the review by Thu, Dec 3.',
    counted:
      'We count Monday to Friday in Eastern Time. The day the review was requested, Wed, Nov 18, is day 0. Thu, Nov 26 (Thanksgiving Day) does not count.',
  },
  review_assigned: {
    ...{ ...aboutReview, kind: 'review_assigned', reviewer: 'Marcus Bell', dueOn: '2026-12-03' },
    clock: 'We decide on the review by Thu, Dec 3.',
  },
  review_asked: {
    ...{ ...aboutReview, kind: 'review_asked', reviewer: 'Marcus Bell' },
    question: 'Which version of the Android package no longer holds the secret?',
    ...{ replyBy: '2026-12-07', lapseOn: '2026-12-21' },
    clock: 'The clock has been stopped since Fri, Nov 20. 8 of 10 business days are left.',
  },
  review_decided: {
    ...{ ...aboutReview, kind: 'review_decided', outcome: 'reinstate_with_conditions' },
    words: 'We lift the suspension. Thank you for the clear trace. One point is left.',
    findings: [
      {
        ...{ criterion: 'SEC-04', outcome: 'changed' },
        words: 'Version 4.2 of the package holds no secret; the old one was replaced on November 6.',
      },
      {
        ...{ criterion: 'SEC-10', outcome: 'changed' },
        words: 'The trace of 48 hours shows one patient for each token, and no guessing.',
      },
    ],
    conditions: { words: 'Send a dated list of who can read the token table.', until: '2026-12-16' },
    ...{ secondUntil: null, again: null, at: '2026-11-24T15:00:00Z' },
  },
  review_ended: { ...aboutReview, kind: 'review_ended', how: 'lapsed', at: '2026-12-22T13:30:00Z' },
  review_waits: {
    ...{ ...aboutReview, kind: 'review_waits', task: 'take', owner: 'Ada Moreno' },
    ...{ dueOn: '2026-12-03', assignBy: '2026-11-20' },
  },
  review_yours: {
    ...{ ...aboutReview, kind: 'review_yours', what: 'answered', sender: 'Ada Moreno', dueOn: '2026-12-04' },
  },
  review_way: { ...harbor, kind: 'review_way', of: 'suspended', arrivedAt: '2026-11-18T14:20:00Z' },
  change_filed: {
    ...{ ...harbor, kind: 'change_filed', questions: ['Redirect URIs'], by: 'Ada Moreno', counted },
    ...{ at: '2026-11-02T15:14:00Z', dueOn: '2026-11-17' },
  },
  change_decided: {
    ...{ ...harbor, kind: 'change_decided', questions: ['Redirect URIs'], accepted: false },
    ...{ reason: 'The new address is not on a host of your company.', at: '2026-11-12T15:14:00Z' },
  },
  answers_updated: {
    ...{ ...harbor, kind: 'answers_updated', questions: ['Phone', 'E-mail we write to'] },
    ...{ by: 'Ada Moreno', at: '2026-11-02T15:14:00Z' },
  },
  change_to_decide: {
    ...{ ...harbor, kind: 'change_to_decide', company, questions: ['Redirect URIs'], dueOn: '2026-11-17' },
  },
  message: {
    ...harbor,
    kind: 'message',
    from: 'Leah Stein',
    body: [
      'Hello Ada,\n\none registration is fine, because one backend keeps the secret.\n',
      'Two things to read:\n- how your app proves who it is',
      '- https://standards.example/fhir/smart-app-launch/app-launch.html#considerations-for-pkce',
    ].join('\n'),
  },
}

export const sampleFrame: LetterFrame = {
  payer: {
    name: 'Northfield Health Plan',
    mailbox: 'cms-appregistration@northfield.example',
    zone: 'America/New_York',
  },
  publicUrl: 'https://apps.northfield.example',
  linkUrl: (linkId) => `https://apps.northfield.example/links/${linkId}.secret`,
  now: new Date('2026-11-05T15:40:00Z'),
  reader: 'Ada Moreno',
}
