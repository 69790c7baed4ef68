import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitReply } from '../../mail/quote.ts'

const bodyOf = (text: string) => splitReply(text).body

test.each([
  'On Thu, 12 Mar 2026 at 10:02, Ada Lovelace <ada@lovelace.example> wrote:',
  'On Thu, 12 Mar 2026 at 10:02, Ada Lovelace\n<ada@lovelace.example>\nwrote:',
  'On Thu, 12 Mar 2026 at 10:02, Ada Lovelace of the\nAnalytical Engine Company\n<ada@lovelace.example>\nwrote:',
  'Am 12.03.2026 um 10:02 schrieb Ada Lovelace:',
  'Le jeu. 12 mars 2026 à 10:02, Ada Lovelace a écrit\u00a0:',
  'El jue, 12 mar 2026 a las 10:02, Ada (<ada@lovelace.example>) escribió:',
  'Il giorno gio 12 mar 2026 alle ore 10:02 Ada ha scritto:',
  'Op do 12 mrt. 2026 om 10:02 schreef Ada <ada@lovelace.example>:',
  'Em qui., 12 de mar. de 2026 às 10:02, Ada escreveu:',
  'Ada Lovelace <ada@lovelace.example> wrote:',
  '2026-03-12 10:02 GMT+01:00 Ada <ada@lovelace.example>:',
])('the quotation under %j is folded, with and without ">"', (marker) => {
  expect(bodyOf(`Yes, please.\n\n${marker}\n\n> Shall we?\n> Ada`)).toBe('Yes, please.')
  expect(bodyOf(`Yes, please.\n\n${marker}\n\nShall we?\nAda`)).toBe('Yes, please.')
})

test.each([
  '-----Original Message-----\nFrom: Ada',
  '----- Ursprüngliche Nachricht -----\nVon: Ada',
  'From: Ada <ada@lovelace.example>\nSent: Thursday\nTo: Rui\nSubject: Review',
  '*From:* Ada\n*Sent:* Thursday\n*Subject:* Review',
  '________________________________\nVon: Ada\nGesendet: Donnerstag\nBetreff: Prüfung',
  '----------------------------------------\n\nDate: Thu, 12 Mar 2026\nTo: rui@app.example',
])('the original under %j is folded', (start) => {
  expect(bodyOf(`Yes, please.\n\n${start}\n\nShall we?\n> older\nAda`)).toBe('Yes, please.')
})

test('lines with ">" at the end are folded and counted', () => {
  expect(splitReply('Yes.\n\n> Shall we?\n>> Now?\n')).toEqual({
    body: 'Yes.',
    quoted: '\n> Shall we?\n>> Now?\n',
    quotedLines: 4,
  })
})

test.each([
  'Sent from my iPhone',
  'Get Outlook for iOS',
  'Von meinem iPhone gesendet',
  'Envoyé de mon iPhone',
])('the line "%s" of a phone is folded at the end only', (line) => {
  expect(bodyOf(`Yes.\n\n${line}\n\n> Shall we?`)).toBe('Yes.')
  expect(bodyOf(`Yes.\n\n${line}`)).toBe('Yes.')
  expect(bodyOf(`${line}\nis what it said.`)).toBe(`${line}\nis what it said.`)
})

test('a signature is folded, above and below the quotation', () => {
  expect(bodyOf('Yes.\n-- \nRui\n\n> Shall we?')).toBe('Yes.')
  expect(bodyOf('Yes.\n\n> Shall we?\n\n-- \nRui')).toBe('Yes.')
})

test.each([
  ['answers between the lines', 'On 12 March Ada wrote:\n> Shall we?\nYes.\n> When?\nNow.'],
  ['an answer below the quotation', '> Shall we?\n\nYes.'],
  ['a quotation in the middle', 'You said\n> Shall we?\nand I agree.\n\n> Now?'],
  [
    'a forward',
    'Please see below.\n\n---------- Forwarded message ---------\nFrom: Ada\nDate: today\nSubject: x\n\n> a\nb',
  ],
  ['another forward', 'FYI\n\nBegin forwarded message:\n\nFrom: Ada\nDate: today\nSubject: x'],
  ['only a quotation', '> Shall we?\n> Ada'],
  ['only an original', 'From: Ada\nSent: Thursday\nTo: Rui\n\nShall we?'],
  ['only a phone line', 'Sent from my iPhone'],
  ['words that look like a marker', 'I see.\nOn reflection, as Ada once wrote:\nno.'],
  ['a line longer than any mark', `I see.\nOn 12 March ${'so '.repeat(200)} wrote:\nno.`],
  ['no quotation', 'Yes.\n\nFrom: the beginning\n'],
  ['nothing', ''],
])('%s stays whole', (_, text) => {
  expect(splitReply(text)).toEqual({ body: text, quoted: '', quotedLines: 0 })
})

