import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileName, headersOf, parseMail, Unparseable } from '../../mail/parse.ts'

const reply = readFileSync(new URL('./reply.eml', import.meta.url))
const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (text: string) => parseMail(bytes(text))
const written = (body: string, headers = '') =>
  parse(`From: ada@lovelace.example\nSubject: Hi\n${headers}\n${body}`)
const html = (body: string) => written(body, 'Content-Type: text/html; charset=utf-8\n')
const multipart = (parts: string) => written(parts, 'Content-Type: multipart/mixed; boundary=b\n')

test('a reply is read whole, and what it quotes is apart', async () => {
  const { headers, ...mail } = await parseMail(reply)
  expect(mail).toEqual({
    messageId: '<b7@lovelace.example>',
    inReplyTo: ['<9x.t1.2.k1.abcdefgh@payer.example>'],
    references: ['<first@payer.example>', '<9x.t1.2.k1.abcdefgh@payer.example>'],
    from: { addresses: ['Ada@lovelace.example'], names: ['Ada Lövelace'], malformed: false },
    replyTo: ['team@lovelace.example'],
    recipients: ['cms+t1.2.k1.abcdefgh@payer.example', 'cms@payer.example', 'rui@app.example'],
    subject: 'Re: Your redirect “uri”',
    date: '2026-03-12T09:02:00.000Z',
    text: `${mail.body}\n${mail.quoted}`,
    html: false,
    body: 'Yes, both are ours – see the letter.',
    quoted: '\nOn Wed, 11 Mar 2026 at 17:40, Payer <cms@payer.example> wrote:\n\n> Which of them are yours?',
    quotedLines: 4,
    attachments: [
      { name: 'letter.pdf', type: 'application/pdf', size: 9 },
      { name: 'attachment', type: 'message/rfc822', size: expect.any(Number) },
    ],
    kind: 'human',
    verdict: { kind: 'human', why: 'nothing says that a machine wrote it' },
    bounce: null,
    returnPath: 'ada@lovelace.example',
  })
  expect(headers.slice(0, 4).map(({ name }) => name)).toEqual([
    ...['return-path', 'delivered-to', 'authentication-results', 'received'],
  ])
  expect(headers[3]!.value).toMatch(
    /^from out.*by mx\.payer\.example with ESMTPS; Thu, 12 Mar 2026 09:02:11 \+0000$/,
  )
  expect(structuredClone(mail)).toEqual(mail)
})

test.each([
  ['a blank line above the headers', (text: string) => `\r\n \n${text}`],
  [
    'an envelope line of a mailbox file',
    (text: string) => `From ada@lovelace.example Thu Mar 12 10:02:00 2026\n${text}`,
  ],
  ['CRLF line ends', (text: string) => text.replaceAll('\n', '\r\n')],
  ['CR line ends', (text: string) => text.replaceAll('\n', '\r')],
])('a mail with %s is read like any other', async (_, change) => {
  const [changed, plain] = await Promise.all([parse(change(reply.toString())), parseMail(reply)])
  expect({ ...changed, attachments: changed.attachments.map(({ name }) => name) }).toEqual({
    ...plain,
    attachments: plain.attachments.map(({ name }) => name),
  })
})

test('a blank line above a text without headers takes nothing from it', async () => {
  expect((await parse('\nJust words\nand more')).text).toBe('Just words\nand more')
})

test('HTML becomes text, with the addresses of its links, its rows and its quotation', async () => {
  const mail = await html(
    '<style>p { color: red }</style><p>Yes, <b>both</b>.</p><ul><li>one<li>two</ul>' +
      '<a href="https://app.example/cb">here</a><table><tr><td>id</td><td>7</td></tr></table><img src="cid:x" alt="logo">' +
      '<script>alert(1)</script><div>On 12 March 2026 Ada wrote:</div><blockquote>Which?</blockquote>',
  )
  expect(mail.html).toBe(true)
  expect(mail.body).toBe('Yes, both.\n\n * one\n * two\n\nhere <https://app.example/cb>\nid | 7')
  expect(mail.quoted).toBe('On 12 March 2026 Ada wrote:\n\n> Which?')
})

test('an empty text part gives way to the HTML', async () => {
  const alternative = 'Content-Type: multipart/alternative; boundary=b\n'
  const mail = await written('--b\n\n \n--b\nContent-Type: text/html\n\n<p>Yes.</p>\n--b--', alternative)
  expect(mail).toMatchObject({ text: 'Yes.', html: true })
})

