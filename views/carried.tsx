// What somebody wrote before the session ended: shown after signing in, and sent by a button.
import { type Carried, toRead } from '../src/rules/carried.ts'
import { answerText, fieldOf } from '../src/rules/questionnaire.ts'
import type { Frame } from './frame.ts'
import { DeskPage, PortalPage } from './layout.tsx'
import { Callout, PlainText } from './parts.tsx'

/** The sealed text inside a form of signing in. */
export function KeptField({ sealed }: { sealed: string }) {
  return sealed ? <input type="hidden" name="carried" value={sealed} autocomplete="off" /> : null
}

type WrittenProps = { frame: Frame; carried: Carried; may: boolean; onward: string }

export function WrittenPage(props: WrittenProps) {
  const Page = props.frame.person?.kind === 'staff' ? DeskPage : PortalPage
  return (
    <Page frame={props.frame} title="Here is what you wrote">
      <div class="narrow stack">
        <h1>You were signed out. Here is what you wrote</h1>
        <Written {...props} />
      </div>
    </Page>
  )
}

/** Read first: whoever signed in may be somebody else than who wrote it. */
export function Written({ frame: { person }, carried, may, onward }: WrittenProps) {
  return (
    <>
      <p>
        Nothing of this has been sent yet. You are signed in as <strong>{person?.name}</strong> (
        <span class="anywhere">{person?.email}</span>). If somebody else wrote it, do not send it.
      </p>
      <Files names={carried.files} />
      <section class="answers" aria-label="What you wrote">
        <dl>
          {toRead(carried).map(([name, values]) => (
            <div>
              <dt>{labelOf(name)}</dt>
              <dd>
                <PlainText text={textOf(name, values)} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      {may ? <SendIt carried={carried} onward={onward} /> : <NotYours onward={onward} />}
    </>
  )
}

function SendIt({ carried: { path, fields }, onward }: { carried: Carried; onward: string }) {
  return (
    <form method="post" action={path} data-guard="unsaved">
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} autocomplete="off" />
      ))}
      <p class="cluster">
        <button class="button" data-kind="primary" type="submit">
          Send it now
        </button>
        <a href={onward}>Leave it, and go to the page</a>
      </p>
    </form>
  )
}

function NotYours({ onward }: { onward: string }) {
  return (
    <>
      <Callout tone="warn">
        <p>Your role does not include this form. Copy what you need, or sign in as who wrote it.</p>
      </Callout>
      <p>
        <a href={onward}>Leave it, and go on</a>
      </p>
    </>
  )
}

function Files({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <Callout tone="warn" icon="paperclip">
      <p>
        Files cannot wait with the text. Choose again on the page:{' '}
        <span class="anywhere">{names.join(', ')}</span>
      </p>
    </Callout>
  )
}

const labels: Record<string, string> = {
  body: 'Message',
  kind: 'Sent as',
  field_1: 'About the answer',
  field_2: 'About the answer',
  question_1: 'First question',
  question_2: 'Second question',
  blocking: 'Stops our clock',
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return fieldOf(name)?.label ?? labels[name] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

function textOf(name: string, values: readonly string[]): string {
  const field = fieldOf(name)
  return field ? answerText(field, values) : values.map((value) => fieldOf(value)?.label ?? value).join('\n')
}
