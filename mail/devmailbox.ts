// The letters of the embedded mail servers as /dev/mail shows them, and an answer as their reader would send it.
import { randomUUID } from 'node:crypto'
import { notFound, Refused } from '../src/rules/refused.ts'
import type { Devmail } from './devmail.ts'
import type { DevLetter as StoredLetter } from './devmailStore.ts'
import { type ParsedMail, parseMail } from './parse.ts'
import { createSender } from './smtp.ts'

export type DevLetter = {
  id: string
  at: Date
  from: string
  to: string
  subject: string
  /** `out`: a letter of the portal; `in`: a mail to the portal. */
  direction: 'in' | 'out'
  text: string
  /** Where an answer goes; known of one letter, not in the list. */
  replyTo?: string
}
export type DevMailbox = {
  /** Newest first, without their text. */
  letters(): Promise<DevLetter[]>
  letter(id: string): Promise<DevLetter | null>
  /** Sends an answer to a letter of the portal, as its reader. @throws Refused where there is no such letter. */
  reply(input: { id: string; text: string }): Promise<void>
}

const mostShown = 300

export function devMailbox(devmail: Devmail): DevMailbox {
  const find = async (id: string) => (await devmail.letters()).find((letter) => letter.id === id) ?? null
  return {
    letters: async () =>
      (await devmail.letters())
        .slice(-mostShown)
        .reverse()
        .map((letter) => headOf(letter)),
    letter: async (id) => {
      const stored = await find(id)
      if (!stored) return null
      const { text, replyTo } = await parseMail(stored.raw())
      return { ...headOf(stored), text, replyTo: replyTo[0] }
    },
    reply: async ({ id, text }) => {
      const stored = await find(id)
      if (!stored || headOf(stored).direction === 'in') throw notFound()
      if (text.trim() === '')
        throw new Refused('not_valid', 'Write something first', [
          { field: 'text', message: 'Write something first' },
        ])
      await send(devmail, await parseMail(stored.raw()), text)
    },
  }
}

function headOf({ id, at, from, to, subject, direction }: StoredLetter): DevLetter {
  return { id, at, from, to, subject, direction: direction === 'received' ? 'in' : 'out', text: '' }
}

async function send(devmail: Devmail, letter: ParsedMail, text: string): Promise<void> {
  const reader = letter.recipients[0] ?? ''
  const sender = createSender(devmail.replyUrl, { mailboxDomain: 'mail-program.example' })
  const quoted = letter.text.split('\n').map((line) => `> ${line}`)
  try {
    const sent = await sender.send({
      ...{
        from: reader,
        fromName: '',
        to: letter.replyTo[0] ?? letter.from.addresses[0] ?? '',
        envelopeFrom: reader,
      },
      ...{ replyTo: null, subject: letter.subject.replace(/^(re: )?/i, 'Re: '), html: null, headers: {} },
      text: [text, '', `On ${letter.date ?? 'that day'}, ${letter.from.addresses[0]} wrote:`, ...quoted].join(
        '\n',
      ),
      messageId: `<${randomUUID()}@mail-program.example>`,
      inReplyTo: letter.messageId,
      references: [...letter.references, ...(letter.messageId ? [letter.messageId] : [])],
    })
    if (!sent.accepted) throw new Refused('not_now', `The mail server did not take it: ${sent.response}`)
  } finally {
    sender.close()
  }
}
