// Values that the database keeps but cannot read: AES-256-GCM under a key derived from the application's secret.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

/** The value sealed for one place (`about`): moved to another row it does not open any more. */
export function seal(value: string, about: string, secret: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/**
 * What was sealed, or null where it was changed, belongs elsewhere, was sealed under another secret, or has more than
 * `longest` signs.
 */
export function open(sealed: string, about: string, secret: string, longest = 2000): string | null {
  const found = sealed.length <= longest && /^v1\.([A-Za-z0-9_-]{38,})$/.exec(sealed)
  if (!found) return null
  const bytes = Buffer.from(found[1] as string, 'base64url')
  const [nonce, tag] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, nonceBytes + tagBytes)]
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(about)).setAuthTag(tag)
  try {
    const value = decipher.update(bytes.subarray(nonceBytes + tagBytes))
    return Buffer.concat([value, decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'vouchdesk sealed values v1', 32))
}
