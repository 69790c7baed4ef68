// What forms of an account have in common: passwords as typed, and the token of a mailed link.
import { badLink } from '../operations/links.ts'
import { readLinkToken } from '../rules/linkToken.ts'
import { type Problem, Refused } from '../rules/refused.ts'
import type { Ctx } from './env.ts'
import type { Form } from './form.ts'
import { hashPassword, passwordProblem } from './passwords.ts'

/** Fields that are taken as they come: masking would change a password that looks like a secret. */
export const unmasked = [
  'password',
  'new_password',
  'code',
  'email',
  'token',
  'next',
  'offer',
  'session',
  'carried',
]

/** As typed: a password is neither trimmed nor changed. */
export function passwordOf(form: Form, name = 'password'): string {
  const value = form[name] ?? ''
  return Array.isArray(value) ? (value[0] ?? '') : value
}

/** The number of the link. @throws Refused for a token that is not ours; the same sentence as for one that is too old. */
export function linkIdOf(c: Ctx, token: string): number {
  const linkId = readLinkToken(token, c.var.house.config.appSecret)
  if (linkId === null) throw badLink()
  return linkId
}

export function problem(field: string, wrong: { message: string } | string | null): Problem | null {
  return wrong === null ? null : { field, message: typeof wrong === 'string' ? wrong : wrong.message }
}

/** @throws Refused not_valid with every problem at once. */
export function refuseAll(problems: readonly (Problem | null)[]): void {
  const found = problems.filter((each) => each !== null)
  if (found.length > 0) throw new Refused('not_valid', 'Some answers need a change.', found)
}

/** Why this cannot be the password of this person, or null; their own names make a weak one. */
export function passwordProblemFor(c: Ctx, password: string, about: readonly string[]): string | null {
  return passwordProblem(password, [...about, c.var.house.config.payer.name, 'vouchdesk'])
}

/** The hash of a new password. @throws Refused not_valid beside `field` where it is too weak. */
export async function newPasswordHash(
  c: Ctx,
  password: string,
  about: readonly string[],
  field: string,
): Promise<string> {
  refuseAll([problem(field, passwordProblemFor(c, password, about))])
  return hashPassword(password)
}
