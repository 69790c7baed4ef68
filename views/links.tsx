// Pages of mailed links: asking for one, what it opens, and what it has done.
import type { Child } from 'hono/jsx'
import { Text } from './auth.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { ErrorSummary, Icon } from './parts.tsx'

type ResetProps = { frame: Frame; email?: string; refusal?: Refusal }

/** Asks for the address; the answer is the same whether it has an account or not. */
export function ResetPassword({ frame, email, refusal }: ResetProps) {
  return (
    <PortalPage frame={frame} title="Choose a new password" error={refusal !== undefined}>
      <div class="narrow stack">
        <div class="stack tight">
          <h1>Choose a new password</h1>
          <p class="soft">We mail you a link that works once, within 30 minutes.</p>
        </div>
        {refusal ? <ErrorSummary refusal={refusal} /> : null}
        <form class="panel stack" method="post" action="/reset-password" novalidate>
          <Text
            id="email"
            label="E-mail address"
            type="email"
            autocomplete="username"
            value={email}
            refusal={refusal}
            hint="The one you sign in with."
          />
          <button class="button" data-kind="primary" type="submit">
            Mail me a link
          </button>
          <p class="small">
            You remember it? <a href="/sign-in">Sign in</a>
          </p>
        </form>
        <p class="small soft">
          If you no longer get mail at that address, write to{' '}
          <a href={`mailto:${frame.payer.mailbox}`}>{frame.payer.mailbox}</a>. We call you back before we
          change anything.
        </p>
      </div>
    </PortalPage>
  )
}

type NewPasswordProps = { frame: Frame; token: string; refusal?: Refusal }

/** What the mailed link opens. */
export function NewPassword({ frame, token, refusal }: NewPasswordProps) {
  return (
    <PortalPage frame={frame} title="Your new password" error={refusal !== undefined}>
      <div class="narrow stack">
        <h1>Your new password</h1>
        {refusal ? <ErrorSummary refusal={refusal} /> : null}
        <form class="panel stack" method="post" action="/reset-password/new" novalidate>
          <input type="hidden" name="token" value={token} />
          <Text
            id="new_password"
            label="New password"
            type="password"
            autocomplete="new-password"
            refusal={refusal}
            hint={passwordHint}
          />
          <button class="button" data-kind="primary" type="submit">
            Set this password
          </button>
        </form>
        <p class="small soft">
          Everybody who is signed in with your account is signed out then. You sign in with the new password,
          and with your code where you use one.
        </p>
      </div>
    </PortalPage>
  )
}

export const passwordHint =
  'At least 12 characters. A few words in a row are good, and you can paste from a password manager.'

type CheckMailProps = { frame: Frame; email: string; what: 'sign-up' | 'reset' | 'address' }

/** The same words whether or not the address had an account, so that nobody learns which addresses have one. */
export function CheckMail({ frame, email, what }: CheckMailProps) {
  return (
    <Notice frame={frame} title="Check your mail" icon="mail">
      {what === 'sign-up' || what === 'address' ? (
        <p>
          We sent a letter to <strong class="anywhere">{email}</strong>. Open the link in it to go on. The
          link works for 24 hours.
        </p>
      ) : (
        <p>
          If there is an account with the address <strong class="anywhere">{email}</strong>, a letter with a
          link is on its way to it. The link works for 30 minutes.
        </p>
      )}
      {frame.embedded ? (
        <p>
          This is a demonstration, so the letter is here: <a href="/dev/mail">letters it sent</a>.
        </p>
      ) : null}
      <p class="soft">
        Nothing there after a few minutes? Look in the folder for unwanted mail, or{' '}
        <CheckMailAgain what={what} />
      </p>
    </Notice>
  )
}

type LinkKind = 'verify_account' | 'verify_contact' | 'change_address'

function CheckMailAgain({ what }: Pick<CheckMailProps, 'what'>) {
  if (what === 'address') return <a href="/account">send the link again from your account.</a>
  return what === 'sign-up' ? (
    <>
      <a href="/sign-up">sign up again with the same address</a> to get a new letter.
    </>
  ) : (
    <>
      <a href="/sign-up">sign up with the same address</a> to get a letter in any case.
    </>
  )
}

/** A button and not the link itself confirms: mail scanners open links. */
export function OpenLink({ frame, token, kind }: { frame: Frame; token: string; kind: LinkKind }) {
  return (
    <Notice frame={frame} title="Confirm this address" icon="mail">
      <WhyConfirm frame={frame} kind={kind} />
      <form method="post" action="/verify">
        <input type="hidden" name="token" value={token} />
        <button class="button" data-kind="primary" type="submit">
          Confirm this address
        </button>
      </form>
      <p class="small soft">
        We ask for this click because some mail programs open every link by themselves.
        {kind === 'verify_contact'
          ? ' If you know nothing of this, close the page. Nothing happens then.'
          : null}
      </p>
    </Notice>
  )
}

function WhyConfirm({ frame, kind }: { frame: Frame; kind: LinkKind }) {
  if (kind === 'verify_account') return <p>One more step, and you can sign in.</p>
  if (kind === 'change_address')
    return (
      <p>
        You sign in with this address from then on, and our letters come to it. You are signed out everywhere,
        and your old address gets a notice.
      </p>
    )
  return (
    <p>
      Somebody named this address as the contact of an app. Confirm it if {frame.payer.name} may write to it
      about the registration.
    </p>
  )
}

export function LinkDone({ frame, kind }: { frame: Frame; kind: LinkKind }) {
  return (
    <Notice frame={frame} title="The address is confirmed" icon="circle-check">
      {kind !== 'verify_contact' ? (
        <>
          <p>
            {kind === 'verify_account'
              ? 'Your account is ready.'
              : 'You sign in with this address from now on.'}
          </p>
          <p>
            <a class="button" data-kind="primary" href="/sign-in">
              Sign in
            </a>
          </p>
        </>
      ) : (
        <>
          <p>
            Thank you. We write to this address about the registration: questions, the decision and the token
            instructions.
          </p>
          <p class="soft">
            You do not need an account. You can answer our e-mails by replying. You can close this page.
          </p>
        </>
      )}
    </Notice>
  )
}

export type NoticeProps = { frame: Frame; title: string; icon: 'mail' | 'circle-check'; children?: Child }

/** A page that says one thing. */
export function Notice({ frame, title, icon, children }: NoticeProps) {
  return (
    <PortalPage frame={frame} title={title}>
      <div class="narrow">
        <section class="panel notice">
          <Icon name={icon} />
          <h1>{title}</h1>
          {children}
        </section>
      </div>
    </PortalPage>
  )
}
