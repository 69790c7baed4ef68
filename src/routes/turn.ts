import type { ThreadPage } from '../../db/queries/thread.ts'
import { reviewTurnOf } from '../../views/facts.ts'
import type { Ctx } from '../http/env.ts'
import { type Side, type Turn, turnOf } from '../rules/turn.ts'

/** Whose turn it is on the page of one registration. */
export function turnOfPage(c: Ctx, page: ThreadPage, side: Side): Turn {
  const { registration, request, decision, instructions, change, entries, zone } = page
  const open = request && {
    questions: request.items.filter((item) => item.answeredAt === null).length,
    replyBy: request.replyBy,
    lapseOn: request.lapseOn,
    blocking: request.blocking,
    askedAt: request.askedAt,
  }
  return turnOf(
    {
      standing: registration,
      ...{ zone, now: c.var.now, payer: c.var.house.config.payer.name, vendor: registration.company },
      decision: decision?.reading ?? null,
      instructions: instructions?.reading ?? null,
      change: change?.reading ?? null,
      review: reviewTurnOf(page.review),
      request: open,
      answersToCheck: entries.filter((entry) => entry.awaitsJudgement).length,
    },
    side,
  )
}
