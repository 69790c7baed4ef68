// What every page knows beside its own data.
import type { DeskCounts } from '../db/queries/desk.ts'
import type { Person } from '../src/rules/people.ts'
import type { Problem } from '../src/rules/refused.ts'
import type { ReplyTerms } from '../src/rules/reply.ts'

export type Payer = {
  name: string
  mailbox: string
  zone: string
  hue: number
  address: string | null
  apiDocs: string | null
  reply: ReplyTerms
}

export type Frame = {
  payer: Payer
  /** The person who reads the page; null before sign-in. */
  person: Person | null
  now: Date
  /** Chosen by the person; null follows the system. */
  theme: 'light' | 'dark' | null
  /** True in the demonstration, which has /dev/mail. */
  embedded: boolean
  /** The numbers beside the views of the desk; null on other pages. */
  counts: DeskCounts | null
  /** Why the mailbox cannot be read now; only pages of the desk know it. */
  mailProblem?: string | null
  /** A sentence that says what has just been done. */
  flash?: string | null
}

/** A form that came back: what was typed, and what is wrong with it. */
export type Refusal = { message: string; problems: readonly Problem[] }
