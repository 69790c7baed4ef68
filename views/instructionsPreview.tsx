// The letter with the token instructions as it will leave, and the button that sends it.
import type { InstructionsPage } from '../db/queries/instructions.ts'
import type { Frame, Refusal } from './frame.ts'
import { Crumbs } from './instructions.tsx'
import { DeskPage } from './layout.tsx'
import { Callout, ErrorSummary } from './parts.tsx'
import { pageOf } from './paths.ts'

type Props = {
  frame: Frame
  page: InstructionsPage
  intro: string
  letter: { subject: string; text: string }
  refusal?: Refusal
}

export function InstructionsPreview({ frame, page, intro, letter, refusal }: Props) {
  const { registration, facts, version } = page
  const url = `${pageOf('staff', registration.id)}/instructions`
  return (
    <DeskPage frame={frame} title={`Preview, ${registration.appName}`} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <Crumbs registration={registration} last="Preview of the token instructions" />
      <h1>Send this letter?</h1>
      <section class="panel stack" aria-labelledby="letter">
        <h2 class="vh" id="letter">
          The letter
        </h2>
        <dl class="facts">
          <dt>To</dt>
          <dd>
            {facts.contact?.name} ({facts.contact?.email})
          </dd>
          <dt>Subject</dt>
          <dd>{letter.subject}</dd>
        </dl>
        <pre class="letter-text">{letter.text}</pre>
      </section>
      <Callout>
        <p>
          {registration.phase === 'instructions_due'
            ? 'The clock stops and the app becomes active when a mail server has taken this letter, not before.'
            : 'The app is active already. Its page shows what this letter says when a mail server has taken it.'}
        </p>
      </Callout>
      <form class="cluster" method="post" action={url}>
        <input type="hidden" name="intro" value={intro} />
        <input type="hidden" name="version" value={version} />
        <button class="button" data-kind="primary" type="submit">
          Send to {facts.contact?.email}
        </button>
        <a class="button" href={url}>
          Back
        </a>
      </form>
    </DeskPage>
  )
}
