// Everything that was said and done about a registration, oldest first: one list for the vendor and for staff.
import type { Child } from 'hono/jsx'
import type { Delivery, EntryView, Question, RequestView } from '../db/queries/thread.ts'
import type { EntryEvent, ListedFile, MailProof } from '../db/schema.ts'
import { localDay, localTime } from '../src/rules/calendar.ts'
import { canPropose } from '../src/rules/information.ts'
import { wayNames } from '../src/rules/onBehalf.ts'
import { roleNames } from '../src/rules/people.ts'
import { count, type Side } from '../src/rules/turn.ts'
import type { IconName } from './assets/icons.ts'
import { type When as ReadAt, type Teller, type Told, tellers } from './events.tsx'
import { Avatar, DayTime, Field, Fold, Icon, PlainText, Tag, type Tone, When } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { ReviewWay } from './reviewPanel.tsx'

/** Who reads, and when: what the words of an entry depend on beside the entry. */
export type Reading = {
  viewer: Side
  zone: string
  now: Date
  /** The payer's name; vendors see it beside the names of staff. */
  payer: string
  /** The reader's own address: the vendor's own entries say “You”. */
  you?: string
  registrationId: number
  /** True for those who decide whether a message answers the open questions. */
  mayJudge: boolean
  /** After this entry, what the vendor's side writes may ask for a status review; null or none: nothing does. */
  reviewWayAfter?: number | null
}

type TimelineProps = Reading & { entries: readonly EntryView[]; all?: boolean }

/** A long thread starts with its newest entries; the earlier ones are a link away. */
const shownAtOnce = 100

export function Timeline({ entries, all, ...reading }: TimelineProps) {
  const earlier = all ? 0 : Math.max(0, entries.length - shownAtOnce)
  return (
    <ol class="timeline" id="timeline">
      {earlier > 0 ? <Earlier hidden={earlier} {...reading} /> : null}
      {entries
        .slice(earlier)
        .filter((entry) => reading.viewer === 'staff' || entry.kind !== 'note')
        .map((entry) =>
          entry.kind === 'event' && entry.event ? (
            <EventEntry entry={entry} event={entry.event} {...reading} />
          ) : (
            <Written entry={entry} {...reading} />
          ),
        )}
    </ol>
  )
}

type Shown = Reading & { entry: EntryView }

function Earlier({ hidden, viewer, registrationId }: Reading & { hidden: number }) {
  return (
    <li class="entry" data-kind="event" id="earlier">
      <Icon name="list" />
      <p>
        <a href={`${pageOf(viewer, registrationId)}?all=1`}>
          {hidden} earlier {hidden === 1 ? 'entry' : 'entries'}
        </a>
      </p>
    </li>
  )
}

// ── What people wrote

function Written({ entry, ...reading }: Shown) {
  const { kind, seq, at, author, body, deliveries } = entry
  const [name, about] = [nameOf(entry, reading), aboutOf(entry, reading)]
  return (
    <li class="entry" id={`m${seq}`} data-kind={kind}>
      <Avatar name={author?.name ?? name} side={author?.side ?? 'vendor'} />
      <article class="bubble" aria-label={labelOf(entry, reading)}>
        <header>
          <strong>{name}</strong>
          {about ? <span class="anywhere">{about}</span> : null}
          <Kind entry={entry} />
          <a href={`#m${seq}`}>
            <When at={at} zone={reading.zone} now={reading.now} relative />
          </a>
        </header>
        {body.trim() === '' && kind !== 'mail' ? null : <Body entry={entry} />}
        {kind === 'request' && entry.request ? <Questions request={entry.request} {...reading} /> : null}
        {kind === 'mail' ? <MailExtras entry={entry} {...reading} /> : null}
        {reading.viewer === 'staff' && deliveries.length > 0 ? (
          <div class="extra">
            <Deliveries entry={entry} {...reading} />
          </div>
        ) : null}
        <Judgement entry={entry} {...reading} />
        {mayAskForReview(entry, reading) ? (
          <ReviewWay registrationId={reading.registrationId} entryId={entry.id} />
        ) : null}
      </article>
    </li>
  )
}

function mayAskForReview({ kind, seq, author }: EntryView, { viewer, reviewWayAfter }: Reading): boolean {
  const written = (kind === 'mail' || kind === 'message') && author?.side !== 'staff'
  return viewer === 'staff' && written && typeof reviewWayAfter === 'number' && seq > reviewWayAfter
}

