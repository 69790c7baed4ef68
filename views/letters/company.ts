// Letters about belonging to a company.
import { longDay } from '../../src/rules/calendar.ts'
import { aboutAccount, becauseOfAccount } from './account.ts'
import { facts, paragraph } from './blocks.ts'
import { type Compose, signature } from './frame.ts'

const allowed = {
  manage: 'Register apps, fill forms in, answer questions and submit',
  read: 'Read everything about the company’s apps',
}

/** A stranger may read it: nothing typed by others in the subject, and no word about whether there is an account. */
export const invitation: Compose<'invitation'> = ({ linkId, company, owner, access }, frame) =>
  aboutAccount(
    frame,
    'You are invited to a company',
    'Hello,',
    [
      paragraph(
        `${owner} registers apps with ${frame.payer.name} and asks you to join the company there, with this address.`,
      ),
      facts({ Company: company, 'Invited by': owner, 'You could': allowed[access] }),
      { kind: 'button', label: 'Read the invitation', href: frame.linkUrl(linkId) },
      paragraph('The link works once, within 14 days, and only for this address.'),
      paragraph(
        'We have not checked the names above: they stand as they were entered. If you do not know them, ',
        'ignore this letter and do not open the link.',
      ),
      signature(frame),
    ],
    'You get this because somebody entered this address to invite a colleague.',
  )

export const membershipEnded: Compose<'membership_ended'> = ({ company, owner, name }, frame) =>
  aboutAccount(
    frame,
    'You are no longer in a company',
    `Hello ${name},`,
    [
      paragraph(
        `${owner} removed you from the company ${company}: you no longer see its apps, and answers that you send by e-mail no longer reach them.`,
      ),
      paragraph(
        `Your account stays. If you think this is a mistake, ask ${owner}; if you cannot, write to ${frame.payer.mailbox}.`,
      ),
      signature(frame),
    ],
    becauseOfAccount,
  )

/** The former owner hears of it even where the call-back was to somebody else: that is the point of the letter. */
export const ownershipMoved: Compose<'ownership_moved'> = (letter, frame) => {
  const { side, company, calledOn, name } = letter
  const called = `On ${longDay(calledOn)} we called the company back, and then made the change ourselves.`
  const blocks =
    side === 'former'
      ? [
          paragraph(`You are no longer the owner of ${company} with ${frame.payer.name} app registration.`),
          paragraph(called),
          {
            kind: 'note' as const,
            title: 'If this is not right',
            words: `Write to ${frame.payer.mailbox} at once, from this address. We look at it again with you.`,
          },
        ]
      : [
          paragraph(`You are the owner of ${company} with ${frame.payer.name} app registration now.`),
          paragraph(called),
          paragraph(
            'Letters about its apps come to you from now on, and you can invite and remove colleagues.',
          ),
          { kind: 'button' as const, label: 'See the company', href: `${frame.publicUrl}/companies` },
        ]
  const title = side === 'former' ? 'You no longer own a company' : 'You own a company now'
  return aboutAccount(frame, title, `Hello ${name},`, [...blocks, signature(frame)], becauseOfAccount)
}
