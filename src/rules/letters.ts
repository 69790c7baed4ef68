// Every letter that can leave the house (DOMAIN 6). A new kind does not compile until views/letters writes it.
import type { AccessAction, OrderedClient } from './access.ts'
import type { Day } from './calendar.ts'
import type { Invitable } from './companies.ts'
import type { BlockScope, DeterminationAction } from './determinations.ts'
import type { InstructedEnvironment } from './environments.ts'
import type { Way } from './onBehalf.ts'
import type { FindingOutcome, Reviewed, ReviewLevel, ReviewOutcome } from './reviews.ts'

export type Asked = { about: string | null; question: string }
type About = { registrationId: number; number: string; app: string }
/** `review` is the number that people name it by. */
type AboutReview = { review: string; of: Reviewed } & About

export type AccountChange =
  | 'password'
  | 'address'
  | 'second_factor_added'
  | 'second_factor_removed'
  | 'recovery_code_used'

export type Letter =
  /** E01 */
  | { kind: 'verify_account'; linkId: number; name: string }
  /** E01 for somebody who already has an account, so that signing up tells nobody which addresses are known. */
  | { kind: 'account_exists'; name: string }
  /** E02 */
  | { kind: 'reset_password'; linkId: number; name: string }
  /** To the new address of an account, before it becomes the one to sign in with. */
  | { kind: 'change_address'; linkId: number; from: string }
  /** To a colleague whom an owner wants in the company. */
  | { kind: 'invitation'; linkId: number; company: string; owner: string; access: Invitable }
  | { kind: 'membership_ended'; company: string; owner: string; name: string }
  /** To the former owner and to the new one, after the payer has moved the ownership. */
  | { kind: 'ownership_moved'; side: 'former' | 'new'; company: string; calledOn: Day; name: string }
  /** What was changed about an account, to the one who has it. */
  | { kind: 'account_changed'; what: AccountChange; at: string; name: string }
  /** E01 */
  | ({ kind: 'verify_contact'; linkId: number; company: string; owner: string } & About)
  /** E03 */
  | ({ kind: 'submitted'; receivedAt: string; dueOn: Day; clock: string; counted: string } & About)
  /** E04 */
  | ({ kind: 'to_review'; company: string; dueOn: Day; clock: string } & About)
  /** E05 */
  | ({
      kind: 'information_asked'
      reviewer: string
      intro: string
      questions: Asked[]
      replyBy: Day
      /** After this day the registration is withdrawn; null where the question does not stop the clock. */
      lapseOn: Day | null
      blocking: boolean
      clock: string
    } & About)
  /** E06 */
  | ({
      kind: 'reminder'
      questions: Asked[]
      askedAt: string
      replyBy: Day
      lapseOn: Day | null
      clock: string
    } & About)
  /** E07 */
  | ({
      kind: 'answer_arrived'
      sender: string
      open: number
      /** When the decision is due if the answer is accepted; null where the clock did not stop. */
      dueOn: Day | null
    } & About)
  /** E08: said by phone or on paper, and filed by staff */
  | ({ kind: 'filed_for_vendor'; way: Way; from: string; saidAt: string } & About)
  /** E08: answered in the portal. `changed`: the labels of what the form says otherwise now. */
  | ({
      kind: 'answers_filed'
      by: string
      answered: number
      open: number
      changed: readonly string[]
      clock: string | null
      blocking: boolean
    } & About)
  /** E07: answered in the portal; `revision` is the new one */
  | ({
      kind: 'answered'
      by: string
      answered: number
      open: number
      changed: readonly string[]
      revision: number | null
      dueOn: Day | null
    } & About)
  /** E08: a mail answered, and the form should say it (`wanted`), or must before the question is done (`needed`) */
  | ({ kind: 'form_asked'; wanted: readonly string[]; needed: readonly string[] } & About)
  /** E08 */
  | ({ kind: 'reply_filed'; open: number; blocking: boolean } & About)
  /** E09 */
  | ({ kind: 'approved'; approvedAt: string; instructionsBy: Day; clock: string } & About)
  /** E10 */
  | ({
      kind: 'token_instructions'
      /** As staff wrote it for this letter. */
      intro: string
      environments: InstructedEnvironment[]
      redirectUris: string[]
      securityContact: string
    } & About)
  /** E14, to the API operations */
  | ({
      kind: 'access_order'
      linkId: number
      action: AccessAction
      clients: OrderedClient[]
      requestedAt: string
    } & About)
  /** E12 */
  | ({ kind: 'withdrawn'; by: string; at: string; hadAccess: boolean } & About)
  /** E17, about the new registration */
  | ({
      kind: 'registered_again'
      earlier: string
      ended: 'terminated' | 'not_approved' | 'withdrawn'
    } & About)
  /** E18 */
  | ({
      kind: 'change_filed'
      questions: string[]
      by: string
      at: string
      dueOn: Day
      counted: string
    } & About)
  /** E19 */
  | ({
      kind: 'change_decided'
      questions: string[]
      accepted: boolean
      reason: string | null
      at: string
    } & About)
  /** E18 where nobody has to decide: the new answers count at once. */
  | ({ kind: 'answers_updated'; questions: string[]; by: string; at: string } & About)
  /** To the review team: a change of an approved app waits. */
  | ({ kind: 'change_to_decide'; company: string; questions: string[]; dueOn: Day } & About)
  /** To the approvers: a proposal waits for a second person. */
  | ({ kind: 'proposal_waits'; noun: string; by: string } & About)
  /** E11, E13, E16 */
  | ({
      kind: 'determined'
      action: DeterminationAction
      text: string
      whatLifts: string
      scope: BlockScope | null
      criteria: string[]
      version: number
      at: string
      /** Of an emergency block: until when a second person confirms it. */
      confirmBy: Day | null
    } & About)
  /** E15 */
  | ({ kind: 'reinstated'; reason: string; at: string; conditions?: Conditions | null } & About)
  /** E28: acknowledged, assigned, asked, decided, ended */
  | ({
      kind: 'review_requested'
      level: ReviewLevel
      owner: string
      onBehalf: boolean
      at: string
      dueOn: Day
      assignBy: Day
      clock: string
      counted: string
      /** Nobody at the desk may handle it yet. */
      nobody: boolean
    } & AboutReview)
  | ({ kind: 'review_assigned'; reviewer: string; dueOn: Day | null; clock: string } & AboutReview)
  | ({
      kind: 'review_asked'
      reviewer: string
      question: string
      replyBy: Day
      lapseOn: Day
      clock: string
    } & AboutReview)
  | ({
      kind: 'review_decided'
      outcome: ReviewOutcome
      words: string
      findings: { criterion: string; outcome: FindingOutcome; words: string }[]
      conditions: Conditions | null
      /** Until when a second person can be asked; null where nobody can. */
      secondUntil: Day | null
      /** The new draft of an app whose end was rescinded. */
      again: string | null
      at: string
    } & AboutReview)
  | ({ kind: 'review_ended'; how: 'withdrawn' | 'lapsed' | 'settled'; at: string } & AboutReview)
  /** To whoever may take it, or to the admins where nobody may. */
  | ({
      kind: 'review_waits'
      task: 'take' | 'appoint'
      owner: string
      dueOn: Day
      assignBy: Day
    } & AboutReview)
  /** To the one who handles it. */
  | ({
      kind: 'review_yours'
      sender: string
      what: 'appointed' | 'answered'
      dueOn: Day | null
    } & AboutReview)
  /** E25 */
  | ({ kind: 'review_way'; of: Reviewed; arrivedAt: string } & About)
  /** E12 where no answer came in time */
  | ({ kind: 'lapsed'; askedAt: string; lapseOn: Day; questions: number } & About)
  /** E20; `outdated` on the day itself */
  | ({ kind: 'attestation_due'; dueOn: Day; outdated: boolean } & About)
  /** E22 */
  | { kind: 'digest'; day: Day; sections: DigestSection[] }
  /** E21 */
  | ({ kind: 'message'; from: string; body: string } & About)

export type Conditions = { words: string; until: Day }
export type LetterKind = Letter['kind']

/** One thing that waits, in the morning's letter to the desk. */
export type DigestLine = { registrationId: number; number: string; app: string; words: string }
export type DigestSection = { title: string; about: string; lines: DigestLine[]; more: number }

/** How a letter leaves (SAFETY OUT-5): written by the portal, caused by a mail, or written by a person. */
export type Manner = 'generated' | 'replied' | 'personal'

export function mannerOf(kind: LetterKind): Manner {
  if (kind === 'reply_filed') return 'replied'
  return kind === 'message' ? 'personal' : 'generated'
}

/** Letters with a link that is good for little while: they leave only as long as the link can be used. */
export function carriesShortLink(letter: Letter): letter is Letter & { linkId: number } {
  return ['reset_password', 'change_address', 'invitation', 'access_order'].includes(letter.kind)
}

/** Letters that must reach an address before it is confirmed: only they leave to an unconfirmed one (SAFETY OUT-3). */
export function confirmsAddress(kind: LetterKind): boolean {
  return kind === 'verify_account' || kind === 'verify_contact' || kind === 'account_exists'
}
