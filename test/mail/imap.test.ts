import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type FetchedMail, type MailboxOptions, type ReaderState, readMailbox } from '../../mail/imap.ts'
import { type Dovecot, startDovecot } from '../servers/dovecot.ts'
import { needs, until } from '../servers/ports.ts'

const silent = { info() {}, warn() {}, error() {} }
const envelope = { from: 'rui@bright.example', to: 'cms@cms.example' }
const letter = (subject: string, body = 'Hello') =>
  `From: Rui <rui@bright.example>\r\nTo: cms@cms.example\r\nSubject: ${subject}\r\n\r\n${body}\r\n`
const subjectOf = (bytes: Uint8Array | null) =>
  /^Subject: (.*)\r$/m.exec(Buffer.from(bytes ?? []).toString())?.[1] ?? ''

let dovecot: Dovecot

/** Reads until the test is over, and notes what was handed over. */
function reading(options: Partial<MailboxOptions> = {}) {
  const handled: FetchedMail[] = []
  const states: ReaderState[] = []
  const stop = new AbortController()
  const ended = readMailbox({
    url: dovecot.imapUrl,
    account: 'cms',
    maxBytes: 1_000_000,
    signal: stop.signal,
    log: silent,
    onState: (state) => states.push(state),
    ...options,
    handle: async (mail) => {
      const verdict = (await options.handle?.(mail)) ?? 'processed'
      handled.push(mail)
      return verdict
    },
  })
  const stopped = () => {
    stop.abort()
    return ended
  }
  onTestFinished(stopped)
  const subjects = () => handled.map(({ raw, headers }) => subjectOf(raw ?? headers))
  const handles = (count: number) => until(() => handled.length >= count && handled, `${count} mails handled`)
  const isConnected = () => until(() => states.at(-1)?.connected, 'the reader is connected')
  return { handled, states, subjects, handles, isConnected, stopped }
}

const subjectsIn = (folder: string) => dovecot.messages(folder).map(subjectOf)
const isEmpty = (folder: string) => until(() => dovecot.messages(folder).length === 0, `${folder} is empty`)

