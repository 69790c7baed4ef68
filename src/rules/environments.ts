// The environments of the payer's APIs, such as the sandbox: what a vendor has to know of each to obtain access tokens.
// No field is for a secret, and what looks like one is refused (DOMAIN H9).
import { lineProblem, textProblem, urlProblem } from './answers.ts'
import type { Day } from './calendar.ts'
import { secretProblem } from './noSecret.ts'
import type { Problem } from './refused.ts'

export const environmentKinds = ['sandbox', 'production'] as const
export type EnvironmentKind = (typeof environmentKinds)[number]
export const environmentKindNames: Record<EnvironmentKind, string> = {
  sandbox: 'Sandbox, with made-up members',
  production: 'Production, with members’ data',
}

export type EnvironmentFacts = {
  kind: EnvironmentKind
  authorizeUrl: string
  tokenUrl: string
  fhirUrl: string
  issuer: string
  discoveryUrl: string
  audiences: string[]
  /** What the app does about PKCE (RFC 7636), in words. */
  pkce: string
  /** What the app sends as `aud`, in words (SMART App Launch). */
  audienceRule: string
  /** Where the credential of the client is obtained, in words. */
  credential: string
  scopes: string[]
  /** When the credential has to be renewed, where that is known. */
  rotatesOn: Day | null
}

/** An environment as it stands. `versionId` changes with everything that an admin changes about it. */
export type Environment = EnvironmentFacts & { id: number; name: string; versionId: number; retired: boolean }

/** What one app is told about one environment. */
export type InstructedEnvironment = EnvironmentFacts & {
  environmentId: number
  name: string
  clientId: string
}

export const environmentLabels = {
  name: 'Name',
  authorizeUrl: 'Authorize endpoint',
  tokenUrl: 'Token endpoint',
  fhirUrl: 'FHIR base address',
  issuer: 'Issuer',
  discoveryUrl: 'Discovery document',
  audiences: 'Audiences',
  pkce: 'PKCE',
  audienceRule: 'Audience rule',
  credential: 'Where the credential is obtained',
  scopes: 'Scopes',
  kind: 'Kind',
  rotatesOn: 'Credential renewed by',
} as const

const urls = ['authorizeUrl', 'tokenUrl', 'fhirUrl', 'issuer', 'discoveryUrl'] as const
const texts = ['pkce', 'audienceRule', 'credential'] as const

/** Everything that is wrong with an environment; `today` is the payer's day. */
export function environmentProblems(name: string, facts: EnvironmentFacts, today: Day): Problem[] {
  const found = [
    problem('name', lineProblem(environmentLabels.name, name, 2, 40)),
    ...urls.map((field) => urlOf(field, facts[field])),
    ...texts.map((field) => problem(field, textProblem(environmentLabels[field], facts[field], 10, 1000))),
    audienceProblem(facts.audiences),
    scopesProblem('scopes', environmentLabels.scopes, facts.scopes),
    rotationProblem(facts.rotatesOn, today),
    ...[...texts, 'audiences' as const].map((field) =>
      secretProblem(field, environmentLabels[field], [facts[field]].flat().join('\n')),
    ),
    secretProblem('name', environmentLabels.name, name),
  ].filter((each) => each !== null)
  return found.filter(({ field }, index) => found.findIndex((each) => each.field === field) === index)
}

function problem(field: string, wrong: { message: string } | null): Problem | null {
  return wrong && { field, message: wrong.message }
}

/** An endpoint has no fragment (RFC 6749 3.1, 3.2); an issuer and a FHIR base have no query either (RFC 8414 2). */
function urlOf(field: (typeof urls)[number], value: string): Problem | null {
  const label = environmentLabels[field]
  const secret = secretProblem(field, label, value)
  if (secret) return secret
  const wrong = urlProblem(label, value, 500)
  if (wrong) return problem(field, wrong)
  if (value.includes('#')) return { field, message: `${label}: remove the part from # on` }
  const bare = field === 'issuer' || field === 'fhirUrl'
  return bare && value.includes('?') ? { field, message: `${label}: remove the part from ? on` } : null
}

function audienceProblem(audiences: readonly string[]): Problem | null {
  const field = 'audiences'
  if (audiences.length === 0 || audiences.length > 10)
    return { field, message: 'Audiences: write one to ten addresses, one a line' }
  return (
    audiences.map((each) => problem(field, urlProblem(`Audience “${each}”`, each, 500))).find(Boolean) ?? null
  )
}

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/ // RFC 6749 3.3

/** What is wrong with a list of scopes, one a line. */
export function scopesProblem(field: string, label: string, scopes: readonly string[]): Problem | null {
  if (scopes.length === 0) return { field, message: `${label}: write at least one scope` }
  if (scopes.length > 60) return { field, message: `${label}: write at most 60 scopes` }
  const wrong = scopes.find((scope) => !scopeToken.test(scope))
  if (wrong !== undefined) return { field, message: `${label}: “${wrong}” is not a scope. Write one a line.` }
  return secretProblem(field, label, scopes.join('\n'))
}

function rotationProblem(day: Day | null, today: Day): Problem | null {
  const field = 'rotatesOn'
  if (day === null) return null
  const known = /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)
  if (!known) return { field, message: 'Choose a day, or leave it empty' }
  return day > today ? null : { field, message: 'Choose a day after today, or leave it empty' }
}

/** Whether an environment that offers `offered` can grant `scope`; `patient/*.rs` offers `patient/Patient.rs` too. */
export function grants(offered: readonly string[], scope: string): boolean {
  return offered.includes(scope) || offered.some((each) => covers(clinical(each), clinical(scope)))
}

type Clinical = { context: string; resource: string; may: string }

function clinical(scope: string): Clinical | null {
  const [, context, resource, may] = /^(patient|user)\/(\*|[A-Za-z]+)\.(c?r?u?d?s?|read)$/.exec(scope) ?? []
  return context && resource && may ? { context, resource, may: may === 'read' ? 'rs' : may } : null
}

function covers(wide: Clinical | null, narrow: Clinical | null): boolean {
  if (!wide || !narrow || wide.context !== narrow.context) return false
  const same = wide.resource === '*' || wide.resource === narrow.resource
  return same && [...narrow.may].every((each) => wide.may.includes(each))
}

const clientIdToken = /^[\x21-\x7e]{1,64}$/ // RFC 6749 A.1, without spaces

/** What is wrong with a client id; a secret pasted here by mistake is refused. */
export function clientIdProblem(field: string, label: string, clientId: string): Problem | null {
  const secret = secretProblem(field, label, clientId)
  if (secret) return secret
  if (clientIdToken.test(clientId)) return null
  return {
    field,
    message: `${label}: write the client id in at most 64 letters, digits and signs, without spaces`,
  }
}

/** What differs between two states of an environment, by its label. */
export function changedFacts(before: Environment, after: Environment): string[] {
  const labels = { ...environmentLabels, retired: 'In use' }
  return (Object.keys(labels) as (keyof typeof labels)[])
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => labels[field])
}
