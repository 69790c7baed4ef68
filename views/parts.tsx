// The parts that pages are made of. Class = component, attribute = state; the rules are in assets/app.css.
import type { Child } from 'hono/jsx'
import type { ClockView } from '../db/queries/clocks.ts'
import { type Day, localDay, localTime, shortDay } from '../src/rules/calendar.ts'
import { promisedDays, type Urgency } from '../src/rules/clock.ts'
import { initials } from '../src/rules/people.ts'
import { type standingWord, statusNames } from '../src/rules/status.ts'
import type { Side, Turn } from '../src/rules/turn.ts'
import type { IconName } from './assets/icons.ts'
import type { Refusal } from './frame.ts'

export type Tone = 'good' | 'info' | 'warn' | 'bad' | 'review'
type StatusWord = ReturnType<typeof standingWord>

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" aria-hidden="true" focusable="false">
      <use href={`/assets/icons.svg#${name}`} />
    </svg>
  )
}

const statusIcons = {
  draft: 'pencil',
  pending: 'hourglass',
  approved: 'circle-check',
  suspended: 'circle-pause',
  terminated: 'circle-x',
  not_approved: 'circle-slash',
  withdrawn: 'undo-2',
} as const satisfies Record<StatusWord, IconName>

/** A status is never a colour alone: a shape, the word, then the colour. */
export function StatusBadge({ word, size }: { word: StatusWord; size?: 'l' }) {
  return (
    <span class="badge" data-status={word} data-size={size}>
      <Icon name={statusIcons[word]} />
      {statusNames[word]}
    </span>
  )
}

export function Tag({ tone, icon, children }: { tone?: Tone; icon?: IconName; children?: Child }) {
  return (
    <span class="tag" data-tone={tone}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </span>
  )
}

export function Avatar({ name, side }: { name: string; side: Side }) {
  return (
    <span class="avatar" data-side={side} aria-hidden="true">
      {initials(name)}
    </span>
  )
}

type WhenProps = { at: Date; zone: string; now?: Date; relative?: boolean }

/** A time in full. With `relative` the script adds how long ago that was, and keeps it right. */
export function When({ at, zone, now, relative }: WhenProps) {
  return (
    <time datetime={at.toISOString()} data-relative={relative ? '' : undefined}>
      {localTime(at, zone, now && localDay(now, zone))}
    </time>
  )
}

/** A date without a time, with the year where it is not this one. */
export function DayTime({ day, now, zone }: { day: Day; now: Date; zone: string }) {
  return <time datetime={day}>{shortDay(day, localDay(now, zone))}</time>
}

const turnIcons = { you: 'flag', us: 'hourglass', none: 'info' } as const satisfies Record<
  Turn['whose'],
  IconName
>

/** Whose move it is, what it is and until when: the first thing on every page about one registration. */
export function TurnBlock({ turn, id = 'turn', children }: { turn: Turn; id?: string; children?: Child }) {
  return (
    <section class="turn" id={id} data-turn={turn.whose} aria-labelledby={`${id}-heading`}>
      <Icon name={turnIcons[turn.whose]} />
      <p class="turn-who">{turn.who}</p>
      <h2 id={`${id}-heading`}>{turn.heading}</h2>
      {turn.sentence ? <p>{turn.sentence}</p> : null}
      {children ? <div class="cluster">{children}</div> : null}
    </section>
  )
}

/** How near a due date is, as it looks in every list and on the clock itself. */
export const urgencyLooks = {
  none: { icon: 'clock' },
  soon: { icon: 'clock', tone: 'warn' },
  today: { icon: 'clock', tone: 'bad' },
  late: { icon: 'triangle-alert', tone: 'bad' },
} as const satisfies Record<Urgency, { icon: IconName; tone?: Tone }>

/** One clock as both sides see it: the line, a box for every business day, and how they were counted. */
export function ClockPanel({
  clock,
  title,
  id = clock.rule,
}: {
  clock: ClockView
  title: string
  id?: string
}) {
  const { reading, words } = clock
  const goal = reading.state === 'paused' ? reading.upcoming.at(-1) : undefined
  return (
    <section class="panel clock" id={id} aria-labelledby={`${id}-heading`}>
      <div class="between">
        <h2 id={`${id}-heading`}>{title}</h2>
        {words.urgency === 'none' ? null : <Tag {...urgencyLooks[words.urgency]}>{words.glance}</Tag>}
      </div>
      <p>{words.line}</p>
      <div class="days" role="img" aria-label={words.boxes}>
        {boxesOf(clock).map((box) => (
          <DayBox {...box} />
        ))}
      </div>
      {goal ? <p class="small soft">If it goes on today, it ends on {shortDay(goal, goal)}.</p> : null}
      <Fold summary="How this is counted" remember={`counted-${id}`}>
        <p class="small">{words.counted}</p>
      </Fold>
    </section>
  )
}

