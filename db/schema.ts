// What can be true. One schema for PGlite and PostgreSQL; constraints are named as sentences.
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { AccessAction, OrderedClient } from '../src/rules/access.ts'
import type { Rule } from '../src/rules/clock.ts'
import type { Access, Invitable } from '../src/rules/companies.ts'
import type { BlockScope, DeterminationAction } from '../src/rules/determinations.ts'
import type { ChangeOutcome } from '../src/rules/editing.ts'
import type { EnvironmentFacts } from '../src/rules/environments.ts'
import type { FileKind, StoredFile } from '../src/rules/files.ts'
import type { EvidenceKind, Outcome, Severity } from '../src/rules/findings.ts'
import type { InForm } from '../src/rules/information.ts'
import { registrationKinds } from '../src/rules/kinds.ts'
import type { Letter, LetterKind } from '../src/rules/letters.ts'
import type { OnBehalf } from '../src/rules/onBehalf.ts'
import type { DayChange, DayKind } from '../src/rules/payerDays.ts'
import { staffRoles } from '../src/rules/people.ts'
import type { Answers } from '../src/rules/questionnaire.ts'
import { type ReplyTerms, replyTerms } from '../src/rules/reply.ts'
import type {
  FindingOutcome,
  Reviewed,
  ReviewLevel,
  ReviewOutcome,
  ReviewState,
} from '../src/rules/reviews.ts'
import { closings, phases, statuses } from '../src/rules/status.ts'
import type { Trust } from '../src/rules/trust.ts'

const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()
const ref = (name?: string) => (name ? bigint(name, { mode: 'number' }) : bigint({ mode: 'number' }))
const at = () => timestamp({ withTimezone: true, mode: 'date' })
const day = () => date({ mode: 'string' })

export const personKind = pgEnum('person_kind', ['vendor', 'staff'])
export const staffRole = pgEnum('staff_role', staffRoles)
export const registrationStatus = pgEnum('registration_status', statuses)
export const registrationPhase = pgEnum('registration_phase', phases)
export const closedAs = pgEnum('closed_as', closings)
export const registrationKind = pgEnum('registration_kind', registrationKinds)
export const entryKind = pgEnum('entry_kind', ['message', 'mail', 'note', 'request', 'event'])
export const participantKind = pgEnum('participant_kind', ['owner', 'contact'])
export const linkKind = pgEnum('link_kind', [
  'verify_account',
  'verify_contact',
  'reset_password',
  'change_address',
  'invitation',
  'confirm_access',
])
export const inboundOutcome = pgEnum('inbound_outcome', ['thread', 'unmatched', 'quarantine'])

// ── People and companies

export const people = pgTable(
  'people',
  {
    id: id(),
    kind: personKind().notNull(),
    staffRole: staffRole(),
    email: text().notNull(),
    name: text().notNull(),
    passwordHash: text().notNull(),
    emailVerifiedAt: at(),
    createdAt: at().notNull(),
  },
  (t) => [
    uniqueIndex('one_account_an_address').on(sql`lower(${t.email})`),
    check('staff_have_a_role', sql`(${t.kind} = 'staff') = (${t.staffRole} IS NOT NULL)`),
  ],
)

/** `id` is the SHA-256 of the token in the cookie. `expires_at` is the absolute end; idle time is measured from `seen_at`. */
export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: ref()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    expiresAt: at().notNull(),
    createdAt: at().notNull(),
    seenAt: at().notNull(),
    /** Only a full session opens anything; the others wait for the code, or for a first second factor. */
    stage: text().$type<SessionStage>().notNull().default('full'),
    userAgent: text(),
  },
  (t) => [
    index().on(t.userId),
    check('a_session_waits_or_is_full', sql`${t.stage} IN ('full', 'code', 'enrol')`),
  ],
)
/** Who saved a part of a draft last, with which version of it; `from` where a page with script sent it. */
export type SavedBy = { version: number; by: number; from?: { window: string; step: number } }
export type SessionStage = 'full' | 'code' | 'enrol'

/** The key of a person's authenticator app, sealed under a key of the application. `last_step` was used last. */
export const secondFactors = pgTable('second_factors', {
  personId: ref()
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  sealedKey: text().notNull(),
  lastStep: ref().notNull(),
  createdAt: at().notNull(),
})

export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    id: id(),
    personId: ref()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    hash: text().notNull(),
    createdAt: at().notNull(),
    usedAt: at(),
  },
  (t) => [uniqueIndex('a_recovery_code_is_once').on(t.personId, t.hash)],
)

/** A mailed link. Its secret half is derived from the application's secret when it is written, and never stored. */
export const links = pgTable(
  'links',
  {
    id: id(),
    kind: linkKind().notNull(),
    personId: ref().references(() => people.id, { onDelete: 'cascade' }),
    participantId: ref().references(() => participants.id, { onDelete: 'cascade' }),
    invitationId: ref().references(() => invitations.id, { onDelete: 'cascade' }),
    accessOrderId: ref().references((): AnyPgColumn => accessOrders.id),
    /** The new address that the link was mailed to, where it changes one. */
    email: text(),
    createdAt: at().notNull(),
    expiresAt: at().notNull(),
    usedAt: at(),
  },
  (t) => [
    check('a_new_address_is_named', sql`(${t.kind}::text = 'change_address') = (${t.email} IS NOT NULL)`),
    check(
      'a_link_is_for_one',
      sql`num_nonnulls(${t.personId}, ${t.participantId}, ${t.invitationId}, ${t.accessOrderId}) = 1`,
    ),
  ],
)

