import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MaskKind, mask, maskingKey } from '../src/rules/masking.ts'

const key = maskingKey('a key of the tests')
const masked = (text: string) => mask(text, key).text
const kindsIn = (text: string) => mask(text, key).findings.map(({ kind }) => kind)
const plain = (text: string) => masked(text).replace(/#[0-9a-f]{12}/g, '')

const base64url = (text: string) => Buffer.from(text).toString('base64url')
const signature = 'Zm9v-Ada_Moreno0RuiTavares1Sq7Lw2xYp9Kd8Tn3'
const jwt = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url('{"sub":"member-4711","scope":"patient/Patient.rs"}')}.${signature}`
const login = Buffer.from('harbor-app:s3cr3t-of-Ada').toString('base64')
const pemBody =
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\nVJTUt9Us8cKjMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDu\n'
const pem = (label: string) => `-----BEGIN ${label}-----\n${pemBody}-----END ${label}-----`

const secrets: [text: string, expected: string][] = [
  [`token ${jwt} fails`, 'token [MASKED:jwt] fails'],
  [`It is ${jwt}.`, 'It is [MASKED:jwt].'],
  [`It is ${jwt}.\nThanks,\nAda`, 'It is [MASKED:jwt].\nThanks,\nAda'],
  [`${jwt}\nThanks, Ada`, '[MASKED:jwt]\nThanks, Ada'],
  [`${jwt}\n-- \nAda`, '[MASKED:jwt]\n-- \nAda'],
  [`${jwt}\n2026-11-20 401`, '[MASKED:jwt]\n2026-11-20 401'],
  [`${jwt}\n${jwt}`, '[MASKED:jwt]\n[MASKED:jwt]'],
  [`token_${jwt}`, 'token_[MASKED:jwt]'],
  [`trace7${jwt}`, 'trace7[MASKED:jwt]'],
  [`${jwt.split('.')[1]} is the middle`, '[MASKED:jwt] is the middle'],
  [`file ${jwt}.json`, 'file [MASKED:jwt].json'],
  [
    `${base64url('{"alg":"dir","enc":"A256GCM"}')}..48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvT`,
    '[MASKED:jwt]',
  ],
  ['eyJhbGciOiJSUzI1NiIs\n401 Unauthorized', '[MASKED:jwt]\n401 Unauthorized'],
  [`Authorization: Bearer ${jwt}`, 'Authorization: Bearer [MASKED:jwt]'],
  ['Authorization: Bearer 9f8e7d6c5b4a==', 'Authorization: Bearer [MASKED:bearer]'],
  ["curl -H 'authorization: bearer mF_9.B5f-4.1JqM'", "curl -H 'authorization: bearer [MASKED:bearer]'"],
  ['the bearer token: mF_9.B5f-4.1JqM.', 'the bearer token: [MASKED:bearer].'],
  ['Bearer%20mF_9.B5f-4.1JqM', 'Bearer%20[MASKED:bearer]'],
  ['Bearer correct-horse-battery-staple-correct-horse', 'Bearer [MASKED:bearer]'],
  ['Bearer Bearer mF_9.B5f-4.1JqM', 'Bearer Bearer [MASKED:bearer]'],
  [`Authorization: Basic ${login}`, 'Authorization: Basic [MASKED:basic]'],
  [
    'grant_type=refresh_token&refresh_token=8xLOxBtZp8&scope=openid',
    'grant_type=refresh_token&refresh_token=[MASKED:kv_secret]&scope=openid',
  ],
  ['access_token=7Fjfp0ZBr1KtDRbn', 'access_token=[MASKED:kv_secret]'],
  [
    '{"access_token": "7Fjfp0ZBr1KtDRbn", "expires_in": 3600}',
    '{"access_token": "[MASKED:kv_secret]", "expires_in": 3600}',
  ],
  ['{\\"id_token\\":\\"7Fjfp0ZBr1KtDRbn\\"}', '{\\"id_token\\":\\"[MASKED:kv_secret]\\"}'],
  [`{"password":"x ${jwt} y"}`, '{"password":"[MASKED:jwt]"}'],
  [`password: "x ${jwt.slice(0, 100)}\n${jwt.slice(100)}"`, 'password: "[MASKED:jwt]"'],
  ['{"password":"two \\" words"}', '{"password":"[MASKED:kv_secret]"}'],
  ['client_secret=letmein', 'client_secret=[MASKED:kv_secret]'],
  ['client_assertion=SAMLv2abc123', 'client_assertion=[MASKED:kv_secret]'],
  ['code_verifier=dBjftJeZ4CVP', 'code_verifier=[MASKED:kv_secret]'],
  ['Authorization code: 4/0AX4XfWh', 'Authorization code: [MASKED:kv_secret]'],
  ['Client Secret: Ab12cd34.', 'Client Secret: [MASKED:kv_secret].'],
  ['**Client Secret:** Ab12cd34', '**Client Secret:** [MASKED:kv_secret]'],
  ['Client Secret:\n> Ab12cd34', 'Client Secret:\n> [MASKED:kv_secret]'],
  ['my client secret is Ab12cd34 and', 'my client secret is [MASKED:kv_secret] and'],
  ['Password: swordfish', 'Password: [MASKED:kv_secret]'],
  ['PASSWORD = "swordfish"', 'PASSWORD = "[MASKED:kv_secret]"'],
  ['HARBOR_API_KEY=sk_9182', 'HARBOR_API_KEY=[MASKED:kv_secret]'],
  ['x-api-key: sk_91-82', 'x-api-key: [MASKED:kv_secret]'],
  ['private_key: 7Fjfp0ZBr1', 'private_key: [MASKED:kv_secret]'],
  ["secret => 'swordfish'", "secret => '[MASKED:kv_secret]'"],
  ['secret: “sword fish”', 'secret: “[MASKED:kv_secret]”'],
  ['passphrase: `sword fish`', 'passphrase: `[MASKED:kv_secret]`'],
  ['password: https://example.com', 'password: https://example.com'],
  [`password="${'x1'.repeat(200_000)}"`, 'password="[MASKED:kv_secret]"'],
  [`password="${'\\x'.repeat(200_000)}"`, 'password="[MASKED:kv_secret]"'],
  [
    'https://harborlight.example/cb?code=SplxlOBeZQ&state=af0',
    'https://harborlight.example/cb?code=[MASKED:oauth_code]&state=af0',
  ],
  [
    '(https://harborlight.example/cb?state=af0&amp;code=SplxlOBeZQ).',
    '(https://harborlight.example/cb?state=af0&amp;code=[MASKED:oauth_code]).',
  ],
  [`key:\n${pem('PRIVATE KEY')}\nthanks`, 'key:\n[MASKED:private_key]\nthanks'],
  [`${pem('CERTIFICATE')}\n${pem('RSA PRIVATE KEY')}`, `${pem('CERTIFICATE')}\n[MASKED:private_key]`],
  [`${pem('PRIVATE KEY')}\nand\n${pem('EC PRIVATE KEY')}`, '[MASKED:private_key]\nand\n[MASKED:private_key]'],
  [`-----BEGIN PRIVATE KEY-----\n${pemBody}\nThanks`, '[MASKED:private_key]\n\nThanks'],
  [`-----BEGIN PRIVATE KEY-----\n${pemBody}`, '[MASKED:private_key]'],
  [
    `-----BEGIN PRIVATE KEY-----\n${pemBody}\nAda\n\n${pem('PRIVATE KEY')}`,
    '[MASKED:private_key]\n\nAda\n\n[MASKED:private_key]',
  ],
  [pem('PGP PRIVATE KEY BLOCK'), '[MASKED:private_key]'],
  ['her number is 123-45-6789.', 'her number is [MASKED:ssn].'],
  ['her number is 123\u201145\u20116789', 'her number is [MASKED:ssn]'],
  ['SSN 123456789. Next 5', 'SSN [MASKED:ssn]. Next 5'],
  ['Social Security Number: 123 45 6789', 'Social Security Number: [MASKED:ssn]'],
  ['{"ssn": "123456789"}', '{"ssn": "[MASKED:ssn]"}'],
]

test.each(secrets)('%j is masked', (text, expected) => {
  expect(plain(text)).toBe(expected)
})

const lookAlikes = [
  'WWW-Authenticate: Bearer realm="payer", error="invalid_token", error_description="The token expired"',
  'WWW-Authenticate: Bearer error="insufficient_scope", scope="patient/Patient.rs"',
  'WWW-Authenticate: Bearer resource_metadata="https://fhir.payer.example/.well-known"',
  'WWW-Authenticate: Basic realm="payer"',
  'we use Basic authentication and Basic auth:oauth',
  `Basic ${Buffer.from('\0\x01:\x02\x03\x04').toString('base64')}`,
  `Basic ${Buffer.from('harbor-app').toString('base64')}`,
  'Bearer token expired',
  'bearer authentication failed, token-based sign-in works',
  'Authorization: Bearer <token>',
  'Authorization: Bearer YOUR_ACCESS_TOKEN',
  'Authorization: Bearer xxxxxxxxxxxxxxxxxxxxxxxxxx',
  'Authorization: Bearer $TOKEN',
  'Bearer abc123',
  'the token begins with eyJ and eyJhbGci...',
  'see surveyJanuary2026-results-of-the-survey.pdf',
  'client_secret=<your secret>',
  'client_secret=YOUR_CLIENT_SECRET&x=1',
  'client_secret=xxxx',
  'client_secret=…',
  `client_secret=$\{SECRET}`,
  'password: ********',
  'password: [hidden]',
  'access_token: %TOKEN%',
  'access_token=expired',
  '{"access_token": "invalid"}',
  '{"id_token": null, "refresh_token": ""}',
  'id_token: expired',
  'Password: please reset it',
  'Access token: 3600 seconds',
  'Client secret: rotated last week',
  'the password is incorrect',
  'the client secret is about 2 months old',
  'Refresh token:\nThe server answers 401',
  'token_endpoint_auth_method=client_secret_basic',
  'client_secret_expires_at: 1790000000',
  'client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  '"grant_types": ["authorization_code", "refresh_token"]',
  'a paid token: 4711',
  'secretary: Moreno-4711',
  'https://harborlight.example/cb?error=access_denied&code=invalid_request',
  'https://harborlight.example/cb?code=YOUR_CODE',
  'https://harborlight.example/cb?code=12345',
  'https://harborlight.example/cb?postcode=1234567',
  pem('PUBLIC KEY'),
  pem('CERTIFICATE'),
  'call 123-456-7890, ref 1123-45-6789, 123-45-67890, X-123-45-6789',
  '000-12-3456 666-12-3456 900-12-3456 987-65-4321 123-00-4567 123-45-0000',
  'request 123456789',
  'ssn: 000123456',
  'SSN 1234567890',
  'trace 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  'Masked before: [MASKED:jwt#0123456789ab], client_secret=[MASKED:kv_secret#0123456789ab]',
  'A family \u{1F468}\u200D\u{1F469}\u200D\u{1F467} keeps its joiners',
]

test.each(lookAlikes)('%j stays', (text) => {
  expect(mask(text, key)).toEqual({ text, findings: [] })
})

test('the same token has the same fingerprint wherever it stands, under the same key only', () => {
  const forms = [jwt, `Bearer ${jwt}`, `{"access_token":"${jwt}"}`, `?access_token=${jwt}&x=1`]
  const prints = forms.map((form) => mask(form, key).findings)
  expect(new Set(prints.flat().map(({ fingerprint }) => fingerprint)).size).toBe(1)
  expect(prints.flat()).toHaveLength(4)
  expect(mask(jwt, maskingKey('another key')).findings).not.toEqual(mask(jwt, key).findings)
  expect(mask('SSN 123456789', key).findings).toEqual(mask('123-45-6789', key).findings)
})

test('a client secret is recognised inside Basic and a private key behind quote signs', () => {
  const [basic] = mask(`Basic ${login}`, key).findings
  const [keyed] = mask('client_secret=s3cr3t-of-Ada', key).findings
  expect(basic?.fingerprint).toBe(keyed?.fingerprint)
  const block = pem('PRIVATE KEY')
  const forms = [block, block.replaceAll('\n', '\r\n> '), JSON.stringify({ pem: block })]
  const prints = forms.map((form) => mask(form, key).findings[0]?.fingerprint)
  expect(prints).toEqual(Array(3).fill(prints[0]))
})

test('a mask names its finding in 12 hex digits and never contains the secret', () => {
  const { text, findings } = mask(`a ${jwt} b`, key)
  expect(findings).toHaveLength(1)
  expect(findings[0]!.fingerprint).toMatch(/^[0-9a-f]{12}$/)
  expect(text).toBe(`a [MASKED:jwt#${findings[0]!.fingerprint}] b`)
})

