// The secret half of a mailed link. It is derived when the letter is written and when the link is opened; the
// database holds only the link's number, so that a copy of it opens nothing (SAFETY A36).
import { createHmac, timingSafeEqual } from 'node:crypto'

/** 'a1.XyZ…': the number of the link in base 36 and 256 bits that only the holder of `secret` can compute. */
export function linkToken(linkId: number, secret: string): string {
  return `${linkId.toString(36)}.${macOf(linkId, secret).toString('base64url')}`
}

/** A text without the secret half of any link in it: what is kept of a letter opens nothing. */
export function withoutLinkSecrets(text: string): string {
  return text.replaceAll(/([/=][0-9a-z]{1,10}\.)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g, '$1…')
}

/** The number of the link whose token this is, or null. Takes the same time for every wrong secret half. */
export function readLinkToken(token: string, secret: string): number | null {
  const found = /^([0-9a-z]{1,10})\.([A-Za-z0-9_-]{43})$/.exec(token)
  if (!found) return null
  const linkId = Number.parseInt(found[1] as string, 36)
  const given = Buffer.from(found[2] as string, 'base64url')
  return timingSafeEqual(given, macOf(linkId, secret)) ? linkId : null
}

function macOf(linkId: number, secret: string): Buffer {
  return createHmac('sha256', secret).update(`link-v1|${linkId}`).digest()
}