export const companies = pgTable('companies', { id: id(), name: text().notNull(), createdAt: at().notNull() })

export const memberships = pgTable(
  'memberships',
  {
    id: id(),
    companyId: ref()
      .notNull()
      .references(() => companies.id),
    personId: ref()
      .notNull()
      .references(() => people.id),
    access: text().$type<Access>().notNull().default('owner'),
    createdAt: at().notNull(),
    leftAt: at(),
  },
  (t) => [
    check('members_own_manage_or_read', sql`${t.access} IN ('owner', 'manage', 'read')`),
    uniqueIndex('a_person_is_once_in_a_company').on(t.personId, t.companyId).where(sql`${t.leftAt} IS NULL`),
    index().on(t.companyId),
  ],
)

/** A colleague who was asked by letter; the link of the letter says until when. */
export const invitations = pgTable(
  'invitations',
  {
    id: id(),
    companyId: ref()
      .notNull()
      .references(() => companies.id),
    email: text().notNull(),
    access: text().$type<Invitable>().notNull(),
    invitedBy: ref()
      .notNull()
      .references(() => people.id),
    createdAt: at().notNull(),
    acceptedAt: at(),
    acceptedBy: ref().references(() => people.id),
    revokedAt: at(),
  },
  (t) => [
    check('nobody_is_invited_to_own', sql`${t.access} IN ('manage', 'read')`),
    check('accepted_by_somebody', sql`num_nonnulls(${t.acceptedAt}, ${t.acceptedBy}) IN (0, 2)`),
    check('accepted_or_revoked', sql`num_nonnulls(${t.acceptedAt}, ${t.revokedAt}) < 2`),
    uniqueIndex('one_open_invitation_of_an_address')
      .on(t.companyId, sql`lower(${t.email})`)
      .where(sql`${t.acceptedAt} IS NULL AND ${t.revokedAt} IS NULL`),
  ],
)

/** The payer moved ownership after it called the company back: who was called, where and when, and why. */
export const ownershipTransfers = pgTable(
  'ownership_transfers',
  {
    id: id(),
    companyId: ref()
      .notNull()
      .references(() => companies.id),
    fromId: ref()
      .notNull()
      .references(() => people.id),
    toId: ref()
      .notNull()
      .references(() => people.id),
    calledName: text().notNull(),
    calledNumber: text().notNull(),
    calledOn: day().notNull(),
    calledTime: text().notNull(),
    reason: text().notNull(),
    doneBy: ref()
      .notNull()
      .references(() => people.id),
    at: at().notNull(),
  },
  (t) => [
    check('ownership_moves_to_another', sql`${t.fromId} <> ${t.toId}`),
    index('transfers_of_a_company').on(t.companyId, t.id),
  ],
)

/** Points of failed sign-ins and the like; written by the rate limiter alone. */
export const rateLimits = pgTable('rate_limits', {
  key: text().primaryKey(),
  points: integer().notNull(),
  expire: at(),
})

// ── Registrations

export const registrations = pgTable(
  'registrations',
  {
    id: id(),
    number: text().notNull().unique(),
    kind: registrationKind().notNull().default('vendor_app'),
    /** The ended registration that this one takes the place of (DOMAIN T13). */
    supersedesId: ref().references((): AnyPgColumn => registrations.id),
    /** A review has rescinded what ended the one before: it is looked at first. */
    expedite: boolean().notNull().default(false),
    companyId: ref()
      .notNull()
      .references(() => companies.id),
    ownerId: ref()
      .notNull()
      .references(() => people.id),
    assigneeId: ref().references(() => people.id),
    status: registrationStatus(),
    phase: registrationPhase(),
    closedAs: closedAs(),
    appName: text().notNull(),
    draft: jsonb().$type<Answers>().notNull(),
    draftVersion: integer().notNull().default(0),
    /** Who saved which part last, and with which version of the draft. */
    draftParts: jsonb().$type<Record<string, SavedBy>>().notNull().default({}),
    questionnaireVersion: integer().notNull(),
    /** The criteria it is measured by, copied when it was submitted. */
    criteriaVersion: integer(),
    lastSeq: integer().notNull().default(0),
    createdAt: at().notNull(),
    submittedAt: at(),
    changedAt: at().notNull(),
  },
  (t) => [
    check('a_status_has_a_phase', sql`(${t.status} IS NULL) = (${t.phase} IS NULL)`),
    check('an_ended_application_has_no_status', sql`${t.closedAs} IS NULL OR ${t.status} IS NULL`),
    check('only_a_draft_was_never_submitted', sql`${t.submittedAt} IS NOT NULL OR ${t.status} IS NULL`),
    uniqueIndex('a_registration_is_superseded_once').on(t.supersedesId),
    index('registrations_of_a_company').on(t.companyId, t.id),
    index('registrations_by_place').on(t.status, t.phase, t.id),
  ],
)

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** What people uploaded, once for the same bytes. Which registration may show it stands in `registration_files`. */
export const files = pgTable(
  'files',
  {
    sha256: text().primaryKey(),
    kind: text().$type<FileKind>().notNull(),
    size: integer().notNull(),
    bytes: bytea().notNull(),
    createdAt: at().notNull(),
  },
  (t) => [check('a_file_is_as_long_as_it_says', sql`octet_length(${t.bytes}) = ${t.size}`)],
)

