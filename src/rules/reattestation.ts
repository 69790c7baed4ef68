// The attestation is signed again every year (DOMAIN T15). An outdated one is no security finding: it blocks nothing.
import type { Day } from './calendar.ts'
import type { Standing } from './status.ts'

/** How many days before the signature is a year old the owner gets a letter; on the day itself it is outdated. */
export const attestationNotices = [30, 10, 0] as const

/** The day on which a signature is a year old; of February 29 it is February 28. */
export function attestationDue(signedOn: Day): Day {
  const year = Number(signedOn.slice(0, 4)) + 1
  const day = `${year}${signedOn.slice(4)}`
  return day.endsWith('-02-29') ? `${year}-02-28` : day
}

/**
 * Which letter is due today, by its days before; null where none is. Of several that were missed only the last leaves.
 * `sent` is the last one that left about this day.
 */
export function noticeDue(dueOn: Day, sent: number | null, today: Day): number | null {
  const left = daysLeft(dueOn, today)
  const reached = attestationNotices.filter((days) => left <= days).at(-1)
  return reached !== undefined && (sent === null || reached < sent) ? reached : null
}

/** Whether the owner may sign again now: from the first letter on. */
export function maySignAgain({ status, phase }: Standing, dueOn: Day, today: Day): boolean {
  return (
    status === 'approved' && (phase === 'reattest_due' || daysLeft(dueOn, today) <= attestationNotices[0])
  )
}

export function isOutdated({ status }: Standing, dueOn: Day, today: Day): boolean {
  return status === 'approved' && today >= dueOn
}

function daysLeft(dueOn: Day, today: Day): number {
  return (Date.parse(dueOn) - Date.parse(today)) / 86_400_000
}
