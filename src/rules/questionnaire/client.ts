import {
  type Answers,
  chose,
  type Field,
  type Found,
  given,
  type Judging,
  type Part,
  quoted,
} from './field.ts'
import { mostRedirectUris, redirectUriProblems, redirectUriWarnings } from './redirectUri.ts'
import { scopeProblems, scopeWarnings } from './scopes.ts'

const wrong = (code: string, message: string): Found[] => [{ code, message }]

/** An app that no server of its own could keep a secret for, unless it says that one does (RFC 6749 section 2.1). */
export function keepsNoSecret(answers: Answers): boolean {
  const platforms = given(answers, 'platforms')
  const alone =
    platforms.length > 0 && platforms.every((each) => ['spa', 'ios', 'android', 'desktop'].includes(each))
  return alone && !chose(answers, 'bff', 'yes')
}

function clientTypeProblems([type]: readonly string[], { answers }: Judging): Found[] {
  return type === 'confidential' && keepsNoSecret(answers)
    ? wrong(
        'public_only',
        'An app that runs in a browser or on a device alone is public. Choose “Public”, or say that a server of yours keeps the secret.',
      )
    : []
}

function authMethodProblems([method]: readonly string[], { answers }: Judging): Found[] {
  if (chose(answers, 'client_type', 'public') && method !== 'none')
    return wrong('public_is_none', 'A public app has no secret: choose “None”')
  if (chose(answers, 'client_type', 'confidential') && method === 'none')
    return wrong('confidential_needs_secret', 'A confidential app shows who it is: choose how')
  return []
}

function grantProblems(types: readonly string[]): Found[] {
  if (types.includes('client_credentials'))
    return wrong(
      'client_credentials',
      'client_credentials is not given to apps of members: it would read without them',
    )
  if (types.includes('refresh_token') && !types.includes('authorization_code'))
    return wrong('refresh_alone', 'refresh_token works only together with authorization_code')
  return []
}

function originProblems(origins: readonly string[]): Found[] {
  return origins.flatMap((origin, index) => {
    if (origins.indexOf(origin) < index)
      return wrong('duplicate', `${quoted(origin)}: stands in the list twice`)
    const url = /[\s\\*]/.test(origin) || !URL.canParse(origin) ? null : new URL(origin)
    if (url?.protocol !== 'https:')
      return wrong('https_required', `${quoted(origin)}: write https:// and the host`)
    return url.origin === origin.toLowerCase()
      ? []
      : wrong('origin_only', `${quoted(origin)}: write the origin alone, such as ${url.origin}`)
  })
}

/** Only the code flow comes back to a redirect URI. */
export function noCodeFlow(answers: Answers): boolean {
  return given(answers, 'grant_types').length > 0 && !chose(answers, 'grant_types', 'authorization_code')
}

const secretKeeper: Field = {
  ...{ id: 'bff', label: 'Does a server of yours keep the secret for the app?', type: 'yesno' },
  hint: 'A backend for the frontend: the browser or the phone never sees tokens or the secret.',
  ...{ criterion: 'SEC-03', origin: 'SMART App Launch' },
  when: { field: 'platforms', is: ['spa', 'ios', 'android', 'desktop'] },
}

/** Always `code` (RFC 7591 section 2.1): nobody is asked, but it can be checked. */
export const responseTypes: Field = {
  ...{ id: 'response_types', label: 'Response types', type: 'many', optional: true, origin: 'RFC 7591' },
  choices: [{ value: 'code', label: 'code' }],
}

