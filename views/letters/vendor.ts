// Letters to the vendor's side about a registration.
import { longDay } from '../../src/rules/calendar.ts'
import { promisedDays } from '../../src/rules/clock.ts'
import { definitionOf, statuses, statusNames } from '../../src/rules/status.ts'
import { facts, paragraph, strong, written } from './blocks.ts'
import { type Compose, dayOf, noSecrets, portalButton, signature, timeOf, toVendor } from './frame.ts'

/** E03 */
export const submitted: Compose<'submitted'> = (letter, frame) => {
  const { app, number, receivedAt, dueOn, clock, counted } = letter
  const definitions = statuses.map((status) => [statusNames[status], definitionOf(status, frame.payer.name)])
  return toVendor(letter, frame, `We have your registration of ${app}`, [
    paragraph('Your registration is complete and has arrived. ', strong(clock)),
    facts({
      App: app,
      Number: number,
      Received: timeOf(receivedAt, frame),
      'Decision by': longDay(dueOn),
      Status: statusNames.pending,
    }),
    portalButton('Open the registration', letter, frame),
    paragraph('A person reads your answers. Nothing is needed from you now.'),
    {
      kind: 'note',
      title: 'How we count',
      words: `${counted} The decision is due on business day ${promisedDays.decision}.`,
    },
    paragraph(
      strong('What stops our clock. '),
      'If we cannot decide without an answer from you, we ask you by e-mail and the clock stops. ',
      'It goes on when you answer. Questions that we can decide without do not stop it.',
    ),
    facts(Object.fromEntries(definitions), 'What the statuses mean'),
    paragraph(
      'Do you want to tell us something? Reply to this e-mail: your reply is filed with the registration ',
      'and a reviewer reads it.',
    ),
    signature(frame),
    noSecrets,
  ])
}

/** E09 */
export const approved: Compose<'approved'> = (letter, frame) => {
  const { app, number, approvedAt, instructionsBy, clock } = letter
  return toVendor(letter, frame, `${app} is approved`, [
    paragraph(
      `We approved ${app} on ${dayOf(approvedAt, frame)}. `,
      strong(clock),
      ' Nothing is needed from you now.',
    ),
    facts({
      App: app,
      Number: number,
      'Approved on': dayOf(approvedAt, frame),
      'Instructions by': longDay(instructionsBy),
      Status: `${statusNames.approved}. ${definitionOf('approved', frame.payer.name)}`,
    }),
    {
      kind: 'note',
      title: 'No access has been set up yet',
      words:
        'The app cannot call our APIs before you have the instructions. They come to the contact by e-mail.',
    },
    portalButton('Open the registration', letter, frame),
    paragraph('Do you have a question? Reply to this e-mail, and a reviewer reads it.'),
    signature(frame),
    noSecrets,
  ])
}

/** E12 */
export const withdrawn: Compose<'withdrawn'> = (letter, frame) => {
  const { app, number, at, by, hadAccess } = letter
  const after = hadAccess
    ? `${app} can no longer use our APIs. To use them again, register the app again.`
    : 'This is not a denial. You can reopen the registration at any time: your answers are kept, and a new clock starts when you submit again.'
  return toVendor(letter, frame, `${app} is withdrawn`, [
    paragraph(
      `${by} ${hadAccess ? 'gave up' : 'withdrew the registration of'} ${app} on ${dayOf(at, frame)}.`,
    ),
    facts({ App: app, Number: number, 'Withdrawn on': dayOf(at, frame), 'Withdrawn by': by }),
    paragraph(after),
    portalButton('Open the registration', letter, frame),
    paragraph('Was this not meant? Reply to this e-mail, and a reviewer reads it.'),
    signature(frame),
    noSecrets,
  ])
}

/** E21. Staff greet people in their own words, so we do not. */
export const message: Compose<'message'> = (letter, frame) => ({
  ...toVendor(letter, frame, `A message about ${letter.app}`, [
    ...written(letter.body),
    signature(frame, letter.from),
    paragraph(
      'To answer, reply to this e-mail. Your reply is filed with the registration. Or write in the portal.',
    ),
    portalButton('Open the registration', letter, frame),
    noSecrets,
  ]),
  greeting: null,
})
