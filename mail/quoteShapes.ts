// Shapes that lines of many programs share.

export const address = /[^\s<>"'()[\]]{1,80}@[^\s<>"'()[\]]{1,120}/
export const clock = /\b\d{1,2}\s?[:.h]\s?\d{2}\b/
export const dateOrYear =
  /\b(19|20)\d\d\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b|\b\d{1,2}\. ?\p{L}{3,}|\p{L}{3,9}\.? \d{1,2}\b|\d{1,2} \p{L}{3,}|月/u

/** The next line that is not blank, within a few. */
export function nextLine(lines: string[], from: number): number {
  let at = from
  while (at < from + 4 && lines[at] === '') at++
  return at
}
