import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mailboxesIn, recipientsOf, sameAddress, senderOf, validAddress } from '../../mail/address.ts'

const speaksFor = (...headers: string[]) => {
  const { addresses, malformed } = senderOf(headers)
  return malformed ? null : addresses[0]
}

test.each([
  ['ada@lovelace.example', 'ada@lovelace.example'],
  ['Ada Lovelace <ada@lovelace.example>', 'ada@lovelace.example'],
  ['"Lovelace, Ada" <Ada@Lovelace.Example>', 'Ada@lovelace.example'],
  ['ada@lovelace.example (Ada (of London))', 'ada@lovelace.example'],
  ['Ada <ada+apps@lovelace.example.>', 'ada+apps@lovelace.example'],
  ['ada@lovelace.example <ada@lovelace.example>', 'ada@lovelace.example'],
  ['"ada"@lovelace.example', 'ada@lovelace.example'],
  ['=?utf-8?q?Zo=C3=AB?= <zoe@bücher.example>', 'zoe@xn--bcher-kva.example'],
  ['Zoë <zoë@lovelace.example>', 'zoë@lovelace.example'],
  ['Zoë <zoe\u0308@lovelace.example>', 'zo\u00eb@lovelace.example'],
  ["o'brien%x@lovelace.example", "o'brien%x@lovelace.example"],
  ['Ada\r\n <ada@lovelace.example>', 'ada@lovelace.example'],
])('a From of %j speaks for %s', (from, address) => {
  expect(speaksFor(from)).toBe(address)
})

test.each([
  '',
  'Ada Lovelace',
  '<>',
  'Ada <>',
  'ada@',
  '@lovelace.example',
  'ada@lovelace.example, mallory@evil.example',
  'ada@lovelace.example,',
  'Vendors: ada@lovelace.example;',
  'undisclosed-recipients:;',
  '<@evil.example:ada@lovelace.example>',
  '<@evil.example,@b.example:ada@lovelace.example>',
  'ada@lovelace.example <mallory@evil.example>',
  '<ada@lovelace.example> <mallory@evil.example>',
  '<ada@lovelace.example> mallory@evil.example',
  'ada@lovelace.example\0.evil.example',
  'Ada\u0007 <ada@lovelace.example>',
  'ada@lovelace.example\r\nBcc: x@evil.example',
  'ada @ lovelace.example',
  'ada(comment)@lovelace.example',
  '<ada@lovelace.example',
  '"Ada <ada@lovelace.example>',
  'ada@lovelace.example (unclosed',
  '<ada@lovelace.example> mallory',
  'Vendors: ada@lovelace.example',
  'Ada (unclosed <ada@lovelace.example>',
  'ada@lovelace..example',
  '.ada@lovelace.example',
  'ada..b@lovelace.example',
  'ada@[192.0.2.1]',
  'ada@192.0.2.1',
  'ada@0x7f.1',
  'ada@-lovelace.example',
  'ada@love\u00adlace.example',
  'ada\u200b@lovelace.example',
  'ada@lovelace%2eexample',
  '"ada@lovelace.example"@evil.example',
  '=?utf-8?q?ada?=@lovelace.example',
  '=?utf-8?q?Ada_=3Cada=40lovelace.example=3E?=',
  '<ada@lovelace.example<mallory@evil.example>',
  `${'a'.repeat(65)}@lovelace.example`,
  `ada@${'lovelace.'.repeat(30)}example`,
  `${'a'.repeat(60)}@${'lovelace.'.repeat(22)}example`,
])('a From of %j speaks for nobody', (from) => {
  expect(speaksFor(from)).toBeNull()
})

test('a mail without a From, or with two, speaks for nobody and still shows who it names', () => {
  expect(speaksFor()).toBeNull()
  const two = senderOf(['ada@lovelace.example', 'mallory@evil.example'])
  expect(two).toMatchObject({ malformed: true, addresses: ['ada@lovelace.example', 'mallory@evil.example'] })
})

