// Two populations write to one mailbox (DOMAIN 0.4): vendors of apps, and other payers, to whom no clock is promised.
export const registrationKinds = ['vendor_app', 'payer'] as const
export type RegistrationKind = (typeof registrationKinds)[number]

/** Whom a mail is from, by what the payer asks other payers to write in the subject. A claim that proves nothing. */
export function kindOfMail(subject: string): RegistrationKind {
  return /\bpayer\s+registration\b/i.test(subject) ? 'payer' : 'vendor_app'
}
