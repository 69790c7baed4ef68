/// <reference lib="dom" />
// What is typed is kept: while it is typed, without the server, beside another window, and past the end of a session.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demonstrationPassword } from '../../db/demonstration.ts'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs, until } from '../servers/ports.ts'
import { codeOf, comeIn, look, openBrowser, type Visitor, visitor } from './browser.ts'
import { openFromQueue } from './steps.ts'

const ada = 'ada@harborlight.example'
const address = '#org_address'

describe.skipIf(needs('chromium'))('what is typed', () => {
  let house: Vouchdesk
  let browser: Browser
  let vendor: Visitor
  let page: Page
  let draft: string

  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startVouchdesk(), openBrowser()])
    vendor = await visitor(browser, house.url)
    page = vendor.page
    await comeIn(page, ada, house.url)
    await page.goto('/registrations')
    await page.getByLabel('Name of the app').fill('Harbor Words')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.waitForURL('**/edit/contact*')
    draft = new URL(page.url()).pathname
  })
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })
  const line = () => page.locator('#saved')
  const says = (words: string | RegExp) => line().locator('.savestate').getByText(words).waitFor()
  const kept = async () => {
    const tab = await vendor.newTab(draft)
    const text = await tab.locator(address).inputValue()
    await tab.close()
    return text
  }

  test('is saved a moment later, while caret, selection, focus and letters stay where they are', async () => {
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/autosave', async (route) => {
      await held
      await route.continue()
    })
    const asked = page.waitForRequest('**/autosave')
    await page.locator(address).click()
    await page.keyboard.type('12 Harbor Street, Durham')
    await asked
    await page.keyboard.type(' NC')
    for (let presses = 0; presses < 11; presses++) await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('!')
    for (let presses = 0; presses < 7; presses++) await page.keyboard.press('Shift+ArrowLeft')
    await says('Saving…')
    const before = await written(page)
    expect(before).toMatchObject({ text: '12 Harbor Street!, Durham NC', from: 10, to: 17 })
    const node = await page.locator(address).elementHandle()
    answer()
    await says(/^Saved \d+:\d\d/)
    expect(await written(page)).toEqual(before)
    expect(await node?.evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('Lane')
    expect(await written(page)).toMatchObject({ text: '12 Harbor Lane, Durham NC', from: 14, to: 14 })
    await until(
      async () => (await kept()) === '12 Harbor Lane, Durham NC' || null,
      'the later letters are kept',
    )
    await page.unroute('**/autosave')
    expect(await page.locator('#say').innerText()).toMatch(/^Saved/)
    expect(await page.locator('.error-summary').count()).toBe(0)
  })

  test('is no conflict for one’s own Save, and a link to another part waits for the last letters', async () => {
    await page.locator(address).fill('1 Quay')
    await says(/^Saved/)
    await page.locator(address).fill('2 Quay')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
    await page.locator(address).fill('3 Quay')
    await page.getByRole('link', { name: /^The app/ }).click()
    await page.waitForURL('**/edit/app')
    expect(await kept()).toBe('3 Quay')
    await page.goto(draft)
  })

  test('stays in the window while the server is away, is saved when it is back, and is not left unasked', async () => {
    await page.route('**/autosave', (route) => route.fulfill({ status: 503, body: '' }))
    await page.locator(address).fill('Typed without a server')
    await says('We try again in 10 seconds')
    let asked = ''
    page.once('dialog', async (dialog) => {
      asked = dialog.type()
      await dialog.dismiss()
    })
    await page.getByRole('link', { name: 'Your apps' }).first().click()
    await until(() => asked || null, 'the browser asks')
    expect(asked).toBe('beforeunload')
    expect(await page.locator(address).inputValue()).toBe('Typed without a server')
    await page.unroute('**/autosave')
    await page.locator(address).press('End')
    await page.keyboard.type('!')
    await says(/^Saved/)
    expect(await kept()).toBe('Typed without a server!')
    await page.goto('/registrations')
    expect(new URL(page.url()).pathname).toBe('/registrations')
    vendor.complaints.splice(0)
  })

  test('never overwrites what was saved elsewhere meanwhile: it says whose and which', async () => {
    await page.goto(draft)
    const other = await vendor.newTab(draft)
    await other.locator(address).fill('Saved elsewhere')
    await other
      .locator('#saved')
      .getByText(/^Saved/)
      .waitFor()
    await other.close()
    await page.locator(address).fill('Typed here')
    await says('Ada Moreno saved this part while you were writing.')
    expect(await line().innerText()).toContain('Ada Moreno saved: Saved elsewhere')
    const field = await page.locator(address).boundingBox()
    const told = await line().locator('.savestate').boundingBox()
    expect(told?.y).toBeGreaterThan((field?.y ?? 0) + (field?.height ?? 0)) // in sight, and beside the field
    expect((told?.y ?? 0) + (told?.height ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0)
    await look(page, 'edit-saved-by-another')
    expect([await kept(), await page.locator(address).inputValue()]).toEqual([
      'Saved elsewhere',
      'Typed here',
    ])
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('.error-summary').waitFor()
    expect(await page.locator(address).inputValue()).toBe('Typed here')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
    expect(await kept()).toBe('Typed here')
  })

  test('outlives the session: said while typing, kept through signing in, sent by hand', async () => {
    await page.goto(draft)
    await page.context().clearCookies()
    await page.locator(address).fill('Typed after the session')
    await says('you were signed out')
    await look(page, 'edit-signed-out')
    expect(await page.locator(address).inputValue()).toBe('Typed after the session')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'You were signed out' }).waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'alert')
    await look(page, 'sign-in-text-waits')
    expect(page.url()).not.toContain('Typed')
    await enter(page, ada)
    await page.getByRole('heading', { name: 'Here is what you wrote' }).waitFor()
    await look(page, 'what-you-wrote')
    await page.getByRole('button', { name: 'Send it now' }).click()
    await page.getByText('Saved.', { exact: true }).waitFor()
    expect(await page.locator(address).inputValue()).toBe('Typed after the session')
  })

  test('goes on to be saved when somebody signs in again in another tab', async () => {
    await page.context().clearCookies()
    await page.locator(address).fill('Typed between')
    await says('you were signed out')
    const tab = await vendor.newTab('/sign-in')
    await enter(tab, ada)
    await tab.waitForURL('**/registrations')
    await tab.close()
    await page.locator(address).press('End')
    await page.keyboard.type('.')
    await says(/^Saved/)
    expect(await kept()).toBe('Typed between.')
  })

  test('in a thread outlives it too, where script sends the form in place', async () => {
    await page.goto('/registrations')
    await page.getByRole('link', { name: 'Harbor Companion' }).click()
    await page.locator('#message [name=body]').fill('Typed into the thread')
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Send message' }).click()
    await page.getByRole('heading', { name: 'You were signed out' }).waitFor()
    await enter(page, ada)
    await page.getByRole('button', { name: 'Send it now' }).click()
    await page.locator('.timeline').getByText('Typed into the thread').waitFor()
    expect(vendor.complaints).toEqual([])
  })

  test('at the desk outlives it without script and through the code, and says who would send it now', async () => {
    const leah = await visitor(browser, house.url, { javaScriptEnabled: false })
    await comeIn(leah.page, 'leah@northfield.example', house.url)
    await openFromQueue(leah.page, 'Harbor Companion')
    await leah.page.locator('.tab', { hasText: 'Internal note' }).click()
    await leah.page.locator('[name=body]').fill('A note that came too late')
    await leah.page.context().clearCookies()
    await leah.page
      .getByRole('button', { name: /Save note|Send/ })
      .first()
      .click()
    await leah.page.getByRole('heading', { name: 'You were signed out' }).waitFor()
    await enter(leah.page, 'marcus@northfield.example')
    await leah.page
      .getByLabel('Code from your authenticator app')
      .fill(await codeOf(leah.page, 'marcus@northfield.example'))
    await leah.page.getByRole('button', { name: 'Sign in' }).click()
    await leah.page.getByText('You are signed in as Marcus Bell').waitFor()
    await leah.page.getByText('A note that came too late').waitFor()
    await leah.page.getByRole('button', { name: 'Send it now' }).click()
    await leah.page.getByText('Note saved. Only staff can see it.').waitFor()
    expect(leah.complaints).toEqual([])
  })

  test('outlives it without script in the questionnaire', async () => {
    const plain = await visitor(browser, house.url, { javaScriptEnabled: false })
    await comeIn(plain.page, ada, house.url)
    await plain.page.goto(draft)
    await plain.page.locator(address).fill('Typed without script')
    await plain.page.context().clearCookies()
    await plain.page.getByRole('button', { name: 'Save', exact: true }).click()
    await enter(plain.page, ada)
    await plain.page.getByRole('button', { name: 'Send it now' }).click()
    await plain.page.getByText('Saved.', { exact: true }).waitFor()
    expect(await plain.page.locator(address).inputValue()).toBe('Typed without script')
    expect(plain.complaints).toEqual([])
    expect(house.output()).not.toMatch(/csp report|request failed|Typed/)
  })
})

async function enter(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(demonstrationPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** The text of the address and what of it is selected. */
function written(page: Page) {
  return page.evaluate(() => {
    const field = document.activeElement as HTMLTextAreaElement
    return { id: field.id, text: field.value, from: field.selectionStart, to: field.selectionEnd }
  })
}
