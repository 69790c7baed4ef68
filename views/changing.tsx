// The check before a change of an approved app is filed: what would differ, who decides it and until when.
import type { DraftPage } from '../db/queries/portal.ts'
import { promisedDays } from '../src/rules/clock.ts'
import { changedFields, isMaterial } from '../src/rules/editing.ts'
import { frozenAnswers } from '../src/rules/questionnaire.ts'
import type { Problem } from '../src/rules/refused.ts'
import { differencesOf } from '../src/rules/revisions.ts'
import { count } from '../src/rules/turn.ts'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout, ErrorSummary } from './parts.tsx'
import { Crumbs, editHref, PartList, ToComplete, WaitsFor } from './portal.tsx'
import { DifferenceTable } from './revisions.tsx'

type CheckProps = {
  frame: Frame
  draft: DraftPage
  problems: readonly Problem[]
  waitsForContact: string | null
  refusal?: Refusal
}

/** What would change, who decides it and until when; one button files it, another leaves everything as it is. */
export function CheckChange({ frame, draft, problems, waitsForContact, refusal }: CheckProps) {
  const hrefOf = (field: string) => editHref(draft.id, field)
  const live = draft.live ?? {}
  const changed = changedFields(live, frozenAnswers(draft.answers))
  const differences = differencesOf(live, frozenAnswers(draft.answers)).filter(({ field }) =>
    changed.includes(field),
  )
  const missing = { message: `${count(problems.length, 'answer')} to complete`, problems }
  return (
    <PortalPage frame={frame} title="Check the change" current="apps" error={refusal !== undefined}>
      <Crumbs draft={draft} />
      <div class="with-aside" data-aside="start">
        <PartList draft={draft} answers={draft.answers} current="check" />
        <div class="stack">
          <h1>Check the change</h1>
          {refusal ? <ErrorSummary refusal={refusal} hrefOf={hrefOf} /> : null}
          {changed.length === 0 ? <Nothing draft={draft} /> : null}
          {changed.length > 0 && !refusal && problems.length > 0 ? (
            <ToComplete {...missing} hrefOf={hrefOf} />
          ) : null}
          {waitsForContact ? <WaitsFor email={waitsForContact} draft={draft} /> : null}
          {changed.length > 0 ? (
            <>
              <DifferenceTable differences={differences} before="Live now" after="Your change" />
              <FileForm
                draft={draft}
                payer={frame.payer.name}
                waits={changed.some(isMaterial)}
                ready={problems.length === 0 && !waitsForContact}
              />
            </>
          ) : null}
        </div>
      </div>
    </PortalPage>
  )
}

function Nothing({ draft }: { draft: DraftPage }) {
  return (
    <Callout tone="info">
      <p>
        Nothing differs from the answers we have. Choose a part to change something, or go{' '}
        <a href={`/registrations/${draft.id}`}>back to the registration</a>.
      </p>
    </Callout>
  )
}

type FileProps = { draft: DraftPage; payer: string; waits: boolean; ready: boolean }

function FileForm({ draft, payer, waits, ready }: FileProps) {
  return (
    <section class="panel stack tight" aria-labelledby="file-heading">
      <h2 id="file-heading">{waits ? 'Ask for the change' : 'Update the answers'}</h2>
      <p>
        {waits
          ? `${payer} decides within ${promisedDays.change} business days. Until then the answers before it stay live, and the app goes on as it is.`
          : 'These answers need no decision: they count as soon as you send them.'}
      </p>
      <form class="cluster" method="post" action={`/registrations/${draft.id}/change`}>
        <input type="hidden" name="version" value={String(draft.draftVersion)} />
        <button
          class="button"
          data-kind={ready ? 'primary' : undefined}
          type="submit"
          aria-disabled={ready ? undefined : 'true'}
          aria-describedby={ready ? undefined : 'not-ready'}
        >
          {waits ? 'Ask for the change' : 'Update the answers'}
        </button>
        <button class="button" type="submit" formaction={`/registrations/${draft.id}/change/discard`}>
          Discard my edits
        </button>
        {ready ? null : (
          <span class="small soft" id="not-ready">
            Not yet: see the top of this page.
          </span>
        )}
      </form>
    </section>
  )
}
