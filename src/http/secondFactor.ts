// The second factor (RFC 6238): the only home of the packages for codes and for the picture that carries the key.
import { Secret, TOTP } from 'otpauth'
import encodeQR from 'qr'
import type { Factor } from '../../db/queries/secondFactor.ts'
import { useRecoveryCode as spendRecoveryCode, useStep as spendStep } from '../operations/secondFactor.ts'
import { readRecoveryCode, recoveryHash } from '../rules/recoveryCodes.ts'
import { Refused } from '../rules/refused.ts'
import { open, seal } from '../rules/sealed.ts'
import type { Ctx } from './env.ts'

const period = 30
const keyBytes = 20

/** A new key as authenticator apps take it: 160 bits in base 32. */
export function newKey(): string {
  return new Secret({ size: keyBytes }).base32
}

/** The step of time whose code this is: now, one before or one after; null for any other code. */
export function stepOf(key: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null // the package breaks on anything but ASCII
  const delta = totp(key).validate({ token: code, window: 1, timestamp: now.getTime() })
  return delta === null ? null : stepAt(now) + delta
}

/** The code of a step, for the demonstration. */
export function codeAt(key: string, step: number): string {
  return totp(key).generate({ timestamp: step * period * 1000 })
}

export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / period)
}

function totp(key: string, about: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...about, secret: Secret.fromBase32(key), algorithm: 'SHA1', digits: 6, period })
}

/** The key sealed for the row of this person. */
export function sealKey(key: string, personId: number, secret: string): string {
  return seal(key, `second factor ${personId}`, secret)
}

export function openKey(sealed: string, personId: number, secret: string): string | null {
  return open(sealed, `second factor ${personId}`, secret)
}

/** What the page of enrolment shows: the key as text and as a drawing of dark squares, row by row. */
export type Offer = { sealed: string; key: string; squares: readonly (readonly boolean[])[] }

/** A key that is only offered: it travels sealed in the form, so that looking at the page stores nothing. */
export function offerFor(c: Ctx, person: { id: number; email: string }, sealed?: string): Offer {
  const { appSecret, payer } = c.var.house.config
  const key = (sealed && openKey(sealed, person.id, appSecret)) || newKey()
  const uri = totp(key, { issuer: `${payer.name} app registration`, label: person.email }).toString()
  return { sealed: sealKey(key, person.id, appSecret), key, squares: encodeQR(uri, 'raw', { border: 4 }) }
}

/**
 * Checks a code of the app, or a recovery code, and uses it up: neither works twice, also not in two requests at the
 * same moment. @throws Refused where it is wrong, used, or where too many were tried.
 */
export async function checkCode(c: Ctx, factor: Factor, typed: string, field = 'code'): Promise<void> {
  const { house, db, now, origin } = c.var
  const { personId } = factor
  await house.throttle.count('code person', String(personId))
  const digits = typed.replaceAll(/\s/g, '')
  if (/^\d{6}$/.test(digits)) await spendCode(c, factor, digits, field)
  else {
    const code = readRecoveryCode(typed)
    const hash = code && recoveryHash(code, personId, house.config.appSecret)
    if (!hash || !(await spendRecoveryCode(db, { personId, hash, origin }, now))) throw wrong(field)
  }
  await house.throttle.forget('code person', String(personId))
}

async function spendCode(c: Ctx, factor: Factor, digits: string, field: string): Promise<void> {
  const { house, db, now } = c.var
  const key = openKey(factor.sealedKey, factor.personId, house.config.appSecret)
  const step = key && stepOf(key, digits, now)
  if (!step) throw wrong(field)
  if (await spendStep(db, { personId: factor.personId, step })) return
  const message = 'This code was used already. Wait for the next one, at most 30 seconds.'
  throw new Refused('not_valid', message, [{ field, message }])
}

function wrong(field: string): Refused {
  const message =
    'This code is not right. Type the six digits your app shows now, or one of your recovery codes that you have not used yet.'
  return new Refused('not_valid', message, [{ field, message }])
}
