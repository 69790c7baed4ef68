// What every letter needs beside its own data, and the words that several letters share.
import { type Day, localDay, localTime, longDay } from '../../src/rules/calendar.ts'
import type { Letter } from '../../src/rules/letters.ts'
import type { Block, Composition } from './blocks.ts'

export type LetterFrame = {
  payer: { name: string; mailbox: string; zone: string }
  /** Without a slash at the end. */
  publicUrl: string
  /** The address that opens a mailed link. */
  linkUrl(linkId: number): string
  now: Date
  /** The name of who gets the letter, where we know it. */
  reader: string | null
}

export type LetterOf<K extends Letter['kind']> = Extract<Letter, { kind: K }>
export type Compose<K extends Letter['kind']> = (letter: LetterOf<K>, frame: LetterFrame) => Composition
type About = { registrationId: number; number: string; app: string }

/** A letter to the vendor's side about a registration. */
export function toVendor(
  letter: About,
  frame: LetterFrame,
  title: string,
  blocks: readonly Block[],
): Composition {
  const why = 'You get this because you are an owner or contact of this registration.'
  return aboutRegistration(letter, frame, { title, why, blocks })
}

/** A letter to staff about a registration. */
export function toStaff(
  letter: About,
  frame: LetterFrame,
  title: string,
  blocks: readonly Block[],
): Composition {
  const why = `You get this because you review registrations for ${frame.payer.name}.`
  return aboutRegistration(letter, frame, { title, why, blocks })
}

/** A letter to staff about no registration in particular. */
export function aboutDesk(frame: LetterFrame, title: string, blocks: readonly Block[]): Composition {
  const link = { label: 'How we count days', href: `${frame.publicUrl}/how-we-count-days` }
  const words = `You get this because you review registrations for ${frame.payer.name}. It comes on business mornings, when something waits.`
  const greeting = frame.reader ? `Hello ${frame.reader},` : 'Hello,'
  return { title, number: null, greeting, blocks, footer: { words, link } }
}

type Told = { title: string; why: string; blocks: readonly Block[] }

export function aboutRegistration({ number, app }: About, frame: LetterFrame, told: Told): Composition {
  const link = { label: 'How we count days', href: `${frame.publicUrl}/how-we-count-days` }
  const words = `${number}, ${app}. ${told.why}`
  return {
    title: told.title,
    number,
    greeting: frame.reader ? `Hello ${frame.reader},` : 'Hello,',
    blocks: told.blocks,
    footer: { words, link },
  }
}

/** `path` goes on from the page of the registration. */
export function portalButton(
  label: string,
  { registrationId }: About,
  { publicUrl }: LetterFrame,
  path = '',
): Block {
  return { kind: 'button', label, href: `${publicUrl}/registrations/${registrationId}${path}` }
}

export function deskButton(
  label: string,
  { registrationId }: About,
  { publicUrl }: LetterFrame,
  path = '',
): Block {
  return { kind: 'button', label, href: `${publicUrl}/desk/registrations/${registrationId}${path}` }
}

/** Who signs: the team, under the name of the person who wrote. */
export function signature({ payer }: LetterFrame, person?: string): Block {
  const team = `App registration, ${payer.name}`
  return { kind: 'signature', lines: person ? [person, team] : [team] }
}

/** Stands wherever a letter invites a reply. */
export const noSecrets: Block = {
  kind: 'small',
  words: 'Please do not send tokens, secrets, codes or member data by e-mail.',
}

/** `Friday, November 27, 2026` in the payer's zone. */
export function dayOf(instant: string, { payer }: LetterFrame): string {
  return longDay(localDay(new Date(instant), payer.zone))
}

/** `Monday, November 2, 2026, 10:14 a.m. ET`. */
export function timeOf(instant: string, frame: LetterFrame): string {
  const [, time] = localTime(new Date(instant), frame.payer.zone).split(', ')
  return `${dayOf(instant, frame)}, ${time}`
}

export function isPast(day: Day, { payer, now }: LetterFrame): boolean {
  return day < localDay(now, payer.zone)
}
