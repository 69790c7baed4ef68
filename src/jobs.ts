// What time alone causes. Each job can run at any moment, in several processes, and twice: its rows say what is done.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Db } from '../db/client.ts'
import { payerCalendar } from '../db/queries/calendar.ts'
import { askForAttestations } from './operations/attestations.ts'
import { writeDigests } from './operations/digest.ts'
import { recomputeDueDates } from './operations/dueDates.ts'
import { lapseUnanswered, remindVendors } from './operations/reminders.ts'
import { lapseReviews } from './operations/reviewLapse.ts'

export type Job = { name: string; everyMs: number; run: (now: Date) => Promise<number> }

const minute = 60_000

/**
 * The jobs of the house. Nothing lapses while `mailIsRead` says that the mailbox cannot be read: the answer may lie
 * there.
 */
export function jobsOf(db: Db, mailIsRead: () => boolean): Job[] {
  return [
    { name: 'digest', everyMs: minute, run: (now) => writeDigests(db, now) },
    { name: 'reminders', everyMs: 5 * minute, run: (now) => remindVendors(db, now) },
    { name: 'attestations', everyMs: 5 * minute, run: (now) => askForAttestations(db, now) },
    {
      ...{ name: 'lapses', everyMs: 5 * minute },
      run: async (now) => (mailIsRead() ? lapseUnanswered(db, now) : 0),
    },
    {
      ...{ name: 'review lapses', everyMs: 5 * minute },
      run: async (now) => (mailIsRead() ? lapseReviews(db, now) : 0),
    },
    {
      ...{ name: 'due dates', everyMs: 60 * minute },
      run: async (now) => recomputeDueDates(db, await payerCalendar(db), now),
    },
  ]
}

type Running = { now: () => Date; log: Logger; signal: AbortSignal }

/** Runs each job in a loop of its own until aborted; one that fails is tried again at its next turn. */
export async function runJobs(jobs: readonly Job[], running: Running): Promise<void> {
  await Promise.all(jobs.map((job) => runJob(job, running)))
}

async function runJob({ name, everyMs, run }: Job, { now, log, signal }: Running): Promise<void> {
  while (!signal.aborted) {
    try {
      const done = await run(now())
      if (done > 0) log.info({ job: name, done }, 'job done')
    } catch (error) {
      log.error({ job: name, error }, 'job failed; it is tried again')
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
