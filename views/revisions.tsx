// What changed between two revisions, for the owner and for staff: each answer before and after.
import type { Revision, RevisionsPage } from '../db/queries/revisions.ts'
import { type Difference, differencesOf } from '../src/rules/revisions.ts'
import { count, type Side } from '../src/rules/turn.ts'
import type { Frame } from './frame.ts'
import { DeskPage, PortalPage } from './layout.tsx'
import { Field, PlainText, When } from './parts.tsx'
import { pageOf } from './paths.ts'

type Props = { frame: Frame; page: RevisionsPage; viewer: Side; from: number; to: number }

export function Revisions({ frame, page, viewer, from, to }: Props) {
  const Page = viewer === 'staff' ? DeskPage : PortalPage
  const [before, after] = [from, to].map((each) => page.revisions.find(({ revision }) => revision === each))
  return (
    <Page frame={frame} title={`Revisions of ${page.appName}`} current={viewer === 'staff' ? 'all' : 'apps'}>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href={pageOf(viewer, page.id)}>{page.appName}</a>
          </li>
          <li>Revisions</li>
        </ol>
      </nav>
      <h1>What changed</h1>
      {page.revisions.length > 1 ? (
        <Choose frame={frame} page={page} viewer={viewer} from={from} to={to} />
      ) : (
        <p class="lede">There is one revision so far. Nothing has changed since it was submitted.</p>
      )}
      {before && after && before !== after ? <Changes before={before} after={after} /> : null}
    </Page>
  )
}

function Choose({ frame, page, viewer, from, to }: Props) {
  const options = (chosen: number) =>
    page.revisions.map(({ revision, submittedBy }) => (
      <option value={String(revision)} selected={revision === chosen}>
        Revision {revision}, {submittedBy}
      </option>
    ))
  const newest = page.revisions.at(-1) as Revision
  return (
    <form class="panel stack tight" method="get" action={`${pageOf(viewer, page.id)}/revisions`}>
      <div class="columns">
        <Field id="from" label="Before">
          <select class="select" id="from" name="from">
            {options(from)}
          </select>
        </Field>
        <Field id="to" label="After">
          <select class="select" id="to" name="to">
            {options(to)}
          </select>
        </Field>
      </div>
      <p class="small soft">
        The newest was submitted <When at={newest.submittedAt} zone={frame.payer.zone} now={frame.now} />.
      </p>
      <p>
        <button class="button" type="submit">
          Compare
        </button>
      </p>
    </form>
  )
}

function Changes({ before, after }: { before: Revision; after: Revision }) {
  const differences = differencesOf(before.answers, after.answers)
  if (differences.length === 0) return <p class="lede">Both revisions have the same answers.</p>
  return (
    <DifferenceTable
      differences={differences}
      before={`Revision ${before.revision}`}
      after={`Revision ${after.revision}`}
    />
  )
}

type TableProps = { differences: readonly Difference[]; before: string; after: string }

/** Each question whose answer differs, with both answers side by side. */
export function DifferenceTable({ differences, before, after }: TableProps) {
  return (
    <section class="panel" data-flush aria-labelledby="changes">
      <h2 id="changes">{count(differences.length, 'answer')} changed</h2>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <tr id={`change-${difference.field.id}`}>
              <th scope="row">
                {difference.field.label}
                <br />
                <small class="soft">{difference.part}</small>
              </th>
              <td>
                <Text words={difference.before} />
              </td>
              <td>
                <Text words={difference.after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Text = ({ words }: { words: string }) =>
  words ? <PlainText text={words} /> : <span class="unanswered">Not answered</span>