type Box = {
  kind: 'used' | 'late' | 'left' | 'spare' | 'pause'
  text?: string
  month?: string
  due?: boolean
  more?: true
}

function DayBox({ kind, text, month, due, more }: Box) {
  return (
    <span data-day={kind} data-due={due ? '' : undefined} data-more={more ? '' : undefined}>
      {kind === 'pause' ? <Icon name="circle-pause" /> : text}
      {month ? <small>{month}</small> : null}
    </span>
  )
}

/** Lateness past this many days is one box with a number. */
const lateBoxes = 4

function boxesOf({ rule, reading }: ClockView): Box[] {
  const { days, upcoming, dueOn, late, pausedSince } = reading
  const onTime = late ? days.filter((day) => day <= dueOn!) : days
  const over = days.slice(onTime.length)
  const due = dueOn ?? upcoming.at(-1)
  const firsts = firstsOfMonths([...onTime, ...over.slice(0, lateBoxes), ...upcoming])
  const box = (kind: Box['kind'], day: Day) => ({
    ...{ kind, text: String(Number(day.slice(8))), due: day === due, day },
    month: firsts.has(day) ? monthOf(day) : undefined,
  })
  const counted = [
    ...onTime.map((day) => box('used', day)),
    ...over.slice(0, lateBoxes).map((day) => box('late', day)),
  ]
  const more = over.length - lateBoxes
  const spare = Math.max(0, promisedDays[rule] - onTime.length - upcoming.length)
  return [
    ...withPauses(counted, reading.pauses, pausedSince),
    ...(more > 0 ? [{ kind: 'late', text: `+${more}`, more: true } as const] : []),
    ...upcoming.map((day) => box('left', day)),
    ...Array.from({ length: reading.state === 'stopped' ? spare : 0 }, () => ({ kind: 'spare' }) as const),
  ]
}

/** A stop stands after the last day that it let count. */
function withPauses(
  counted: (Box & { day: Day })[],
  pauses: ClockView['reading']['pauses'],
  pausedSince: Day | null,
): Box[] {
  const shown = pauses.filter(({ from, to }) => to === null || (to > from && from !== pausedSince))
  const after = shown.map(({ from }) => counted.filter(({ day }) => day <= from).length)
  return [...counted, null].flatMap((each, index): Box[] => [
    ...(after.includes(index) ? [{ kind: 'pause' } as const] : []),
    ...(each ? [each] : []),
  ])
}

/** The first day of each month among days in order. */
function firstsOfMonths(days: readonly Day[]): Set<Day> {
  return new Set(days.filter((day, index) => days[index - 1]?.slice(0, 7) !== day.slice(0, 7)))
}

function monthOf(day: Day): string {
  return shortDay(day, day).split(' ')[1] ?? ''
}

