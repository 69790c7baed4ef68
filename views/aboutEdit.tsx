// What an edit of the answers is for, said above the form.
import type { DraftPage } from '../db/queries/portal.ts'
import { applies, fields, isNewSince } from '../src/rules/questionnaire.ts'
import { statusNames } from '../src/rules/status.ts'
import { count } from '../src/rules/turn.ts'
import { Callout } from './parts.tsx'

export function AboutEdit({ draft }: { draft: DraftPage }) {
  const added = fields.filter(
    (field) => isNewSince(field, draft.questionnaireVersion) && applies(field, draft.answers),
  )
  return (
    <>
      {draft.purpose === 'answer' ? <Answering draft={draft} /> : null}
      {draft.purpose === 'change' ? <Changing draft={draft} /> : null}
      {draft.supersedes && draft.purpose === 'register' ? <Again supersedes={draft.supersedes} /> : null}
      {added.length > 0 && !draft.supersedes ? (
        <Callout tone="info">
          <p>
            The questionnaire has changed since you began. {count(added.length, 'question')}{' '}
            {added.length === 1 ? 'is' : 'are'} new and marked. Everything you wrote is kept.
          </p>
        </Callout>
      ) : null}
    </>
  )
}

function Answering({ draft }: { draft: DraftPage }) {
  return (
    <Callout tone="info">
      <p>
        You answer our questions. What you change here <strong>counts when you send it</strong>: sign again
        under “Signature”, then go back to <a href={`/registrations/${draft.id}/check`}>our questions</a>.
      </p>
    </Callout>
  )
}

function Changing({ draft }: { draft: DraftPage }) {
  return (
    <Callout tone="info">
      <p>
        You change the answers of an app that is approved. The answers we have <strong>stay live</strong>{' '}
        until you send the change, and where we have to decide, until we have. Sign again under “Signature”,
        then <a href={`/registrations/${draft.id}/check`}>check the change</a>.
      </p>
    </Callout>
  )
}

function Again({
  supersedes: { id, number, word, reason },
}: {
  supersedes: NonNullable<DraftPage['supersedes']>
}) {
  return (
    <Callout tone="info">
      <h2>You register this app again</h2>
      <p>
        It takes the place of <a href={`/registrations/${id}`}>{number}</a> ({statusNames[word]}). Your
        answers are taken over, without the signature
        {word === 'withdrawn' ? '' : '; tell us under “The app” what has changed'}. Our clock starts when you
        submit.
      </p>
      {reason ? (
        <p>
          <strong>The reason then:</strong> {reason}
        </p>
      ) : null}
    </Callout>
  )
}
