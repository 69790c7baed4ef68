// What one answer of the questionnaire has to look like (DOMAIN 1): each says what is wrong, or null.
import type { Found } from './questionnaire/field.ts'

const controls = /[^\P{Cc}\t\n]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u
const wrong = (code: string, message: string): Found => ({ code, message })

/** Plain text of `min` to `max` characters without HTML and invisible characters. */
export function textProblem(question: string, value: string, min: number, max: number): Found | null {
  const label = nameOf(question)
  const length = [...value.trim()].length
  if (length < min) return wrong('too_short', `${label}: write at least ${min} characters (now ${length})`)
  if (length > max) return wrong('too_long', `${label}: shorten it to ${max} characters (now ${length})`)
  if (controls.test(value))
    return wrong('control', `${label}: remove the invisible characters. They often come with pasted text.`)
  return /<\/?[a-z][^>]{0,200}>/i.test(value)
    ? wrong('html', `${label}: write plain text, without HTML tags`)
    : null
}

/** The same on one line: what becomes a name, a heading or a subject has no line breaks. */
export function lineProblem(question: string, value: string, min: number, max: number): Found | null {
  if (/[\t\r\n]/.test(value.trim())) return wrong('line_break', `${nameOf(question)}: write it on one line`)
  return textProblem(question, value, min, max)
}

/** ‘How are they protected: …’ reads as a sentence, ‘How are they protected?: …’ does not. */
const nameOf = (question: string) => question.replace(/\?$/, '')

/** An address we can write to: one plain addr-spec in ASCII, at most 254 characters (RFC 5321 4.5.3.1). */
export function emailProblem(value: string): Found | null {
  const plain =
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/
  const dots = /^\.|\.\.|\.@/
  if (value.length <= 254 && plain.test(value) && !dots.test(value)) return null
  return wrong('email', 'Enter an e-mail address like name@company.example')
}

/** An international number: 9 to 15 digits with the country code (E.164 after removing spaces and signs). */
export function phoneProblem(value: string): Found | null {
  if (/^\+?1?\d{9,15}$/.test(phoneDigits(value))) return null
  return wrong('phone', 'Enter a phone number with country code, like +1 919 555 0142')
}

const phoneDigits = (value: string) => value.replaceAll(/[\s().-]/g, '')

/** The number as it is kept: E.164. Ten digits are a number of North America. */
export function storedPhone(value: string): string {
  const digits = phoneDigits(value)
  if (/^\d{10}$/.test(digits)) return `+1${digits}`
  return /^1\d{10}$/.test(digits) ? `+${digits}` : digits
}

/** The number as people read it; those of North America in groups. */
export function shownPhone(value: string): string {
  return value.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3')
}

/** A public https address. Nothing is ever fetched from it. */
export function urlProblem(question: string, value: string, max: number): Found | null {
  const label = nameOf(question)
  if (value.length > max) return wrong('too_long', `${label}: shorten it to ${max} characters`)
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url || /[\s\\\p{Cc}\p{Cf}]/u.test(value))
    return wrong('unparseable', `${label}: enter a full address that starts with https://`)
  if (url.protocol !== 'https:' || !/^https:\/\/[^/]/i.test(value))
    return wrong('https_required', `${label}: the address has to start with https://`)
  if (url.username || url.password)
    return wrong('userinfo', `${label}: remove the user name and password from the address`)
  return url.hostname.includes('.') && !url.hostname.endsWith('.')
    ? null
    : wrong('host_not_public', `${label}: the host “${url.hostname}” is not public`)
}
