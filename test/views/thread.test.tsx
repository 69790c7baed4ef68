import { expect, test } from 'vitest'
import { ApprovePage } from '../../views/decision.tsx'
import { type Can, DeskThread, threadPartials } from '../../views/thread.tsx'
import { ada, frameOf, leah, page, turnFor } from './sample.ts'

const everything: Can = {
  reply: true,
  note: true,
  ask: true,
  judge: true,
  take: true,
  approve: true,
  measure: true,
  seeAnswers: true,
}
const nothing: Can = {
  reply: false,
  note: false,
  ask: false,
  judge: false,
  take: false,
  approve: false,
  measure: false,
  seeAnswers: false,
}

function thread(can: Partial<Can> = {}, more: Partial<Parameters<typeof DeskThread>[0]> = {}): string {
  const props = { frame: frameOf(leah), page, turn: turnFor('staff'), can: { ...everything, ...can } }
  return String(<DeskThread {...props} {...more} />)
}

function news(viewer: 'vendor' | 'staff', mayJudge = true): string {
  const frame = frameOf(viewer === 'vendor' ? ada : leah)
  return String(threadPartials({ frame, page, turn: turnFor(viewer), viewer, mayJudge }))
}

test('the desk begins with whose turn it is and leads to the answer', () => {
  expect(thread()).toContain('Check the answer to 2 questions')
  expect(thread()).toContain('href="#m9">Read the answer')
})

test('every form has a method and an address', () => {
  const html = thread({}, { page: { ...page, registration: { ...page.registration, assignee: null } } })
  const forms = [...html.matchAll(/<form[^>]*>/g)].map(([form]) => form)
  expect(forms.map((form) => form.match(/action="([^"]+)"/)?.[1])).toEqual(
    expect.arrayContaining([
      '/desk/registrations/412/take',
      '/desk/registrations/412/answers',
      '/desk/registrations/412/entries',
    ]),
  )
  expect(forms.filter((form) => !/method="(post|dialog)"/.test(form))).toEqual([])
})

test('the composer offers what the role may write, and nothing else', () => {
  expect(thread()).toMatch(/value="reply" checked.*value="note".*value="request"/s)
  expect(thread({ reply: false, ask: false })).toMatch(/value="note" checked/)
  expect(thread({ reply: false, ask: false })).not.toMatch(/value="reply"|name="question_1"/)
  const auditor = thread(nothing)
  expect(auditor).not.toMatch(/id="composer"|action="\/desk\/registrations/)
  expect(auditor).not.toContain('id="answers"')
})

test('a registration nobody has can be taken by those who may', () => {
  const free = { page: { ...page, registration: { ...page.registration, assignee: null } } }
  expect(thread({}, free)).toContain('Take it')
  expect(thread({ take: false }, free)).toContain('Nobody has taken it')
  expect(thread({ take: false }, free)).not.toContain('/take"')
  expect(thread()).not.toContain('/take"')
})

test('a request asks up to two questions, and stops the clock unless one says otherwise', () => {
  const html = thread()
  for (const name of ['field_1', 'field_2', 'question_1', 'question_2'])
    expect(html).toContain(`name="${name}"`)
  expect(html).toContain('Free question')
  expect(html).toContain('<option value="tech_token_storage_where">')
  expect(html).toMatch(/name="blocking" value="yes" checked/)
})

test('a refused entry comes back as it was written', () => {
  const questions = [{ fieldId: 'tech_oidc', question: 'Which version?' }]
  const html = thread(
    {},
    {
      draft: { kind: 'request', body: 'Two things.', questions, blocking: false },
      refusal: { message: 'Nothing was sent.', problems: [{ field: 'question_1', message: 'Shorten it' }] },
    },
  )
  expect(html).toMatch(/value="request" checked/)
  expect(html).toContain('<option value="tech_oidc" selected')
  expect(html).toContain('Which version?')
  expect(html).toContain('Two things.')
  expect(html).not.toMatch(/name="blocking" value="yes" checked/)
  expect(html).toContain('href="#question_1"')
})

test('letters are promised only to confirmed addresses', () => {
  expect(thread()).toContain('Not to ops@harborlight.example: not confirmed.')
})

test('the way to approve is shown only to those who may', () => {
  expect(thread()).toContain('href="/desk/registrations/412/approve"')
  expect(thread({ approve: false })).not.toContain('/approve')
})

test('news replaces the parts of the page by their ids, and not what somebody is writing', () => {
  const html = news('staff')
  expect(
    [...html.matchAll(/<hx-partial hx-target="#(\w+)" hx-swap="(\w+)">/g)].map(
      ([, id, swap]) => `${id} ${swap}`,
    ),
  ).toEqual(['turn outerHTML', 'standing outerMorph', 'timeline outerMorph', 'side outerMorph'])
  for (const id of ['turn', 'standing', 'timeline', 'side']) {
    expect(html).toContain(`id="${id}"`)
    expect(thread()).toContain(`id="${id}"`)
  }
  expect(html).not.toContain('id="composer"')
  expect(html).toContain('/answers"')
  expect(news('staff', false)).not.toContain('/answers"')
})

test('the vendor’s news carries nothing of the desk', () => {
  const html = news('vendor')
  expect(html).toContain('hx-target="#questions"')
  expect(html).not.toMatch(/Delaware|550|Accepted by their mail server|\/desk|<form/)
})

test('an approval names what was read: the revision and the last entry', () => {
  const html = String(
    <ApprovePage frame={frameOf(leah)} page={page} instructionsBy="2026-11-24" obstacles={[]} />,
  )
  expect(html).toMatch(/<form[^>]*method="post" action="\/desk\/registrations\/412\/approve"/)
  expect(html).toContain('name="revision" value="1"')
  expect(html).toContain('name="seen" value="9"')
  expect(html).toContain('Approve Harbor Companion</button>')
  expect(html).toContain('A letter goes to ada@harborlight.example and privacy@harborlight.example')
  expect(html).toContain('due by Tue, Nov 24 (5 business days)')
  expect(html).toContain('may not be used to refuse')
  expect(html).toContain('2 questions are still open.')
})