test('an empty masking key is refused', () => {
  expect(() => maskingKey('')).toThrow(RangeError)
  expect(() => maskingKey(new Uint8Array())).toThrow(RangeError)
})

const base64urlChar = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const anyJwt = fc
  .tuple(fc.constantFrom(43, 86, 342), fc.uuid(), fc.array(base64urlChar, { minLength: 342, maxLength: 342 }))
  .map(([size, sub, signed]) =>
    [
      base64url('{"alg":"any"}'),
      base64url(JSON.stringify({ sub, aud: 'https://fhir.payer.example/r4' })),
      signed.join('').slice(0, size),
    ].join('.'),
  )

test('a token wrapped over lines, quoted or not, is masked whole with the same fingerprint', () => {
  const wrapped = fc.record({
    token: anyJwt,
    width: fc.integer({ min: 48, max: 98 }),
    quote: fc.constantFrom('', '> ', '>> ', '> > ', '  '),
    end: fc.constantFrom('\n', '\r\n'),
  })
  fc.assert(
    fc.property(wrapped, ({ token, width, quote, end }) => {
      const lines = token.match(new RegExp(`.{1,${width}}`, 'g'))!
      const text = `${quote}${lines.join(end + quote)}${end}${quote}Thanks, Ada`
      expect(plain(text)).toBe(`${quote}[MASKED:jwt]${end}${quote}Thanks, Ada`)
      expect(mask(text, key).findings).toEqual(mask(token, key).findings)
    }),
    { numRuns: 300 },
  )
})

