// Signing in and up.
import { KeptField } from './carried.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout, ErrorSummary, Field, fieldState, Icon } from './parts.tsx'

type SignInProps = {
  frame: Frame
  email?: string
  next?: string
  /** Text that waits until somebody has signed in, and the files that cannot. */
  kept?: { sealed: string; files: readonly string[] } | null
  refusal?: Refusal
}

export function SignIn({ frame, email, next, kept, refusal }: SignInProps) {
  const elsewhere = kept ? { target: '_blank', rel: 'noopener' } : {}
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
        {kept ? <TextWaits files={kept.files} /> : null}
        <form
          class="panel stack"
          method="post"
          action="/sign-in"
          novalidate
          data-guard={kept ? 'unsaved' : undefined}
        >
          <KeptField sealed={kept?.sealed ?? ''} />
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
          <p class="between small">
            <a href="/reset-password" {...elsewhere}>
              I forgot my password
            </a>
            <a href="/sign-up" {...elsewhere}>
              Create an account
            </a>
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

function TextWaits({ files }: { files: readonly string[] }) {
  return (
    <div class="callout" data-tone="warn" role="alert" tabindex={-1} data-takes-focus>
      <Icon name="triangle-alert" />
      <div class="callout-text">
        <h2>You were signed out</h2>
        <p>
          What you wrote is kept in this page and not sent yet. Sign in, and you see it again and can send it.
          Keep this page open until then.
        </p>
        {files.length > 0 ? (
          <p>
            Files cannot wait with it; you choose them again: <span class="anywhere">{files.join(', ')}</span>
          </p>
        ) : null}
      </div>
    </div>
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

export type TextProps = {
  id: string
  /** Of the field in the form; the id where it is not given. */
  name?: string
  label: string
  type?: 'text' | 'email' | 'password'
  autocomplete: string
  value?: string
  hint?: string
  refusal?: Refusal
}

/** A field of an account: its label, hint, control and error. */
export function Text({ id, name = id, label, type = 'text', autocomplete, value, hint, refusal }: TextProps) {
  const error = refusal?.problems.find((problem) => problem.field === name)?.message
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input
        {...fieldState(id, { hint, error })}
        class="input"
        name={name}
        type={type}
        autocomplete={autocomplete}
        value={value}
        spellcheck={type === 'text' ? undefined : false}
        required
      />
    </Field>
  )
}
