// T11 without a request: a reviewer who had no hand in the block lifts it, where newer findings show the remedy.
import type { Db } from '../../db/client.ts'
import { currentFindings } from '../../db/queries/findings.ts'
import { blockOf, citedIn, tookPart } from '../../db/queries/reviews.ts'
import type { Staff } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { liftObstacles } from '../rules/reviewDecisions.ts'
import { checkHandler } from '../rules/reviews.ts'
import { placeOf } from '../rules/status.ts'
import { audit } from './audit.ts'
import { closeUnconfirmed, liftBlock } from './determinations.ts'
import { checkNoNews, lockRegistration } from './thread.ts'

type Lifting = { registrationId: number; seen: number; reason: string }

/**
 * @throws Refused not_yours for who proposed, decided or approved the block; not_valid while a cited criterion has no
 * newer finding that shows it is remedied; not_now while a review is open, which decides then.
 */
export function reinstate(db: Db, reviewer: Staff, input: Lifting, now: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const registration = await lockRegistration(tx, reviewer, input.registrationId)
    const block =
      placeOf(registration) === 'suspended/final' ? await blockOf(tx, registration.id, 'suspended') : null
    if (!block)
      throw new Refused('not_now', 'Only a suspension that no review is open about can be lifted here.')
    checkHandler(reviewer, await tookPart(tx, block, []))
    await checkNoNews(tx, registration.id, input.seen)
    const cited = await citedIn(tx, block)
    const obstacles = liftObstacles(cited, await currentFindings(tx, registration.id))
    const problems = obstacles.map((message) => ({ field: 'findings', message }))
    if (problems.length > 0)
      throw new Refused('not_valid', 'Not every finding of the block is remedied yet.', problems)
    const reason = input.reason.trim()
    if (!reason)
      throw new Refused('not_valid', 'Write what the owner will read.', [
        { field: 'reason', message: 'Write what the owner will read' },
      ])
    const { determinationId } = block
    await liftBlock(
      tx,
      reviewer,
      registration,
      { reason, determinationId: determinationId ?? undefined },
      now,
    )
    await closeUnconfirmed(tx, reviewer, { determinationId, reason }, now)
    await audit(tx, reviewer, { action: 'block.lifted', object: registration.number }, now)
  })
}
