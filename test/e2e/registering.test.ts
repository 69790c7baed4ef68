/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parts } from '../../src/rules/questionnaire.ts'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs } from '../servers/ports.ts'
import { comeIn, look, openBrowser, type Visitor, visitor } from './browser.ts'
import { atFocus, tabUntil, typePart } from './keys.ts'
import { answersOf } from './questionnaire.ts'

const ada = 'ada@harborlight.example'
const app = 'Harbor Keys'
/** 1440 by 900 at 200 percent. */
const zoomed = { width: 720, height: 450 }
const phone = { width: 390, height: 844 }
/** In each part one field, and what cannot stand in it. */
const wrong: Record<string, [field: string, typed: string]> = {
  contact: ['contact_phone', 'call me'],
  app: ['tos_uri', 'http://harborlight.example/terms'],
  client: ['redirect_uris', 'http://harborlight.example/cb#x'],
  technical: ['net_egress', '<b>no</b>'],
  privacy: ['privacy_policy_url', 'harborlight'],
  attestation: ['attest_name', '<b>Ada</b>'],
}

describe.skipIf(needs('chromium'))('the questionnaire', () => {
  let house: Vouchdesk
  let browser: Browser
  let vendor: Visitor
  let page: Page

  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startVouchdesk(), openBrowser()])
    vendor = await visitor(browser, house.url)
    page = vendor.page
    await comeIn(page, ada, house.url)
  })
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })

  test('a whole registration is typed by keyboard alone, at 200 percent, and every stop is in the window', async () => {
    await page.setViewportSize(zoomed)
    await page.goto('/registrations')
    const outside = await tabUntil(page, ({ name }) => name === 'app_name')
    await page.keyboard.type(app)
    await page.keyboard.press('Enter')
    for (const part of parts) {
      await page.getByRole('heading', { level: 1, name: part.title, exact: true }).waitFor()
      const own = { ...answersOf(part), ...(part.id === 'app' ? { app_name: app } : {}) }
      outside.push(
        ...(await typePart(page, part, { ...own, ...(part.id === 'contact' ? { contact_email: ada } : {}) })),
      )
      expect(await beyond(page), part.id).toBe(0)
      await page.setViewportSize(phone)
      expect(await beyond(page), part.id).toBe(0)
      await page.setViewportSize(zoomed)
      await page.keyboard.press('Enter')
    }
    await page.getByRole('heading', { name: 'Check your answers and submit' }).waitFor()
    expect(await beyond(page)).toBe(0)
    outside.push(...(await tabUntil(page, ({ tag, words }) => tag === 'button' && words === 'Submit')))
    await page.keyboard.press('Enter')
    await page.getByText('Submitted. We have mailed you a confirmation.').waitFor()
    expect(outside).toEqual([])
  })

  test('every part that was refused says so in the summary, which has the focus, and leads to the field', async () => {
    await page.goto('/registrations')
    await page.getByLabel('Name of the app').fill('Harbor Wrong')
    await page.getByRole('button', { name: 'Start' }).click()
    for (const [part, [field, typed]] of Object.entries(wrong)) {
      await page.goto(page.url().replace(/edit\/\w+.*/, `edit/${part}`))
      await page.locator(`[name="${field}"]`).fill(typed)
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.locator('.error-summary').waitFor()
      await page.waitForFunction(() => document.activeElement?.className === 'error-summary')
      await look(page, `edit-refused-${part}`)
      await page.locator('.error-summary').focus()
      await tabUntil(page, ({ tag }) => tag === 'a')
      await page.keyboard.press('Enter')
      expect(await atFocus(page)).toMatchObject({ name: field, value: typed })
      await page.locator(`[name="${field}"]`).fill('')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Saved.', { exact: true }).waitFor()
    }
  })

  test('nothing went wrong in the browser meanwhile', () => {
    expect(vendor.complaints).toEqual([])
    expect(house.output()).not.toMatch(/csp report|request failed/)
  })
})

function beyond(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
