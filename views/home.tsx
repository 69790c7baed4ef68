// The public start page: how it works, by when, and what each status means.
import { type Day, longDay, shortDay } from '../src/rules/calendar.ts'
import { promisedDays } from '../src/rules/clock.ts'
import type { IfSubmitted } from '../src/rules/ifSubmitted.ts'
import { closings, statuses } from '../src/rules/status.ts'
import type { IconName } from './assets/icons.ts'
import type { Frame, Payer } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout, Fold, Icon } from './parts.tsx'
import { Definitions } from './statuses.tsx'

type HomeProps = { frame: Frame; ifToday: IfSubmitted }

export function Home({ frame, ifToday }: HomeProps) {
  const { payer } = frame
  return (
    <PortalPage
      frame={frame}
      title="Register your app"
      description={`Register an app for the FHIR APIs of ${payer.name}: how it works, what the statuses mean, when you will hear from us.`}
      current="home"
    >
      <Hero frame={frame} />
      <IfToday {...ifToday} />
      <HowItWorks />
      <div class="with-aside">
        <Statuses payer={payer} />
        <div class="aside">
          <WhatWeAsk />
          <Callout tone="info">
            <h2>What can lead to a “no”</h2>
            <p>
              Only a security risk to our own systems. Your privacy answers never can. We may tell members
              about them. <a href="/criteria">All review criteria</a>
            </p>
          </Callout>
        </div>
      </div>
      <TokenHelp payer={payer} />
    </PortalPage>
  )
}

function Hero({ frame: { person } }: { frame: Frame }) {
  return (
    <section class="hero">
      <h1>Register your app for our FHIR APIs</h1>
      <p class="lede">
        Members can share their health data with the apps they choose. Tell us about your app, and we decide
        within {promisedDays.decision} business days.
      </p>
      <p class="cluster">
        <a
          class="button"
          data-kind="primary"
          data-size="l"
          href={person?.kind === 'vendor' ? '/registrations' : '/sign-up'}
        >
          Start a registration
        </a>
        {person ? null : (
          <a class="button" data-size="l" href="/sign-in">
            Sign in
          </a>
        )}
      </p>
      <p class="soft small">Free. You can save and come back.</p>
    </section>
  )
}

function IfToday({ today, decideBy, instructionsBy }: IfSubmitted) {
  return (
    <section class="panel" aria-labelledby="today">
      <h2 id="today">If you submit today, {longDay(today).replace(/, \d{4}$/, '')}</h2>
      <div class="columns">
        <Promised
          about="We decide by"
          day={decideBy}
          how={`${promisedDays.decision} business days after today`}
        />
        <Promised
          about="If approved that day, token instructions by"
          day={instructionsBy}
          how={`${promisedDays.instructions} business days after approval`}
        />
        <div>
          <p class="soft">If we ask you something</p>
          <p class="big-date">The clock stops</p>
          <p class="small soft">and goes on when you answer</p>
        </div>
      </div>
      <p class="small">
        <a href="/how-we-count-days">How we count days, with the holidays</a>
      </p>
    </section>
  )
}

function Promised({ about, day, how }: { about: string; day: Day; how: string }) {
  return (
    <div>
      <p class="soft">{about}</p>
      <p class="big-date">
        <time datetime={day}>{shortDay(day, '')}</time>
      </p>
      <p class="small soft">{how}</p>
    </div>
  )
}

const steps = [
  ['Create an account', 'With an e-mail address you read. We send a link to confirm it.'],
  [
    'Answer the questions',
    'About your app, how it signs members in, how it keeps tokens safe, and your privacy policy.',
  ],
  [
    'We review',
    'A person reads your answers. If something is unclear, we e-mail you. You can reply to that e-mail, or write here.',
  ],
  [
    'You hear from us',
    `Once approved, you get an e-mail with instructions for obtaining access tokens, within ${promisedDays.instructions} business days.`,
  ],
] as const

function HowItWorks() {
  return (
    <section class="stack tight" aria-labelledby="how">
      <h2 id="how">How it works</h2>
      <ol class="steps">
        {steps.map(([title, text]) => (
          <li>
            <h3>{title}</h3>
            <p>{text}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Statuses({ payer }: { payer: Payer }) {
  return (
    <section class="panel" aria-labelledby="statuses">
      <h2 id="statuses">What the statuses mean</h2>
      <Definitions words={statuses} payer={payer} />
      <Fold summary="Two more words you may see" remember="closings">
        <Definitions words={closings} payer={payer} />
      </Fold>
    </section>
  )
}

const asked: readonly (readonly [IconName, string])[] = [
  ['lock', 'Your privacy policy: how members’ data is shared, how they agree first, how they stop'],
  ['key-round', 'OpenID Connect Core 1.0 and OAuth 2.0'],
  ['list-checks', 'HL7 standards, such as FHIR R4'],
  ['shield-check', 'How you store tokens'],
  ['scale', 'Whether the app or company sells members’ data'],
  ['check', 'The CARIN Code of Conduct'],
  ['mail', 'An e-mail address and a phone number of a contact'],
]

function WhatWeAsk() {
  return (
    <section class="panel" aria-labelledby="need">
      <h2 id="need">What we ask about</h2>
      <ul class="checks">
        {asked.map(([icon, text]) => (
          <li>
            <Icon name={icon} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
      <p class="small">
        <a href="/questionnaire">Every question, to read or print</a>
      </p>
    </section>
  )
}

function TokenHelp({ payer }: { payer: Payer }) {
  return (
    <section class="panel" aria-labelledby="tokens">
      <h2 id="tokens">Help with access tokens</h2>
      <div class="columns" data-top>
        <div class="flow tight">
          <p>
            Your app is approved, but calls fail? Write to{' '}
            <a href={`mailto:${payer.mailbox}`}>{payer.mailbox}</a>.
          </p>
          <p>Tell us the time in UTC, the address you called, the status code and the error text.</p>
        </div>
        <Callout tone="warn">
          <p>Never send tokens, secrets, codes or member data.</p>
        </Callout>
      </div>
    </section>
  )
}
