// What there is to know of one environment, for the vendor and for staff: addresses to copy, and rules in words.
import {
  type EnvironmentFacts,
  environmentKindNames,
  environmentLabels as labels,
} from '../src/rules/environments.ts'
import { DayTime, PlainText } from './parts.tsx'

type Props = { facts: EnvironmentFacts; clientId?: string; now: Date; zone: string }

export function EnvironmentList({ facts, clientId, now, zone }: Props) {
  const addresses = ['authorizeUrl', 'tokenUrl', 'fhirUrl', 'issuer', 'discoveryUrl'] as const
  const rules = ['pkce', 'audienceRule', 'credential'] as const
  return (
    <dl class="facts" data-stacked>
      <dt>{labels.kind}</dt>
      <dd>{environmentKindNames[facts.kind]}</dd>
      {clientId ? <Copied label="Client id" value={clientId} /> : null}
      {addresses.map((field) => (
        <Copied label={labels[field]} value={facts[field]} />
      ))}
      <Copied label={clientId ? 'Granted scopes' : labels.scopes} value={facts.scopes.join(' ')} />
      <Copied label={labels.audiences} value={facts.audiences.join('\n')} />
      {rules.map((field) => (
        <>
          <dt>{labels[field]}</dt>
          <dd>
            <PlainText text={facts[field]} />
          </dd>
        </>
      ))}
      {facts.rotatesOn ? (
        <>
          <dt>{labels.rotatesOn}</dt>
          <dd>
            <DayTime day={facts.rotatesOn} now={now} zone={zone} />
          </dd>
        </>
      ) : null}
    </dl>
  )
}

function Copied({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {value.split('\n').map((line, index) => (
          <>
            {index > 0 ? <br /> : null}
            <code class="anywhere">{line}</code>
          </>
        ))}
      </dd>
    </>
  )
}
