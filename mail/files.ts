// What a mail brings besides its text: named, counted and measured.
import { fileName } from '../src/rules/fileName.ts'
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