test('a person’s own sentence with a date is not taken for the beginning of the marker', () => {
  const text = 'On 3 March we moved.\nOn 12 March 2026 Ada wrote:\n> Shall we?'
  expect(bodyOf(text)).toBe('On 3 March we moved.')
})

const line = fc.constantFrom(
  ...[
    '',
    ' ',
    'Yes.',
    '> q',
    '>',
    '-- ',
    'On 12 March',
    'On 12 March Ada wrote:',
    'wrote:',
    'Sent from my iPhone',
  ],
  ...[
    'From: a',
    'Sent: b',
    'Subject: c',
    '-----Original Message-----',
    '_____',
    'Begin forwarded message:',
    'Am 1. schrieb x:',
  ],
)

test('nothing is ever lost: body and quotation hold every line', () => {
  const linesOf = (text: string) => text.split('\n').toSorted()
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.string()), { maxLength: 40 }),
      (lines) => {
        const text = lines.join('\n')
        const { body, quoted, quotedLines } = splitReply(text)
        expect(quotedLines === 0 ? linesOf(body) : linesOf(`${body}\n${quoted}`)).toEqual(linesOf(text))
        expect(quotedLines).toBe(quotedLines === 0 ? 0 : quoted.split('\n').length)
        expect(body.trim() === '').toBe(text.trim() === '')
      },
    ),
    { numRuns: 1_500 },
  )
})

test.each([
  ...[
    '\n',
    '>',
    '>\n',
    'On 1\n',
    'On 1\n\n',
    'On 1\na\na\na\n',
    'On 1 wrote',
    '-',
    '_____\n',
    '_____\n\n',
    'From:\n',
    'On 1:\n:\n',
  ],
  ...['<a@', '<', 'On 1 wrote:\n', 'From:\nx\n', 'On 1 wrote:\n>\nx\n', ' ', 'Sent from my ', '-- \n'],
])('a megabyte of %j is split in no time', (piece) => {
  const text = piece.repeat(1_000_000 / piece.length)
  const started = performance.now()
  splitReply(text)
  expect(performance.now() - started).toBeLessThan(3_000)
})

const piece = fc.constantFrom(
  ...[
    'Yes. On Thu, Mar 12, 2026 at 10:02 AM, a@b.example wrote:',
    '> q',
    '',
    '--',
    '-Rui',
    'Rui Faria',
    '```',
    '—',
  ],
  ...[
    'rui@app.example',
    '+1 (555) 010-0199',
    'Sent from my iPhone',
    '-----BEGIN PGP SIGNED MESSAGE-----',
    'words',
  ],
  ...[
    '-----END PGP SIGNATURE-----',
    '---------- Forwarded message ---------',
    'Von: a',
    'An: b',
    'Betreff: c',
    '<',
  ],
  ...[
    '-- reply above this line --',
    'Best regards,',
    '> wrote:',
    'https://app.example/x',
    '_____',
    '> '.repeat(40),
  ],
)
const kind = fc.constantFrom('quote', 'marker', 'original', 'phone', 'text', 'empty' as const)

test('no word is ever lost, whatever the HTML said of the lines', () => {
  const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean).toSorted()
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.dictionary(fc.nat(30).map(String), kind),
      (lines, known) => {
        const text = lines.join('\n')
        const given = new Map(Object.entries(known).map(([at, one]) => [Number(at), one] as const))
        const { body, quoted } = splitReply(text, given)
        expect(wordsOf(`${body}\n${quoted}`)).toEqual(wordsOf(text))
        expect(body.trim() === '').toBe(text.trim() === '')
      },
    ),
    { numRuns: 2_000 },
  )
})
