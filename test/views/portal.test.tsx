import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DraftPage } from '../../db/queries/portal.ts'
import { type Answers, fields, type Part, partOf, parts, problemsOf } from '../../src/rules/questionnaire.ts'
import { closings, definitionOf, statuses } from '../../src/rules/status.ts'
import { SignIn, SignUp } from '../../views/auth.tsx'
import { CriteriaPage } from '../../views/criteria.tsx'
import { Days } from '../../views/days.tsx'
import { ErrorPage } from '../../views/error.tsx'
import { Help } from '../../views/help.tsx'
import { Home } from '../../views/home.tsx'
import { DeskPage, PortalPage } from '../../views/layout.tsx'
import { CheckMail, LinkDone, NewPassword, OpenLink, ResetPassword } from '../../views/links.tsx'
import { Apps, CheckAnswers, EditPart } from '../../views/portal.tsx'
import { QuestionnairePage } from '../../views/questions.tsx'
import { ada, frameOf, leah, page, paused, appRowOf as rowOf } from './sample.ts'

const hostile = '"><script>alert(1)</script><b onclick=x>'
const guest = frameOf(null)
const vendor = frameOf(ada)
const calendar = { zone: 'America/New_York', closed: new Set(['2026-11-27']), open: new Set<string>() }
const companies = [
  { id: 1, name: 'Harborlight Health, Inc.' },
  { id: 2, name: hostile },
]
const answers: Answers = page.answers
const part = (id: string) => partOf(id) as Part

function draftOf(draft: Partial<DraftPage> = {}): DraftPage {
  return {
    ...{ id: 12, number: 'REG-2026-000418', appName: hostile, company: hostile, answers, draftVersion: 3 },
    ...{ status: null, phase: null, closedAs: null },
    ...{ questionnaireVersion: 3, purpose: 'register', live: null, supersedes: null, payer: { brands: [] } },
    questions: [],
    mayWrite: true,
    contact: { email: 'privacy@harborlight.example', verified: false },
    ...draft,
  }
}

const refusal = { message: 'Fix 1 answer', problems: [{ field: 'email', message: hostile }] }
const wrong = { message: 'Fix the answers', problems: problemsOf(fields, {}) }
const ifToday = { today: '2026-11-16', decideBy: '2026-12-01', instructionsBy: '2026-12-08' }
const values = { name: hostile, email: hostile, company: hostile }
const waiting = { draft: draftOf(), waitsForContact: 'privacy@harborlight.example' }
const rows = [rowOf({ appName: hostile, company: hostile })]

const pages: Record<string, string> = Object.fromEntries(
  Object.entries({
    home: <Home frame={guest} ifToday={ifToday} />,
    days: <Days frame={guest} calendar={calendar} />,
    help: <Help frame={guest} ifToday={ifToday} calendar={calendar} />,
    criteria: <CriteriaPage frame={guest} />,
    questionnaire: <QuestionnairePage frame={guest} />,
    signIn: <SignIn frame={guest} next={hostile} />,
    'signIn refused': <SignIn frame={guest} email={hostile} refusal={refusal} />,
    signUp: <SignUp frame={guest} values={{ name: '', email: '', company: '' }} />,
    'signUp refused': <SignUp frame={guest} values={values} refusal={refusal} />,
    checkMail: <CheckMail what="sign-up" frame={guest} email={hostile} />,
    resetMail: <CheckMail what="reset" frame={guest} email={hostile} />,
    resetPassword: <ResetPassword frame={guest} />,
    'resetPassword refused': <ResetPassword frame={guest} email={hostile} refusal={refusal} />,
    newPassword: <NewPassword frame={guest} token={hostile} />,
    'newPassword refused': <NewPassword frame={guest} token={hostile} refusal={refusal} />,
    openLink: <OpenLink frame={guest} token={hostile} kind="verify_contact" />,
    openAccount: <OpenLink frame={guest} token="a1.b" kind="verify_account" />,
    linkDone: <LinkDone frame={guest} kind="verify_account" />,
    contactDone: <LinkDone frame={guest} kind="verify_contact" />,
    apps: <Apps frame={vendor} rows={rows} companies={companies} />,
    'apps refused': (
      <Apps frame={vendor} rows={[]} companies={companies} appName={hostile} refusal={refusal} />
    ),
    ...Object.fromEntries(
      parts.map((each) => [
        `edit ${each.id}`,
        <EditPart frame={vendor} draft={draftOf()} part={each} answers={answers} unsaved />,
      ]),
    ),
    'edit refused': (
      <EditPart
        frame={vendor}
        draft={draftOf()}
        part={part('privacy')}
        answers={{ pp_consent_where: hostile }}
        refusal={wrong}
      />
    ),
    check: <CheckAnswers frame={vendor} {...waiting} problems={wrong.problems} />,
    'check refused': <CheckAnswers frame={vendor} {...waiting} problems={wrong.problems} refusal={wrong} />,
    error: <ErrorPage frame={guest} status={500} heading={hostile} message={hostile} code={hostile} />,
    desk: (
      <DeskPage frame={{ ...frameOf({ ...leah, name: hostile }), flash: hostile }} title={hostile}>
        {hostile}
      </DeskPage>
    ),
    portal: (
      <PortalPage
        frame={{ ...vendor, payer: { ...vendor.payer, name: hostile } }}
        title={hostile}
        description={hostile}
      >
        {hostile}
      </PortalPage>
    ),
  }).map(([name, html]) => [name, String(html)]),
)

