import { addBusinessDays, type Calendar, type Day } from './calendar.ts'
import { promisedDays } from './clock.ts'

/** The promised days of a registration that is submitted on `today`, if nothing is asked (DOMAIN 2.3). */
export type IfSubmitted = { today: Day; decideBy: Day; instructionsBy: Day }

export function ifSubmittedOn(today: Day, calendar: Calendar): IfSubmitted {
  const decideBy = addBusinessDays(today, promisedDays.decision, calendar)
  return { today, decideBy, instructionsBy: addBusinessDays(decideBy, promisedDays.instructions, calendar) }
}
