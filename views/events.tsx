// What happened, one line each: the words of every event, for the vendor and for staff.
import type { Child } from 'hono/jsx'
import type { EntryEvent } from '../db/schema.ts'
import { clockNames } from '../src/rules/clockWords.ts'
import { determinationWords } from '../src/rules/determinations.ts'
import type { ChangeOutcome } from '../src/rules/editing.ts'
import { outcomeNames } from '../src/rules/findings.ts'
import { fieldOf } from '../src/rules/questionnaire.ts'
import { type Status, statuses, statusNames } from '../src/rules/status.ts'
import { count } from '../src/rules/turn.ts'
import type { IconName } from './assets/icons.ts'
import { DayTime, type Tone } from './parts.tsx'
import { pageOf } from './paths.ts'
import { reviewTellers } from './reviewEvents.tsx'

export type Told = { icon: IconName; tone?: Tone; words: Child }
/** Who did it, and whether a vendor reads it. */
export type Teller = { who: Child; vendor: boolean }
/** When and where it is read. */
export type When = { now: Date; zone: string }

export const tellers: {
  [W in EntryEvent['what']]: (event: Extract<EntryEvent, { what: W }>, by: Teller, at: When) => Told
} = {
  started: (_, { who }) => ({ icon: 'pencil', words: <>{who} started the registration</> }),
  submitted: ({ revision }, { who, vendor }) => ({
    icon: 'send',
    words: (
      <>
        {who} submitted the registration (revision {revision}). {clock(vendor)} started
      </>
    ),
  }),
  clock_paused: ({ used, of }, { vendor }) => ({
    icon: 'circle-pause',
    tone: 'warn',
    words: (
      <>
        {clock(vendor)} <strong>stopped</strong>: {used} of {of} business days used
      </>
    ),
  }),
  clock_resumed: ({ left }, { vendor }) => ({
    icon: 'clock',
    words: (
      <>
        {clock(vendor)} <strong>goes on</strong>: {count(left, 'business day')} left
      </>
    ),
  }),
  clock_reopened: ({ left }) => ({
    icon: 'clock',
    tone: 'warn',
    words: (
      <>
        The letter with the token instructions came back, so its clock <strong>goes on</strong>:{' '}
        {count(left, 'business day')} left
      </>
    ),
  }),
  due_moved: ({ rule, from, to }, _, { zone, now }) => ({
    icon: 'calendar-days',
    words: (
      <>
        Our calendar changed. {clockNames[rule]} is now due{' '}
        <strong>
          <DayTime day={to} now={now} zone={zone} />
        </strong>
        , it was <DayTime day={from} now={now} zone={zone} />
      </>
    ),
  }),
  reminded: ({ open, lapseOn }, { vendor }, { zone, now }) => ({
    icon: 'mail',
    words: (
      <>
        {vendor ? 'We reminded you' : 'The portal reminded the vendor'} of {count(open, 'open question')}
        {lapseOn ? (
          <>
            . Without an answer the registration is withdrawn after{' '}
            <DayTime day={lapseOn} now={now} zone={zone} />
          </>
        ) : null}
      </>
    ),
  }),
  lapsed: ({ lastDay }, _, { zone, now }) => ({
    icon: 'undo-2',
    words: (
      <>
        No answer arrived by <DayTime day={lastDay} now={now} zone={zone} />, so the registration was{' '}
        <strong>withdrawn</strong>. This is not a denial
      </>
    ),
  }),
  answer_accepted: ({ items }, { who, vendor }) => ({
    icon: 'circle-check',
    tone: 'good',
    words: (
      <>
        {who} accepted {vendor ? 'your' : 'the'} answer to {count(items, 'question')}
      </>
    ),
  }),
  answer_declined: (_, { who, vendor }) => ({
    icon: 'circle-slash',
    words: (
      <>
        {who} did not take {vendor ? 'your' : 'the'} message as the answer. The questions are still open
      </>
    ),
  }),
  approved: (_, { who, vendor }) => ({
    icon: 'circle-check',
    tone: 'good',
    words: (
      <>
        {who} <strong>approved</strong> {vendor ? 'your app' : 'the registration'}
      </>
    ),
  }),
  withdrawn: ({ hadAccess, reason }, { who }) => ({
    icon: 'undo-2',
    words: (
      <>
        {who} <strong>{hadAccess ? 'gave up the app' : 'withdrew the registration'}</strong>
        {reason ? `: ${reason}` : ''}
      </>
    ),
  }),
  reopened: (_, { who }) => ({ icon: 'pencil', words: <>{who} reopened the registration as a draft</> }),
  change_filed: ({ fields }, { who }) => ({
    icon: 'pencil',
    words: (
      <>
        {who} <strong>asked for a change</strong> of {labelsOf(fields)}. The answers before it stay live until
        it is decided
      </>
    ),
  }),
  change_decided: ({ outcome, reason, revision }, { who }) => ({
    ...changeLook[outcome],
    words: (
      <>
        {who} <strong>{changeWords[outcome]}</strong>
        {revision ? `. The new answers are live (revision ${revision})` : ''}
        {reason ? `: ${reason}` : ''}
      </>
    ),
  }),
  answers_updated: ({ revision, fields }, { who }) => ({
    icon: 'pencil',
    words: (
      <>
        {who} updated {labelsOf(fields)} (revision {revision})
      </>
    ),
  }),
  supersedes: ({ id, number }, { who, vendor }) => ({
    icon: 'rotate-ccw',
    words: (
      <>
        {who} registers the app again, in place of{' '}
        <a href={pageOf(vendor ? 'vendor' : 'staff', id)}>{number}</a>
      </>
    ),
  }),
  registered_again: ({ id, number }, { who, vendor }) => ({
    icon: 'rotate-ccw',
    words: (
      <>
        {who} registered the app again as <a href={pageOf(vendor ? 'vendor' : 'staff', id)}>{number}</a>
      </>
    ),
  }),
  finding: ({ criterion, outcome }, { who }) => ({
    icon: 'scale',
    words: (
      <>
        {who} recorded a finding: {criterion} is {outcomeNames[outcome].toLowerCase()}
      </>
    ),
  }),
  proposed: ({ action }, { who }) => ({
    icon: 'scale',
    words: (
      <>
        {who} proposed a <strong>{determinationWords[action].noun}</strong>. A second person decides
      </>
    ),
  }),
  proposal_refused: ({ action, reason }, { who }) => ({
    icon: 'circle-slash',
    words: (
      <>
        {who} did not agree to the {determinationWords[action].noun}: {reason}
      </>
    ),
  }),
  determined: ({ action, text, whatLifts, confirmed }, { vendor }) => ({
    icon: 'shield-alert',
    tone: 'bad',
    words: (
      <>
        {vendor ? 'Your app' : 'The app'} is <strong>{determinationWords[action].past}</strong>
        {confirmed ? '' : ' (at once, not yet confirmed by a second person)'}: {text}
        {whatLifts ? ` What lifts it: ${whatLifts}` : ''}
      </>
    ),
  }),
  block_confirmed: (_, { who }) => ({
    icon: 'shield-alert',
    words: <>{who} confirmed the block as the second person</>,
  }),
  reinstated: ({ reason }, { who, vendor }) => ({
    icon: 'circle-check',
    tone: 'good',
    words: (
      <>
        {who} lifted the block: {vendor ? 'your app' : 'the app'} is <strong>approved</strong> again. {reason}
      </>
    ),
  }),
  ...reviewTellers,
  status: ({ status, reason }) => ({
    icon: 'flag',
    words: (
      <>
        The status is now <strong>{statusWords(status)}</strong>
        {reason ? `: ${reason}` : ''}
      </>
    ),
  }),
  contact_verified: ({ email }, { vendor }) => ({
    icon: 'circle-check',
    words: (
      <>
        The address <strong class="anywhere">{email}</strong> was confirmed.{' '}
        {vendor ? 'We write' : 'Letters go'} to it now
      </>
    ),
  }),
}

function clock(vendor: boolean): string {
  return vendor ? 'Our clock' : 'The decision clock'
}

/** An event may name a status or a place such as `pending/in_review`; people read the status. */
function statusWords(status: string): string {
  const [word = ''] = status.split('/')
  const known = [...statuses, 'not_approved', 'withdrawn', 'draft'] as const
  return known.includes(word as Status) ? statusNames[word as Status] : word
}

const changeWords: Record<ChangeOutcome, string> = {
  accepted: 'accepted the change',
  refused: 'refused the change',
  taken_back: 'took the change back',
}
const changeLook: Record<ChangeOutcome, { icon: IconName; tone?: Tone }> = {
  accepted: { icon: 'circle-check', tone: 'good' },
  refused: { icon: 'circle-slash' },
  taken_back: { icon: 'undo-2' },
}

function labelsOf(fields: readonly string[]): string {
  const labels = fields.map((id) => `“${fieldOf(id)?.label ?? id}”`)
  const shown = labels.length > 3 ? [...labels.slice(0, 2), count(labels.length - 2, 'more answer')] : labels
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? 'nothing')
}