export const registrationFiles = pgTable(
  'registration_files',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    sha256: text()
      .notNull()
      .references(() => files.sha256),
    name: text().notNull(),
    uploadedBy: ref()
      .notNull()
      .references(() => people.id),
    uploadedAt: at().notNull(),
  },
  (t) => [uniqueIndex('a_registration_has_a_file_once').on(t.registrationId, t.sha256, t.name)],
)

export const submissions = pgTable(
  'submissions',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    revision: integer().notNull(),
    answers: jsonb().$type<Answers>().notNull(),
    questionnaireVersion: integer().notNull(),
    submittedBy: ref()
      .notNull()
      .references(() => people.id),
    submittedAt: at().notNull(),
  },
  (t) => [uniqueIndex('revisions_are_numbered').on(t.registrationId, t.revision)],
)

/**
 * What an owner wants to change about an approved app (DOMAIN T14). The answers of the newest revision stay live until
 * somebody decides; accepted, they become the next revision.
 */
export const changeRequests = pgTable(
  'change_requests',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    answers: jsonb().$type<Answers>().notNull(),
    questionnaireVersion: integer().notNull(),
    filedBy: ref()
      .notNull()
      .references(() => people.id),
    filedAt: at().notNull(),
    outcome: text().$type<ChangeOutcome>(),
    reason: text(),
    closedBy: ref().references(() => people.id),
    closedAt: at(),
  },
  (t) => [
    uniqueIndex('one_open_change_request').on(t.registrationId).where(sql`${t.closedAt} IS NULL`),
    check(
      'a_change_ends_as_a_whole',
      sql`num_nonnulls(${t.outcome}, ${t.closedBy}, ${t.closedAt}) IN (0, 3)`,
    ),
    check(
      'a_change_is_accepted_refused_or_taken_back',
      sql`${t.outcome} IN ('accepted', 'refused', 'taken_back')`,
    ),
    check('a_refused_change_has_a_reason', sql`${t.outcome} <> 'refused' OR length(${t.reason}) > 0`),
  ],
)

/** Whom we write to about a registration, and who may answer by mail. The epoch revokes old reply codes. */
export const participants = pgTable(
  'participants',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    personId: ref().references(() => people.id),
    kind: participantKind().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    tokenEpoch: integer().notNull().default(0),
    verifiedAt: at(),
    leftAt: at(),
    createdAt: at().notNull(),
  },
  (t) => [
    uniqueIndex('an_address_takes_part_once')
      .on(t.registrationId, sql`lower(${t.email})`)
      .where(sql`${t.leftAt} IS NULL`),
  ],
)

/** Append-only (a trigger refuses UPDATE, DELETE and TRUNCATE): every change of status or phase, with its cause. */
export const statusEvents = pgTable(
  'status_events',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    action: text().notNull(),
    from: text('from_place').notNull(),
    to: text('to_place').notNull(),
    actorId: ref().references(() => people.id),
    reason: text(),
    /** The record that the change rests on, and the criteria it was made with. */
    determinationId: ref().references((): AnyPgColumn => determinations.id),
    criteriaVersion: integer(),
    at: at().notNull(),
    visibleToVendor: boolean().notNull().default(false),
  },
  (t) => [index('history_of_a_registration').on(t.registrationId, t.id)],
)

/** Append-only: the owner signed again, without other answers (DOMAIN T15b). A revision is signed too. */
export const attestations = pgTable(
  'attestations',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    name: text().notNull(),
    title: text().notNull(),
    termsVersion: text().notNull(),
    signedBy: ref()
      .notNull()
      .references(() => people.id),
    signedAt: at().notNull(),
  },
  (t) => [index('attestations_of_a_registration').on(t.registrationId, t.signedAt)],
)

/** Which letters about a signature that grows old have left; each once, whatever is restarted. */
export const attestationNotices = pgTable(
  'attestation_notices',
  {
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    dueOn: day().notNull(),
    daysBefore: integer().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.registrationId, t.dueOn, t.daysBefore] })],
)

// ── Environments and clients

/** An environment of the payer's APIs. Its name stays; everything else about it stands in its newest version. */
export const environments = pgTable(
  'environments',
  { id: id(), name: text().notNull(), createdAt: at().notNull() },
  (t) => [uniqueIndex('environments_have_different_names').on(sql`lower(${t.name})`)],
)

/** Append-only: what was said about an environment, by whom and when. No column is for a secret. */
export const environmentVersions = pgTable(
  'environment_versions',
  {
    id: id(),
    environmentId: ref()
      .notNull()
      .references(() => environments.id),
    facts: jsonb().$type<EnvironmentFacts>().notNull(),
    retired: boolean().notNull().default(false),
    by: ref('changed_by')
      .notNull()
      .references(() => people.id),
    at: at().notNull(),
  },
  (t) => [index('versions_of_an_environment').on(t.environmentId, t.id)],
)

