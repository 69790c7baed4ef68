// Letters about our questions to the vendor: asking, reminding, taking note of an answer, and giving up waiting.
import { type Day, longDay } from '../../src/rules/calendar.ts'
import { count } from '../../src/rules/turn.ts'
import { type Block, facts, paragraph, strong, written } from './blocks.ts'
import {
  type Compose,
  dayOf,
  isPast,
  type LetterOf,
  noSecrets,
  portalButton,
  signature,
  toVendor,
} from './frame.ts'

/** E05 */
export const informationAsked: Compose<'information_asked'> = (letter, frame) => {
  const { reviewer, intro, questions, blocking, clock, lapseOn } = letter
  return toVendor(letter, frame, askingTitle(letter), [
    asking(letter),
    ...written(intro),
    { kind: 'questions', questions },
    portalButton('Answer in the portal', letter, frame, '/check'),
    paragraph(
      'Or reply to this e-mail: your reply is filed with the registration and a reviewer reads it. ',
      'A mail changes nothing in your form: where an answer there should change, we ask you to confirm it in the portal.',
    ),
    {
      kind: 'note',
      title: 'Our clock',
      words: blocking ? `${clock} ${goesOn(questions.length)}` : clock,
    },
    ...lapses(lapseOn),
    signature(frame, reviewer),
    noSecrets,
  ])
}

function askingTitle({ app, questions, blocking }: LetterOf<'information_asked'>): string {
  return blocking
    ? `We need ${count(questions.length, 'answer')} for ${app}`
    : `We have ${count(questions.length, 'question')} about ${app}`
}

function asking({ app, questions, replyBy, blocking }: LetterOf<'information_asked'>): Block {
  const why = blocking
    ? `We cannot decide about ${app} without ${count(questions.length, 'answer')} from you.`
    : `We have ${count(questions.length, 'question')} about ${app}.`
  return paragraph(`${why} Please answer by `, strong(longDay(replyBy)), '.')
}

function goesOn(questions: number): string {
  return questions === 1
    ? 'The clock goes on from the time your answer arrives.'
    : 'The clock goes on from the time every question is answered.'
}

/** What happens without an answer; nothing where the question does not stop the clock. */
function lapses(lapseOn: Day | null): Block[] {
  if (lapseOn === null) return []
  return [
    paragraph(
      'If no answer has arrived by the end of ',
      strong(longDay(lapseOn)),
      ', the registration is withdrawn. That is not a denial: you can reopen it at any time.',
    ),
  ]
}

/** E06 */
export const reminder: Compose<'reminder'> = (letter, frame) => {
  const { app, number, questions, askedAt, replyBy, lapseOn, clock } = letter
  const late = isPast(replyBy, frame)
  const open = count(questions.length, 'question')
  return toVendor(
    letter,
    frame,
    `Reminder: ${open} about ${app} ${questions.length === 1 ? 'is' : 'are'} open`,
    [
      paragraph(
        `On ${dayOf(askedAt, frame)} we asked about ${app}. No answer to ${open} has arrived yet. `,
        late ? 'The answer was due on ' : 'Please answer by ',
        strong(longDay(replyBy)),
        '.',
      ),
      { kind: 'questions', questions },
      portalButton('Answer in the portal', letter, frame, '/check'),
      paragraph(
        'Or reply to this e-mail: your reply is filed with the registration and a reviewer reads it. ',
        'If you have answered in the last hours, ignore this letter.',
      ),
      facts({
        App: app,
        Number: number,
        'Open questions': String(questions.length),
        'Answer by': longDay(replyBy),
      }),
      { kind: 'note', title: 'Our clock', words: clock },
      ...lapses(lapseOn),
      signature(frame),
      noSecrets,
    ],
  )
}

/** E08. Nothing in it comes from the mail it answers (SAFETY A13). */
export const replyFiled: Compose<'reply_filed'> = (letter, frame) =>
  toVendor(letter, frame, `Your e-mail about ${letter.app} is filed`, [
    paragraph(
      `Your e-mail has arrived. It is filed with the registration of ${letter.app}, and a reviewer reads it.`,
    ),
    paragraph(stillOpen(letter)),
    facts({ App: letter.app, Number: letter.number, 'Open questions': String(letter.open) }),
    portalButton('Open the registration', letter, frame),
    paragraph(
      'A mail changes nothing in your form. Where an answer there should change, we ask you to confirm it in the portal.',
    ),
    signature(frame),
    noSecrets,
  ])

function stillOpen({ open, blocking }: LetterOf<'reply_filed'>): string {
  if (open === 0) return 'No question is open. Nothing else is needed from you.'
  const left = `${count(open, 'question')} ${open === 1 ? 'is' : 'are'} open until the reviewer has checked your answer.`
  return blocking ? `${left} If it is complete, our clock goes on from the time your e-mail arrived.` : left
}

/** E12 in the wording of a lapse: nobody decided anything. */
export const lapsed: Compose<'lapsed'> = (letter, frame) => {
  const { app, number, askedAt, lapseOn, questions } = letter
  return toVendor(letter, frame, `${app} is withdrawn: no answer arrived`, [
    paragraph(
      `On ${dayOf(askedAt, frame)} we asked ${count(questions, 'question')} about ${app}. `,
      `No answer arrived by ${longDay(lapseOn)}, so the registration is withdrawn. `,
      strong('This is not a denial.'),
    ),
    facts({
      App: app,
      Number: number,
      'Asked on': dayOf(askedAt, frame),
      'Last day to answer': longDay(lapseOn),
      'Open questions': String(questions),
    }),
    paragraph(
      'You can reopen the registration at any time: your answers are kept. ',
      'Change what we asked about, sign again and submit; a new clock starts then.',
    ),
    portalButton('Reopen the registration', letter, frame),
    paragraph('Did you answer, and we missed it? Reply to this e-mail, and a reviewer reads it.'),
    signature(frame),
    noSecrets,
  ])
}
