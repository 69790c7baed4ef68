// One archive out of several files.
import { createHash } from 'node:crypto'
import { strToU8, type Zippable, zipSync } from 'fflate'

export type Archived = { name: string; content: string | Uint8Array; at: Date }

/** With a list of the SHA-256 of each, as `sha256sum -c` reads it. */
export function withSums(files: readonly Archived[], at: Date): Archived[] {
  const sumOf = (content: Archived['content']) => createHash('sha256').update(content).digest('hex')
  const lines = files.map(({ name, content }) => `${sumOf(content)}  ${name}\n`)
  return [...files, { name: 'SHA256SUMS', content: lines.join(''), at }]
}

/** A ZIP archive. Names are paths inside it; files that are packed already are stored as they are. */
export function zip(files: readonly Archived[]): Uint8Array {
  const entries: Zippable = {}
  for (const { name, content, at } of files)
    entries[name] =
      typeof content === 'string' ? [strToU8(content), { mtime: at }] : [content, { mtime: at, level: 0 }]
  return zipSync(entries)
}