/**
 * Append-only: the newest row of a registration in an environment counts; null takes the client away. The client id
 * is no secret (RFC 6749 section 2.2).
 */
export const apiClients = pgTable(
  'api_clients',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    environmentId: ref()
      .notNull()
      .references(() => environments.id),
    clientId: text(),
    scopes: jsonb().$type<string[]>().notNull(),
    by: ref('recorded_by')
      .notNull()
      .references(() => people.id),
    at: at().notNull(),
  },
  (t) => [
    index('clients_of_a_registration').on(t.registrationId, t.environmentId, t.id),
    index('clients_of_an_environment').on(t.environmentId, t.clientId),
  ],
)

/**
 * What the API operations were asked to do about the clients of an app. The newest order counts; it changes once, when
 * they confirm it. One without clients says that no access existed.
 */
export const accessOrders = pgTable(
  'access_orders',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    action: text().$type<AccessAction>().notNull(),
    clients: jsonb().$type<OrderedClient[]>().notNull(),
    entryId: ref().references((): AnyPgColumn => entries.id),
    requestedAt: at().notNull(),
    confirmedAt: at(),
  },
  (t) => [
    index('orders_of_a_registration').on(t.registrationId, t.id),
    check('an_order_blocks_unblocks_or_revokes', sql`${t.action} IN ('block', 'unblock', 'revoke')`),
    check(
      'no_clients_nothing_to_confirm',
      sql`${t.confirmedAt} IS NULL OR jsonb_array_length(${t.clients}) > 0`,
    ),
  ],
)

// ── Findings and determinations

/** Append-only: the newest finding of a criterion is the one that counts. */
export const findings = pgTable(
  'findings',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    revision: integer().notNull(),
    criterionId: text().notNull(),
    criteriaVersion: integer().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    severity: text().$type<Severity>(),
    observation: text().notNull(),
    terms: text().notNull().default(''),
    evidence: jsonb().$type<Evidence[]>().notNull(),
    automated: boolean().notNull().default(false),
    foundBy: ref()
      .notNull()
      .references(() => people.id),
    foundAt: at().notNull(),
  },
  (t) => [
    index('findings_of_a_registration').on(t.registrationId, t.criterionId, t.id),
    unique('a_finding_as_it_is_cited').on(t.id, t.registrationId, t.criterionId, t.outcome, t.severity),
    check('only_what_is_not_met_is_severe', sql`(${t.outcome} = 'not_met') = (${t.severity} IS NOT NULL)`),
  ],
)
export type Evidence = {
  kind: EvidenceKind
  content: string
  sha256: string
  collectedAt: string
  collectedBy: string
}

/** The record of a decision against an app. It is proposed by one person and decided by another. */
export const determinations = pgTable(
  'determinations',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    action: text().$type<DeterminationAction>().notNull(),
    criteriaVersion: integer().notNull(),
    riskAnalysis: text().notNull(),
    riskToSystems: text().notNull(),
    whyTailored: text().notNull(),
    alternatives: text().notNull(),
    policy: text().notNull().default(''),
    caseByCase: boolean().notNull().default(false),
    emergency: boolean().notNull().default(false),
    scope: text().$type<BlockScope>(),
    whatLifts: text().notNull().default(''),
    whyDifferent: text().notNull().default(''),
    consistentWith: jsonb().$type<number[]>().notNull().default([]),
    vendorText: text().notNull(),
    proposedBy: ref()
      .notNull()
      .references(() => people.id),
    proposedAt: at().notNull(),
    verdict: text().$type<'agreed' | 'refused'>(),
    verdictReason: text().notNull().default(''),
    decidedBy: ref().references(() => people.id),
    decidedAt: at(),
    /** An emergency block has to be confirmed by the end of this day. */
    confirmBy: day(),
  },
  (t) => [
    index('determinations_of_a_registration').on(t.registrationId, t.id),
    uniqueIndex('one_open_proposal').on(t.registrationId).where(sql`${t.decidedAt} IS NULL`),
    check('nobody_decides_their_own_proposal', sql`${t.decidedBy} <> ${t.proposedBy}`),
    check('a_verdict_is_whole', sql`num_nonnulls(${t.verdict}, ${t.decidedBy}, ${t.decidedAt}) IN (0, 3)`),
    check('a_policy_or_case_by_case', sql`${t.policy} <> '' OR ${t.caseByCase}`),
    check('only_a_suspension_has_a_scope', sql`(${t.action} = 'suspend') = (${t.scope} IS NOT NULL)`),
    check('only_a_suspension_is_an_emergency', sql`NOT ${t.emergency} OR ${t.action} = 'suspend'`),
    check('an_emergency_has_its_day', sql`${t.emergency} = (${t.confirmBy} IS NOT NULL)`),
  ],
)

/**
 * The findings that a determination cites, with what makes them citable, held to the finding by a foreign key: only
 * security criteria that are not met with an unacceptable risk (DOMAIN 3.1). A trigger asks for at least one that is
 * enough alone, at the end of the transaction.
 */