/** DOMAIN 1.3. */
export const client: Part = {
  id: 'client',
  title: 'OAuth client',
  about: 'How the app signs members in and which addresses and scopes it needs.',
  fields: [
    secretKeeper,
    {
      ...{ id: 'client_type', label: 'Can the app keep a secret?', type: 'one', criterion: 'SEC-03' },
      origin: 'RFC 6749 section 2.1',
      choices: [
        {
          value: 'confidential',
          label: 'Yes, it is confidential',
          hint: 'A server of yours holds the secret',
        },
        { value: 'public', label: 'No, it is public', hint: 'It runs in a browser or on a device' },
      ],
      check: clientTypeProblems,
    },
    {
      ...{ id: 'token_endpoint_auth_method', label: 'How does it show who it is?', type: 'one' },
      ...{ criterion: 'SEC-03', origin: 'RFC 7591' },
      choices: [
        { value: 'client_secret_basic', label: 'client_secret_basic' },
        { value: 'client_secret_post', label: 'client_secret_post' },
        { value: 'private_key_jwt', label: 'private_key_jwt', hint: 'With your public keys at an address' },
        { value: 'none', label: 'None', hint: 'For public apps, with PKCE' },
      ],
      check: authMethodProblems,
    },
    {
      ...{
        id: 'jwks_uri',
        label: 'Address of your public keys',
        type: 'url',
        max: 2000,
        criterion: 'SEC-03',
      },
      ...{ hint: 'A reviewer opens it; we never fetch it.', origin: 'RFC 7591' },
      when: { field: 'token_endpoint_auth_method', is: ['private_key_jwt'] },
    },
    {
      ...{
        id: 'grant_types',
        label: 'Which grant types?',
        type: 'many',
        criterion: 'SEC-03',
        origin: 'RFC 7591',
      },
      choices: [
        { value: 'authorization_code', label: 'authorization_code' },
        { value: 'refresh_token', label: 'refresh_token' },
        { value: 'client_credentials', label: 'client_credentials', hint: 'Not given to apps of members' },
      ],
      check: grantProblems,
    },
    {
      ...{ id: 'pkce_s256', label: 'Does it use PKCE with S256 on every request?', type: 'yesno' },
      ...{ criterion: 'SEC-03', origin: 'SMART App Launch' },
      warn: ([answer]) =>
        answer === 'no'
          ? wrong('pkce', 'Every app has to use PKCE with S256: we will ask you about it.')
          : [],
    },
    {
      ...{ id: 'redirect_uris', label: 'Redirect URIs', type: 'lines', most: mostRedirectUris, max: 2000 },
      hint: `One a line, at most ${mostRedirectUris}, exactly as the app sends them.`,
      ...{ criterion: 'SEC-02', origin: 'RFC 6749 section 3.1.2' },
      mayBeEmpty: (answers) => noCodeFlow(answers),
      check: (uris, { answers }) => redirectUriProblems(uris, answers),
      warn: (uris, { answers }) => redirectUriWarnings(uris, answers),
    },
    {
      ...{ id: 'scopes', label: 'Which scopes?', type: 'lines', most: 60, max: 100, criterion: 'SEC-06' },
      ...{ hint: 'One a line, for example patient/Patient.rs.', origin: 'SMART App Launch' },
      check: scopeProblems,
      warn: scopeWarnings,
    },
    {
      ...{ id: 'scopes_why', label: 'What is each scope for?', type: 'paragraph', min: 1, max: 4000 },
      ...{ criterion: 'SEC-06', origin: 'least privilege' },
    },
    {
      ...{
        id: 'offline_access',
        label: 'How long does it need access while the member is away?',
        type: 'one',
      },
      ...{ criterion: 'SEC-06', origin: 'CMS Blue Button 2.0' },
      choices: [
        { value: 'once', label: 'Only once' },
        { value: 'thirteen_months', label: 'Up to 13 months' },
        {
          value: 'research',
          label: 'For a study',
          hint: 'As long as the member’s consent to the study says',
        },
      ],
    },
    {
      ...{
        id: 'cors_origins',
        label: 'Browser origins',
        type: 'lines',
        most: 10,
        max: 300,
        criterion: 'SEC-02',
      },
      ...{ hint: 'One a line, such as https://app.example.', origin: 'SMART App Launch' },
      when: { field: 'platforms', is: ['spa'] },
      check: originProblems,
    },
  ],
}
