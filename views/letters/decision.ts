// Letters about a decision against an app, and about its end.
import { longDay } from '../../src/rules/calendar.ts'
import { criteria } from '../../src/rules/criteria.ts'
import type { BlockScope, DeterminationAction } from '../../src/rules/determinations.ts'
import type { Conditions } from '../../src/rules/letters.ts'
import { type ClosedAs, definitionOf, type Status, statusNames } from '../../src/rules/status.ts'
import { type Block, facts, paragraph, strong, written } from './blocks.ts'
import {
  type Compose,
  deskButton,
  type LetterOf,
  noSecrets,
  portalButton,
  signature,
  timeOf,
  toStaff,
  toVendor,
} from './frame.ts'

const words: Record<DeterminationAction, { title: string; word: Status | ClosedAs; since: string }> = {
  deny: { title: 'was not approved', word: 'not_approved', since: 'Decided' },
  suspend: { title: 'is suspended', word: 'suspended', since: 'Suspended on' },
  terminate: { title: 'is terminated', word: 'terminated', since: 'Terminated on' },
}
const scopes: Record<BlockScope, string> = {
  production: 'Production',
  sandbox: 'The sandbox',
  both: 'Production and the sandbox',
}

/** E11, E13, E16. */
export const determined: Compose<'determined'> = (letter, frame) => {
  const { app, number, action, text, criteria: cited, version, at, scope, whatLifts } = letter
  const { title, word, since } = words[action]
  return toVendor(letter, frame, `${app} ${title}`, [
    ...written(text),
    facts({
      App: app,
      Number: number,
      Status: `${statusNames[word]}. ${definitionOf(word, frame.payer.name)}`,
      [since]: timeOf(at, frame),
      ...(scope ? { 'What is blocked': scopes[scope] } : {}),
      ...(whatLifts ? { 'What lifts the block': whatLifts } : {}),
      Criteria: `${cited.map(criterionName).join('\n')}\n(criteria version ${version}, ${frame.publicUrl}/criteria)`,
    }),
    ...emergency(letter),
    paragraph(strong('You can be heard by somebody else. '), reviewWords(action)),
    portalButton('Sign in and ask for a review', letter, frame),
    ...(action === 'terminate' ? [dataDuty] : []),
    paragraph(
      'Privacy answers are never a reason for such a decision. It rests on the security findings above alone.',
    ),
    signature(frame),
    noSecrets,
  ])
}

export function criterionName(id: string): string {
  return `${id} ${criteria.find((each) => each.id === id)?.title ?? ''}`.trim()
}

function emergency({ confirmBy }: LetterOf<'determined'>): Block[] {
  if (!confirmBy) return []
  return [
    paragraph(
      'The block took effect at once, because waiting was a risk. A second person confirms or ends it by ',
      strong(longDay(confirmBy)),
      '.',
    ),
  ]
}

function reviewWords(action: DeterminationAction): string {
  const again = {
    deny: ' You can also register the app again once the reason is remedied.',
    suspend: '',
    terminate: ' To use our APIs again, the app has to be registered again.',
  }[action]
  return `Sign in and ask us to review the decision: nobody who took part in it may handle the review.${again}`
}

const dataDuty = paragraph(
  'Every access token of the app is being revoked; your page says when that is done. What your privacy policy promises members about data already read still holds.',
)

/** E15 */
export const reinstated: Compose<'reinstated'> = (letter, frame) => {
  const { app, number, reason, at, conditions } = letter
  return toVendor(letter, frame, `${app} is approved again`, [
    paragraph(`The block of ${app} is lifted.`),
    ...written(reason),
    facts({
      App: app,
      Number: number,
      'Lifted on': timeOf(at, frame),
      Status: `${statusNames.approved}. ${definitionOf('approved', frame.payer.name)}`,
    }),
    ...conditionsOf(conditions),
    paragraph('If you were asked to replace a secret or keys, do so before you call our APIs again.'),
    portalButton('Open the registration', letter, frame),
    paragraph('Do you have a question? Reply to this e-mail, and a reviewer reads it.'),
    signature(frame),
    noSecrets,
  ])
}

/** What has to be met, and until when. */
export function conditionsOf(conditions: Conditions | null | undefined): Block[] {
  if (!conditions) return []
  return [facts({ Conditions: conditions.words, 'To be met by': longDay(conditions.until) })]
}

/** To the approvers. The reasons stay at the desk. */
export const proposalWaits: Compose<'proposal_waits'> = (letter, frame) => {
  const { app, number, noun, by } = letter
  return toStaff(letter, frame, `A ${noun} waits for a second person: ${app}`, [
    paragraph(`${by} proposes the ${noun} of ${app}. It happens only if somebody else agrees.`),
    facts({ App: app, Number: number, 'Proposed by': by }),
    deskButton('Read the record at the desk', letter, frame),
    signature(frame),
  ])
}