describe.skipIf(needs('dovecot'))('the mailbox reader on Dovecot', { timeout: 20_000 }, () => {
  beforeAll(async () => {
    dovecot = await startDovecot()
  }, 20_000)
  afterAll(() => dovecot.stop())
  beforeEach(async () => {
    for (const folder of ['INBOX', 'Processed', 'Quarantine']) {
      await dovecot.doveadm('expunge', '-u', 'cms', 'mailbox', folder, 'all').catch(() => {})
    }
  })

  test('a mail that arrives is read within two seconds and lies in Processed afterwards', async () => {
    const reader = reading()
    await reader.isConnected()
    const before = Date.now()
    await dovecot.deliver(letter('Good morning', 'caf\u00e9'), envelope)
    await reader.handles(1)
    expect(Date.now() - before).toBeLessThan(2000)
    await isEmpty('INBOX')
    const [kept] = dovecot.messages('Processed')
    expect(Buffer.from(reader.handled[0]!.raw!).equals(kept!)).toBe(true)
    expect(reader.handled[0]!.size).toBe(kept!.length)
    expect(Math.abs(reader.handled[0]!.internalDate.getTime() - before)).toBeLessThan(5000)
    expect(reader.states.at(-1)).toMatchObject({ connected: true, error: null, lastPollAt: expect.any(Date) })
  })

  test('mails that wait are read oldest first, and one nobody can read goes to Quarantine', async () => {
    for (const subject of ['one', 'two', 'three']) await dovecot.deliver(letter(subject), envelope)
    const reader = reading({
      handle: async ({ raw }) => (subjectOf(raw) === 'two' ? 'quarantine' : 'processed'),
    })
    await reader.handles(3)
    await isEmpty('INBOX')
    expect(reader.subjects()).toEqual(['one', 'two', 'three'])
    expect(subjectsIn('Quarantine')).toEqual(['two'])
    expect(subjectsIn('Processed').sort()).toEqual(['one', 'three'])
  })

  test('a mail that fails or must wait stays in INBOX, holds up no other, and is tried again', async () => {
    for (const subject of ['fails', 'waits', 'fine']) await dovecot.deliver(letter(subject), envelope)
    let attempts = 0
    const reader = reading({
      retryMs: 500,
      handle: async ({ raw }) => {
        if (subjectOf(raw) === 'fine') return 'processed'
        if (++attempts > 4) return 'processed'
        if (subjectOf(raw) === 'fails') throw new Error('no database')
        return 'later'
      },
    })
    await until(() => dovecot.messages('INBOX').length === 2, 'the good one is processed')
    expect(subjectsIn('INBOX').sort()).toEqual(['fails', 'waits'])
    expect(subjectsIn('Processed')).toEqual(['fine'])
    expect(attempts).toBe(2)
    await isEmpty('INBOX')
    expect(attempts).toBe(6)
    expect(reader.states.every(({ error }) => error === null)).toBe(true)
  })

  test('of a mail over the limit only the headers are read', async () => {
    await dovecot.deliver(letter('huge', 'x'.repeat(70).concat('\r\n').repeat(2000)), envelope)
    const reader = reading({ maxBytes: 50_000, handle: async () => 'quarantine' })
    await reader.handles(1)
    const [{ raw, headers, size }] = reader.handled as [FetchedMail]
    expect(raw).toBeNull()
    expect(Buffer.from(headers!).toString()).toMatch(/Subject: huge\r\n\r\n$/)
    expect(size).toBeGreaterThan(140_000)
    await isEmpty('INBOX')
  })

  test('a mail that another client takes away meanwhile is no mistake', async () => {
    for (const subject of ['one', 'two', 'three']) await dovecot.deliver(letter(subject), envelope)
    const reader = reading({
      handle: async ({ raw }) => {
        if (subjectOf(raw) === 'one')
          await dovecot.doveadm('expunge', '-u', 'cms', 'mailbox', 'INBOX', 'subject', 'two')
        if (subjectOf(raw) === 'three')
          await dovecot.doveadm('expunge', '-u', 'cms', 'mailbox', 'INBOX', 'subject', 'three')
        return 'processed'
      },
    })
    await reader.handles(2)
    await isEmpty('INBOX')
    expect(reader.subjects()).toEqual(['one', 'three'])
    expect(subjectsIn('Processed')).toEqual(['one'])
    expect(reader.states.every(({ error }) => error === null)).toBe(true)
  })

  test('a restart of the mail server only pauses the reading', async () => {
    const reader = reading()
    await reader.isConnected()
    await dovecot.restart()
    await dovecot.deliver(letter('after the restart'), envelope)
    await reader.handles(1)
    await isEmpty('INBOX')
    expect(reader.subjects()).toEqual(['after the restart'])
  })

  test('a killed IMAP process is noticed at once and loses nothing', async () => {
    for (let i = 0; i < 10; i++) await dovecot.deliver(letter(`mail ${i}`), envelope)
    let killed = false
    const reader = reading({
      handle: async ({ raw }) => {
        if (subjectOf(raw) === 'mail 4' && !killed) {
          killed = true
          await dovecot.killImap()
        }
        return 'processed'
      },
    })
    await isEmpty('INBOX')
    expect(new Set(reader.subjects()).size).toBe(10)
    expect(new Set(subjectsIn('Processed')).size).toBe(10) // MOVE is not atomic when the server dies
    await dovecot.killImap()
    await until(() => reader.states.at(-1)?.connected === false, 'the loss is noticed')
    await reader.isConnected()
  })

  test.each(['kept', 'renumbered'] as const)(
    'with a new UIDVALIDITY and UIDs %s every mail is still handled',
    async (uids) => {
      for (let i = 0; i < 10; i++) await dovecot.deliver(letter(`mail ${i}`), envelope)
      let changed = false
      const reader = reading({
        handle: async ({ raw }) => {
          if (subjectOf(raw) === 'mail 4' && !changed) {
            changed = true
            await dovecot.changeUidValidity(uids)
          }
          return 'processed'
        },
      })
      await isEmpty('INBOX')
      expect(new Set(reader.subjects()).size).toBe(10)
      expect(new Set(subjectsIn('Processed')).size).toBe(10)
      expect(new Set(reader.handled.map(({ uidValidity }) => uidValidity)).size).toBe(2)
    },
  )

  test('connections cut in the middle of a mail never hand over a part of it', async () => {
    const bodies = Array.from({ length: 6 }, (_, i) => `${i}`.repeat(70).concat('\r\n').repeat(600))
    for (const [i, body] of bodies.entries()) await dovecot.deliver(letter(`mail ${i}`, body), envelope)
    const cuts = [20_000, 90_000]
    let passed = 0
    const url = await proxied((chunk) => {
      passed += chunk.length
      if (cuts.length === 0 || passed < cuts[0]!) return chunk
      cuts.shift()
      return null
    })
    const reader = reading({ url, retryMs: 500 })
    await isEmpty('INBOX')
    expect(cuts).toEqual([])
    expect(new Set(reader.subjects()).size).toBe(6)
    for (const { raw, size } of reader.handled) expect(raw!.length).toBe(size)
  })

  test('a mail that costs the connection every time does not hold up the others', async () => {
    for (const subject of ['poison', 'fine']) await dovecot.deliver(letter(subject), envelope)
    const reader = reading({
      url: await proxied((chunk) => (chunk.includes('Subject: poison') ? null : chunk)),
    })
    await reader.handles(1)
    await until(() => dovecot.messages('INBOX').length === 1, 'the good one has moved')
    expect(reader.subjects()).toEqual(['fine'])
    expect(subjectsIn('INBOX')).toEqual(['poison'])
  })

  test('a server that announces a wrong size is believed when it sends the same twice', async () => {
    await dovecot.deliver(letter('estimated'), envelope)
    const wrong = (chunk: Buffer) =>
      Buffer.from(chunk.toString('latin1').replace('RFC822.SIZE ', 'RFC822.SIZE 1'), 'latin1')
    const reader = reading({ url: await proxied(wrong) })
    await isEmpty('INBOX')
    expect(Buffer.from(reader.handled[0]!.raw!).equals(dovecot.messages('Processed')[0]!)).toBe(true)
  })

  test('the reader stops after the mail in hand', async () => {
    for (const subject of ['one', 'two']) await dovecot.deliver(letter(subject), envelope)
    let release = () => {}
    const inHand = new Promise<void>((resolve) => {
      release = resolve
    })
    let started = false
    const reader = reading({
      handle: async () => {
        started = true
        await inHand
        return 'processed'
      },
    })
    await until(() => started, 'the first mail is in hand')
    const stopped = reader.stopped()
    release()
    await stopped
    expect(subjectsIn('Processed')).toEqual(['one'])
    expect(subjectsIn('INBOX')).toEqual(['two'])
    expect(reader.states.at(-1)!.connected).toBe(false)
  })

  test('a wrong password is said in the state', async () => {
    const reader = reading({ url: dovecot.imapUrl.replace('secret', 'wrong%2Fone') })
    await until(() => reader.states.at(-1)?.error, 'the refusal is reported')
    expect(reader.states.at(-1)).toMatchObject({
      connected: false,
      error: expect.stringContaining('Authentication failed'),
    })
  })
})

/** The mailbox behind a TCP proxy that may change what the server says; null cuts within it. */
async function proxied(change: (chunk: Buffer) => Buffer | null): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(dovecot.imapUrl).port), '127.0.0.1')
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}))
    upstream.on('data', (chunk) => {
      const changed = change(chunk)
      if (changed) client.write(changed)
      else client.end(chunk.subarray(0, chunk.length / 2))
    })
    client.pipe(upstream)
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return dovecot.imapUrl.replace(/:\d+\//, `:${(server.address() as AddressInfo).port}/`)
}
