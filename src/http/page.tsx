// Printing a page: what every page knows, the sentence after an action, and a form that came back.
import { getCookie } from 'hono/cookie'
import type { Child } from 'hono/jsx'
import { type DeskCounts, deskCounts } from '../../db/queries/desk.ts'
import type { Frame, Refusal } from '../../views/frame.ts'
import { Refused } from '../rules/refused.ts'
import type { Ctx } from './env.ts'

/** Said once after a redirect; the address carries only the key. */
const done = {
  saved: 'Saved.',
  link_sent: 'We have sent the link again.',
  submitted: 'Submitted. We have mailed you a confirmation.',
  withdrawn: 'Withdrawn. We have mailed you a confirmation.',
  reopened: 'Reopened as a draft. Read your answers, sign again, and submit.',
  registered_again: 'A new registration is begun with your answers. Read them, sign, and submit.',
  change_filed: 'We have your change. We have mailed you a confirmation.',
  answers_updated: 'Updated. We have mailed you a confirmation.',
  change_discarded: 'Nothing is changed. The live answers stay as they are.',
  proposed: 'Proposed. The approvers have a letter.',
  blocked: 'The app is suspended. The approvers have a letter: one of them confirms or ends the block.',
  agreed: 'Decided. The letter is on its way.',
  not_agreed: 'You did not agree. The reviewer reads your reason in the thread.',
  review_requested: 'We have your request. We have mailed you a confirmation.',
  review_filed: 'Filed for the owner. The letters are on their way.',
  review_answered: 'Answered. Our clock goes on.',
  review_withdrawn: 'Withdrawn. The decision stands, and you can ask again.',
  review_taken: 'The review is yours.',
  review_appointed: 'Appointed. The owner and the new reviewer have a letter.',
  review_asked: 'Asked. The letter is on its way, and the clock has stopped.',
  review_answer_taken: 'Taken as the answer. The clock goes on.',
  review_decided: 'Decided. The letter is on its way.',
  review_way: 'The letter with the way to a review is on its way.',
  block_lifted: 'The block is lifted. The letter is on its way.',
  change_accepted: 'Accepted. The new answers are live, and the letter is on its way.',
  change_refused: 'Refused. The letter is on its way.',
  sent: 'Sent.',
  note: 'Note saved. Only staff can see it.',
  asked: 'Asked. The letter is on its way.',
  taken: 'This registration is yours now.',
  accepted: 'Accepted as the answer.',
  filed_for_vendor: 'Filed. The vendor has a letter about it.',
  answered: 'Sent. We have mailed you a confirmation.',
  answered_some: 'Sent. The other questions are still open.',
  form_asked: 'Accepted. The letter that asks for the form is on its way.',
  resumed: 'The registration is in review again.',
  declined: 'The question stays open.',
  approved: 'Approved. The letter is on its way.',
  signed_out: 'You are signed out.',
  password_reset: 'Your password is changed. Sign in with it.',
  password_changed: 'Your password is changed. Everywhere else you are signed out.',
  session_ended: 'That session is ended.',
  signed_out_everywhere: 'You are signed out everywhere.',
  factor_removed: 'The authenticator app is removed.',
  company_added: 'Added. You own this company.',
  company_left: 'You have left the company.',
  invited: 'The invitation is on its way.',
  invitation_revoked: 'The invitation is taken back. Its link no longer works.',
  member_removed: 'Removed. This person no longer sees the apps of the company.',
  joined: 'You have joined.',
  joined_as_new: 'You have joined, and your account is ready. Sign in.',
  ownership_moved: 'The ownership has moved. Both owners get a letter.',
  environment_added: 'Added. Reviewers can record client ids for it now.',
  environment_changed: 'Saved. What was mailed before stays as it was.',
  clients_recorded: 'Recorded. Nothing is mailed yet.',
  instructions_sent: 'On its way. The app becomes active when a mail server has taken the letter.',
  attested: 'Signed. The attestation is good for another year.',
  access_resent: 'On its way to the API operations. Their earlier links are void.',
  calendar_changed: 'Saved. Open due dates are counted by the new calendar.',
  replied: 'Sent. It takes a moment to arrive.',
} as const
export type Done = keyof typeof done

/** `/registrations/12` -> `/registrations/12?done=sent` */
export function after(path: string, key: Done): string {
  return `${path}?done=${key}`
}

export async function frameOf(c: Ctx, counts: DeskCounts | null = null): Promise<Frame> {
  const { house, person, now } = c.var
  const theme = getCookie(c, 'theme')
  const flash = c.req.query('done') ?? ''
  return {
    payer: house.config.payer,
    person,
    now,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    embedded: house.config.embedded,
    counts,
    flash: Object.hasOwn(done, flash) ? done[flash as Done] : null,
  }
}

/** The frame of a desk page, with the numbers beside its views and what keeps mail from being read. */
export async function deskFrame(c: Ctx): Promise<Frame> {
  const { person, db, house } = c.var
  if (person?.kind !== 'staff') return frameOf(c)
  const frame = await frameOf(c, await deskCounts(db, person))
  return { ...frame, mailProblem: (await house.ready()).reader }
}

export function page(
  c: Ctx,
  content: Child,
  status: 200 | 401 | 409 | 413 | 422 | 429 = 200,
): Response | Promise<Response> {
  return c.html(content as never, status)
}

const refusedStatus = { not_valid: 422, not_now: 409, too_many: 429, too_large: 413 } as const

/** The status of a page that is printed again. */
export type Again = (typeof refusedStatus)[keyof typeof refusedStatus]

/**
 * Runs what a form asks for. Where it is refused, the same page is printed again with what was typed; whoever may not
 * do it at all goes on to the error page.
 */
export async function orAgain(
  work: () => Promise<Response>,
  again: (refusal: Refusal, status: Again) => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refused) || error.code === 'not_found' || error.code === 'not_yours') throw error
    return again({ message: error.message, problems: error.problems }, refusedStatus[error.code])
  }
}
