// The review criteria, public and printable: what must be true, how we look at it, and what it may lead to.
import { type Criterion, type CriterionClass, criteriaOf, criteriaVersion } from '../src/rules/criteria.ts'
import type { Frame } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout } from './parts.tsx'

const classes: readonly (readonly [CriterionClass, string, string])[] = [
  [
    'SEC',
    'Security',
    'Whether connecting the app would be an unacceptable risk to the security of health information on our own systems. Only these can lead to a “no”, a suspension or a termination.',
  ],
  [
    'TEC',
    'Technical',
    'What must work before an app can connect. Where something is missing we ask; we never refuse an app for it.',
  ],
  [
    'PRV',
    'Privacy',
    'For information. These may never be used to refuse, suspend or terminate an app. We may tell members what you answered.',
  ],
]

export function CriteriaPage({ frame }: { frame: Frame }) {
  return (
    <PortalPage
      frame={frame}
      title="Review criteria"
      description={`What ${frame.payer.name} looks at when it reviews an app, the same for every app.`}
      current="criteria"
    >
      <div class="page-head">
        <div class="stack tight">
          <h1>Review criteria</h1>
          <p class="lede">The same for every app and every company, checked in the same way.</p>
          <p class="soft small">
            Version {criteriaVersion}. A registration is reviewed by the version that is in force when it is
            submitted.
          </p>
        </div>
      </div>
      <Callout tone="info">
        <p>
          The rule behind this page is{' '}
          <a href="https://www.ecfr.gov/current/title-42/section-422.119">42 CFR 422.119(e)</a>.
        </p>
      </Callout>
      {classes.map(([kind, title, about]) => (
        <section class="panel" aria-labelledby={`class-${kind}`}>
          <h2 id={`class-${kind}`}>{title}</h2>
          <p class="soft">{about}</p>
          <dl class="criteria">
            {criteriaOf(kind).map((criterion) => (
              <CriterionEntry {...criterion} />
            ))}
          </dl>
        </section>
      ))}
    </PortalPage>
  )
}

function CriterionEntry({ id, title, met, evidence }: Criterion) {
  return (
    <div id={id}>
      <dt>
        <a href={`#${id}`} class="tag">
          {id}
        </a>
        <strong>{title}</strong>
      </dt>
      <dd>
        <p>{met}</p>
        <p class="soft small">We note: {evidence.join('; ')}.</p>
      </dd>
    </div>
  )
}
