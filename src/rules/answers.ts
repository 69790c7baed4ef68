// What one answer of the questionnaire has to look like (DOMAIN 1): each returns the sentence that says what is wrong, or null.

const controls = /[^\P{Cc}\t\n]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u

/** Plain text of `min` to `max` characters without HTML and invisible characters. */
export function textProblem(question: string, value: string, min: number, max: number): string | null {
  const label = nameOf(question)
  const length = [...value.trim()].length
  if (length < min) return `${label}: write at least ${min} characters (now ${length})`
  if (length > max) return `${label}: shorten it to ${max} characters (now ${length})`
  if (controls.test(value))
    return `${label}: remove the invisible characters. They often come with pasted text.`
  return /<\/?[a-z][^>]{0,200}>/i.test(value) ? `${label}: write plain text, without HTML tags` : null
}

/** The same on one line: what becomes a name, a heading or a subject has no line breaks. */
export function lineProblem(question: string, value: string, min: number, max: number): string | null {
  if (/[\t\r\n]/.test(value.trim())) return `${nameOf(question)}: write it on one line`
  return textProblem(question, value, min, max)
}

/** ‘How are they protected: …’ reads as a sentence, ‘How are they protected?: …’ does not. */
const nameOf = (question: string) => question.replace(/\?$/, '')

/** An address we can write to: one plain addr-spec in ASCII, at most 254 characters (RFC 5321 4.5.3.1). */
export function emailProblem(value: string): string | null {
  const plain =
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/
  const dots = /^\.|\.\.|\.@/
  if (value.length <= 254 && plain.test(value) && !dots.test(value)) return null
  return 'Enter an e-mail address like name@company.example'
}

/** An international number: 9 to 15 digits with the country code (E.164 after removing spaces and signs). */
export function phoneProblem(value: string): string | null {
  if (/^\+?1?\d{9,15}$/.test(value.replaceAll(/[\s().-]/g, ''))) return null
  return 'Enter a phone number with country code, like +1 919 555 0142'
}

/** A public https address. Nothing is ever fetched from it. */
export function urlProblem(label: string, value: string, max: number): string | null {
  if (value.length > max) return `${label}: shorten it to ${max} characters`
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url || /[\s\\]/.test(value)) return `${label}: enter a full address that starts with https://`
  if (url.protocol !== 'https:') return `${label}: the address has to start with https://`
  if (url.username || url.password) return `${label}: remove the user name and password from the address`
  return url.hostname.includes('.') ? null : `${label}: the host “${url.hostname}” is not public`
}
