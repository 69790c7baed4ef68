// Signing in and up, and the links that confirm an address.
import type { Child } from 'hono/jsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout, ErrorSummary, Field, fieldState, Icon } from './parts.tsx'

type SignInProps = { frame: Frame; email?: string; next?: string; refusal?: Refusal }

export function SignIn({ frame, email, next, refusal }: SignInProps) {
  return (
    <PortalPage
      frame={frame}
      title="Sign in"
      description="Sign in to register an app or to follow a registration."
      current="sign-in"
      error={refusal !== undefined}
    >
      <div class="narrow stack">
        <h1>Sign in</h1>
        {refusal ? <ErrorSummary refusal={refusal} /> : null}
        <form class="panel stack" method="post" action="/sign-in" novalidate>
          {next ? <input type="hidden" name="next" value={next} /> : null}
          <Text
            id="email"
            label="E-mail address"
            type="email"
            autocomplete="username"
            value={email}
            refusal={refusal}
            hint="The one you used to create the account."
          />
          <Text
            id="password"
            label="Password"
            type="password"
            autocomplete="current-password"
            refusal={refusal}
          />
          <button class="button" data-kind="primary" type="submit">
            Sign in
          </button>
          <p class="small">
            No account yet? <a href="/sign-up">Create an account</a>
          </p>
        </form>
        <Callout tone="info" icon="mail">
          <h2>Only want to answer a question?</h2>
          <p>You can reply to our e-mail without signing in.</p>
        </Callout>
        <p class="small soft">
          Sign-in ends after a while without activity. Answers you saved are kept. If you cannot get in, write
          to <a href={`mailto:${frame.payer.mailbox}`}>{frame.payer.mailbox}</a>.
        </p>
      </div>
    </PortalPage>
  )
}

type SignUpProps = {
  frame: Frame
  values: { name: string; email: string; company: string }
  refusal?: Refusal
}

export function SignUp({ frame, values, refusal }: SignUpProps) {
  return (
    <PortalPage
      frame={frame}
      title="Create an account"
      description="Create an account to register an app."
      current="sign-up"
      error={refusal !== undefined}
    >
      <div class="narrow stack">
        <div>
          <h1>Create an account</h1>
          <p class="soft">For the person who registers the app. It is free.</p>
        </div>
        {refusal ? <ErrorSummary refusal={refusal} /> : null}
        <form
          class="panel stack"
          method="post"
          action="/sign-up"
          novalidate
          data-guard={refusal ? 'unsaved' : ''}
        >
          <Text
            id="name"
            label="Your name"
            autocomplete="name"
            value={values.name}
            refusal={refusal}
            hint="Our reviewers see it beside what you write."
          />
          <Text
            id="company"
            label="Company"
            autocomplete="organization"
            value={values.company}
            refusal={refusal}
            hint="The legal name of the company behind the app."
          />
          <Text
            id="email"
            label="E-mail address"
            type="email"
            autocomplete="username"
            value={values.email}
            refusal={refusal}
            hint="You sign in with it. We send a link to confirm it."
          />
          <Text
            id="password"
            label="Password"
            type="password"
            autocomplete="new-password"
            refusal={refusal}
            hint="At least 12 characters. A few words in a row are good, and you can paste from a password manager."
          />
          <button class="button" data-kind="primary" type="submit">
            Create account
          </button>
          <p class="small">
            You have one already? <a href="/sign-in">Sign in</a>
          </p>
        </form>
      </div>
    </PortalPage>
  )
}

type TextProps = {
  id: string
  label: string
  type?: 'text' | 'email' | 'password'
  autocomplete: string
  value?: string
  hint?: string
  refusal?: Refusal
}

function Text({ id, label, type = 'text', autocomplete, value, hint, refusal }: TextProps) {
  const error = refusal?.problems.find((problem) => problem.field === id)?.message
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input
        {...fieldState(id, { hint, error })}
        class="input"
        name={id}
        type={type}
        autocomplete={autocomplete}
        value={value}
        spellcheck={type === 'text' ? undefined : false}
        required
      />
    </Field>
  )
}

/** The same words whether or not the address had an account, so that nobody learns which addresses have one. */
export function CheckMail({ frame, email }: { frame: Frame; email: string }) {
  return (
    <Notice frame={frame} title="Check your mail" icon="mail">
      <p>
        We sent a letter to <strong class="anywhere">{email}</strong>. Open the link in it to go on. The link
        works for 24 hours.
      </p>
      {frame.embedded ? (
        <p>
          This is a demonstration, so the letter is here: <a href="/dev/mail">letters it sent</a>.
        </p>
      ) : null}
      <p class="soft">
        Nothing there after a few minutes? Look in the folder for unwanted mail, or{' '}
        <a href="/sign-up">sign up again with the same address</a> to get a new letter.
      </p>
    </Notice>
  )
}

type LinkKind = 'verify_account' | 'verify_contact'

/** A button and not the link itself confirms: mail scanners open links. */
export function OpenLink({ frame, token, kind }: { frame: Frame; token: string; kind: LinkKind }) {
  return (
    <Notice frame={frame} title="Confirm this address" icon="mail">
      {kind === 'verify_account' ? (
        <p>One more step, and you can sign in.</p>
      ) : (
        <p>
          Somebody named this address as the contact of an app. Confirm it if {frame.payer.name} may write to
          it about the registration.
        </p>
      )}
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

export function LinkDone({ frame, kind }: { frame: Frame; kind: LinkKind }) {
  return (
    <Notice frame={frame} title="The address is confirmed" icon="circle-check">
      {kind === 'verify_account' ? (
        <>
          <p>Your account is ready.</p>
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

type NoticeProps = { frame: Frame; title: string; icon: 'mail' | 'circle-check'; children?: Child }

function Notice({ frame, title, icon, children }: NoticeProps) {
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
