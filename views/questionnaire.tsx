// The questionnaire twice: one part as the fields of a form, and the answers to read.
import type { Child } from 'hono/jsx'
import { readFileAnswer } from '../src/rules/files.ts'
import {
  type Answers,
  answerText,
  applies,
  parts as everyPart,
  isNewSince,
  type Part,
  type Field as Question,
} from '../src/rules/questionnaire.ts'
import type { Problem } from '../src/rules/refused.ts'
import { AskFile, FileLink } from './files.tsx'
import { Field, FieldError, fieldState, PlainText, Tag } from './parts.tsx'

type FieldsProps = {
  part: Part
  answers: Answers
  problems: readonly Problem[]
  /** The version of the questionnaire that the owner has seen; what was added after it is marked as new. */
  since?: number
}

/** A follow-up is hidden by the style sheet alone, so that it keeps its text and is there without it. */
export function PartFields({ part, answers, problems, since }: FieldsProps) {
  return (
    <>
      {groupsOf(part.fields).map((group) => (
        <div class="asks">
          {group.map((field) => (
            <FollowUp field={field} part={part} answers={answers}>
              {isNewSince(field, since) ? (
                <p>
                  <Tag tone="info">New question</Tag>
                </p>
              ) : null}
              <Ask field={field} value={answers[field.id]} error={errorOf(field, problems)} />
            </FollowUp>
          ))}
        </div>
      ))}
    </>
  )
}

/** Each question with those that depend on it, in the order of the form. */
function groupsOf(fields: readonly Question[]): Question[][] {
  const groups: Question[][] = []
  for (const field of fields) {
    const parents = field.when?.field.split('|') ?? []
    const from = groups.findIndex((group) => group.some(({ id }) => parents.includes(id)))
    const joined = from < 0 ? [] : groups.splice(from).flat()
    groups.push([...joined, field])
  }
  return groups
}

function errorOf(field: Question, problems: readonly Problem[]): string | null {
  return problems.find((problem) => problem.field === field.id)?.message ?? null
}

type FollowUpProps = { field: Question; part: Part; answers: Answers; children?: Child }

/** What depends on an answer of another part is there or not; within a part the style sheet shows it at once. */
function FollowUp({ field, part, answers, children }: FollowUpProps) {
  if (!field.when) return <>{children}</>
  if (!asksWithin(part, field.when.field)) return <div hidden={!applies(field, answers)}>{children}</div>
  return (
    <div class="reveal" data-when={field.when.is.join(' ')}>
      {children}
    </div>
  )
}

const asksWithin = (part: Part, names: string) => part.fields.some(({ id }) => names.split('|').includes(id))

type Given = Answers[string] | undefined
type AskProps<F extends Question = Question> = { field: F; value: Given; error: string | null }

const yesOrNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
] as const

function Ask({ field, value, error }: AskProps) {
  if (field.type === 'yesno')
    return <Choices field={field} value={value} error={error} choices={yesOrNo} row />
  if ('choices' in field) return <Choices field={field} value={value} error={error} choices={field.choices} />
  if (field.type === 'paragraph') return <Paragraph field={field} value={value} error={error} />
  if ('most' in field) return <Lines field={field} value={value} error={error} />
  if (field.type === 'tick') return <Tick field={field} value={value} error={error} />
  if (field.type === 'file') return <AskFile field={field} value={value} error={error} />
  return <Short field={field} value={value} error={error} />
}

type Choosing = AskProps & {
  choices: readonly { value: string; label: string; hint?: string }[]
  row?: boolean
}

