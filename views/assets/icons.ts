// The icons in use, drawn by lucide, as one sprite that a browser fetches once.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Sorted; a page that needs another icon adds its lucide name here. */
export const icons = [
  'calendar-days',
  'check',
  'circle-alert',
  'circle-check',
  'circle-dashed',
  'circle-pause',
  'circle-slash',
  'circle-x',
  'clock',
  'flag',
  'hourglass',
  'inbox',
  'info',
  'key-round',
  'keyboard',
  'layout-list',
  'link',
  'list',
  'list-checks',
  'lock',
  'log-out',
  'mail',
  'menu',
  'message-square',
  'monitor',
  'paperclip',
  'pencil',
  'rotate-ccw',
  'scale',
  'send',
  'shield-alert',
  'shield-check',
  'shield-x',
  'smartphone',
  'triangle-alert',
  'undo-2',
  'user-round',
  'users-round',
  'x',
] as const

export type IconName = (typeof icons)[number]

let made: string | undefined

/** `<svg>` with one `<symbol>` per icon; read from the package once. */
export function sprite(): string {
  made ??= `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join('')}</svg>`
  return made
}

const { resolve } = createRequire(import.meta.url)

function symbol(name: string): string {
  const drawing = readFileSync(resolve(`lucide-static/icons/${name}.svg`), 'utf8')
  const shapes = drawing.slice(
    drawing.indexOf('>', drawing.indexOf('<svg')) + 1,
    drawing.lastIndexOf('</svg>'),
  )
  const pen =
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
  return `<symbol id="${name}" viewBox="0 0 24 24" ${pen}>${shapes.replaceAll(/\s+/g, ' ').trim()}</symbol>`
}
