// Token instructions at the desk: the clients of an app, the letter before it leaves, and what became of the last one.
import type { InstructionsPage as Page, RecordedClient } from '../db/queries/instructions.ts'
import { type Environment, grants } from '../src/rules/environments.ts'
import { LetterState } from './access.tsx'
import { Line, LongText, type Typed } from './fields.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ErrorSummary, Tag, When } from './parts.tsx'
import { pageOf } from './paths.ts'

type Props = {
  frame: Frame
  page: Page
  obstacles: readonly string[]
  /** False for whoever only reads. */
  maySend: boolean
  typed: Typed
  refusal?: Refusal
}

export function InstructionsPage({ frame, page, obstacles, maySend, typed, refusal }: Props) {
  const { registration, letter } = page
  const title = `Token instructions, ${registration.appName}`
  return (
    <DeskPage frame={frame} title={title} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <Crumbs registration={registration} last="Token instructions" />
      <div>
        <h1>Token instructions for {registration.appName}</h1>
        <p class="soft">
          {registration.company} · {registration.number}
        </p>
      </div>
      <LetterState letter={letter} page={{ registration, zone: frame.payer.zone }} now={frame.now} />
      <div class="with-aside">
        <Clients {...{ frame, page, typed, refusal, mayRecord: maySend }} />
        <div class="aside">
          <Asked page={page} />
          {maySend && registration.status === 'approved' ? (
            <Introduction {...{ page, obstacles, typed, refusal }} />
          ) : null}
        </div>
      </div>
    </DeskPage>
  )
}

export function Crumbs({
  registration,
  last,
}: {
  registration: { id: number; number: string }
  last: string
}) {
  return (
    <nav aria-label="Breadcrumb">
      <ol class="crumbs">
        <li>
          <a href="/desk">Queue</a>
        </li>
        <li>
          <a href={pageOf('staff', registration.id)}>{registration.number}</a>
        </li>
        <li>{last}</li>
      </ol>
    </nav>
  )
}

function Asked({ page: { asked, facts } }: { page: Page }) {
  const environments = { sandbox: 'The sandbox', production: 'Production', both: 'Both' }[asked.environments]
  return (
    <section class="panel" aria-labelledby="asked">
      <h2 id="asked">What the app asked for</h2>
      <dl class="facts" data-stacked>
        <dt>Environments</dt>
        <dd>{environments ?? 'not said'}</dd>
        <dt>Scopes</dt>
        <dd>
          <code>{asked.scopes.join(' ')}</code>
        </dd>
        <dt>Redirect URIs</dt>
        <dd>{facts.redirectUris.join(', ') || 'none'}</dd>
        <dt>The letter goes to</dt>
        <dd>{facts.contact ? `${facts.contact.name} (${facts.contact.email})` : 'nobody yet'}</dd>
      </dl>
    </section>
  )
}

type ClientsProps = Omit<Props, 'obstacles' | 'maySend'> & { mayRecord: boolean }

function Clients({ frame, page, typed, refusal, mayRecord }: ClientsProps) {
  const shown = page.facts.environments.filter(
    ({ id, retired }) => !retired || page.facts.clients.some(({ environmentId }) => environmentId === id),
  )
  const each = shown.map((environment) => (
    <OneClient {...{ frame, page, environment, typed, refusal, mayRecord }} />
  ))
  if (!mayRecord || shown.length === 0) return <div class="stack">{each}</div>
  return (
    <form
      class="stack"
      method="post"
      action={`${pageOf('staff', page.registration.id)}/instructions/clients`}
      novalidate
    >
      {each}
      <p class="cluster">
        <button class="button" type="submit">
          Record the clients
        </button>
        <span class="small soft">Nothing is mailed by this. An empty client id takes the client away.</span>
      </p>
    </form>
  )
}

type OneProps = ClientsProps & { environment: Environment }

function OneClient({ frame, page, environment, typed, refusal, mayRecord }: OneProps) {
  const client = page.facts.clients.find(({ environmentId }) => environmentId === environment.id)
  const { id, name, retired } = environment
  const values = { ...valuesOf(page, environment, client), ...typed }
  return (
    <section class="panel stack" aria-labelledby={`client-of-${id}`}>
      <h2 id={`client-of-${id}`}>
        {name} {retired ? <Tag>No longer used</Tag> : null}
      </h2>
      {mayRecord ? (
        <>
          <Line
            {...{
              name: `client_${id}`,
              label: `Client id in ${name}`,
              optional: true,
              typed: values,
              refusal,
            }}
            hint="As the authorization server knows the app. Never the secret."
          />
          <LongText
            {...{ name: `scopes_${id}`, label: `Granted scopes in ${name}`, max: 6000, rows: 6, refusal }}
            typed={values}
            hint={scopesHint(page, environment)}
          />
        </>
      ) : (
        <p>{client ? <code>{client.clientId}</code> : 'No client is recorded.'}</p>
      )}
      {client ? (
        <p class="small soft">
          Recorded by {client.by}, <When at={client.at} zone={frame.payer.zone} now={frame.now} />
        </p>
      ) : null}
    </section>
  )
}

/** By default the scopes that were asked for, as far as the environment offers them. */
function valuesOf({ asked }: Page, environment: Environment, client?: RecordedClient): Typed {
  const offered = asked.scopes.filter((scope) => grants(environment.scopes, scope))
  return {
    [`client_${environment.id}`]: client?.clientId ?? '',
    [`scopes_${environment.id}`]: (client?.scopes ?? offered).join('\n'),
  }
}

function scopesHint({ asked }: Page, environment: Environment): string {
  const missing = asked.scopes.filter((scope) => !grants(environment.scopes, scope))
  const not = missing.length > 0 ? ` Asked for, but not offered here: ${missing.join(', ')}.` : ''
  return `One a line. As asked for, unless you write less.${not}`
}

type IntroductionProps = Pick<Props, 'page' | 'obstacles' | 'typed' | 'refusal'>

function Introduction({ page, obstacles, typed, refusal }: IntroductionProps) {
  if (obstacles.length > 0)
    return (
      <Callout tone="warn">
        <h2>Before the letter can leave</h2>
        <ul>
          {obstacles.map((words) => (
            <li>{words}</li>
          ))}
        </ul>
      </Callout>
    )
  return (
    <form
      class="panel stack"
      method="post"
      action={`${pageOf('staff', page.registration.id)}/instructions/preview`}
      novalidate
    >
      <h2>The letter</h2>
      <LongText
        {...{ name: 'intro', label: 'Introduction', max: 2000, rows: 6, typed, refusal }}
        hint="Your words for this app. Everything else comes from what is recorded."
      />
      <p>
        <button class="button" data-kind="primary" type="submit">
          Preview the letter
        </button>
      </p>
      <p class="small soft">Nothing leaves before you have read it.</p>
    </form>
  )
}
