// Uploaded files, for the vendor whose they are and for the desk.
import { Hono } from 'hono'
import { readFile } from '../../db/queries/files.ts'
import type { Ctx, Env } from '../http/env.ts'
import { idOf } from '../http/form.ts'
import { sendFile } from '../http/upload.ts'
import { audit } from '../operations/audit.ts'
import { isPicture } from '../rules/files.ts'
import { asStaff, asVendor, type Person } from '../rules/people.ts'
import { notFound } from '../rules/refused.ts'

export const files = new Hono<Env>()
  .get('/registrations/:id{[0-9]+}/files/:hash{[0-9a-f]+}', async (c) =>
    sendFile(c, await fileOf(c, asVendor(c.var.person)), 'attachment'),
  )
  .get('/registrations/:id{[0-9]+}/pictures/:hash{[0-9a-f]+}', (c) => picture(c, asVendor(c.var.person)))
  .get('/desk/registrations/:id{[0-9]+}/files/:hash{[0-9a-f]+}', async (c) => {
    const staff = asStaff(c.var.person)
    const file = await fileOf(c, staff)
    const detail = { sha256: c.req.param('hash') }
    await audit(c.var.db, staff, { action: 'file.read', object: file.number, detail }, c.var.now)
    return sendFile(c, file, 'attachment')
  })
  .get('/desk/registrations/:id{[0-9]+}/pictures/:hash{[0-9a-f]+}', (c) => picture(c, asStaff(c.var.person)))

function fileOf(c: Ctx, reader: Person) {
  return readFile(c.var.db, reader, idOf(c), c.req.param('hash') ?? '')
}

/** Only what its bytes say is a picture is ever shown inside a page. */
async function picture(c: Ctx, reader: Person): Promise<Response> {
  const file = await fileOf(c, reader)
  if (!isPicture(file.kind)) throw notFound()
  return sendFile(c, file, 'inline')
}
