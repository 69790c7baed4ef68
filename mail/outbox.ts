// Sends what waits in the outbox, one letter at a time: woken by the database, by the clock, and once at start.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Db } from '../db/client.ts'
import {
  type Addressing,
  claimLetter,
  nextDue,
  type Outcome,
  type OutgoingLetter,
  type Reader,
  readerOf,
  recordOutcome,
} from '../src/operations/outbox.ts'
import { mannerOf } from '../src/rules/letters.ts'
import { issueToken, type KeyRing, letterMessageId, replyAddress } from '../src/rules/replyToken.ts'
import { type LetterFrame, writeLetter } from '../views/letters/write.ts'
import type { Sender } from './smtp.ts'

export type Postman = {
  db: Db
  sender: Sender
  frame: (reader: string | null) => LetterFrame
  mailbox: string
  fromName: string
  replyKeys: KeyRing
  now: () => Date
  log: Logger
}

/** Sends everything that is due now. @returns how many letters were taken in hand. */
export async function sendDue(postman: Postman, signal?: AbortSignal): Promise<number> {
  for (let taken = 0; ; taken++) {
    if (signal?.aborted) return taken
    const letter = await claimLetter(postman.db, addressing(postman), postman.now())
    if (!letter) return taken
    const outcome = await send(postman, letter)
    await recordOutcome(postman.db, letter, outcome, postman.now())
    note(postman, letter, outcome)
  }
}

/** Of what the server said only the code: its words often repeat the address. */
function note({ log }: Postman, { id, kind, attempts }: OutgoingLetter, { state, response }: Outcome) {
  const [said] = response.match(/^\d{3}(?: \d\.\d{1,3}\.\d{1,3})?/) ?? [response]
  const facts = { letter: id, kind, attempts, state, said }
  if (state === 'sent') log.info(facts, 'letter sent')
  else log.warn(facts, state === 'failed' ? 'letter could not be delivered' : 'letter is tried again later')
}

/** The reply code stands in Reply-To and in the Message-ID: one of them always comes back (SAFETY 1.1). */
function addressing({ mailbox, replyKeys }: Postman): Addressing {
  const domain = mailbox.slice(mailbox.indexOf('@') + 1)
  return ({ id, holder }) => {
    const token = holder && issueToken(holder, replyKeys)
    return {
      messageId: letterMessageId(id, token, domain),
      replyTo: token ? replyAddress(mailbox, token) : null,
    }
  }
}

async function send(postman: Postman, letter: OutgoingLetter): Promise<Outcome> {
  const reader = await readerOf(postman.db, letter, postman.now())
  if (!reader.allowed) {
    return {
      state: 'failed',
      response:
        'Not sent: this address takes no part any more, was never confirmed, the app is not approved, or the link in the letter is void.',
    }
  }
  try {
    const composed = compose(postman, letter, reader)
    const result = await postman.sender.send(composed)
    const { subject, text, html } = composed
    if (result.accepted) return { state: 'sent', response: result.response, words: { subject, text, html } }
    if (result.permanent) return { state: 'failed', response: result.response }
    return { state: 'retry', response: result.response, ambiguous: result.ambiguous }
  } catch (error) {
    postman.log.error({ letter: letter.id, error }, 'letter could not be composed')
    return { state: 'retry', response: 'Our side could not send it.', ambiguous: false }
  }
}

function compose(postman: Postman, letter: OutgoingLetter, { name }: Reader) {
  const { mailbox, fromName } = postman
  const { subject, text, html } = writeLetter(letter.letter, postman.frame(name))
  const manner = mannerOf(letter.kind)
  return {
    ...{ from: mailbox, fromName, to: letter.to, subject, text, html, messageId: letter.messageId as string },
    replyTo: letter.replyTo ?? mailbox,
    inReplyTo: letter.inReplyTo,
    references: letter.inReplyTo ? [letter.inReplyTo] : [],
    envelopeFrom: manner === 'replied' ? '' : (letter.replyTo ?? mailbox),
    headers: headersFor[manner],
  }
}

/** SAFETY OUT-5. Never "NDR" or "All" in the suppress list: those switch off the bounces that we need. */
const suppress = 'DR, RN, NRN, OOF, AutoReply'
const headersFor: Record<ReturnType<typeof mannerOf>, Record<string, string>> = {
  generated: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': suppress },
  replied: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': suppress },
  personal: {},
}

const pollMs = 30_000

/** Runs until aborted; `woken` resolves when the database says that there is something to send. */
export async function runOutbox(
  postman: Postman,
  woken: () => Promise<void>,
  signal: AbortSignal,
  onState: (error: string | null) => void,
) {
  while (!signal.aborted) {
    try {
      await sendDue(postman, signal)
      onState(null)
      await Promise.race([woken(), rest(postman, signal)])
    } catch (error) {
      if (signal.aborted) return
      onState(error instanceof Error ? error.message : String(error))
      postman.log.error({ error }, 'outbox stopped for a moment')
      await sleep(2000, undefined, { signal }).catch(() => {})
    }
  }
}

async function rest({ db, now }: Postman, signal: AbortSignal): Promise<void> {
  const due = await nextDue(db)
  const wait = due ? Math.min(pollMs, Math.max(50, due.getTime() - now().getTime())) : pollMs
  await sleep(wait, undefined, { signal }).catch(() => {})
}
