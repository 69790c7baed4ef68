// E20: the attestation is signed again every year.
import { longDay } from '../../src/rules/calendar.ts'
import { facts, paragraph, strong } from './blocks.ts'
import { type Compose, noSecrets, portalButton, signature, toVendor } from './frame.ts'

export const attestationDue: Compose<'attestation_due'> = (letter, frame) => {
  const { app, number, dueOn, outdated } = letter
  const title = outdated ? `The attestation of ${app} is outdated` : `Sign the attestation of ${app} again`
  return toVendor(letter, frame, title, [
    paragraph(
      outdated ? 'The last signature is a year old. ' : 'The last signature is a year old soon. ',
      strong(outdated ? 'Sign again now.' : `Sign again by ${longDay(dueOn)}.`),
      ' It takes a minute: read your answers, write your name and title, and accept the API terms.',
    ),
    facts({ App: app, Number: number, 'Sign again by': longDay(dueOn) }),
    portalButton('Open the registration', letter, frame),
    paragraph(
      'The app stays approved and its access goes on, also after that day. Until you sign, the registration says that the attestation is outdated.',
    ),
    paragraph(
      'Is an answer no longer true? Change it in the portal; a changed registration is signed as well.',
    ),
    signature(frame),
    noSecrets,
  ])
}