test.each(['', '<>', '< >', ' ', 'x@y', '<x>', '<x y@z>', '<@>', '<x@y'])(
  'an id of %j is none',
  async (id) => {
    const mail = await written('', `Message-ID: ${id}\nIn-Reply-To: ${id}\nReferences: ${id}\n`)
    expect(mail).toMatchObject({ messageId: null, inReplyTo: [], references: [] })
  },
)

test.each([
  ['Return-Path: <>\n', ''],
  ['Return-Path: < >\n', ''],
  ['Return-Path: <Ada@Lovelace.example>\n', 'Ada@lovelace.example'],
  ['Return-Path: nonsense\n', null],
  ['', null],
])('the return path of %j is %j', async (header, returnPath) => {
  expect((await written('', header)).returnPath).toBe(returnPath)
})

test.each(['', 'yesterday', 'Thu, 12 Mar +099999 10:00:00', '1 Jan 1900'])(
  'a date of %j is none',
  async (date) => {
    expect((await written('', `Date: ${date}\n`)).date).toBeNull()
  },
)

test('a second From and a NUL in the From are not overlooked', async () => {
  expect((await written('', 'FROM : mallory@evil.example\n')).from.malformed).toBe(true)
  expect((await parse('From: ada@lovelace.example\0.evil.example\n\nHi')).from.malformed).toBe(true)
  expect((await parse('Subject: x\n\nHi')).from).toEqual({ addresses: [], names: [], malformed: true })
})

test('what the database cannot keep is gone from text, subject and headers', async () => {
  const mail = await written('a\0b', 'Subject: x\nX-Odd: a\0b\u0007\n')
  expect(mail.text).toBe('ab')
  expect(JSON.stringify(mail)).not.toMatch(/\\u0000|\\u0007/)
})

test.each(['', 'a', 'ab', 'abc'])(
  'long text after %j is cut at 256 KB, between characters, and says so',
  async (start) => {
    const { text } = await written(`${start}${'😀'.repeat(100_000)}`)
    expect(text).toMatch(/^[abc]*😀+\n\n\[The rest was left out/u)
    expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024 + 100)
  },
)

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ada\\cv.pdf', 'cv.pdf'],
  ['a/b\\..', 'attachment'],
  ['..', 'attachment'],
  ['', 'attachment'],
  [' \t', 'attachment'],
  ['\u202e\u200b', 'attachment'],
  ['cv\u202efdp.exe', 'cvfdp.exe'],
  ['a\0b\r\nc.txt', 'abc.txt'],
  ['cafe\u0301.txt', 'café.txt'],
  ['a\ud800.txt', 'a.txt'],
  ['"><img src=x>.png', '"><img src=x>.png'],
  ['..htaccess', '..htaccess'],
  [`${'é'.repeat(200)}.pdf`, `${'é'.repeat(73)}.pdf`],
  [`${'😀'.repeat(200)}`, '😀'.repeat(37)],
])('a file called %j is shown as %j', (given, shown) => {
  expect(fileName(given)).toBe(shown)
})

test('any file name is shown short, plain and without a folder', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { maxLength: 300 }), (codes) => {
      const given = String.fromCharCode(...codes)
      const shown = fileName(given)
      expect(shown).not.toBe('')
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(150)
      expect(shown).not.toMatch(/[/\\\p{Cc}\p{Cs}\p{Bidi_Control}]|^\.{1,2}$/u)
    }),
  )
})

