import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { demonstrationPassword } from '../../db/demonstration.ts'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs } from '../servers/ports.ts'
import { codeOf, comeIn, openBrowser, visitor } from './browser.ts'

describe.skipIf(needs('chromium'))('with the keyboard alone', () => {
  let house: Vouchdesk
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startVouchdesk(), openBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })
  beforeEach(async () => {
    page = (await visitor(browser, house.url)).page
  })

  test('the first Tab reaches the way past the menus, and Enter takes it', async () => {
    await page.goto('/')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to content')
    expect(await page.locator('.skip').boundingBox()).toMatchObject({ y: expect.any(Number) })
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('main')?.id)).toBe('main')
  })

  test('a refused form puts the focus on what is wrong, and from there into the field', async () => {
    await page.goto('/sign-up')
    await tabTo(page, 'Create account', 'button')
    await page.keyboard.press('Enter')
    await page.locator('.error-summary').waitFor()
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('error-summary')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('name')
  })

  test('somebody signs in, opens a thread, and leaves a note for staff', async () => {
    await page.goto('/sign-in')
    await tabTo(page, 'E-mail address')
    await page.keyboard.type('leah@northfield.example')
    await page.keyboard.press('Tab')
    await page.keyboard.type(demonstrationPassword)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/sign-in/code')
    await tabTo(page, 'Code from your authenticator app')
    await page.keyboard.type(await codeOf(page, 'leah@northfield.example'))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/desk')
    await tabTo(page, 'Harbor Companion')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Harbor Companion' }).waitFor()
    await tabTo(page, 'Reply', 'input')
    await page.keyboard.press('ArrowRight')
    await tabTo(page, 'Note')
    await page.keyboard.type('Written without a mouse.')
    await tabTo(page, 'Save note for staff', 'button')
    await page.keyboard.press('Enter')
    await page.getByText('Note saved. Only staff can see it.').waitFor()
    await noteIsThere(page, 'Written without a mouse.')
  })

  test('single keys go through the list into the thread, and Ctrl Enter sends', async () => {
    await comeIn(page, 'leah@northfield.example', house.url)
    await page.goto('/desk')
    await page.keyboard.press('j')
    await page.keyboard.press('o')
    await page.getByRole('heading', { level: 1, name: 'Harbor Companion' }).waitFor()
    await page.keyboard.press('n')
    await page.keyboard.type('Sent by n and Ctrl Enter; o, j and k are only letters here.')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Note saved. Only staff can see it.').waitFor()
    await noteIsThere(page, 'Sent by n and Ctrl Enter; o, j and k are only letters here.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  test('an empty reply is refused in place, and the focus goes to what is wrong', async () => {
    await comeIn(page, 'leah@northfield.example', house.url)
    await page.goto('/desk')
    await page.getByRole('link', { name: 'Harbor Companion' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Harbor Companion' }).waitFor()
    await page.keyboard.press('r')
    await page.keyboard.press('Control+Enter')
    await page.locator('.error-summary').waitFor()
    await page.waitForFunction(() => document.activeElement?.className === 'error-summary')
  })
})

/** The name of what has the focus, as somebody who cannot see the page would hear it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null
    return (labels?.[0]?.innerText ?? element?.textContent ?? '').trim()
  })
}

async function tabTo(page: Page, name: string, tag?: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => document.activeElement?.localName)
    if ((await focused(page)) === name && (!tag || at === tag)) return
  }
  throw new Error(`80 times Tab did not reach ${name}.`)
}

async function noteIsThere(page: Page, words: string): Promise<void> {
  const entry = page.locator('.timeline > .entry', { hasText: words })
  expect(await entry.getAttribute('data-kind')).toBe('note')
}
