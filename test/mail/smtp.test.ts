import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createSender, type OutgoingLetter, type Sender } from '../../mail/smtp.ts'
import { freePort } from '../servers/ports.ts'
import { type Reject, startSmtpSink } from '../servers/smtpSink.ts'

const letter: OutgoingLetter = {
  from: 'cms@cms.example',
  fromName: 'The desk, "CMS"',
  to: 'rui@bright.example',
  envelopeFrom: 'cms+t1.p2.k1.abcdefgh@cms.example',
  replyTo: 'cms+t1.p2.k1.abcdefgh@cms.example',
  subject: 'Your registration – a question',
  text: 'Dear Rui,\n.\n..two dots and café\nFrom here on',
  html: '<p>Dear Rui</p>',
  messageId: '<1a.t1.p2.k1.abcdefgh@cms.example>',
  inReplyTo: '<m1@bright.example>',
  references: ['<m0@bright.example>', '<m1@bright.example>'],
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply' },
}

let verdict: Reject = () => undefined
let sink: Awaited<ReturnType<typeof startSmtpSink>>
let sender: Sender

beforeEach(async () => {
  verdict = () => undefined
  sink = await startSmtpSink({ reject: (stage, sunk) => verdict(stage, sunk) })
  sender = createSender(sink.url, { mailboxDomain: 'cms.example' })
})
afterEach(async () => {
  sender.close()
  await sink.stop()
})

const received = () => sink.letters.map(({ raw }) => raw.toString())

test('a letter goes to one person, with the return path and headers it was given', async () => {
  expect(await sender.send(letter)).toMatchObject({ accepted: true, response: expect.stringMatching(/^250/) })
  expect(sink.letters).toMatchObject([{ from: letter.envelopeFrom, to: [letter.to] }])
  const headers = received()[0]!
    .split('\r\n\r\n')[0]!
    .replace(/\r\n[ \t]/g, ' ')
  for (const line of [
    'To: rui@bright.example',
    'Message-ID: <1a.t1.p2.k1.abcdefgh@cms.example>',
    'In-Reply-To: <m1@bright.example>',
    'References: <m0@bright.example> <m1@bright.example>',
    'Reply-To: cms+t1.p2.k1.abcdefgh@cms.example',
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply',
  ]) {
    expect(headers.split('\r\n')).toContain(line)
  }
  expect(headers).not.toMatch(/x-mailer|nodemailer/i)
})

test('an automatic answer has the null return path', async () => {
  await sender.send({ ...letter, envelopeFrom: null })
  await sender.send({ ...letter, envelopeFrom: '' })
  expect(sink.letters.map(({ from }) => from)).toEqual(['', ''])
})

const injections: Partial<OutgoingLetter>[] = [
  { to: 'rui@bright.example\r\nBcc: evil@evil.example' },
  { to: 'rui@bright.example, evil@evil.example' },
  { to: 'rui@bright.example evil@evil.example' },
  { to: 'Rui <rui@bright.example>' },
  { to: '<rui@bright.example> NOTIFY=NEVER' },
  { to: '"c@d.example\r\nBcc: evil"@evil.example' },
  { to: '@evil.example:rui@bright.example' },
  { to: 'evil.example!rui@bright.example\n' },
  { to: 'rui@[127.0.0.1]' },
  { to: 'rui@bright.example\0.evil.example' },
  { to: 'ru\u0456@bright.example' },
  { to: '' },
  { from: 'cms@cms.example\r\nBcc: evil@evil.example' },
  { envelopeFrom: 'cms@cms.example>\r\nRCPT TO:<evil@evil.example' },
  { replyTo: 'cms@cms.example\r\nBcc: evil@evil.example' },
  { subject: 'Hello\r\nBcc: evil@evil.example' },
  { subject: 'Hello\u2028Bcc: evil@evil.example' },
  { fromName: 'Desk\r\nBcc: evil@evil.example' },
  { messageId: '<1@cms.example>\r\nBcc: evil@evil.example' },
  { headers: { 'X-Thing': 'a\r\nBcc: evil@evil.example' } },
  { headers: { 'X-Thing: a\r\nBcc': 'evil@evil.example' } },
  { headers: { Bcc: 'evil@evil.example' } },
]

