// The questionnaire as a vendor fills it in.
import type { Page } from 'playwright-core'
import { completeAnswers } from '../../db/demonstration.ts'
import { logoBytes } from '../../db/demonstrationLogo.ts'
import type { Part } from '../../src/rules/questionnaire.ts'

export type Filled = Readonly<Record<string, string | readonly string[]>>

/** Every answer of a made-up app. */
export const complete = completeAnswers(
  'Tidewater Steps',
  'team@tidewater.example',
  'https://tidewater.example/privacy',
)

/** A logo, as somebody chooses it. */
export const picture = { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(logoBytes) }

/** The answers of one part of the questionnaire. */
export function answersOf(part: Part): Filled {
  const answered = part.fields.map(({ id }) => [id, complete[id] ?? ''] as const)
  return Object.fromEntries(answered.filter(([, value]) => value !== ''))
}

/** Fills the fields of the part that is shown; the form is not sent. */
export async function fillIn(page: Page, filled: Filled): Promise<void> {
  for (const [name, value] of Object.entries(filled)) {
    const chosen = page.locator(`input[type=file][name="${name}"]`)
    if (await chosen.count()) {
      await chosen.setInputFiles(picture)
      continue
    }
    const typed = page.locator(`:is(input:not([type=radio], [type=checkbox]), textarea)[name="${name}"]`)
    if (await typed.count()) await typed.fill([value].flat().join('\n'))
    else for (const each of [value].flat()) await page.locator(`[name="${name}"][value="${each}"]`).check()
  }
}
