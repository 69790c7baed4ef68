// Files of a posted form, and files that leave: as a download, or a picture on its own route (SAFETY A26, A27).
import type { ReadFile } from '../../db/queries/files.ts'
import type { Upload } from '../operations/files.ts'
import { fileName } from '../rules/fileName.ts'
import { mediaTypes, uploadProblem } from '../rules/files.ts'
import { type Problem, Refused } from '../rules/refused.ts'
import { evidenceFiles, mostEvidence } from '../rules/reviewRequests.ts'
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

/** Room for all the evidence of one request, with the text beside it. */
export const largestEvidence = 101 * 1024 * 1024

/** Every chosen file of one field, judged by its bytes. @throws Refused not_valid for one that is not taken. */
export async function readEvidence(c: Ctx, field: string): Promise<Upload[]> {
  const chosen = [(await bodyOf(c))[field]].flat().filter((each) => each instanceof File && each.size > 0)
  if (chosen.length > mostEvidence)
    throw notTaken([{ field, message: `Choose at most ${mostEvidence} files (these are ${chosen.length})` }])
  const uploads: Upload[] = []
  for (const file of chosen as File[]) {
    const name = c.var.house.mask(fileName(file.name))
    uploads.push({ name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  const problems = uploads.flatMap(({ name, bytes }) => {
    const wrong = uploadProblem(name, evidenceFiles, bytes)
    return wrong ? { field, message: wrong.message } : []
  })
  if (problems.length > 0) throw notTaken(problems)
  return uploads
}

const notTaken = (problems: readonly Problem[]) =>
  new Refused('not_valid', 'Not every file can be taken. Choose the files again.', problems)

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
