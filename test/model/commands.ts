// Everything that people, mail and time can do to a registration, as commands that a generator strings together.
import { and, eq, isNull, sql } from 'drizzle-orm'
import { openProposal } from '../../db/queries/findings.ts'
import { instructionsPage } from '../../db/queries/instructions.ts'
import { questionsForOwner } from '../../db/queries/waiting.ts'
import { changeRequests, entries, outbox, registrations } from '../../db/schema.ts'
import { answerQuestions } from '../../src/operations/answers.ts'
import { askForAttestations, signAgain } from '../../src/operations/attestations.ts'
import { decideChange, discardChange, fileChange } from '../../src/operations/changes.ts'
import { decideProposal, propose } from '../../src/operations/determinations.ts'
import { saveDraft } from '../../src/operations/drafts.ts'
import { recordFinding } from '../../src/operations/findings.ts'
import { acceptAnswer, ask, declineAnswer, resumeReview } from '../../src/operations/information.ts'
import { sendInstructions } from '../../src/operations/instructions.ts'
import { fileForVendor } from '../../src/operations/onBehalf.ts'
import { recordOutcome } from '../../src/operations/outbox.ts'
import { registerAgain } from '../../src/operations/registerAgain.ts'
import { approve, submit } from '../../src/operations/registrations.ts'
import { lapseUnanswered } from '../../src/operations/reminders.ts'
import { writeMessage, writeNote } from '../../src/operations/thread.ts'
import { reopen, withdraw } from '../../src/operations/withdrawal.ts'
import type { DeterminationAction } from '../../src/rules/determinations.ts'
import { type Part, partOf } from '../../src/rules/questionnaire.ts'
import { Refused } from '../../src/rules/refused.ts'
import type { Place } from '../../src/rules/status.ts'
import { withSandbox } from '../environments.ts'
import { metFinding, type World } from '../people.ts'

/** One run: a world, the registration that it is about, and what time it is. */
export type Run = { world: World; id: number; now: Date }

/** Where the command may succeed, and where it leads from there: written by hand, without a look at the product. */
type Goal = Place | 'stays'
export type Leads = Partial<Record<Place, Goal | readonly Goal[]>>
/** What happened in this run so far: the places it was in, and the rows that were done. */
export type Seen = ReadonlySet<string>
export type Command = {
  name: string
  row: string
  leads: Leads
  /** Where the place alone does not tell whether it can be done. */
  able?(seen: Seen): boolean
  do(run: Run, pick: number): Promise<unknown>
}

const pending = [
  'pending/in_review',
  'pending/info_requested',
  'pending/info_received',
  'pending/decision_check',
] as const
const approved = [
  'approved/instructions_due',
  'approved/active',
  'approved/change_review',
  'approved/reattest_due',
] as const
const from = (places: readonly Place[], to: Goal | readonly Goal[]): Leads =>
  Object.fromEntries(places.map((place) => [place, to]))

const wasApproved = (seen: Seen) => approved.some((place) => seen.has(place))

const signature = { attest_name: 'Ada Moreno', attest_title: 'Owner', attest_sign: 'yes', terms_version: '1' }

async function sign({ world, id, now }: Run): Promise<void> {
  const part = partOf('attestation') as Part
  await saveDraft(world.db, world.ada, { registrationId: id, part, answers: signature, seen: null }, now)
}

async function proposal({ world, id }: Run): Promise<number> {
  return (await openProposal(world.db, id))?.id ?? 0
}

async function unacceptable({ world, id, now }: Run): Promise<number> {
  const finding = { outcome: 'not_met', severity: 'unacceptable' } as const
  const observation = 'One access token was used for 41,200 reads of 3,906 different ids in two days.'
  const input = { registrationId: id, criterionId: 'SEC-10', ...metFinding, ...finding, observation }
  return recordFinding(world.db, world.staff.reviewer, input, now)
}

async function proposing(run: Run, action: DeterminationAction, emergency = false): Promise<void> {
  const { world, id, now } = run
  const record = {
    ...{
      action,
      findingIds: [await unacceptable(run)],
      riskAnalysis: '2026-2, table 7',
      policy: '',
      caseByCase: true,
    },
    riskToSystems: 'Systematic reading shows which ids exist.',
    whyTailored: 'Production alone is blocked.',
    alternatives: 'A lower rate limit: tried, and calls went on from more addresses.',
    ...{ emergency, scope: action === 'suspend' ? ('production' as const) : null },
    whatLifts: action === 'suspend' ? 'A sandbox trace' : '',
    whyDifferent: 'The facts are others than before, and worse.',
    vendorText: 'One token was used to try 3,906 different ids.',
  }
  await propose(world.db, world.staff.reviewer, { registrationId: id, seen: 1_000_000, record }, now)
}