const nested = (depth: number) => {
  const level = (n: number) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`
  return `From: ada@lovelace.example\n${Array.from({ length: depth }, (_, n) => level(n)).join('')}\nHi`
}
const attached = '--b\nContent-Disposition: attachment; filename=a\n\nx\n'

test.each([
  ['5,000 nested multiparts', () => parse(nested(5_000)), /nested more than 50/],
  ['51 nested multiparts', () => parse(nested(51)), /nested more than 50/],
  ['100,000 parts', () => multipart('--b\n\nx\n'.repeat(100_000)), /more than 1000 parts/],
  ['1,000 parts in a multipart', () => multipart('--b\n\nx\n'.repeat(1_000)), /more than 1000 parts/],
  ['101 attachments', () => multipart(attached.repeat(101)), /more than 100 attachments/],
  [
    'a header of 10 MB',
    () => written('', `X-Long: ${'a'.repeat(10_000_000)}\n`),
    /headers of more than 1000000 bytes/,
  ],
  ['200,000 headers', () => written('', 'X: 1234\n'.repeat(200_000)), /headers of more than 1000000 bytes/],
  [
    'headers of 2 MB in its parts',
    () => multipart(`--b\nX: ${'a'.repeat(99_000)}\n\n\n`.repeat(20)),
    /headers/,
  ],
  [
    '501 recipients',
    () => written('', `To: ${'a@b.example, '.repeat(300)}x@y.example\nCc: ${'a@b.example,'.repeat(200)}\n`),
    /more than 500 addresses/,
  ],
])('a mail with %s cannot be read, and says why', async (_, read, reason) => {
  const error = await read().catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(Unparseable)
  expect((error as Unparseable).message).toMatch(reason)
})

test('a mail just under each cap is read', async () => {
  expect((await parse(nested(49))).text).toBe('Hi')
  expect((await multipart(attached.repeat(100))).attachments).toHaveLength(100)
  expect((await multipart('--b\n\nx\n'.repeat(998))).text).toMatch(/^x/)
  expect((await written('', `To: ${'a@b.example,'.repeat(498)}c@d.example\n`)).recipients).toHaveLength(2)
})

test.each([
  ['nothing', ''],
  ['one NUL', '\0'],
  ['only line ends', '\r\n\n\r'],
  ['only a boundary', 'Content-Type: multipart/mixed; boundary=b\n\n--b'],
  ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=b\n\nwords'],
  ['an unknown charset', 'Content-Type: text/plain; charset=x-unknown\n\nwords'],
  ['broken base64', 'Content-Transfer-Encoding: base64\n\n%%%%=='],
  ['a header without a colon', 'words'],
])('%s is a mail without a sender', async (_, text) => {
  expect((await parse(text)).from.malformed).toBe(true)
})

test('one line of 20 MB is read and cut', async () => {
  const mail = await written('word '.repeat(4_000_000))
  expect(mail.text).toMatch(/\[The rest was left out[^\n]*$/)
})

test.each(['<div>', '<b><a>', '<td><li>', '<', '<!--', '<p>x'])(
  'HTML of 500 KB of %j is read',
  async (piece) => {
    const started = performance.now()
    await html(`${piece.repeat(500_000 / piece.length)}Hi`)
    expect(performance.now() - started).toBeLessThan(4_000)
  },
)

test('HTML that is nested too deep is still shown', async () => {
  expect((await html(`${'<div>'.repeat(2_000)}Hello <b>Ada</b>`)).text).toMatch(/^\s*Hello\s+Ada$/)
})

test('any bytes are read or refused, never a crash', async () => {
  const noise = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'))
  const pieces = fc.constantFrom(
    '\n',
    '\r\n',
    '--b',
    '--b--',
    'From: ',
    'To: ',
    'a@b.example',
    'Content-Type: ',
  )
  const types = fc.constantFrom(
    'multipart/mixed; boundary=b\n',
    'text/html\n',
    'message/rfc822\n',
    'text/plain; charset=utf-7\n',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(pieces, types, noise), { maxLength: 30 }), async (list) => {
      const mail = await parseMail(Buffer.from(list.join(''), 'latin1'))
      expect(structuredClone(mail)).toEqual(mail)
    }),
    { numRuns: 300 },
  )
})

test('a mail cut or changed in any place is read or refused', async () => {
  const place = fc.nat(reply.length - 1)
  await fc.assert(
    fc.asyncProperty(place, place, fc.nat(255), async (end, at, byte) => {
      const changed = Buffer.from(reply)
      changed[at] = byte
      await parseMail(changed.subarray(0, end))
    }),
    { numRuns: 300 },
  )
})

test('an unreadable mail is still known by its first headers', () => {
  expect(
    headersOf(
      bytes('\nFROM: =?utf-8?q?Ad=C3=A0?=\r\n <a@b.example>\nsubject: Hi\0\nMessage-ID: <x@y>\n\nFrom: no'),
    ),
  ).toEqual({ from: 'Adà <a@b.example>', subject: 'Hi', messageId: '<x@y>' })
  expect(headersOf(new Uint8Array())).toEqual({ from: '', subject: '', messageId: null })
})
