import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Devmail, startDevmail } from '../../mail/devmail.ts'
import { type FetchedMail, readMailbox } from '../../mail/imap.ts'
import { createSender } from '../../mail/smtp.ts'
import { freePort, until } from '../servers/ports.ts'

const silent = { info() {}, warn() {}, error() {} }
const authservId = 'vouchdesk.test'
let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'devmail-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
})

async function devmail(ports = { smtpPort: 0, imapPort: 0 }): Promise<Devmail> {
  const started = await startDevmail({ dir, ...ports, mailbox: 'cms@cms.example', authservId, log: silent })
  onTestFinished(() => started.stop())
  return started
}

/** Reads until enough was handled, or until the test is over. */
function reading(
  mail: Devmail,
  verdict: (subject: string) => 'processed' | 'quarantine' | 'later' = () => 'processed',
) {
  const handled: FetchedMail[] = []
  const stop = new AbortController()
  let connected = false
  const ended = readMailbox({
    url: mail.imapUrl,
    account: 'cms',
    maxBytes: 25_000_000,
    signal: stop.signal,
    log: silent,
    onState: (state) => {
      connected = state.connected
    },
    handle: async (fetched) => {
      handled.push(fetched)
      return verdict(subjectOf(fetched.raw!))
    },
  })
  const stopped = () => {
    stop.abort()
    return ended
  }
  onTestFinished(stopped)
  return {
    handled,
    subjects: () => handled.map(({ raw }) => subjectOf(raw!)),
    handles: (count: number) => until(() => handled.length >= count, `${count} mails handled`),
    isConnected: () => until(() => connected, 'the reader is connected'),
    stopped,
  }
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const subjectOf = (raw: Uint8Array) => /^Subject: (.*)\r$/m.exec(text(raw))?.[1] ?? ''
const letter = (subject: string, more = '') =>
  `${more}From: Rui <rui@bright.example>\r\nTo: cms@cms.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`
const filesIn = (folder: string) => readdirSync(join(dir, folder)).filter((name) => name.endsWith('.eml'))

/** Speaks SMTP byte for byte, as no library would. @returns the last reply */
async function submit(
  url: string,
  raw: string | Buffer,
  to = 'cms@cms.example',
  from = 'rui@bright.example',
) {
  const { port, username, password } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1').on('error', () => {}) // then there is no reply either
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]()
  const reply = async (line: string | Buffer | null): Promise<string> => {
    if (line !== null) socket.write(line)
    for (;;) {
      const { value = '', done } = await replies.next()
      if (done || value[3] !== '-') return value
    }
  }
  await reply(null)
  await reply('EHLO laptop.bright.example\r\n')
  if (username) await reply(`AUTH PLAIN ${Buffer.from(`\0${username}\0${password}`).toString('base64')}\r\n`)
  await reply(`MAIL FROM:<${from}>\r\n`)
  await reply(`RCPT TO:<${to}>\r\n`)
  await reply('DATA\r\n')
  const stuffed = Buffer.from(raw).toString('latin1').replace(/^\./gm, '..')
  const last = await reply(Buffer.from(`${stuffed}.\r\n`, 'latin1'))
  socket.end('QUIT\r\n')
  return last
}

test('a mail to the mailbox is on disk before it is accepted, and is read within a second', async () => {
  const mail = await devmail()
  const reader = reading(mail, () => 'later')
  await reader.isConnected()
  const before = Date.now()
  expect(await submit(mail.smtpUrl, letter('Good morning'))).toMatch(/^250/)
  expect(filesIn('imap/INBOX')).toHaveLength(1)
  await reader.handles(1)
  expect(Date.now() - before).toBeLessThan(1000)
  const [{ raw, size, internalDate }] = reader.handled as [FetchedMail]
  expect(size).toBe(raw!.length)
  expect(Math.abs(internalDate.getTime() - before)).toBeLessThan(5000)
})

