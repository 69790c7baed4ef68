// The demonstration world as data: two made-up companies, the payer's desk, and registrations in different states.
// It is written only into the embedded database.

import type { StaffRole } from '../src/rules/people.ts'
import type { Answers } from '../src/rules/questionnaire.ts'
import type { Standing } from '../src/rules/status.ts'
import { logoAnswer } from './demonstrationLogo.ts'

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
        answers: completeAnswers(
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
        answers: completeAnswers(
          'Finch Wallet',
          'noor@sablefinch.example',
          'https://sablefinch.example/privacy',
        ),
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
        answers: completeAnswers('Steady', 'noor@sablefinch.example', 'https://sablefinch.example/privacy'),
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
        answers: completeAnswers(
          'CareLedger',
          'noor@sablefinch.example',
          'https://sablefinch.example/privacy',
        ),
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
        answers: completeAnswers(
          'Finch Sleep',
          'noor@sablefinch.example',
          'https://sablefinch.example/privacy',
        ),
      },
    ],
  },
]

/** Everything a vendor has to answer, for an app on a server with a phone app beside it. */
export function completeAnswers(appName: string, email: string, policy: string): Answers {
  const site = new URL(policy).origin
  return {
    ...{ org_legal_name: 'Harborlight Health, Inc.', org_website: `${site}/`, org_country: 'United States' },
    ...{ org_address: '12 Wharf Street, Durham, NC 27701', org_role: 'developer' },
    ...{ contact_name: 'Ada Moreno', contact_email: email, contact_phone: '+19195550142' },
    ...{ security_contact: email.replace(/^.*@/, 'security@'), security_contact_phone: '+19195550143' },
    ...{
      app_name: appName,
      logo: logoAnswer,
      app_description: 'Shows members their claims and coverage in one place.',
    },
    ...{ tos_uri: `${site}/terms`, platforms: ['web', 'ios'], user_base: ['members'], apis: ['member_data'] },
    ...{ environments: 'both', sandbox_proof: 'October 12, 2026: read Patient and ExplanationOfBenefit.' },
    ...{ bff: 'yes', client_type: 'confidential', token_endpoint_auth_method: 'client_secret_basic' },
    ...{ grant_types: ['authorization_code', 'refresh_token'], pkce_s256: 'yes' },
    redirect_uris: [`${site}/oauth/callback`],
    scopes: [
      'openid',
      'fhirUser',
      'launch/patient',
      'offline_access',
      'patient/Patient.rs',
      'patient/Coverage.rs',
    ],
    scopes_why: 'Patient and Coverage show the member’s own plan; offline_access keeps it up to date.',
    offline_access: 'thirteen_months',
    ...{ tech_oidc: 'yes', tech_oauth2: 'yes', tech_hl7: 'yes' },
    tech_hl7_standards: ['fhir_r4', 'us_core_6', 'carin_bb', 'smart_2'],
    ...{ tech_token_storage: 'yes', tech_token_storage_where: ['encrypted_database', 'kms_hsm'] },
    tech_token_storage_how:
      'Encrypted with a key in a key service. Only the role of the token worker may decrypt.',
    ...{ sec_tls: 'yes', sec_rotation: 'yes', sec_logs: 'yes', sec_incident: 'yes', sec_history: 'no' },
    sec_incident_how: 'Alerts on unusual use of tokens; the person on call revokes and writes to you.',
    ...{ privacy_policy_url: policy, pp_public_plain: 'yes', pp_affirmative: 'yes' },
    pp_sharing: ['service_providers'],
    pp_sharing_how: 'Hosting and support only, under contract. Data without names is not shared either.',
    pp_consent: 'yes',
    pp_consent_where: 'Section 2, “What we ask before we read anything”.',
    pp_discontinue: 'Settings, Connected plans, Disconnect.',
    pp_disposal: 'Deleted within 30 days, also if the company is sold.',
    ...{ pp_device: 'no', sells_app: 'no', sells_company: 'no', carin: 'follows' },
    pp_breach: 'By e-mail and in the app within 60 days, as the FTC rule asks.',
    ...{ attest_name: 'Ada Moreno', attest_title: 'Head of product', attest_sign: 'yes', terms_version: '1' },
  }
}
