// Recovery codes: what somebody without their phone signs in with. 60 random bits each, used once, kept as a keyed hash.
import { createHmac, randomBytes } from 'node:crypto'

export const recoveryCodeCount = 10
/** Crockford's alphabet: no letter that is read as a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten new codes such as '4t7k-x2mb-9qhd'. They are shown once and never again. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const letters = [...randomBytes(12)].map((byte) => alphabet[byte & 31])
    return [0, 4, 8].map((start) => letters.slice(start, start + 4).join('')).join('-')
  })
}

/** The twelve letters of a code as somebody typed it, or null where it cannot be one. */
export function readRecoveryCode(typed: string): string | null {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return /^[0-9abcdefghjkmnpqrstvwxyz]{12}$/.test(plain) ? plain : null
}

/** What is stored. Bound to the person, so that a row copied to another account opens nothing. */
export function recoveryHash(code: string, personId: number, secret: string): string {
  const plain = readRecoveryCode(code) ?? ''
  return createHmac('sha256', secret).update(`recovery-v1|${personId}|${plain}`).digest('base64url')
}
