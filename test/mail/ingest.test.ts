import { setTimeout as sleep } from 'node:timers/promises'
import { asc, eq } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
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
  const unmatchedPage = async () => {
    const { app, cookieOf, staff } = box.world
    const headers = { Cookie: await cookieOf(staff.reviewer) }
    return (await app().request('/desk/mail', { headers })).text()
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

  test('a stranger gets no answer: the mail waits at the desk, and nothing is sent to anybody', async () => {
    const [known, letters] = [await mails(), await box.db.select().from(t.outbox)]
    const stranger = letter({ From: 'Sam <sam@nowhere.example>', Subject: 'Is this you?' }, 'Hello?')
    await box.deliver(stranger)
    await handled(box.read(), processed() + 1)
    expect((await rows()).at(-1)).toMatchObject({
      ...{ outcome: 'unmatched', from: 'sam@nowhere.example', subject: 'Is this you?', claims: null },
    })
    expect(await mails()).toEqual(known)
    expect(await box.db.select().from(t.outbox)).toEqual(letters)
    expect(await unmatchedPage()).toContain('Claims to be from sam@nowhere.example')
  })

  test('what the reader sets aside, or cannot place, leaves a line in the log without what was written', async () => {
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
    const parser = createParser({ worker: new URL('./crashingWorker.mjs', import.meta.url) })
    const quarantined = box.dovecot.messages('Quarantine').length
    await box.deliver(letter({ From: 'sam@nowhere.example', Subject: 'crash again' }, 'crash'))
    const stop = box.read({ parser, log })
    await box.settled('Quarantine', quarantined + 1)
    await stop()
    await parser.close()
    await box.deliver(letter({ From: 'sam@nowhere.example', Subject: 'Place me' }))
    await handled(box.read({ log }), processed() + 1)
    const told = lines.map((line) => JSON.parse(line))
    expect(told).toMatchObject([
      ...[1, 2, 3].map((attempts) => ({ level: 40, msg: 'mail could not be read', attempts })),
      { level: 40, msg: 'mail set aside in quarantine' },
      { level: 30, msg: 'mail filed', tier: 'T0' },
    ])
    expect(lines.join('')).not.toMatch(/nowhere|crash again|Place me/)
    expect(await unmatchedPage()).toContain('This mail could not be read')
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

describe.skipIf(needs('dovecot'))('a mailbox that was not empty', () => {
  const answers = async (box: Mailbox) =>
    (await box.db.select().from(t.outbox).where(eq(t.outbox.kind, 'reply_filed'))).map(({ to }) => to)
  const filed = async (box: Mailbox) =>
    (await box.db.select().from(t.entries).where(eq(t.entries.kind, 'mail'))).length
  const readAll = async (box: Mailbox, answerMailFrom: Date | null) => {
    const stop = box.read({ answerMailFrom })
    await until(() => box.dovecot.messages('INBOX').length === 0, 'INBOX is empty', 30_000)
    await stop()
  }

  test('is filed at the first connection and never answered; what comes later is', async () => {
    const box = await openMailbox()
    onTestFinished(() => box.stop())
    await box.deliver(letter({ To: box.question.replyTo }, 'Written long ago.'), box.question.replyTo)
    await sleep(1100) // a mailbox keeps the time of arrival in whole seconds
    await readAll(box, null)
    expect([await filed(box), await answers(box)]).toEqual([1, []])
    await sleep(1100)
    await box.deliver(letter({ To: box.question.replyTo }, 'Written today.'), box.question.replyTo)
    await readAll(box, null)
    expect([await filed(box), await answers(box)]).toEqual([2, ['ada@harborlight.example']])
  })

  test('is answered only from the instant that the operator sets', async () => {
    const box = await openMailbox()
    onTestFinished(() => box.stop())
    const hour = 3_600_000
    await box.deliver(letter({ To: box.question.replyTo }, 'Before it.'), box.question.replyTo)
    await readAll(box, new Date(Date.now() + hour))
    expect([await filed(box), await answers(box)]).toEqual([1, []])
    await box.deliver(letter({ To: box.question.replyTo }, 'After it.'), box.question.replyTo)
    await readAll(box, new Date(Date.now() - hour))
    expect([await filed(box), await answers(box)]).toEqual([2, ['ada@harborlight.example']])
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
