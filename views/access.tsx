// The access of an app, beside its thread: for the vendor what was mailed about it, for the desk where its letter is.
import type { Given, SentLetter } from '../db/queries/instructions.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { OrderState, OrderTask } from './accessOrder.tsx'
import { EnvironmentList } from './environmentFacts.tsx'
import type { Frame } from './frame.ts'
import { Callout, Fold, When } from './parts.tsx'
import { pageOf } from './paths.ts'

type Facts = { frame: Frame; page: ThreadPage }

/** Nothing is said here before a mail server has taken the token instructions (DOMAIN T7); news may fill it. */
export function VendorAccess({ frame, page }: Facts) {
  const { given, order } = page.access
  if (!given && !order) return <div id="access" hidden />
  return (
    <section class="panel" id="access" aria-labelledby="access-heading">
      <h2 id="access-heading">Access to our APIs</h2>
      {order ? <OrderState order={order} frame={frame} zone={page.zone} /> : null}
      {given ? <Told frame={frame} given={given} zone={page.zone} /> : null}
    </section>
  )
}

function Told({ frame, given, zone }: { frame: Frame; given: Given; zone: string }) {
  return (
    <>
      <p class="small soft anywhere">
        Mailed to {given.to}, <When at={given.at} zone={zone} now={frame.now} />. No secret stands here or in
        the letter.
      </p>
      {given.environments.map(({ name, clientId, ...facts }) => (
        <Fold summary={name} remember={`access-${name}`}>
          <EnvironmentList facts={facts} clientId={clientId} now={frame.now} zone={zone} />
        </Fold>
      ))}
    </>
  )
}

/** Where the letter with the token instructions is, and the way to it. */
export function DeskAccess({ frame, page }: Facts) {
  const { registration, access } = page
  const running = registration.status === 'approved' || registration.status === 'suspended'
  const { order } = access
  if (!running && !order) return null
  return (
    <section class="panel" id="access" aria-labelledby="access-heading">
      <h2 id="access-heading">Access</h2>
      {order ? <OrderState order={order} frame={frame} zone={page.zone} /> : null}
      {order ? <OrderTask order={order} frame={frame} zone={page.zone} id={registration.id} /> : null}
      {running ? <LetterState letter={access.letter} page={page} now={frame.now} /> : null}
      <p class="small">
        <a href={`${pageOf('staff', registration.id)}/instructions`}>Clients and token instructions</a>
      </p>
    </section>
  )
}

export function LetterState({
  letter,
  page: { registration, zone },
  now,
}: {
  letter: SentLetter | null
  page: { registration: Pick<ThreadPage['registration'], 'phase'>; zone: string }
  now: Date
}) {
  if (!letter) return <p class="small">No token instructions were sent yet.</p>
  const { state, to, at, response } = letter
  const when = <When at={at} zone={zone} now={now} />
  if (state === 'waiting')
    return (
      <p class="small anywhere">
        The token instructions to {to} wait for the mail server since {when}.
      </p>
    )
  if (state === 'failed')
    return (
      <Callout tone="bad">
        <p class="anywhere">
          <strong>The token instructions did not reach {to}.</strong> {response} ({when}). Call the contact,
          then send them again.
        </p>
      </Callout>
    )
  if (registration.phase === 'instructions_due')
    return (
      <Callout tone="bad">
        <p class="anywhere">
          <strong>The token instructions to {to} came back.</strong> Call the contact, then send them again.
        </p>
      </Callout>
    )
  return (
    <p class="small anywhere">
      Token instructions sent to {to}, {when}.
    </p>
  )
}
