// One registration in one archive, for an auditor (DOMAIN 2.5, H3).
import { Hono } from 'hono'
import type { Archive } from '../../db/queries/archive.ts'
import { threadPage } from '../../db/queries/thread.ts'
import { archiveHtml, archiveReadme } from '../../views/archive.tsx'
import { ArchivePage } from '../../views/archivePage.tsx'
import type { Refusal } from '../../views/frame.ts'
import type { Ctx, Env } from '../http/env.ts'
import { idOf, readForm } from '../http/form.ts'
import { type Again, deskFrame, orAgain, page } from '../http/page.tsx'
import { reauthenticate } from '../http/reauthenticate.ts'
import { type Archived, withSums, zip } from '../http/zip.ts'
import { exportRegistration } from '../operations/archive.ts'
import { localDay } from '../rules/calendar.ts'
import { criteria, criteriaVersion } from '../rules/criteria.ts'
import { asStaff } from '../rules/people.ts'
import { transitions } from '../rules/status.ts'

export const archives = new Hono<Env>()
  .get('/desk/registrations/:id{[0-9]+}/export', (c) => exportPage(c))
  .post('/desk/registrations/:id{[0-9]+}/export', async (c) => {
    const form = await readForm(c, ['password'])
    return orAgain(
      async () => {
        const staff = asStaff(c.var.person)
        await reauthenticate(c, staff, form, 'password alone')
        const archive = await exportRegistration(c.var.db, staff, { registrationId: idOf(c) }, c.var.now)
        return download(c, archive)
      },
      (refusal, status) => exportPage(c, refusal, status),
    )
  })

async function exportPage(c: Ctx, refusal?: Refusal, status?: Again): Promise<Response> {
  const shown = await threadPage(c.var.db, asStaff(c.var.person), idOf(c), c.var.now)
  return page(c, <ArchivePage frame={await deskFrame(c)} page={shown} refusal={refusal} />, status)
}

function download(c: Ctx, archive: Archive): Response {
  const { payer } = c.var.house.config
  const day = localDay(archive.exportedAt, payer.zone)
  const name = `${archive.registration.number}-${day}`
  c.header('Content-Type', 'application/zip')
  c.header('Content-Disposition', `attachment; filename="${name}.zip"`)
  c.header('Cache-Control', 'no-store')
  const files = withSums(filesOf(archive, payer.name, payer.zone), archive.exportedAt)
  const inFolder = files.map((file) => ({ ...file, name: `${name}/${file.name}` }))
  return c.body(Uint8Array.from(zip(inFolder)).buffer)
}

function filesOf(archive: Archive, payer: string, zone: string): Archived[] {
  const at = archive.exportedAt
  const { files, letters, clocks, ...records } = archive
  const rules = { criteriaVersion, criteria, transitions }
  const letterFacts = letters.map(({ asSent: _, ...facts }) => facts)
  const listed = files.map(({ bytes: _, ...facts }) => facts)
  const everything = { ...records, letters: letterFacts, files: listed, clocks, rules }
  return [
    { name: 'README.txt', content: archiveReadme(archive, payer), at },
    { name: 'registration.html', content: archiveHtml(archive, payer, zone), at },
    { name: 'registration.json', content: `${JSON.stringify(everything, null, 2)}\n`, at },
    {
      name: 'clocks.jsonl',
      content: lines(clocks.map(({ id, question }) => ({ id: String(id), ...question }))),
      at,
    },
    { name: 'clocks-answers.jsonl', content: lines(clocks.map(answerOf)), at },
    ...letters.flatMap(letterFiles),
    ...files.map(({ file, bytes }) => ({
      name: `files/${file.sha256.slice(0, 12)}-${safe(file.name)}`,
      content: bytes,
      at: file.uploadedAt,
    })),
  ]
}

const lines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')

/** As the command `clock` answers. */
function answerOf({ id, reading }: Archive['clocks'][number]): object {
  const { dueOn, used, left, state, late, days } = reading
  return { id: String(id), due_on: dueOn, used, left, state, late, days }
}

function letterFiles({ id, kind, to, sentAt, asSent }: Archive['letters'][number]): Archived[] {
  if (!asSent || !sentAt) return []
  const name = `letters/${String(id).padStart(6, '0')}-${kind}`
  const head = `To: ${to}\nDate: ${sentAt.toISOString()}\nSubject: ${asSent.subject}\n\n`
  return [
    { name: `${name}.txt`, content: head + asSent.text, at: sentAt },
    { name: `${name}.html`, content: asSent.html, at: sentAt },
  ]
}

/** A name that stays in its folder on every system. */
const safe = (name: string) =>
  name
    .replace(/[^\w.() -]/g, '_')
    .replace(/^\.+/, '_')
    .slice(-80)
