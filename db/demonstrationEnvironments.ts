// The environments of the demonstration's payer, with addresses that nobody answers at.
import type { EnvironmentFacts, EnvironmentKind } from '../src/rules/environments.ts'

const scopes = [
  ...['openid', 'fhirUser', 'profile', 'launch/patient', 'offline_access'],
  ...['patient/*.read', 'patient/*.rs'],
]

function factsAt(kind: EnvironmentKind, host: string, credential: string): EnvironmentFacts {
  const site = `https://${host}.northfield.example`
  return {
    ...{ kind, authorizeUrl: `${site}/oauth2/authorize`, tokenUrl: `${site}/oauth2/token`, issuer: site },
    ...{ fhirUrl: `${site}/fhir/r4`, discoveryUrl: `${site}/fhir/r4/.well-known/smart-configuration` },
    audiences: [`${site}/fhir/r4`],
    pkce: 'Every authorization request carries a code challenge with the method S256. “plain” is refused.',
    audienceRule:
      'Send “aud” with the FHIR base address on every authorization request, exactly as it stands here.',
    ...{ credential, scopes, rotatesOn: null },
  }
}

export const environments: readonly { name: string; facts: EnvironmentFacts }[] = [
  {
    name: 'Sandbox',
    facts: factsAt(
      'sandbox',
      'sandbox-api',
      'Sign in at https://developer.northfield.example with the address of the owner, open the app, choose “Show credential once”.',
    ),
  },
  {
    name: 'Production',
    facts: factsAt(
      'production',
      'api',
      'Sign in at https://developer.northfield.example, open the app, choose “Production credential”. It is shown once and can be renewed there.',
    ),
  },
]
