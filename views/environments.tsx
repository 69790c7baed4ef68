// The environments of the payer's APIs at the desk: as they stand, and everything that was changed about them.
import type { EnvironmentChange } from '../db/queries/environments.ts'
import { changedFacts, type Environment } from '../src/rules/environments.ts'
import { EnvironmentList } from './environmentFacts.tsx'
import type { Frame } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Empty, Fold, Tag, When } from './parts.tsx'

type Props = {
  frame: Frame
  environments: readonly Environment[]
  log: readonly EnvironmentChange[]
  /** False for an auditor, who only reads. */
  mayChange: boolean
}

export function EnvironmentsPage({ frame, environments, log, mayChange }: Props) {
  return (
    <DeskPage frame={frame} title="Environments" current="environments">
      <div class="page-head">
        <div class="stack tight">
          <h1>Environments</h1>
          <p class="soft">
            Where approved apps obtain access tokens. The letter with the token instructions says this, word
            for word. No secret is kept here.
          </p>
        </div>
        {mayChange && environments.length > 0 ? (
          <a class="button" data-kind="primary" href="/desk/environments/new">
            Add an environment
          </a>
        ) : null}
      </div>
      <div class="with-aside">
        <div class="stack">
          {environments.length === 0 ? <NoEnvironment mayChange={mayChange} /> : null}
          {environments.map((environment) => (
            <One frame={frame} environment={environment} mayChange={mayChange} />
          ))}
        </div>
        <div class="aside">
          <Log frame={frame} log={log} />
        </div>
      </div>
    </DeskPage>
  )
}

function NoEnvironment({ mayChange }: { mayChange: boolean }) {
  return (
    <Empty icon="key-round" title="No environment is kept yet">
      <p>Token instructions cannot leave before there is one. Begin with the sandbox.</p>
      {mayChange ? (
        <p>
          <a class="button" data-kind="primary" href="/desk/environments/new">
            Add an environment
          </a>
        </p>
      ) : null}
    </Empty>
  )
}

type OneProps = { frame: Frame; environment: Environment; mayChange: boolean }

function One({ frame, environment, mayChange }: OneProps) {
  const { id, name, retired } = environment
  return (
    <section class="panel" aria-labelledby={`environment-${id}`}>
      <div class="between">
        <h2 id={`environment-${id}`}>
          {name} {retired ? <Tag>No longer used</Tag> : null}
        </h2>
        {mayChange ? (
          <a class="button" data-size="s" href={`/desk/environments/${id}`}>
            Change<span class="vh"> {name}</span>
          </a>
        ) : null}
      </div>
      <EnvironmentList facts={environment} now={frame.now} zone={frame.payer.zone} />
    </section>
  )
}

function Log({ frame, log }: { frame: Frame; log: readonly EnvironmentChange[] }) {
  const { zone } = frame.payer
  return (
    <section class="panel" aria-labelledby="log">
      <h2 id="log">What was changed</h2>
      {log.length === 0 ? <p class="soft">Nothing yet.</p> : null}
      <ol class="members">
        {log.map(({ at, by, after, before }) => (
          <li>
            <strong>{after.name}</strong> {before ? `changed: ${wordsOf(before, after)}` : 'added'}
            <br />
            <span class="small soft anywhere">
              {by}, <When at={at} zone={zone} now={frame.now} />
            </span>
            {before ? (
              <Fold summary="As it was before">
                <EnvironmentList facts={before} now={frame.now} zone={zone} />
              </Fold>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  )
}

function wordsOf(before: Environment, after: Environment): string {
  const changed = changedFacts(before, after)
  if (changed.length === 0) return 'nothing'
  return changed
    .map((label) => (label === 'In use' ? (after.retired ? 'no longer used' : 'used again') : label))
    .join(', ')
}
