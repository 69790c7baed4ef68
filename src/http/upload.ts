// Files of a posted form, and files that leave: as a download, or a picture on its own route (SAFETY A26, A27).
import type { ReadFile } from '../../db/queries/files.ts'
import type { Upload } from '../operations/files.ts'
import { fileName } from '../rules/fileName.ts'
import { mediaTypes } from '../rules/files.ts'
import type { Ctx } from './env.ts'
import { bodyOf } from './form.ts'

/** Room for the largest file that a question takes, with the answers beside it. */
export const largestUpload = 26 * 1024 * 1024

/** The chosen files of a form by the name of their field. A field left empty is not among them. */
export async function readUploads(c: Ctx): Promise<Record<string, Upload>> {
  const body = await bodyOf(c)
  const found: [string, Upload][] = []
  for (const [field, value] of Object.entries(body)) {
    const file = [value].flat().find((each) => each instanceof File && each.size > 0)
    if (!(file instanceof File)) continue
    const name = c.var.house.mask(fileName(file.name))
    found.push([field, { name, bytes: new Uint8Array(await file.arrayBuffer()) }])
  }
  return Object.fromEntries(found)
}

/** Nothing in the file can act: not as a page, not in a frame, not as another type. */
export function sendFile(c: Ctx, file: ReadFile, how: 'attachment' | 'inline'): Response {
  c.header('Content-Type', mediaTypes[file.kind])
  c.header(
    'Content-Disposition',
    `${how}; filename="${asciiName(file.name)}"; filename*=UTF-8''${encoded(file.name)}`,
  )
  c.header('Content-Security-Policy', "sandbox; default-src 'none'")
  c.header('Cache-Control', 'private, max-age=300')
  return c.body(Uint8Array.from(file.bytes).buffer)
}

/** For readers that do not know RFC 6266 filename*. */
const asciiName = (name: string) => name.replace(/[^\w .()-]/g, '_')

/** RFC 8187: everything but its attr-char is written in percent signs. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
