// A draft for a colleague who may only read it.
import type { DraftPage } from '../db/queries/portal.ts'
import type { Frame } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout, StatusBadge } from './parts.tsx'
import { AnswerList } from './questionnaire.tsx'

export function ReadDraft({ frame, draft }: { frame: Frame; draft: DraftPage }) {
  return (
    <PortalPage frame={frame} title={draft.appName} current="apps">
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/registrations">Your apps</a>
          </li>
          <li>{draft.appName} (draft)</li>
        </ol>
      </nav>
      <div class="cluster">
        <h1>{draft.appName}</h1>
        <StatusBadge word="draft" />
      </div>
      <Callout icon="lock">
        <p>You can read this draft and not change it. An owner of {draft.company} can let you do more.</p>
      </Callout>
      <section class="panel" aria-label="Answers so far">
        <AnswerList answers={draft.answers} filesUrl={`/registrations/${draft.id}`} />
      </section>
    </PortalPage>
  )
}
