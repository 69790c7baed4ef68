// What the link of an invitation opens: joining with the account one has, or making one.
import { type Access, accessAbout } from '../src/rules/companies.ts'
import { Text } from './auth.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { passwordHint } from './links.tsx'
import { ErrorSummary } from './parts.tsx'

/** `how`: with the account of the reader, after signing in, after signing out, or with a new account. */
export type Joining = {
  token: string
  company: string
  inviter: string
  email: string
  access: Access
  how: 'join' | 'sign-in' | 'other-account' | 'new-account'
}
type InvitationProps = { frame: Frame; invitation: Joining; name?: string; refusal?: Refusal }

export function InvitationPage({ frame, invitation, name, refusal }: InvitationProps) {
  const { company, inviter, access } = invitation
  return (
    <PortalPage frame={frame} title="Join a company" error={refusal !== undefined}>
      <div class="narrow stack">
        <h1>Join {company}?</h1>
        {refusal ? <ErrorSummary refusal={refusal} /> : null}
        <p>
          {inviter} invites you to work on the apps of {company} together.
        </p>
        <p class="soft">{accessAbout[access]}</p>
        <How frame={frame} invitation={invitation} name={name} refusal={refusal} />
        <p class="small soft">You know nothing of this? Close the page. Nothing happens then.</p>
      </div>
    </PortalPage>
  )
}

function How({ frame, invitation, name, refusal }: InvitationProps) {
  const { token, email, how } = invitation
  if (how === 'new-account') return <NewAccount invitation={invitation} name={name} refusal={refusal} />
  if (how === 'sign-in')
    return (
      <p>
        <a
          class="button"
          data-kind="primary"
          href={`/sign-in?next=${encodeURIComponent(`/verify/${token}`)}`}
        >
          Sign in to join
        </a>
      </p>
    )
  if (how === 'other-account')
    return (
      <div class="panel stack">
        <p>
          You are signed in as <span class="anywhere">{frame.person?.email}</span>. The invitation is for{' '}
          <strong class="anywhere">{email}</strong> alone. Sign out, then open the link in the letter again.
        </p>
        <form method="post" action="/sign-out">
          <button class="button" type="submit">
            Sign out
          </button>
        </form>
      </div>
    )
  return (
    <form method="post" action="/invitations/join">
      <input type="hidden" name="token" value={token} />
      <button class="button" data-kind="primary" type="submit">
        Join as {frame.person?.name}
      </button>
    </form>
  )
}

function NewAccount({ invitation, name, refusal }: Omit<InvitationProps, 'frame'>) {
  return (
    <form class="panel stack" method="post" action="/invitations/join" novalidate>
      <h2>Make an account for {invitation.email}</h2>
      <input type="hidden" name="token" value={invitation.token} />
      <Text id="name" label="Your name" autocomplete="name" value={name} refusal={refusal} />
      <Text
        id="new_password"
        label="Password"
        type="password"
        autocomplete="new-password"
        refusal={refusal}
        hint={passwordHint}
      />
      <p>
        <button class="button" data-kind="primary" type="submit">
          Join
        </button>
      </p>
    </form>
  )
}