export const citedFindings = pgTable(
  'cited_findings',
  {
    determinationId: ref()
      .notNull()
      .references(() => determinations.id),
    findingId: ref().notNull(),
    registrationId: ref().notNull(),
    criterionId: text().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    severity: text().$type<Severity>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.determinationId, t.findingId] }),
    foreignKey({
      columns: [t.findingId, t.registrationId, t.criterionId, t.outcome, t.severity],
      foreignColumns: [
        findings.id,
        findings.registrationId,
        findings.criterionId,
        findings.outcome,
        findings.severity,
      ],
      name: 'a_cited_finding_is_as_found',
    }),
    check(
      'only_an_unacceptable_security_risk_is_cited',
      sql`${t.criterionId} LIKE 'SEC-%' AND ${t.outcome} = 'not_met' AND ${t.severity} = 'unacceptable'`,
    ),
  ],
)

// ── Status reviews

/** A decision looked at again by somebody who took no part in it (DOMAIN 2.4); `ended_at` closes it. */
export const statusReviews = pgTable(
  'status_reviews',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    /** The record of what is reviewed; null where it was decided before records were kept here. */
    determinationId: ref().references(() => determinations.id),
    of: text('reviewed').$type<Reviewed>().notNull(),
    level: text().$type<ReviewLevel>().notNull(),
    state: text().$type<ReviewState>().notNull().default('requested'),
    statement: text().notNull(),
    files: jsonb().$type<StoredFile[]>().notNull().default([]),
    requestedBy: ref()
      .notNull()
      .references(() => people.id),
    /** Where it came from, where staff filed it for the owner. */
    onBehalf: text(),
    requestedAt: at().notNull(),
    assigneeId: ref().references(() => people.id),
    assignedBy: ref().references(() => people.id),
    assignedAt: at(),
    outcome: text().$type<ReviewOutcome>(),
    /** What the owner reads, as it was sent. */
    words: text(),
    conditions: text(),
    conditionsUntil: day(),
    decidedBy: ref().references(() => people.id),
    endedAt: at(),
  },
  (t) => [
    uniqueIndex('one_open_review').on(t.registrationId).where(sql`${t.endedAt} IS NULL`),
    index('reviews_of_a_registration').on(t.registrationId, t.id),
    check(
      'only_a_block_or_a_refusal_is_reviewed',
      sql`${t.of} IN ('suspended', 'terminated', 'not_approved')`,
    ),
    check(
      'a_review_ends_in_a_last_state',
      sql`(${t.state} IN ('decided', 'withdrawn', 'lapsed', 'settled')) = (${t.endedAt} IS NOT NULL)`,
    ),
    check(
      'an_assignment_is_whole',
      sql`num_nonnulls(${t.assigneeId}, ${t.assignedBy}, ${t.assignedAt}) IN (0, 3)`,
    ),
    check(
      'a_review_is_decided_as_a_whole',
      sql`num_nonnulls(${t.outcome}, ${t.words}, ${t.decidedBy}) = CASE WHEN ${t.state} = 'decided' THEN 3 ELSE 0 END`,
    ),
    check('a_review_is_decided_by_who_has_it', sql`${t.decidedBy} = ${t.assigneeId}`),
    check(
      'an_outcome_fits_what_is_reviewed',
      sql`${t.outcome} = 'uphold'
        OR (${t.of} = 'suspended' AND ${t.outcome} IN ('reinstate', 'reinstate_with_conditions'))
        OR (${t.of} = 'terminated' AND ${t.outcome} = 'rescind_termination')
        OR (${t.of} = 'not_approved' AND ${t.outcome} = 'rescind_denial')`,
    ),
    check(
      'conditions_have_their_day',
      sql`num_nonnulls(${t.conditions}, ${t.conditionsUntil}) = CASE WHEN ${t.outcome} = 'reinstate_with_conditions' THEN 2 ELSE 0 END`,
    ),
    check('a_review_has_ten_files_at_most', sql`jsonb_array_length(${t.files}) <= 10`),
  ],
)

/** Each finding that the decision cites: what the owner says about it, and at the end its result. */
export const reviewedFindings = pgTable(
  'reviewed_findings',
  {
    reviewId: ref()
      .notNull()
      .references(() => statusReviews.id),
    findingId: ref()
      .notNull()
      .references(() => findings.id),
    disputed: boolean().notNull(),
    said: text().notNull().default(''),
    outcome: text().$type<FindingOutcome>(),
    words: text(),
  },
  (t) => [
    primaryKey({ columns: [t.reviewId, t.findingId] }),
    check('a_result_is_upheld_or_changed', sql`${t.outcome} IN ('upheld', 'changed')`),
    check('a_result_has_its_words', sql`num_nonnulls(${t.outcome}, ${t.words}) IN (0, 2)`),
  ],
)

