import type { Part } from './field.ts'

/** The terms of the API that are in force; a new text gets a new version, and drafts ask again. */
export const termsVersion = '1'

/** What is signed: it never carries over to another registration or a new start (DOMAIN T13, T16). */
export const signedFields = ['attest_name', 'attest_title', 'attest_sign', 'terms_version'] as const

/** The end of DOMAIN 1.5. */
export const attestation: Part = {
  id: 'attestation',
  title: 'Signature',
  about: 'Who answers for what was written, and under which terms.',
  fields: [
    {
      ...{ id: 'attest_name', label: 'Your name', type: 'text', min: 2, max: 120, criterion: 'SEC-01' },
      origin: 'attestation',
    },
    {
      ...{ id: 'attest_title', label: 'Your title', type: 'text', min: 2, max: 120, criterion: 'SEC-01' },
      origin: 'attestation',
    },
    {
      ...{ id: 'attest_sign', label: 'Signature', type: 'tick', value: 'yes', criterion: 'SEC-01' },
      origin: 'attestation',
      statement:
        'I am authorized to answer for the company, the answers are true, and we will update them within 10 days of a change.',
    },
    {
      ...{ id: 'terms_version', label: 'API terms', type: 'tick', value: termsVersion },
      origin: 'CMS Blue Button 2.0',
      statement: `We accept the API terms, version ${termsVersion}.`,
    },
  ],
}