test('every byte survives from SMTP to IMAP, below the stamped headers', async () => {
  const mail = await devmail()
  const reader = reading(mail)
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i).filter((i) => i !== 13 && i !== 10))
  const mails = [
    Buffer.concat([Buffer.from(letter('8-bit')), everyByte, Buffer.from('\r\n')]),
    Buffer.from(letter('Grüße from 東京', 'X-Folded: a\r\n\tb\r\n')),
    Buffer.from(`${letter('dots')}.\r\n..\r\n.hidden\r\n\r\n.\t\r\n`),
    Buffer.from('\r\nno headers at all\r\n'),
    Buffer.from('Subject: no body\r\n'),
    Buffer.from(`${letter('long')}${'x'.repeat(998).concat('\r\n').repeat(3000)}`),
  ]
  for (const raw of mails) expect(await submit(mail.smtpUrl, raw)).toMatch(/^250/)
  await reader.handles(mails.length)
  for (const [i, { raw, size }] of reader.handled.entries()) {
    const read = Buffer.from(raw!)
    expect(read.length).toBe(size)
    expect(read.subarray(read.length - mails[i]!.length).equals(mails[i]!)).toBe(true)
    const stamps = read
      .subarray(0, read.length - mails[i]!.length)
      .toString()
      .split('\r\n')
    expect(stamps).toEqual([
      'Return-Path: <rui@bright.example>',
      'Delivered-To: cms@cms.example',
      `Authentication-Results: ${authservId}; dmarc=none`,
      expect.stringMatching(
        /^Received: from laptop\.bright\.example \(\[127\.0\.0\.1\]\) by vouchdesk\.test with ESMTP; \w{3}, \d/,
      ),
      '',
    ])
  }
})

test('only the /dev/mail page passes for authenticated, and nobody can claim it in a header', async () => {
  const mail = await devmail()
  const reader = reading(mail)
  const forged = [
    `Authentication-Results: ${authservId}; dmarc=pass header.from=bright.example\r\n`,
    `authentication-results : (note; here) "VouchDesk.Test" 1;\r\n dmarc=pass\r\n`,
    `X-Other: a\rAuthentication-Results: ${authservId}; dmarc=pass\r\n`,
    'Authentication-Results: mx.elsewhere.example; dmarc=pass\r\n',
  ].join('')
  await submit(mail.smtpUrl, letter('stranger', forged))
  await submit(mail.replyUrl, letter('page', forged))
  await submit(mail.replyUrl, letter('two senders', 'From: other@evil.example\r\n'))
  await submit(mail.replyUrl.replace(/:[0-9a-f]+@/, ':guessed@'), letter('guesser'))
  await reader.handles(4)
  const results = reader.handled.map(({ raw }) => text(raw!).match(/Authentication-Results.*/gi))
  const elsewhere = expect.stringContaining('mx.elsewhere.example')
  expect(results).toEqual([
    [`Authentication-Results: ${authservId}; dmarc=fail (it brought a result in our name)`, elsewhere],
    [`Authentication-Results: ${authservId}; dmarc=fail (it brought a result in our name)`, elsewhere],
    [`Authentication-Results: ${authservId}; dmarc=none`],
    [`Authentication-Results: ${authservId}; dmarc=none`],
  ])
})

test('plus addresses belong to the mailbox; all other letters are kept as sent and go nowhere', async () => {
  const mail = await devmail()
  const sender = createSender(mail.smtpUrl, { mailboxDomain: 'cms.example' })
  onTestFinished(() => sender.close())
  await submit(mail.smtpUrl, letter('token'), 'CMS+t1.p2.k1.abc@cms.example', '')
  const out = {
    ...{
      from: 'cms@cms.example',
      fromName: 'Désk',
      to: 'rui@bright.example',
      envelopeFrom: null,
      replyTo: null,
    },
    ...{
      subject: 'Grüße – an answer that is long enough to be folded over two lines',
      text: 'Hi',
      html: null,
    },
    ...{ messageId: '<1@cms.example>', inReplyTo: null, references: [], headers: {} },
  }
  expect(await sender.send(out)).toMatchObject({ accepted: true })
  await submit(mail.smtpUrl, letter('similar'), 'cmsx@cms.example')
  const letters = await mail.letters()
  expect(letters.map(({ to, subject, direction }) => [to, subject, direction])).toEqual([
    ['CMS+t1.p2.k1.abc@cms.example', 'token', 'received'],
    ['rui@bright.example', out.subject, 'sent'],
    ['cmsx@cms.example', 'similar', 'sent'],
  ])
  expect(letters[1]!.from).toBe('Désk <cms@cms.example>')
  expect(text(letters[0]!.raw())).toMatch(/^Return-Path: <>\r\nDelivered-To: CMS\+t1/)
  expect(filesIn('sent')).toHaveLength(2)
})