/** What the one who handles a review asks the owner; the clock of the review stops until it is answered. */
export const reviewQuestions = pgTable(
  'review_questions',
  {
    id: id(),
    reviewId: ref()
      .notNull()
      .references(() => statusReviews.id),
    question: text().notNull(),
    askedBy: ref()
      .notNull()
      .references(() => people.id),
    askedAt: at().notNull(),
    replyBy: day().notNull(),
    lapseOn: day().notNull(),
    answer: text(),
    files: jsonb().$type<StoredFile[]>().notNull().default([]),
    answeredBy: ref().references(() => people.id),
    answeredAt: at(),
    /** The mail or message that was taken as the answer. */
    entryId: ref().references((): AnyPgColumn => entries.id),
  },
  (t) => [
    uniqueIndex('one_open_question_of_a_review').on(t.reviewId).where(sql`${t.answeredAt} IS NULL`),
    check(
      'an_answer_in_a_review_is_whole',
      sql`num_nonnulls(${t.answer}, ${t.answeredBy}, ${t.answeredAt}) IN (0, 3)`,
    ),
    check('an_answer_has_ten_files_at_most', sql`jsonb_array_length(${t.files}) <= 10`),
  ],
)

/** One timeline: `seq` is taken under the registration's row lock, so "everything after n" never skips one. */
export const entries = pgTable(
  'entries',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    seq: integer().notNull(),
    kind: entryKind().notNull(),
    authorId: ref().references(() => people.id),
    participantId: ref().references(() => participants.id),
    inboundId: ref().references(() => inboundMail.id),
    requestId: ref().references(() => informationRequests.id),
    subject: text(),
    body: text().notNull().default(''),
    quoted: text().notNull().default(''),
    event: jsonb().$type<EntryEvent>(),
    trust: jsonb().$type<MailProof>(),
    /** Filed by staff: what the vendor said by phone or wrote on paper. */
    onBehalf: jsonb().$type<OnBehalf>(),
    attachments: jsonb().$type<ListedFile[]>().notNull().default([]),
    judgedAt: at(),
    judgedBy: ref().references(() => people.id),
    visibleToVendor: boolean().notNull().default(false),
    at: at().notNull(),
  },
  (t) => [
    uniqueIndex('entries_are_numbered').on(t.registrationId, t.seq),
    uniqueIndex('a_mail_makes_one_entry').on(t.inboundId).where(sql`${t.inboundId} IS NOT NULL`),
    check('an_event_says_what', sql`(${t.kind} = 'event') = (${t.event} IS NOT NULL)`),
    check(
      'a_mail_has_its_proof',
      sql`(${t.kind} = 'mail') = (${t.inboundId} IS NOT NULL AND ${t.trust} IS NOT NULL)`,
    ),
    check(
      'what_is_filed_for_a_vendor_names_its_speaker',
      sql`${t.onBehalf} IS NULL OR (${t.kind} = 'message' AND ${t.participantId} IS NOT NULL AND ${t.authorId} IS NULL)`,
    ),
    check('a_note_is_for_staff', sql`${t.kind} <> 'note' OR NOT ${t.visibleToVendor}`),
  ],
)

export type EntryEvent =
  | { what: 'started' }
  | { what: 'submitted'; revision: number }
  | { what: 'clock_paused'; used: number; of: number }
  | { what: 'clock_resumed'; left: number }
  /** Token instructions came back: their clock goes on. */
  | { what: 'clock_reopened'; left: number }
  | { what: 'due_moved'; rule: Rule; from: string; to: string }
  | { what: 'reminded'; open: number; lapseOn: string | null }
  | { what: 'lapsed'; lastDay: string }
  | { what: 'answer_accepted'; items: number }
  | { what: 'answer_declined' }
  /** `fields`: the ids of what the new revision says otherwise; no revision where the words were enough. */
  | { what: 'answered'; items: number; open: number; revision: number | null; fields: readonly string[] }
  /** The questions about these fields are not done with a mail: the form should say it, or must. */
  | { what: 'form_asked'; wanted: readonly string[]; needed: readonly string[] }
  | { what: 'in_review_again' }
  | { what: 'approved' }
  /** T7: written for the contact; and then taken by their mail server. */
  | { what: 'instructions_mailed'; to: string }
  | { what: 'instructions_accepted'; to: string }
  /** T15: a letter before, the day itself, and the new signature. */
  | { what: 'attestation_asked'; dueOn: string }
  | { what: 'attestation_outdated'; dueOn: string }
  | { what: 'attested'; name: string; title: string; termsVersion: string }
  | { what: 'access_ordered'; action: AccessAction; clients: number; mailed: boolean }
  | { what: 'access_confirmed'; action: AccessAction; clients: number }
  | { what: 'withdrawn'; hadAccess: boolean; reason: string | null }
  | { what: 'reopened' }
  | { what: 'registered_again'; id: number; number: string }
  | { what: 'supersedes'; id: number; number: string }
  | { what: 'change_filed'; fields: string[] }
  | { what: 'change_decided'; outcome: ChangeOutcome; reason: string | null; revision: number | null }
  | { what: 'answers_updated'; revision: number; fields: string[] }
  | { what: 'status'; status: string; reason: string | null }
  | { what: 'contact_verified'; email: string }
  | { what: 'finding'; criterion: string; outcome: Outcome }
  | { what: 'proposed'; action: DeterminationAction; determination: number }
  | { what: 'proposal_refused'; action: DeterminationAction; reason: string }
  | { what: 'determined'; action: DeterminationAction; text: string; whatLifts: string; confirmed: boolean }
  | { what: 'block_confirmed' }
  | { what: 'reinstated'; reason: string }
  | { what: 'review_requested'; of: Reviewed; level: ReviewLevel; criteria: string[]; onBehalf: boolean }
  | { what: 'review_assigned'; name: string; taken: boolean }
  | { what: 'review_asked'; question: string; used: number; of: number }
  | { what: 'review_answered'; left: number; fromEntry: boolean }
  | { what: 'review_decided'; of: Reviewed; outcome: ReviewOutcome; text: string }
  | { what: 'review_ended'; how: 'withdrawn' | 'lapsed' | 'settled' }
  /** The note that stays beside a termination or a refusal which a review has rescinded. */
  | { what: 'rescinded'; of: Reviewed; number: string }
  | { what: 'review_way_sent' }

