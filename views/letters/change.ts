// Letters about other answers: an app registered again, and changes of an approved one.
import { longDay } from '../../src/rules/calendar.ts'
import { statusNames } from '../../src/rules/status.ts'
import { count } from '../../src/rules/turn.ts'
import { type Block, facts, paragraph, strong, written } from './blocks.ts'
import {
  type Compose,
  dayOf,
  deskButton,
  noSecrets,
  portalButton,
  signature,
  timeOf,
  toStaff,
  toVendor,
} from './frame.ts'

const listed = (questions: readonly string[]) => facts({ Answers: questions.join('\n') })
const notYou: Block = paragraph('Was this not meant? Reply to this e-mail, and a reviewer reads it.')

/** E17 */
export const registeredAgain: Compose<'registered_again'> = (letter, frame) => {
  const { app, number, earlier, ended } = letter
  return toVendor(letter, frame, `You register ${app} again`, [
    paragraph(
      `A new registration of ${app} is begun. It has the answers of ${earlier}; read them, `,
      ended === 'withdrawn' ? '' : 'tell us what has changed, ',
      'sign, and submit.',
    ),
    facts({
      App: app,
      'New number': number,
      'Earlier number': `${earlier} (${statusNames[ended]})`,
    }),
    paragraph(
      strong('Our clock starts when you submit. '),
      'Until then nothing is decided, and nobody waits.',
    ),
    portalButton('Open the registration', letter, frame),
    notYou,
    signature(frame),
    noSecrets,
  ])
}

/** E18 */
export const changeFiled: Compose<'change_filed'> = (letter, frame) => {
  const { app, number, questions, by, at, dueOn, counted } = letter
  return toVendor(letter, frame, `We have the change of ${app}`, [
    paragraph(
      `${by} asked us to change ${count(questions.length, 'answer')} about ${app}. We decide by `,
      strong(longDay(dueOn)),
      '.',
    ),
    facts({ App: app, Number: number, Received: timeOf(at, frame), 'Decision by': longDay(dueOn) }),
    listed(questions),
    paragraph(strong('Until then the answers before it stay live. '), 'The app goes on as it is.'),
    portalButton('Open the registration', letter, frame),
    { kind: 'note', title: 'How we count', words: counted },
    notYou,
    signature(frame),
    noSecrets,
  ])
}

/** E19 */
export const changeDecided: Compose<'change_decided'> = (letter, frame) => {
  const { app, number, questions, accepted, reason, at } = letter
  const title = accepted ? `The change of ${app} is live` : `The change of ${app} was not accepted`
  const said = accepted
    ? `We accepted the change on ${dayOf(at, frame)}. The new answers are live.`
    : `We did not accept the change on ${dayOf(at, frame)}. The answers before it stay live, and the app stays approved.`
  return toVendor(letter, frame, title, [
    paragraph(said),
    ...(reason ? written(reason) : []),
    facts({ App: app, Number: number, Status: statusNames.approved }),
    listed(questions),
    portalButton('Open the registration', letter, frame),
    paragraph('Do you have a question? Reply to this e-mail, and a reviewer reads it.'),
    signature(frame),
    noSecrets,
  ])
}

/** E18 where nobody has to decide. */
export const answersUpdated: Compose<'answers_updated'> = (letter, frame) => {
  const { app, number, questions, by, at } = letter
  return toVendor(letter, frame, `Answers about ${app} were updated`, [
    paragraph(
      `${by} updated ${count(questions.length, 'answer')} about ${app}. The new ones count from now on.`,
    ),
    facts({ App: app, Number: number, Updated: timeOf(at, frame) }),
    listed(questions),
    portalButton('Open the registration', letter, frame),
    notYou,
    signature(frame),
    noSecrets,
  ])
}

/** The review team reads which answers would change; the answers themselves stay at the desk. */
export const changeToDecide: Compose<'change_to_decide'> = (letter, frame) => {
  const { app, company, number, questions, dueOn } = letter
  return toStaff(letter, frame, `Decide a change: ${app}`, [
    paragraph(
      `${company} asks for other answers about ${app}. The decision is due `,
      strong(longDay(dueOn)),
      '.',
    ),
    facts({ App: app, Company: company, Number: number, 'Decision due': longDay(dueOn) }),
    listed(questions),
    deskButton('Open at the desk', letter, frame),
    signature(frame),
  ])
}
