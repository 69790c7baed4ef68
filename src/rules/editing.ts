// When an owner may edit the answers, and what becomes of the edit (DOMAIN 2.2: T2, T14).
import type { Answers, Field } from './questionnaire.ts'
import { parts, signedFields } from './questionnaire.ts'
import { differencesOf } from './revisions.ts'
import { type Place, placeOf, type Standing } from './status.ts'

/**
 * `register`: the draft is submitted. `answer`: the owner answers our questions about a pending one. `change`: an
 * approved app asks for other answers while the old ones stay live.
 */
export type Purpose = 'register' | 'answer' | 'change'

/** How a request to change an approved app ended. */
export type ChangeOutcome = 'accepted' | 'refused' | 'taken_back'

const purposes: Partial<Record<Place, Purpose>> = { draft: 'register', 'approved/active': 'change' }

/** What the owner's edit is for; null where the answers cannot be edited now. `asked`: a question waits for the form. */
export function purposeAt(standing: Standing, asked: boolean): Purpose | null {
  if (asked && standing.status === 'pending') return 'answer'
  return purposes[placeOf(standing)] ?? null
}

const materialParts = ['client', 'technical']
const materialFields = [
  ...['org_legal_name', 'app_name', 'platforms', 'user_base', 'apis', 'environments'],
  ...['privacy_policy_url', 'sells_app', 'sells_company', 'sells_how'],
]

/** Whether a changed answer waits for a reviewer; the others, such as a phone number, count at once (DOMAIN T14). */
export function isMaterial({ id }: Pick<Field, 'id'>): boolean {
  const inPart = parts.some((part) => materialParts.includes(part.id) && part.fields.some((f) => f.id === id))
  return inPart || materialFields.includes(id)
}

/** The questions answered otherwise than before, without the signature, which is always new. */
export function changedFields(before: Answers, after: Answers): Field[] {
  const signed: readonly string[] = signedFields
  return differencesOf(before, after)
    .map(({ field }) => field)
    .filter(({ id }) => !signed.includes(id))
}

/** A signature never carries over to another revision (DOMAIN T13, T16). */
export function withoutSignature(answers: Answers): Answers {
  const signed: readonly string[] = signedFields
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !signed.includes(id)))
}
