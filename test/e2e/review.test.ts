// A decision against an app, told by its owner, two reviewers and an approver: it is looked at again and does not stand.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demonstrationPassword } from '../../db/demonstration.ts'
import { type Part, partOf } from '../../src/rules/questionnaire.ts'
import { startVouchdesk, type Vouchdesk } from '../process.ts'
import { needs } from '../servers/ports.ts'
import { look, openBrowser, signIn, type Visitor, visitor } from './browser.ts'
import { letterTo } from './mail.ts'
import { answersOf, fillIn, picture } from './questionnaire.ts'
import { openFromQueue, submit } from './steps.ts'

const names = ['noor', 'ada', 'leah', 'grace', 'marcus'] as const
const addresses = {
  noor: 'noor@sablefinch.example',
  ada: 'ada@harborlight.example',
  leah: 'leah@northfield.example',
  grace: 'grace@northfield.example',
  marcus: 'marcus@northfield.example',
}
const now = 'The trace of 48 hours from the sandbox shows one use for each token.'

describe.skipIf(needs('chromium'))('a decision that is reviewed', () => {
  let house: Vouchdesk
  let browser: Browser
  const people = {} as Record<(typeof names)[number], Visitor>
  const page = (name: (typeof names)[number]): Page => people[name].page

  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startVouchdesk(), openBrowser()])
    for (const name of names) {
      const javaScriptEnabled = name !== 'ada' // her whole way is without script
      people[name] = await visitor(browser, house.url, { javaScriptEnabled })
      await signIn(page(name), addresses[name])
    }
  })
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })

  test('a suspension is proposed, agreed to, and disputed by the owner with a file', async () => {
    await propose(page('leah'), 'Finch Wallet', 'Suspend')
    await agree(page('grace'), page('leah').url())
    await page('marcus').goto(
      `${page('grace')
        .url()
        .replace(/(\/proposal|\?).*/, '')}/reinstate`,
    )
    await page('marcus').getByText('SEC-10 has no newer finding').waitFor()
    await look(page('marcus'), 'reinstate')
    const noor = page('noor')
    await noor.goto('/registrations')
    await noor.getByRole('link', { name: 'Finch Wallet' }).click()
    await noor.getByRole('heading', { name: 'Have it looked at again' }).waitFor()
    expect(await noor.locator('main').innerText()).toContain('What lifts the block: Show us a trace.')
    await look(noor, 'vendor-suspended')
    await noor.getByRole('link', { name: 'Ask for a review' }).click()
    await noor.getByRole('button', { name: 'Ask for a review' }).click()
    await noor.getByText('Say what was fixed, or why the decision is wrong').first().waitFor()
    await noor.getByLabel('What was fixed, or why').fill('One worker with a lock is live since Monday.')
    await noor.getByLabel('About SEC-10').fill('Two workers raced; it was no replay.')
    await noor.locator('[name=evidence]').setInputFiles([picture, { ...picture, name: 'second.png' }])
    await look(noor, 'review-ask')
    await noor.getByRole('button', { name: 'Ask for a review' }).click()
    await noor.getByText('We have your request.').waitFor()
    await look(noor, 'review-asked')
    expect((await letterTo(house, addresses.noor, 'to review the suspension')).text).toContain('took no part')
  })

  test('somebody who took no part takes it, asks, reads the letter before it leaves, and lifts the block', async () => {
    const [noor, marcus] = [page('noor'), page('marcus')]
    const url = await openReview(marcus, 'Finch Wallet')
    await page('grace').goto(url)
    await page('grace').getByText('These may take the review: Marcus Bell').waitFor()
    await marcus.getByRole('button', { name: 'Take the review' }).click()
    await marcus.getByText('The review is yours.').waitFor()
    await marcus.getByText('Ask the owner first').click()
    await marcus.getByLabel('Question').fill('Since which version?')
    await marcus.getByRole('button', { name: 'Send the question' }).click()
    await marcus.getByText('the clock has stopped').first().waitFor()
    await noor.goto('/registrations')
    await noor.getByRole('link', { name: 'Answer the question about the review' }).first().click()
    await look(noor, 'review-question')
    await noor.getByLabel('Your answer').fill('Since 4.2.')
    await noor.getByRole('button', { name: 'Send the answer' }).click()
    await noor.getByText('Our clock goes on.').first().waitFor()
    await marcus.goto(url)
    await marcus.getByText('Since 4.2.').first().waitFor()
    await look(marcus, 'review-desk')
    await decide(marcus, 'reinstate_with_conditions')
    await marcus.getByText('Decided. The letter is on its way.').waitFor()
    await look(marcus, 'review-decided-desk')
    await noor.reload()
    await noor.getByText('The suspension is lifted, with conditions.').waitFor()
    await look(noor, 'review-decided')
    expect(await noor.locator('#standing').innerText()).toContain('Approved')
    const { text } = await letterTo(house, addresses.noor, 'is lifted, with conditions')
    expect(text).toContain('We edited this wording.')
    expect(text).toContain('Conditions: A dated list.')
  })

  test('a refusal is rescinded without script, and the app registers again ahead of others', async () => {
    await propose(page('leah'), 'Harbor Companion', 'Refuse')
    await agree(page('grace'), page('leah').url())
    const [ada, marcus] = [page('ada'), page('marcus')]
    await ada.goto('/registrations')
    await ada.getByRole('link', { name: 'Harbor Companion' }).click()
    await ada.getByRole('link', { name: 'Ask for a review' }).click()
    await ada.getByLabel('What was fixed, or why').fill('The log is of another app.')
    await ada.getByRole('button', { name: 'Ask for a review' }).click()
    await ada.getByText('We have your request.').waitFor()
    await openReview(marcus, 'Harbor Companion')
    await marcus.getByRole('button', { name: 'Take the review' }).click()
    await decide(marcus, 'rescind_denial')
    await marcus.getByText('Decided. The letter is on its way.').waitFor()
    await ada.reload()
    await ada.getByText('The refusal is rescinded.').first().waitFor()
    await letterTo(house, addresses.ada, 'You register Harbor Companion again')
    await ada.goto('/registrations')
    await ada.getByRole('link', { name: 'Harbor Companion' }).first().click()
    await ada.getByRole('heading', { name: 'You register this app again' }).waitFor()
    await ada.goto(ada.url().replace(/\/edit\/.*/, '/edit/app'))
    await fillIn(ada, { what_changed: 'Nothing: the log was of another app.' })
    await ada.getByRole('button', { name: 'Save', exact: true }).click()
    await ada.goto(ada.url().replace(/\/edit\/.*/, '/edit/attestation'))
    await fillIn(ada, answersOf(partOf('attestation') as Part))
    await ada.getByRole('button', { name: 'Save and go to' }).click()
    await submit(ada)
    await marcus.goto('/desk')
    const row = marcus.locator('.row', { hasText: 'Harbor Companion' }).first()
    expect(await row.innerText()).toContain('Expedite')
    await look(marcus, 'queue-expedite')
  })

  test('no page broke a rule of its own policy, and nothing failed', () => {
    expect(names.flatMap((name) => people[name].complaints)).toEqual([])
    expect(house.output()).not.toMatch(/csp report|request failed/)
  })
})