function labelOf({ kind, at, ...entry }: EntryView, reading: Reading): string {
  const what = {
    message: 'Message from',
    mail: 'E-mail from',
    note: 'Internal note by',
    request: 'Questions from',
    event: '',
  }[kind]
  const when = localTime(at, reading.zone, localDay(reading.now, reading.zone))
  return `${what} ${entry.author?.name ?? entry.trust?.from ?? 'an unknown sender'}, ${when}`
}

function nameOf({ author, trust }: EntryView, { viewer, you }: Reading): string {
  if (author && viewer === 'vendor' && author.email === you) return 'You'
  return author?.name ?? trust?.from ?? 'Unknown sender'
}

/** Staff see which address wrote; vendors see for whom staff speak. */
function aboutOf({ author, kind, trust }: EntryView, { viewer, payer, you }: Reading): string {
  if (viewer === 'vendor' && author?.side === 'staff') return payer
  if (kind === 'mail') return trust?.from ?? author?.email ?? ''
  if (viewer === 'vendor' && author?.email === you) return ''
  const role = author?.about ?? ''
  if (role === 'contact') return 'Contact'
  return Object.hasOwn(roleNames, role) ? roleNames[role as keyof typeof roleNames] : role
}

function Kind({ entry: { kind, author, request, onBehalf } }: { entry: EntryView }) {
  if (kind === 'mail') return <Tag icon="mail">E-mail</Tag>
  if (onBehalf)
    return (
      <Tag icon="pencil">
        {wayNames[onBehalf.way]}, filed by {onBehalf.filedBy}
      </Tag>
    )
  if (kind === 'message') {
    return author?.side === 'staff' ? (
      <Tag icon="mail">Also e-mailed</Tag>
    ) : (
      <Tag icon="message-square">Web</Tag>
    )
  }
  if (kind === 'note') {
    return (
      <span class="only">
        <Icon name="lock" />
        Internal note. Only staff can see this.
      </span>
    )
  }
  if (!request?.blocking) return <Tag icon="clock">The clock runs on</Tag>
  return (
    <Tag tone="warn" icon="circle-pause">
      Stops the clock
    </Tag>
  )
}

function Body({ entry: { body, quoted } }: { entry: EntryView }) {
  return (
    <>
      {body.trim() === '' ? (
        <p class="text soft">This mail has no text of its own.</p>
      ) : (
        <PlainText text={body} />
      )}
      <Quoted text={quoted} />
    </>
  )
}

/** What a mail repeats of earlier mails: folded, never thrown away. */
export function Quoted({ text }: { text: string }) {
  const quoted = text.replaceAll('\r\n', '\n').replace(/^\n+|\s+$/g, '')
  if (quoted === '') return null
  return (
    <div class="text">
      <details class="fold quote">
        <summary>Show quoted text ({count(quoted.split('\n').length, 'line')})</summary>
        <blockquote>{quoted}</blockquote>
      </details>
    </div>
  )
}

// ── Questions

function Questions({ request, ...reading }: Reading & { request: RequestView }) {
  const { items, replyBy, blocking, closedAt } = request
  return (
    <>
      {reading.viewer === 'vendor' && !closedAt ? (
        <p class="extra">
          <a href="#questions">{count(items.length, 'question')}, listed above</a>
        </p>
      ) : (
        <ol class="extra checks">
          {items.map((item) => (
            <QuestionLine item={item} closed={closedAt !== null} />
          ))}
        </ol>
      )}
      <p class="extra">
        <span>
          {closedAt ? 'Reply was asked by' : 'Reply by'}{' '}
          <DayTime day={replyBy} now={reading.now} zone={reading.zone} />.{' '}
          {clockOf(blocking, closedAt !== null)}
        </span>
      </p>
    </>
  )
}

function clockOf(blocking: boolean, closed: boolean): string {
  if (!blocking) return closed ? 'The decision clock kept running.' : 'The decision clock keeps running.'
  return closed
    ? 'The decision clock stopped until it was answered.'
    : 'The decision clock stops until it is answered.'
}

/** One question with its state; also used where the open questions are listed. */
export function QuestionLine({ item, closed = false }: { item: Question; closed?: boolean }) {
  const { icon, tone, word } = stateOf(item, closed)
  return (
    <li data-tone={tone}>
      <Icon name={icon} />
      <div>
        {item.about ? <strong>{item.about}</strong> : null}
        <PlainText text={item.question} />
      </div>
      <span class="tag" data-tone={tone}>
        {word}
      </span>
    </li>
  )
}

