// Files that people upload: what they are is read from their bytes, never from their name (SAFETY A26, AT-2).
import type { Found } from './questionnaire/field.ts'

export const fileKinds = ['png', 'jpeg', 'gif', 'webp', 'pdf'] as const
export type FileKind = (typeof fileKinds)[number]

export const mediaTypes: Record<FileKind, string> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
}
const kindNames: Record<FileKind, string> = { png: 'PNG', jpeg: 'JPEG', gif: 'GIF', webp: 'WebP', pdf: 'PDF' }

/** Pictures alone may be shown in a page; anything else is only downloaded. */
export const isPicture = (kind: FileKind): boolean => kind !== 'pdf'

/** What a question takes: sizes in bytes, sides in pixels. */
export type Accepted = { kinds: readonly FileKind[]; maxBytes: number; maxSide?: number }

const bytesAt = (bytes: Uint8Array, at: number, length: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', at, at + length)

/** The kind by the first bytes; null for anything else, SVG and HTML included. */
export function kindOf(bytes: Uint8Array): FileKind | null {
  if (bytesAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (bytesAt(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg'
  if (/^GIF8[79]a$/.test(bytesAt(bytes, 0, 6))) return 'gif'
  if (bytesAt(bytes, 0, 4) === 'RIFF' && bytesAt(bytes, 8, 4) === 'WEBP') return 'webp'
  return bytesAt(bytes, 0, 5) === '%PDF-' ? 'pdf' : null
}

/** Whether the file ends where its kind ends: a cut file does not, nor one with something hung behind it. */
function isWhole(kind: FileKind, bytes: Uint8Array): boolean {
  const size = bytes.byteLength
  if (kind === 'png') return bytesAt(bytes, size - 8, 8) === 'IEND\xae\x42\x60\x82'
  if (kind === 'jpeg') return bytesAt(bytes, size - 2, 2) === '\xff\xd9'
  if (kind === 'gif') return bytesAt(bytes, size - 1, 1) === ';'
  if (kind === 'webp') return size === Buffer.from(bytes).readUInt32LE(4) + 8
  return bytesAt(bytes, Math.max(0, size - 1024), 1024).includes('%%EOF')
}

type Sides = { width: number; height: number }

/** The sides that the header of a picture claims, in pixels; null where it has none. */
export function sidesOf(kind: FileKind, bytes: Uint8Array): Sides | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (kind === 'png' && data.length >= 24)
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) }
  if (kind === 'gif' && data.length >= 10)
    return { width: data.readUInt16LE(6), height: data.readUInt16LE(8) }
  return kind === 'jpeg' ? jpegSides(data) : null
}

/** The first frame header (ITU T.81 B.2.2); each segment says how long it is, so one pass finds it. */
function jpegSides(data: Buffer): Sides | null {
  let at = 2
  while (at + 9 <= data.length && data[at] === 0xff) {
    const marker = data[at + 1] as number
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) }
    at += 2 + Math.max(2, data.readUInt16BE(at + 2))
  }
  return null
}

/** Why the bytes are not taken, or null. */
export function uploadProblem(label: string, accepted: Accepted, bytes: Uint8Array): Found | null {
  const { kinds, maxBytes, maxSide } = accepted
  const kind = kindOf(bytes)
  const names = kinds.map((each) => kindNames[each])
  const wanted = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names[0]
  if (!kind || !kinds.includes(kind))
    return {
      code: 'file_kind',
      message: `${label}: choose a ${wanted} file. This one is something else, whatever its name`,
    }
  if (bytes.byteLength > maxBytes)
    return {
      code: 'file_size',
      message: `${label}: at most ${sizeText(maxBytes)} (this file has ${sizeText(bytes.byteLength)})`,
    }
  if (!isWhole(kind, bytes))
    return {
      code: 'file_cut',
      message: `${label}: this file is cut off, or has something hung behind its end. Save it again and choose it anew`,
    }
  if (!maxSide) return null
  const sides = sidesOf(kind, bytes)
  if (!sides || sides.width < 1 || sides.height < 1)
    return {
      code: 'file_broken',
      message: `${label}: this picture cannot be read. Save it again and choose it anew`,
    }
  return Math.max(sides.width, sides.height) > maxSide
    ? {
        code: 'file_sides',
        message: `${label}: at most ${maxSide} × ${maxSide} pixels (this one has ${sides.width} × ${sides.height})`,
      }
    : null
}

/** `100 KB`, `5 MB`; counted in 1,024. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const kilobytes = bytes / 1024
  return kilobytes < 1000
    ? `${Math.ceil(kilobytes)} KB`
    : `${(kilobytes / 1024).toFixed(1).replace('.0', '')} MB`
}

export type StoredFile = { sha256: string; size: number; kind: FileKind; name: string }

/** How a file stands among the answers: `png 1234 <sha256> logo.png`. */
export function fileAnswer({ kind, size, sha256, name }: StoredFile): string {
  return `${kind} ${size} ${sha256} ${name}`
}

/** The other way round; null for what is no such answer. */
export function readFileAnswer(answer: string | readonly string[] | undefined): StoredFile | null {
  const [text = ''] = [answer ?? ''].flat()
  const [, kind, size, sha256, name] = /^(\w+) (\d{1,9}) ([0-9a-f]{64}) (.+)$/su.exec(text) ?? []
  if (!kind || !fileKinds.includes(kind as FileKind)) return null
  return { kind: kind as FileKind, size: Number(size), sha256: sha256 as string, name: name as string }
}

/** `logo.png (PNG, 12 KB, 3fa9c1)`: the last part tells two files of one name apart. */
export function fileText({ kind, size, sha256, name }: StoredFile): string {
  return `${name} (${kindNames[kind]}, ${sizeText(size)}, ${sha256.slice(0, 6)})`
}
