// The two documents every page is printed in: the portal for vendors and the public, the desk for staff.
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Person } from '../src/rules/people.ts'
import { doors, mayUse } from '../src/rules/permissions.ts'
import type { Frame } from './frame.ts'
import { Avatar, Icon } from './parts.tsx'

type PageProps = {
  frame: Frame
  title: string
  /** The link of the navigation that leads to this page. */
  current?: string
  /** True where the page comes back with a form that was refused. */
  error?: boolean
  children?: Child
}

export function PortalPage({ description, ...page }: PageProps & { description?: string }) {
  const { frame, current, children } = page
  return (
    <Document {...page} description={description} kind="portal">
      <header class="masthead">
        <div>
          <Brand href="/" name={frame.payer.name} about="App registration" />
          <PortalNav frame={frame} current={current} />
          <AccountMenu frame={frame} />
        </div>
      </header>
      <Main frame={frame}>{children}</Main>
    </Document>
  )
}

export function DeskPage(page: PageProps) {
  const { frame, current, children } = page
  return (
    <Document {...page} kind="desk">
      <header class="masthead">
        <div>
          <button
            class="button rail-button"
            data-kind="quiet"
            type="button"
            popovertarget="rail"
            aria-label="Views"
          >
            <Icon name="menu" />
          </button>
          <Brand href="/desk" name={frame.payer.name} about="Desk" />
          <AccountMenu frame={frame} />
        </div>
      </header>
      <div class="shell">
        <Rail frame={frame} current={current} />
        <Main frame={frame}>{children}</Main>
      </div>
      <Keys />
    </Document>
  )
}

/**
 * htmx without anything the policy forbids: no style it would have to insert, and no page of a failing server. News
 * leaves the folds as the reader has them.
 */
const htmxConfig = JSON.stringify({
  ...{ includeIndicatorCSS: false, noSwap: [204, 304, '5xx'] },
  morphIgnore: ['data-htmx-powered', 'open'],
})

function Document(page: PageProps & { kind: 'portal' | 'desk'; description?: string }) {
  const { frame, kind, description, children } = page
  return (
    <>
      {raw('<!doctype html>\n')}
      <html lang="en-US" data-theme={frame.theme ?? undefined}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{titleOf(page)}</title>
          {description ? <meta name="description" content={description} /> : null}
          <meta name="now" content={frame.now.toISOString()} />
          <meta name="color-scheme" content={frame.theme ?? 'light dark'} />
          <meta name="htmx-config" content={htmxConfig} />
          <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
          <link
            rel="preload"
            href="/assets/inter.woff2"
            as="font"
            type="font/woff2"
            crossorigin="anonymous"
          />
          <link rel="stylesheet" href="/assets/app.css" />
          <link rel="stylesheet" href="/assets/hue.css" />
          <script src="/assets/htmx.js" defer></script>
          <script src="/assets/app.js" type="module"></script>
          <script src="/assets/keys.js" type="module"></script>
          {frame.person ? <script src="/assets/live.js" type="module"></script> : null}
          {frame.person ? <script src="/assets/autosave.js" type="module"></script> : null}
        </head>
        <body class={kind}>
          <a class="skip" href="#main">
            Skip to content
          </a>
          {frame.embedded ? <Demonstration /> : null}
          {frame.mailProblem ? <MailProblem reason={frame.mailProblem} /> : null}
          {children}
          <Footer frame={frame} />
          <div id="say" class="vh" role="status" aria-live="polite"></div>
          <section class="toasts" aria-label="Notices" aria-live="polite"></section>
        </body>
      </html>
    </>
  )
}

function titleOf({ frame, title, error }: PageProps): string {
  return `${error ? 'Error: ' : ''}${title} · ${frame.payer.name} app registration`
}

function Main({ frame, children }: { frame: Frame; children?: Child }) {
  return (
    <main class="wrap" id="main" tabindex={-1}>
      {frame.flash ? (
        <p class="flash callout" data-tone="good" role="status">
          <Icon name="circle-check" />
          <span>{frame.flash}</span>
        </p>
      ) : null}
      {children}
    </main>
  )
}