export type ListedFile = { name: string; type: string; size: number }
export type MailProof = Pick<Trust, 'tier' | 'sentence' | 'verdict'> & {
  from: string
  checkedBy: string | null
  authentication: string
  /** What sort of mail it is and which sign said so; older mail has neither. */
  kind?: string
  sign?: string
}

// ── Information requests

export const informationRequests = pgTable(
  'information_requests',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    askedBy: ref()
      .notNull()
      .references(() => people.id),
    blocking: boolean().notNull(),
    /** `reply_by` and `lapse_on` are computed from these and from when it was asked. */
    terms: jsonb().$type<ReplyTerms>().notNull().default(replyTerms),
    replyBy: day().notNull(),
    lapseOn: day(),
    reminded: integer().notNull().default(0),
    askedAt: at().notNull(),
    closedAt: at(),
  },
  (t) => [
    index('requests_of_a_registration').on(t.registrationId),
    index('open_requests').on(t.id).where(sql`${t.closedAt} IS NULL`),
    check('only_a_blocking_request_lapses', sql`${t.lapseOn} IS NULL OR ${t.blocking}`),
    uniqueIndex('one_open_blocking_request')
      .on(t.registrationId)
      .where(sql`${t.closedAt} IS NULL AND ${t.blocking}`),
  ],
)

/** A question. Answered in the portal, or by an entry of the thread that a reviewer has taken as the answer (DOMAIN T4). */
export const informationItems = pgTable(
  'information_items',
  {
    id: id(),
    requestId: ref()
      .notNull()
      .references(() => informationRequests.id),
    position: integer().notNull(),
    fieldId: text(),
    question: text().notNull(),
    /** What the owner is writing and has not sent. */
    draft: text().notNull().default(''),
    answeredBy: ref().references(() => entries.id),
    /** The reviewer who took a mail or message as the answer; null where it was answered in the portal. */
    acceptedBy: ref().references(() => people.id),
    answeredAt: at(),
    /** Whether the form has to say it too, once a mail has answered. */
    inForm: text().$type<InForm>(),
    /** What the form could say, out of the mail: the owner confirms it or writes something else. */
    proposed: text(),
    confirmedAt: at(),
  },
  (t) => [
    uniqueIndex('questions_are_numbered').on(t.requestId, t.position),
    check(
      'an_answer_is_whole',
      sql`num_nonnulls(${t.answeredBy}, ${t.answeredAt}) IN (0, 2) AND (${t.acceptedBy} IS NULL OR ${t.answeredBy} IS NOT NULL)`,
    ),
    check(
      'only_an_answered_question_is_asked_for_later',
      sql`${t.inForm} <> 'wanted' OR ${t.answeredAt} IS NOT NULL`,
    ),
    check('a_form_is_wanted_or_needed', sql`${t.inForm} IN ('wanted', 'needed')`),
    check('only_what_is_asked_for_is_confirmed', sql`${t.confirmedAt} IS NULL OR ${t.inForm} IS NOT NULL`),
  ],
)

// ── Clocks: the rows say what happened; due_on is computed from them and can be thrown away

export const clocks = pgTable(
  'clocks',
  {
    id: id(),
    registrationId: ref()
      .notNull()
      .references(() => registrations.id),
    rule: text().$type<Rule>().notNull(),
    startedAt: at().notNull(),
    stoppedAt: at(),
    dueOn: day(),
  },
  (t) => [
    uniqueIndex('one_running_clock_of_a_kind')
      .on(t.registrationId, t.rule)
      .where(sql`${t.stoppedAt} IS NULL`),
    index('clocks_of_a_registration').on(t.registrationId),
    index('clocks_by_due_day').on(t.dueOn).where(sql`${t.stoppedAt} IS NULL`),
  ],
)

