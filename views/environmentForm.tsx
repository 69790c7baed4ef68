// The form of one environment. It has no field for a secret.
import { localDay, nextDay } from '../src/rules/calendar.ts'
import {
  environmentKindNames,
  environmentKinds,
  environmentLabels as labels,
} from '../src/rules/environments.ts'
import { Choices, Line, LongText, Radio, type Typed } from './fields.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { ErrorSummary } from './parts.tsx'

type Props = {
  frame: Frame
  /** The one that is changed; null for a new one. */
  known: { id: number; name: string; version: number } | null
  typed: Typed
  refusal?: Refusal
}

export function EnvironmentForm({ frame, known, typed, refusal }: Props) {
  const title = known ? `Change ${known.name}` : 'Add an environment'
  const shared = { typed, refusal }
  return (
    <DeskPage frame={frame} title={title} current="environments" error={refusal !== undefined}>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk/environments">Environments</a>
          </li>
          <li>{known?.name ?? 'New'}</li>
        </ol>
      </nav>
      <h1>{title}</h1>
      {refusal ? <ErrorSummary refusal={refusal} hrefOf={anchorOf} /> : null}
      <form
        class="panel stack"
        method="post"
        action={known ? `/desk/environments/${known.id}` : '/desk/environments'}
        novalidate
      >
        {known ? <input type="hidden" name="version" value={String(known.version)} /> : null}
        {known ? null : (
          <Line
            {...{ name: 'name', label: labels.name, ...shared }}
            hint="Vendors read it, for example “Sandbox”. It stays: client ids are kept under it."
          />
        )}
        <Choices name="kind" legend={labels.kind} refusal={refusal}>
          {environmentKinds.map((kind) => (
            <Radio name="kind" value={kind} chosen={typed.kind} label={environmentKindNames[kind]} />
          ))}
        </Choices>
        <Addresses {...shared} />
        <Rules frame={frame} {...shared} />
        {known ? <InUse {...shared} /> : null}
        <p class="small soft">
          Never write a secret, a token or a code here: it would be refused. What was mailed before stays as
          it was.
        </p>
        <p class="cluster">
          <button class="button" data-kind="primary" type="submit">
            {known ? 'Save' : 'Add'}
          </button>
          <a class="button" href="/desk/environments">
            Cancel
          </a>
        </p>
      </form>
    </DeskPage>
  )
}

function anchorOf(field: string): string {
  if (field === 'kind') return '#kind-sandbox'
  return field === 'use' ? '#use-open' : `#${field}`
}

type Shared = { typed: Typed; refusal?: Refusal }

function Addresses(shared: Shared) {
  return (
    <>
      <Line {...{ name: 'authorizeUrl', label: labels.authorizeUrl, type: 'url', ...shared }} />
      <Line {...{ name: 'tokenUrl', label: labels.tokenUrl, type: 'url', ...shared }} />
      <Line {...{ name: 'fhirUrl', label: labels.fhirUrl, type: 'url', ...shared }} />
      <Line {...{ name: 'issuer', label: labels.issuer, type: 'url', ...shared }} />
      <Line
        {...{ name: 'discoveryUrl', label: labels.discoveryUrl, type: 'url', ...shared }}
        hint="Ends with /.well-known/smart-configuration or /.well-known/openid-configuration."
      />
    </>
  )
}

function Rules({ frame, ...shared }: Shared & { frame: Frame }) {
  return (
    <>
      <LongText
        {...{ name: 'audiences', label: labels.audiences, max: 3000, rows: 2, ...shared }}
        hint="What an app names as the audience, one address a line."
      />
      <LongText
        {...{ name: 'audienceRule', label: labels.audienceRule, max: 1000, rows: 3, ...shared }}
        hint="What an app sends as “aud”, in words."
      />
      <LongText
        {...{ name: 'pkce', label: labels.pkce, max: 1000, rows: 3, ...shared }}
        hint="What you ask of apps, in words."
      />
      <LongText
        {...{ name: 'credential', label: labels.credential, max: 1000, rows: 3, ...shared }}
        hint="Where and how a vendor obtains it. Never the credential itself."
      />
      <LongText
        {...{ name: 'scopes', label: labels.scopes, max: 6000, rows: 6, ...shared }}
        hint="What it offers, one a line. patient/*.rs offers patient/Patient.rs too."
      />
      <Line
        {...{ name: 'rotatesOn', label: labels.rotatesOn, type: 'date', optional: true, ...shared }}
        least={nextDay(localDay(frame.now, frame.payer.zone))}
      />
    </>
  )
}

function InUse({ typed, refusal }: Shared) {
  return (
    <Choices name="use" legend="In use" refusal={refusal}>
      <Radio name="use" value="open" chosen={typed.use} label="Apps are sent to it" />
      <Radio
        {...{ name: 'use', value: 'retired', chosen: typed.use, label: 'No longer used' }}
        hint="It is in no new letter. Clients that were recorded for it stay on record."
      />
    </Choices>
  )
}