test('a restart keeps every mail in its folder and reads only what was left in INBOX', async () => {
  const before = await devmail()
  const reader = reading(before, (subject) =>
    subject === 'bad' ? 'quarantine' : subject === 'open' ? 'later' : 'processed',
  )
  for (const subject of ['fine', 'bad', 'open']) await submit(before.smtpUrl, letter(subject))
  await reader.handles(3)
  await until(() => filesIn('imap/INBOX').length === 1, 'the others have moved')
  await reader.stopped()
  await before.stop()
  writeFileSync(join(dir, 'tmp/half-written.eml'), 'Subject: half')

  const after = await devmail()
  const again = reading(after)
  await submit(after.smtpUrl, letter('new'))
  await again.handles(2)
  expect(again.subjects()).toEqual(['open', 'new'])
  expect(again.handled[0]!.uidValidity).toBeGreaterThan(reader.handled[0]!.uidValidity)
  expect(again.handled[0]!.internalDate).toEqual(reader.handled[2]!.internalDate)
  expect(Buffer.from(again.handled[0]!.raw!).equals(Buffer.from(reader.handled[2]!.raw!))).toBe(true)
  await until(() => filesIn('imap/INBOX').length === 0, 'INBOX is empty')
  expect([filesIn('imap/Processed').length, filesIn('imap/Quarantine').length]).toEqual([3, 1])
  expect((await after.letters()).map(({ subject }) => subject)).toEqual(['fine', 'bad', 'open', 'new'])
})

test('mail that was accepted is still there after kill -9', async () => {
  const options = JSON.stringify({ dir, smtpPort: 0, imapPort: 0, mailbox: 'cms@cms.example', authservId })
  const script = `import { startDevmail } from './mail/devmail.ts'
    const mail = await startDevmail({ ...${options}, log: { info() {}, error() {} } })
    console.log(mail.smtpUrl)`
  const server = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
  onTestFinished(() => void server.kill('SIGKILL'))
  const [url] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]
  const accepted: string[] = []
  const flood = Array.from({ length: 30 }, async (_, i) => {
    const subject = `mail ${i}`
    if ((await submit(url, letter(subject))).startsWith('250') && accepted.push(subject) === 10)
      server.kill('SIGKILL')
  })
  await Promise.allSettled(flood)
  const kept = (await (await devmail()).letters()).map(({ subject }) => subject)
  expect(accepted.length).toBeGreaterThanOrEqual(10)
  expect(kept).toEqual(expect.arrayContaining(accepted))
  expect(new Set(kept).size).toBe(kept.length)
})

test('many mails at once are all kept, each under its own name', async () => {
  const mail = await devmail()
  const reader = reading(mail)
  await Promise.all(Array.from({ length: 40 }, (_, i) => submit(mail.smtpUrl, letter(`mail ${i}`))))
  await reader.handles(40)
  expect(new Set(reader.subjects()).size).toBe(40)
  await until(() => filesIn('imap/Processed').length === 40, 'all are processed')
  for (const name of filesIn('imap/Processed'))
    expect(readFileSync(join(dir, 'imap/Processed', name)).length).toBeGreaterThan(100)
})

test('a mail that is too large is refused with words', async () => {
  const mail = await devmail()
  const huge = letter('huge') + 'x'.repeat(78).concat('\r\n').repeat(400_000)
  expect(await submit(mail.smtpUrl, huge)).toMatch(/^552 .*size/)
  expect(await mail.letters()).toEqual([])
})

test.each([
  ['smtpPort', 'DEV_SMTP_PORT'],
  ['imapPort', 'DEV_IMAP_PORT'],
] as const)('a taken %s is said with the setting that changes it', async (which, setting) => {
  const port = await freePort()
  const squatter = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void squatter.close())
  await until(() => squatter.listening, 'the port is taken')
  await expect(devmail({ smtpPort: 0, imapPort: 0, [which]: port })).rejects.toThrow(
    `Port ${port} is taken. Set ${setting}`,
  )
})
