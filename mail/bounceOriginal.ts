// The mail that a report returns, attached or quoted: whom it was for, and which of ours it was.
import { decodeText } from './charset.ts'
import type { Part } from './mime.ts'

export type Original = { id: string | null; to: string[] }

/** Its headers, from an attached message or its headers alone (RFC 6522 3), or from the text of the notice. */
export function originalHeaders(parts: Part[], quoted: string): Original | null {
  const attached = parts.find(({ type }) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers|message\/partial)$/.test(type),
  )
  const source = attached ? decodeText(attached.content.subarray(0, 50_000)) : quoted
  const headers = source.replaceAll('\r\n', '\n').replace(/\n[ \t]+/g, ' ')
  const field = (name: string) =>
    new RegExp(`^[ \\t>]{0,4}${name}:[ \\t]*(.*)$`, 'im').exec(headers)?.[1] ?? ''
  const id = /<[^<>@\s]{1,500}@[^<>@\s]{1,500}>/.exec(field('message-id'))?.[0] ?? null
  const to = addressesIn(field('to'))
  return attached || id || (to.length > 0 && field('from')) ? { id, to } : null
}

const address = /[^\s<>"'(),;:[\]\\|`=]{1,64}@(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){1,10}[a-z][a-z0-9-]{0,30}/gi

/** Every address in a text, each once, in lower-case domain; leniently, for reports write them in every way. */
export function addressesIn(text: string): string[] {
  const found = text.slice(0, 50_000).match(address) ?? []
  return [...new Set(found.map((one) => one.replace(/^[.*-]+|\.$/g, '').toLowerCase()))]
}
