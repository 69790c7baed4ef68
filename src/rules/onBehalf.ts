// What a vendor said by phone or wrote on paper, and staff file for it: how it came, from whom, and when.
import { Refused } from './refused.ts'

export const ways = ['phone', 'paper', 'in_person'] as const
export type Way = (typeof ways)[number]
export const wayNames: Record<Way, string> = { phone: 'By phone', paper: 'On paper', in_person: 'In person' }

/** Kept with the entry: how it came, and the name of who filed it. */
export type OnBehalf = { way: Way; filedBy: string }

/**
 * When the vendor said it, to the minute; the clock goes by it.
 * @throws Refused not_valid for a time that has not come, or that lies before the registration was submitted.
 */
export function checkSaidAt(saidAt: Date, submittedAt: Date | null, now: Date): void {
  if (saidAt > now) throw notValid('Choose a time that is not in the future')
  const minute = submittedAt && Math.floor(submittedAt.getTime() / 60_000) * 60_000
  if (minute === null || saidAt.getTime() < minute)
    throw notValid('Choose a time after the registration was submitted')
}

function notValid(message: string): Refused {
  return new Refused('not_valid', message, [{ field: 'day', message }])
}
