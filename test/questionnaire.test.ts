import { describe, expect, test } from 'vitest'
import {
  type Answers,
  answerText,
  applies,
  type Field,
  fieldOf,
  fields,
  findingsOf,
  isList,
  type Part,
  parts,
  problemsOf,
  readAnswers,
  storedAnswer,
} from '../src/rules/questionnaire.ts'
import { answers } from './people.ts'

/** Every question, by hand, each with the follow-ups it opens (DOMAIN 1.1 to 1.5). */
const asked = {
  contact: [
    ...['org_legal_name', 'org_website', 'org_address', 'org_country', 'org_role', 'contact_name'],
    ...['contact_email', 'contact_phone', 'contacts_tech', 'contacts_privacy'],
    ...['security_contact', 'security_contact_phone'],
  ],
  app: [
    ...['app_name', 'app_description', 'software_id', 'software_version', 'logo', 'tos_uri', 'platforms'],
    ...['user_base', 'apis', 'environments', 'sandbox_proof', 'what_changed'],
  ],
  client: [
    ...['bff', 'client_type', 'token_endpoint_auth_method', 'jwks_uri', 'grant_types', 'pkce_s256'],
    ...['redirect_uris', 'scopes', 'scopes_why', 'offline_access', 'cors_origins'],
  ],
  technical: [
    ...['tech_oidc', 'tech_oidc_explain', 'tech_oauth2', 'tech_oauth2_explain'],
    ...['tech_hl7', 'tech_hl7_standards', 'tech_hl7_explain'],
    ...['tech_token_storage', 'tech_token_storage_where', 'tech_token_storage_how'],
    ...['sec_tls', 'sec_tls_explain', 'sec_rotation', 'sec_rotation_explain', 'sec_logs', 'sec_logs_explain'],
    ...['sec_testing', 'sec_testing_date', 'sec_testing_letter', 'sec_incident', 'sec_incident_how'],
    ...['sec_history', 'sec_history_what', 'net_egress'],
  ],
  privacy: [
    ...['privacy_policy_url', 'privacy_policy_file', 'pp_public_plain', 'pp_public_plain_explain'],
    ...['pp_affirmative', 'pp_affirmative_explain', 'pp_sharing', 'pp_sharing_how'],
    ...['pp_consent', 'pp_consent_where', 'pp_discontinue', 'pp_disposal', 'pp_device', 'pp_device_what'],
    ...['sells_app', 'sells_company', 'sells_how', 'carin', 'carin_url', 'pp_breach'],
  ],
  attestation: ['attest_name', 'attest_title', 'attest_sign', 'terms_version'],
}

const given = (over: Answers = {}): Answers => ({ ...answers, ...over })
const messageOf = (id: string, value: string | readonly string[], over: Answers = {}) =>
  problemsOf([fieldOf(id) as Field], given({ ...over, [id]: value }))[0]?.message ?? null

describe('the questionnaire', () => {
  test('asks what the payer asks, and nothing else', () => {
    expect(Object.fromEntries(parts.map((part) => [part.id, part.fields.map(({ id }) => id)]))).toEqual(asked)
  })

  test('Ada’s answers are complete; without any answer everything that is asked is named, in order', () => {
    expect(problemsOf(fields, answers)).toEqual([])
    const open = problemsOf(fields, {}).map(({ field }) => field)
    const later = fields.filter(({ when, optional }) => when || optional).map(({ id }) => id)
    expect(open).toEqual(fields.map(({ id }) => id).filter((id) => !later.includes(id)))
  })

  test('each question that is not answered is named alone, with a sentence about it', () => {
    for (const field of fields.filter((each) => applies(each, answers) && !each.optional)) {
      const left = isList(field) ? [] : ''
      const found = problemsOf(fields, given({ [field.id]: left })).filter((each) => each.field === field.id)
      expect(found, field.id).toHaveLength(1)
      expect(found[0]?.message).toContain(field.label.replace(/[?.]$/, ''))
    }
  })

  test('a “no” asks for an explanation, a “yes” does not', () => {
    for (const [of, explained] of [
      ['tech_oidc', 'tech_oidc_explain'],
      ['tech_oauth2', 'tech_oauth2_explain'],
      ['tech_hl7', 'tech_hl7_explain'],
    ] as const) {
      const names = (value: string) => problemsOf(fields, given({ [of]: value })).map(({ field }) => field)
      expect(names('no')).toContain(explained)
      expect(names('yes')).not.toContain(explained)
    }
    const noHl7 = problemsOf(fields, given({ tech_hl7: 'no', tech_hl7_standards: [] }))
    expect(noHl7.map(({ field }) => field)).toEqual(['tech_hl7_explain'])
  })

  test('whoever sells data says which; either answer opens the question', () => {
    for (const who of ['sells_app', 'sells_company']) {
      expect(problemsOf(fields, given({ [who]: 'yes' })).map(({ field }) => field)).toEqual(['sells_how'])
    }
    expect(applies(fieldOf('sells_how') as Field, answers)).toBe(false)
  })

  test('only who says to be listed by CARIN gives the address of the listing', () => {
    expect(problemsOf(fields, given({ carin: 'listed' })).map(({ field }) => field)).toEqual(['carin_url'])
    const listed = given({ carin: 'listed', carin_url: 'https://mycarin.example/harbor' })
    expect(problemsOf(fields, listed)).toEqual([])
  })

  test('answers about privacy never stand in the way: selling data and no CARIN can be submitted', () => {
    const open = given({
      ...{ sells_app: 'yes', sells_company: 'yes', sells_how: 'Ads.', carin: 'no' },
      ...{ pp_sharing: ['advertisers'], pp_consent: 'no', tech_token_storage: 'no' },
    })
    expect(problemsOf(fields, open)).toEqual([])
  })

  test('an app that reads only public data is told that it needs no registration', () => {
    for (const only of [['formulary'], ['provider_directory'], ['formulary', 'provider_directory']]) {
      expect(messageOf('apis', only)).toContain('you can use them without registering')
    }
    expect(messageOf('apis', ['formulary', 'member_data'])).toBeNull()
  })

  test('FHIR R4 belongs to the standards, and “nobody” stands alone', () => {
    expect(messageOf('tech_hl7_standards', ['us_core_7'])).toContain('FHIR R4')
    expect(messageOf('tech_hl7_standards', ['us_core_7', 'fhir_r4'])).toBeNull()
    expect(messageOf('pp_sharing', ['nobody', 'affiliates'])).toContain('not both')
    expect(messageOf('pp_sharing', ['nobody'])).toBeNull()
  })
})