/** When a clock did not run, why, and who stopped it; nobody did where a letter came back. */
export const clockPauses = pgTable(
  'clock_pauses',
  {
    id: id(),
    clockId: ref()
      .notNull()
      .references(() => clocks.id),
    cause: text().$type<PauseCause>().notNull().default('question'),
    requestId: ref().references(() => informationRequests.id),
    pausedAt: at().notNull(),
    pausedBy: ref().references(() => people.id),
    resumedAt: at(),
    resumedBy: ref().references(() => people.id),
  },
  (t) => [
    uniqueIndex('one_pause_at_a_time').on(t.clockId).where(sql`${t.resumedAt} IS NULL`),
    check('a_pause_has_its_cause', sql`${t.cause} IN ('question', 'bounce', 'review')`),
    check(
      'a_question_pauses_by_somebody',
      sql`(${t.cause} = 'question') = (num_nonnulls(${t.requestId}, ${t.pausedBy}) = 2)`,
    ),
    check(
      'a_resume_is_whole',
      sql`${t.cause} <> 'question' OR num_nonnulls(${t.resumedAt}, ${t.resumedBy}) IN (0, 2)`,
    ),
    check('a_pause_ends_after_it_began', sql`${t.resumedAt} IS NULL OR ${t.resumedAt} >= ${t.pausedAt}`),
  ],
)
/** `review`: a question within a status review. `bounce`: from when the mail server took the token instructions until they came back. */
export type PauseCause = 'question' | 'bounce' | 'review'

/** The payer's own days, append-only: what was added or taken back, by whom and why. */
export const calendarChanges = pgTable(
  'calendar_changes',
  {
    id: id(),
    day: day().notNull(),
    kind: text().$type<DayKind>().notNull(),
    change: text().$type<DayChange['change']>().notNull(),
    name: text().notNull(),
    reason: text().notNull(),
    by: ref('changed_by')
      .notNull()
      .references(() => people.id),
    at: at().notNull(),
  },
  (t) => [
    check('a_day_is_closed_or_open', sql`${t.kind} IN ('closed', 'open')`),
    check('a_change_adds_or_removes', sql`${t.change} IN ('added', 'removed')`),
  ],
)

/** What is done once on a business morning, and by one process alone. */
export const mornings = pgTable(
  'mornings',
  { job: text().notNull(), day: day().notNull(), at: at().notNull() },
  (t) => [primaryKey({ columns: [t.job, t.day] })],
)

// ── Mail

/** Identity of a mail is its bytes: the same bytes in the same account are the same mail (SAFETY EO-1). */
export const inboundMail = pgTable(
  'inbound_mail',
  {
    id: id(),
    account: text().notNull(),
    sha256: text().notNull(),
    size: integer().notNull(),
    receivedAt: at().notNull(),
    firstSeenAt: at().notNull(),
    attempts: integer().notNull().default(0),
    outcome: inboundOutcome(),
    filedAt: at(),
    messageId: text(),
    from: text('from_address').notNull().default(''),
    subject: text().notNull().default(''),
    body: text().notNull().default(''),
    quoted: text().notNull().default(''),
    attachments: jsonb().$type<ListedFile[]>().notNull().default([]),
    trust: jsonb().$type<MailProof>(),
    claims: ref().references(() => registrations.id),
    /** Whether it is about an app, or from another payer. */
    concerns: registrationKind().notNull().default('vendor_app'),
    note: text(),
  },
  (t) => [
    uniqueIndex('same_bytes_same_mail').on(t.account, t.sha256),
    index('unmatched_mail').on(t.id).where(sql`${t.outcome} IN ('unmatched', 'quarantine')`),
    check('an_outcome_has_its_time', sql`(${t.outcome} IS NULL) = (${t.filedAt} IS NULL)`),
  ],
)

/** A letter to one address, written in the transaction of its cause (SAFETY OUT-1). */
export type WrittenWords = { subject: string; text: string; html: string }

export const outbox = pgTable(
  'outbox',
  {
    id: id(),
    registrationId: ref().references(() => registrations.id),
    participantId: ref().references(() => participants.id),
    personId: ref().references(() => people.id),
    entryId: ref().references(() => entries.id),
    to: text('to_address').notNull(),
    kind: text().$type<LetterKind>().notNull(),
    cause: text().notNull(),
    letter: jsonb().$type<Letter>().notNull(),
    messageId: text().unique(),
    replyTo: text(),
    inReplyTo: text(),
    createdAt: at().notNull(),
    notBefore: at().notNull(),
    attempts: integer().notNull().default(0),
    ambiguous: integer().notNull().default(0),
    sentAt: at(),
    failedAt: at(),
    response: text(),
    /** The letter in the words in which the mail server took it, without the secret of its link. */
    asSent: jsonb().$type<WrittenWords>(),
  },
  (t) => [
    uniqueIndex('a_cause_writes_once_to_an_address').on(t.kind, t.cause, t.to),
    index('outbox_waiting').on(t.notBefore).where(sql`${t.sentAt} IS NULL AND ${t.failedAt} IS NULL`),
    index('letters_of_a_registration').on(t.registrationId),
    index('letters_of_an_entry').on(t.entryId),
    check('sent_or_failed', sql`num_nonnulls(${t.sentAt}, ${t.failedAt}) < 2`),
  ],
)

// ── Controls

/** Append-only, as status_events. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: id(),
    at: at().notNull(),
    personId: ref(),
    role: text(),
    action: text().notNull(),
    object: text(),
    ip: text(),
    userAgent: text(),
    requestId: text(),
    detail: jsonb().$type<Record<string, unknown>>(),
  },
  (t) => [index('audit_by_time').on(t.at)],
)

export const settings = pgTable('settings', { key: text().primaryKey(), value: jsonb().notNull() })
