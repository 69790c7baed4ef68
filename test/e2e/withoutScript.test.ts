import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs, until } from '../servers/ports.ts'
import { openBrowser, signIn, type Visitor, visitor } from './browser.ts'
import { letterTo, replyTo, sendMail } from './mail.ts'
import {
  acceptAndApprove,
  askTwice,
  fillEveryPart,
  openFromQueue,
  openLink,
  signUp,
  submit,
} from './steps.ts'

const app = 'Quiet Ledger'
const team = 'team@quietledger.example'
const iris = {
  name: 'Iris Bloom',
  company: 'Quiet Ledger GmbH',
  email: 'iris@quietledger.example',
  password: 'nine green lamps at dusk',
}

describe.skipIf(needs('chromium'))('the same way without script', () => {
  let house: Vouchdesk
  let browser: Browser
  let vendor: Visitor
  let leah: Visitor

  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startVouchdesk(), openBrowser()])
    vendor = await visitor(browser, house.url, { javaScriptEnabled: false })
    leah = await visitor(browser, house.url, { javaScriptEnabled: false })
  })
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })

  test('a vendor signs up, fills every part, and submits once the contact has confirmed its address', async () => {
    await signUp(house, vendor.page, iris)
    await fillEveryPart(vendor.page, app, team)
    await vendor.page.getByRole('heading', { name: `Submitting waits for ${team}` }).waitFor()
    const contact = await visitor(browser, house.url, { javaScriptEnabled: false })
    await openLink(contact.page, await letterTo(house, team, 'Confirm that we may write to you'))
    await contact.context.close()
    await vendor.page.reload()
    await submit(vendor.page)
    expect(await vendor.page.locator('main').innerText()).toMatch(/We decide by \w{3}, \w{3} \d+/)
  })

  test('a reviewer asks, the vendor answers by e-mail and on the page, and the reviewer approves', async () => {
    await signIn(leah.page, 'leah@northfield.example')
    await openFromQueue(leah.page, app)
    await askTwice(
      leah.page,
      'Who may ask the key service to decrypt?',
      'Is quietledger.example your own domain?',
    )
    await sendMail(
      house,
      replyTo(await letterTo(house, team, 'We need 2 answers for'), 'The token worker alone.'),
    )
    await vendor.page.reload()
    await vendor.page
      .getByRole('link', { name: 'Answer now' })
      .or(vendor.page.locator('#message'))
      .first()
      .waitFor()
    await vendor.page.locator('[name=body]').fill('And yes, the domain is ours.')
    await vendor.page.getByRole('button', { name: 'Send message' }).click()
    await vendor.page.getByText('And yes, the domain is ours.').waitFor()
    await reloadUntil(leah.page, 'The token worker alone.')
    expect(await leah.page.locator('.timeline').innerText()).toContain('And yes, the domain is ours.')
    await acceptAndApprove(leah.page, app)
    expect(new URL(leah.page.url()).pathname).toMatch(/^\/desk\/registrations\/\d+$/)
  })

  test('the vendor’s page says Approved and when the token instructions come', async () => {
    await vendor.page.reload()
    await vendor.page.getByRole('heading', { name: 'Token instructions by' }).waitFor()
    expect(await vendor.page.locator('#standing').innerText()).toContain('Approved')
    await letterTo(house, team, `${app} is approved`)
    expect([...vendor.complaints, ...leah.complaints]).toEqual([])
  })
})

function reloadUntil(page: Page, words: string): Promise<true> {
  return until(async () => {
    await page.reload()
    return (await page.getByText(words).count()) > 0 || null
  }, words)
}