async function deciding(run: Run, verdict: 'agree' | 'refuse'): Promise<void> {
  const { world, id, now } = run
  const input = {
    registrationId: id,
    determinationId: await proposal(run),
    verdict,
    reason: 'Read and weighed.',
  }
  await decideProposal(world.db, world.staff.approver, input, now)
}

async function waitingEntry({ world, id }: Run): Promise<number> {
  const [row] = await world.db
    .select({ id: entries.id })
    .from(entries)
    .where(
      and(
        eq(entries.registrationId, id),
        eq(entries.kind, 'message'),
        isNull(entries.judgedAt),
        sql`${entries.requestId} IS NOT NULL`,
      ),
    )
    .limit(1)
  return row?.id ?? 0
}

async function judged(run: Run): Promise<{ registrationId: number; entryId: number; itemIds: number[] }> {
  const items = await questionsForOwner(run.world.db, run.id)
  return {
    registrationId: run.id,
    entryId: await waitingEntry(run),
    itemIds: items.map(({ item }) => item.id),
  }
}

async function asking({ world, id, now }: Run, blocking: boolean): Promise<void> {
  const questions = [{ fieldId: null, question: 'Whose is the host?' }]
  await ask(world.db, world.staff.reviewer, { registrationId: id, intro: '', questions, blocking }, now)
}

async function answering(run: Run, who = run.world.ada): Promise<void> {
  const [question] = await questionsForOwner(run.world.db, run.id)
  const words = { [question?.item.id ?? 0]: 'It is ours.' }
  const input = { registrationId: run.id, seen: null, words, confirmed: [], signature: {} }
  await answerQuestions(run.world.db, who, input, run.now)
}

async function changing(run: Run, field: string, value: string | string[], part: string): Promise<void> {
  const { world, id, now } = run
  const input = { registrationId: id, part: partOf(part) as Part, answers: { [field]: value }, seen: null }
  await saveDraft(world.db, world.ada, input, now)
  await sign(run)
  await fileChange(world.db, world.ada, { registrationId: id, seen: null }, now)
}

async function decidingChange({ world, id, now }: Run, verdict: 'accept' | 'refuse'): Promise<void> {
  const [open] = await world.db
    .select({ id: changeRequests.id })
    .from(changeRequests)
    .where(and(eq(changeRequests.registrationId, id), isNull(changeRequests.closedAt)))
  const input = { registrationId: id, changeId: open?.id ?? 0, verdict, reason: 'Read and weighed.' }
  await decideChange(world.db, world.marcus, input, now)
}

async function approving({ world, id, now }: Run, measured: boolean): Promise<void> {
  if (measured) await world.measured(id, now)
  const [row] = await world.db
    .select({ seen: registrations.lastSeq })
    .from(registrations)
    .where(eq(registrations.id, id))
  const { rows } = (await world.db.execute(
    sql`SELECT max(revision) AS revision FROM submissions WHERE registration_id = ${id}`,
  )) as unknown as { rows: { revision: number | null }[] }
  const input = { registrationId: id, revision: Number(rows[0]?.revision ?? 0), seen: row?.seen ?? 0 }
  await approve(world.db, world.staff.reviewer, input, now)
}

async function filing({ world, id, now }: Run): Promise<void> {
  const { rows } = (await world.db.execute(
    sql`SELECT id FROM participants WHERE registration_id = ${id} ORDER BY id LIMIT 1`,
  )) as unknown as { rows: { id: number }[] }
  const said = { way: 'phone', saidAt: now, body: 'It is ours.', withdraws: false } as const
  const input = { registrationId: id, participantId: Number(rows[0]?.id), ...said }
  await fileForVendor(world.db, world.staff.support, input, now)
}

