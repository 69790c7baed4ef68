// A question that is answered with a file, and an uploaded file as a link.
import { fileText, isPicture, readFileAnswer, type StoredFile } from '../src/rules/files.ts'
import type { Answers, Field as Question } from '../src/rules/questionnaire.ts'
import { Field, fieldState } from './parts.tsx'

type AskProps = {
  field: Extract<Question, { type: 'file' }>
  value: Answers[string] | undefined
  error: string | null
}

/** The file there is, with a tick to remove it, and a place to choose another. */
export function AskFile({ field: { id, label, hint, optional }, value, error }: AskProps) {
  const file = readFileAnswer(value)
  return (
    <Field id={id} label={label} hint={hint} error={error} optional={optional}>
      {file ? (
        <div class="file-now">
          <p class="anywhere">{fileText(file)}</p>
          <label class="choice">
            <input type="checkbox" name={`remove_${id}`} value="yes" />
            <span>Remove this file</span>
          </label>
        </div>
      ) : null}
      <input {...fieldState(id, { hint, error })} class="input" type="file" name={id} />
    </Field>
  )
}

/** A download; a picture is also shown, small, from our own origin. `url` is the page of its registration. */
export function FileLink({ file, url }: { file: StoredFile; url: string }) {
  return (
    <p class="anywhere file">
      {isPicture(file.kind) ? <Logo file={file} url={url} /> : null}
      <a href={`${url}/files/${file.sha256}`}>{fileText(file)}</a>
    </p>
  )
}

function Logo({ file, url }: { file: StoredFile; url: string }) {
  return <img class="logo" src={`${url}/pictures/${file.sha256}`} alt="" width="40" height="40" />
}

/** The logo beside the name of the app, where it has one. */
export function AppLogo({ answers, url }: { answers: Answers; url: string }) {
  const file = readFileAnswer(answers.logo)
  return file ? <Logo file={file} url={url} /> : null
}
