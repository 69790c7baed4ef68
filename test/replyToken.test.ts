import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  issueToken,
  type KeyRing,
  letterMessageId,
  longestToken,
  mailboxTooLong,
  readToken,
  replyAddress,
  tokensIn,
  verifyToken,
} from '../src/rules/replyToken.ts'

const mailbox = 'cms-appregistration@payer.example'
const keyRing: KeyRing = {
  current: 7,
  keys: new Map<number, Uint8Array | string>([
    [6, 'the key of last year'],
    [7, new Uint8Array(32).fill(7)],
  ]),
}
const ada = { thread: 412, participant: 31, epoch: 1 }
const adaToken = issueToken(ada, keyRing)
const adaRead = readToken(adaToken)!
const none: string[] = []

const id = fc.integer({ min: 1, max: 36 ** 8 - 1 })
const anyone = fc.record({ thread: id, participant: id, epoch: fc.nat() })

test('a token comes back as it was issued, also when mail servers change its case', () => {
  fc.assert(
    fc.property(anyone, fc.constantFrom(6, 7), (issued, current) => {
      const token = issueToken(issued, { ...keyRing, current })
      expect(token).toMatch(/^t[0-9a-z]+\.[0-9a-z]+\.k[67]\.[a-z2-7]{20}$/)
      for (const arrived of [token, token.toUpperCase()]) {
        const read = readToken(arrived)!
        expect(read).toMatchObject({ thread: issued.thread, participant: issued.participant, keyId: current })
        expect(verifyToken(read, issued.epoch, keyRing)).toBe(true)
      }
    }),
    { numRuns: 5_000 },
  )
})

test('a token with one other character never verifies', () => {
  const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789.-_+\u212A ')
  fc.assert(
    fc.property(anyone, fc.nat(), letters, (issued, place, letter) => {
      const token = issueToken(issued, keyRing)
      const at = place % token.length
      fc.pre(token[at] !== letter)
      const read = readToken(token.slice(0, at) + letter + token.slice(at + 1))
      expect(read !== null && verifyToken(read, issued.epoch, keyRing)).toBe(false)
    }),
    { numRuns: 5_000 },
  )
})

test('the code is the known one: a change of its form would silence every letter that is out', () => {
  const known = issueToken(
    { thread: 99_999_999, participant: 1, epoch: 0 },
    { current: 1, keys: new Map([[1, 'k']]) },
  )
  expect(known).toBe('t1njchr.1.k1.qluptog7r7co5iqahjfg')
})

test('a token of another thread, another participant or another key does not verify', () => {
  expect(verifyToken({ ...adaRead, thread: 413 }, 1, keyRing)).toBe(false)
  expect(verifyToken({ ...adaRead, participant: 32 }, 1, keyRing)).toBe(false)
  expect(verifyToken({ ...adaRead, keyId: 6 }, 1, keyRing)).toBe(false)
  expect(verifyToken({ ...adaRead, keyId: 5 }, 1, keyRing)).toBe(false)
  expect(verifyToken({ ...adaRead, mac: 'a'.repeat(20) }, 1, keyRing)).toBe(false)
})

test('a code that is too short, too long or empty does not verify and does not throw', () => {
  for (const mac of ['', adaRead.mac.slice(0, 19), `${adaRead.mac}a`, 'é'.repeat(20)]) {
    expect(verifyToken({ ...adaRead, mac }, 1, keyRing)).toBe(false)
  }
})

test('a token signed before the key changed still verifies, and stops when the old key is taken away', () => {
  const old = readToken(issueToken(ada, { ...keyRing, current: 6 }))!
  expect(verifyToken(old, 1, keyRing)).toBe(true)
  expect(verifyToken(old, 1, { current: 7, keys: new Map([[7, 'a new key']]) })).toBe(false)
})

test('the next epoch of a participant revokes the token', () => {
  expect(verifyToken(adaRead, 1, keyRing)).toBe(true)
  expect(verifyToken(adaRead, 2, keyRing)).toBe(false)
  expect(verifyToken(adaRead, 0, keyRing)).toBe(false)
  expect(verifyToken(adaRead, 11, keyRing)).toBe(false)
})

test('nothing is issued or believed with a missing or empty key', () => {
  const empty: KeyRing = { current: 7, keys: new Map([[7, new Uint8Array()]]) }
  expect(() => issueToken(ada, { current: 8, keys: keyRing.keys })).toThrow(RangeError)
  expect(() => issueToken(ada, empty)).toThrow(RangeError)
  expect(verifyToken(adaRead, 1, empty)).toBe(false)
})

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 36 ** 8])(
  'no token is issued for id %d',
  (wrong) => {
    expect(() => issueToken({ ...ada, thread: wrong }, keyRing)).toThrow(RangeError)
    expect(() => issueToken({ ...ada, participant: wrong }, keyRing)).toThrow(RangeError)
  },
)

test('no token is issued under a key id of three digits', () => {
  expect(() => issueToken(ada, { current: 100, keys: new Map([[100, 'a key']]) })).toThrow(RangeError)
})

const mac = adaRead.mac
test.each([
  '',
  ' ',
  't',
  `tbg.v.k7.${mac.slice(1)}`,
  ` ${adaToken}`,
  `${adaToken}\n`,
  `${adaToken}a`,
  adaToken.slice(0, -1),
  `x${adaToken}`,
  `t0bg.v.k7.${mac}`,
  `tbg.0v.k7.${mac}`,
  `tbg.v.k07.${mac}`,
  `tbg.v.k100.${mac}`,
  `t0.v.k7.${mac}`,
  `t-1.v.k7.${mac}`,
  `tbg..k7.${mac}`,
  `tbg.v.7.${mac}`,
  `bg.v.k7.${mac}`,
  `tbg.v.k7.${'1'.repeat(20)}`,
  `t${'z'.repeat(9)}.v.k7.${mac}`,
  `tbg.v.\u212A7.${mac}`,
  `tbg v k7 ${mac}`,
])('%j is not a token', (text) => {
  expect(readToken(text)).toBeNull()
})

