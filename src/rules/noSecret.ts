// What must never be written down here: a text that looks like it holds a secret is refused, not hidden.
import { mask, maskingKey } from './masking.ts'
import type { Problem } from './refused.ts'

/** Fingerprints are thrown away, so any key will do. */
const key = maskingKey('only to look')
const hidden = /\[MASKED:[a-z_]{1,20}#[0-9a-f]{12}\]/

/** Whether a text holds a secret, or held one that was hidden at the door (DOMAIN 4.4, H9). */
export function looksSecret(text: string): boolean {
  return hidden.test(text) || mask(text, key).findings.length > 0
}

/** The sentence beside a field that looks like it holds a secret; null where it does not. */
export function secretProblem(field: string, label: string, text: string): Problem | null {
  if (!looksSecret(text)) return null
  const message = `${label}: this looks like a secret, a token or a code. Remove it: nothing secret is kept or mailed here. Say where the vendor obtains it instead.`
  return { field, message }
}
