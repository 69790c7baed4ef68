import { describe, expect, test } from 'vitest'
import {
  clientIdProblem,
  type EnvironmentFacts,
  environmentProblems,
  grants,
  scopesProblem,
} from '../src/rules/environments.ts'
import { introductionProblem } from '../src/rules/instructions.ts'
import { looksSecret } from '../src/rules/noSecret.ts'
import { sandboxFacts } from './environments.ts'

const today = '2026-11-25'
const problemsOf = (over: Partial<EnvironmentFacts>, name = 'Sandbox') =>
  environmentProblems(name, { ...sandboxFacts, ...over }, today).map(({ field }) => field)
const secrets = [
  'client_secret: 8f3kLq2Zx9Tn4Wb7',
  'The credential is [MASKED:kv_secret#0123456789ab].',
  'Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJlLW9mLXRva2Vu',
]

describe('an environment', () => {
  test('as the demonstration keeps it is right', () => {
    expect(problemsOf({})).toEqual([])
    expect(problemsOf({ rotatesOn: '2026-11-26' })).toEqual([])
  })

  test.each([
    [{ authorizeUrl: 'http://api.northfield.example/authorize' }, 'authorizeUrl'],
    [{ authorizeUrl: 'https://api.northfield.example/authorize#x' }, 'authorizeUrl'],
    [{ tokenUrl: 'api.northfield.example/token' }, 'tokenUrl'],
    [{ tokenUrl: 'https://user:word@api.northfield.example/token' }, 'tokenUrl'],
    [{ fhirUrl: 'https://api.northfield.example/fhir?tenant=1' }, 'fhirUrl'],
    [{ fhirUrl: 'https://localhost/fhir' }, 'fhirUrl'],
    [{ issuer: 'https://api.northfield.example/?x=1' }, 'issuer'],
    [{ discoveryUrl: '' }, 'discoveryUrl'],
    [{ audiences: [] }, 'audiences'],
    [{ audiences: ['https://api.northfield.example/fhir', 'northfield'] }, 'audiences'],
    [{ pkce: 'S256' }, 'pkce'],
    [{ audienceRule: '<b>Send the base address.</b>' }, 'audienceRule'],
    [{ credential: '' }, 'credential'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['openid profile'] }, 'scopes'],
    [{ rotatesOn: '2026-11-25' }, 'rotatesOn'],
    [{ rotatesOn: '2026-02-30' }, 'rotatesOn'],
    [{ rotatesOn: 'soon' }, 'rotatesOn'],
  ] as const)('with %o is refused beside its field', (over, field) => {
    expect(problemsOf(over as Partial<EnvironmentFacts>)).toEqual([field])
  })

  test('has a name of one short line', () => {
    for (const name of ['', 'x', 'two\nlines', 'y'.repeat(41)]) expect(problemsOf({}, name)).toEqual(['name'])
  })

  test.each(secrets)('never takes what looks like a secret, in no field: %s', (secret) => {
    for (const field of ['pkce', 'audienceRule', 'credential'] as const)
      expect(problemsOf({ [field]: `Sign in at the portal. ${secret}` }), field).toEqual([field])
    expect(introductionProblem(`Here is what you need. ${secret}`)?.message).toContain('looks like a secret')
    expect(clientIdProblem('client_1', 'Client id', secret)).not.toBeNull()
    expect(scopesProblem('scopes', 'Scopes', [secret])).not.toBeNull()
    expect(looksSecret(secret)).toBe(true)
  })

  test('never takes an address with a secret in it', () => {
    expect(
      problemsOf({ tokenUrl: 'https://api.northfield.example/t?client_secret=8f3kLq2Zx9Tn4Wb7' }),
    ).toEqual(['tokenUrl'])
  })
})

describe('what may be granted', () => {
  test.each([
    [['openid'], 'openid', true],
    [['openid'], 'profile', false],
    [['patient/*.rs'], 'patient/Patient.rs', true],
    [['patient/*.rs'], 'patient/Patient.r', true],
    [['patient/*.rs'], 'patient/Patient.read', true],
    [['patient/*.read'], 'patient/Coverage.rs', true],
    [['patient/*.rs'], 'patient/Patient.cruds', false],
    [['patient/*.rs'], 'user/Patient.rs', false],
    [['patient/Patient.rs'], 'patient/*.rs', false],
    [['patient/Patient.rs'], 'patient/Coverage.rs', false],
  ] as const)('%o grants %s: %s', (offered, scope, expected) => {
    expect(grants(offered, scope)).toBe(expected)
  })

  test.each(['', 'two words', 'x'.repeat(65), 'käse'])('“%s” is no client id', (clientId) => {
    expect(clientIdProblem('client_1', 'Client id', clientId)).not.toBeNull()
  })
})
