import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Letter, LetterKind } from '../src/rules/letters.ts'
import { sampleFrame as frame, samples as letters } from '../views/letters/samples.ts'
import { type WrittenLetter, writeLetter } from '../views/letters/write.ts'

const from = 'Northfield Health Plan, app registration'
const all = Object.values(letters)
const accountKinds: LetterKind[] = [
  'verify_account',
  'account_exists',
  'reset_password',
  'invitation',
  'membership_ended',
  'ownership_moved',
  'change_address',
  'account_changed',
]
const kindsAbout = (Object.keys(letters) as LetterKind[]).filter(
  (kind) => !accountKinds.includes(kind) && kind !== 'digest', // which is about many
)

/** What a person sees of the HTML: without the line that only the inbox shows, links as the plain text has them. */
function seen(html: string): string {
  const words = bodyOf(html)
    .replace(/<div style="display:none;[^"]*">[^<]*<\/div>/, '')
    .replace(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g, '$2: $1')
    .replace(/<[^>]*>/g, ' ')
  return unescaped(words)
}

function bodyOf(html: string): string {
  return html.slice(html.indexOf('<body'))
}

function unescaped(html: string): string {
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => entities[entity as keyof typeof entities])
}

function lettersAndDigits(text: string): string {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).join('')
}

/** Heading and sender stand above the HTML alone: the plain text has them in its header. */
function sayTheSame({ subject, text, html }: WrittenLetter) {
  const title = subject.replace(/^\[[^\]]*\] /, '')
  expect(lettersAndDigits(seen(html))).toBe(lettersAndDigits(`${from} ${title} ${text}`))
}

function hrefs(html: string): string[] {
  return [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, href]) => href as string)
}

/** The same letter with `typed` wherever a person typed a name. */
function withNames(letter: Letter, typed: string): Letter {
  const names = ['app', 'company', 'owner', 'name', 'reviewer', 'sender', 'from']
  const given = names.filter((key) => key in letter)
  return { ...letter, ...Object.fromEntries(given.map((key) => [key, typed])) } as Letter
}

describe.each(all)('the letter $kind', (letter) => {
  const { text, html } = writeLetter(letter, frame)

  test('says the same in text and HTML, in short lines, and links only to the portal', () => {
    expect(hrefs(html).length).toBeGreaterThan(0)
    harmless(letter)
  })

  test('is calm and complete, and ends with why it came under the line that mail programs cut at', () => {
    expect(text).not.toMatch(/!|undefined|null|NaN|Invalid/)
    expect(text.split('\n-- \n')[1]).toMatch(/You get this because/)
    expect(hrefs(html).filter((href) => !text.split('\n').includes(href))).toEqual([])
  })

  test('stays harmless whatever name somebody typed', () => {
    for (const typed of hostile) harmless(withNames(letter, typed))
  })
})

const hostile = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><a href="https://evil.example">Sign in</a><!--',
  'Harbor\r\nBcc: victim@evil.example\r\n\r\nNew body',
  'Harbor\u0000\u0085\u2028\u2029\u001b[31m',
  'Harbor \u202ecod.exe\u202c \u2066x\u2069 \u200e\u061c\u200b\ufeff',
  'W'.repeat(400),
  '漢'.repeat(400),
  'win a prize at https://evil.example/now or evil.example',
  '&lt;b&gt; &amp; &#x202e;',
  '\ud800 half a letter',
  ' \r\n ',
]

function harmless(letter: Letter) {
  const { subject, text, html } = writeLetter(letter, frame)
  expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u)
  expect(subject.length).toBeLessThan(200)
  expect(`${text}${html}`).not.toMatch(
    /[^\P{Cc}\n]|[\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff]/u,
  )
  expect(bodyOf(html)).not.toMatch(/<(script|img)|<!--|evil\.example\/|https:\/\/evil/)
  expect(hrefs(html).filter((href) => !href.startsWith(`${frame.publicUrl}/`))).toEqual([])
  expect(text.split('\n').filter((line) => line.length > 78 && !line.includes('https://'))).toEqual([])
  sayTheSame({ subject, text, html })
}

test('no name that anybody can type breaks a subject, a line or a tag', { timeout: 30_000 }, () => {
  const typed = fc.string({ unit: 'binary', maxLength: 300 })
  const letter = fc.constantFrom(...all)
  fc.assert(fc.property(typed, letter, (name, about) => harmless(withNames(about, name))))
})

