// What a mail brings besides its text: named, counted and measured.
import type { Part } from './mime.ts'
import { tnefFiles } from './tnef.ts'

export type MailFile = { name: string; type: string; size: number }

/** The files of a mail in its order; a winmail.dat is followed by what it holds (MS-OXTNEF). */
export function filesOf(parts: Part[]): MailFile[] {
  return parts.flatMap((part) => [
    { name: fileName(part.fileName), type: oneLine(part.type).slice(0, 100), size: part.content.byteLength },
    ...(isTnef(part) ? tnefFiles(part.content) : []).map(({ name, type, size }) => ({
      ...{ name: fileName(name), type: oneLine(type).slice(0, 100), size },
    })),
  ])
}

function isTnef({ type, content }: Part): boolean {
  const signed = content[0] === 0x78 && content[1] === 0x9f && content[2] === 0x3e && content[3] === 0x22
  return signed || /^application\/(vnd\.)?ms-tnef$/.test(type)
}

export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').trim()
}

const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200B\uFEFF]/gu

/** What a file is called on our pages: no folder, no sign that hides or turns the name, at most 150 bytes. */
export function fileName(given: string): string {
  const base = given.slice(-5_000).normalize('NFC').replace(unseen, '').split(/[/\\]/).at(-1)!.trim()
  const name = /^\.*$/.test(base) ? 'attachment' : base
  if (Buffer.byteLength(name) <= 150) return name
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? ''
  return cutToBytes(name.slice(0, name.length - ending.length), 150 - Buffer.byteLength(ending)) + ending
}

/** The longest beginning of a text that takes no more bytes, without a character cut in two. */
export function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes))
  return text.slice(0, read)
}
