// A registration is handed to an auditor: read whole, and written down who took it (DOMAIN 2.5).
import type { Db } from '../../db/client.ts'
import { type Archive, archiveOf } from '../../db/queries/archive.ts'
import type { Staff } from '../rules/people.ts'
import { audit } from './audit.ts'

/** @throws Refused not_found where this person may not read the registration. */
export function exportRegistration(
  db: Db,
  staff: Staff,
  input: { registrationId: number },
  now: Date,
): Promise<Archive> {
  return db.transaction(async (tx) => {
    const archive = await archiveOf(tx, staff, input.registrationId, now)
    await audit(tx, staff, { action: 'registration.exported', object: archive.registration.number }, now)
    return archive
  })
}
