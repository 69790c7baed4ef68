/// <reference lib="dom" />
// Chromium as a person uses it, and what must be true of every page that person sees.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page, type Response } from 'playwright-core'
import { expect } from 'vitest'
import { demonstrationPassword } from '../../db/demonstration.ts'
import { chromiumPath, until } from '../servers/ports.ts'

const quiet = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-quic'],
]

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath() as string, args: quiet })
}

/** Somebody's own browser: its cookies, its tabs, and everything that went wrong in them. */
export type Visitor = {
  context: BrowserContext
  page: Page
  complaints: string[]
  newTab(path: string): Promise<Page>
}

export async function visitor(
  browser: Browser,
  url: string,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-US',
    colorScheme: 'light',
    ...options,
  })
  context.setDefaultTimeout(20_000)
  const complaints: string[] = []
  context.on('console', (message) => {
    // A refused page is told by its answer, below; everything else that is red is a fault.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('requestfailed', (request) => {
    // What a closed or left page was still loading is no fault.
    const reason = request.failure()?.errorText
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${reason}`)
  })
  context.on('request', (request) => {
    if (request.url().endsWith('/csp-report')) complaints.push(`CSP: ${request.postData()}`)
  })
  context.on('response', (response) => {
    if (isBroken(response)) complaints.push(`${response.status()} ${response.url()}`)
  })
  const page = await context.newPage()
  const newTab = async (path: string) => {
    const tab = await context.newPage()
    await tab.goto(path)
    return tab
  }
  return { context, page, complaints, newTab }
}

/** Pages may refuse, files may not. */
function isBroken(response: Response): boolean {
  const status = response.status()
  if (status >= 500) return true
  const refusal = ['document', 'fetch', 'xhr'].includes(response.request().resourceType())
  return status >= 400 && !refusal
}

export async function signIn(page: Page, email: string, password = demonstrationPassword): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in')
  if (new URL(page.url()).pathname !== '/sign-in/code') return
  await page.getByLabel('Code from your authenticator app').fill(await codeOf(page, email))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(({ pathname }) => !pathname.startsWith('/sign-in'))
}

const begun = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>()

/** Comes in with the session of an earlier sign-in where that still lives: a code works once in half a minute. */
export async function comeIn(page: Page, email: string, base: string): Promise<void> {
  const key = `${base} ${email}`
  const cookies = begun.get(key)
  if (cookies) await page.context().addCookies(cookies)
  await page.goto('/account')
  if (new URL(page.url()).pathname === '/account') return
  await page.context().clearCookies()
  await signIn(page, email)
  begun.set(key, await page.context().cookies())
}

/** What the authenticator app of somebody at the desk would show now; the demonstration tells it. */
export async function codeOf(page: Page, email: string): Promise<string> {
  const url = new URL('/dev/mail', page.url())
  return until(
    async () => {
      const letters = await (await page.request.get(url.href)).text()
      return letters.match(new RegExp(`data-code-of="${email}">(\\d{6})<`))?.[1] ?? null
    },
    `a code for ${email}`,
    60_000,
  )
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const
const themes = ['light', 'dark'] as const
const folder = fileURLToPath(new URL('../screenshots/', import.meta.url))

/** Looks at a page wide and narrow, light and dark; SCREENSHOTS=1 leaves a picture of each. */
export async function look(page: Page, name: string): Promise<void> {
  await page.bringToFront()
  const found: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const path = `${folder}${name}-${size.width}-${colorScheme}.png`
      if (process.env.SCREENSHOTS) await page.screenshot({ path, fullPage: true })
      const rules =
        size.width === 1440 && colorScheme === 'light'
          ? everything
          : size.width === 390 && colorScheme === 'dark'
            ? everything
            : contrast
      found.push(
        ...(await violations(page, rules)).map((each) => `${name} ${size.width} ${colorScheme}: ${each}`),
      )
    }
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    if (beyond > 0) found.push(`${name} ${size.width}: ${beyond} px wider than the screen`)
  }
  await page.setViewportSize(sizes[0])
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  expect.soft(found).toEqual([])
}

const everything = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }
const contrast = { type: 'rule', values: ['color-contrast'] }

type Axe = {
  run(
    context: unknown,
    options: unknown,
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

async function violations(page: Page, runOnly: { type: string; values: string[] }): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  return page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'], preload: false })
    for (const touched of document.querySelectorAll('[style=""]')) touched.removeAttribute('style')
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    )
  }, runOnly)
}
