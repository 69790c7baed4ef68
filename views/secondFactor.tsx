// The second factor: typing a code, adding an authenticator app, and the recovery codes that are shown once.
import type { Child } from 'hono/jsx'
import { KeptField } from './carried.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout, ErrorSummary, Field, fieldState, Icon } from './parts.tsx'

type CodeProps = { frame: Frame; next: string; carried: string; refusal?: Refusal }

/** After the password: the code of the app, or a recovery code, in the same field. */
export function CodePage({ frame, next, carried, refusal }: CodeProps) {
  return (
    <PortalPage frame={frame} title="Your code" current="sign-in" error={refusal !== undefined}>
      <div class="narrow stack">
        <div class="stack tight">
          <p class="soft small">Signing in, step 2 of 2</p>
          <h1>Your code</h1>
        </div>
        {refusal ? <ErrorSummary refusal={refusal} /> : null}
        <form class="panel stack" method="post" action="/sign-in/code" novalidate>
          {next ? <input type="hidden" name="next" value={next} /> : null}
          <KeptField sealed={carried} />
          <CodeField
            label="Code from your authenticator app"
            hint="Six digits, new every 30 seconds. Without your phone, type one of your recovery codes."
            refusal={refusal}
          />
          <button class="button" data-kind="primary" type="submit">
            Sign in
          </button>
          <p class="small">
            <a href="/sign-in">Sign in as somebody else</a>
          </p>
        </form>
        <DemonstrationCodes frame={frame} />
        <p class="small soft">
          No phone and no recovery code? Write to{' '}
          <a href={`mailto:${frame.payer.mailbox}`}>{frame.payer.mailbox}</a>. Nobody of us ever asks you for
          a code.
        </p>
      </div>
    </PortalPage>
  )
}

function DemonstrationCodes({ frame }: { frame: Frame }) {
  if (!frame.embedded) return null
  return (
    <Callout tone="warn" icon="key-round">
      <h2>This is a demonstration</h2>
      <p>
        The current code of everybody at the desk stands under <a href="/dev/mail#codes">its letters</a>.
      </p>
    </Callout>
  )
}

type CodeFieldProps = { id?: string; label: string; hint?: string; refusal?: Refusal }

/** Takes six digits and recovery codes; phones offer the digits, password managers fill them. */
export function CodeField({ id = 'code', label, hint, refusal }: CodeFieldProps) {
  const error = refusal?.problems.find(({ field }) => field === 'code')?.message
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input
        {...fieldState(id, { hint, error })}
        class="input"
        data-width="s"
        name="code"
        type="text"
        autocomplete="one-time-code"
        autocapitalize="off"
        spellcheck={false}
        required
      />
    </Field>
  )
}

/** `squares`: dark or not, row by row. */
export type OfferShown = { sealed: string; key: string; squares: readonly (readonly boolean[])[] }

type EnrolProps = {
  frame: Frame
  /** Where the form goes; on the account page it asks for the password, too. */
  action: '/sign-in/second-factor' | '/account/second-factor'
  offer: OfferShown
  email: string
  next?: string
  carried?: string
  refusal?: Refusal
  children?: Child
}

export function EnrolPage(props: EnrolProps) {
  const { frame, action, offer, email, next, carried = '', refusal, children } = props
  const forced = action === '/sign-in/second-factor'
  return (
    <PortalPage frame={frame} title="Add an authenticator app" error={refusal !== undefined}>
      <div class="narrow stack">
        <div class="stack tight">
          {forced ? <p class="soft small">Signing in, step 2 of 2</p> : null}
          <h1>Add an authenticator app</h1>
          <p class="soft">
            {forced
              ? 'Everybody at the desk signs in with a password and a code, because the desk shows what vendors entrust to us.'
              : 'From then on signing in takes your password and a code from your phone.'}
          </p>
        </div>
        {refusal ? <ErrorSummary refusal={refusal} /> : null}
        <form class="panel stack" method="post" action={action} novalidate>
          <input type="hidden" name="offer" value={offer.sealed} />
          {next ? <input type="hidden" name="next" value={next} /> : null}
          <KeptField sealed={carried} />
          <OfferedKey offer={offer} email={email} />
          <CodeField
            label="2. Type the code it shows"
            hint="Six digits, new every 30 seconds."
            refusal={refusal}
          />
          {children}
          <button class="button" data-kind="primary" type="submit">
            Add this app
          </button>
        </form>
      </div>
    </PortalPage>
  )
}

function OfferedKey({ offer, email }: { offer: OfferShown; email: string }) {
  return (
    <section class="stack tight" aria-labelledby="key-heading">
      <h2 id="key-heading" class="legend">
        1. Scan this with an authenticator app
      </h2>
      <QrCode squares={offer.squares} label={`The key for ${email} as a QR code. It stands below as text.`} />
      <p class="hint">
        Or type this key into the app; it makes codes by time, six digits, for{' '}
        <span class="anywhere">{email}</span>:
      </p>
      <p>
        <code class="key">{offer.key.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
    </section>
  )
}

/** Drawn as one path: the policy of our pages allows neither inline styles nor pictures in addresses. */
function QrCode({ squares, label }: { squares: OfferShown['squares']; label: string }) {
  const size = squares.length
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={String(size)} height={String(size)} fill="#fff" />
      <path d={squares.flatMap(runsOf).join('')} fill="#000" />
    </svg>
  )
}

function runsOf(row: readonly boolean[], y: number): string[] {
  const text = row.map((dark) => (dark ? '1' : '0')).join('')
  return [...text.matchAll(/1+/g)].map(({ 0: { length }, index }) => `M${index} ${y}h${length}v1h-${length}z`)
}

type RecoveryProps = { frame: Frame; codes: readonly string[]; onward: string; children?: Child }

/** The only time that these codes are readable anywhere. */
export function RecoveryCodes({ frame, codes, onward, children }: RecoveryProps) {
  return (
    <PortalPage frame={frame} title="Your recovery codes">
      <div class="narrow stack">
        <section class="panel notice">
          <Icon name="key-round" />
          <h1>Your recovery codes</h1>
          <p>
            Without your phone you sign in with one of these. Each works once.{' '}
            <strong>We show them only now</strong>: print them or keep them in a password manager, not on the
            phone itself.
          </p>
          <ol class="codes">
            {codes.map((code) => (
              <li>
                <code>{code}</code>
              </li>
            ))}
          </ol>
          <p>
            <a class="button" data-kind="primary" href={onward}>
              I have kept them
            </a>
          </p>
        </section>
        {children}
      </div>
    </PortalPage>
  )
}
