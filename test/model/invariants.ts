// What holds after every step, whatever was done (DOMAIN 2.2, 2.3).
import assert from 'node:assert/strict'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { payerCalendar } from '../../db/queries/calendar.ts'
import { eventsOf, pausesOf } from '../../db/queries/clocks.ts'
import {
  changeRequests,
  clocks,
  determinations,
  informationRequests,
  registrations,
  statusEvents,
  statusReviews,
} from '../../db/schema.ts'
import { readClock } from '../../src/rules/clock.ts'
import { calendarAsOf } from '../../src/rules/payerDays.ts'
import { type Place, placeOf } from '../../src/rules/status.ts'
import type { Run } from './commands.ts'

const places: readonly Place[] = [
  ...['draft', 'not_approved', 'withdrawn'],
  ...['pending/in_review', 'pending/info_requested', 'pending/info_received', 'pending/decision_check'],
  ...['approved/instructions_due', 'approved/active', 'approved/change_review', 'approved/reattest_due'],
  ...['suspended/final', 'suspended/review_open', 'terminated/final', 'terminated/review_open'],
] as Place[]

/** Reads the rows anew and checks them. @returns where the registration is. */
export async function checkInvariants(run: Run): Promise<Place> {
  const { db } = run.world
  const [row] = await db.select().from(registrations).where(eq(registrations.id, run.id))
  const place = placeOf(row as typeof registrations.$inferSelect)
  assert(places.includes(place), `a legal place: ${place}`)
  await checkHistory(run, place)
  await checkClocks(run, place)
  await checkOnlyOne(run)
  return place
}

async function checkHistory({ world, id }: Run, place: Place): Promise<void> {
  const events = await world.db
    .select()
    .from(statusEvents)
    .where(eq(statusEvents.registrationId, id))
    .orderBy(asc(statusEvents.id))
  let at = 'draft'
  for (const event of events) {
    assert.equal(event.from, at, `the history goes on where it was (${event.action})`)
    at = event.to
  }
  assert.equal(at, place, 'the history ends where the registration is')
}

const runsAt: Record<string, (place: Place) => boolean> = {
  decision: (place) => place.startsWith('pending/'),
  instructions: (place) => place === 'approved/instructions_due',
  change: (place) => place === 'approved/change_review',
}

async function checkClocks({ world, id, now }: Run, place: Place): Promise<void> {
  const rows = await world.db
    .select()
    .from(clocks)
    .where(eq(clocks.registrationId, id))
    .orderBy(asc(clocks.id))
  const pauses = await pausesOf(
    world.db,
    rows.map((row) => row.id),
  )
  const current = await payerCalendar(world.db)
  for (const [rule, runs] of Object.entries(runsAt)) {
    const open = rows.filter((row) => row.rule === rule && row.stoppedAt === null)
    assert.equal(open.length, runs(place) ? 1 : 0, `${rule} clock at ${place}`)
  }
  for (const row of rows) {
    const calendar = row.stoppedAt ? calendarAsOf(current, row.stoppedAt) : current
    const events = eventsOf(row, pauses.get(row.id) ?? [])
    const reading = readClock(row.rule, events, calendar, row.stoppedAt ?? now)
    assert.equal(row.dueOn, reading.dueOn, `${row.rule}: the stored due day is the computed one`)
    assert(reading.used >= 0 && reading.left >= 0, 'days used and left are counts')
    const times = events.map(({ at }) => at.getTime())
    const ordered = times.toSorted((one, other) => one - other)
    assert.deepEqual(times, ordered, 'what happened to a clock is in order')
    if (row.rule === 'decision' && !row.stoppedAt)
      assert.equal(reading.state === 'paused', place === 'pending/info_requested', 'paused while it waits')
  }
}

async function checkOnlyOne({ world, id }: Run): Promise<void> {
  const { db } = world
  const requests = await db
    .select()
    .from(informationRequests)
    .where(eq(informationRequests.registrationId, id))
  assert(requests.filter(({ closedAt }) => !closedAt).length <= 1, 'open requests')
  const proposals = await db.select().from(determinations).where(eq(determinations.registrationId, id))
  assert(proposals.filter(({ decidedAt }) => !decidedAt).length <= 1, 'open proposals')
  for (const { decidedBy, proposedBy } of proposals) assert.notEqual(decidedBy, proposedBy, 'a second person')
  const reviews = await db.select().from(statusReviews).where(eq(statusReviews.registrationId, id))
  const openReviews = reviews.filter(({ endedAt }) => !endedAt).length
  assert(openReviews <= 1, 'open reviews')
  const running = await db
    .select()
    .from(clocks)
    .where(and(eq(clocks.registrationId, id), eq(clocks.rule, 'review'), isNull(clocks.stoppedAt)))
  assert.equal(running.length, openReviews, 'the clock of a review runs while it is open')
  const changes = await db.select().from(changeRequests).where(eq(changeRequests.registrationId, id))
  assert(changes.filter(({ closedAt }) => !closedAt).length <= 1, 'open changes')
}
