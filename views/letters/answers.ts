// Letters about answers given in the portal, and about those of a mail that the form does not say yet.
import { longDay } from '../../src/rules/calendar.ts'
import { wayNames } from '../../src/rules/onBehalf.ts'
import { count } from '../../src/rules/turn.ts'
import { type Block, facts, paragraph, strong } from './blocks.ts'
import {
  type Compose,
  deskButton,
  noSecrets,
  portalButton,
  signature,
  timeOf,
  toStaff,
  toVendor,
} from './frame.ts'

/** E08, after an answer in the portal. */
export const answersFiled: Compose<'answers_filed'> = (letter, frame) => {
  const { app, number, by, answered, open, changed, clock, blocking } = letter
  return toVendor(letter, frame, `Your ${answered === 1 ? 'answer' : 'answers'} about ${app}`, [
    paragraph(
      `${by} has answered ${count(answered, 'question')} about ${app} in the portal. `,
      open === 0 ? strong('No question is open any more.') : strong(`${are(open)} still open.`),
    ),
    facts({
      ...{ App: app, Number: number, 'Open questions': String(open) },
      ...(changed.length > 0 ? { 'Changed in the form': changed.join('\n') } : {}),
    }),
    ...(clock ? [{ kind: 'note', title: 'Our clock', words: clock } as const] : []),
    ...(open > 0 && blocking ? [waits] : []),
    portalButton(
      open > 0 ? 'Answer the rest' : 'Open the registration',
      letter,
      frame,
      open > 0 ? '/check' : '',
    ),
    paragraph('Was this not you? Reply to this e-mail, and a reviewer reads it.'),
    signature(frame),
    noSecrets,
  ])
}

const are = (open: number) => `${count(open, 'question')} ${open === 1 ? 'is' : 'are'}`

const waits: Block = {
  kind: 'note',
  title: 'Our clock',
  words: 'Our clock goes on as soon as every question is answered.',
}

/** E08, of what staff filed. Its words stay in the portal. */
export const filedForVendor: Compose<'filed_for_vendor'> = (letter, frame) => {
  const { app, number, way, from, saidAt } = letter
  return toVendor(letter, frame, `We have noted what you told us about ${app}`, [
    paragraph(
      `${wayNames[way]}, ${from} told us something about ${app} on ${timeOf(saidAt, frame)}. `,
      'We have filed it with the registration.',
    ),
    facts({ App: app, Number: number, From: from, How: wayNames[way], When: timeOf(saidAt, frame) }),
    portalButton('Read what we noted', letter, frame),
    paragraph(strong('Is it not what you said? '), 'Reply to this e-mail, and a reviewer reads it.'),
    signature(frame),
    noSecrets,
  ])
}

/** E07, after an answer in the portal. The words stay at the desk. */
export const answered: Compose<'answered'> = (letter, frame) => {
  const { app, number, by, open, changed, revision, dueOn } = letter
  return toStaff(letter, frame, `${count(letter.answered, 'question')} answered: ${app}`, [
    paragraph(
      `${by} has answered ${count(letter.answered, 'question')} about ${app} in the portal. `,
      open === 0 ? 'No question is open any more.' : `${are(open)} still open.`,
    ),
    facts({
      ...{ App: app, Number: number, From: by, 'Open questions': String(open) },
      ...(revision ? { 'New revision': String(revision), 'Changed in the form': changed.join('\n') } : {}),
      ...(dueOn ? { 'Decision due': longDay(dueOn) } : {}),
    }),
    revision
      ? deskButton('Read what changed', letter, frame, '/revisions')
      : deskButton('Read it at the desk', letter, frame),
    signature(frame),
  ])
}

/** E08, after a reviewer has read a mail that answers and that the form does not say. */
export const formAsked: Compose<'form_asked'> = (letter, frame) => {
  const { app, number, wanted, needed } = letter
  return toVendor(letter, frame, `Please confirm your answer in the form: ${app}`, [
    paragraph(
      `We have read your e-mail about ${app}. A mail changes nothing in your form, so please confirm there what it says.`,
    ),
    facts({ App: app, Number: number }),
    ...(needed.length > 0
      ? [
          paragraph(
            strong('We cannot go on before the form says it. '),
            'These questions stay open until then:',
          ),
          facts({ 'Still open': needed.join('\n') }),
        ]
      : []),
    ...(wanted.length > 0
      ? [
          paragraph(
            'These are answered by your e-mail. Please bring the form up to date when you can; nothing waits for it:',
          ),
          facts({ 'To confirm': wanted.join('\n') }),
        ]
      : []),
    portalButton('Confirm in the portal', letter, frame, '/check'),
    signature(frame),
    noSecrets,
  ])
}
