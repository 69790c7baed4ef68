// The files that pages load: our own, and htmx and the font out of their packages. Read once, served from memory.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sprite } from '../../views/assets/icons.ts'

export type Asset = { bytes: Uint8Array<ArrayBuffer>; type: string; etag: string; cacheControl: string }

const require = createRequire(import.meta.url)
const own = (name: string) => readFileSync(new URL(`../../views/assets/${name}`, import.meta.url))
const packaged = (path: string) => readFileSync(require.resolve(path))

const files: Record<string, { read: () => Uint8Array | string; type: string }> = {
  'app.css': { read: () => own('app.css'), type: 'text/css; charset=utf-8' },
  'app.js': { read: () => own('app.js'), type: 'text/javascript; charset=utf-8' },
  'autosave.js': { read: () => own('autosave.js'), type: 'text/javascript; charset=utf-8' },
  'keys.js': { read: () => own('keys.js'), type: 'text/javascript; charset=utf-8' },
  'live.js': { read: () => own('live.js'), type: 'text/javascript; charset=utf-8' },
  'live-worker.js': { read: () => own('live-worker.js'), type: 'text/javascript; charset=utf-8' },
  'htmx.js': { read: () => packaged('htmx.org/dist/htmx.min.js'), type: 'text/javascript; charset=utf-8' },
  'favicon.svg': { read: () => own('favicon.svg'), type: 'image/svg+xml' },
  'icons.svg': { read: sprite, type: 'image/svg+xml' },
  'inter.woff2': {
    read: () => packaged('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
    type: 'font/woff2',
  },
}

const kept = new Map<string, Asset>()

/** The file of this name, or null. Browsers may keep it and ask whether it has changed. */
export function assetOf(name: string): Asset | null {
  const known = kept.get(name)
  if (known) return known
  const file = Object.hasOwn(files, name) ? files[name] : undefined
  if (!file) return null
  return keep(name, Uint8Array.from(Buffer.from(file.read())), file.type)
}

function keep(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): Asset {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  const asset = { bytes, type, etag, cacheControl: 'public, max-age=300' }
  kept.set(name, asset)
  return asset
}

/** The payer's own mark, or the neutral one. */
export function logoOf(file: string | null): Asset | null {
  if (!file) return assetOf('favicon.svg')
  const known = kept.get(file)
  if (known) return known
  const type = /\.svg$/i.test(file) ? 'image/svg+xml' : 'image/png'
  return keep(file, Uint8Array.from(readFileSync(file)), type)
}

/** The payer's colour, as a sheet of its own because pages carry no inline style. */
export function hueSheet(hue: number): string {
  return `:root{--hue:${hue}}\n`
}
