// Controls of the forms at the desk: each with its label, its hint, what was typed and what is wrong with it.
import type { Child } from 'hono/jsx'
import type { Refusal } from './frame.ts'
import { Field, FieldError, fieldState } from './parts.tsx'

export type Typed = Readonly<Record<string, string>>

type ChoicesProps = { name: string; legend: string; refusal?: Refusal; children?: Child }

/** A group of radio buttons. */
export function Choices({ name, legend, refusal, children }: ChoicesProps) {
  const error = errorOf(refusal, name)
  return (
    <fieldset data-invalid={error ? '' : undefined}>
      <legend class="legend">{legend}</legend>
      <div class="choices">{children}</div>
      <FieldError id={name} error={error} />
    </fieldset>
  )
}

type RadioProps = { name: string; value: string; chosen?: string; label: string; hint?: string }

export function Radio({ name, value, chosen, label, hint }: RadioProps) {
  return (
    <label class="choice">
      <input type="radio" id={`${name}-${value}`} name={name} value={value} checked={chosen === value} />
      <span>
        {label}
        {hint ? <span class="hint anywhere">{hint}</span> : null}
      </span>
    </label>
  )
}

type LineProps = {
  name: string
  label: string
  type?: string
  hint?: string
  least?: string
  most?: string
  optional?: boolean
  typed: Typed
  refusal?: Refusal
}

/** One line of text, or a date. `least` and `most` bound a date. */
export function Line({ name, label, type = 'text', hint, least, most, optional, typed, refusal }: LineProps) {
  const error = errorOf(refusal, name)
  return (
    <Field id={name} label={label} hint={hint} error={error} optional={optional}>
      <input
        {...fieldState(name, { hint, error })}
        class="input"
        name={name}
        type={type}
        value={typed[name]}
        min={least}
        max={most}
        autocomplete="off"
        required={!optional}
      />
    </Field>
  )
}

type LongTextProps = Omit<LineProps, 'type' | 'least' | 'most'> & { max: number; rows?: number }

export function LongText({ name, label, hint, max, rows, typed, refusal }: LongTextProps) {
  const error = errorOf(refusal, name)
  return (
    <Field id={name} label={label} hint={hint} error={error}>
      <textarea
        class="textarea"
        name={name}
        maxlength={max}
        rows={rows}
        {...fieldState(name, { hint, error })}
      >
        {typed[name] ? '\n' : null}
        {typed[name]}
      </textarea>
    </Field>
  )
}

function errorOf(refusal: Refusal | undefined, name: string): string | undefined {
  return refusal?.problems.find(({ field }) => field === name)?.message
}
