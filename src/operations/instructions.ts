// The letter with the token instructions: what becomes of it, and of its clock (DOMAIN T7).
import type { Db } from '../../db/client.ts'
import { reopenClock, type Told } from './clocks.ts'
import { addEntry } from './thread.ts'

/**
 * The letter came back after the mail server had taken it: clock B goes on from `at`, when the bounce was received,
 * and both sides read it in the thread. The caller has locked the registration.
 * @throws Refused not_now where the clock has not stopped, or goes on already.
 */
export async function reopenInstructions(
  tx: Db,
  input: { registrationId: number; at: Date },
  now: Date,
): Promise<Told> {
  const clock = await reopenClock(tx, { ...input, rule: 'instructions' }, now)
  const event = { what: 'clock_reopened', left: clock.left } as const
  await addEntry(tx, input.registrationId, { kind: 'event', event, visibleToVendor: true }, now)
  return clock
}
