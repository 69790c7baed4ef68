import { expect, test } from 'vitest'
import { RegistrationPage } from '../../views/registration.tsx'
import { ada, clockOf, entries, frameOf, now, page, turnFor } from './sample.ts'

function html(
  shown = page,
  more: { refusal?: Parameters<typeof RegistrationPage>[0]['refusal']; text?: string } = {},
) {
  return String(
    <RegistrationPage frame={frameOf(ada)} page={shown} turn={turnFor('vendor', shown)} {...more} />,
  )
}

const unanswered = { ...page, entries: entries.slice(0, 8) }

test('the page begins with whose turn it is, and says until when', () => {
  expect(html(unanswered)).toContain('Answer 2 questions by Fri, Nov 20')
  expect(html(unanswered)).toContain('href="#message"')
  expect(html()).toContain('We are reading your answer')
})

test('the status stands with its meaning; a block with its reason and what the owner can do', () => {
  expect(html()).toContain('The registration is submitted and Northfield Health Plan is reviewing it.')
  const suspended = {
    ...page,
    registration: { ...page.registration, status: 'suspended' as const, phase: 'final' as const },
    history: [{ to: 'suspended/final', at: now, reason: 'One token read 3,906 ids.' }, ...page.history],
  }
  expect(html(suspended)).toContain('<strong>Reason:</strong> One token read 3,906 ids.')
  expect(html(suspended)).toContain('ask us to review the suspension')
})

test('open questions are listed with how to answer them', () => {
  expect(html(unanswered)).toContain('Questions from Leah Stein')
  expect(html(unanswered)).toContain('Reply to our e-mail of Thu, Nov 5')
  expect(html({ ...page, request: null })).toContain('<div id="questions" hidden')
})

test('nothing of the desk reaches the vendor', () => {
  const shown = html()
  expect(shown).not.toMatch(/Delaware|Internal note|550|Accepted by their mail server|\/desk/)
  expect(shown).toContain('Our last letter to this address could not be delivered.')
})

test('a message is a plain form at its own address', () => {
  expect(html()).toMatch(/<form[^>]*id="message"[^>]*method="post" action="\/registrations\/412\/messages"/)
  expect(html()).toMatch(/<textarea[^>]*name="body"[^>]*maxlength="5000"/)
})

test('every form has a method and an address', () => {
  for (const [form] of html().matchAll(/<form[^>]*>/g)) expect(form).toMatch(/method="post" action="\//)
})

test('a refused message comes back with its text and what is wrong', () => {
  const shown = html(page, {
    refusal: {
      message: 'Your message was not sent.',
      problems: [{ field: 'body', message: 'Write something' }],
    },
    text: 'my <b>words</b>',
  })
  expect(shown).toContain('<title>Error: ')
  expect(shown).toContain('aria-invalid="true"')
  expect(shown).toContain('href="#body"')
  expect(shown).toContain('my &lt;b&gt;words&lt;/b&gt;')
})

test('the element that waits for news names the thread and replaces nothing by itself', () => {
  expect(html()).toMatch(/id="live" data-live-thread="412" hx-get="\/registrations\/412\/news"/)
  expect(html()).toContain('hx-trigger="news" hx-swap="none" hx-sync="this:queue last"')
})

test('after the approval the clock of the instructions is shown, with what comes next', () => {
  const approved = {
    ...page,
    registration: { ...page.registration, status: 'approved' as const, phase: 'instructions_due' as const },
    request: null,
    instructions: clockOf('instructions', [{ at: now, kind: 'start' }]),
  }
  expect(html(approved)).toContain('We send the token instructions by Tue, Nov 24</span>')
  expect(html(approved)).not.toContain('Our clock</h2>')
})