test.each(injections)(
  'a letter that smuggles something is refused before anybody is connected: %j',
  async (change) => {
    const sent = await sender.send({ ...letter, ...change })
    expect(sent).toMatchObject({ accepted: false, permanent: true, ambiguous: false, code: null })
    expect(sink.letters).toEqual([])
  },
)

test("others' odd Message-IDs are left out, and never break a header", async () => {
  const odd = '<a@b.example>\r\nBcc: evil@evil.example'
  await sender.send({ ...letter, inReplyTo: odd, references: [odd, '<fine$1@[10.0.0.1]>', '<two words@x>'] })
  expect(received()[0]).not.toMatch(/evil/)
  expect(received()[0]).toMatch(/^References: <fine\$1@\[10\.0\.0\.1\]>\r$/m)
})

test('names and texts that look like commands stay names and texts', async () => {
  const text = 'MAIL FROM:<evil@evil.example>\r\n.\r\nQUIT\r\n'
  expect(
    await sender.send({ ...letter, html: null, fromName: 'Rui" <evil@evil.example>', text }),
  ).toMatchObject({ accepted: true })
  expect(sink.letters).toHaveLength(1)
  expect(sink.letters[0]!.to).toEqual([letter.to])
  expect(received()[0]).toMatch(/^From: .*<cms@cms\.example>\r$/m)
})

test('a file or an address on the web is never fetched into a letter', async () => {
  const html = { path: '/etc/hostname' } as unknown as string
  expect(await sender.send({ ...letter, html })).toMatchObject({ accepted: false })
  expect(sink.letters).toEqual([])
})

test.each([
  ['rcpt', 550, true],
  ['rcpt', 450, false],
  ['rcpt', 530, false],
  ['data', 554, true],
  ['data', 451, false],
  ['greeting', 554, false],
  ['greeting', 421, false],
] as const)('%s answered by %i: given up for good is %s', async (at, code, permanent) => {
  verdict = (stage) => (stage === at ? code : undefined)
  expect(await sender.send(letter)).toMatchObject({ accepted: false, permanent, ambiguous: false, code })
})

test('a connection lost after the whole letter leaves open whether it was taken', async () => {
  verdict = (stage) => (stage === 'data' ? 'drop' : undefined)
  expect(await sender.send(letter)).toMatchObject({
    accepted: false,
    permanent: false,
    ambiguous: true,
    code: null,
  })
  verdict = () => undefined
  expect(await sender.send(letter)).toMatchObject({ accepted: true })
})

test.each(['greeting', 'rcpt'] as const)('a connection lost at %s leaves nothing open', async (at) => {
  verdict = (stage) => (stage === at ? 'drop' : undefined)
  expect(await sender.send(letter)).toMatchObject({
    accepted: false,
    permanent: false,
    ambiguous: false,
    code: null,
  })
})

test('a server that is not there is a passing failure', async () => {
  const nobody = createSender(`smtp://127.0.0.1:${await freePort()}`, { mailboxDomain: 'cms.example' })
  onTestFinished(() => nobody.close())
  expect(await nobody.send(letter)).toMatchObject({ accepted: false, permanent: false, ambiguous: false })
})

test('nothing is sent twice behind the back of the outbox', async () => {
  verdict = (stage) => (stage === 'data' ? 'drop' : undefined)
  await sender.send(letter)
  verdict = () => undefined
  await sender.send({ ...letter, messageId: '<2b@cms.example>' })
  const ids = received().map((raw) => /^Message-ID: (.*)\r$/m.exec(raw)?.[1])
  expect(ids).toEqual([letter.messageId, '<2b@cms.example>'])
})