const all = Object.entries(pages)
const titleOf = (html: string) => /<title>(.*?)<\/title>/.exec(html)?.[1] ?? ''

describe('every page', () => {
  test.each(all)('%s is a whole document with one main heading at most', (_name, html) => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en-US"/)
    expect(html.match(/<h1[ >]/g)?.length ?? 0).toBeLessThanOrEqual(1)
    expect(html).toContain('<main class="wrap" id="main"')
    expect(titleOf(html)).toContain(' app registration')
  })

  test.each(all)('%s shows hostile words as words', (_name, html) => {
    expect(html).not.toContain('<script>alert')
    expect(html).not.toMatch(/<[a-z][^>"']*(?:"[^"]*"|'[^']*'|[^>"'])*\sonclick=/)
  })

  test.each(all)('%s needs no inline style or script', (_name, html) => {
    const tags =
      html.match(/<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/g)?.map((tag) => tag.replaceAll(/"[^"]*"/g, '""')) ?? []
    expect(tags.filter((tag) => /\s(style|on\w+|hx-on\S*)=/.test(tag))).toEqual([])
    expect(html).not.toContain('<style')
    expect(html.match(/<script(?! src=)/g)).toBeNull()
  })

  test.each(all)('%s has only forms that are posted somewhere', (_name, html) => {
    for (const [form] of html.matchAll(/<form(?:"[^"]*"|[^>"])*>/g)) {
      if (!form.includes('method="dialog"')) expect(form).toMatch(/ method="post" action="\/[a-z]/)
    }
  })

  test.each(all)('%s says “Error:” in its title exactly where a form came back', (name, html) => {
    expect(titleOf(html).startsWith('Error: ')).toBe(name.endsWith('refused'))
    expect(html.includes('class="error-summary" role="alert"')).toBe(name.endsWith('refused'))
  })

  test.each(all)('%s has no id twice, and every label and description finds its element', (_name, html) => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id as string)
    expect(ids).toEqual([...new Set(ids)])
    const named = [...html.matchAll(/ (?:for|aria-describedby|aria-labelledby)="([^"]+)"/g)]
    for (const id of named.flatMap(([, list]) => (list as string).split(' '))) expect(ids).toContain(id)
  })

  test.each(all)('%s links only to pages that exist', (_name, html) => {
    const known =
      /^(#[\w-]+|\/(#tokens|help(#\w+)?|criteria(#[\w-]+)?|questionnaire|how-we-count-days|sign-in|sign-up|reset-password|account|account\/second-factor|companies(\/\d+)?|registrations|desk|desk\/companies|desk\?view=\w+|desk\/mail|dev\/mail)?|\/registrations\/\d+(\/edit\/\w+(#\w+)?|\/check|\/files\/[0-9a-f]{64})?|\/assets\/[\w.]+|mailto:\S+|https:\S+)$/
    const hrefs = [...html.matchAll(/<(?:a|link)(?:"[^"]*"|[^>"])* href="([^"]*)"/g)].map(([, href]) => href)
    expect(hrefs.filter((href) => !known.test(href as string))).toEqual([])
  })
})

describe('the public pages', () => {
  test('home names the four statuses with their definitions', () => {
    for (const word of [...statuses, ...closings]) {
      expect(pages.home).toContain(definitionOf(word, guest.payer.name))
    }
  })

  test('home says by when, and what never to send', () => {
    expect(pages.home).toContain('If you submit today, Monday, November 16')
    expect(pages.home).toContain('<time datetime="2026-12-01">Tue, Dec 1, 2026</time>')
    expect(pages.home).toContain('Never send tokens, secrets, codes or member data.')
  })

  test('the example of the days follows the payer’s own calendar', () => {
    const federalOnly = { ...calendar, closed: new Set<string>() }
    expect(String(<Days frame={guest} calendar={federalOnly} />)).toContain('We decide by Fri, Nov 27.')
    expect(pages.days).toContain('We decide by Mon, Nov 30.')
    expect(pages.days).toContain('Our office is closed')
  })

  test('a letter is announced in the same words for every address', () => {
    const words = (email: string) =>
      String(<CheckMail what="sign-up" frame={guest} email={email} />).replaceAll(email, '')
    expect(words('ada@harborlight.example')).toBe(words('nobody@nowhere.example'))
  })

  test('a link confirms nothing until its button is pressed', () => {
    expect(pages.openLink).toContain('<form method="post" action="/verify"><input type="hidden" name="token"')
  })

  test('a refused password is not sent back', () => {
    expect(pages['signUp refused']).toMatch(/<input id="password"(?:(?! value=)[^>])*>/)
  })
})