test('a token is found in a plus address of our mailbox, in any case', () => {
  const address = replyAddress(mailbox, adaToken)
  expect(address).toBe(`cms-appregistration+${adaToken}@payer.example`)
  for (const recipient of [address, address.toUpperCase(), `<${address}>`, ` ${address} `]) {
    expect(tokensIn({ recipients: [recipient], messageIds: none }, mailbox)).toEqual([adaRead])
  }
  expect(tokensIn({ recipients: [address], messageIds: none }, 'CMS-AppRegistration@Payer.example')).toEqual([
    adaRead,
  ])
})

test('a token is found in the Message-ID of our letter', () => {
  const messageId = letterMessageId(123_456, adaToken, 'payer.example')
  expect(messageId).toBe(`<2n9c.${adaToken}@payer.example>`)
  for (const seen of [messageId, messageId.toUpperCase(), messageId.slice(1, -1)]) {
    expect(tokensIn({ recipients: none, messageIds: [seen] }, mailbox)).toEqual([adaRead])
  }
})

test('each token is found once, those of other people too', () => {
  const rui = issueToken({ thread: 412, participant: 32, epoch: 1 }, keyRing)
  const recipients = [replyAddress(mailbox, adaToken), replyAddress(mailbox, adaToken.toUpperCase())]
  const messageIds = [letterMessageId(1, adaToken, 'payer.example'), letterMessageId(2, rui, 'payer.example')]
  expect(tokensIn({ recipients, messageIds }, mailbox)).toEqual([adaRead, readToken(rui)])
})

test.each([
  '',
  ' ',
  '@',
  '<>',
  mailbox,
  `cms-appregistration+@payer.example`,
  `other+${adaToken}@payer.example`,
  `cms-apprejistration+${adaToken}@payer.example`,
  `${adaToken}@payer.example`,
  `cms-appregistration+${adaToken}@evil.example`,
  `cms-appregistration+${adaToken}@payer.example.evil.example`,
  `cms-appregistration+x+${adaToken}@payer.example`,
  `cms-appregistration+${adaToken}`,
  `+${adaToken}@payer.example`,
])('the recipient %j carries no token of ours', (recipient) => {
  expect(tokensIn({ recipients: [recipient], messageIds: none }, mailbox)).toEqual([])
})

test.each([
  '',
  ' ',
  '<>',
  '<@>',
  '<@payer.example>',
  '<.@payer.example>',
  `<.${adaToken}@payer.example>`,
  `<${adaToken}@payer.example>`,
  `<2n9c.${adaToken}@evil.example>`,
  `<2n9c.${adaToken}>`,
  `<2n9c.x.${adaToken}@payer.example>`,
  `<2n-9c.${adaToken}@payer.example>`,
  `<0.${adaToken}@payer.example>`,
  '<2n9c.@payer.example>',
])('the Message-ID %j carries no token of ours', (messageId) => {
  expect(tokensIn({ recipients: none, messageIds: [messageId] }, mailbox)).toEqual([])
})

test.each(['', ' ', '@', 'cms-appregistration', '@payer.example', 'cms-appregistration@'])(
  'the mailbox %j has no tokens',
  (box) => {
    const recipients = [
      '',
      '@',
      `+${adaToken}@`,
      `+${adaToken}@payer.example`,
      `cms-appregistration+${adaToken}@`,
    ]
    const messageIds = ['', '<>', `<1.${adaToken}@>`, `<1.${adaToken}>`]
    expect(tokensIn({ recipients, messageIds }, box)).toEqual([])
  },
)

test('a letter without a token has a Message-ID of its own that never reads as a token', () => {
  fc.assert(
    fc.property(id, (outboxId) => {
      const messageId = letterMessageId(outboxId, null, 'payer.example')
      expect(messageId).toBe(`<${outboxId.toString(36)}.v.letter@payer.example>`)
      expect(tokensIn({ recipients: none, messageIds: [messageId] }, mailbox)).toEqual([])
    }),
  )
})

test('the longest token reads as one and is as long as any that can be issued', () => {
  const last = 36 ** 8 - 1
  const longest = issueToken(
    { thread: last, participant: last, epoch: 1 },
    { current: 99, keys: new Map([[99, 'a key']]) },
  )
  expect(readToken(longestToken())).not.toBeNull()
  expect(longest).toHaveLength(longestToken().length)
})

test('the local part of a reply address keeps to 64 octets', () => {
  const eightDigits = { thread: 99_999_999, participant: 99_999_999, epoch: 1 }
  const token = issueToken(eightDigits, { current: 99, keys: new Map([[99, 'a key']]) })
  expect(replyAddress(mailbox, token).split('@')[0]!.length).toBeLessThanOrEqual(64)
  expect(mailboxTooLong(mailbox)).toBe(false)
  expect(mailboxTooLong(`${'a'.repeat(20)}@payer.example`)).toBe(false)
  expect(mailboxTooLong(`${'a'.repeat(21)}@payer.example`)).toBe(true)
  expect(mailboxTooLong(`${'é'.repeat(11)}@payer.example`)).toBe(true)
})
