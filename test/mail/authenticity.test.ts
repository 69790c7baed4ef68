import { expect, test } from 'vitest'
import { authenticationOf } from '../../mail/authenticity.ts'

const ours = ['mx.payer.example']
const header = (line: string) => ({
  name: line.slice(0, line.indexOf(':')),
  value: line.slice(line.indexOf(':') + 1),
})
const judge = (lines: string[], trusted = ours, domain = 'lovelace.example') =>
  authenticationOf(lines.map(header), domain, trusted).verdict

const result = (text: string) => `Authentication-Results: mx.payer.example; ${text}`
const pass = result('dmarc=pass header.from=lovelace.example')
const border =
  'Received: from out.lovelace.example (out.lovelace.example [203.0.113.9]) by mx.payer.example with ESMTPS; now'
const inner =
  'Received: from mx.payer.example (mx.payer.example [203.0.113.5]) by store.mx.payer.example with ESMTPS; now'
const foreign = 'Received: from a.example (a.example [203.0.113.77]) by relay.elsewhere.example; then'

test('a result that our server stamped above its Received counts', () => {
  const headers = ['Return-Path: <ada@lovelace.example>', pass, border, foreign].map(header)
  expect(authenticationOf(headers, 'lovelace.example', ours)).toEqual({
    verdict: 'pass',
    by: 'mx.payer.example',
    detail: 'dmarc=pass header.from=lovelace.example',
  })
})

test('without trusted ids nothing passes', () => {
  expect(judge([pass, border], [])).toBe('unknown')
  expect(judge([pass.replace('mx.payer.example', ''), border], ['', ' '])).toBe('unknown')
})

test.each([
  ['a result of a server that we do not trust', [pass.replace('mx.payer', 'mx.evil'), border]],
  [
    'a result of a name that only begins like ours',
    [pass.replace('mx.payer.example', 'mx.payer.example.evil.example'), border],
  ],
  ['a result below our own Received', [border, pass, foreign]],
  ['a result below our Received, with a forged Received of ours below it', [border, pass, border, foreign]],
  ['the same behind an inner hop', [inner, border, pass, border]],
  ['a result between an inner hop and a foreign Received', [inner, pass, foreign]],
  ['a result below a foreign Received', [foreign, pass, border]],
  [
    'a result below a hop of a name that only ends like ours',
    ['Received: from a ([10.0.0.1]) by evilmx.payer.example; now', pass, border],
  ],
  ['a result below an inner hop and nothing else', [inner, pass]],
  ['no result at all', [border, foreign]],
  ['a result in another header', [pass.replace('Authentication', 'X-Authentication'), border]],
])('%s says nothing', (_, lines) => {
  expect(judge(lines)).toBe('unknown')
})

test.each([
  ['above an inner hop', [pass, inner, border]],
  ['between an inner hop and the border', [inner, pass, border]],
  [
    'below a local delivery',
    ['Received: from mx.payer.example by mx.payer.example with LMTP id 1; now', pass, border],
  ],
  [
    'below a hop from a private address',
    [`Received: from a (unknown [10.0.0.5]) by mx.payer.example; now`, pass, border],
  ],
  [
    'below a hop within one machine',
    ['Received: by mx.payer.example (Postfix, from userid 0); now', pass, border],
  ],
  ['above the topmost Received, whoever wrote that', [pass, foreign]],
  ['on top of a mail without any Received', [pass]],
])('a result %s counts', (_, lines) => {
  expect(judge(lines)).toBe('pass')
})

test.each([
  ['names itself ours', 'from mx.payer.example (evil.example [203.0.113.66])'],
  ['names itself ours and has no name', 'from mx.payer.example (unknown [203.0.113.66])'],
  ['has a name that may be forged', 'from x (mx.payer.example [203.0.113.66] (may be forged))'],
  ['names itself by a private address', 'from [10.0.0.1] (evil.example [203.0.113.66])'],
  ['hides a private address in its name', 'from ([10.0.0.1]) (evil.example [203.0.113.66])'],
  ['says only what it calls itself', 'from mx.payer.example'],
  ['names itself "with"', 'from with (evil.example [203.0.113.66])'],
])('a peer that %s is outside all the same', (_, from) => {
  expect(judge([`Received: ${from} by mx.payer.example with ESMTP; now`, pass, border])).toBe('unknown')
})

