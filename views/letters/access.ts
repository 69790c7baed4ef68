// E14: to the people who run the APIs. They have no account: the link in the letter says that it is done.
import { type AccessAction, accessWords } from '../../src/rules/access.ts'
import { count } from '../../src/rules/turn.ts'
import { facts, paragraph, strong } from './blocks.ts'
import { aboutRegistration, type Compose, signature, timeOf } from './frame.ts'

const what: Record<AccessAction, string> = {
  block:
    'Refuse every new token and every call of these clients, and revoke the tokens they hold, until we ask you to unblock them.',
  unblock: 'Let these clients obtain tokens and call the APIs again.',
  revoke: 'End the access of these clients for good: revoke every token and remove the clients.',
}

export const accessOrder: Compose<'access_order'> = (letter, frame) => {
  const { app, number, action, clients, requestedAt, linkId } = letter
  const { verb, past } = accessWords[action]
  const why = `You get this because ${frame.payer.name} names this address for its API operations.`
  const title = `${verb} ${count(clients.length, 'client id')} of ${app}`
  return aboutRegistration(letter, frame, {
    ...{ title, why },
    blocks: [
      paragraph(strong(`${verb} the access of ${app} now. `), what[action]),
      facts(
        Object.fromEntries(clients.map(({ environment, clientId }) => [environment, clientId])),
        'Client ids',
      ),
      facts({ App: app, Number: number, Action: verb, Requested: timeOf(requestedAt, frame) }),
      paragraph(
        `When it is done, open the link and press the button. Until then the owner and we read that it was requested, not that it is ${past}. The link works once, for 30 days.`,
      ),
      { kind: 'button', label: 'Say that it is done', href: frame.linkUrl(linkId) },
      paragraph(`Can it not be done? Write to ${frame.payer.mailbox} at once.`),
      signature(frame),
    ],
  })
}
