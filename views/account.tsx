// The account page: name, password, address, second factor, sessions and colours. Each part is a form of its own.
import type { Child } from 'hono/jsx'
import type { AccountPage, OwnSession } from '../db/queries/account.ts'
import { deviceOf, isHandheld } from '../src/rules/devices.ts'
import type { Person } from '../src/rules/people.ts'
import { count } from '../src/rules/turn.ts'
import { Text } from './auth.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage, PortalPage, ThemeForm } from './layout.tsx'
import { passwordHint } from './links.tsx'
import { Callout, ErrorSummary, Fold, Icon, Tag, When } from './parts.tsx'
import { CodeField } from './secondFactor.tsx'

/** A part whose form was refused, with what was typed into it. */
type Again = { part: string; refusal: Refusal; name: string; email: string }
type AccountProps = { frame: Frame; person: Person; own: AccountPage; again?: Again }

export function Account({ frame, person, own, again }: AccountProps) {
  const Page = person.kind === 'staff' ? DeskPage : PortalPage
  const refusalOf = (part: string) => (again?.part === part ? again.refusal : undefined)
  const withCode = own.factor !== null
  return (
    <Page frame={frame} title="Your account" current="account" error={again !== undefined}>
      <div>
        <h1>Your account</h1>
        <p class="soft anywhere">{person.email}</p>
      </div>
      {again ? <ErrorSummary refusal={again.refusal} hrefOf={(field) => hrefOf(again.part, field)} /> : null}
      <div class="with-aside" data-aside="half">
        <div class="stack">
          <NameForm name={again?.part === 'name' ? again.name : person.name} refusal={refusalOf('name')} />
          <PasswordForm withCode={withCode} refusal={refusalOf('password')} />
          <AddressForm
            email={again?.part === 'email' ? again.email : ''}
            withCode={withCode}
            refusal={refusalOf('email')}
          />
        </div>
        <div class="aside">
          <SecondFactor frame={frame} person={person} factor={own.factor} refusalOf={refusalOf} />
          <Sessions frame={frame} sessions={own.sessions} />
          <section class="panel" aria-labelledby="colors-heading">
            <h2 id="colors-heading">Colors</h2>
            <ThemeForm theme={frame.theme} />
          </section>
        </div>
      </div>
    </Page>
  )
}

/** Password and code stand in several forms of the page. */
function hrefOf(part: string, field: string): string {
  if (field === 'password') return `#${part}-now`
  return field === 'code' ? `#${part}-now-code` : `#${field}`
}

type PartProps = { id: string; title: string; children?: Child }

function Part({ id, title, children }: PartProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{title}</h2>
      {children}
    </section>
  )
}

function NameForm({ name, refusal }: { name: string; refusal?: Refusal }) {
  return (
    <Part id="name-part" title="Name">
      <form class="stack" method="post" action="/account/name" novalidate>
        <Text
          id="name"
          label="Your name"
          autocomplete="name"
          value={name}
          refusal={refusal}
          hint="It stands beside what you write."
        />
        <p>
          <button class="button" type="submit">
            Save name
          </button>
        </p>
      </form>
    </Part>
  )
}

type SecretProps = { withCode: boolean; refusal?: Refusal }

function PasswordForm({ withCode, refusal }: SecretProps) {
  return (
    <Part id="password-part" title="Password">
      <Fold summary="Change your password" open={refusal !== undefined}>
        <form class="stack" method="post" action="/account/password" novalidate>
          <Text
            id="new_password"
            label="New password"
            type="password"
            autocomplete="new-password"
            hint={passwordHint}
            refusal={refusal}
          />
          <ReentryFields id="password-now" refusal={refusal} withCode={withCode} />
          <p class="small soft">You stay signed in here. Everywhere else you are signed out.</p>
          <p>
            <button class="button" type="submit">
              Change password
            </button>
          </p>
        </form>
      </Fold>
    </Part>
  )
}

function AddressForm({ email, withCode, refusal }: SecretProps & { email: string }) {
  return (
    <Part id="email-part" title="E-mail address">
      <Fold summary="Change your address" open={refusal !== undefined}>
        <form class="stack" method="post" action="/account/email" novalidate>
          <Text
            id="email"
            label="New e-mail address"
            type="email"
            autocomplete="email"
            value={email}
            refusal={refusal}
            hint="We send a link to it. Until you open it, nothing changes. Your old address gets a notice."
          />
          <ReentryFields id="email-now" refusal={refusal} withCode={withCode} />
          <p>
            <button class="button" type="submit">
              Send the link
            </button>
          </p>
        </form>
      </Fold>
    </Part>
  )
}

