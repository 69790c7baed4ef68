// What the API operations were asked to do about an app, as both sides read it; the desk can ask again.
import type { OrderView } from '../db/queries/accessOrders.ts'
import { accessWords } from '../src/rules/access.ts'
import { doors, mayUse } from '../src/rules/permissions.ts'
import type { Frame } from './frame.ts'
import { Callout, Icon, When } from './parts.tsx'
import { pageOf, posts } from './paths.ts'

type Props = { order: OrderView; frame: Frame; zone: string }

/** ‘Block requested Nov 17, 2:30 p.m. ET’, and ‘Blocked since …’ once they have confirmed it. */
export function OrderState({ order, frame, zone }: Props) {
  const { action, clients, requestedAt, confirmedAt } = order
  const words = accessWords[action]
  if (clients.length === 0)
    return (
      <p>{action === 'unblock' ? 'Nothing was blocked.' : `No access existed, so none is ${words.past}.`}</p>
    )
  const [icon, tone] = confirmedAt
    ? ([action === 'unblock' ? 'circle-check' : 'shield-x', action === 'unblock' ? 'good' : 'bad'] as const)
    : (['hourglass', 'warn'] as const)
  return (
    <ul class="checks">
      <li data-tone={tone}>
        <Icon name={icon} />
        <span>
          <strong>{confirmedAt ? words.done : words.requested}</strong>{' '}
          <When at={confirmedAt ?? requestedAt} zone={zone} now={frame.now} />
          <br />
          <span class="small soft anywhere">
            {clients.map(({ environment, clientId }) => `${environment}: ${clientId}`).join(', ')}
            {confirmedAt ? '' : '. Not yet confirmed by the API operations.'}
          </span>
        </span>
      </li>
    </ul>
  )
}

/** At the desk: where the letter is, and what somebody has to do about it. */
export function OrderTask({ order, frame, zone, id }: Props & { id: number }) {
  const { letter, clients, confirmedAt, action } = order
  if (clients.length === 0 || confirmedAt) return null
  const trouble = letter === null || letter.state === 'failed'
  return (
    <>
      {letter === null ? (
        <Callout tone="bad">
          <p>
            <strong>
              Tell the API operations to {accessWords[action].verb.toLowerCase()} these client ids.
            </strong>{' '}
            No address is configured (API_OPERATIONS_EMAIL), so nobody was told. Once it is, send the letter
            from here.
          </p>
        </Callout>
      ) : null}
      {letter?.state === 'failed' ? (
        <Callout tone="bad">
          <p class="anywhere">
            <strong>The letter did not reach {letter.to}.</strong> {letter.response}
          </p>
        </Callout>
      ) : null}
      {letter && !trouble ? (
        <p class="small soft anywhere">
          {letter.state === 'sent' ? 'Mailed' : 'Waits to be mailed'} to {letter.to},{' '}
          <When at={letter.at} zone={zone} now={frame.now} />
        </p>
      ) : null}
      {mayUse(doors['POST /desk/registrations/:id/access'] ?? [], frame.person?.role ?? null) ? (
        <form {...posts(`${pageOf('staff', id)}/access`)}>
          <button class="button" data-size="s" type="submit">
            {letter ? 'Send the letter again' : 'Send the letter'}
          </button>
        </form>
      ) : null}
    </>
  )
}
