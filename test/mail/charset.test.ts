import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { decodeText } from '../../mail/charset.ts'
import { parseMail } from '../../mail/parse.ts'

const bytes = (...list: number[]) => Uint8Array.from(list)

test.each([
  ['utf-8', 'Grüße – 日本'],
  ['windows-1252', 'Grüße – €'],
  ['iso-8859-15', 'Grüße €'],
  ['cp437', 'Grüße ░'],
  ['cp850', 'Grüße ª'],
  ['macroman', 'Grüße'],
  ['utf-7', 'Grüße <b>'],
  ['shift_jis', '日本語'],
  ['cp932', '日本語'],
  ['euc-kr', '한국어'],
  ['gb2312', '中文'],
  ['koi8-r', 'Привет'],
  ['iso-8859-16', 'Grüße €'],
])('text in %s is read', (label, text) => {
  const known = { macroman: 'macintosh' }[label] ?? label
  expect(decodeText(iconv.encode(text, known), label)).toBe(text)
})

test('seven-bit encodings that shift are read', () => {
  expect(decodeText(Buffer.from('Hi ~{VPND~}!'), 'hz-gb-2312')).toBe('Hi 中文!')
  expect(decodeText(Buffer.from('\u001b$)C\u000eGQ19\u000f!', 'latin1'), 'iso-2022-kr')).toBe('한국!')
  expect(decodeText(Buffer.from('\u001b$BF|K\\\u001b(B!', 'latin1'), 'iso-2022-jp-ms')).toBe('日本!')
  expect(decodeText(Buffer.from('\u001b$BF|K\\\u001b(B!', 'latin1'))).toBe('日本!')
})

test.each(['', 'us-ascii', 'unknown-8bit', 'x-unknown', 'utf-8', 'cp65001', 'no-such-thing'])(
  'where %j is said, bytes that are no UTF-8 are windows-1252',
  (label) => {
    expect(decodeText(bytes(0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80), label)).toBe('Grüße €')
    expect(decodeText(Buffer.from('Grüße €'), label)).toBe('Grüße €')
  },
)

test('one broken byte in a text of UTF-8 does not change the rest', () => {
  const text = Buffer.concat([Buffer.from('Grüße äöü '.repeat(10)), bytes(0xe2, 0x82)])
  expect(decodeText(text, 'utf-8')).toMatch(/^Grüße äöü /)
})

test('headers in windows-1252 are read', async () => {
  const mail = await parseMail(
    Buffer.from('From: ada@lovelace.example\nSubject: Gr\xfc\xdfe\n\nHi', 'latin1'),
  )
  expect(mail.subject).toBe('Grüße')
})

test('lines that flow are joined, each depth of quotation for itself', async () => {
  const flowed = 'From: a@b.example\nContent-Type: text/plain; format=flowed\n\n'
  const mail = await parseMail(
    Buffer.from(`${flowed}Yes, \nboth.\n> Which \n> of them?\n>> Older \n> Ada\n-- \nRui`),
  )
  expect(mail.text).toBe('Yes, both.\n> Which of them?\n>> Older \n> Ada\n-- \nRui')
})
