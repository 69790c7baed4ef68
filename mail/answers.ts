// What the mail commands print of a mail: the shape that is kept for those who measure how mail is read.
import type { Kind } from './automatic.ts'
import type { Bounce } from './bounce.ts'
import type { ParsedMail } from './parse.ts'

type Report = Pick<Bounce, 'recipients' | 'statuses' | 'outcome' | 'temporary'> & {
  status: string | null
  recipient: string | null
  original: string | null
}

export type MailAnswer = {
  path: string
  subject: string | null
  from: string | null
  text_reply: string | null
  body: string | null
  attachments: { name: string; size: number }[]
  auto: boolean
  kind: Kind | null
  why: string | null
  bounce: Report | null
  thread: string | null
  error: string | null
  ms: number
}

const unread = {
  subject: null,
  from: null,
  text_reply: null,
  body: null,
  thread: null,
  bounce: null,
  kind: null,
  why: null,
}

export function answerOf(path: string, ms: number, read: ParsedMail | Error): MailAnswer {
  if (read instanceof Error) return { path, ...unread, attachments: [], auto: false, error: read.message, ms }
  return {
    path,
    subject: read.subject,
    from: read.from.addresses[0] ?? null,
    text_reply: read.body,
    body: read.text,
    attachments: read.attachments.map(({ name, size }) => ({ name, size })),
    auto: read.kind !== 'human',
    kind: read.kind,
    why: read.verdict.why,
    bounce: read.bounce && {
      status: read.bounce.statuses[0] ?? null,
      recipient: read.bounce.recipients[0] ?? null,
      recipients: read.bounce.recipients,
      statuses: read.bounce.statuses,
      outcome: read.bounce.outcome,
      temporary: read.bounce.temporary,
      original: read.bounce.originalId,
    },
    thread: read.references[0] ?? read.inReplyTo[0] ?? read.messageId,
    error: null,
    ms,
  }
}