test('a signature of unusual length is joined while its lines are full', () => {
  const token = `${jwt}Ab9`
  const wrapped = (width: number) => token.match(new RegExp(`.{1,${width}}`, 'g'))!.join('\n')
  expect(plain(wrapped(60))).toBe('[MASKED:jwt]')
  expect(plain(`${jwt}Ab9\nrQ3x`)).toBe('[MASKED:jwt]\nrQ3x')
  const full = wrapped(60).slice(0, 121)
  expect(plain(`${full}\nrQ3x`)).toBe('[MASKED:jwt]')
  expect(plain(`${full}\nrQ3x 401`)).toBe('[MASKED:jwt]\nrQ3x 401')
})

test('signs that nobody sees do not hide a secret', () => {
  for (const secret of [jwt, 'Bearer mF_9.B5f-4.1JqM', 'client_secret=Ab12cd34', '123-45-6789']) {
    for (const sign of ['\u200B', '\u00AD', '\uFEFF', '\uE000']) {
      expect(mask([...secret].join(sign), key).findings).toEqual(mask(secret, key).findings)
    }
  }
  expect(plain(`\u00AD${jwt.slice(0, 30)}\u00AD${jwt.slice(30)} \u2060b`)).toBe('\u00AD[MASKED:jwt] \u2060b')
})

