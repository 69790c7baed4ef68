// Which redirect URIs an app may register (DOMAIN 1.6). They are compared by the authorization server as strings, so
// every check looks at the string as it was typed, and it is kept as it was typed. Nothing is ever fetched.
import { getDomain } from 'tldts'
import { type Answers, chose, type Found, given, quoted } from './field.ts'

export const mostRedirectUris = 10
const longest = 2000
const shorteners = [
  ...['bit.ly', 'tinyurl.com', 't.co', 'goo.gl', 'ow.ly', 'is.gd', 'buff.ly', 'rebrand.ly', 'cutt.ly'],
  ...['shorturl.at', 'tiny.cc', 'rb.gy', 't.ly', 'v.gd', 'bl.ink', 'lnkd.in', 'youtu.be', 'aka.ms', 'g.co'],
]
const privateSuffixes = ['.local', '.internal', '.test', '.localdomain', '.lan', '.home.arpa', '.onion']

type Place = { production: boolean; native: boolean }

/** `both` follows production, and so does an app that has not said where it runs. */
function placeOf(answers: Answers): Place {
  return {
    production:
      !chose(answers, 'environments', 'sandbox') || chose(answers, 'environments', 'production', 'both'),
    native: chose(answers, 'platforms', 'ios', 'android', 'desktop'),
  }
}

/** Everything that is wrong with a list of redirect URIs, each with its reason, in the order of the list. */
export function redirectUriProblems(uris: readonly string[], answers: Answers): Found[] {
  const place = placeOf(answers)
  const found = uris.flatMap((uri, index) => {
    const problem = uris.indexOf(uri) < index ? duplicate : redirectUriProblem(uri, place)
    return problem ? [{ code: problem.code, message: `${quoted(uri)}: ${problem.message}` }] : []
  })
  if (uris.length > mostRedirectUris) found.unshift(tooMany(uris.length))
  return found
}

const duplicate = { code: 'duplicate', message: 'this address stands in the list twice' }
const tooMany = (count: number) => ({
  code: 'too_many',
  message: `Register at most ${mostRedirectUris} redirect URIs (now ${count})`,
})

const wrong = (code: string, message: string): Found => ({ code, message })

/** What is wrong with one redirect URI, or null. */
export function redirectUriProblem(uri: string, place: Place): Found | null {
  return typedProblem(uri, place) ?? schemeProblem(uri, new URL(uri), place)
}

/** What the string itself shows, before anything is read into it. */
function typedProblem(uri: string, { production }: Place): Found | null {
  if (uri.length > longest) return wrong('too_long', `shorten it to ${longest} characters`)
  if (/\s/u.test(uri)) return wrong('whitespace', 'remove the spaces and line breaks')
  if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(uri)) return wrong('control', 'remove the invisible characters')
  if (uri.includes('*')) return wrong('wildcard', 'write the whole address, without *')
  if (uri.includes('\\')) return wrong('backslash', 'write / instead of \\')
  if (uri.includes('#')) return wrong('fragment', 'remove the part from # on')
  if (/^https?:(?!\/\/[^/])/i.test(uri)) return wrong('slashes', 'write exactly // after http: or https:')
  if (!URL.canParse(uri))
    return wrong('unparseable', 'write a full address, such as https://app.example/callback')
  if (hasUserInfo(uri)) return wrong('userinfo', 'remove the user name and password before the @')
  if (hasDotSegment(uri)) return wrong('dot_segment', 'remove the “..” from the path')
  if (production && uri.includes('?'))
    return wrong('query', 'remove the part from ? on: in production it is not allowed')
  return null
}

const authorityOf = (uri: string) => /^[^:/?#]+:\/\/([^/?#]*)/.exec(uri)?.[1] ?? ''

/** An `@` in the authority is one even where nothing stands before it. */
function hasUserInfo(uri: string): boolean {
  const { username, password } = new URL(uri)
  return username !== '' || password !== '' || authorityOf(uri).includes('@')
}

function hasDotSegment(uri: string): boolean {
  const path = uri.replace(/^[^:/?#]+:(\/\/[^/?#]*)?/, '').split(/[?#]/)[0] as string
  const segments = path
    .replaceAll(/%2e/gi, '.')
    .replaceAll(/%2f|%5c/gi, '/')
    .split('/')
  return segments.includes('..')
}

function schemeProblem(uri: string, url: URL, place: Place): Found | null {
  const scheme = url.protocol.slice(0, -1)
  if (scheme === 'https') return hostProblem(url, place)
  if (scheme === 'http') return plainHttpProblem(uri, url, place)
  if (!scheme.includes('.'))
    return wrong(
      'scheme',
      'start it with https://, or for a native app with a scheme such as com.company.app:',
    )
  return place.native
    ? null
    : wrong('native_only', 'only apps on iOS, Android or desktop may use a scheme of their own')
}

/** In clear only to the machine itself: a native app's loopback (RFC 8252 section 7.3), or localhost while trying. */
function plainHttpProblem(uri: string, url: URL, { production, native }: Place): Found | null {
  const host = authorityOf(uri).replace(/:\d*$/, '').toLowerCase()
  if (host === '127.0.0.1' || host === '[::1]')
    return native
      ? null
      : wrong('native_only', 'only apps on iOS, Android or desktop may use the loopback address')
  if (host === 'localhost')
    return production ? wrong('localhost', 'localhost is allowed in the sandbox only') : null
  if (url.hostname === '127.0.0.1' || url.hostname === '[::1]')
    return wrong('loopback_literal', 'write the loopback address as 127.0.0.1 or [::1]')
  return wrong('https_required', 'start it with https://')
}

function hostProblem({ hostname }: URL, { production }: Place): Found | null {
  if (hostname.endsWith('.')) return wrong('trailing_dot', 'remove the dot at the end of the host')
  if (hostname.endsWith('.localhost') || hostname.includes('..'))
    return wrong('host_not_public', `the host “${hostname}” is not public`)
  if (!production) return null
  if (hostname.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname))
    return wrong('host_ip', 'write the name of the host, not its number')
  if (!hostname.includes('.') || privateSuffixes.some((suffix) => hostname.endsWith(suffix)))
    return wrong('host_not_public', `the host “${hostname}” is not public`)
  if (shorteners.some((host) => hostname === host || hostname.endsWith(`.${host}`)))
    return wrong('shortener', 'write the address itself, not a shortened one')
  return null
}

/** What a reviewer will look at: a host that is not under the company's domain, and names in other scripts. */
export function redirectUriWarnings(uris: readonly string[], answers: Answers): Found[] {
  const website = given(answers, 'org_website')[0] ?? ''
  const own = URL.canParse(website) ? getDomain(new URL(website).hostname) : null
  return uris.flatMap((uri) => {
    if (!/^https:/i.test(uri) || !URL.canParse(uri)) return []
    const { hostname } = new URL(uri)
    const elsewhere = own !== null && getDomain(hostname, { allowPrivateDomains: true }) !== own
    return [
      ...(elsewhere
        ? [wrong('other_domain', `${quoted(uri)}: not under ${own}. Explain whose host it is.`)]
        : []),
      ...(/(^|\.)xn--/.test(hostname) ? [wrong('idn', `${quoted(uri)}: its host is ${hostname}`)] : []),
    ]
  })
}
