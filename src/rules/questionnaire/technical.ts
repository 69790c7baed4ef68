import { explain, type Part } from './field.ts'

/** DOMAIN 1.4. */
export const technical: Part = {
  id: 'technical',
  title: 'Technical abilities',
  about: 'How the app signs members in, and how it keeps tokens safe.',
  fields: [
    {
      id: 'tech_oidc',
      label: 'Does the app support OpenID Connect Core 1.0?',
      type: 'yesno',
      origin: 'the payer’s own list',
      criterion: 'TEC-1',
    },
    explain('tech_oidc', 'What does it support instead?'),
    {
      id: 'tech_oauth2',
      label: 'Does the app support OAuth 2.0?',
      hint: 'RFC 6749 and RFC 6750.',
      type: 'yesno',
      origin: 'the payer’s own list',
      criterion: 'TEC-2',
    },
    explain('tech_oauth2', 'What does it use instead of OAuth 2.0?'),
    {
      id: 'tech_hl7',
      label: 'Can the app conform to HL7 technical standards?',
      type: 'yesno',
      origin: 'the payer’s own list',
      criterion: 'TEC-3',
    },
    {
      id: 'tech_hl7_standards',
      label: 'Which standards?',
      type: 'many',
      origin: 'the payer’s own list',
      criterion: 'TEC-3',
      when: { field: 'tech_hl7', is: ['yes'] },
      check: (chosen) =>
        chosen.includes('fhir_r4')
          ? []
          : [
              {
                code: 'fhir_r4',
                message: 'Our APIs speak FHIR R4 (4.0.1). Choose it, or say “No” above and explain.',
              },
            ],
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
      origin: 'the payer’s own list',
      criterion: 'SEC-04',
    },
    {
      id: 'tech_token_storage_where',
      label: 'Where are they kept?',
      type: 'many',
      origin: 'the payer’s own list',
      criterion: 'SEC-04',
      warn: (chosen) =>
        chosen.includes('browser')
          ? [
              {
                code: 'browser_storage',
                message: 'Tokens in a browser can be read by other scripts: we will ask about it.',
              },
            ]
          : [],
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
      origin: 'the payer’s own list',
      min: 30,
      max: 2000,
      criterion: 'SEC-04',
    },
    {
      ...{
        id: 'sec_tls',
        label: 'Is TLS 1.2 or newer used everywhere, with certificates checked?',
        type: 'yesno',
      },
      ...{ criterion: 'SEC-05', origin: 'RFC 9325' },
    },
    explain('sec_tls', 'Where not, and why?'),
    {
      ...{
        id: 'sec_rotation',
        label: 'Can you replace a secret or key within one business day of a request?',
      },
      ...{ type: 'yesno', criterion: 'SEC-04', origin: 'incident response' },
    },
    explain('sec_rotation', 'How long does it take?'),
    {
      ...{ id: 'sec_logs', type: 'yesno', criterion: 'SEC-04', origin: 'RFC 9700' },
      label: 'Are tokens, codes and secrets kept out of logs, addresses, analytics and crash reports?',
    },
    explain('sec_logs', 'Where may they appear?'),
    {
      ...{
        id: 'sec_testing',
        label: 'Which independent assessment do you have?',
        type: 'one',
        optional: true,
      },
      ...{
        hint: 'Never required. It strengthens what we find.',
        criterion: 'SEC-08',
        origin: 'practice of other payers',
      },
      choices: [
        { value: 'none', label: 'None' },
        { value: 'pen_test', label: 'Penetration test' },
        { value: 'soc2', label: 'SOC 2' },
        { value: 'hitrust', label: 'HITRUST' },
        { value: 'casa', label: 'CASA' },
      ],
    },
    {
      ...{ id: 'sec_testing_date', label: 'Its date', type: 'text', max: 40, optional: true },
      ...{ criterion: 'SEC-08', origin: 'practice of other payers' },
      when: { field: 'sec_testing', is: ['pen_test', 'soc2', 'hitrust', 'casa'] },
    },
    {
      ...{ id: 'sec_testing_letter', label: 'Its letter or summary', type: 'file', optional: true, since: 3 },
      hint: 'PDF, PNG or JPEG, at most 10 MB.',
      ...{ kinds: ['pdf', 'png', 'jpeg'], maxBytes: 10 * 1024 * 1024 },
      ...{ criterion: 'SEC-08', origin: 'practice of other payers' },
      when: { field: 'sec_testing', is: ['pen_test', 'soc2', 'hitrust', 'casa'] },
    },
    {
      ...{ id: 'sec_incident', label: 'Will you tell us within 24 hours if credentials or tokens leak?' },
      ...{ type: 'yesno', criterion: 'SEC-09', origin: 'incident response' },
    },
    {
      ...{
        id: 'sec_incident_how',
        label: 'How do you notice and handle a leak?',
        type: 'paragraph',
        min: 1,
        max: 2000,
      },
      ...{ criterion: 'SEC-09', origin: 'incident response' },
    },
    {
      ...{ id: 'sec_history', type: 'yesno', criterion: 'SEC-07', origin: 'practice of other payers' },
      label: 'Was there a security incident that touched API credentials in the last 24 months?',
      hint: 'A truthful yes is no reason to refuse an app.',
    },
    {
      ...{
        id: 'sec_history_what',
        label: 'What happened, and what was done?',
        type: 'paragraph',
        min: 1,
        max: 2000,
      },
      ...{ criterion: 'SEC-07', origin: 'practice of other payers' },
      when: { field: 'sec_history', is: ['yes'] },
    },
    {
      ...{
        id: 'net_egress',
        label: 'Fixed source addresses and expected calls a day',
        type: 'text',
        max: 500,
      },
      ...{ optional: true, criterion: 'SEC-10', origin: 'monitoring' },
    },
  ],
}