type ReentryProps = { id?: string; refusal?: Refusal; withCode: boolean }

/** The password again, and the code of whoever uses one. Several stand on a page, so each has ids of its own. */
export function ReentryFields({ id = 'password', refusal, withCode }: ReentryProps) {
  return (
    <>
      <Text
        id={id}
        name="password"
        label="Your password now"
        type="password"
        autocomplete="current-password"
        refusal={refusal}
      />
      {withCode ? (
        <CodeField
          id={`${id}-code`}
          label="Code from your authenticator app"
          hint="A new one: the code you signed in with does not work again."
          refusal={refusal}
        />
      ) : null}
    </>
  )
}

type FactorProps = {
  frame: Frame
  person: Person
  factor: AccountPage['factor']
  refusalOf: (part: string) => Refusal | undefined
}

function SecondFactor({ frame, person, factor, refusalOf }: FactorProps) {
  return (
    <Part id="second-factor" title="Second factor">
      {factor ? (
        <>
          <p>
            <Tag tone="good" icon="shield-check">
              On
            </Tag>{' '}
            since <When at={factor.since} zone={frame.payer.zone} now={frame.now} />.
          </p>
          <CodesLeft left={factor.codesLeft} />
          <FactorForm
            {...{ action: '/account/second-factor/recovery-codes', name: 'Make new recovery codes' }}
            {...{ id: 'codes-now', refusal: refusalOf('codes'), about: 'The ones you have stop working.' }}
          />
          <FactorForm
            {...{ action: '/account/second-factor/remove', name: 'Remove the authenticator app' }}
            {...{ id: 'remove-now', refusal: refusalOf('remove'), kind: 'danger' }}
            about={
              person.kind === 'staff'
                ? 'You are signed out, and the next sign-in asks you to add another app.'
                : 'Signing in takes your password alone then.'
            }
          />
        </>
      ) : (
        <>
          <p>Off. Signing in takes your password alone.</p>
          <p>
            <a class="button" href="/account/second-factor">
              Add an authenticator app
            </a>
          </p>
        </>
      )}
    </Part>
  )
}

/** Whoever runs out of them loses the account together with the phone. */
function CodesLeft({ left }: { left: number }) {
  if (left > 2) return <p class="soft">You have {left} recovery codes left.</p>
  return (
    <Callout tone="warn">
      <p>
        You have {left === 0 ? 'no recovery code' : `only ${count(left, 'recovery code')} left`}. Make new
        ones now: without one, a lost phone locks you out.
      </p>
    </Callout>
  )
}

type FactorFormProps = {
  action: string
  name: string
  id: string
  about: string
  kind?: 'danger'
  refusal?: Refusal
}

function FactorForm({ action, name, id, about, kind, refusal }: FactorFormProps) {
  return (
    <Fold summary={name} open={refusal !== undefined}>
      <form class="stack" method="post" action={action} novalidate>
        <p class="small soft">{about}</p>
        <ReentryFields id={id} refusal={refusal} withCode={true} />
        <p>
          <button class="button" data-kind={kind} type="submit">
            {name}
          </button>
        </p>
      </form>
    </Fold>
  )
}

function Sessions({ frame, sessions }: { frame: Frame; sessions: readonly OwnSession[] }) {
  return (
    <Part id="sessions" title="Where you are signed in">
      <ul class="checks">
        {sessions.map((session) => (
          <SessionLine frame={frame} session={session} />
        ))}
      </ul>
      <form method="post" action="/account/sessions/end-all">
        <button class="button" type="submit">
          Sign out everywhere
        </button>
      </form>
    </Part>
  )
}

function SessionLine({ frame: { payer, now }, session }: { frame: Frame; session: OwnSession }) {
  const { handle, userAgent, createdAt, seenAt, current } = session
  const device = deviceOf(userAgent)
  return (
    <li>
      <Icon name={isHandheld(userAgent) ? 'smartphone' : 'monitor'} />
      <div>
        {device} {current ? <Tag tone="good">This one</Tag> : null}
        <br />
        <span class="small soft">
          Signed in <When at={createdAt} zone={payer.zone} now={now} />
          {current ? null : (
            <>
              , last seen <When at={seenAt} zone={payer.zone} now={now} relative />
            </>
          )}
        </span>
      </div>
      {current ? (
        <span />
      ) : (
        <form method="post" action="/account/sessions/end">
          <input type="hidden" name="session" value={handle} />
          <button class="button" data-size="s" type="submit">
            End<span class="vh"> the session of {device}</span>
          </button>
        </form>
      )}
    </li>
  )
}