test('a forged result below cannot add to a true one above', () => {
  expect(
    judge([result('dmarc=none'), 'Received: from x ([127.0.0.1]) by mx.payer.example; now', pass, border]),
  ).toBe('none')
  expect(judge([result('dmarc=none'), pass])).toBe('none')
})

test.each([
  ['dmarc=fail header.from=lovelace.example', 'fail'],
  ['dkim=pass header.d=lovelace.example; dmarc=fail header.from=lovelace.example', 'fail'],
  ['dkim=pass header.d=lovelace.example', 'pass'],
  ['dkim=pass header.i=@lovelace.example header.s=k1', 'pass'],
  ['dkim=fail header.d=lovelace.example; dkim=pass header.d=lovelace.example', 'pass'],
  ['dkim=pass header.d=evil.example', 'none'],
  ['dkim=pass header.d=evillovelace.example', 'none'],
  ['dkim=pass header.d=lace.example', 'none'],
  ['dkim=pass header.d=sub.lovelace.example', 'none'],
  ['dkim=pass header.d=example', 'none'],
  ['dkim=pass', 'none'],
  ['dkim=neutral header.d=lovelace.example', 'none'],
  ['dmarc=pass header.from=evil.example', 'none'],
  ['dmarc=bestguesspass header.from=lovelace.example', 'none'],
  ['spf=pass smtp.mailfrom=lovelace.example', 'none'],
  ['dmarc=none', 'none'],
  ['none', 'none'],
  ['dmarc=temperror', 'unknown'],
  ['dmarc=permerror; spf=pass', 'unknown'],
  ['dmarc=temperror; dkim=pass header.d=lovelace.example', 'pass'],
  ['spf=pass reason="x; dmarc=pass header.from=lovelace.example" smtp.mailfrom=evil.example', 'none'],
  ['spf=pass (x; dmarc=pass header.from=lovelace.example) smtp.mailfrom=evil.example', 'none'],
  ['spf=pass ((x) ; dmarc=pass header.from=lovelace.example', 'none'],
])('"%s" reads as %s', (text, verdict) => {
  expect(judge([result(text), border])).toBe(verdict)
})

test('of two results of ours a failure decides', () => {
  expect(judge([pass, result('dmarc=fail'), border])).toBe('fail')
  expect(judge([result('dmarc=none'), result('dkim=pass header.d=lovelace.example'), border])).toBe('pass')
})

test.each([
  'AUTHENTICATION-RESULTS: MX.Payer.Example 1;\r\n\tDMARC=Pass (p=reject (strict); x="y") header.from=Lovelace.Example',
  'Authentication-Results: (our) mx.payer.example (server); dmarc/1 = pass header.from = "lovelace.example"',
  'Authentication-Results: "mx.payer.example"; spf=none; dkim=pass header.d=lovelace.example.',
])('spelling, comments, versions and folds do not matter: %j', (line) => {
  expect(judge([line, border])).toBe('pass')
})

test('a parent domain aligns, also as an A-label', () => {
  expect(judge([pass, border], ours, 'mail.lovelace.example')).toBe('pass')
  expect(
    judge([result('dmarc=pass header.from=xn--bcher-kva.example'), border], ours, 'bücher.example'),
  ).toBe('pass')
  expect(judge([pass, border], ours, '')).toBe('none')
})

test.each(['(', '"', ';', ' ', 'a=', '\\', 'a@[', '([1.1.1.1] '])(
  'a megabyte of %j is judged in no time',
  (piece) => {
    const long = piece.repeat(1_000_000 / piece.length)
    const started = performance.now()
    judge([result(long), `Received: from ${long} by mx.payer.example`, result(long)])
    judge([`Authentication-Results: ${long}`, `Received: ${long}`])
    expect(performance.now() - started).toBeLessThan(3_000)
  },
)
