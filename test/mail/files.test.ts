import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMail } from '../../mail/parse.ts'
import { tnefFiles } from '../../mail/tnef.ts'

const read = (body: string, type = 'multipart/mixed; boundary=b') =>
  parseMail(Buffer.from(`From: ada@lovelace.example\nContent-Type: ${type}\n\n${body}`))
const part = (headers: string, body = 'words') => `--b\n${headers}\n\n${body}\n`

test('a text with a name among the parts is a file, whatever its disposition', async () => {
  const mail = await read(
    part('Content-Type: text/plain', 'Yes.') +
      part('Content-Type: text/plain; name=a.txt\nContent-Disposition: inline') +
      part('Content-Type: text/html\nContent-Disposition: inline; filename=b.html', '<p>b') +
      part('Content-Type: text/plain\nContent-Disposition: attachment', 'c'),
  )
  expect(mail.text).toBe('Yes.')
  expect(mail.attachments.map(({ name, size }) => [name, size])).toEqual([
    ...[
      ['a.txt', 6],
      ['b.html', 5],
      ['attachment', 2],
    ],
  ])
})

test('a body with a name is still the body', async () => {
  expect(await read('Yes.', 'text/plain; name=body.txt')).toMatchObject({ text: 'Yes.', attachments: [] })
  const alternative = 'multipart/alternative; boundary=b'
  const mail = await read(
    part('Content-Type: text/plain; name=a.txt', 'Yes.') + part('Content-Type: text/html'),
    alternative,
  )
  expect(mail).toMatchObject({ text: 'Yes.', attachments: [] })
})

test('a forwarded mail and an invitation are kept as files', async () => {
  const mail = await read(
    part('Content-Type: text/plain', 'See.') +
      part('Content-Type: message/rfc822', 'Subject: x\n\ninner') +
      part('Content-Type: text/calendar; method=REQUEST; name=invite.ics', 'BEGIN:VCALENDAR'),
  )
  expect(mail.text).toBe('See.')
  expect(mail.attachments.map(({ type }) => type)).toEqual(['message/rfc822', 'text/calendar'])
})

test('what should have parts and has none is text', async () => {
  expect((await read('Just words')).text).toBe('Just words')
})

test.each([
  ["filename*0*=utf-8''%E2%82%AC%20; filename*1=rates.csv", '€ rates.csv'],
  ['filename="=?utf-8?q?=E2=82=AC.csv?="', '€.csv'],
  ['filename="../../etc/passwd"', 'passwd'],
])('a file with %s is called %s', async (name, shown) => {
  const mail = await read(
    part(`Content-Type: application/octet-stream\nContent-Disposition: attachment; ${name}`),
  )
  expect(mail.attachments[0]!.name).toBe(shown)
})

const u16 = (n: number) => [n & 255, (n >> 8) & 255]
const u32 = (n: number) => [...u16(n & 0xffff), ...u16(n >>> 16)]
const attribute = (level: number, id: number, data: number[]) => [
  level,
  ...u32(id),
  ...u32(data.length),
  ...data,
  0,
  0,
]
const ascii = (text: string) => [...Buffer.from(`${text}\0`)]
const padded = (data: number[]) => [...data, ...Array(3 - ((data.length + 3) % 4)).fill(0)]
const property = (type: number, id: number, data: number[]) => [
  ...[...u16(type), ...u16(id), ...u32(1), ...u32(data.length), ...padded(data)],
]
const wide = (text: string) => [...Buffer.from(`${text}\0`, 'utf16le')]
const tnef = (...attributes: number[][]) => Uint8Array.from([...u32(0x223e9f78), 1, 0, ...attributes.flat()])
const begins = attribute(2, 0x9002, [0])

const winmail = tnef(
  attribute(1, 0x9007, [...u32(1252), ...u32(0)]),
  attribute(1, 0x9003, [...u32(1), ...property(0x102, 0x1009, [1, 2, 3])]),
  begins,
  attribute(2, 0x8010, ascii('LETTER~1.PDF')),
  attribute(2, 0x800f, [1, 2, 3, 4, 5]),
  attribute(2, 0x9005, [
    ...u32(3),
    ...u16(3),
    ...u16(0x3705),
    ...u32(1),
    ...property(0x1f, 0x3707, wide('letter of € 7.pdf')),
    ...property(0x1e, 0x370e, ascii('application/pdf')),
  ]),
  begins,
  attribute(2, 0x8010, [0xfc, 0x2e, 0x74, 0x78, 0x74, 0]),
  attribute(2, 0x800f, [1]),
)

test('the files in a winmail.dat are named and measured', async () => {
  expect(tnefFiles(winmail)).toEqual([
    { name: 'letter of € 7.pdf', type: 'application/pdf', size: 5 },
    { name: 'ü.txt', type: '', size: 1 },
    { name: 'body.rtf', type: 'text/rtf', size: 3 },
  ])
  const encoded = Buffer.from(winmail).toString('base64')
  const mail = await read(
    part('Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64', encoded),
  )
  expect(mail.attachments.map(({ name }) => name)).toEqual([
    'winmail.dat',
    'letter of € 7.pdf',
    'ü.txt',
    'body.rtf',
  ])
})

test('a winmail.dat that is cut or changed anywhere is read as far as it makes sense', () => {
  fc.assert(
    fc.property(fc.nat(winmail.length), fc.nat(winmail.length - 1), fc.nat(255), (end, at, byte) => {
      const changed = Uint8Array.from(winmail)
      changed[at] = byte
      expect(tnefFiles(changed.subarray(0, end)).length).toBeLessThanOrEqual(4)
    }),
    { numRuns: 2_000 },
  )
  const endless = tnef(
    begins,
    attribute(2, 0x9005, [...u32(0xffffffff), ...u16(0x1003), ...u16(1), ...u32(0xffffffff)]),
  )
  expect(tnefFiles(endless)).toHaveLength(1)
  expect(tnefFiles(tnef(...Array(500).fill(begins)))).toHaveLength(100)
})