function Choices({ field, value, error, choices, row }: Choosing) {
  const { id, label, hint, optional } = field
  const given = [value ?? []].flat()
  const state = fieldState(id, { hint, error })
  return (
    <fieldset
      class="flow tight"
      data-invalid={error ? '' : undefined}
      aria-describedby={state['aria-describedby']}
    >
      <legend class="legend">
        {label}
        {optional ? <span class="optional"> (optional)</span> : null}
      </legend>
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <FieldError id={id} error={error} />
      <div class="choices" data-row={row ? '' : undefined}>
        {choices.map((choice, index) => (
          <label class="choice">
            <input
              type={field.type === 'many' ? 'checkbox' : 'radio'}
              name={id}
              id={index === 0 ? id : `${id}-${choice.value}`}
              value={choice.value}
              checked={given.includes(choice.value)}
            />
            <span>
              {choice.label}
              {choice.hint ? <span class="hint">{choice.hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Paragraph({ field, value, error }: AskProps<Extract<Question, { type: 'paragraph' }>>) {
  const { id, label, hint, optional, max } = field
  const state = fieldState(id, { hint, error })
  const described = [state['aria-describedby'], `${id}-count`].filter(Boolean).join(' ')
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <textarea
        {...state}
        aria-describedby={described}
        class="textarea"
        name={id}
        rows={4}
        data-max={max}
        data-counter={`${id}-count`}
      >
        {'\n'}
        {[value ?? ''].flat().join('\n')}
      </textarea>
      <p class="hint" id={`${id}-count`}>
        Up to {max.toLocaleString('en-US')} characters
      </p>
    </Field>
  )
}

/** A list, one entry a line, as it was typed. */
function Lines({ field, value, error }: AskProps<Extract<Question, { type: 'lines' | 'emails' }>>) {
  const { id, label, hint, optional } = field
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <textarea {...fieldState(id, { hint, error })} class="textarea" name={id} rows={3} spellcheck={false}>
        {'\n'}
        {[value ?? []].flat().join('\n')}
      </textarea>
    </Field>
  )
}

function Tick({ field, value, error }: AskProps<Extract<Question, { type: 'tick' }>>) {
  const { id, label, statement } = field
  const state = fieldState(id, { error })
  return (
    <fieldset
      class="flow tight"
      data-invalid={error ? '' : undefined}
      aria-describedby={state['aria-describedby']}
    >
      <legend class="legend">{label}</legend>
      <FieldError id={id} error={error} />
      <label class="choice">
        <input
          type="checkbox"
          name={id}
          id={id}
          value={field.value}
          checked={[value ?? []].flat().includes(field.value)}
        />
        <span>{statement}</span>
      </label>
    </fieldset>
  )
}

const controls = {
  text: { type: 'text', inputmode: undefined, autocomplete: 'off', width: undefined },
  email: { type: 'email', inputmode: undefined, autocomplete: 'email', width: undefined },
  tel: { type: 'tel', inputmode: undefined, autocomplete: 'tel', width: 'm' },
  url: { type: 'text', inputmode: 'url', autocomplete: 'off', width: undefined },
} as const

function Short({ field, value, error }: AskProps<Extract<Question, { type: keyof typeof controls }>>) {
  const { id, label, hint, optional } = field
  const { type, inputmode, autocomplete, width } = controls[field.type]
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      <input
        {...fieldState(id, { hint, error })}
        class="input"
        type={type}
        name={id}
        value={[value ?? ''].flat().join(' ')}
        inputmode={inputmode}
        autocomplete={autocomplete}
        spellcheck={field.type === 'text' ? undefined : false}
        data-width={width}
      />
    </Field>
  )
}

type ListProps = {
  answers: Answers
  parts?: readonly Part[]
  /** Where an answer is changed; without it the list is only read. */
  changeHref?: (part: Part, field: Question) => string
  heading?: 'h2' | 'h3'
  /** The page of the registration whose files are linked; without it they are named only. */
  filesUrl?: string
}

/** The answers as people read them. Questions that were not asked are left out, unanswered ones say so. */
export function AnswerList({ answers, parts = everyPart, changeHref, heading = 'h3', filesUrl }: ListProps) {
  const Heading = heading
  return (
    <div class="answers">
      {parts.map((part) => (
        <section aria-labelledby={`answers-${part.id}`}>
          <Heading id={`answers-${part.id}`}>{part.title}</Heading>
          <dl>
            {part.fields
              .filter((field) => applies(field, answers))
              .map((field) => (
                <Answer
                  field={field}
                  value={answers[field.id]}
                  href={changeHref?.(part, field)}
                  filesUrl={filesUrl}
                />
              ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

const Unanswered = ({ optional }: { optional?: true }) =>
  optional ? <span class="soft">Not answered</span> : <span class="unanswered">Not answered</span>

type AnswerProps = { field: Question; value: Given; href?: string; filesUrl?: string }

function Answer({ field, value, href, filesUrl }: AnswerProps) {
  const text = answerText(field, value).trim()
  const file = field.type === 'file' && filesUrl ? readFileAnswer(value) : null
  return (
    <div id={`answer-${field.id}`}>
      <dt>{field.label}</dt>
      <dd>
        {file ? (
          <FileLink file={file} url={filesUrl as string} />
        ) : text ? (
          <PlainText text={text} />
        ) : (
          <Unanswered optional={field.optional} />
        )}
      </dd>
      {href ? (
        <dd class="change">
          <a href={href}>
            {text ? 'Change' : 'Answer'}
            <span class="vh">: {field.label}</span>
          </a>
        </dd>
      ) : null}
    </div>
  )
}
