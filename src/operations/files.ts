// Uploaded files: kept once for the same bytes, read only through a registration that shows them.
import { createHash } from 'node:crypto'
import { count, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { files, registrationFiles } from '../../db/schema.ts'
import { fileName } from '../rules/fileName.ts'
import { kindOf, type StoredFile } from '../rules/files.ts'
import type { Person } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'

/** A file as it came through a form; what it is was judged before (rules/files). */
export type Upload = { name: string; bytes: Uint8Array }

const mostFiles = 200

/** Keeps the bytes and says that this registration has them, under the cleaned name. The same file twice is once. */
export async function storeFile(
  tx: Db,
  uploader: Person,
  { registrationId, name, bytes }: Upload & { registrationId: number },
  now: Date,
): Promise<StoredFile> {
  const kind = kindOf(bytes)
  if (!kind) throw new Error('A file of no known kind was to be stored.')
  const [has] = await tx
    .select({ files: count() })
    .from(registrationFiles)
    .where(eq(registrationFiles.registrationId, registrationId))
  if ((has?.files ?? 0) >= mostFiles)
    throw new Refused(
      'too_many',
      `This registration has ${mostFiles} files already. Write to us if you need more.`,
    )
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const file = { sha256, kind, size: bytes.byteLength, name: fileName(name) }
  await tx
    .insert(files)
    .values({ ...file, bytes, createdAt: now })
    .onConflictDoNothing()
  await tx
    .insert(registrationFiles)
    .values({ registrationId, sha256, name: file.name, uploadedBy: uploader.id, uploadedAt: now })
    .onConflictDoNothing()
  return file
}

/** The files of an ended registration belong to the one that takes its place, too. */
export async function bringFiles(tx: Db, from: number, to: number): Promise<void> {
  const rows = await tx.select().from(registrationFiles).where(eq(registrationFiles.registrationId, from))
  if (rows.length === 0) return
  await tx
    .insert(registrationFiles)
    .values(
      rows.map(({ sha256, name, uploadedBy, uploadedAt }) => ({
        ...{ sha256, name, uploadedBy, uploadedAt },
        registrationId: to,
      })),
    )
    .onConflictDoNothing()
}
