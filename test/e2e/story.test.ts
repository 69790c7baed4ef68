import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs, until } from '../servers/ports.ts'
import { look, openBrowser, signIn, type Visitor, visitor } from './browser.ts'
import { type Letter, letterTo, replyTo, sendMail } from './mail.ts'
import {
  acceptAndApprove,
  askTwice,
  fillEveryPart,
  openFromQueue,
  openLink,
  signUp,
  submit,
} from './steps.ts'

const app = 'Tidewater Steps'
const team = 'team@tidewater.example'
const rui = {
  name: 'Rui Tavares',
  company: 'Tidewater Apps, Lda.',
  email: 'rui@tidewater.example',
  password: 'seven blue boats at noon',
}
const promise = 2000

describe.skipIf(needs('chromium'))('from an account to an approved app', () => {
  let house: Vouchdesk
  let browser: Browser
  let vendor: Visitor
  let leah: Visitor
  let secondTab: Page
  let questions: Letter

  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startVouchdesk(), openBrowser()])
    vendor = await visitor(browser, house.url)
    leah = await visitor(browser, house.url)
  })
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })
  const see = (name: string) => look(vendor.page, name)

  test('the home page names the four statuses and says what each means', async () => {
    await vendor.page.goto('/')
    await see('home')
    const statuses = await vendor.page.locator('main').innerText()
    for (const status of ['Pending', 'Approved', 'Suspended', 'Terminated'])
      expect(statuses).toContain(status)
    expect(statuses).toContain('is reviewing it')
  })

  test('a vendor signs up, confirms the address by the mailed link, and signs in', async () => {
    await signUp(house, vendor.page, rui, see)
    await vendor.page.getByRole('heading', { name: 'No app yet' }).waitFor()
    await see('apps-empty')
  })

  test('a form that was refused says what to change, and keeps what was typed', async () => {
    const { page } = vendor
    await page.getByLabel('Name of the app').fill('Tidewater Draft')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('Phone', { exact: true }).fill('call me')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('.error-summary').waitFor()
    expect(await page.getByLabel('Phone', { exact: true }).inputValue()).toBe('call me')
    expect(await page.title()).toMatch(/^Error: /)
  })

  test('submitting waits until the contact has confirmed the other address', async () => {
    const { page } = vendor
    await fillEveryPart(page, app, team, see)
    await page.getByRole('heading', { name: `Submitting waits for ${team}` }).waitFor()
    await see('check-waits')
    await page.getByRole('button', { name: 'Submit', exact: true }).click({ force: true })
    await page.locator('.error-summary').waitFor()
    const elsewhere = await visitor(browser, house.url)
    await openLink(elsewhere.page, await letterTo(house, team, 'Confirm that we may write to you'))
    await elsewhere.context.close()
    await page.goto(page.url().replace(/\/(check|submit).*/, '/check'))
    await see('check')
    await submit(page)
  })

  test('a submitted registration says its status, whose turn it is, until when, and how the days were counted', async () => {
    const shown = await vendor.page.locator('main').innerText()
    expect(shown).toContain('Pending')
    expect(shown).toContain('The registration is submitted and Northfield Health Plan is reviewing it.')
    expect(shown).toMatch(/Northfield Health Plan’s turn/i)
    expect(shown).toMatch(/We decide by \w{3}, \w{3} \d+/)
    await vendor.page.getByText('How this is counted').first().click()
    await vendor.page.getByText('We count Monday to Friday').waitFor()
    await see('vendor-pending')
  })

  test('a reviewer finds it in the queue and asks two questions, and the clock stops', async () => {
    await signIn(leah.page, 'leah@northfield.example')
    await look(leah.page, 'queue')
    await openFromQueue(leah.page, app)
    await look(leah.page, 'desk-thread')
    await askTwice(
      leah.page,
      'Who may ask the key service to decrypt?',
      'Is tidewater.example your own domain?',
    )
    const shown = await leah.page.locator('main').innerText()
    expect(shown).toContain('Waiting for 2 questions to be answered')
    expect(shown).toMatch(/stopped since .*\. 10 of 10 business days are left/)
    await vendor.page.getByRole('heading', { name: 'Answer 2 questions by' }).waitFor()
    await see('vendor-asked')
    await vendor.page.getByRole('link', { name: 'Answer in the portal' }).click()
    await vendor.page.getByRole('heading', { level: 1, name: 'Answer our questions' }).waitFor()
    await see('answering')
    await vendor.page.getByRole('button', { name: 'Send the answers' }).click()
    await vendor.page.getByText('Answer at least one question, then send.').waitFor()
    await see('answering-refused')
    await vendor.page.goBack()
    await vendor.page.goto(new URL(vendor.page.url()).pathname.replace(/\/check.*/, ''))
  })

  test('the letter can be answered: its Reply-To and its Message-ID carry the reply code', async () => {
    questions = await letterTo(house, team, 'We need 2 answers for')
    const code = questions.replyTo.match(
      /\+(t[0-9a-z]+\.[0-9a-z]+\.k\d+\.[a-z2-7]{20})@northfield\.example$/,
    )?.[1]
    expect(code).toBeTruthy()
    expect(questions.messageId).toContain(`.${code}@northfield.example`)
    expect(questions.text).toContain('Who may ask the key service to decrypt?')
  })

  test('an answer by e-mail is in every open page two seconds after the mail server took it', async () => {
    secondTab = await leah.newTab(new URL(leah.page.url()).pathname)
    const pages = { 'first tab': leah.page, 'second tab': secondTab, vendor: vendor.page }
    const words = 'Only the token worker, by its role. And yes, the domain is ours.'
    const taken = await sendMail(house, replyTo(questions, words))
    const took = await Promise.all(
      Object.entries(pages).map(async ([name, page]) => {
        await page.locator('.timeline p').getByText(words).waitFor()
        return [name, Date.now() - taken] as const
      }),
    )
    console.log('milliseconds from 250 to the page:', Object.fromEntries(took))
    for (const [, ms] of took) expect(ms).toBeLessThan(promise)
    for (const page of Object.values(pages)) await expectMail(page, words)
    await look(leah.page, 'desk-answered')
    await see('vendor-answered')
  })

  test('mail that proves nothing stays out of the thread and waits at the desk', async () => {
    const number = questions.subject.match(/REG-\d{4}-\d{6}/)?.[0] as string
    const genuine = replyTo(questions, '')
    const forged = {
      'Authentication-Results': 'mx.northfield.example; dmarc=pass header.from=tidewater.example',
    }
    const none = { 'In-Reply-To': '', References: '' }
    const others = {
      'from another address': { ...genuine, from: 'mallory@evil.example' },
      'with a forged result': {
        ...genuine,
        from: 'ceo@tidewater.example',
        headers: { ...genuine.headers, ...forged },
      },
      'with only the number': { ...genuine, to: mailbox, subject: `Re: [${number}] answer`, headers: {} },
      'with blank headers': {
        ...genuine,
        to: mailbox,
        subject: 'Hello',
        headers: { 'Message-ID': ' ', ...none },
      },
      'with empty brackets': {
        ...genuine,
        to: mailbox,
        subject: 'Hello',
        headers: { 'Message-ID': '<>', 'In-Reply-To': '<>', References: '<> <>' },
      },
    }
    for (const [text, mail] of Object.entries(others))
      await sendMail(house, { ...mail, text: `This is the mail ${text}.` })
    await until(
      () => house.output().split('mail filed').length > Object.keys(others).length + 1,
      'all of it is filed',
    )
    await secondTab.goto('/desk/mail')
    const atDesk = await secondTab.locator('main').innerText()
    await Promise.all([leah.page.reload(), vendor.page.reload()])
    for (const text of Object.keys(others)) {
      expect(atDesk).toContain(`This is the mail ${text}.`)
      for (const page of [leah.page, vendor.page])
        expect(await page.locator('main').innerText()).not.toContain(text)
    }
    expect(await secondTab.locator('[data-verdict=pass]').count()).toBe(0)
    await look(secondTab, 'desk-mail')
  })

  test('the reviewer takes the answer, reads every answer on one page, and approves', async () => {
    await acceptAndApprove(leah.page, app, (name) => look(leah.page, name))
    await look(leah.page, 'desk-approved')
  })

  test('the vendor’s open page says Approved and when the token instructions come, and the letter has left', async () => {
    const { page } = vendor
    await page.getByRole('heading', { name: 'Token instructions by' }).waitFor()
    expect(await page.locator('#standing').innerText()).toContain('Approved')
    expect(await page.locator('main').innerText()).toMatch(/token instructions .*by \w{3}, \w{3} \d+/i)
    await see('vendor-approved')
    for (const address of [team, rui.email]) {
      const { text } = await letterTo(house, address, `${app} is approved`)
      expect(text).toMatch(/token\s+instructions by/)
    }
  })

  test('no page broke a rule of its own policy, and nothing failed', () => {
    expect([...vendor.complaints, ...leah.complaints]).toEqual([])
    expect(house.output()).not.toMatch(/csp report|request failed|live update failed/)
  })
})

const mailbox = 'cms-appregistration@northfield.example'

async function expectMail(page: Page, words: string): Promise<void> {
  const entry = page.locator('.timeline > .entry', { hasText: words })
  expect(await entry.getAttribute('data-kind')).toBe('mail')
  const shown = await entry.innerText()
  expect(shown).toContain('E-mail')
  expect(shown).toMatch(/Sender not authenticated: the reply code is .* and the address matches/)
  const quoted = entry.locator('details.quote')
  expect(await quoted.getAttribute('open')).toBeNull()
  expect(await quoted.locator('summary').innerText()).toMatch(/Show quoted text \(\d+ lines\)/)
}