/** E10 is written, sent, and accepted. */
async function instructing({ world, id, now }: Run): Promise<void> {
  const { db, staff } = world
  await withSandbox(world, id)
  const { version } = await instructionsPage(db, staff.reviewer, id)
  const intro = 'Harbor Companion may begin. Here is what you need.'
  await sendInstructions(db, staff.reviewer, { registrationId: id, intro, version }, now)
  const waiting = and(eq(outbox.kind, 'token_instructions'), isNull(outbox.sentAt), isNull(outbox.failedAt))
  const words = { subject: '', text: '', html: '' }
  for (const letter of await db.select().from(outbox).where(waiting))
    await recordOutcome(db, letter, { state: 'sent', response: '250 2.0.0 OK', words }, now)
}

async function yearPasses(run: Run): Promise<void> {
  run.now = new Date(run.now.getTime() + 366 * 86_400_000)
  if ((await askForAttestations(run.world.db, run.now)) === 0)
    throw new Refused('not_now', 'Nobody has to sign again.')
}

const all = [
  ...pending,
  ...approved,
  'suspended/final',
  'suspended/review_open',
  'terminated/final',
  'terminated/review_open',
  'not_approved',
  'withdrawn',
] as const

export const commands: readonly Command[] = [
  {
    name: 'submit',
    row: 'T2',
    leads: { draft: 'pending/in_review' },
    do: async (run) => {
      await sign(run)
      await submit(run.world.db, run.world.ada, { registrationId: run.id, seen: null }, run.now)
    },
  },
  {
    name: 'ask, stopping the clock',
    row: 'T3',
    leads: from(['pending/in_review', 'pending/info_received'], 'pending/info_requested'),
    do: (run) => asking(run, true),
  },
  {
    name: 'ask',
    row: 'T3b',
    leads: from(['pending/in_review', 'pending/info_received'], 'stays'),
    do: (run) => asking(run, false),
  },
  {
    name: 'answer in the portal',
    row: 'T4',
    leads: {
      'pending/info_requested': 'pending/info_received',
      'pending/in_review': 'stays',
      'pending/info_received': 'stays',
      'pending/decision_check': 'stays',
    },
    do: (run) => answering(run),
  },
  {
    name: 'write',
    row: 'message',
    leads: from(['draft', ...all], 'stays'),
    do: ({ world, id, now }) =>
      writeMessage(world.db, world.ada, { registrationId: id, body: 'It is ours.' }, now),
  },
  { name: 'say by phone', row: 'phone', leads: from(['draft', ...all], 'stays'), do: (run) => filing(run) },
  {
    name: 'note',
    row: 'note',
    leads: from(['draft', ...all], 'stays'),
    do: ({ world, id, now }) =>
      writeNote(world.db, world.staff.support, { registrationId: id, body: 'Called.' }, now),
  },
  {
    name: 'accept an answer',
    row: 'T4m',
    leads: {
      'pending/info_requested': 'pending/info_received',
      'pending/in_review': 'stays',
      'pending/info_received': 'stays',
      'pending/decision_check': 'stays',
    },
    do: async (run) => acceptAnswer(run.world.db, run.world.marcus, await judged(run), run.now),
  },
  {
    name: 'decline an answer',
    row: 'decline',
    leads: from(pending, 'stays'),
    do: async (run) => declineAnswer(run.world.db, run.world.marcus, await judged(run), run.now),
  },
  {
    name: 'go on',
    row: 'T5',
    leads: { 'pending/info_received': 'pending/in_review' },
    do: ({ world, id, now }) => resumeReview(world.db, world.marcus, { registrationId: id }, now),
  },
  {
    name: 'approve',
    row: 'T6',
    leads: from(['pending/in_review', 'pending/info_received'], 'approved/instructions_due'),
    do: (run) => approving(run, true),
  },
  {
    name: 'the mail server takes the token instructions',
    row: 'T7',
    leads: { ...from(approved, 'stays'), 'approved/instructions_due': 'approved/active' },
    do: (run) => instructing(run),
  },
  {
    name: 'a year passes',
    row: 'T15',
    leads: { ...from(approved, 'stays'), 'approved/active': ['approved/reattest_due', 'stays'] },
    do: (run) => yearPasses(run),
  },
  {
    name: 'sign again',
    row: 'T15b',
    leads: { ...from(approved, 'stays'), 'approved/reattest_due': 'approved/active' },
    do: ({ world, id, now }) => signAgain(world.db, world.ada, { registrationId: id, signature }, now),
  },
  {
    name: 'propose a denial',
    row: 'T8a',
    leads: from(['pending/in_review', 'pending/info_received'], 'pending/decision_check'),
    do: (run) => proposing(run, 'deny'),
  },
  {
    name: 'refuse a proposal',
    row: 'T8b',
    leads: {
      withdrawn: 'stays',
      'pending/decision_check': 'pending/in_review',
      ...from(approved, 'stays'),
      'suspended/final': 'approved/active',
      'suspended/review_open': 'approved/active',
    },
    do: (run) => deciding(run, 'refuse'),
  },
  {
    name: 'agree to a proposal',
    row: 'T8',
    leads: {
      withdrawn: 'stays',
      'pending/decision_check': 'not_approved',
      ...from(approved, ['suspended/final', 'terminated/final']),
      'suspended/final': ['terminated/final', 'stays'],
      'suspended/review_open': 'stays',
    },
    do: (run) => deciding(run, 'agree'),
  },
  {
    name: 'agree to one’s own proposal',
    row: 'own',
    leads: {},
    do: async (run) => {
      const input = {
        registrationId: run.id,
        determinationId: await proposal(run),
        verdict: 'agree',
        reason: '',
      } as const
      await decideProposal(run.world.db, run.world.staff.reviewer, input, run.now)
    },
  },
  {
    name: 'answer for another company',
    row: 'foreign',
    leads: {},
    do: (run) => answering(run, run.world.noor),
  },
  {
    name: 'withdraw for another company',
    row: 'foreign',
    leads: {},
    do: ({ world, id, now }) => withdraw(world.db, world.noor, { registrationId: id, reason: null }, now),
  },
  {
    name: 'withdraw',
    row: 'T9',
    leads: from([...pending, ...approved, 'suspended/final'], 'withdrawn'),
    do: ({ world, id, now }) => withdraw(world.db, world.ada, { registrationId: id, reason: null }, now),
  },
  {
    name: 'lapse',
    row: 'T9l',
    leads: { 'pending/info_requested': 'withdrawn' },
    do: async ({ world, now }) => {
      if ((await lapseUnanswered(world.db, now)) === 0) throw new Refused('not_now', 'Nothing lapses today.')
    },
  },
  {
    name: 'reopen',
    row: 'T16',
    leads: { withdrawn: 'draft' },
    able: (seen) => !wasApproved(seen),
    do: ({ world, id, now }) => reopen(world.db, world.ada, { registrationId: id }, now),
  },
  {
    name: 'propose a suspension',
    row: 'T10p',
    leads: from(approved, 'stays'),
    do: (run) => proposing(run, 'suspend'),
  },
  {
    name: 'suspend at once',
    row: 'T10e',
    leads: from(approved, 'suspended/final'),
    do: (run) => proposing(run, 'suspend', true),
  },
  {
    name: 'propose a termination',
    row: 'T12p',
    leads: from([...approved, 'suspended/final'], 'stays'),
    do: (run) => proposing(run, 'terminate'),
  },
  {
    name: 'register again',
    row: 'T13',
    leads: from(['terminated/final', 'terminated/review_open', 'not_approved', 'withdrawn'], 'stays'),
    able: (seen) =>
      !seen.has('T13') && !seen.has('R rescind') && (!seen.has('withdrawn') || wasApproved(seen)),
    do: async ({ world, id, now }) => registerAgain(world.db, world.ada, { registrationId: id }, now),
  },
  {
    name: 'ask for a change',
    row: 'T14',
    leads: { 'approved/active': 'approved/change_review' },
    do: (run, pick) =>
      changing(run, 'redirect_uris', [`https://harborlight.example/oauth/${pick}`], 'client'),
  },
  {
    name: 'update an answer',
    row: 'update',
    leads: { 'approved/active': ['stays', 'approved/change_review'] },
    do: (run, pick) => changing(run, 'contact_phone', `+1 919 555 0${100 + (pick % 900)}`, 'contact'),
  },
  {
    name: 'accept the change',
    row: 'T14b',
    leads: { 'approved/change_review': 'approved/active' },
    do: (run) => decidingChange(run, 'accept'),
  },
  {
    name: 'refuse the change',
    row: 'T14c',
    leads: { 'approved/change_review': 'approved/active' },
    do: (run) => decidingChange(run, 'refuse'),
  },
  {
    name: 'take the change back',
    row: 'T14d',
    leads: {
      'approved/change_review': 'approved/active',
      ...from(['approved/active', 'approved/instructions_due', 'approved/reattest_due'], 'stays'),
    },
    do: ({ world, id, now }) => discardChange(world.db, world.ada, { registrationId: id }, now),
  },
]
