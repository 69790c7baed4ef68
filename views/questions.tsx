// The complete questionnaire as a readable, printable page that needs no account (42 CFR 422.119(d)).
import { fieldOf, parts, type Field as Question, questionnaireVersion } from '../src/rules/questionnaire.ts'
import type { Frame } from './frame.ts'
import { PortalPage } from './layout.tsx'

export function QuestionnairePage({ frame }: { frame: Frame }) {
  return (
    <PortalPage
      frame={frame}
      title="The questionnaire"
      description={`Every question that ${frame.payer.name} asks about an app, to read and print before you begin.`}
      current="questionnaire"
    >
      <div class="page-head">
        <div class="stack tight">
          <h1>The questionnaire</h1>
          <p class="lede">Every question we ask, to read or print before you begin.</p>
          <p class="soft small">
            Version {questionnaireVersion}. A code such as SEC-04 names the{' '}
            <a href="/criteria">review criterion</a> that the answer speaks to.
          </p>
        </div>
      </div>
      {parts.map(({ id, title, about, fields }, index) => (
        <section class="panel" aria-labelledby={id}>
          <h2 id={id}>
            {index + 1}. {title}
          </h2>
          <p class="soft">{about}</p>
          <ol class="question-list">
            {fields.map((field) => (
              <QuestionEntry field={field} />
            ))}
          </ol>
        </section>
      ))}
    </PortalPage>
  )
}

function QuestionEntry({ field }: { field: Question }) {
  const { id, label, hint, criterion } = field
  return (
    <li id={id}>
      <p>
        <strong>{label}</strong>{' '}
        {criterion ? (
          <a class="tag" href={`/criteria#${criterion}`}>
            {criterion}
          </a>
        ) : null}
      </p>
      {hint ? <p class="soft small">{hint}</p> : null}
      <p class="small">{[whenAsked(field), howAnswered(field)].filter(Boolean).join(' ')}</p>
    </li>
  )
}

function whenAsked({ optional, when }: Question): string {
  if (!when) return optional ? 'You may leave it out.' : 'Required.'
  const others = when.field.split('|').map((id) => `“${fieldOf(id)?.label ?? id}”`)
  return `Asked when the answer to ${others.join(' or ')} is ${when.is.map(choiceName(when.field)).join(' or ')}.`
}

const choiceName = (ids: string) => (value: string) => {
  const field = fieldOf(ids.split('|')[0] ?? '')
  if (!field || !('choices' in field)) return `“${value}”`
  return `“${field.choices.find((choice) => choice.value === value)?.label ?? value}”`
}

function howAnswered(field: Question): string {
  if (field.type === 'file') return 'A file.'
  if (field.type === 'yesno') return 'Yes or no.'
  if (!('choices' in field)) return 'max' in field ? `Up to ${field.max} characters.` : ''
  const names = field.choices.map(({ label }) => label).join(' · ')
  return field.type === 'one' ? `One of: ${names}.` : `Any of: ${names}.`
}
