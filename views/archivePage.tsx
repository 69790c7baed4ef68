// Before a registration is exported: what the archive holds, and the password again.
import type { ThreadPage } from '../db/queries/thread.ts'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { ErrorSummary } from './parts.tsx'
import { pageOf } from './paths.ts'
import { Password } from './propose.tsx'

type Props = { frame: Frame; page: ThreadPage; refusal?: Refusal }

export function ArchivePage({ frame, page: { registration }, refusal }: Props) {
  const { id, number, appName } = registration
  return (
    <DeskPage frame={frame} title={`Export ${number}`} current="queue" error={refusal !== undefined}>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={pageOf('staff', id)}>{number}</a>
          </li>
          <li>Export</li>
        </ol>
      </nav>
      <h1>Export {appName}</h1>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <section class="panel stack tight" aria-labelledby="holds">
        <h2 id="holds">What the archive holds</h2>
        <ul>
          <li>
            A page to read, without script and without a network: history, clocks, questions, decisions,
            thread.
          </li>
          <li>Every record behind it as JSON, with the criteria and the calendar that they were made by.</li>
          <li>Each clock as a question that the command “clock” counts anew, and the answer it gave.</li>
          <li>Every letter in the words that left, and every file that was filed.</li>
          <li>The SHA-256 of each file, so that a change is seen.</li>
        </ul>
        <p class="soft small">
          It names people and holds what vendors wrote. Keep it where such records belong. That you took it is
          written down.
        </p>
        <form class="stack tight" method="post" action={`${pageOf('staff', id)}/export`}>
          <Password error={refusal?.problems.find(({ field }) => field === 'password')?.message} />
          <p class="cluster">
            <button class="button" data-kind="primary" type="submit">
              Download the archive
            </button>
            <a href={pageOf('staff', id)}>Back to the thread</a>
          </p>
        </form>
      </section>
    </DeskPage>
  )
}