describe('a draft', () => {
  test('a part carries its version, and saves with two buttons', () => {
    const html = pages['edit technical']
    expect(html).toContain('action="/registrations/12/edit/technical"')
    expect(html).toContain('<input type="hidden" name="version" value="3" autocomplete="off"/>')
    expect(html).toContain('name="go" value="next">Save and go to Privacy</button>')
    expect(html).toContain('name="go" value="stay" aria-describedby="saved">Save</button>')
  })

  test('every question of the questionnaire is on the page of its part', () => {
    for (const each of parts) {
      for (const { id } of each.fields) expect(pages[`edit ${each.id}`]).toContain(` name="${id}"`)
    }
  })

  test('what was typed comes back letter by letter', () => {
    const typed = { tech_token_storage_how: '\n </textarea><b>first line is empty' }
    const html = String(
      <EditPart frame={vendor} draft={draftOf()} part={part('technical')} answers={typed} />,
    )
    expect(html).toContain('>\n\n &lt;/textarea&gt;&lt;b&gt;first line is empty</textarea>')
  })

  test('a follow-up stands with the question it depends on, and the style sheet knows when to show it', () => {
    const css = readFileSync('views/assets/app.css', 'utf8')
    for (const { fields } of parts) {
      for (const { when } of fields) {
        const within = when && fields.some(({ id }) => when.field.split('|').includes(id))
        if (within) expect(css).toContain(`> .reveal[data-when="${when.is.join(' ')}"]`)
      }
    }
    const groups = String(pages['edit privacy']).split('<div class="asks">')
    const sells = groups.find((group) => group.includes('name="sells_how"'))
    expect(sells).toContain('name="sells_app"')
    expect(sells).toContain('name="sells_company"')
  })

  test('each part says how far it is', () => {
    const states = (html: string) =>
      [...html.matchAll(/<span class="state"[^>]*>([^<]*)</g)].map(([, words]) => words)
    const verified = draftOf({ contact: { email: 'privacy@harborlight.example', verified: true } })
    const edit = (draft: DraftPage) =>
      String(<EditPart frame={vendor} draft={draft} part={part('app')} answers={{}} />)
    expect(states(edit(draftOf({ answers: {}, contact: null })))).toEqual([
      ...Array(parts.length).fill('Not started'),
      '',
    ])
    expect(states(edit(verified)).slice(0, 3)).toEqual(['Complete', 'Complete', 'Complete'])
    expect(states(edit(draftOf()))[0]).toBe('To be confirmed')
    const ownAddress = draftOf({ contact: null })
    expect(states(edit(ownAddress))[0]).toBe('Complete')
    expect(states(String(pages['edit refused']))[4]).toBe(`${wrong.problems.length} to fix`)
  })

  test('an unconfirmed contact can be written to again', () => {
    expect(pages['edit contact']).toContain('action="/registrations/12/contact-link"')
    expect(pages['edit app']).not.toContain('contact-link')
  })

  test('the check leads from each missing answer to its field', () => {
    expect(pages.check).toContain('href="/registrations/12/edit/contact#contact_email"')
    expect(pages['check refused']).toContain('href="/registrations/12/edit/privacy#privacy_policy_url"')
    expect(pages.check).toContain('Submitting waits for privacy@harborlight.example')
    expect(pages.check).toContain('aria-disabled="true"')
  })

  test('a complete draft can be submitted', () => {
    const html = String(
      <CheckAnswers frame={vendor} draft={draftOf()} problems={[]} waitsForContact={null} />,
    )
    expect(html).toContain('action="/registrations/12/submit"')
    expect(html).not.toContain('aria-disabled')
  })
})

describe('the list of apps', () => {
  const rows = [
    rowOf({ id: 1, appName: 'Harbor Coach' }),
    rowOf({
      ...{ id: 2, appName: 'Harbor Companion', phase: 'info_requested', decision: paused },
      request: {
        questions: 2,
        replyBy: '2026-11-20',
        lapseOn: '2026-12-07',
        blocking: true,
        askedAt: new Date('2026-11-05T15:40:00Z'),
      },
    }),
    rowOf({ id: 3, appName: 'Harbor Kids', status: null, phase: null, decision: null }),
  ]
  const html = String(<Apps frame={vendor} rows={rows} companies={companies.slice(0, 1)} />)

  test('puts what waits for the reader on top', () => {
    const names = [...html.matchAll(/class="row-title"[^>]*>([^<]*)</g)].map(([, name]) => name)
    expect(names).toEqual(['Harbor Companion', 'Harbor Kids', 'Harbor Coach'])
    expect(html).toContain('Answer 2 questions by Fri, Nov 20')
    expect(html).toContain('Stopped, 7 days left')
  })

  test('a draft opens its form, anything else its page', () => {
    expect(html).toContain('href="/registrations/3/edit/contact"')
    expect(html).toContain('href="/registrations/2"')
  })

  test('asks for the company only where there are several', () => {
    expect(html).not.toContain('name="company"')
    expect(pages.apps).toContain('name="company"')
  })
})
