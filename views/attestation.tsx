// Signing again: the live answers to read, and the form of the signature. Beside the thread: when it was signed last.
import type { ThreadPage } from '../db/queries/thread.ts'
import { type Answers, fieldOf, parts } from '../src/rules/questionnaire.ts'
import { Line } from './fields.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { DayTime, ErrorSummary, FieldError, fieldState, Tag } from './parts.tsx'
import { pageOf } from './paths.ts'
import { AnswerList } from './questionnaire.tsx'

type Facts = { frame: Frame; page: ThreadPage }

export function AttestationPage({
  frame,
  page,
  typed,
  refusal,
}: Facts & { typed: Answers; refusal?: Refusal }) {
  const { id, appName, number } = page.registration
  const values = Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, [value].flat().join('')]),
  )
  return (
    <PortalPage frame={frame} title={`Sign again, ${appName}`} current="apps" error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/registrations">Your apps</a>
          </li>
          <li>
            <a href={pageOf('vendor', id)}>{number}</a>
          </li>
          <li>Sign again</li>
        </ol>
      </nav>
      <h1>Sign the attestation of {appName} again</h1>
      <div class="with-aside">
        <section class="panel" aria-labelledby="answers">
          <h2 id="answers">What you sign for: revision {page.registration.revision ?? 1}</h2>
          <AnswerList
            answers={page.answers}
            parts={parts.filter((part) => part.id !== 'attestation')}
            filesUrl={pageOf('vendor', id)}
          />
        </section>
        <div class="aside">
          <form class="panel stack" method="post" action={`${pageOf('vendor', id)}/attestation`} novalidate>
            <h2>Your signature</h2>
            <Line name="attest_name" label="Your name" typed={values} refusal={refusal} />
            <Line name="attest_title" label="Your title" typed={values} refusal={refusal} />
            <Tick id="attest_sign" typed={values} refusal={refusal} />
            <Tick id="terms_version" typed={values} refusal={refusal} />
            <p>
              <button class="button" data-kind="primary" type="submit">
                Sign
              </button>
            </p>
            <p class="small soft">
              Is an answer no longer true? Write to us, or change it once the app is active: a changed
              registration is signed as well.
            </p>
          </form>
        </div>
      </div>
    </PortalPage>
  )
}

function Tick({ id, typed, refusal }: { id: string; typed: Record<string, string>; refusal?: Refusal }) {
  const field = fieldOf(id)
  if (field?.type !== 'tick') return null
  const error = refusal?.problems.find((problem) => problem.field === id)?.message
  return (
    <div class="field">
      <label class="choice">
        <input
          {...fieldState(id, { error })}
          type="checkbox"
          name={id}
          value={field.value}
          checked={typed[id] === field.value}
        />
        <span>{field.statement}</span>
      </label>
      <FieldError id={id} error={error} />
    </div>
  )
}

/** A mark that is no status: nothing is blocked by it. */
export function OutdatedTag() {
  return (
    <Tag tone="warn" icon="hourglass">
      Attestation outdated
    </Tag>
  )
}

/** When it was signed last, and the way to sign again where that is open. */
export function AttestationPanel({ frame, page }: Facts) {
  const { attestation, registration, zone, mayWrite } = page
  if (!attestation) return null
  const { signedOn, dueOn, open, outdated } = attestation
  const vendor = frame.person?.kind === 'vendor'
  return (
    <section class="panel" aria-labelledby="attestation-heading">
      <h2 id="attestation-heading">Attestation</h2>
      <p class="small">
        Signed <DayTime day={signedOn} now={frame.now} zone={zone} />.{' '}
        {outdated ? 'It was due again ' : 'It is signed again by '}
        <DayTime day={dueOn} now={frame.now} zone={zone} />.
      </p>
      {vendor && open && mayWrite ? (
        <p>
          <a class="button" data-size="s" href={`${pageOf('vendor', registration.id)}/attestation`}>
            Sign again
          </a>
        </p>
      ) : null}
    </section>
  )
}