/** Leah writes the finding and proposes, in the words that the form asks for. */
async function propose(page: Page, app: string, verb: 'Suspend' | 'Refuse'): Promise<void> {
  await page.goto('/desk?view=all')
  await page.getByRole('link', { name: app, exact: true }).click()
  await page.locator('#decisions').getByRole('link', { name: 'Findings' }).click()
  const finding = page.locator('#SEC-10')
  await finding.getByText('Write the finding').click()
  await finding.getByLabel('Outcome').selectOption('not_met')
  await finding.getByLabel('Severity').selectOption('unacceptable')
  await finding
    .getByLabel('What was observed')
    .fill('One access token was used for 3,906 different ids in a day.')
  await finding.getByLabel('Evidence').fill('Extract of the log, November 20.')
  await finding.getByRole('button', { name: 'Save the finding' }).click()
  await finding.getByText('Not met, unacceptable').waitFor()
  await page.goto(page.url().replace(/\/findings.*/, '/propose'))
  await page.getByLabel(verb).first().check()
  if (verb === 'Suspend') await page.getByLabel('What lifts the block').fill('Show us a trace.')
  for (const name of ['riskToSystems', 'riskAnalysis', 'alternatives', 'whyTailored', 'vendorText'])
    await page.locator(`[name=${name}]`).fill('One token was used to try many ids.')
  // The second decision differs from the first one on the same criterion.
  await page.locator('[name=whyDifferent]').fill('This app has no access yet.')
  await page.getByLabel('There is no policy for this').check()
  await page.getByLabel('Your password').fill(demonstrationPassword)
  await page.getByRole('button', { name: 'Propose to a second person' }).click()
  await page.getByText('Proposed. The approvers have a letter.').waitFor()
}

async function agree(page: Page, url: string): Promise<void> {
  await page.goto(new URL(url).pathname.replace(/\/propose$/, ''))
  await page.getByRole('link', { name: 'Read the proposal' }).click()
  await page.getByLabel('Your password').fill(demonstrationPassword)
  await page.getByRole('button', { name: /^Agree/ }).click()
  await page.getByText('Decided. The letter is on its way.').waitFor()
}

/** From the queue to the page of the review. */
async function openReview(page: Page, app: string): Promise<string> {
  await openFromQueue(page, app)
  await page.locator('#turn').getByRole('link', { name: 'Open the review' }).click()
  await page.getByRole('heading', { level: 1, name: 'Review of' }).waitFor()
  return new URL(page.url()).pathname
}

/** Results, the letter with its wording edited, the password. */
async function decide(page: Page, outcome: string): Promise<void> {
  await page.locator('[name="outcome_SEC-10"][value=changed]').check()
  await page.locator('[name="words_SEC-10"]').fill(now)
  await page.locator(`[name=outcome][value=${outcome}]`).check()
  if (outcome.includes('conditions')) {
    await page.getByLabel('What has to be met').fill('A dated list.')
    await page.getByLabel('By which day').fill('2030-01-15')
  }
  await page.getByLabel('What the owner reads first').fill('We looked at it anew.')
  await page.getByRole('button', { name: 'Read the letter' }).click()
  await page.getByRole('heading', { level: 1, name: 'The letter before it leaves' }).waitFor()
  await page.getByLabel('What the owner reads first').fill('We edited this wording.')
  await page.getByRole('button', { name: 'Read it again' }).click()
  await page.locator('#letter').getByText('We edited this wording.').waitFor()
  if (outcome.includes('conditions')) await look(page, 'review-preview')
  await page.getByLabel('Your password').fill(demonstrationPassword)
  await page.getByRole('button', { name: 'Decide and send' }).click()
}
