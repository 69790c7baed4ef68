// What ends with a registration, or with its access: the clocks, the open questions, and a change that waits.
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { changeRequests, clocks, informationRequests } from '../../db/schema.ts'
import { stopClock } from './clocks.ts'
import type { Registration } from './thread.ts'

/** Stops every running clock and closes what was open; nothing of it is lost. */
export async function stopEverything(
  tx: Db,
  by: { id: number | null },
  { id }: Registration,
  now: Date,
): Promise<void> {
  const running = await tx
    .select({ rule: clocks.rule })
    .from(clocks)
    .where(and(eq(clocks.registrationId, id), isNull(clocks.stoppedAt)))
  for (const { rule } of running) await stopClock(tx, { registrationId: id, rule }, now)
  await tx
    .update(informationRequests)
    .set({ closedAt: now })
    .where(and(eq(informationRequests.registrationId, id), isNull(informationRequests.closedAt)))
  await tx
    .update(changeRequests)
    .set({ outcome: 'taken_back', closedBy: by.id, closedAt: now })
    .where(and(eq(changeRequests.registrationId, id), isNull(changeRequests.closedAt)))
}
