// A mail program: it reads the letters that left, and sends mail over plain SMTP (RFC 5321).
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import type { Vouchdesk } from '../process.ts'
import { until } from '../servers/ports.ts'

export type Letter = {
  to: string
  subject: string
  replyTo: string
  messageId: string
  text: string
  links: string[]
}

/** The newest letter to this address whose subject has these words; waits until it has left. */
export function letterTo({ dataDir }: Vouchdesk, address: string, words: string): Promise<Letter> {
  const folder = join(dataDir, 'mail', 'sent')
  return until(
    async () => {
      const letters = await Promise.all(readdirSync(folder).map((file) => readLetter(join(folder, file))))
      return letters.reverse().find(({ to, subject }) => to === address && subject.includes(words)) ?? null
    },
    `a letter to ${address}: ${words}`,
    20_000,
  )
}

async function readLetter(file: string): Promise<Letter> {
  const { to, subject = '', replyTo, messageId = '', text = '' } = await PostalMime.parse(readFileSync(file))
  return {
    ...{ to: to?.[0]?.address ?? '', subject, replyTo: replyTo?.[0]?.address ?? '', messageId, text },
    links: text.match(/https?:\/\/\S+/g) ?? [],
  }
}

/** Path and query of the link in a letter; tests reach the server by an address of their own. */
export function pathIn(letter: Letter, start: string): string {
  const paths = letter.links.map((link) => new URL(link)).map(({ pathname, search }) => pathname + search)
  return paths.find((path) => path.startsWith(start)) ?? ''
}

export type Mail = {
  from: string
  to: string
  subject: string
  text: string
  headers?: Record<string, string>
}

/** What a mail program makes when its user presses Reply: the headers that tie it to the letter, and the letter quoted. */
export function replyTo(letter: Letter, text: string): Mail {
  const quoted = letter.text.split('\n').map((line) => `> ${line}`.trimEnd())
  const subject = letter.subject.replace(/^(re: )?/i, 'Re: ')
  const headers = { 'In-Reply-To': letter.messageId, References: letter.messageId }
  const body = [text, '', 'On Tue, Nov 24, 2026 at 9:12 AM Northfield Health Plan wrote:', ...quoted].join(
    '\n',
  )
  return { from: letter.to, to: letter.replyTo, subject, text: body, headers }
}

let sent = 0

/** Sends a mail and gives the instant at which the mail server said 250. */
export async function sendMail(
  { smtpPort }: Vouchdesk,
  { from, to, subject, text, headers }: Mail,
): Promise<number> {
  const own = {
    From: from,
    To: to,
    Subject: subject,
    Date: new Date().toUTCString(),
    'Message-ID': `<${++sent}.${Date.now()}@mail.example>`,
  }
  const fields = Object.entries({ ...own, 'Content-Type': 'text/plain; charset=utf-8', ...headers })
  const head = fields.map(([name, value]) => `${name}: ${value}`)
  const lines = [...head, '', ...text.split('\n')].map((line) => (line.startsWith('.') ? `.${line}` : line))
  const addressOf = (value: string) => value.match(/<([^>]+)>/)?.[1] ?? value
  const socket = connect(smtpPort, '127.0.0.1')
  try {
    const hear = answers(socket)
    const say = async (words: string, code: string) => {
      socket.write(`${words}\r\n`)
      const answer = await hear()
      if (!answer.startsWith(code)) throw new Error(`${words.slice(0, 80)}: ${answer}`)
    }
    await hear()
    await say('EHLO mail.example', '250')
    await say(`MAIL FROM:<${addressOf(from)}>`, '250')
    await say(`RCPT TO:<${to}>`, '250')
    await say('DATA', '354')
    await say(`${lines.join('\r\n')}\r\n.`, '250')
    return Date.now()
  } finally {
    socket.end('QUIT\r\n')
  }
}

/** Each whole answer of the server: its last line has a space after the code. */
function answers(socket: NodeJS.ReadableStream): () => Promise<string> {
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk
  })
  return () =>
    until(() => {
      const whole = heard.match(/^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/)?.[0]
      if (!whole) return null
      heard = heard.slice(whole.length)
      return whole.trim().split('\r\n').at(-1) ?? ''
    }, 'an answer of the mail server')
}