function Demonstration() {
  return (
    <aside class="banner" data-tone="warn" aria-label="Demonstration">
      <p>
        <strong>Demonstration.</strong> Everything here is made up. <a href="/dev/mail">Its letters</a>
      </p>
    </aside>
  )
}

function MailProblem({ reason }: { reason: string }) {
  return (
    <aside class="banner" data-tone="bad" aria-label="Mail is not read">
      <p>
        <strong>Mail is not being read.</strong> What arrives waits in the mailbox and is filed later. The
        mailbox says: {reason}
      </p>
    </aside>
  )
}

function Brand({ href, name, about }: { href: string; name: string; about: string }) {
  return (
    <a class="brand" href={href}>
      <img src="/assets/logo" alt="" width="28" height="28" />
      <span>
        {name}
        <small class="small">{about}</small>
      </span>
    </a>
  )
}

function PortalNav({ frame, current }: { frame: Frame; current?: string }) {
  const { person } = frame
  return (
    <nav class="nav" aria-label="Main">
      {person?.kind === 'vendor' ? (
        <>
          <NavLink id="apps" href="/registrations" name="Your apps" current={current} />
          <NavLink id="companies" href="/companies" name="Companies" current={current} wide />
        </>
      ) : null}
      {person?.kind === 'staff' ? <NavLink id="desk" href="/desk" name="Desk" current={current} /> : null}
      <NavLink id="questionnaire" href="/questionnaire" name="Questions we ask" current={current} wide />
      <NavLink id="criteria" href="/criteria" name="Criteria" current={current} wide />
      <NavLink id="help" href="/help" name="Help" current={current} />
      {person ? null : (
        <>
          <NavLink id="sign-in" href="/sign-in" name="Sign in" current={current} />
          <NavLink id="sign-up" href="/sign-up" name="Create account" current={current} />
        </>
      )}
    </nav>
  )
}

type NavLinkProps = { id: string; href: string; name: string; current?: string; wide?: boolean }

function NavLink({ id, href, name, current, wide }: NavLinkProps) {
  return (
    <a class={wide ? 'wide-only' : undefined} href={href} aria-current={current === id ? 'page' : undefined}>
      {name}
    </a>
  )
}

function AccountMenu({ frame: { person } }: { frame: Frame }) {
  if (!person) return null
  return (
    <details class="menu account">
      <summary class="button" data-kind="quiet">
        <Avatar name={person.name} side={person.kind} />
        <span class="wide-only">{person.name}</span>
        <span class="vh">Your menu</span>
      </summary>
      <div>
        <p class="small soft">
          Signed in as {person.name}
          <br />
          {person.email}
        </p>
        {person.kind === 'staff' ? (
          <button type="button" data-opens="keys" data-needs-script hidden>
            <Icon name="keyboard" />
            Keyboard shortcuts
          </button>
        ) : null}
        <a href="/account">
          <Icon name="user-round" />
          Your account
        </a>
        {person.kind === 'vendor' ? (
          <a href="/companies">
            <Icon name="users-round" />
            Your companies
          </a>
        ) : null}
        <form method="post" action="/sign-out">
          <button type="submit">
            <Icon name="log-out" />
            Sign out
          </button>
        </form>
      </div>
    </details>
  )
}

const views = [
  { id: 'pending', href: '/desk?view=pending', name: 'To do', icon: 'hourglass', key: 'g p' },
  { id: 'mine', href: '/desk?view=mine', name: 'Mine', icon: 'user-round', key: 'g m' },
  { id: 'all', href: '/desk?view=all', name: 'All registrations', icon: 'list', key: 'g a' },
  { id: 'mail', href: '/desk/mail', name: 'Unmatched mail', icon: 'mail', key: 'g i' },
] as const

/** Not everybody at the desk reads unmatched mail. */
function viewsOf(person: Person | null) {
  const reads = mayUse(doors['GET /desk/mail'] ?? [], person?.role ?? null)
  return views.filter(({ id }) => id !== 'mail' || reads)
}

