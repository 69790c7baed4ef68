// The bytes of an uploaded file, for those who may read the registration that has it.
import { and, desc, eq } from 'drizzle-orm'
import type { FileKind } from '../../src/rules/files.ts'
import type { Person } from '../../src/rules/people.ts'
import { notFound } from '../../src/rules/refused.ts'
import type { Db } from '../client.ts'
import { files, registrationFiles, registrations } from '../schema.ts'
import { readableBy } from '../scope.ts'

export type ReadFile = { kind: FileKind; name: string; bytes: Uint8Array; number: string }

/** @throws Refused not_found where the registration is not the reader's, or does not have this file. */
export async function readFile(
  db: Db,
  reader: Person,
  registrationId: number,
  sha256: string,
): Promise<ReadFile> {
  const [found] = await db
    .select({
      kind: files.kind,
      name: registrationFiles.name,
      bytes: files.bytes,
      number: registrations.number,
    })
    .from(registrationFiles)
    .innerJoin(files, eq(files.sha256, registrationFiles.sha256))
    .innerJoin(registrations, eq(registrations.id, registrationFiles.registrationId))
    .where(
      and(
        eq(registrationFiles.registrationId, registrationId),
        eq(registrationFiles.sha256, sha256),
        readableBy(reader),
      ),
    )
    .orderBy(desc(registrationFiles.id))
    .limit(1)
  if (!found) throw notFound()
  return found
}