/** What is wrong with a form, on top of it; every sentence leads to its field. */
export function ErrorSummary({ refusal, hrefOf }: { refusal: Refusal; hrefOf?: (field: string) => string }) {
  const { message, problems } = refusal
  return (
    <div class="error-summary" role="alert" tabindex={-1} aria-labelledby="error-summary-heading">
      <h2 id="error-summary-heading">{message}</h2>
      {problems.length > 0 ? (
        <ul>
          {problems.map(({ field, message }) => (
            <li>
              <a href={hrefOf?.(field) ?? `#${field}`}>{message}</a>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

type FoldProps = { summary: Child; remember?: string; open?: boolean; children?: Child }

/** A disclosure. With `remember` it stays as the reader left it while the tab is open. */
export function Fold({ summary, remember, open, children }: FoldProps) {
  return (
    <details class="fold" data-remember={remember} open={open}>
      <summary>{summary}</summary>
      {children}
    </details>
  )
}

const toneIcons = {
  good: 'circle-check',
  info: 'info',
  warn: 'triangle-alert',
  bad: 'circle-alert',
  review: 'scale',
} as const satisfies Record<Tone, IconName>

export function Callout({
  tone = 'info',
  icon,
  children,
}: {
  tone?: Tone
  icon?: IconName
  children?: Child
}) {
  return (
    <div class="callout" data-tone={tone}>
      <Icon name={icon ?? toneIcons[tone]} />
      <div class="callout-text">{children}</div>
    </div>
  )
}

/** Text that somebody wrote: paragraphs, line breaks, hidden secrets and links. Never anything else. */
export function PlainText({ text }: { text: string }) {
  const paragraphs = text
    .trim()
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
  return (
    <div class="text">
      {paragraphs.map((paragraph) => (
        <p dir="auto">
          {paragraph.split('\n').map((line, index) => (
            <>
              {index > 0 ? <br /> : null}
              <Line text={line} />
            </>
          ))}
        </p>
      ))}
    </div>
  )
}

const special = /\[MASKED:[a-z_]{1,40}(?:#[A-Za-z0-9_-]{1,24})?\]|https:\/\/(?:(?!\[MASKED:)[^\s"'<>`])+/g

function Line({ text }: { text: string }) {
  const pieces: Child[] = []
  let done = 0
  for (const { 0: found, index } of text.matchAll(special)) {
    const address = found.startsWith('https:') ? addressIn(found) : ''
    pieces.push(text.slice(done, index))
    if (address) pieces.push(<Link address={address} />)
    else pieces.push(found.startsWith('[') ? <Masked mark={found} /> : found)
    done = index + (address || found).length
  }
  return <>{[...pieces, text.slice(done)]}</>
}

const longestLink = 2000

/** A host with a dot in it, then nothing that could pass for a part of its name: no user, no backslash. */
const namedHost = /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#]|$)/i

/** The address at the start of a run, without what only ends the sentence; '' where a link could mislead. */
function addressIn(run: string): string {
  if (run.length > longestLink || !/^[\x21-\x7e]+$/.test(run)) return ''
  const address = run.replace(/[.,;:!?\])}*_]+$/, '')
  return namedHost.test(address) && URL.canParse(address) ? address : ''
}

function Link({ address }: { address: string }) {
  return (
    <a href={address} rel="noopener noreferrer nofollow">
      {address}
    </a>
  )
}

const maskedNames: Record<string, string> = {
  jwt: 'token',
  bearer: 'access token',
  basic: 'user name and password',
  cookie: 'cookie',
  kv_secret: 'secret value',
  oauth_code: 'authorization code',
  curl_user: 'password',
  url_userinfo: 'user name and password',
  private_key: 'private key',
  jwk_private: 'private key',
  opaque_suspect: 'possible secret',
  ssn: 'Social Security number',
  mbi: 'Medicare number',
  member_id: 'member number',
  dob: 'date of birth',
  person_name: 'name of a person',
  phi: 'member data',
  patient_ref: 'number of a patient',
}

function Masked({ mark }: { mark: string }) {
  const [kind = '', id] = mark.slice('[MASKED:'.length, -1).split('#')
  const name = maskedNames[kind] ?? kind.replaceAll('_', ' ')
  const same = id ? ' The same code means the same value.' : ''
  return (
    <span class="masked" title={`Hidden before anything was stored: ${name}.${same}`}>
      hidden: {name}
      {id ? ` #${id}` : null}
    </span>
  )
}

type FieldProps = {
  id: string
  label: Child
  hint?: Child
  error?: string | null
  optional?: boolean
  children?: Child
}

/** A label, its hint, the control and what is wrong with it. The control takes `fieldState(id, …)`. */
export function Field({ id, label, hint, error, optional, children }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional ? <span class="optional"> (optional)</span> : null}
      </label>
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {children}
      <FieldError id={id} error={error} />
    </div>
  )
}

export function FieldError({ id, error }: { id: string; error?: string | null }) {
  if (!error) return null
  return (
    <p class="field-error" id={`${id}-error`}>
      <Icon name="circle-alert" />
      <span>
        <span class="vh">Error: </span>
        {error}
      </span>
    </p>
  )
}

/** The attributes that tie a control to the hint and the error of its Field. */
export function fieldState(id: string, { hint, error }: { hint?: unknown; error?: string | null }) {
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((each) => each !== '')
  return {
    id,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
    'aria-invalid': error ? ('true' as const) : undefined,
  }
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: Child }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  )
}
