import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs } from '../servers/ports.ts'
import { look, openBrowser, signIn, type Visitor, visitor } from './browser.ts'
import { openFromQueue } from './steps.ts'

describe.skipIf(needs('chromium'))(
  'every page can be read by everybody, wide and narrow, light and dark',
  () => {
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
    async function enter(email?: string): Promise<Page> {
      const one = await visitor(browser, house.url)
      visitors.push(one)
      if (email) await signIn(one.page, email)
      return one.page
    }

    test('what the regulation wants public: help, questionnaire, criteria', async () => {
      const page = await enter()
      for (const path of ['help', 'questionnaire', 'criteria']) {
        await page.goto(`/${path}`)
        await look(page, path)
      }
    })

    test('what needs no account: how days are counted, signing in, being refused, and a page that is not there', async () => {
      const page = await enter()
      await page.goto('/how-we-count-days')
      await look(page, 'days')
      await page.goto('/sign-in')
      await look(page, 'sign-in')
      await page.getByLabel('E-mail address').fill('ada@harborlight.example')
      await page.getByLabel('Password').fill('not the password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.locator('.error-summary').waitFor()
      await look(page, 'sign-in-refused')
      expect((await page.goto('/nothing-here'))?.status()).toBe(404)
      await look(page, 'not-found')
      await page.goto('/dev/mail')
      await look(page, 'dev-mail')
    })

    test('Ada sees her apps, and the thread of the one that is pending', async () => {
      const page = await enter('ada@harborlight.example')
      await look(page, 'apps')
      await page.getByRole('link', { name: 'Harbor Companion' }).click()
      await page.getByRole('heading', { name: 'Messages' }).waitFor()
      await look(page, 'vendor-thread')
    })

    test('Noor reads on each page why an app is blocked, revoked or refused, and what she can do', async () => {
      const page = await enter('noor@sablefinch.example')
      const apps = {
        Steady: 'Suspended',
        CareLedger: 'Terminated',
        'Finch Sleep': 'Closed: not approved',
        'Finch Wallet': 'Approved',
      }
      for (const [app, status] of Object.entries(apps)) {
        await page.goto('/registrations')
        await page.getByRole('link', { name: app }).click()
        await page.getByRole('heading', { level: 1, name: app }).waitFor()
        expect(await page.locator('#standing').innerText()).toContain(status)
        await look(page, `vendor-${status.toLowerCase().replaceAll(/\W+/g, '-')}`)
      }
    })

    test('the desk: its lists, each kind of writing, and a form that was refused', async () => {
      const page = await enter('leah@northfield.example')
      for (const view of ['mine', 'all']) {
        await page.goto(`/desk?view=${view}`)
        await look(page, `queue-${view}`)
      }
      await page.goto('/desk/mail')
      await look(page, 'desk-mail-empty')
      await openFromQueue(page, 'Harbor Companion')
      for (const [name, kind] of Object.entries({ note: 'Internal note', request: 'Ask for information' })) {
        await page.locator('.tab', { hasText: kind }).click()
        await look(page, `composer-${name}`)
      }
      await page.getByRole('button', { name: 'Send the questions' }).click()
      await page.locator('.error-summary').waitFor()
      await look(page, 'composer-refused')
      await page.goto('/dev/mail')
      await look(page, 'dev-mail-desk')
    })

    test('the desk: filing for a vendor, the days of the payer, and the archive for an auditor', async () => {
      const page = await enter('leah@northfield.example')
      await openFromQueue(page, 'Harbor Companion')
      const thread = page.url().split('?')[0] as string
      await page.goto(`${thread}/file`)
      await look(page, 'file-for-vendor')
      await page.getByRole('button', { name: 'File it' }).click()
      await page.locator('.error-summary').waitFor()
      await look(page, 'file-for-vendor-refused')
      const ines = await enter('ines@northfield.example')
      await ines.goto(`${thread}/export`)
      await look(ines, 'export')
      const hal = await enter('hal@northfield.example')
      await hal.goto('/desk/calendar')
      await look(hal, 'payer-days')
    })

    test('the environments, the clients of an app, and its token instructions before they leave', async () => {
      const admin = await enter('hal@northfield.example')
      await admin.goto('/desk/environments')
      await look(admin, 'environments')
      await admin.getByRole('link', { name: 'Change Sandbox' }).click()
      await admin.getByLabel('Token endpoint').fill('http://api.northfield.example/token')
      await admin.getByRole('button', { name: 'Save' }).click()
      await admin.locator('.error-summary').waitFor()
      await look(admin, 'environment-refused')
      const page = await enter('marcus@northfield.example')
      await page.goto('/desk?view=all')
      await page.getByRole('link', { name: 'Finch Wallet' }).click()
      await page.getByRole('link', { name: 'Clients and token instructions' }).click()
      await page.getByRole('heading', { level: 1, name: 'Token instructions' }).waitFor()
      await look(page, 'instructions')
      await page.getByRole('button', { name: 'Preview the letter' }).click()
      await page.getByRole('heading', { name: 'Send this letter?' }).waitFor()
      await look(page, 'instructions-preview')
    })

    test('somebody whose role does not include a page is told so', async () => {
      const page = await enter('priya@northfield.example')
      await openFromQueue(page, 'Harbor Companion')
      await look(page, 'desk-support')
      expect((await page.goto(`${page.url().split('?')[0]}/approve`))?.status()).toBe(403)
      await look(page, 'forbidden')
    })

    test('no page broke a rule of its own policy, and nothing failed', () => {
      expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([])
      expect(house.output()).not.toMatch(/csp report|request failed/)
    })
  },
)
