// Mail that entered no thread. No vendor ever sees it; it waits for a person.
import { and, desc, eq, inArray } from 'drizzle-orm'
import type { RegistrationKind } from '../../src/rules/kinds.ts'
import type { Db } from '../client.ts'
import { inboundMail, registrations } from '../schema.ts'

/** One page of unmatched and quarantined mail, newest first; of both kinds, or of one. */
export async function unmatchedMail(db: Db, page: number, concerns: RegistrationKind | null) {
  const of = concerns ? eq(inboundMail.concerns, concerns) : undefined
  const rows = await db
    .select({
      id: inboundMail.id,
      outcome: inboundMail.outcome,
      receivedAt: inboundMail.receivedAt,
      from: inboundMail.from,
      subject: inboundMail.subject,
      body: inboundMail.body,
      quoted: inboundMail.quoted,
      attachments: inboundMail.attachments,
      trust: inboundMail.trust,
      note: inboundMail.note,
      concerns: inboundMail.concerns,
      size: inboundMail.size,
      sha256: inboundMail.sha256,
      claimsId: registrations.id,
      claimsNumber: registrations.number,
      claimsApp: registrations.appName,
    })
    .from(inboundMail)
    .leftJoin(registrations, eq(registrations.id, inboundMail.claims))
    .where(and(inArray(inboundMail.outcome, ['unmatched', 'quarantine']), of))
    .orderBy(desc(inboundMail.id))
    .limit(51)
    .offset((page - 1) * 50)
  return { mails: rows.slice(0, 50), more: rows.length > 50 }
}

export type UnmatchedMail = Awaited<ReturnType<typeof unmatchedMail>>['mails'][number]
