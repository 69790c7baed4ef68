import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs } from '../servers/ports.ts'
import { codeOf, look, openBrowser, signIn, type Visitor, visitor } from './browser.ts'
import { letterTo, pathIn } from './mail.ts'

const ada = 'ada@harborlight.example'
const noor = 'noor@sablefinch.example'
const rui = { name: 'Rui Costa', email: 'rui@harborlight.example', password: 'two kites over cold water' }
const fresh = 'nine green lamps at dusk'

describe.skipIf(needs('chromium'))('accounts and companies, as people use them', () => {
  let house: Vouchdesk
  let browser: Browser
  const visitors: Visitor[] = []

  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startVouchdesk(), openBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })
  async function enter(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const one = await visitor(browser, house.url, options)
    visitors.push(one)
    return one.page
  }

  test('Ada forgets her password and chooses a new one, without script', async () => {
    const page = await enter({ javaScriptEnabled: false })
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'I forgot my password' }).click()
    await page.getByLabel('E-mail address').fill(ada)
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
    await page.goto(pathIn(await letterTo(house, ada, 'Choose a new password'), '/verify/'))
    await page.getByLabel('New password').fill(fresh)
    await page.getByRole('button', { name: 'Set this password' }).click()
    await page.getByText('Your password is changed. Sign in with it.').waitFor()
    await letterTo(house, ada, 'Your password was changed')
    await signIn(page, ada, fresh)
    await page.getByRole('heading', { name: 'Your apps' }).waitFor()
  })

  test('each page of a forgotten password can be read by everybody', async () => {
    const page = await enter()
    await page.goto('/reset-password')
    await look(page, 'reset-password')
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.locator('.error-summary').waitFor()
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(noor)
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
    await look(page, 'reset-mail')
    await page.goto(pathIn(await letterTo(house, noor, 'Choose a new password'), '/verify/'))
    await look(page, 'new-password')
  })

  test('Ada’s account: a refused change leads to its field, and an app is added to her phone', async () => {
    const page = await enter()
    await signIn(page, ada, fresh)
    await page.goto('/account')
    await look(page, 'account')
    await page.getByText('Change your password').click()
    await page.getByLabel('New password').fill('short')
    await page.getByLabel('Your password now').first().fill(fresh)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.locator('.error-summary').getByRole('link').click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('new_password')
    await look(page, 'account-refused')
    await page.goto('/account/second-factor')
    await look(page, 'second-factor-add')
    expect(await page.locator('svg.qr').boundingBox()).toMatchObject({ width: expect.any(Number) })
    await page.goto('/companies')
    await look(page, 'companies')
  })

  test('Ada invites Rui to read; he joins by the letter, reads and cannot write; then she removes him', async () => {
    const hers = await enter()
    await signIn(hers, ada, fresh)
    await hers.goto('/companies')
    await hers.getByRole('link', { name: 'Harborlight Health, Inc.' }).click()
    await hers.getByLabel('E-mail address').fill(rui.email)
    await hers.getByRole('radio', { name: 'Can read' }).check()
    await hers.getByRole('button', { name: 'Send the invitation' }).click()
    await hers.getByText('The invitation is on its way.').waitFor()
    await look(hers, 'company')
    const his = await enter()
    await his.goto(pathIn(await letterTo(house, rui.email, 'You are invited to a company'), '/verify/'))
    await look(his, 'invitation')
    await his.getByLabel('Your name').fill(rui.name)
    await his.getByLabel('Password').fill(rui.password)
    await his.getByRole('button', { name: 'Join' }).click()
    await his.getByText('You have joined, and your account is ready.').waitFor()
    await signIn(his, rui.email, rui.password)
    await his.getByRole('link', { name: 'Harbor Kids' }).click()
    await look(his, 'draft-read-only')
    await his.goto('/registrations')
    await his.getByRole('link', { name: 'Harbor Companion' }).click()
    await his.getByText('You can read this registration and not write').waitFor()
    await look(his, 'registration-read-only')
    await hers.reload()
    await hers.getByText(`Change or remove ${rui.name}`).click()
    await look(hers, 'company-member')
    await hers.getByRole('button', { name: `Remove ${rui.name}` }).click()
    await hers.getByText('Removed. This person no longer sees').waitFor()
    expect((await his.reload())?.status()).toBe(404)
    await letterTo(house, rui.email, 'You are no longer in a company')
  })

  test('Hal signs in with a code, without script, and looks at a company', async () => {
    const page = await enter({ javaScriptEnabled: false })
    await signIn(page, 'hal@northfield.example')
    await page.goto('/desk/companies')
    await page.getByRole('link', { name: 'Sable & Finch Co.' }).click()
    await page.getByRole('button', { name: 'Move the ownership' }).click()
    await page.locator('.error-summary').waitFor()
    expect(await page.locator('.field-error').count()).toBeGreaterThan(5)
  })

  test('the pages of staff: the code, their account and the companies', async () => {
    const page = await enter()
    await page.goto('/sign-in')
    await page.getByLabel('E-mail address').fill('hal@northfield.example')
    await page.getByLabel('Password').fill('demonstration-only')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/sign-in/code')
    await look(page, 'sign-in-code')
    await page
      .getByLabel('Code from your authenticator app')
      .fill(await codeOf(page, 'hal@northfield.example'))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/desk')
    await page.goto('/account')
    await look(page, 'account-staff')
    await page.goto('/desk/companies')
    await look(page, 'desk-companies')
    await page.getByRole('link', { name: 'Sable & Finch Co.' }).click()
    await page.getByRole('button', { name: 'Move the ownership' }).click()
    await page.locator('.error-summary').waitFor()
    await look(page, 'desk-company')
    await page.getByText('Your menu').locator('..').click()
    await page.getByRole('link', { name: 'Your account' }).waitFor()
  })

  test('no page broke a rule of its own policy, and nothing failed', () => {
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([])
    expect(house.output()).not.toMatch(/csp report|request failed/)
  })
})