function stateOf({ answeredAt }: Question, closed: boolean): { icon: IconName; tone?: Tone; word: string } {
  if (answeredAt) return { icon: 'circle-check', tone: 'good', word: 'Answered' }
  return closed ? { icon: 'circle-slash', word: 'Closed' } : { icon: 'hourglass', tone: 'warn', word: 'Open' }
}

// ── Proof of a mail

function MailExtras({ entry: { trust, attachments }, viewer }: Shown) {
  if (!trust && attachments.length === 0) return null
  return (
    <div class="extra">
      {trust ? <Verdict proof={trust} /> : null}
      {trust ? <Proof proof={trust} staff={viewer === 'staff'} /> : null}
      <Files files={attachments} />
    </div>
  )
}

const verdictIcons = { pass: 'shield-check', none: 'shield-alert', fail: 'shield-x' } as const

export function Verdict({
  proof: { verdict, sentence },
}: {
  proof: Pick<MailProof, 'verdict' | 'sentence'>
}) {
  return (
    <span class="verdict" data-verdict={verdict}>
      <Icon name={verdictIcons[verdict]} />
      <span>{sentence}</span>
    </span>
  )
}

const tiers: Record<MailProof['tier'], string> = {
  T3: 'T3: right reply code and confirmed sender',
  T2: 'T2: right reply code, sender not authenticated',
  T1: 'T1: right reply code, but not the person it was given to',
  T0: 'T0: no valid reply code, or the sender was refuted',
}

function Proof({ proof, staff }: { proof: MailProof; staff: boolean }) {
  return (
    <details class="fold">
      <summary>How we know</summary>
      <ProofFacts proof={proof}>
        {staff ? (
          <>
            <dt>Trust</dt>
            <dd>{tiers[proof.tier]}</dd>
          </>
        ) : null}
      </ProofFacts>
    </details>
  )
}

export function ProofFacts({ proof, children }: { proof: MailProof; children?: Child }) {
  return (
    <dl class="facts">
      <dt>From</dt>
      <dd>{proof.from || 'no valid address'}</dd>
      <dt>Checked by</dt>
      <dd>{proof.checkedBy ?? 'no mail server that we trust'}</dd>
      <dt>Result</dt>
      <dd>{proof.authentication || 'none'}</dd>
      {children}
    </dl>
  )
}

const fileTypes: Record<string, string> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG image',
  'image/png': 'PNG image',
  'text/plain': 'Text',
}

