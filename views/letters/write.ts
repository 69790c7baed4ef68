// A Letter as the mail that leaves: subject, plain text and HTML. Pure: everything it needs is in the arguments.

import type { Letter } from '../../src/rules/letters.ts'
import { accessOrder } from './access.ts'
import {
  accountChanged,
  accountExists,
  changeAddress,
  resetPassword,
  verifyAccount,
  verifyContact,
} from './account.ts'
import { answered, answersFiled, filedForVendor, formAsked } from './answers.ts'
import { attestationDue } from './attestation.ts'
import type { Composition } from './blocks.ts'
import { answersUpdated, changeDecided, changeFiled, changeToDecide, registeredAgain } from './change.ts'
import { invitation, membershipEnded, ownershipMoved } from './company.ts'
import { determined, proposalWaits, reinstated } from './decision.ts'
import type { Compose, LetterFrame } from './frame.ts'
import { letterHtml } from './html.tsx'
import { informationAsked, lapsed, reminder, replyFiled } from './information.ts'
import { tokenInstructions } from './instructions.ts'
import {
  reviewAsked,
  reviewAssigned,
  reviewDecided,
  reviewEnded,
  reviewRequested,
  reviewWaits,
  reviewWay,
  reviewYours,
} from './review.ts'
import { answerArrived, digest, toReview } from './staff.ts'
import { oneLine, tame } from './tame.ts'
import { letterText } from './text.ts'
import { approved, message, submitted, withdrawn } from './vendor.ts'

export type { LetterFrame }
export type WrittenLetter = { subject: string; text: string; html: string }

export function writeLetter(letter: Letter, frame: LetterFrame): WrittenLetter {
  const reader = frame.reader && oneLine(frame.reader, 100)
  const composition = compose(tame(letter), { ...frame, reader })
  const subject = subjectOf(composition)
  const from = `${frame.payer.name}, app registration`
  return { subject, text: letterText(composition), html: letterHtml({ ...composition, subject, from }) }
}

const letters: { [K in Letter['kind']]: Compose<K> } = {
  verify_account: verifyAccount,
  account_exists: accountExists,
  reset_password: resetPassword,
  change_address: changeAddress,
  account_changed: accountChanged,
  invitation,
  membership_ended: membershipEnded,
  ownership_moved: ownershipMoved,
  verify_contact: verifyContact,
  submitted,
  to_review: toReview,
  information_asked: informationAsked,
  answer_arrived: answerArrived,
  answers_filed: answersFiled,
  answered,
  form_asked: formAsked,
  filed_for_vendor: filedForVendor,
  reply_filed: replyFiled,
  approved,
  token_instructions: tokenInstructions,
  access_order: accessOrder,
  attestation_due: attestationDue,
  withdrawn,
  registered_again: registeredAgain,
  proposal_waits: proposalWaits,
  determined,
  reinstated,
  review_requested: reviewRequested,
  review_assigned: reviewAssigned,
  review_asked: reviewAsked,
  review_decided: reviewDecided,
  review_ended: reviewEnded,
  review_waits: reviewWaits,
  review_yours: reviewYours,
  review_way: reviewWay,
  change_filed: changeFiled,
  change_decided: changeDecided,
  answers_updated: answersUpdated,
  change_to_decide: changeToDecide,
  reminder,
  lapsed,
  digest,
  message,
}

function compose<K extends Letter['kind']>(
  letter: Extract<Letter, { kind: K }>,
  frame: LetterFrame,
): Composition {
  return letters[letter.kind as K](letter, frame)
}

/** Nothing that a person typed can end the header line or hide in it (SAFETY A18). */
function subjectOf({ number, title }: Composition): string {
  return oneLine(number === null ? title : `[${number}] ${title}`, 180)
}
