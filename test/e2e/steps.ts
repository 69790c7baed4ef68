// What people do on the way from an account to an answer; the same forms with and without script.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { demonstrationPassword } from '../../db/demonstration.ts'
import { criteriaOf } from '../../src/rules/criteria.ts'
import { parts } from '../../src/rules/questionnaire.ts'
import type { Vouchdesk } from '../process.ts'
import { signIn } from './browser.ts'
import { type Letter, letterTo, pathIn } from './mail.ts'
import { answersOf, complete, type Filled, fillIn } from './questionnaire.ts'

export type Vendor = { name: string; company: string; email: string; password: string }

/** Fills the form for a new account, opens the mailed link, and signs in. `see` looks at every page on the way. */
export async function signUp(
  house: Vouchdesk,
  page: Page,
  vendor: Vendor,
  see: See = async () => {},
): Promise<void> {
  await page.goto('/sign-up')
  await see('sign-up')
  await page.getByLabel('Your name').fill(vendor.name)
  await page.getByLabel('Company').fill(vendor.company)
  await page.getByLabel('E-mail address').fill(vendor.email)
  await page.getByLabel('Password').fill(vendor.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor()
  await see('check-mail')
  const letter = await letterTo(house, vendor.email, 'Confirm your e-mail address')
  await openLink(page, letter, see)
  await signIn(page, vendor.email, vendor.password)
}

type See = (name: string) => Promise<void>

/** The mailed link opens a page with a button; only the button confirms. */
export async function openLink(page: Page, letter: Letter, see: See = async () => {}): Promise<void> {
  await page.goto(pathIn(letter, '/verify/'))
  await see('verify')
  await page.getByRole('button', { name: 'Confirm this address' }).click()
  await page.getByRole('heading', { name: 'The address is confirmed' }).waitFor()
}

/** A new draft with every part filled; it ends on the page that checks the answers. */
export async function fillEveryPart(
  page: Page,
  appName: string,
  contact: string,
  see: See = async () => {},
): Promise<void> {
  await page.goto('/registrations')
  await page.getByLabel('Name of the app').fill(appName)
  await page.getByRole('button', { name: 'Start' }).click()
  for (const [index, part] of parts.entries()) {
    if (index > 0) await saveAndGoOn(page, part.title)
    else await onPart(page, part.title)
    await fillIn(page, { ...answersOf(part), ...own(part.id, appName, contact) })
    await see(`edit-${part.id}`)
  }
  await saveAndGoOn(page, 'Check your answers and submit')
}

function own(part: string, appName: string, contact: string): Filled {
  if (part === 'contact') return { contact_email: contact }
  return part === 'app' ? { app_name: appName } : {}
}

async function saveAndGoOn(page: Page, next: string): Promise<void> {
  await page.getByRole('button', { name: 'Save and go to' }).click()
  await onPart(page, next)
}

const onPart = (page: Page, title: string) =>
  page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()

/** Asks two questions that stop the clock, on the desk's page of the registration. */
export async function askTwice(page: Page, first: string, second: string): Promise<void> {
  await page.locator('.tab', { hasText: 'Ask for information' }).click()
  await page.locator('[name=body]').fill('Two things are not clear to us yet.')
  await page.locator('[name=question_1]').fill(first)
  await page.locator('[name=field_1]').selectOption('tech_token_storage_how')
  await page.getByText('Ask a second question').click()
  await page.locator('[name=question_2]').fill(second)
  await page.getByRole('button', { name: 'Send the questions' }).click()
  await page.getByText('Asked. The letter is on its way.').waitFor()
}

/** Opens a registration from the queue. */
export async function openFromQueue(page: Page, appName: string): Promise<void> {
  await page.goto('/desk')
  await page.getByRole('link', { name: appName, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: appName, exact: true }).waitFor()
}

/** Submits on the page that checks the answers. */
export async function submit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await page.getByText('Submitted. We have mailed you a confirmation.').waitFor()
}

/** A finding for each security criterion, written on its page: all of them are met. */
export async function measure(page: Page, see: See = async () => {}): Promise<void> {
  const thread = page.url()
  await page.locator('#decisions').getByRole('link', { name: 'Findings' }).click()
  for (const { id } of criteriaOf('SEC')) {
    const finding = page.locator(`#${id}`)
    await finding.getByText('Write the finding').click()
    await finding.getByLabel('What was observed').fill('The test of the criterion is passed in each point.')
    await finding.getByLabel('Evidence').fill('Notes of the review, page 3.')
    await finding.getByRole('button', { name: 'Save the finding' }).click()
    await finding.getByText('Met', { exact: true }).first().waitFor()
  }
  await page.getByText('Every security criterion is measured').waitFor()
  await see('findings')
  await page.goto(thread)
}

/** From the accepted answer to the approval. */
export async function acceptAndApprove(
  page: Page,
  appName: string,
  see: See = async () => {},
): Promise<void> {
  await page.getByRole('button', { name: 'Accept as the answer' }).first().click()
  await page.getByText(/^Accepted/).waitFor()
  await measure(page, see)
  await page.locator('#turn').getByRole('link', { name: 'Approve' }).click()
  await page.getByRole('heading', { level: 1, name: `Approve ${appName}?` }).waitFor()
  await see('approve')
  const shown = await page.locator('main').innerText()
  for (const answer of [
    String(complete.tech_token_storage_how),
    String(complete.pp_consent_where),
    '+1 919 555 0142',
  ]) {
    expect(shown).toContain(answer)
  }
  await page.getByLabel('Your password').fill(demonstrationPassword)
  await page.getByRole('button', { name: `Approve ${appName}` }).click()
  await page.getByText('Approved. The letter is on its way.').waitFor()
}
