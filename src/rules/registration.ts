// The questionnaire as data (DOMAIN 1): form, validation, stored answers and the reviewer's view are all derived
// from this list. A field that depends on another names it in `when`.
import { emailProblem, lineProblem, phoneProblem, textProblem, urlProblem } from './answers.ts'
import type { Problem } from './refused.ts'

export const questionnaireVersion = 1

export type Choice = { value: string; label: string; hint?: string }
type Common = {
  id: string
  label: string
  hint?: string
  optional?: true
  criterion?: string
  when?: { field: string; is: readonly string[] }
}
export type Field = Common &
  (
    | { type: 'text' | 'email' | 'tel' | 'url'; min?: number; max: number }
    | { type: 'paragraph'; min?: number; max: number }
    | { type: 'yesno' }
    | { type: 'one' | 'many'; choices: readonly Choice[] }
  )
export type Part = { id: string; title: string; about: string; fields: readonly Field[] }
export type Answers = Readonly<Record<string, string | readonly string[]>>

const explain = (of: string, label: string): Field => ({
  id: `${of}_explain`,
  label,
  type: 'paragraph',
  max: 1000,
  when: { field: of, is: ['no'] },
})

export const parts: readonly Part[] = [
  {
    id: 'contact',
    title: 'Contact',
    about: 'Whom we write to and call about this registration.',
    fields: [
      {
        id: 'contact_email',
        label: 'E-mail we write to',
        hint: 'Questions, the decision and token instructions go here. An address that several people read is best. We send a link to confirm it.',
        type: 'email',
        max: 254,
        criterion: 'SEC-01',
      },
      {
        id: 'contact_phone',
        label: 'Phone',
        hint: 'With country code, for example +1 919 555 0142.',
        type: 'tel',
        max: 40,
        criterion: 'SEC-01',
      },
    ],
  },
  {
    id: 'app',
    title: 'The app',
    about: 'What members will see, and which data it reads.',
    fields: [
      { id: 'app_name', label: 'Name members will see', type: 'text', min: 1, max: 100, criterion: 'SEC-02' },
      {
        id: 'apis',
        label: 'Which APIs does the app use?',
        type: 'many',
        choices: [
          {
            value: 'member_data',
            label: 'Member data',
            hint: 'Claims, coverage and clinical data of members who agree',
          },
          { value: 'formulary', label: 'Drug formulary', hint: 'Public, needs no registration' },
          { value: 'provider_directory', label: 'Provider directory', hint: 'Public, needs no registration' },
        ],
      },
    ],
  },
  {
    id: 'technical',
    title: 'Technical abilities',
    about: 'How the app signs members in, and how it keeps tokens safe.',
    fields: [
      {
        id: 'tech_oidc',
        label: 'Does the app support OpenID Connect Core 1.0?',
        type: 'yesno',
        criterion: 'TEC-1',
      },
      explain('tech_oidc', 'What does it support instead?'),
      {
        id: 'tech_oauth2',
        label: 'Does the app support OAuth 2.0?',
        hint: 'RFC 6749 and RFC 6750.',
        type: 'yesno',
        criterion: 'TEC-2',
      },
      explain('tech_oauth2', 'What does it use instead of OAuth 2.0?'),
      {
        id: 'tech_hl7',
        label: 'Can the app conform to HL7 technical standards?',
        type: 'yesno',
        criterion: 'TEC-3',
      },
      {
        id: 'tech_hl7_standards',
        label: 'Which standards?',
        type: 'many',
        criterion: 'TEC-3',
        when: { field: 'tech_hl7', is: ['yes'] },
        choices: [
          { value: 'fhir_r4', label: 'FHIR R4 (4.0.1)', hint: 'The least we need' },
          { value: 'us_core_7', label: 'US Core 7.0.0' },
          { value: 'us_core_6', label: 'US Core 6.1.0' },
          { value: 'us_core_3', label: 'US Core 3.1.1', hint: 'Expired' },
          { value: 'carin_bb', label: 'CARIN Blue Button' },
          { value: 'pdex', label: 'Da Vinci PDex' },
          { value: 'plan_net', label: 'PDex Plan-Net' },
          { value: 'drug_formulary', label: 'PDex US Drug Formulary' },
          { value: 'smart_2', label: 'SMART App Launch 2.x' },
          { value: 'smart_1', label: 'SMART App Launch 1.0', hint: 'Expired' },
        ],
      },
      explain('tech_hl7', 'Which standards does it follow instead?'),
      {
        id: 'tech_token_storage',
        label: 'Are access tokens, refresh tokens and client secrets stored securely?',
        type: 'yesno',
        criterion: 'SEC-04',
      },
      {
        id: 'tech_token_storage_where',
        label: 'Where are they kept?',
        type: 'many',
        criterion: 'SEC-04',
        choices: [
          { value: 'encrypted_database', label: 'Encrypted database' },
          { value: 'kms_hsm', label: 'Key service or HSM' },
          { value: 'os_keystore', label: 'Keystore of the operating system' },
          { value: 'memory', label: 'Memory only' },
          { value: 'browser', label: 'Browser storage or cookie', hint: 'We will look closely at this' },
        ],
      },
      {
        id: 'tech_token_storage_how',
        label: 'How are they protected?',
        hint: 'At least 30 characters: who can read them, how they are encrypted. Do not paste keys or tokens.',
        type: 'paragraph',
        min: 30,
        max: 2000,
        criterion: 'SEC-04',
      },
    ],
  },
  {
    id: 'privacy',
    title: 'Privacy',
    about: 'Your privacy answers inform members. They can never be a reason to refuse the app.',
    fields: [
      {
        id: 'privacy_policy_url',
        label: 'Address of your privacy policy',
        hint: 'https, open to everybody.',
        type: 'url',
        max: 2000,
        criterion: 'PRV-1',
      },
      {
        id: 'pp_sharing',
        label: 'With whom may members’ data be shared, now or later?',
        type: 'many',
        criterion: 'PRV-3',
        choices: [
          { value: 'nobody', label: 'Nobody' },
          { value: 'service_providers', label: 'Service providers' },
          { value: 'affiliates', label: 'Affiliates' },
          { value: 'researchers', label: 'Researchers' },
          { value: 'advertisers', label: 'Advertisers or data brokers' },
          { value: 'employers_insurers', label: 'Employers or insurers' },
          { value: 'other', label: 'Others' },
        ],
      },
      {
        id: 'pp_sharing_how',
        label: 'How may it be accessed, exchanged, used or shared?',
        hint: 'Say whether that includes data without names.',
        type: 'paragraph',
        max: 2000,
        criterion: 'PRV-3',
      },
      {
        id: 'pp_consent',
        label: 'Does the member give express consent before data is accessed, exchanged or used?',
        type: 'yesno',
        criterion: 'PRV-4',
      },
      {
        id: 'pp_consent_where',
        label: 'Where in the policy does it say so, or why not?',
        type: 'paragraph',
        max: 2000,
        criterion: 'PRV-4',
      },
      {
        id: 'pp_discontinue',
        label: 'How does a member stop the app’s access?',
        hint: 'The steps, or the address of the page.',
        type: 'paragraph',
        max: 2000,
        criterion: 'PRV-5',
      },
      { id: 'sells_app', label: 'Does the app sell members’ data?', type: 'yesno', criterion: 'PRV-7' },
      {
        id: 'sells_company',
        label: 'Does the company sell members’ data?',
        type: 'yesno',
        criterion: 'PRV-7',
      },
      {
        id: 'sells_how',
        label: 'Which data is sold, and to whom?',
        type: 'paragraph',
        max: 2000,
        criterion: 'PRV-7',
        when: { field: 'sells_app|sells_company', is: ['yes'] },
      },
      {
        id: 'carin',
        label: 'Does the app adhere to the CARIN Code of Conduct?',
        type: 'one',
        criterion: 'PRV-8',
        choices: [
          { value: 'listed', label: 'Attested and listed' },
          { value: 'follows', label: 'We follow it, without being listed' },
          { value: 'in_progress', label: 'In progress' },
          { value: 'no', label: 'No' },
        ],
      },
      {
        id: 'carin_url',
        label: 'Address of the listing',
        type: 'url',
        max: 2000,
        criterion: 'PRV-8',
        when: { field: 'carin', is: ['listed'] },
      },
    ],
  },
]