const fragment = fc.oneof(
  fc.constantFrom(...secrets.map(([text]) => text).filter((text) => text.length < 1_000), ...lookAlikes),
  fc.constantFrom(
    ' ',
    '\n',
    '\n> ',
    '"',
    "'",
    '.',
    ',',
    '=',
    ': ',
    '&',
    '-',
    '\u200B',
    '\uE000',
    'Bearer ',
    'Basic ',
    'password: ',
    'SSN ',
  ),
  fc.constantFrom(
    'client_secret=',
    '?code=',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    '-----END ',
    '[MASKED:jwt#0123456789ab]',
    'is',
  ),
  fc.string({ maxLength: 6 }),
)

test('masking a masked text changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 8 }), (fragments) => {
      const once = masked(fragments.join(''))
      expect(mask(once, key)).toEqual({ text: once, findings: [] })
    }),
    { numRuns: 2_000, examples: [[['Basic QTpiY', jwt]]] },
  )
})

test('a token survives in no surrounding', () => {
  fc.assert(
    fc.property(fragment, anyJwt, fragment, (before, token, after) => {
      const kinds: MaskKind[] = kindsIn(`${before} ${token} ${after}`)
      expect(kinds.some((kind) => kind === 'jwt' || kind === 'private_key')).toBe(true)
      expect(masked(`${before} ${token} ${after}`)).not.toContain(token.split('.')[1])
    }),
    { numRuns: 300 },
  )
})

const hostile = [
  'eyJ',
  'eyJaaaaaaaaaaaaaaa.a.a.',
  'eyJ.a.b.',
  'eyJhbGciOiJIUzI1NiJ9\n> ',
  'Bearer ',
  'Basic ',
  'client_secret=',
  '"password":"\\',
  'password:https://',
  'password:<',
  'password:\n> ',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '?code=',
  '[MASKED:',
  'SSN ',
]

test.each([['eyJ', 'a'], ['client_secret=', ' '], ...hostile.map((unit) => ['', unit])])(
  '1 MB of %j and %j again and again takes linear time',
  (start, unit) => {
    // Processor time of this process: a busy machine is no fault of ours.
    const seconds = (length: number) => {
      const text = start + unit.repeat(length / unit.length)
      const began = process.cpuUsage()
      mask(text, key)
      const { user, system } = process.cpuUsage(began)
      return (user + system) / 1_000_000
    }
    const quarter = seconds(250_000)
    const whole = seconds(1_000_000)
    expect(whole).toBeLessThan(1.5)
    expect(whole).toBeLessThan(Math.max(0.5, 16 * quarter))
  },
)
