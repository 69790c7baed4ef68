import { expect, test } from 'vitest'
import type { QueueRow } from '../../db/queries/desk.ts'
import { QueuePage } from '../../views/desk.tsx'
import { DevMailPage } from '../../views/devmail.tsx'
import { UnmatchedPage } from '../../views/triage.tsx'
import { ada, clockOf, frameOf, leah, now, paused, quotedLines, rowOf, unmatched, zone } from './sample.ts'

function queue(rows: QueueRow[], more = false): string {
  return String(<QueuePage frame={frameOf(leah)} view="pending" rows={rows} page={1} more={more} />)
}

const request = {
  questions: 2,
  replyBy: '2026-11-20',
  lapseOn: '2026-12-07',
  blocking: true,
  askedAt: paused.startedAt,
}
const asked = rowOf({ phase: 'info_requested', request, decision: paused })

test('rows are grouped by whose move it is', () => {
  const html = queue([rowOf({}), asked, rowOf({ status: 'approved', phase: 'active', decision: null })])
  expect(html).toMatch(
    /Your turn <span class="count">1[\s\S]*Waiting for the vendor <span class="count">1[\s\S]*At rest <span class="count">1/,
  )
})

test('every row has a next step, a person and a date', () => {
  for (const row of [
    rowOf({}),
    asked,
    rowOf({ assignee: null }),
    rowOf({ closedAs: 'withdrawn', status: null, phase: null }),
  ]) {
    const html = queue([row])
    expect(html).toMatch(/<div class="next"><span>[^<]+<\/span><small>[^<]+<\/small>/)
    expect(html).toMatch(/class="left"[\s\S]*<time datetime="2026-\d\d-\d\d">/)
  }
})

test('the clock of a row says what is left, that it is due today, paused, or late', () => {
  const started = (at: string) => clockOf('decision', [{ at: new Date(at), kind: 'start' }])
  expect(queue([rowOf({})])).toContain('4 days left')
  expect(queue([rowOf({ decision: started('2026-11-02T09:00:00-05:00') })])).toContain('Due today')
  expect(queue([rowOf({ decision: started('2026-10-20T09:00:00-04:00') })])).toMatch(
    /data-tone="bad">.*Late<\/span>/s,
  )
  expect(queue([asked])).toMatch(/Stopped, 7 days left.*reply by <time datetime="2026-11-20">/s)
  const silent = { ...asked, request: { ...request, replyBy: '2026-11-09' } }
  expect(queue([silent])).toContain('Reply late')
})

test('one’s own rows say “You”, untaken ones that nobody has them', () => {
  expect(queue([rowOf({})])).toContain('<small>You</small>')
  expect(queue([rowOf({ assignee: 'Marcus Bell' })])).toContain('<small>Marcus Bell</small>')
  expect(queue([rowOf({ assignee: null })])).toContain('Nobody has taken it')
})

test('the list does not move: a hidden note waits to say that something changed', () => {
  expect(queue([rowOf({})])).toMatch(/<p id="changed" data-live-desk[^>]* hidden/)
})

test('an empty queue explains itself, and pages are links', () => {
  expect(queue([])).toContain('Nothing is pending.')
  expect(queue([rowOf({})])).not.toContain('Next page')
  expect(queue([rowOf({})], true)).toContain('href="/desk?view=pending&amp;page=2"')
})

function mails(shown: (typeof unmatched)[]): string {
  return String(
    <UnmatchedPage kind={null} frame={frameOf(leah)} mails={shown} page={1} more={false} zone={zone} />,
  )
}

test('unmatched mail shows who it claims to be, why it waits, and what it claims to concern', () => {
  const html = mails([{ ...unmatched, quoted: quotedLines }])
  expect(html).toContain('Claims to be from ada@harborlight.example')
  expect(html).toContain('Sender refuted')
  expect(html).toMatch(/Claims to concern.*href="\/desk\/registrations\/412"/s)
  expect(html).toContain('Show quoted text (18 lines)')
  expect(html).toContain('proves nothing')
  expect(html.slice(html.indexOf('<main'), html.indexOf('</main'))).not.toMatch(/<form|<button/)
})

test('a mail that could not be read says where it lies', () => {
  const html = mails([
    {
      ...unmatched,
      outcome: 'quarantine',
      trust: null,
      body: '',
      note: 'the reader stopped',
      claimsId: null,
    },
  ])
  expect(html).toContain('Quarantined')
  expect(html).toContain('This mail could not be read: the reader stopped.')
})

test('hostile mail is text, and no mail is a state of its own', () => {
  const hostile = '<img src=x onerror=alert(1)>'
  expect(
    mails([{ ...unmatched, subject: hostile, body: hostile, from: hostile, note: hostile }]),
  ).not.toContain('<img src=x')
  expect(mails([])).toContain('No unmatched mail')
})

test('the letters of the demonstration can be read, followed and answered', () => {
  const text = 'Hello\n\nhttp://127.0.0.1:3000/confirm?code=abc\n\n<script>'
  const letter = {
    id: '3',
    at: now,
    from: 'desk@x.example',
    to: ada.email,
    subject: 'Confirm',
    direction: 'out' as const,
    text,
    replyTo: 'desk+t1.p2.k1.abc@x.example',
  }
  const html = String(<DevMailPage frame={frameOf(null)} letters={[letter]} selected={letter} />)
  expect(html).toContain('<a href="http://127.0.0.1:3000/confirm?code=abc">')
  expect(html).toContain('&lt;script&gt;')
  expect(html).toMatch(/<form[^>]*method="post" action="\/dev\/mail\/reply"/)
  expect(html).toContain('<dt>Answers go to</dt><dd class="anywhere">desk+t1.p2.k1.abc@x.example</dd>')
  expect(html).toContain('This sends a real SMTP message as ada@harborlight.example')
  const received = { ...letter, direction: 'in' as const }
  expect(
    String(<DevMailPage frame={frameOf(null)} letters={[received]} selected={received} />),
  ).not.toContain('/dev/mail/reply')
})

test('the desk says when mail is not being read, and why', () => {
  const queueOf = (mailProblem: string | null) =>
    String(
      <QueuePage frame={{ ...frameOf(leah), mailProblem }} view="pending" rows={[]} page={1} more={false} />,
    )
  expect(queueOf('connect <ECONNREFUSED>')).toContain('The mailbox says: connect &lt;ECONNREFUSED&gt;')
  expect(queueOf(null)).not.toContain('Mail is not being read')
})
