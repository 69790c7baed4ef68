import type { Frame } from './frame.ts'
import { DeskPage, PortalPage } from './layout.tsx'

type ErrorProps = { frame: Frame; status: number; heading: string; message: string; code?: string }

/** What went wrong in plain words, and a way on. */
export function ErrorPage(props: ErrorProps) {
  const { frame, heading } = props
  const Page = frame.person?.kind === 'staff' ? DeskPage : PortalPage
  return (
    <Page frame={frame} title={heading}>
      <Words {...props} />
    </Page>
  )
}

function Words({ frame, status, heading, message, code }: ErrorProps) {
  const way = wayOn(frame)
  return (
    <div class="narrow stack">
      <div class="stack tight">
        <h1>{heading}</h1>
        <p>{message}</p>
        {code ? (
          <p>
            If it happens again, write to <a href={`mailto:${frame.payer.mailbox}`}>{frame.payer.mailbox}</a>{' '}
            with the code <code>{code}</code>.
          </p>
        ) : null}
      </div>
      <p class="cluster">
        <a class="button" data-kind="primary" href={way.href}>
          {way.name}
        </a>
        {frame.person ? null : (
          <a class="button" href="/sign-in">
            Sign in
          </a>
        )}
      </p>
      <p class="small soft">Error {status}</p>
    </div>
  )
}

function wayOn({ person }: Frame): { href: string; name: string } {
  if (person?.kind === 'staff') return { href: '/desk', name: 'Go to the desk' }
  if (person?.kind === 'vendor') return { href: '/registrations', name: 'Go to your apps' }
  return { href: '/', name: 'Go to the start page' }
}