const longest = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(52)}.example`

/** Of each type: what passes and what does not. */
const values: Record<string, { good: (string | readonly string[])[]; bad: (string | readonly string[])[] }> =
  {
    contact_email: {
      good: ['ada@harborlight.example', 'team+apps@sub.harborlight.example', "o'neil@a-b.example", longest],
      bad: [
        ...[
          'ada',
          'ada@',
          '@harborlight.example',
          'ada@harborlight',
          'ada@harborlight.example.',
          'a b@harborlight.example',
        ],
        ...[
          'ada@harborlight.example, noor@sablefinch.example',
          'Ada <ada@harborlight.example>',
          'ada@[192.0.2.1]',
        ],
        ...[
          '.ada@harborlight.example',
          'ada..m@harborlight.example',
          'ada.@harborlight.example',
          'ada@-harbor.example',
        ],
        ...[
          'ada@harborlight.example\nBcc: mallory@evil.test',
          'ada\u0000@harborlight.example',
          'ad\u00e1@harborlight.example',
        ],
        ...[`${'a'.repeat(65)}@harborlight.example`, `x${longest}`, 'ada@192.0.2.1'],
      ],
    },
    contact_phone: {
      good: ['+1 919 555 0142', '+19195550142', '(919) 555-0142', '+44 20 7946 0958', '+49.30.1234567'],
      bad: [
        '555 0142',
        '+1 919 555 0142 ext. 3',
        'call me',
        '++19195550142',
        '+1 919 555 0142 0142 0142',
        '+1/919/5550142',
      ],
    },
    privacy_policy_url: {
      good: [
        'https://harborlight.example/privacy',
        'https://harborlight.example/p?lang=en#data',
        'https://xn--hrbor-jua.example/',
      ],
      bad: [
        ...[
          'harborlight.example/privacy',
          'http://harborlight.example',
          'ftp://harborlight.example',
          'https://',
        ],
        ...[
          'javascript:alert(1)',
          'https://ada:secret@harborlight.example',
          'https://localhost/privacy',
          'https://intranet',
        ],
        ...[
          'https://harbor light.example',
          'https:\\\\harborlight.example',
          `https://harborlight.example/${'a'.repeat(2000)}`,
        ],
      ],
    },
    app_name: {
      good: ['Harbor Companion', 'H', 'Élan Santé', 'H'.repeat(100)],
      bad: [
        'H'.repeat(101),
        'Harbor\u202ecompanion',
        'Harbor\u200bCompanion',
        '<b>Harbor</b>',
        'Harbor\u0007',
      ],
    },
    tech_token_storage_how: {
      good: [
        'Encrypted at rest; one worker reads them.',
        'x'.repeat(30),
        'x'.repeat(2000),
        'Two lines\nof plain words, and 3 < 4 > 2.',
      ],
      bad: ['Encrypted.', 'x'.repeat(29), 'x'.repeat(2001), `<script>alert(1)</script>${'x'.repeat(30)}`],
    },
    pp_consent: { good: ['yes', 'no'], bad: ['maybe', 'YES', 'true'] },
    contacts_tech: {
      good: [['dev@harborlight.example'], ['dev@harborlight.example', 'ops@harborlight.example']],
      bad: [['dev@'], Array.from({ length: 6 }, (_, n) => `dev${n}@harborlight.example`)],
    },
    scopes: {
      good: [['openid', 'patient/Patient.rs'], ['patient/Coverage.read'], ['patient/*.read']],
      bad: [
        ['system/Patient.rs'],
        ['user/*.read'],
        ['patient/Nothing.rs'],
        ['patient/Patient.cruds'],
        ['everything'],
      ],
    },
    logo: {
      good: [String(answers.logo)],
      bad: ['logo.png', String(answers.logo).replace('png', 'pdf'), String(answers.logo).slice(0, 40)],
    },
    attest_sign: { good: ['yes'], bad: ['no', 'true'] },
    terms_version: { good: ['1'], bad: ['0', 'yes'] },
    carin: { good: ['follows', 'in_progress', 'no'], bad: ['signed', 'listed '] },
    tech_token_storage_where: {
      good: [['kms_hsm'], ['kms_hsm', 'memory'], ['browser']],
      bad: [['a drawer'], ['kms_hsm', 'a drawer']],
    },
  }

