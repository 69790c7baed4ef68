import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answers, type Field, fieldOf, findingsOf, warningsOf } from '../src/rules/questionnaire.ts'

const field = fieldOf('redirect_uris') as Field
const web: Answers = { environments: 'production', platforms: ['web'] }
const both: Answers = { environments: 'both', platforms: ['web'] }
const sandbox: Answers = { environments: 'sandbox', platforms: ['web'] }
const native: Answers = { environments: 'production', platforms: ['ios', 'web'] }

const codes = (uris: string[], answers: Answers) =>
  findingsOf(field, { answers: { ...answers, redirect_uris: uris }, brands: [] }).map(({ code }) => code)
const codeOf = (uri: string, answers: Answers) => codes([uri], answers)[0] ?? null

const long = `https://app.example/${'a'.repeat(1981)}`

describe('a redirect URI (DOMAIN 1.6)', () => {
  const good: [string, Answers][] = [
    ['https://app.example/cb', web],
    ['https://app.example', web],
    ['https://app.example/', both],
    ['https://app.example:8443/cb', web],
    ['HTTPS://App.Example/CB', web],
    ['https://app.example/a%20b', web],
    ['https://app.example/a..b/...', web],
    ['https://app.example/@home', web],
    ['https://xn--hrbor-jua.example/cb', web],
    ['https://härbor.example/cb', web],
    ['https://notbit.ly.example/cb', web],
    ['https://orbit.lyra.example/cb', web],
    [long.slice(0, 2000), web],
    ['https://app.example/cb?tenant=1', sandbox],
    ['https://localhost/cb', sandbox],
    ['https://192.0.2.1/cb', sandbox],
    ['http://localhost/cb', sandbox],
    ['http://localhost:3000/cb', sandbox],
    ['http://LOCALHOST:3000/cb', sandbox],
    ['com.harborlight.app:/cb', native],
    ['com.harborlight.app://cb', native],
    ['http://127.0.0.1/cb', native],
    ['http://127.0.0.1:49152/cb', native],
    ['http://[::1]:49152/cb', native],
  ]
  test.for(good)('%s passes with %j', ([uri, answers]) => expect(codeOf(uri, answers)).toBeNull())

  const bad: [string, string, Answers?][] = [
    [`${long}x`, 'too_long'],
    ['app.example/cb', 'unparseable'],
    ['/cb', 'unparseable'],
    ['https://', 'slashes'],
    ['https:app.example/cb', 'slashes'],
    ['https:/app.example/cb', 'slashes'],
    ['https:///app.example/cb', 'slashes'],
    ['https:////app.example', 'slashes'],
    ['HTTP:/localhost', 'slashes', sandbox],
    ['https:\\\\app.example\\cb', 'backslash'],
    ['https://app.example\\@evil.example/', 'backslash'],
    ['https://app.example/cb\\..', 'backslash'],
    [' https://app.example/cb', 'whitespace'],
    ['https://app.example/cb ', 'whitespace'],
    ['https://app.example/c b', 'whitespace'],
    ['https://app.example/c\nb', 'whitespace'],
    ['https://app.example/c\tb', 'whitespace'],
    ['https://app.example/\u00a0', 'whitespace'],
    ['https://app.example/\u2028', 'whitespace'],
    ['https://app.example/\u0000', 'control'],
    ['https://app.example/\u007f', 'control'],
    ['https://app.example/\u200b', 'control'],
    ['https://app.example/\u202e', 'control'],
    ['https://app\u00ad.example/', 'control'],
    ['https://app.example/\u2066', 'control'],
    ['https://app.example/\ud800', 'control'],
    ['\u0001https://app.example/', 'control'],
    ['https://*.app.example/cb', 'wildcard'],
    ['https://app.example/*', 'wildcard'],
    ['https://app.example/cb?x=*', 'wildcard', sandbox],
    ['https://app.example/cb#', 'fragment'],
    ['https://app.example/#/cb', 'fragment'],
    ['https://app.example/cb#frag', 'fragment', sandbox],
    ['https://user@app.example/cb', 'userinfo'],
    ['https://user:pw@app.example/cb', 'userinfo'],
    ['https://@app.example/cb', 'userinfo'],
    ['https://:@app.example/cb', 'userinfo'],
    ['https://app.example%40evil.example/', 'unparseable'],
    ['https://app.example@evil.example/', 'userinfo'],
    ['com.app.x://user@host/cb', 'userinfo', native],
    ['https://app.example/../cb', 'dot_segment'],
    ['https://app.example/a/..', 'dot_segment'],
    ['https://app.example/..', 'dot_segment'],
    ['https://app.example/%2e%2e/cb', 'dot_segment'],
    ['https://app.example/.%2E/cb', 'dot_segment'],
    ['https://app.example/%2E./cb', 'dot_segment'],
    ['https://app.example/a%2f..%2fcb', 'dot_segment'],
    ['https://app.example/a/%2e%2e', 'dot_segment', sandbox],
    ['com.app.x:/a/../cb', 'dot_segment', native],
    ['https://app.example/cb?', 'query'],
    ['https://app.example/cb?tenant=1', 'query'],
    ['https://app.example?x', 'query', both],
    ['com.app.x:/cb?x=1', 'query', native],
    ['http://127.0.0.1:8080/cb?', 'query', native],
    ['javascript:alert(1)', 'scheme'],
    ['JavaScript:alert(1)', 'scheme', native],
    ['data:text/html,x', 'scheme', native],
    ['file:///etc/passwd', 'scheme', native],
    ['blob:https://app.example/1', 'scheme', native],
    ['about:blank', 'scheme', native],
    ['intent:cb', 'scheme', native],
    ['ftp://app.example/cb', 'scheme', native],
    ['ws://app.example/cb', 'scheme', native],
    ['harbor:/cb', 'scheme', native],
    ['mailto:ada@harborlight.example', 'scheme', native],
    ['urn:ietf:wg:oauth:2.0:oob', 'scheme', native],
    ['com.harborlight.app:/cb', 'native_only'],
    ['com.harborlight.app:/cb', 'native_only', sandbox],
    ['http://127.0.0.1/cb', 'native_only'],
    ['http://127.0.0.1/cb', 'native_only', sandbox],
    ['http://[::1]/cb', 'native_only'],
    ['http://127.1/cb', 'loopback_literal', native],
    ['http://2130706433/cb', 'loopback_literal', native],
    ['http://0x7f000001/cb', 'loopback_literal', native],
    ['http://[0:0:0:0:0:0:0:1]/cb', 'loopback_literal', native],
    ['http://127.0.0.2/cb', 'https_required', native],
    ['http://localhost/cb', 'localhost', native],
    ['http://localhost/cb', 'localhost', both],
    ['http://localhost./cb', 'https_required', sandbox],
    ['http://app.localhost/cb', 'https_required', sandbox],
    ['http://app.example/cb', 'https_required', sandbox],
    ['http://app.example/cb', 'https_required', native],
    ['http://127.0.0.1.evil.example/cb', 'https_required', native],
    ['https://192.0.2.1/cb', 'host_ip'],
    ['https://3221225985/cb', 'host_ip'],
    ['https://0300.0.02.01/cb', 'host_ip'],
    ['https://0xc0000201/cb', 'host_ip'],
    ['https://[2001:db8::1]/cb', 'host_ip'],
    ['https://[::ffff:192.0.2.1]/cb', 'host_ip', both],
    ['https://１９２.0.2.1/cb', 'host_ip'],
    ['https://localhost/cb', 'host_not_public'],
    ['https://intranet/cb', 'host_not_public'],
    ['https://printer.local/cb', 'host_not_public'],
    ['https://app.internal/cb', 'host_not_public'],
    ['https://app.test/cb', 'host_not_public'],
    ['https://APP.TEST/cb', 'host_not_public'],
    ['https://app.localhost/cb', 'host_not_public'],
    ['https://app.localhost/cb', 'host_not_public', sandbox],
    ['https://app.example./cb', 'trailing_dot'],
    ['https://app.example./cb', 'trailing_dot', sandbox],
    ['https://bit.ly./x', 'trailing_dot'],
    ['https://bit.ly/x', 'shortener'],
    ['https://BIT.LY/x', 'shortener'],
    ['https://www.tinyurl.com/x', 'shortener'],
    ['https://t.co/x', 'shortener'],
    ['https://bit%2ely/x', 'shortener'],
    ['https://bit。ly/x', 'shortener'],
    ['https://goo.gl:443/x', 'shortener'],
  ]
  test.for(bad)('%s: %s', ([uri, code, answers]) => expect(codeOf(uri, answers ?? web)).toBe(code))

  test('each refusal names the address and says what to change', () => {
    for (const [uri, , answers] of bad) {
      const [found] = findingsOf(field, {
        answers: { ...(answers ?? web), redirect_uris: [uri] },
        brands: [],
      })
      expect(found?.message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(found?.message.length).toBeGreaterThan(10)
    }
  })

  test('a list has at most ten, none twice', () => {
    const many = Array.from({ length: 11 }, (_, n) => `https://app.example/${n}`)
    expect(codes(many.slice(1), web)).toEqual([])
    expect(codes(many, web)).toEqual(['too_many'])
    expect(codes(Array(200).fill('https://app.example/cb'), web)).toEqual(['too_many'])
    expect(codes(['https://app.example/cb', 'https://app.example/cb'], web)).toEqual(['duplicate'])
    expect(codes(['https://app.example/cb', 'https://app.example/cb/'], web)).toEqual([])
    expect(codes([' '], { ...web, grant_types: ['refresh_token'] })).toEqual(['whitespace'])
  })

  test('an app that has not said where it runs is held to production', () => {
    expect(codeOf('https://app.example/cb?x', {})).toBe('query')
    expect(codeOf('http://localhost/cb', {})).toBe('localhost')
  })

  test('another domain than the company’s, and a name in another script, are looked at', () => {
    const warned = (uri: string) =>
      warningsOf(field, {
        answers: { org_website: 'https://www.harborlight.co.uk/', redirect_uris: [uri] },
        brands: [],
      }).map(({ code }) => code)
    expect(warned('https://auth.harborlight.co.uk/cb')).toEqual([])
    expect(warned('https://harborlight.com/cb')).toEqual(['other_domain'])
    expect(warned('https://evil.co.uk/cb')).toEqual(['other_domain'])
    expect(warned('https://härbor.example/cb')).toEqual(['other_domain', 'idn'])
  })
})

describe('whatever is typed', () => {
  const hosts = fc.constantFrom('app.example', 'auth.harborlight.example', 'a-b.example.org')
  const path = fc
    .array(fc.stringMatching(/^[a-z0-9_~-]{1,12}$/), { maxLength: 5 })
    .map((parts) => `/${parts.join('/')}`)

  test('a plain https address passes, and each thing that spoils it is found', () => {
    const spoil = fc.constantFrom<[(uri: string) => string, string]>(
      [(uri) => `${uri}#`, 'fragment'],
      [(uri) => `${uri}?x=1`, 'query'],
      [(uri) => `${uri}/*`, 'wildcard'],
      [(uri) => `${uri}/%2E%2e/`, 'dot_segment'],
      [(uri) => ` ${uri}`, 'whitespace'],
      [(uri) => `${uri}\u200d`, 'control'],
      [(uri) => uri.replace('https://', 'https://x@'), 'userinfo'],
      [(uri) => uri.replace('https://', 'https:/'), 'slashes'],
      [(uri) => uri.replace('https:', 'http:'), 'https_required'],
    )
    fc.assert(
      fc.property(hosts, path, spoil, (host, way, [change, code]) => {
        const uri = `https://${host}${way}`
        expect(codeOf(uri, web)).toBeNull()
        expect(codeOf(change(uri), web)).toBe(code)
      }),
    )
  })

  test('nothing passes whose scheme, host or sign is forbidden, and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('', 'https://', 'com.x:/'),
        (text, head) => {
          const uri = head + text
          const code = codeOf(uri, native)
          if (uri === '' || code !== null) return
          expect(uri).not.toMatch(/[\s*#\\\p{Cc}\p{Cf}?]/u)
          expect(
            ['https:', 'http:'].includes(new URL(uri).protocol) || new URL(uri).protocol.includes('.'),
          ).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
