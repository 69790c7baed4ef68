// What the link of the API operations opens: a page that says what to confirm, with a button, and what it has done.
import type { LinkedOrder } from '../db/queries/accessOrders.ts'
import { accessWords } from '../src/rules/access.ts'
import type { Frame } from './frame.ts'
import { Notice } from './links.tsx'
import { When } from './parts.tsx'

type Props = { frame: Frame; order: LinkedOrder }

/** A button and not the link itself confirms: mail scanners open links. */
export function ConfirmAccess({ frame, order, token }: Props & { token: string }) {
  const { past } = accessWords[order.action]
  return (
    <Notice frame={frame} title={`Is the access of ${order.app} ${past}?`} icon="mail">
      <Ordered frame={frame} order={order} />
      <form method="post" action="/verify/access">
        <input type="hidden" name="token" value={token} />
        <button class="button" data-kind="primary" type="submit">
          Yes, it is {past}
        </button>
      </form>
      <p class="small soft">
        Press it when it is done for every client id above. The owner of the app and the reviewers read the
        time of this click.
      </p>
    </Notice>
  )
}

export function AccessConfirmed({ frame, order }: Props) {
  return (
    <Notice frame={frame} title={`Thank you: ${accessWords[order.action].past}`} icon="circle-check">
      <Ordered frame={frame} order={order} />
      <p class="soft">The owner of the app and the reviewers read it now. You can close this page.</p>
    </Notice>
  )
}

function Ordered({ frame, order }: Props) {
  const { action, clients, number, requestedAt } = order
  return (
    <dl class="facts">
      <dt>Registration</dt>
      <dd>{number}</dd>
      <dt>{accessWords[action].requested}</dt>
      <dd>
        <When at={requestedAt} zone={frame.payer.zone} now={frame.now} />
      </dd>
      {clients.map(({ environment, clientId }) => (
        <>
          <dt>{environment}</dt>
          <dd>
            <code>{clientId}</code>
          </dd>
        </>
      ))}
    </dl>
  )
}