test('what staff write cannot become HTML', () => {
  const typed = '<b>bold</b>\r\n\r\n<img src=x>\u202e'
  harmless({ ...letters.message, body: typed })
  harmless({ ...letters.information_asked, intro: typed, questions: [{ about: typed, question: typed }] })
})

test('a name that looks like an address does not become a link', () => {
  const { text, html } = writeLetter({ ...letters.verify_contact, app: 'free.example' }, frame)
  expect(text).not.toContain('free.example')
  expect(seen(html)).not.toContain('free.example')
  expect(text.replaceAll('\u2060', '')).toContain('free.example')
})

test.each(kindsAbout)('%s names the app and the number', (kind) => {
  const { subject, text } = writeLetter(letters[kind], frame)
  expect(subject).toMatch(/^\[REG-2026-000412\] \S/)
  expect(text).toMatch(/^REG-2026-000412, Harbor Companion\./m)
})

test.each(accountKinds)('%s says nothing about a registration', (kind) => {
  const { subject, text, html } = writeLetter(letters[kind], frame)
  expect(`${subject}${text}${html}`).not.toMatch(/REG-|\[/)
})

test('whoever signs up cannot write to a stranger through us', () => {
  const anybody = writeLetter({ kind: 'verify_account', linkId: 7, name: 'You won, call 555 0142' }, frame)
  expect(anybody).toEqual(writeLetter(letters.verify_account, frame))
  expect(writeLetter({ ...letters.verify_contact, app: 'You won' }, frame).subject).not.toContain('You won')
})

test('the confirmation links are the ones that were made for this letter', () => {
  for (const letter of [letters.verify_account, letters.verify_contact]) {
    const { text } = writeLetter(letter, frame)
    expect(text).toContain(`\n${frame.linkUrl(letter.linkId)}\n`)
    expect(text).toContain('24 hours')
  }
})

test('the letter with a link to a new password says how long it works, and to ignore it otherwise', () => {
  const { text } = writeLetter(letters.reset_password, frame)
  expect(text).toContain(`\n${frame.linkUrl(letters.reset_password.linkId)}\n`)
  expect(unwrapped(letters.reset_password)).toMatch(
    /works once, within 30 minutes\..*Then ignore this letter/,
  )
})

test('a notice says what was changed and when, and its only address is one to type, not a link that acts', () => {
  const { text, html } = writeLetter(letters.account_changed, frame)
  expect(unwrapped(letters.account_changed)).toContain(
    'On Thursday, November 5, 2026, 10:38 a.m. ET, the password',
  )
  expect(text).toContain(`${frame.publicUrl}/reset-password`)
  expect(html).not.toMatch(/links\/|verify\//)
})

test('Ada reads when her registration came, when it is decided and what the statuses mean', () => {
  const text = unwrapped({ ...letters.submitted, receivedAt: '2026-11-03T03:14:00Z' })
  expect(text).toContain('Received: Monday, November 2, 2026, 10:14 p.m. ET')
  expect(text).toContain(letters.submitted.clock)
  expect(text).toContain('Decision by: Tuesday, November 17, 2026')
  expect(text).toContain(letters.submitted.counted)
  expect(text).toContain('What stops our clock.')
  for (const status of ['Pending', 'Approved', 'Suspended', 'Terminated'])
    expect(text).toContain(`${status}: `)
})

test('Ada reads each question, until when to answer and what the clock does', () => {
  const text = unwrapped(letters.information_asked)
  expect(text).toContain('1. Redirect URIs Why does https://auth.hlcdn.example/cb belong to your app?')
  expect(text).toContain('2. Which service holds the key')
  expect(text).toContain('Please answer by Friday, November 20, 2026.')
  expect(text).toContain(letters.information_asked.clock)
  expect(text).toContain('The clock goes on from the time every question is answered.')
  expect(text).toContain(
    'no answer has arrived by the end of Monday, December 7, 2026, the registration is withdrawn',
  )
  expect(text).toContain('Please do not send tokens, secrets, codes or member data by e-mail.')
})

test('a question that does not stop the clock never says that it goes on', () => {
  const clock = 'Our clock keeps running while you answer.'
  const questions = [{ about: null, question: 'Why?' }]
  const asked = { ...letters.information_asked, blocking: false, clock, questions }
  expect(writeLetter(asked, frame).subject).toMatch(/ We have 1 question about Harbor Companion$/)
  expect(unwrapped(asked)).toContain(clock)
  expect(unwrapped(asked)).not.toMatch(/goes on|cannot decide/)
})

test('a reminder lists what is open, and says until when an answer still counts', () => {
  const text = unwrapped(letters.reminder)
  expect(text).toContain('On Thursday, November 5, 2026 we asked about Harbor Companion.')
  expect(text).toContain('1. Redirect URIs Why does')
  expect(text).toContain('Please answer by Friday, November 20, 2026.')
  expect(text).toContain(
    'by the end of Monday, December 7, 2026, the registration is withdrawn. That is not a denial',
  )
  const late = { ...frame, now: new Date('2026-11-23T15:00:00Z') }
  expect(writeLetter(letters.reminder, late).text.replace(/\s+/g, ' ')).toContain(
    'The answer was due on Friday',
  )
  expect(unwrapped({ ...letters.reminder, lapseOn: null })).not.toContain('withdrawn')
})

test('a lapse says that nobody decided anything, and leads to reopening', () => {
  const text = unwrapped(letters.lapsed)
  expect(text).toContain(
    'No answer arrived by Monday, December 7, 2026, so the registration is withdrawn. This is not a denial.',
  )
  expect(text).toContain('Reopen the registration: https://apps.northfield.example/registrations/412 ')
  expect(text).not.toMatch(/refus|reject|not approved/)
})

test('the desk reads when the decision is due if the answer is accepted', () => {
  expect(unwrapped(letters.answer_arrived)).toContain(
    'If accepted: The decision is due Friday, November 27, 2026',
  )
  expect(unwrapped({ ...letters.answer_arrived, dueOn: null })).not.toContain('If accepted')
})

test('the morning’s letter counts what waits and leads to each', () => {
  const { subject, text } = writeLetter(letters.digest, frame)
  expect(subject).toBe('The desk on Monday, November 16, 2026')
  expect(text).toContain('2 things wait at the desk this morning.')
  expect(text).toContain('\nDue within three business days (1)\n')
  expect(text).toContain(
    '\nhttps://apps.northfield.example/desk/registrations/412\nWe decide by Tue, Nov 17. Leah Stein has it.\n',
  )
  const [section] = letters.digest.sections
  const long = { ...letters.digest, sections: [{ ...section!, more: 3 }] }
  expect(unwrapped(long)).toContain('days (4) The next due first. 3 more stand at the desk.')
})

test('the answer to a mail says nothing that came with the mail', () => {
  const mail = { sender: 'Mallory', name: 'Mallory', subject: 'Buy now', body: 'Cheap', text: 'Cheap' }
  expect(writeLetter({ ...mail, ...letters.reply_filed }, frame)).toEqual(
    writeLetter(letters.reply_filed, frame),
  )
  expect(unwrapped(letters.reply_filed)).toContain('2 questions are open')
  expect(unwrapped({ ...letters.reply_filed, open: 1 })).toContain('1 question is open')
  expect(unwrapped({ ...letters.reply_filed, open: 0 })).toContain('No question is open.')
})

test('an approval says when the instructions come and that nothing is set up yet', () => {
  const text = unwrapped(letters.approved)
  expect(text).toContain('We approved Harbor Companion on Wednesday, November 25, 2026.')
  expect(text).toContain(letters.approved.clock)
  expect(text).toContain('Instructions by: Thursday, December 3, 2026')
  expect(text).toContain('No access has been set up yet')
})

test('Leah’s message reads as she wrote it, and carries her name', () => {
  const { text } = writeLetter(letters.message, frame)
  expect(text).toMatch(/^Hello Ada,\n\none registration .*\n\nTwo things to read:\n- how .*\n- https:/)
  expect(text).toContain('\nLeah Stein\nApp registration, Northfield Health Plan\n')
})

test('reviewers are led to the desk, and told when a decision is late', () => {
  const { subject, text } = writeLetter(letters.to_review, frame)
  expect(subject).toBe('[REG-2026-000412] Decide by Tue, Nov 17: Harbor Companion')
  expect(text).toContain('\nhttps://apps.northfield.example/desk/registrations/412\n')
  const late = writeLetter(letters.to_review, { ...frame, now: new Date('2026-11-18T15:00:00Z') })
  expect(late.subject).toBe('[REG-2026-000412] Late, decide now: Harbor Companion')
  expect(late.text).toContain('The decision was due')
})

test('who asked for a review reads who decides, until when, and what stays as it is', () => {
  const text = unwrapped(letters.review_requested)
  expect(text).toContain('Ada Moreno asked us to look at the suspension of Harbor Companion.')
  expect(text).toContain('Review: REV-2026-000031')
  expect(text).toContain('Decision by: Thursday, December 3, 2026')
  expect(text).toContain('Somebody who took no part in the decision handles it')
  expect(text).toContain('Access stays blocked until then.')
  expect(text).toContain('https://apps.northfield.example/registrations/412/review')
  const nobody = unwrapped({ ...letters.review_requested, nobody: true })
  expect(nobody).toContain('We are appointing another person; our clock runs on.')
  expect(unwrapped({ ...letters.review_requested, of: 'not_approved' })).toContain(
    'The decision stands until then.',
  )
})

test('the decision on a review has a result for each finding, and conditions with their day', () => {
  const text = unwrapped(letters.review_decided)
  expect(text).toContain('SEC-04 Keeping tokens and secrets: Changed. Version 4.2')
  expect(text).toContain('SEC-10 How the app behaves: Changed. The trace')
  expect(text).toContain('Conditions: Send a dated list of who can read the token table.')
  expect(text).toContain('To be met by: Wednesday, December 16, 2026')
  expect(text).toContain('Status: Approved.')
  expect(text).not.toContain('second look')
  const reinstated = unwrapped({ ...letters.reinstated, conditions: letters.review_decided.conditions })
  expect(reinstated).toContain('To be met by: Wednesday, December 16, 2026')
})

test('what is upheld names the way to a second look, and later that to new evidence', () => {
  const upheld = { ...letters.review_decided, outcome: 'uphold', conditions: null } as const
  expect(unwrapped({ ...upheld, secondUntil: '2026-12-24' })).toContain(
    'You can ask for a second look until Thursday, December 24, 2026: by somebody who took part neither in the decision nor in this review.',
  )
  const last = unwrapped({ ...upheld, secondUntil: null })
  expect(last).toContain('when you have evidence that is new')
  expect(last).not.toContain('second look')
  expect(last).toContain('Status: Suspended.')
})

test('what is rescinded never says that the app is approved, and leads to the new registration', () => {
  const rescinded = {
    ...letters.review_decided,
    outcome: 'rescind_termination',
    of: 'terminated',
    conditions: null,
  } as const
  const text = unwrapped({ ...rescinded, again: 'REG-2026-000431' })
  expect(text).toContain('A rescinded termination does not by itself approve the app.')
  expect(text).toContain('REG-2026-000431')
  expect(text).toContain('Status: Terminated.')
  expect(text).not.toContain('is approved')
})

test('a review that ended without a decision says so, and that it can be asked for again', () => {
  expect(unwrapped(letters.review_ended)).toMatch(
    /No answer .* has ended\. Nothing was decided in it\. You can ask/,
  )
  expect(unwrapped({ ...letters.review_ended, how: 'settled' })).not.toContain('ask for a review again')
})

test('a mail that asks for a review is led to the portal: nothing is decided by mail', () => {
  const text = unwrapped(letters.review_way)
  expect(text).toContain('A review cannot be asked for or decided by e-mail')
  expect(text).toContain('https://apps.northfield.example/registrations/412/review')
})

test('the desk reads which review waits for whom', () => {
  expect(writeLetter(letters.review_waits, frame).subject).toContain(
    'Take a review by Friday, November 20, 2026',
  )
  const appoint = { ...letters.review_waits, task: 'appoint' } as const
  expect(writeLetter(appoint, frame).subject).toContain('Appoint a reviewer')
  expect(unwrapped(letters.review_yours)).toContain('desk/registrations/412/review')
})

/** The plain text as if lines were endless. */
function unwrapped(letter: Letter): string {
  return writeLetter(letter, frame).text.replace(/\s+/g, ' ')
}