test('a display name that looks like an address stays a name', () => {
  const { addresses, names, malformed } = senderOf(['"ada@lovelace.example" <mallory@evil.example>'])
  expect({ addresses, names, malformed }).toEqual({
    addresses: ['mallory@evil.example'],
    names: ['ada@lovelace.example'],
    malformed: false,
  })
})

test('a name is decoded and cannot turn the writing direction', () => {
  expect(senderOf(['=?utf-8?q?Ada=E2=80=AE_Love?= <a@b.example>']).names).toEqual(['Ada Love'])
})

test('two spellings of one mailbox are the same, a look-alike is not', () => {
  expect(sameAddress('Ada@Lovelace.example', 'ada@lovelace.EXAMPLE.')).toBe(true)
  expect(sameAddress('ada@bücher.example', 'ada@xn--bcher-kva.example')).toBe(true)
  expect(sameAddress('ada@lovelace.example', 'ad\u0430@lovelace.example')).toBe(false)
  expect(sameAddress('ada@app.example', 'ada@\u0430pp.example')).toBe(false)
  expect(sameAddress('nobody', 'nobody')).toBe(false)
})

test.each([
  ['ada@lovelace.example', true],
  ["o'brien+x@sub.lovelace.example", true],
  [`${'a'.repeat(64)}@lovelace.example`, true],
  [`${'a'.repeat(65)}@lovelace.example`, false],
  [`ada@${`${'l'.repeat(60)}.`.repeat(4)}exampl`, true],
  [`ada@${`${'l'.repeat(60)}.`.repeat(4)}example`, false],
  ['ada@lovelace.example\r\nBcc: x@evil.example', false],
  ['ada@lovelace.example\n', false],
  [' ada@lovelace.example', false],
  ['zoë@lovelace.example', false],
  ['ada@localhost', false],
  ['ada@192.0.2.1', false],
  ['"ada"@lovelace.example', false],
  ['ada@lovelace.example>', false],
  ['a@b@lovelace.example', false],
])('we may send to %j: %s', (address, valid) => {
  expect(validAddress(address)).toBe(valid)
})

test('whatever we may send to is one line of ASCII and speaks for itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string()), (text) => {
      if (!validAddress(text)) return
      expect(text).toMatch(/^[\x21-\x7e]{3,254}$/)
      if (!text.startsWith('=?')) expect(sameAddress(speaksFor(text)!, text)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('all addresses of To, Cc and the delivery headers are recipients, once each', () => {
  const headers = [
    {
      name: 'to',
      value: 'Desk <cms@payer.example>, Team: ada@lovelace.example, "Rui, M." <rui@app.example>;',
    },
    { name: 'Cc', value: 'CMS@payer.example, cms@payer.example' },
    { name: 'delivered-to', value: 'cms+t1.2.k1.abc@payer.example' },
    { name: 'x-original-to', value: 'cms@payer.example' },
    { name: 'envelope-to', value: 'other@payer.example' },
    { name: 'reply-to', value: 'mallory@evil.example' },
  ]
  expect(recipientsOf(headers)).toEqual([
    ...['cms@payer.example', 'ada@lovelace.example', 'rui@app.example', 'CMS@payer.example'],
    ...['cms+t1.2.k1.abc@payer.example', 'other@payer.example'],
  ])
})

test('of a list without end only the beginning is read', () => {
  const { mailboxes, odd } = mailboxesIn('a@b.example,'.repeat(50_000))
  expect(mailboxes.length).toBeLessThan(1_100)
  expect(odd).toBe(true)
})

test.each(['"', '(', '<', '\\"', '("', 'a@b,', '<a@b>', ' ', '=?utf-8?q?'])(
  'a megabyte of %j is read in no time',
  (piece) => {
    const started = performance.now()
    mailboxesIn(piece.repeat(1_000_000 / piece.length))
    expect(performance.now() - started).toBeLessThan(3_000)
  },
)
