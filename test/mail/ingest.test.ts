import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as t from '../../db/schema.ts'
import { createParser } from '../../mail/parser.ts'
import { needs, until } from '../servers/ports.ts'
import { letter, type Mailbox, openMailbox } from './mailbox.ts'

const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJzeW50aGV0aWMifQ.c2lnbmF0dXJlLXN5bnRoZXRpYw'

describe.skipIf(needs('dovecot'))('mail into the thread', () => {
  let box: Mailbox
  beforeAll(async () => {
    box = await openMailbox()
  })
  afterAll(() => box?.stop())

  const mails = () =>
    box.db.select().from(t.entries).where(eq(t.entries.kind, 'mail')).orderBy(asc(t.entries.seq))
  const rows = () => box.db.select().from(t.inboundMail).orderBy(asc(t.inboundMail.id))
  const handled = async (read: () => Promise<void>, processed: number) => {
    await box.settled('Processed', processed)
    await read()
  }
  const processed = () => box.dovecot.messages('Processed').length

  test('an answer with the reply code stands in the thread at once, without waiting for a poll', async () => {
    const stop = box.read()
    await until(
      async () => (await box.dovecot.doveadm('who', '-1').catch(() => '')).includes('cms'),
      'the reader is connected',
    )
    const before = Date.now()
    await box.deliver(letter({ To: box.question.replyTo }), box.question.replyTo)
    await until(async () => (await mails()).length === 1, 'the mail is in the thread')
    expect(Date.now() - before).toBeLessThan(30_000) // the next poll would come after a minute
    await box.settled('Processed', 1)
    await stop()
    const [entry] = await mails()
    expect(entry).toMatchObject({
      registrationId: box.thread,
      visibleToVendor: true,
      body: expect.stringContaining('hlcdn.example is ours'),
    })
    expect(entry?.trust).toMatchObject({ tier: 'T2', sentence: expect.stringContaining('not authenticated') })
    expect(entry?.requestId).not.toBeNull()
  })

  test('the code in In-Reply-To is enough where the plus part was lost, and our own mail server can confirm the sender', async () => {
    const vouched = letter({
      'Authentication-Results': 'mx.cms.example; dmarc=pass header.from=harborlight.example',
      Received:
        'from mail.harborlight.example ([203.0.113.5]) by mx.cms.example with ESMTP; Tue, 17 Nov 2026 09:12:01 -0500',
      'In-Reply-To': box.question.messageId,
    })
    await box.deliver(vouched)
    await handled(box.read(), processed() + 1)
    expect((await mails()).at(-1)?.trust).toMatchObject({ tier: 'T3', verdict: 'pass' })
  })

  test.each([
    ['with another From', () => letter({ From: 'devon@harborlight.example', To: box.question.replyTo })],
    ['with two From lines', () => `From: x@evil.example\r\n${letter({ To: box.question.replyTo })}`],
    [
      'with a result that it wrote in our name itself',
      () =>
        letter({
          To: box.question.replyTo,
          Received:
            'from evil.example ([198.51.100.7]) by mx.cms.example with ESMTP; Tue, 17 Nov 2026 09:12:01 -0500',
          'Authentication-Results': 'mx.cms.example; dmarc=pass header.from=harborlight.example',
        }),
    ],
    ['with only the number in its subject', () => letter({ Subject: 'Re: [REG-2026-000001] questions' })],
    ['with empty references', () => letter({ 'Message-ID': '<>', 'In-Reply-To': '', References: '   ' })],
    ['with blank ids', () => letter({ 'Message-ID': ' ', 'In-Reply-To': '<>', References: '<> <>' })],
    [
      'with a code that we did not sign',
      () => letter({ To: box.question.replyTo.replace(/.{4}@/, 'aaaa@') }),
    ],
  ])('a mail %s waits for a person', async (_, raw) => {
    const known = (await mails()).length
    await box.deliver(raw())
    await handled(box.read(), processed() + 1)
    expect(await mails()).toHaveLength(known)
    expect((await rows()).at(-1)).toMatchObject({
      outcome: 'unmatched',
      trust: { sentence: expect.any(String) },
    })
  })

  test('a token, a secret and a social security number are masked before anything is written', async () => {
    const body = `Our call fails: Authorization: Bearer ${jwt}\r\nclient_secret=hunter2hunter2hunter2\r\nSSN 219-09-9999`
    await box.deliver(letter({ To: box.question.replyTo, Subject: `Token ${jwt}` }, body))
    await box.deliver(letter({ From: 'stranger@evil.example', Subject: `Token ${jwt}` }, body))
    await handled(box.read(), processed() + 2)
    const written = JSON.stringify([
      await box.db.select().from(t.entries),
      await rows(),
      await box.db.select().from(t.outbox),
    ])
    for (const secret of [jwt, jwt.split('.')[2] as string, 'hunter2', '219-09-9999'])
      expect(written).not.toContain(secret)
    expect(written).toContain('[MASKED:jwt#')
  })

  test('the same bytes are one mail, and the same Message-ID with other words is another', async () => {
    const known = (await mails()).length
    const one = letter({ To: box.question.replyTo, 'Message-ID': '<same@harborlight.example>' })
    const folder = await rawInto(box, one, 2)
    await rawInto(
      box,
      letter({ To: box.question.replyTo, 'Message-ID': '<same@harborlight.example>' }, 'Something else.'),
      1,
    )
    await handled(box.read(), folder + 3)
    expect(await mails()).toHaveLength(known + 2)
  })

  test('both kinds of a new UIDVALIDITY and a restart lose and double nothing', async () => {
    const known = (await mails()).length
    const before = processed()
    for (let n = 0; n < 8; n++) await box.deliver(letter({ To: box.question.replyTo }, `Part ${n}`))
    let stop = box.read()
    await box.settled('Processed', before + 2)
    await box.dovecot.changeUidValidity('kept')
    await box.deliver(letter({ To: box.question.replyTo }, 'Part 8'))
    await box.dovecot.restart()
    await stop()
    await box.dovecot.changeUidValidity('renumbered')
    await box.deliver(letter({ To: box.question.replyTo }, 'Part 9'))
    stop = box.read()
    await until(async () => (await mails()).length >= known + 10, 'ten mails', 30_000)
    await stop()
    expect(await mails()).toHaveLength(known + 10)
    expect(new Set((await mails()).slice(known).map(({ body }) => body.trim())).size).toBe(10)
  })

  test('a mail that breaks the reader three times lies in Quarantine, and the next one is read', async () => {
    const parser = createParser({ worker: new URL('./crashingWorker.mjs', import.meta.url) })
    const known = (await mails()).length
    await box.deliver(letter({ To: box.question.replyTo, Subject: `crash ${jwt}` }, 'crash'))
    const stop = box.read({ parser })
    await box.settled('Quarantine', 1)
    await stop()
    await parser.close()
    const [row] = await box.db.select().from(t.inboundMail).where(eq(t.inboundMail.outcome, 'quarantine'))
    expect(row).toMatchObject({ attempts: 3, from: expect.stringContaining('ada@harborlight.example') })
    expect(row?.subject).not.toContain(jwt)
    await box.deliver(letter({ To: box.question.replyTo }, 'After the crash'))
    const again = box.read()
    await until(async () => (await mails()).length === known + 1, 'the next mail', 30_000)
    await again()
  })

  test('a mail of 40 MB goes to Quarantine by its headers alone, and the next one is read', async () => {
    const known = (await mails()).length
    const quarantined = box.dovecot.messages('Quarantine').length
    await box.deliver(
      letter({ To: box.question.replyTo, Subject: 'Large' }, `${'x'.repeat(78)}\r\n`.repeat(524_288)),
    )
    await box.deliver(letter({ To: box.question.replyTo }, 'After the large one'))
    const stop = box.read()
    await box.settled('Quarantine', quarantined + 1)
    await until(async () => (await mails()).length === known + 1, 'the next mail', 30_000)
    await stop()
    const large = (await rows()).find(({ subject }) => subject === 'Large')
    expect(large).toMatchObject({ outcome: 'quarantine', note: expect.stringContaining('MB'), body: '' })
  })

  test('while the database is away the mail stays in INBOX, and is filed when it is back', async () => {
    const known = (await mails()).length
    let away = true
    const db = new Proxy(box.db, {
      get: (target, name) => {
        if (away && name === 'transaction') throw new Error('connection lost')
        return Reflect.get(target, name)
      },
    })
    await box.deliver(letter({ To: box.question.replyTo }, 'While it was away'))
    const stop = box.read({ database: { ...box.database, db } })
    await until(async () => (await rows()).some(({ outcome }) => outcome === null), 'an attempt')
    expect(box.dovecot.messages('INBOX')).toHaveLength(1)
    away = false
    await stop()
    const again = box.read()
    await until(async () => (await mails()).length === known + 1, 'the mail', 30_000)
    await again()
  })
})

/** Puts the same bytes into INBOX several times, past the server's own Received line. */
async function rawInto(box: Mailbox, raw: string, times: number): Promise<number> {
  const { ImapFlow } = await import('imapflow')
  const { hostname, port, username, password } = new URL(box.dovecot.imapUrl)
  const client = new ImapFlow({
    host: hostname,
    port: Number(port),
    secure: false,
    auth: { user: username, pass: password },
    logger: false,
  })
  const folder = box.dovecot.messages('Processed').length
  await client.connect()
  for (let n = 0; n < times; n++) await client.append('INBOX', Buffer.from(raw))
  await client.logout()
  return folder
}
