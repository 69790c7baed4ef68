// How long the payer waits for an answer, when it reminds, and when a registration lapses (DOMAIN 2.3, house rule).
import { addBusinessDays, businessDays, type Calendar, type Day } from './calendar.ts'
import { promisedDays } from './clock.ts'

/** In business days after the day of the question; kept with each request, so that a new setting changes none. */
export type ReplyTerms = { reply: number; reminders: readonly number[]; lapse: number }

export const replyTerms: ReplyTerms = { reply: promisedDays.reply, reminders: [5, 9], lapse: 20 }

/** The answer is asked for by `replyBy`; with a blocking question the registration lapses after `lapseOn`. */
export type ReplyDates = { replyBy: Day; lapseOn: Day | null }

/** The dates of a request asked on a day. A question that does not stop the clock never lets anything lapse. */
export function replyDates(
  askedOn: Day,
  blocking: boolean,
  terms: ReplyTerms,
  calendar: Calendar,
): ReplyDates {
  return {
    replyBy: addBusinessDays(askedOn, terms.reply, calendar),
    lapseOn: blocking ? addBusinessDays(askedOn, terms.lapse, calendar) : null,
  }
}

/** What a vendor was told never moves to an earlier day, also when the payer opens on a weekend. */
export function neverEarlier(told: ReplyDates, counted: ReplyDates): ReplyDates {
  const later = (one: Day, other: Day) => (one > other ? one : other)
  return {
    replyBy: later(told.replyBy, counted.replyBy),
    lapseOn: told.lapseOn && later(told.lapseOn, counted.lapseOn ?? told.lapseOn),
  }
}

/** An answer that was not taken gives the whole time to reply again; it never shortens what there was. */
export function lapseAfterDecline(lapseOn: Day, declinedOn: Day, terms: ReplyTerms, calendar: Calendar): Day {
  const again = addBusinessDays(declinedOn, terms.reply, calendar)
  return again > lapseOn ? again : lapseOn
}

/**
 * How many reminders have left once today's has, or null where none is due. Of several that were missed only the
 * last leaves, and none after the day on which the registration lapses.
 */
export function reminderDue(
  request: { askedOn: Day; terms: ReplyTerms; reminded: number; lapseOn: Day | null },
  today: Day,
  calendar: Calendar,
): number | null {
  const { askedOn, terms, reminded, lapseOn } = request
  if (lapseOn !== null && today > lapseOn) return null
  const passed = businessDays(askedOn, today, calendar).length
  const due = terms.reminders.filter((after) => passed >= after).length
  return due > reminded ? due : null
}
