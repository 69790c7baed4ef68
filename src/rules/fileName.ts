// The names of files that come from outside (SAFETY A27), for mail and for uploads.
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200B\uFEFF]/gu

/** What a file is called on our pages: no folder, no sign that hides or turns the name, at most 150 bytes. */
export function fileName(given: string): string {
  const base = given.slice(-5_000).normalize('NFC').replace(unseen, '').split(/[/\\]/).at(-1)!.trim()
  const name = /^\.*$/.test(base) ? 'attachment' : base
  if (Buffer.byteLength(name) <= 150) return name
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? ''
  return cutToBytes(name.slice(0, name.length - ending.length), 150 - Buffer.byteLength(ending)) + ending
}

/** The longest beginning of a text that takes no more bytes, without a character cut in two. */
export function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes))
  return text.slice(0, read)
}
