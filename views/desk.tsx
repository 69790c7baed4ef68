// The queue of the desk: every row says what comes next, who does it, and by when.
import type { ClockView } from '../db/queries/clocks.ts'
import type { QueueRow, QueueViewName } from '../db/queries/desk.ts'
import { type Day, localDay, shortDay } from '../src/rules/calendar.ts'
import { standingWord } from '../src/rules/status.ts'
import { count, type Turn, turnOf } from '../src/rules/turn.ts'
import type { IconName } from './assets/icons.ts'
import { OutdatedTag } from './attestation.tsx'
import { factsOf } from './facts.ts'
import type { Frame } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Avatar, Empty, Icon, StatusBadge, Tag, type Tone, urgencyLooks } from './parts.tsx'

type QueueProps = {
  frame: Frame
  view: QueueViewName
  rows: readonly QueueRow[]
  page: number
  more: boolean
}
type Line = { row: QueueRow; turn: Turn }

const views = {
  pending: {
    title: 'To do',
    about: 'Registrations and reviews that wait for a decision, the next due first.',
    empty: 'Nothing is pending. When a vendor submits a registration, it appears here.',
  },
  mine: {
    title: 'Mine',
    about: 'Registrations and reviews you have taken, the next due first.',
    empty: 'You have taken nothing yet. Open a pending registration and choose “Take it”.',
  },
  all: {
    title: 'All registrations',
    about: 'Everything that was ever submitted.',
    empty: 'No registration has been submitted yet.',
  },
} as const satisfies Record<QueueViewName, { title: string; about: string; empty: string }>

const groups = [
  { whose: 'you', title: 'Your turn' },
  { whose: 'us', title: 'Waiting for the vendor' },
  { whose: 'none', title: 'At rest' },
] as const satisfies { whose: Turn['whose']; title: string }[]

export function QueuePage({ frame, view, rows, page, more }: QueueProps) {
  const { title, about, empty } = views[view]
  const lines = rows.map((row) => ({ row, turn: turnOf(factsOf(row, frame), 'staff') }))
  return (
    <DeskPage frame={frame} title={title} current={view}>
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="soft">{about}</p>
        </div>
        <Changed url={`/desk?view=${view}&page=${page}`} />
      </div>
      {rows.length === 0 ? (
        <Empty icon="inbox" title={page > 1 ? 'No more registrations' : 'Nothing here'}>
          <p>{page > 1 ? 'This page has nothing on it any more.' : empty}</p>
        </Empty>
      ) : null}
      {groups.map((group) => (
        <Group {...group} lines={lines.filter(({ turn }) => turn.whose === group.whose)} frame={frame} />
      ))}
      <Pager url={`/desk?view=${view}`} page={page} more={more} shown={rows.length} noun="registration" />
    </DeskPage>
  )
}

/** The list never moves under the reader: a script only shows that something changed. */
function Changed({ url }: { url: string }) {
  return (
    <p id="changed" data-live-desk hidden>
      <a class="chip" href={url}>
        Something changed. Refresh
      </a>
    </p>
  )
}

type GroupProps = { frame: Frame; whose: Turn['whose']; title: string; lines: readonly Line[] }

function Group({ frame, whose, title, lines }: GroupProps) {
  if (lines.length === 0) return null
  return (
    <section class="group" aria-labelledby={`group-${whose}`}>
      <h2 id={`group-${whose}`}>
        {title} <span class="count">{lines.length}</span>
      </h2>
      <ul class="rows">
        {lines.map((line) => (
          <Row {...line} frame={frame} />
        ))}
      </ul>
    </section>
  )
}