/** Files are named, not opened: they stay in the mailbox. */
export function Files({ files }: { files: readonly ListedFile[] }) {
  if (files.length === 0) return null
  return (
    <ul class="files">
      {files.map(({ name, type, size }) => (
        <li>
          <Icon name="paperclip" />
          <span class="anywhere">{name}</span>
          <small>
            {sizeOf(size)} · {fileTypes[type] ?? type} · kept in the mailbox
          </small>
        </li>
      ))}
    </ul>
  )
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte')
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

// ── What became of our letters: for staff alone

function Deliveries({ entry, ...reading }: Shown) {
  return (
    <>
      {entry.deliveries.map((delivery) => (
        <DeliveryLine delivery={delivery} since={entry.at} {...reading} />
      ))}
    </>
  )
}

function DeliveryLine({ delivery, since, ...reading }: Reading & { delivery: Delivery; since: Date }) {
  const { to, state, at, response } = delivery
  if (state === 'failed') {
    return (
      <span class="delivery" data-tone="bad">
        <Icon name="triangle-alert" />
        <span>
          The letter to {to} could not be delivered: {response ?? 'the mail server gave no reason'}
        </span>
      </span>
    )
  }
  return (
    <span class="delivery">
      <Icon name={state === 'sent' ? 'check' : 'clock'} />
      <span>
        {state === 'sent' && at
          ? `E-mailed to ${to}. Accepted by their mail server ${timeAfter(since, at, reading)}.`
          : `Waiting to be sent to ${to}.`}
      </span>
    </span>
  )
}

/** ‘at 3:21 p.m. ET’ on the day of the entry, else with the date. */
function timeAfter(since: Date, at: Date, { zone, now }: Reading): string {
  const whole = localTime(at, zone, localDay(now, zone))
  if (localDay(at, zone) !== localDay(since, zone)) return `on ${whole}`
  return `at ${whole.slice(whole.lastIndexOf(', ') + 2)}`
}

// ── Is it the answer?

function Judgement({ entry, ...reading }: Shown) {
  const open = entry.request?.items.filter(({ answeredAt }) => answeredAt === null) ?? []
  if (!entry.awaitsJudgement || open.length === 0) return null
  if (reading.mayJudge && reading.viewer === 'staff')
    return <JudgeForm entry={entry} open={open} {...reading} />
  const told =
    reading.viewer === 'vendor'
      ? `A reviewer reads this and decides whether it answers our ${count(open.length, 'question')}.`
      : `A reviewer decides whether this answers ${count(open.length, 'open question')}.`
  return (
    <p class="extra">
      <span>{told}</span>
    </p>
  )
}

/** A mail changes no field: of a question about one the reviewer says whether the form has to say it first. */
function AskForForm({ question: { id, fieldId, about }, words }: { question: Question; words: string }) {
  if (!fieldId) return null
  return (
    <Fold summary={`The form, “${about}”: the owner confirms it later`} remember={`form-${id}`}>
      <div class="stack tight">
        <label class="choice">
          <input type="radio" name={`form_${id}`} value="wanted" checked />
          <span>
            It answers the question
            <span class="hint">The owner is asked to bring the form up to date. Nothing waits for it.</span>
          </span>
        </label>
        <label class="choice">
          <input type="radio" name={`form_${id}`} value="needed" />
          <span>
            The form has to say it first
            <span class="hint">The question stays open until the owner confirms it in the portal.</span>
          </span>
        </label>
        <label class="choice">
          <input type="radio" name={`form_${id}`} value="no" />
          <span>Leave the form as it is</span>
        </label>
        {canPropose(fieldId) ? (
          <Field id={`proposed_${id}`} label="What the form could say" error={undefined}>
            <textarea class="textarea" id={`proposed_${id}`} name={`proposed_${id}`} maxlength={2000}>
              {words.slice(0, 2000)}
            </textarea>
          </Field>
        ) : null}
      </div>
    </Fold>
  )
}

function JudgeForm({ entry, open, ...reading }: Shown & { open: readonly Question[] }) {
  const many = open.length > 1
  const arrived = entry.kind === 'mail' ? 'the mail arrived' : 'it was written'
  return (
    <form class="extra judge" {...posts(`${pageOf('staff', reading.registrationId)}/answers`)}>
      <input type="hidden" name="entry" value={String(entry.id)} />
      <p>
        <strong>Is this the answer to {many ? `your ${open.length} questions` : 'your question'}?</strong>{' '}
        {entry.request?.blocking ? (
          <>
            If you accept it, the decision clock goes on from the time {arrived},{' '}
            <When at={entry.at} zone={reading.zone} now={reading.now} />.
          </>
        ) : (
          'The decision clock has not stopped for it.'
        )}
      </p>
      {many ? (
        <fieldset class="choices">
          <legend class="vh">Which questions does it answer?</legend>
          {open.map((question) => (
            <>
              <label class="choice">
                <input type="checkbox" name="item" value={String(question.id)} checked />
                <span>
                  {question.about ?? `Question ${question.position}`}
                  <span class="hint">{question.question}</span>
                </span>
              </label>
              <AskForForm question={question} words={entry.body} />
            </>
          ))}
        </fieldset>
      ) : (
        <>
          <input type="hidden" name="item" value={String(open[0]?.id)} />
          {open[0] ? <AskForForm question={open[0]} words={entry.body} /> : null}
        </>
      )}
      <div class="cluster">
        <button class="button" data-kind="primary" data-size="s" type="submit" name="verdict" value="accept">
          Accept as the answer
        </button>
        <button class="button" data-kind="quiet" data-size="s" type="submit" name="verdict" value="decline">
          Not an answer
        </button>
      </div>
    </form>
  )
}

function EventEntry({ entry, event, ...reading }: Shown & { event: EntryEvent }) {
  const tell = tellers[event.what] as (event: EntryEvent, by: Teller, at: ReadAt) => Told
  const { icon, tone, words } = tell(event, tellerOf(entry, reading), reading)
  return (
    <li class="entry" id={`m${entry.seq}`} data-kind="event" data-tone={tone}>
      <Icon name={icon} />
      <p>
        {words} · <When at={entry.at} zone={reading.zone} now={reading.now} />
        {reading.viewer === 'staff' ? <Deliveries entry={entry} {...reading} /> : null}
      </p>
    </li>
  )
}

function tellerOf(entry: EntryView, reading: Reading): Teller {
  const vendor = reading.viewer === 'vendor'
  const name = entry.author ? nameOf(entry, reading) : vendor ? reading.payer : 'The portal'
  return { who: <strong>{name}</strong>, vendor }
}
