// E10: the letter with which an app obtains its access tokens. It never holds a secret (DOMAIN H9).
import { longDay } from '../../src/rules/calendar.ts'
import {
  environmentKindNames,
  type InstructedEnvironment,
  environmentLabels as labels,
} from '../../src/rules/environments.ts'
import { type Block, facts, paragraph, strong, written } from './blocks.ts'
import { type Compose, noSecrets, portalButton, signature, toVendor } from './frame.ts'

export const tokenInstructions: Compose<'token_instructions'> = (letter, frame) => {
  const { app, number, intro, environments, redirectUris, securityContact } = letter
  const { mailbox } = frame.payer
  return toVendor(letter, frame, `How ${app} obtains access tokens`, [
    ...written(intro),
    facts({ App: app, Number: number, 'Redirect URIs': redirectUris.join('\n') || 'none' }),
    ...environments.map(environmentFacts),
    paragraph(
      strong('No secret is in this e-mail, '),
      'and we never send one by e-mail. Obtain the credential where each environment says so, and keep it on a server.',
    ),
    portalButton('Open the registration', letter, frame),
    paragraph(
      strong('If a secret, a key or a token may have been seen by others, '),
      `tell us at once: write to ${mailbox}. We write to ${securityContact || 'your contact'} about security; keep that address up to date in the portal.`,
    ),
    paragraph(
      strong('Trouble with tokens? '),
      `Write to ${mailbox}: the time in UTC, the address you called, the status code and the error text.`,
    ),
    signature(frame),
    noSecrets,
  ])
}

function environmentFacts(environment: InstructedEnvironment): Block {
  const { name, kind, clientId, scopes, audiences, rotatesOn } = environment
  const said = (field: 'authorizeUrl' | 'tokenUrl' | 'fhirUrl' | 'issuer' | 'discoveryUrl') => ({
    [labels[field]]: environment[field],
  })
  return facts(
    {
      Environment: environmentKindNames[kind],
      'Client id': clientId,
      ...said('authorizeUrl'),
      ...said('tokenUrl'),
      ...said('fhirUrl'),
      ...said('issuer'),
      ...said('discoveryUrl'),
      'Granted scopes': scopes.join(' '),
      [labels.pkce]: environment.pkce,
      [labels.audiences]: audiences.join('\n'),
      [labels.audienceRule]: environment.audienceRule,
      [labels.credential]: environment.credential,
      ...(rotatesOn ? { [labels.rotatesOn]: longDay(rotatesOn) } : {}),
    },
    name,
  )
}