export const fields: readonly Field[] = parts.flatMap((part) => part.fields)

export function partOf(id: string): Part | undefined {
  return parts.find((part) => part.id === id)
}

export function fieldOf(id: string): Field | undefined {
  return fields.find((field) => field.id === id)
}

/** Whether the question is asked, given the other answers. */
export function applies(field: Field, answers: Answers): boolean {
  if (!field.when) return true
  const { field: names, is } = field.when
  return names.split('|').some((name) => is.includes(String(answers[name] ?? '')))
}

/** The answers a form may carry: known fields only, of the right shape. Nothing is judged here: a draft keeps anything. */
export function readAnswers(part: Part, form: Record<string, string | string[]>): Answers {
  const entries = part.fields.map((field) => {
    const given = [form[field.id] ?? []]
      .flat()
      .map((value) => value.replaceAll('\r\n', '\n').replaceAll('\0', ''))
    return [field.id, field.type === 'many' ? given : (given[0] ?? '').slice(0, 10_000)] as const
  })
  return Object.fromEntries(entries)
}

/** Everything that is still wrong or missing, in the order of the form. Empty: the part may be submitted. */
export function problemsOf(asked: readonly Field[], answers: Answers): Problem[] {
  return asked
    .filter((field) => applies(field, answers))
    .flatMap((field) => {
      const message = problemOf(field, answers[field.id])
      return message ? [{ field: field.id, message }] : []
    })
}

