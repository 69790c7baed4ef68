// Letters that confirm an address. What they say about other people was typed by somebody we do not know yet.
import type { AccountChange } from '../../src/rules/letters.ts'
import { type Block, type Composition, facts, paragraph } from './blocks.ts'
import { aboutRegistration, type Compose, type LetterFrame, signature, timeOf } from './frame.ts'

/** E01. It greets nobody by name: whoever signs up could write anything there, to any address (SAFETY A13). */
export const verifyAccount: Compose<'verify_account'> = ({ linkId }, frame) =>
  aboutAccount(frame, 'Confirm your e-mail address', 'Hello,', [
    paragraph(
      `Somebody, most likely you, signed up with this address to register apps with ${frame.payer.name}. `,
      'Confirm that the address is yours. Then you can sign in and start.',
    ),
    { kind: 'button', label: 'Confirm my address', href: frame.linkUrl(linkId) },
    paragraph(
      'The link works once, within 24 hours. If it has expired, sign up again with the same address: ',
      'we then send you a new one.',
    ),
    paragraph(
      'Why we ask: our questions, our decision and the instructions for your app come to you by e-mail, ',
      'so we make sure that they reach you and nobody else.',
    ),
    paragraph('You did not sign up? Then ignore this letter. Without the link nobody can use the account.'),
    signature(frame),
  ])

/** E01 for an address that is known already. */
export const accountExists: Compose<'account_exists'> = ({ name }, frame) =>
  aboutAccount(frame, 'You already have an account', `Hello ${name},`, [
    paragraph(
      `Somebody, perhaps you, tried to sign up with this address to register apps with ${frame.payer.name}. `,
      'You already have an account. Nothing about it has changed.',
    ),
    paragraph('If it was you, sign in with the password you chose before.'),
    { kind: 'button', label: 'Sign in', href: `${frame.publicUrl}/sign-in` },
    paragraph(
      `If you cannot sign in, write to ${frame.payer.mailbox}. Never send us your password: we do not need it.`,
    ),
    paragraph('If it was not you, ignore this letter. Nobody was told that you have an account.'),
    signature(frame),
  ])

/** E02. */
export const resetPassword: Compose<'reset_password'> = ({ name, linkId }, frame) =>
  aboutAccount(
    frame,
    'Choose a new password',
    `Hello ${name},`,
    [
      paragraph(
        `Somebody, most likely you, asked for a new password for your account with ${frame.payer.name} app registration.`,
      ),
      { kind: 'button', label: 'Choose a new password', href: frame.linkUrl(linkId) },
      paragraph(
        'The link works once, within 30 minutes. If you asked several times, only the newest letter counts. ',
        'Everybody who is signed in with your account has to sign in again after that.',
      ),
      paragraph('You did not ask? Then ignore this letter. Your password stays as it is.'),
      signature(frame),
    ],
    becauseOfAccount,
  )

const changes: Record<AccountChange, { title: string; what: string }> = {
  password: {
    title: 'Your password was changed',
    what: 'the password of your account was changed. Everybody who was signed in with it has to sign in again',
  },
  address: {
    title: 'Your e-mail address was changed',
    what: 'the address of your account was changed from this one to another. Signing in takes the new one now, and our letters go to it',
  },
  second_factor_added: {
    title: 'Signing in now takes a code',
    what: 'a second factor was added to your account. Signing in takes the password and a code from the authenticator app now',
  },
  second_factor_removed: {
    title: 'Signing in no longer takes a code',
    what: 'the second factor was removed from your account',
  },
  recovery_code_used: {
    title: 'A recovery code was used',
    what: 'one of your recovery codes was used in place of a code from the authenticator app. It does not work again',
  },
}

/** To the new address; it names the old one, because the reader of both should see what belongs together. */
export const changeAddress: Compose<'change_address'> = ({ linkId, from }, frame) =>
  aboutAccount(
    frame,
    'Confirm your new e-mail address',
    'Hello,',
    [
      paragraph(
        `The account of ${from} with ${frame.payer.name} app registration is to move to this address. `,
        'Confirm that you read mail here.',
      ),
      { kind: 'button', label: 'Use this address from now on', href: frame.linkUrl(linkId) },
      paragraph(
        'The link works once, within 24 hours. After that you sign in with this address and our letters come to it. ',
        'To answer by e-mail, reply to a letter that came to it: replies to older ones wait until we have looked at them.',
      ),
      paragraph('You know nothing of this? Then ignore this letter. Nothing changes.'),
      signature(frame),
    ],
    'You get this because somebody who is signed in to an account entered this address as its new one.',
  )

/** The notice after a change. It carries no link that acts, so that a forged copy of it has nothing to copy. */
export const accountChanged: Compose<'account_changed'> = ({ what, at, name }, frame) =>
  aboutAccount(
    frame,
    changes[what].title,
    `Hello ${name},`,
    [
      paragraph(`On ${timeOf(at, frame)}, ${changes[what].what}.`),
      paragraph('If that was you, there is nothing to do.'),
      {
        kind: 'note',
        title: 'If it was not you',
        words: `${what === 'address' ? 'Write' : `Choose a new password at ${frame.publicUrl}/reset-password and write`} to ${frame.payer.mailbox} at once, from this address. Never send us a password or a code.`,
      },
      signature(frame),
    ],
    becauseOfAccount,
  )

/** E01 for a contact whom the owner of a registration has named. */
export const verifyContact: Compose<'verify_contact'> = (letter, frame) => {
  const { app, company, owner, number, linkId } = letter
  return aboutRegistration(letter, frame, {
    title: 'Confirm that we may write to you', // a stranger reads the subject: nothing typed by others in it
    why: 'You get this because this address was entered as the contact of the registration.',
    blocks: [
      paragraph(
        `${owner} is registering an app with ${frame.payer.name} and named this address as the one to write to. `,
        'Confirm that you read mail here.',
      ),
      facts({ App: app, Company: company, 'Named by': owner, Number: number }),
      { kind: 'button', label: 'Confirm this address', href: frame.linkUrl(linkId) },
      paragraph(
        'After that you get our questions, our decision and the instructions for access tokens at this address. ',
        'You can answer our questions by e-mail.',
      ),
      paragraph(
        `The link works once, within 24 hours. If it has expired, ask ${owner} to have a new one sent. `,
        'The registration cannot be submitted before you confirm.',
      ),
      paragraph(
        'We have not checked the names above: they stand as they were entered. If you do not know them, ',
        'ignore this letter and do not open the link.',
      ),
      signature(frame),
    ],
  })
}

export const becauseOfAccount = 'You get this because you have an account with this address.'

/** A letter about an account or a company: no registration, no number. */
export function aboutAccount(
  frame: LetterFrame,
  title: string,
  greeting: string,
  blocks: readonly Block[],
  words = 'You get this because this address was entered to sign up for an account.',
): Composition {
  const link = { label: 'About app registration', href: `${frame.publicUrl}/` }
  return { title, number: null, greeting, blocks, footer: { words, link } }
}
