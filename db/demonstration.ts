// The demonstration world as data: two made-up companies, the payer's desk, and registrations in different states.
// It is written only into the embedded database.
import type { StaffRole } from '../src/rules/people.ts'
import type { Answers } from '../src/rules/registration.ts'
import type { Standing } from '../src/rules/status.ts'

export const demonstrationPassword = 'demonstration-only'

export const desk: readonly { name: string; email: string; role: StaffRole }[] = [
  { name: 'Leah Stein', email: 'leah@northfield.example', role: 'reviewer' },
  { name: 'Marcus Bell', email: 'marcus@northfield.example', role: 'reviewer' },
  { name: 'Grace Okonkwo', email: 'grace@northfield.example', role: 'approver' },
  { name: 'Priya Raman', email: 'priya@northfield.example', role: 'support' },
  { name: 'Hal Jensen', email: 'hal@northfield.example', role: 'admin' },
  { name: 'Ines Duarte', email: 'ines@northfield.example', role: 'auditor' },
]

type Company = { name: string; owner: { name: string; email: string }; apps: readonly App[] }
/** `daysAgo` counts calendar days before the first start; the history is told oldest first. */
type App = {
  name: string
  standing: Standing
  startedDaysAgo: number
  submittedDaysAgo: number | null
  history: readonly { daysAgo: number; to: string; by: string; reason: string | null }[]
  messages: readonly { daysAgo: number; from: string; body: string; note?: true }[]
  answers: Answers
}

const draft: Standing = { status: null, phase: null, closedAs: null }

export const companies: readonly Company[] = [
  {
    name: 'Harborlight Health, Inc.',
    owner: { name: 'Ada Moreno', email: 'ada@harborlight.example' },
    apps: [
      {
        name: 'Harbor Companion',
        standing: { status: 'pending', phase: 'in_review', closedAs: null },
        ...{ startedDaysAgo: 16, submittedDaysAgo: 4 },
        history: [],
        messages: [
          {
            daysAgo: 3,
            from: 'ada@harborlight.example',
            body: 'One thing we could not fit in the form: our iOS app and our web app share one backend, and the backend holds the client secret. The phone never sees it. If you would rather see two registrations, tell us and we will split them.',
          },
          {
            daysAgo: 2,
            from: 'marcus@northfield.example',
            body: 'Company is in the public registry. Call-back done with the office number, Ada confirmed.',
            note: true,
          },
        ],
        answers: answersOf(
          'Harbor Companion',
          'ada@harborlight.example',
          'https://harborlight.example/privacy',
        ),
      },
      {
        name: 'Harbor Kids',
        standing: draft,
        ...{ startedDaysAgo: 6, submittedDaysAgo: null },
        history: [],
        messages: [],
        answers: {
          app_name: 'Harbor Kids',
          contact_email: 'ada@harborlight.example',
          contact_phone: '+1 919 555 0142',
          apis: ['member_data'],
        },
      },
    ],
  },
  {
    name: 'Sable & Finch Co.',
    owner: { name: 'Noor Haddad', email: 'noor@sablefinch.example' },
    apps: [
      {
        name: 'Finch Wallet',
        standing: { status: 'approved', phase: 'active', closedAs: null },
        ...{ startedDaysAgo: 190, submittedDaysAgo: 180 },
        history: [{ daysAgo: 170, to: 'approved/active', by: 'leah@northfield.example', reason: null }],
        messages: [],
        answers: answersOf('Finch Wallet', 'noor@sablefinch.example', 'https://sablefinch.example/privacy'),
      },
      {
        name: 'Steady',
        standing: { status: 'suspended', phase: 'final', closedAs: null },
        ...{ startedDaysAgo: 140, submittedDaysAgo: 130 },
        history: [
          { daysAgo: 120, to: 'approved/active', by: 'leah@northfield.example', reason: null },
          {
            daysAgo: 9,
            to: 'suspended/final',
            by: 'marcus@northfield.example',
            reason:
              'One access token was used to try 3,906 different patient ids, and your Android package shows your client secret. To lift the block, fix both and show us a sandbox trace.',
          },
        ],
        messages: [],
        answers: answersOf('Steady', 'noor@sablefinch.example', 'https://sablefinch.example/privacy'),
      },
      {
        name: 'CareLedger',
        standing: { status: 'terminated', phase: 'final', closedAs: null },
        ...{ startedDaysAgo: 330, submittedDaysAgo: 320 },
        history: [
          { daysAgo: 310, to: 'approved/active', by: 'leah@northfield.example', reason: null },
          {
            daysAgo: 60,
            to: 'terminated/final',
            by: 'leah@northfield.example',
            reason:
              'The app kept sending members’ tokens to an address in clear text after two warnings (SEC-05).',
          },
        ],
        messages: [],
        answers: answersOf('CareLedger', 'noor@sablefinch.example', 'https://sablefinch.example/privacy'),
      },
      {
        name: 'Finch Sleep',
        standing: { status: null, phase: null, closedAs: 'not_approved' },
        ...{ startedDaysAgo: 90, submittedDaysAgo: 80 },
        history: [
          {
            daysAgo: 70,
            to: 'not_approved',
            by: 'marcus@northfield.example',
            reason:
              'The redirect address forwarded sign-in codes to any site that was named in the request (SEC-02).',
          },
        ],
        messages: [],
        answers: answersOf('Finch Sleep', 'noor@sablefinch.example', 'https://sablefinch.example/privacy'),
      },
    ],
  },
]

function answersOf(appName: string, email: string, policy: string): Answers {
  return {
    contact_email: email,
    contact_phone: '+1 919 555 0142',
    app_name: appName,
    apis: ['member_data'],
    tech_oidc: 'yes',
    tech_oauth2: 'yes',
    tech_hl7: 'yes',
    tech_hl7_standards: ['fhir_r4', 'us_core_6', 'carin_bb', 'smart_2'],
    tech_token_storage: 'yes',
    tech_token_storage_where: ['encrypted_database', 'kms_hsm'],
    tech_token_storage_how:
      'Encrypted with a key in a key service. Only the role of the token worker may decrypt.',
    privacy_policy_url: policy,
    pp_sharing: ['service_providers'],
    pp_sharing_how: 'Hosting and support only, under contract. Data without names is not shared either.',
    pp_consent: 'yes',
    pp_consent_where: 'Section 2, “What we ask before we read anything”.',
    pp_discontinue: 'Settings, Connected plans, Disconnect. We delete what we fetched within 30 days.',
    sells_app: 'no',
    sells_company: 'no',
    carin: 'follows',
  }
}
