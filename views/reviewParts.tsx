// What the pages about a review share, for both sides.
import type { ReviewView } from '../db/queries/reviews.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { criteria } from '../src/rules/criteria.ts'
import type { StoredFile } from '../src/rules/files.ts'
import type { ReviewOutcome } from '../src/rules/reviews.ts'
import { FileLink } from './files.tsx'
import { Icon, PlainText } from './parts.tsx'
import { pageOf } from './paths.ts'

export const titleOf = (criterionId: string) =>
  `${criterionId} ${criteria.find(({ id }) => id === criterionId)?.title ?? ''}`.trim()

/** Evidence as downloads; without `url` only the names, for those who may not open files. */
export function EvidenceFiles({ files, url }: { files: readonly StoredFile[]; url: string | null }) {
  if (files.length === 0) return null
  return (
    <ul class="files">
      {files.map((file) => (
        <li>
          <Icon name="paperclip" />
          {url ? <FileLink file={file} url={url} /> : <span class="anywhere">{file.name}</span>}
        </li>
      ))}
    </ul>
  )
}

export const decidedWords: Record<ReviewOutcome, string> = {
  reinstate: 'The suspension is lifted.',
  reinstate_with_conditions: 'The suspension is lifted, with conditions.',
  rescind_termination: 'The termination is rescinded. The app registers again, and we look at it first.',
  rescind_denial: 'The refusal is rescinded. The app registers again, and we look at it first.',
  uphold: 'The decision stands.',
}

export function Results({ findings }: { findings: ReviewView['findings'] }) {
  return (
    <ul class="checks">
      {findings.map(({ criterionId, outcome, words }) => (
        <li data-tone={outcome === 'changed' ? 'good' : undefined}>
          <Icon name={outcome === 'changed' ? 'circle-check' : 'circle-slash'} />
          <div>
            <strong>
              {titleOf(criterionId)}: {outcome === 'changed' ? 'changed' : 'upheld'}
            </strong>
            <PlainText text={words ?? ''} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** What lifts the block, as it was told with the decision. */
export function whatLifts(page: Pick<ThreadPage, 'entries'>): string {
  const told = page.entries.findLast(({ event }) => event?.what === 'determined')?.event
  return told?.what === 'determined' ? told.whatLifts : ''
}

export function Crumbs({ page: { registration } }: { page: ThreadPage }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol class="crumbs">
        <li>
          <a href="/desk">Queue</a>
        </li>
        <li>
          <a href={pageOf('staff', registration.id)}>{registration.number}</a>
        </li>
        <li>Review</li>
      </ol>
    </nav>
  )
}
