import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { threadPage } from '../../db/queries/thread.ts'
import { inboundMail, outbox } from '../../db/schema.ts'
import { acceptAnswer, ask } from '../../src/operations/information.ts'
import { codeHolder, countAttempt, fileMail, type MaskedMail } from '../../src/operations/mail.ts'
import { approve } from '../../src/operations/registrations.ts'
import { skipped, test } from '../world.ts'

const mail: MaskedMail = {
  messageId: '<1@harborlight.example>',
  from: 'ada@harborlight.example',
  subject: 'Re: questions',
  body: 'hlcdn.example is ours.',
  quoted: '',
  attachments: [],
  proof: {
    tier: 'T3',
    sentence: 'Sender confirmed.',
    verdict: 'pass',
    from: 'ada@harborlight.example',
    checkedBy: null,
    authentication: 'pass',
  },
}

describe.skipIf(skipped)('the loop', () => {
  test('ask on Thursday, answer by mail on the 17th, accept later: due on Friday the 27th', async ({
    world,
  }) => {
    const { db, ada, staff } = world
    const id = await world.submitted(new Date('2026-11-02T15:14:00Z'))
    const asked = {
      registrationId: id,
      intro: '',
      questions: [{ fieldId: null, question: 'Whose is hlcdn.example?' }],
      blocking: true,
    }
    await ask(db, staff.reviewer, asked, new Date('2026-11-05T15:40:00Z'))
    const arrived = new Date('2026-11-17T14:12:00Z')
    const now = new Date('2026-11-19T15:00:00Z')
    const paused = await threadPage(db, ada, id, arrived)
    expect(paused.decision?.reading).toMatchObject({ state: 'paused', used: 3, left: 7, dueOn: null })

    const counted = await countAttempt(db, { account: 'a', sha256: 'x', size: 1, receivedAt: arrived }, now)
    const [letter] = await db.select().from(outbox).where(eq(outbox.kind, 'information_asked'))
    const participant = letter?.participantId as number
    expect(await codeHolder(db, id, participant)).toMatchObject({ email: ada.email })
    expect(await fileMail(db, counted.id, mail, { thread: id, participant, answer: true }, now)).toBe(
      'thread',
    )

    const page = await threadPage(db, staff.reviewer, id, now)
    const entry = page.entries.find(({ kind }) => kind === 'mail')
    expect(entry?.awaitsJudgement).toBe(true)
    const items = page.request?.items.map((item) => item.id) ?? []
    await acceptAnswer(
      db,
      staff.reviewer,
      { registrationId: id, entryId: entry?.id as number, itemIds: items },
      now,
    )
    const after = await threadPage(db, ada, id, now)
    expect(after.decision?.reading).toMatchObject({ state: 'running', used: 5, left: 5, dueOn: '2026-11-27' })
    expect(after.registration.phase).toBe('info_received')

    await world.measured(id, now)
    const seen = (await threadPage(db, staff.reviewer, id, now)).registration.lastSeq
    await approve(db, staff.reviewer, { registrationId: id, revision: 1, seen }, now)
    const approved = await threadPage(db, ada, id, now)
    expect(approved.registration).toMatchObject({ status: 'approved', phase: 'instructions_due' })
    expect(approved.instructions?.reading.dueOn).toBe('2026-11-27')
    const [row] = await db.select().from(inboundMail).where(eq(inboundMail.id, counted.id))
    expect(row?.outcome).toBe('thread')
  })
})
