// The questionnaire as a vendor fills it in.
import type { Page } from 'playwright-core'

export type Filled = Record<string, string | readonly string[]>

export const answers = {
  app: { app_name: 'Tidewater Steps', apis: ['member_data'] },
  technical: {
    tech_oidc: 'yes',
    tech_oauth2: 'yes',
    tech_hl7: 'yes',
    tech_hl7_standards: ['fhir_r4', 'carin_bb'],
    tech_token_storage: 'yes',
    tech_token_storage_where: ['kms_hsm'],
    tech_token_storage_how: 'A key service keeps the key, and only the token worker may ask it to decrypt.',
  },
  privacy: {
    privacy_policy_url: 'https://tidewater.example/privacy',
    pp_sharing: ['nobody'],
    pp_sharing_how: 'It is shown to the member and to nobody else, without names neither.',
    pp_consent: 'yes',
    pp_consent_where: 'Section 1, before anything is read.',
    pp_discontinue: 'Settings, Plans, Disconnect.',
    sells_app: 'no',
    sells_company: 'no',
    carin: 'no',
  },
} as const satisfies Record<string, Filled>

/** Fills the fields of the part that is shown; the form is not sent. */
export async function fillIn(page: Page, filled: Filled): Promise<void> {
  for (const [name, value] of Object.entries(filled)) {
    const typed = page.locator(`:is(input:not([type=radio], [type=checkbox]), textarea)[name="${name}"]`)
    if (await typed.count()) await typed.fill(String(value))
    else for (const each of [value].flat()) await page.locator(`[name="${name}"][value="${each}"]`).check()
  }
}
