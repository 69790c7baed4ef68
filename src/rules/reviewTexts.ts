// What people write in a review: something, and not a book.
import type { Problem } from './refused.ts'

/** In characters. */
export const longest = 5000
export const tooLong = (field: string): Problem => ({ field, message: 'Shorten this to 5,000 characters' })

/** What is wrong with one text, with `message` where it is missing. */
export function textProblems(field: string, text: string, message: string): Problem[] {
  if (!text.trim()) return [{ field, message }]
  return [...text].length > longest ? [tooLong(field)] : []
}
