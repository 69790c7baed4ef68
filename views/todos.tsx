// The box “You need to”: on the list of apps for all of them, on a registration for that one. Done, it is not there.
import type { AppRow } from '../db/queries/portal.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { type Todo, todosOf } from '../src/rules/todos.ts'
import { factsOf } from './facts.ts'
import type { Frame } from './frame.ts'
import { Icon } from './parts.tsx'

type Line = Todo & { app?: string }

export function AllTodos({ frame, rows }: { frame: Frame; rows: readonly AppRow[] }) {
  const lines = rows.flatMap((row) => todosOfRow(row, frame).map((todo) => ({ ...todo, app: row.appName })))
  return <Todos lines={lines} />
}

function todosOfRow(row: AppRow, frame: Frame): Todo[] {
  const people = row.participants.map(({ email, verified, failed }) => ({
    email,
    verified,
    failed: failed !== null,
  }))
  return todosOf({
    ...factsOf(row, frame),
    id: row.id,
    mayWrite: row.mayWrite,
    toConfirm: row.toConfirm,
    people,
    reviewQuestion: row.review?.question,
  })
}

/** It stays in the page when nothing is needed, for news to fill. */
export function TodosOf({ frame, page }: { frame: Frame; page: ThreadPage }) {
  const { registration, request, entries, zone, mayWrite } = page
  const open = request?.items.filter(({ answeredAt }) => answeredAt === null).length ?? 0
  const lines = todosOf({
    ...{ id: registration.id, standing: registration, zone, now: frame.now, mayWrite },
    request: request && { questions: open, replyBy: request.replyBy },
    toConfirm: page.toConfirm,
    reviewQuestion: page.review?.question,
    answersToCheck: entries.filter(({ awaitsJudgement }) => awaitsJudgement).length,
    people: page.participants.map(({ email, verified, failed }) => ({
      email,
      verified,
      failed: failed !== null,
    })),
  })
  return lines.length > 0 ? <Todos lines={lines} /> : <div id="todos" hidden />
}

function Todos({ lines }: { lines: readonly Line[] }) {
  if (lines.length === 0) return null
  return (
    <section class="panel todos" id="todos" aria-labelledby="todos-heading">
      <h2 id="todos-heading">You need to</h2>
      <ul class="checks">
        {lines.map(({ app, words, href }) => (
          <li>
            <Icon name="circle-dashed" />
            <span class="anywhere">
              <a href={href}>{words}</a>
              {app ? <span class="soft"> · {app}</span> : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