describe('an answer', () => {
  test('has an example of each type of question', () => {
    const types = Object.keys(values).map((id) => fieldOf(id)?.type)
    expect(new Set(types)).toEqual(new Set(fields.map(({ type }) => type)))
  })

  for (const [id, { good, bad }] of Object.entries(values)) {
    test(`${id}: good ones pass, each bad one is told why`, () => {
      for (const value of good) expect(messageOf(id, value), `good: ${value}`).toBeNull()
      for (const value of bad) expect(messageOf(id, value)?.length, `bad: ${value}`).toBeGreaterThan(15)
    })
  }

  test('that is wrong is told in one sentence, without the question mark of its label', () => {
    const [problem] = problemsOf(fields, given({ tech_token_storage_how: 'Encrypted.' }))
    expect(problem?.message).toBe('How are they protected: write at least 30 characters (now 10)')
    for (const { id } of fields) {
      for (const { message } of problemsOf(fields, given({ [id]: '<b>'.repeat(3000) })))
        expect(message).not.toContain('?:')
    }
  })

  test('a form carries only the questions of its part, in their shape', () => {
    const form = {
      contact_email: ['ada@harborlight.example', 'x@evil.test'],
      contact_phone: '1\r\n2\0',
      status: 'approved',
      app_name: 'X',
    }
    const only = (part: string, ids: string[]) => ({
      ...(parts.find(({ id }) => id === part) as Part),
      fields: ids.map((id) => fieldOf(id) as Field),
    })
    const contact = only('contact', ['contact_email', 'contact_phone'])
    const app = only('app', ['app_name', 'apis'])
    expect(readAnswers(contact, form)).toEqual({
      contact_email: 'ada@harborlight.example',
      contact_phone: '1\n2',
    })
    expect(readAnswers(app, { apis: 'member_data' })).toEqual({ app_name: '', apis: ['member_data'] })
    expect(String(readAnswers(app, { app_name: 'x'.repeat(50_000) }).app_name)).toHaveLength(10_000)
  })

  test('is kept without blanks around it, numbers in E.164, lists once each', () => {
    const stored = (id: string, value: string | string[]) => storedAnswer(fieldOf(id) as Field, value)
    expect(stored('app_name', '  Harbor  ')).toBe('Harbor')
    expect(stored('contact_phone', '(919) 555-0142')).toBe('+19195550142')
    expect(stored('contact_phone', '+44 20 7946 0958')).toBe('+442079460958')
    expect(stored('platforms', ['ios', 'ios', 'web'])).toEqual(['ios', 'web'])
    expect(stored('redirect_uris', 'https://a.example/cb')).toEqual(['https://a.example/cb'])
    expect(answerText(fieldOf('contact_phone') as Field, '+19195550142')).toBe('+1 919 555 0142')
  })

  test('of every question is refused where it is bad, whatever the question is', () => {
    for (const field of fields) {
      const bad = isList(field) ? ['\u202e not at all \u0007'] : `<b>\u202e${'x'.repeat(9000)}</b>`
      const found = findingsOf(field, { answers: { ...answers, [field.id]: bad }, brands: [] })
      expect(found.length, field.id).toBeGreaterThan(0)
      for (const { code, message } of found) {
        expect(code, field.id).toMatch(/^[a-z0-9_]+$/)
        expect(message, field.id).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        expect(message.length, field.id).toBeLessThan(400)
      }
    }
  })

  test('is shown as people read it', () => {
    expect(answerText(fieldOf('pp_consent') as Field, 'yes')).toBe('Yes')
    expect(answerText(fieldOf('pp_sharing') as Field, ['affiliates', 'researchers'])).toBe(
      'Affiliates, Researchers',
    )
    expect(answerText(fieldOf('app_name') as Field, undefined)).toBe('')
  })
})
