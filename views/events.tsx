// What happened, one line each: the words of every event, for the vendor and for staff.
import type { Child } from 'hono/jsx'
import type { EntryEvent } from '../db/schema.ts'
import { accessWords } from '../src/rules/access.ts'
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
  answered: ({ items, open, revision, fields }, { who }) => ({
    icon: 'circle-check',
    tone: 'good',
    words: (
      <>
        {who} answered {count(items, 'question')} in the portal
        {revision ? ` (revision ${revision}: ${labelsOf(fields)})` : ''}.{' '}
        {open === 0
          ? 'No question is open any more'
          : `${count(open, 'question')} ${open === 1 ? 'is' : 'are'} open`}
      </>
    ),
  }),
  form_asked: ({ wanted, needed }, { who, vendor }) => ({
    icon: 'list-checks',
    words: (
      <>
        {who} asked {vendor ? 'you' : 'the vendor'} to confirm in the form: {labelsOf([...needed, ...wanted])}
        .{' '}
        {needed.length > 0
          ? `Until then ${count(needed.length, 'question')} stay${needed.length === 1 ? 's' : ''} open`
          : 'Nothing waits for it'}
      </>
    ),
  }),
  in_review_again: (_, { who }) => ({ icon: 'pencil', words: <>{who} goes on with the review</> }),
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
  instructions_mailed: ({ to }, { who }) => ({
    icon: 'mail',
    words: (
      <>
        {who} wrote the token instructions to <strong class="anywhere">{to}</strong>. They count once a mail
        server has taken them
      </>
    ),
  }),
  instructions_accepted: ({ to }, { vendor }) => ({
    icon: 'key-round',
    tone: 'good',
    words: (
      <>
        The token instructions were sent to <strong class="anywhere">{to}</strong>. {vendor ? 'Your' : 'The'}{' '}
        app can <strong>obtain access tokens</strong> now
      </>
    ),
  }),
  attestation_asked: ({ dueOn }, { vendor }, { zone, now }) => ({
    icon: 'mail',
    words: (
      <>
        {vendor ? 'We asked you' : 'The portal asked the owner'} to sign the attestation again by{' '}
        <DayTime day={dueOn} now={now} zone={zone} />
      </>
    ),
  }),
  attestation_outdated: () => ({
    icon: 'hourglass',
    tone: 'warn',
    words: (
      <>
        The last signature is a year old: the attestation is <strong>outdated</strong>. The app stays approved
      </>
    ),
  }),
  attested: ({ name, title, termsVersion }, { who }) => ({
    icon: 'circle-check',
    tone: 'good',
    words: (
      <>
        {who} <strong>signed the attestation again</strong> as {name}, {title}, and accepted the API terms,
        version {termsVersion}
      </>
    ),
  }),
  access_ordered: ({ action, clients, mailed }, { vendor }) => ({
    icon: 'key-round',
    tone: action === 'unblock' ? undefined : 'warn',
    words: (
      <>
        {accessWords[action].requested} of the API operations, for {count(clients, 'client id')}.{' '}
        {vendor || mailed ? 'They confirm when it is done' : 'No address is configured: nobody was told'}
      </>
    ),
  }),
  access_confirmed: ({ action, clients }, { vendor }) => ({
    icon: 'key-round',
    tone: action === 'unblock' ? 'good' : 'bad',
    words: (
      <>
        The API operations confirmed: {vendor ? 'your' : 'the'} app’s access is{' '}
        <strong>{accessWords[action].past}</strong> ({count(clients, 'client id')})
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