function Rail({ frame, current }: { frame: Frame; current?: string }) {
  return (
    <nav class="rail" id="rail" popover="auto" aria-label="Views">
      {viewsOf(frame.person).map(({ id, href, name, icon, key }) => (
        <a href={href} data-key={key} aria-current={current === id ? 'page' : undefined}>
          <Icon name={icon} />
          <span>{name}</span>
          {frame.counts ? (
            <span class="count" id={`count-${id}`}>
              {frame.counts[id]}
            </span>
          ) : null}
        </a>
      ))}
      {mayUse(doors['GET /desk/companies'] ?? [], frame.person?.role ?? null) ? (
        <a href="/desk/companies" aria-current={current === 'companies' ? 'page' : undefined}>
          <Icon name="users-round" />
          <span>Companies</span>
        </a>
      ) : null}
      {mayUse(doors['GET /desk/calendar'] ?? [], frame.person?.role ?? null) ? (
        <a href="/desk/calendar" aria-current={current === 'calendar' ? 'page' : undefined}>
          <Icon name="calendar-days" />
          <span>Calendar</span>
        </a>
      ) : null}
      {mayUse(doors['GET /desk/environments'] ?? [], frame.person?.role ?? null) ? (
        <a href="/desk/environments" aria-current={current === 'environments' ? 'page' : undefined}>
          <Icon name="key-round" />
          <span>Environments</span>
        </a>
      ) : null}
      {frame.embedded ? (
        <>
          <h2>Demonstration</h2>
          <a href="/dev/mail" aria-current={current === 'devmail' ? 'page' : undefined}>
            <Icon name="inbox" />
            <span>Letters it sent</span>
          </a>
        </>
      ) : null}
    </nav>
  )
}

/** The map of keys; the script adds every element of the page that names one in `data-key`. */
function Keys() {
  return (
    <dialog class="dialog" id="keys" aria-labelledby="keys-heading">
      <form method="dialog" class="stack tight">
        <div class="between">
          <h2 id="keys-heading">Keyboard shortcuts</h2>
          <button class="button" data-kind="quiet" data-size="s" type="submit" aria-label="Close">
            <Icon name="x" />
          </button>
        </div>
        <label class="choice">
          <input type="checkbox" data-shortcut-switch checked />
          <span>
            Use single-key shortcuts
            <span class="hint">
              Turn this off if you dictate text or press keys by accident. Ctrl Enter keeps working.
            </span>
          </span>
        </label>
        <dl class="keys" data-key-list></dl>
      </form>
    </dialog>
  )
}

function Footer({ frame }: { frame: Frame }) {
  const { payer, theme } = frame
  return (
    <footer class="footer">
      <div>
        <p class="links">
          <a href="/questionnaire">Questions we ask</a>
          <a href="/criteria">Review criteria</a>
          <a href="/how-we-count-days">How we count days</a>
          <a href="/help#statuses">What the statuses mean</a>
          <a href="/help#tokens">Help with tokens</a>
          {payer.apiDocs ? <a href={payer.apiDocs}>About our APIs</a> : null}
          <a href={`mailto:${payer.mailbox}`}>{payer.mailbox}</a>
        </p>
        <p>{[`${payer.name} app registration`, payer.address].filter(Boolean).join(' · ')}</p>
        <ThemeForm theme={theme} />
      </div>
    </footer>
  )
}

/** The choice of colors; without script the page comes back in them. */
export function ThemeForm({ theme }: { theme: Frame['theme'] }) {
  return (
    <form class="theme" method="post" action="/theme" data-theme-form>
      <fieldset>
        <legend class="vh">Colors of these pages</legend>
        {(['light', 'dark', 'system'] as const).map((value) => (
          <button
            class="linkish"
            type="submit"
            name="theme"
            value={value}
            aria-pressed={(theme ?? 'system') === value ? 'true' : 'false'}
          >
            {value[0]?.toUpperCase()}
            {value.slice(1)}
          </button>
        ))}
      </fieldset>
    </form>
  )
}