function problemOf(field: Field, value: string | readonly string[] | undefined): string | null {
  const given = [value ?? []].flat().filter((each) => each.trim() !== '')
  if (given.length === 0) return field.optional ? null : missing(field)
  const first = given[0] as string
  switch (field.type) {
    case 'text':
      return lineProblem(field.label, first, field.min ?? 1, field.max)
    case 'paragraph':
      return textProblem(field.label, first, field.min ?? 1, field.max)
    case 'email':
      return emailProblem(first)
    case 'tel':
      return phoneProblem(first)
    case 'url':
      return urlProblem(field.label, first, field.max)
    case 'yesno':
      return ['yes', 'no'].includes(first) ? null : missing(field)
    default:
      return given.every((each) => field.choices.some((choice) => choice.value === each))
        ? specialProblem(field.id, given)
        : missing(field)
  }
}

function missing(field: Field): string {
  const question = field.label.replace(/[?.]$/, '')
  if (field.type === 'many') return `Choose at least one: ${question}`
  return field.type === 'yesno' || field.type === 'one'
    ? `Choose an answer: ${question}`
    : `Fill in: ${question}`
}

function specialProblem(id: string, given: readonly string[]): string | null {
  if (id === 'apis' && !given.includes('member_data')) {
    return 'The formulary and the provider directory are public: you can use them without registering. Choose “Member data” if your app reads it too.'
  }
  if (id === 'tech_hl7_standards' && !given.includes('fhir_r4'))
    return 'Our APIs speak FHIR R4 (4.0.1). Choose it, or say “No” above and explain.'
  if (id === 'pp_sharing' && given.includes('nobody') && given.length > 1)
    return 'Choose either “Nobody” or the others, not both'
  return null
}

/** An answer as people read it. */
export function answerText(field: Field, value: string | readonly string[] | undefined): string {
  const given = [value ?? []].flat()
  if (field.type === 'yesno') return given[0] === 'yes' ? 'Yes' : given[0] === 'no' ? 'No' : ''
  if (field.type !== 'one' && field.type !== 'many') return given[0] ?? ''
  return given.map((each) => field.choices.find((choice) => choice.value === each)?.label ?? each).join(', ')
}
