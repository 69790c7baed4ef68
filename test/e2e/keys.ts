/// <reference lib="dom" />
// A form filled in without a mouse: Tab to a control, then letters, Space and arrows.
import type { Page } from 'playwright-core'
import type { Part } from '../../src/rules/questionnaire.ts'
import { type Filled, picture } from './questionnaire.ts'

type At = {
  tag: string
  type: string
  name: string
  value: string
  words: string
  filled: string
  checked: boolean
  outside: string | null
}

/** What has the focus, and how far it lies outside of what the window shows. */
export function atFocus(page: Page): Promise<At> {
  return page.evaluate(() => {
    const at = document.activeElement as HTMLInputElement
    const shown = at.closest('label') ?? at
    const { left, right, top, bottom, width } = shown.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const hidden = left < 0 || right > clientWidth + 1 || bottom < 0 || top > clientHeight || width === 0
    return {
      ...{ tag: at.localName, type: at.type ?? '', name: at.name ?? '', value: at.value ?? '' },
      ...{ words: at.innerText?.trim() ?? '', filled: at.defaultValue ?? '', checked: at.checked ?? false },
      outside: hidden
        ? `${at.name || at.innerText}: ${left} to ${right} of ${clientWidth}, ${top} to ${bottom} of ${clientHeight}`
        : null,
    }
  })
}

/** Presses Tab until `wanted`, and calls `each` for every stop on the way. @returns what lay outside the window. */
export async function tabUntil(
  page: Page,
  wanted: (at: At) => boolean,
  each: (at: At) => Promise<void> = async () => {},
): Promise<string[]> {
  const outside: string[] = []
  for (let presses = 0; presses < 250; presses++) {
    await page.keyboard.press('Tab')
    const at = await atFocus(page)
    if (at.outside) outside.push(at.outside)
    if (wanted(at)) return outside
    await each(at)
  }
  throw new Error('250 times Tab did not reach it.')
}

/** Fills one part of the questionnaire in the order of Tab, up to its Save button, which then has the focus. */
export async function typePart(page: Page, part: Part, filled: Filled): Promise<string[]> {
  const ids = new Set(part.fields.map(({ id }) => id))
  return tabUntil(
    page,
    ({ tag, value, name }) => tag === 'button' && name === 'go' && value === 'next',
    async (at) => {
      if (ids.has(at.name)) await answer(page, at, [filled[at.name] ?? []].flat())
    },
  )
}

async function answer(page: Page, at: At, wanted: readonly string[]): Promise<void> {
  if (at.type === 'file') return wanted.length > 0 ? choosePicture(page) : undefined
  if (at.type === 'checkbox') {
    if (wanted.includes(at.value) !== at.checked) await page.keyboard.press('Space')
  } else if (at.type === 'radio') await choose(page, at, wanted[0])
  else if (wanted.length > 0) {
    await page.keyboard.press('Control+A')
    await page.keyboard.type(wanted.join('\n'))
  }
}

/** The space bar opens the browser's own window for files. */
async function choosePicture(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.waitForTimeout(200) // the browser hands its window for files to the test only from now on
  await page.keyboard.press('Space')
  await (await chooser).setFiles(picture)
}

async function choose(page: Page, at: At, wanted: string | undefined): Promise<void> {
  if (!wanted) return
  await page.keyboard.press('Space')
  for (let value = at.value; value !== wanted; value = (await atFocus(page)).value)
    await page.keyboard.press('ArrowDown')
}