function Row({ row, turn, frame }: Line & { frame: Frame }) {
  return (
    <li class="row">
      <div>
        <Assignee name={row.review ? row.review.assignee : row.assignee} />
      </div>
      <div>
        <a class="row-title" href={`/desk/registrations/${row.id}`}>
          {row.appName}
        </a>
        <small>
          {row.company} · <span class="nowrap">{row.number}</span>
        </small>
      </div>
      <div class="stack tight">
        <StatusBadge word={standingWord(row)} />
        {row.expedite && row.status === 'pending' ? <Tag tone="review">Expedite</Tag> : null}
      </div>
      <div class="next">
        <span>{turn.next}</span>
        <small>{whoWords(row, turn, frame)}</small>
        {row.phase === 'reattest_due' ? <OutdatedTag /> : null}
      </div>
      <TimeLeft row={row} turn={turn} now={frame.now} />
    </li>
  )
}

function Assignee({ name }: { name: string | null }) {
  if (!name) {
    return (
      <span class="avatar">
        <Icon name="circle-dashed" />
        <span class="vh">Not assigned</span>
      </span>
    )
  }
  return (
    <>
      <Avatar name={name} side="staff" />
      <span class="vh">Assigned to {name}</span>
    </>
  )
}

function whoWords({ company, review, ...row }: QueueRow, { whose }: Turn, { person }: Frame): string {
  const assignee = review ? review.assignee : row.assignee
  if (whose === 'us') return company
  if (assignee === null) return whose === 'none' ? 'Nobody' : 'Nobody has taken it'
  return assignee === person?.name ? 'You' : assignee
}

// ── The clock of a row

type Left = { icon: IconName; tone?: Tone; words: string; day: Day; about: string }

function TimeLeft({ row, turn, now }: { row: QueueRow; turn: Turn; now: Date }) {
  const today = localDay(now, row.zone)
  const { icon, tone, words, day, about } = leftOf(row, turn, today)
  return (
    <div>
      <span class="left" data-tone={tone}>
        <Icon name={icon} />
        {words}
      </span>
      <small>
        {about} <time datetime={day}>{shortDay(day, today)}</time>
      </small>
    </div>
  )
}

function leftOf(row: QueueRow, { whose }: Turn, today: Day): Left {
  const inReview = row.review?.assignment ?? row.review?.clock
  const clock = inReview ?? (row.status === 'approved' ? row.instructions : row.decision)
  if (whose === 'none' || !clock || clock.reading.state === 'stopped') {
    return { icon: 'check', words: 'No date', day: localDay(row.changedAt, row.zone), about: 'changed' }
  }
  return clock.reading.state === 'paused' ? pausedLeft(row, clock, today) : runningLeft(clock, today)
}

function runningLeft({ reading, words }: ClockView, today: Day): Left {
  const about = reading.late ? 'was due' : 'due'
  return { ...urgencyLooks[words.urgency], words: words.glance, day: reading.dueOn ?? today, about }
}

function pausedLeft(row: QueueRow, { reading, words }: ClockView, today: Day): Left {
  const { answersToCheck } = row
  const request = row.review ? row.review.question : row.request
  if (reading.late)
    return { ...urgencyLooks.late, words: words.glance, day: reading.dueOn ?? today, about: 'was due' }
  const paused = { icon: 'circle-pause', words: words.glance } as const
  if (answersToCheck > 0 || !request) return { ...paused, day: reading.pausedSince ?? today, about: 'since' }
  const day = request.replyBy
  if (day < today) return { icon: 'clock', tone: 'warn', words: 'Reply late', day, about: 'reply was due' }
  return { ...paused, day, about: 'reply by' }
}

// ── Pages

type PagerProps = { url: string; page: number; more: boolean; shown: number; noun: string }

/** Links to the pages before and after; nothing where there is only one page. */
export function Pager({ url, page, more, shown, noun }: PagerProps) {
  if (page === 1 && !more) return null
  const link = (to: number) => `${url}${url.includes('?') ? '&' : '?'}page=${to}`
  return (
    <nav class="pager" aria-label="Pages">
      <span>
        Page {page}, {count(shown, noun)}
      </span>
      <span class="cluster">
        {page > 1 ? (
          <a class="button" data-size="s" href={link(page - 1)}>
            Previous page
          </a>
        ) : null}
        {more ? (
          <a class="button" data-size="s" href={link(page + 1)}>
            Next page
          </a>
        ) : null}
      </span>
    </nav>
  )
}
