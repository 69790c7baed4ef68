// What a registration is measured by, as data (DOMAIN 3.1, 3.2): the public page, the reviewer's list and the
// findings are all derived from it. A new version is a new list; reviews keep the version they were made with.

export const criteriaVersion = 1

/**
 * SEC may ground a refusal, a suspension or a termination (42 CFR 422.119(e)); TEC says what must work before an app
 * can connect; PRV is for information and may never ground any of them.
 */
export type CriterionClass = 'SEC' | 'TEC' | 'PRV'
export type Criterion = {
  id: `${CriterionClass}-${string}`
  title: string
  /** The objective test: the criterion is met when this is true. */
  met: string
  /** What a reviewer writes down to show it. */
  evidence: readonly string[]
}

export const classOf = ({ id }: Criterion): CriterionClass => id.slice(0, 3) as CriterionClass

export const criteria: readonly Criterion[] = [
  {
    id: 'SEC-01',
    title: 'Who you are',
    met: 'The company stands in a public register, controls the domain it names, answers a call to its phone number, and the person who signed is named.',
    evidence: [
      'address and date of the register entry',
      'DNS record or mail from the domain',
      'note of the call',
    ],
  },
  {
    id: 'SEC-02',
    title: 'Redirect addresses and origins',
    met: 'Every redirect URI passes the published rules, its host is yours, and it forwards nobody to an address that a stranger chose.',
    evidence: ['result of the check', 'screenshot', 'subject of the certificate'],
  },
  {
    id: 'SEC-03',
    title: 'OAuth client and flow',
    met: 'Client type and authentication fit each other; PKCE with S256 is used on every request; no implicit and no password grant; redirect URIs match exactly; published keys hold no private part.',
    evidence: ['answers', 'trace from the sandbox'],
  },
  {
    id: 'SEC-04',
    title: 'Keeping tokens and secrets',
    met: 'Tokens and secrets are encrypted at rest and stay out of browsers, cookies, logs and addresses; they can be replaced within one business day; each app has its own, none shipped inside the app or a repository.',
    evidence: ['answers', 'description of the architecture', 'result of a search in public repositories'],
  },
  {
    id: 'SEC-05',
    title: 'Transport',
    met: 'TLS 1.2 or newer everywhere, with a valid chain that has not expired and a check of certificates that is never switched off.',
    evidence: ['report of a TLS test'],
  },
  {
    id: 'SEC-06',
    title: 'No more access than needed',
    met: 'Every scope has a use that fits the description; there are no scopes of the kind system/ or user/.',
    evidence: ['table of scopes'],
  },
  {
    id: 'SEC-07',
    title: 'No known abuse',
    met: 'The app is on no list of hostile software, is not the same party as an app terminated for a security reason that is still unresolved, and earlier incidents were remedied.',
    evidence: ['result and date of each lookup'],
  },
  {
    id: 'SEC-08',
    title: 'No weakness that can be exploited',
    met: 'No verified, open weakness lets an attacker reach our APIs with members’ tokens.',
    evidence: ['advisory or CVE number', 'result of a test'],
  },
  {
    id: 'SEC-09',
    title: 'Whom we reach in an incident',
    met: 'The security contact answers a test mail or call within two business days, and you agree to tell us of a leak within 24 hours.',
    evidence: ['record of the test'],
  },
  {
    id: 'SEC-10',
    title: 'How the app behaves',
    met: 'Monitoring shows no shared credentials, no replayed tokens, no guessing of identifiers, no way around rate limits and no scraping.',
    evidence: ['extract of the log without member data', 'threshold', 'time window'],
  },
  {
    id: 'TEC-1',
    title: 'OpenID Connect',
    met: 'The app supports OpenID Connect Core 1.0.',
    evidence: ['answers', 'trace from the sandbox'],
  },
  {
    id: 'TEC-2',
    title: 'OAuth 2.0',
    met: 'The app supports OAuth 2.0 (RFC 6749, RFC 6750).',
    evidence: ['answers', 'trace from the sandbox'],
  },
  {
    id: 'TEC-3',
    title: 'HL7 standards',
    met: 'The app works with FHIR R4 and the US Core version in force.',
    evidence: ['answers', 'trace from the sandbox'],
  },
  {
    id: 'TEC-4',
    title: 'Refreshing tokens',
    met: 'The app renews its access token without losing its place, where it asked for offline access.',
    evidence: ['trace from the sandbox'],
  },
  {
    id: 'TEC-5',
    title: 'A successful read',
    met: 'The app has read a made-up member in the sandbox.',
    evidence: ['date and result'],
  },
  {
    id: 'PRV-1',
    title: 'Privacy policy',
    met: 'It is public at all times and written in plain language.',
    evidence: ['address, quoted sentence and date'],
  },
  {
    id: 'PRV-2',
    title: 'Seen before agreeing',
    met: 'Members do something that shows that they saw the policy before they agree.',
    evidence: ['address, quoted sentence and date'],
  },
  {
    id: 'PRV-3',
    title: 'Sharing',
    met: 'The policy says how data is accessed, exchanged, used and shared, and with whom.',
    evidence: ['address, quoted sentence and date'],
  },
  {
    id: 'PRV-4',
    title: 'Consent',
    met: 'Members agree expressly before their data is accessed, exchanged or used.',
    evidence: ['address, quoted sentence and date'],
  },
  {
    id: 'PRV-5',
    title: 'Stopping',
    met: 'Members can stop the app’s access, and the policy says what happens to data already read.',
    evidence: ['address, quoted sentence and date'],
  },
  {
    id: 'PRV-6',
    title: 'Other data on the device',
    met: 'The policy says whether the app reads other data on the device.',
    evidence: ['address, quoted sentence and date'],
  },
  {
    id: 'PRV-7',
    title: 'Selling data',
    met: 'You say whether the app or the company sells members’ data.',
    evidence: ['answers'],
  },
  {
    id: 'PRV-8',
    title: 'CARIN Code of Conduct',
    met: 'You say whether you have attested to the CARIN Code of Conduct.',
    evidence: ['answers', 'address of the entry'],
  },
  {
    id: 'PRV-9',
    title: 'Telling members of a breach',
    met: 'The policy says how members are told of a breach.',
    evidence: ['address, quoted sentence and date'],
  },
]

export const criteriaOf = (kind: CriterionClass) => criteria.filter((each) => classOf(each) === kind)
