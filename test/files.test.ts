import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logoBytes } from '../db/demonstrationLogo.ts'
import { fileName } from '../src/rules/fileName.ts'
import {
  fileAnswer,
  fileText,
  kindOf,
  readFileAnswer,
  sidesOf,
  sizeText,
  uploadProblem,
} from '../src/rules/files.ts'
import { type Field, fieldOf } from '../src/rules/questionnaire.ts'

type FileField = Extract<Field, { type: 'file' }>
const logo = fieldOf('logo') as FileField
const policy = fieldOf('privacy_policy_file') as FileField
const code = (field: FileField, bytes: Uint8Array) => uploadProblem(field.label, field, bytes)?.code ?? null
const bytesOf = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )

const gif = (width: number, height: number, rest = ';') =>
  bytesOf('GIF89a', [width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0], rest)
const jpeg = (width: number, height: number) =>
  bytesOf(
    ...['\xff\xd8', '\xff\xe0', [0, 4, 1, 2], '\xff\xc0', [0, 17, 8]],
    ...[[height >> 8, height & 255, width >> 8, width & 255], [3, 0, 0, 0], '\xff\xd9'],
  )
const png = (width: number, height: number) => {
  const bytes = Buffer.from(logoBytes)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}
const pdf = bytesOf('%PDF-1.7\n1 0 obj << /OpenAction << /JS (app.alert(1)) >> >>\ntrailer\n%%EOF\n')
const svg = bytesOf('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')

describe('what an upload is', () => {
  test('is read from its bytes', () => {
    expect([png(9, 9), jpeg(9, 9), gif(9, 9), pdf, svg].map(kindOf)).toEqual([
      'png',
      'jpeg',
      'gif',
      'pdf',
      null,
    ])
    expect([...'RIFF\x04\x00\x00\x00WEBP'].length).toBe(12)
    expect(kindOf(bytesOf('RIFF\x04\x00\x00\x00WEBP'))).toBe('webp')
    expect(kindOf(bytesOf('<html>GIF89a'))).toBe(null)
    expect(kindOf(new Uint8Array())).toBe(null)
  })

  test('a picture says how large it is', () => {
    expect(sidesOf('png', png(300, 20))).toEqual({ width: 300, height: 20 })
    expect(sidesOf('jpeg', jpeg(300, 20))).toEqual({ width: 300, height: 20 })
    expect(sidesOf('gif', gif(300, 20))).toEqual({ width: 300, height: 20 })
    expect(sidesOf('jpeg', bytesOf('\xff\xd8\xff\xe0', [0, 0]))).toBe(null)
  })

  test.each<[string, FileField, Uint8Array, string | null]>([
    ['a small PNG', logo, logoBytes, null],
    ['a JPEG at the limit', logo, jpeg(512, 512), null],
    ['a GIF', logo, gif(48, 48), null],
    ['one pixel too wide', logo, gif(513, 48), 'file_sides'],
    ['a picture that claims to be huge', logo, png(60_000, 60_000), 'file_sides'],
    ['no pixels', logo, gif(0, 48), 'file_broken'],
    ['a JPEG without a frame', logo, bytesOf('\xff\xd8\xff\xe0', [0, 2], '\xff\xd9'), 'file_broken'],
    ['SVG, whatever its name', logo, svg, 'file_kind'],
    ['a page', logo, bytesOf('<!doctype html><script>alert(1)</script>'), 'file_kind'],
    ['WebP', logo, bytesOf('RIFF\x04\x00\x00\x00WEBP'), 'file_kind'],
    ['a PDF as a logo', logo, pdf, 'file_kind'],
    [
      'a picture with a page behind it',
      logo,
      bytesOf('GIF89a', [9, 0, 9, 0, 0, 0, 0], ';<script>alert(1)</script>'),
      'file_cut',
    ],
    ['a PNG with an archive behind it', logo, Buffer.concat([logoBytes, bytesOf('PK\x03\x04')]), 'file_cut'],
    ['101 KB', logo, Buffer.concat([gif(9, 9, ''), Buffer.alloc(101 * 1024), bytesOf(';')]), 'file_size'],
    ['a PDF', policy, pdf, null],
    ['a PDF that is cut off', policy, pdf.subarray(0, 40), 'file_cut'],
    ['a picture as a policy', policy, logoBytes, 'file_kind'],
    ['5 MB and one byte', policy, Buffer.concat([pdf, Buffer.alloc(5 * 1024 * 1024)]), 'file_size'],
  ])('%s', (_, field, bytes, expected) => expect(code(field, bytes)).toBe(expected))

  test('no beginning of a file and no random bytes crash it, and no cut picture passes', () => {
    fc.assert(
      fc.property(fc.nat(logoBytes.length - 1), (length) => {
        expect(code(logo, logoBytes.subarray(0, length))).not.toBe(null)
      }),
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void code(logo, bytes)))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(sidesOf('jpeg', Buffer.concat([bytesOf('\xff\xd8\xff'), bytes]))?.width ?? 0).toBeLessThan(
          65_536,
        )
      }),
    )
  })
})

describe('a file among the answers', () => {
  const stored = { kind: 'png', size: 1234, sha256: '3fa9c1'.padEnd(64, '0'), name: 'our logo.png' } as const

  test('is written and read back, and reads with its name, kind, size and hash', () => {
    expect(readFileAnswer(fileAnswer(stored))).toEqual(stored)
    expect(fileText(stored)).toBe('our logo.png (PNG, 2 KB, 3fa9c1)')
    expect([12, 100 * 1024, 5 * 1024 * 1024, 1_500_000].map(sizeText)).toEqual([
      '12 bytes',
      '100 KB',
      '5 MB',
      '1.4 MB',
    ])
    for (const no of ['', 'logo.png', 'svg 1 '.padEnd(70, '0'), undefined])
      expect(readFileAnswer(no)).toBe(null)
  })

  test('any name survives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (given) => {
        const name = fileName(given)
        expect(readFileAnswer(fileAnswer({ ...stored, name }))?.name).toBe(name)
      }),
    )
  })
})

describe('the name of a file (SAFETY A27)', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['/', 'attachment'],
    ['', 'attachment'],
    ['.', 'attachment'],
    ['..', 'attachment'],
    ['...', 'attachment'],
    ['   ', 'attachment'],
    ['C:\\fakepath\\logo.png', 'logo.png'],
    ['logo\u0000.png', 'logo.png'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['a\u2066b\u2069.png', 'ab.png'],
    ['zero\u200Bwidth.png', 'zerowidth.png'],
    ['line\r\nSet-Cookie: x=1.png', 'lineSet-Cookie: x=1.png'],
    ['tab\t.png', 'tab.png'],
    ['"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'],
    ['cafe\u0301.png', 'café.png'],
    ['\uFEFFlogo.png', 'logo.png'],
    ['.htaccess', '.htaccess'],
    ['lone \uD800 half.png', 'lone  half.png'],
    ['\u2028\u2029.png', '.png'],
  ])('%j becomes %j', (given, name) => expect(fileName(given)).toBe(name))

  test('is never empty, never longer than 150 bytes, has no folder, and keeps its ending', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6_000 }), (given) => {
        const name = fileName(given)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(150)
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Bidi_Control}]/u)
        expect(name).not.toBe('')
      }),
    )
    expect(fileName(`${'ä'.repeat(5_000)}.png`)).toMatch(/^ä+\.png$/)
  })
})
