// What holds for every request: headers, origins, sessions, tries, links (SAFETY 1.2 A32 to A37, S-1 to S-5).
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { eq, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { describe, expect } from 'vitest'
import { auditEvents, links, outbox, people, rateLimits, sessions } from '../../db/schema.ts'
import { sendDue } from '../../mail/outbox.ts'
import type { OutgoingLetter } from '../../mail/smtp.ts'
import { readConfig } from '../../src/config.ts'
import { nobodysHash } from '../../src/http/passwords.ts'
import { createSessions } from '../../src/http/session.ts'
import { linkToken } from '../../src/rules/linkToken.ts'
import { get, monday, password, post, skipped, test, type World } from '../world.ts'

type App = ReturnType<World['app']>
const ours = 'http://127.0.0.1:3000'
const minutes = (count: number, seconds = 0) => new Date(monday.getTime() + count * 60_000 + seconds * 1000)
const cookieIn = (response: Response) => response.headers.get('Set-Cookie')?.split(';')[0] ?? ''
const signIn = (app: App, email: string, word = password, cookie?: string, next = '') =>
  post(app, '/sign-in', { email, password: word, next }, cookie)
const broken = () => {
  throw new Error('the disk with the answers of ada@harborlight.example is full')
}
const away = () => {
  throw Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' })
}

describe.skipIf(skipped)('every answer is protected', () => {
  test('pages, redirects, refusals, mistakes and files carry the same headers', async ({ world }) => {
    const app = world.app()
    const file = await get(app, '/assets/app.css')
    const unchanged = { headers: { 'If-None-Match': file.headers.get('ETag') as string } }
    const crowd = await world.cookieOf(world.ada)
    const answers: [status: number, response: Response][] = [
      [200, await get(app, '/')],
      [200, await get(app, '/registrations', crowd)],
      [200, await get(app, '/healthz')],
      [200, await get(app, '/readyz')],
      [200, await get(app, '/live', crowd)],
      [200, file],
      [200, await get(app, '/assets/hue.css')],
      [200, await get(app, '/assets/logo')],
      [204, await post(app, '/csp-report', {})],
      [301, await get(app, '/favicon.ico')],
      [303, await get(app, '/desk')],
      [304, await app.request('/assets/app.css', unchanged)],
      [401, await get(app, '/live')],
      [403, await app.request('/theme', { method: 'POST' })],
      [404, await get(app, '/nothing-here')],
      [404, await get(app, '/assets/nothing.css')],
      [405, await app.request('/', { method: 'PUT' })],
      [409, await post(app, '/verify', { token: 'x' })],
      [413, await post(app, '/sign-up', { name: 'a'.repeat(300_000) })],
      [422, await signIn(app, world.ada.email, 'wrong')],
      [500, await post(world.app(undefined, { mask: broken }), '/theme', { theme: 'dark' })],
      [503, await post(world.app(undefined, { mask: away }), '/theme', { theme: 'dark' })],
    ]
    for (const [status, response] of answers) {
      expect(response.status).toBe(status)
      const { headers } = response
      expect(policyOf(response), String(status)).toEqual({
        ...{ 'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self'" },
        ...{ 'font-src': "'self'", 'connect-src': "'self'", 'worker-src': "'self'", 'form-action': "'self'" },
        ...{ 'base-uri': "'none'", 'frame-ancestors': "'none'", 'report-uri': '/csp-report' },
      })
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('X-Frame-Options')).toBe('DENY')
      expect(headers.get('Referrer-Policy')).toBe('same-origin')
      expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
      expect(headers.get('X-Powered-By')).toBeNull()
      expect(headers.get('Strict-Transport-Security')).toBeNull()
      expect(headers.get('Cache-Control')).toBe(
        headers.has('ETag') || isSheet(response) ? 'public, max-age=300' : 'no-store',
      )
      if (status === 200) expect(headers.get('Content-Type')).toBeTruthy()
    }
  })

  test('on https the browser is told to stay there, and the cookie is bound to the host', async ({
    world,
  }) => {
    const config = readConfig({ LOG_LEVEL: 'silent', PUBLIC_URL: 'https://apps.northfield.example' })
    const app = world.app(undefined, { config, sessions: createSessions(world.db, config) })
    for (const path of ['/', '/nothing-here', '/assets/app.css']) {
      expect((await get(app, path)).headers.get('Strict-Transport-Security')).toBe(
        'max-age=31536000; includeSubDomains',
      )
    }
    const body = new URLSearchParams({ email: world.ada.email, password })
    const signedIn = await app.request('/sign-in', {
      method: 'POST',
      body,
      headers: { Origin: config.publicUrl },
    })
    expect(signedIn.headers.get('Set-Cookie')).toMatch(
      /^__Host-vouchdesk=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect((await post(app, '/theme', { theme: 'dark' })).status).toBe(403)
  })

  test('a mistake of ours shows a code that stands in the log, and nothing of what went wrong', async ({
    world,
  }) => {
    const lines: string[] = []
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
    const response = await post(world.app(undefined, { mask: broken, log }), '/theme', { theme: 'dark' })
    const page = await response.text()
    expect(page).toMatch(/Something went wrong on our side/)
    expect(page).not.toMatch(/disk|Error:|\.ts|node_modules|harborlight/)
    const code = /[0-9A-F]{8}(?=[.<])/.exec(page)?.[0]
    expect(JSON.parse(lines[0] as string)).toMatchObject({ code, path: '/theme' })
    const gone = await post(world.app(undefined, { mask: away, log }), '/theme', { theme: 'dark' })
    expect(await gone.text()).toContain('Nothing you sent before is lost')
  })

  test('a mailed link never reaches the log, not even when its page breaks', async ({ world }) => {
    const lines: string[] = []
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
    const token = linkToken(1, world.config.appSecret)
    const db = { ...world.db, select: broken } as unknown as World['db']
    expect((await get(world.app(undefined, { log, db }), `/verify/${token}`)).status).toBe(500)
    expect(lines.join()).toContain('/verify/…')
    expect(lines.join()).not.toContain(token)
  })
})

function policyOf(response: Response): Record<string, string> {
  const text = response.headers.get('Content-Security-Policy') ?? ''
  return Object.fromEntries(
    text.split('; ').map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)]),
  )
}

function isSheet(response: Response): boolean {
  return response.status === 200 && response.headers.get('Content-Type')?.startsWith('text/css') === true
}

describe.skipIf(skipped)('a request that changes something', () => {
  const sites = [undefined, 'same-origin', 'same-site', 'cross-site', 'none', ''] as const
  const origins = [
    ...[undefined, ours, 'null', '', 'https://evil.test', 'https://127.0.0.1:3000', 'http://127.0.0.1:3001'],
    ...[
      'http://127.0.0.1',
      'http://127.0.0.1:3000.evil.test',
      'http://evil.test/http://127.0.0.1:3000',
      'http://localhost:3000',
    ],
  ]
  const bodies: [type: string | undefined, body: string | undefined][] = [
    ['application/x-www-form-urlencoded', 'theme=dark'],
    [
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="theme"\r\n\r\ndark\r\n--b--\r\n',
    ],
    ['text/plain', 'theme=dark'],
    ['application/json', '{"theme":"dark"}'],
    [undefined, undefined],
  ]

  test('comes from our own page, whatever it is made of, or is refused', async ({ world }) => {
    const app = world.app()
    for (const [type, body] of bodies) {
      for (const origin of origins) {
        for (const site of sites) {
          const given = { 'Content-Type': type, Origin: origin, 'Sec-Fetch-Site': site, 'HX-Request': 'true' }
          const headers = Object.entries(given).filter(
            (pair): pair is [string, string] => pair[1] !== undefined,
          )
          const response = await app.request('/theme', { method: 'POST', body, headers })
          const right = site === 'same-origin' || (site === undefined && origin === ours)
          expect(response.status, JSON.stringify(given)).toBe(right ? 303 : 403)
          if (!right) expect(response.headers.get('Set-Cookie')).toBeNull()
        }
      }
    }
  })

  test('is refused before anything else: no forged request signs out, signs in, submits or approves', async ({
    world,
  }) => {
    const id = await world.submitted()
    const [app, cookie] = [world.app(), await world.cookieOf(world.ada)]
    const forged = {
      Cookie: cookie,
      Origin: 'https://evil.test',
      'Sec-Fetch-Site': 'cross-site',
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    for (const path of [
      '/sign-out',
      '/sign-in',
      '/sign-up',
      '/verify',
      `/registrations/${id}/messages`,
      `/desk/registrations/${id}/approve`,
      '/nothing',
    ]) {
      const response = await app.request(path, { method: 'POST', body: 'body=hello', headers: forged })
      expect(response.status, path).toBe(403)
      expect(await response.text()).toContain('was not sent from our own page')
    }
    expect((await get(app, '/registrations', cookie)).status).toBe(200)
  })

  test('is a POST: PUT, PATCH, DELETE and OPTIONS are used nowhere, on any address', async ({ world }) => {
    const app = world.app()
    const headers = { Origin: ours, Cookie: await world.cookieOf(world.ada) }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      for (const path of ['/', '/registrations', '/assets/app.css', '/nothing']) {
        const response = await app.request(path, { method, headers })
        expect([response.status, response.headers.get('Allow')], `${method} ${path}`).toEqual([
          405,
          'GET, HEAD, POST',
        ])
        expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull()
      }
    }
  })

  test('HEAD answers like GET, without a body', async ({ world }) => {
    const app = world.app()
    for (const path of ['/', '/sign-in', '/assets/app.css', '/desk', '/nothing']) {
      const [head, full] = [await app.request(path, { method: 'HEAD' }), await get(app, path)]
      expect([head.status, await head.text()]).toEqual([full.status, ''])
    }
  })

  test('that is too large is told so in plain words, however it is sent', async ({ world }) => {
    const app = world.app()
    const text = `name=${'a'.repeat(262_144)}`
    const form = new FormData()
    form.append('name', 'a'.repeat(300_000))
    const stream = new ReadableStream({
      start: (controller) => {
        for (let piece = 0; piece < 300; piece++)
          controller.enqueue(new TextEncoder().encode('a'.repeat(1024)))
        controller.close()
      },
    })
    const known = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(text.length),
    }
    const sent: RequestInit[] = [
      { body: text, headers: known },
      { body: text },
      { body: form },
      { body: stream, duplex: 'half' } as RequestInit,
    ]
    for (const init of sent) {
      const response = await app.request('/sign-up', {
        ...init,
        method: 'POST',
        headers: { ...init.headers, Origin: ours },
      })
      expect(response.status).toBe(413)
      expect(await response.text()).toContain('This is more text than we can take at once (256 KB)')
    }
    const fits = await post(app, '/sign-up', { name: 'a'.repeat(250_000) })
    expect(fits.status).toBe(422)
  })
})

describe.skipIf(skipped)('addresses that look for more', () => {
  test('files that are not pages are not there', async ({ world }) => {
    const app = world.app()
    const paths = [
      ...[
        '/.git/config',
        '/.env',
        '/.env.example',
        '/package.json',
        '/src/main.ts',
        '/data/vouchdesk.lock',
        '/node_modules/hono/package.json',
      ],
      ...[
        '/assets/..%2f..%2fpackage.json',
        '/assets/%2e%2e%2fapp.css',
        '/assets/..\\..\\package.json',
        '/assets/app.css%00.png',
      ],
      ...[
        '/assets/constructor',
        '/assets/__proto__',
        '/assets/toString',
        '/assets/',
        '/assets',
        '/wp-login.php',
        '/admin',
        '/%ff',
        '/verify',
        '/verify/',
      ],
    ]
    for (const path of paths) expect((await get(app, path)).status, path).toBe(404)
  })

  test('the server itself neither climbs folders nor echoes a request', async ({ world }) => {
    const server = serve({ fetch: world.app().fetch, hostname: '127.0.0.1', port: 0 })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const ask = (options: RequestOptions) => raw({ host: '127.0.0.1', port, ...options })
    try {
      for (const path of [
        '/assets/../../package.json',
        '/../../../etc/passwd',
        '/..;/..;/etc/passwd',
        '//etc/passwd',
        '/./.git/config',
      ]) {
        const { status, body } = await ask({ path })
        expect([400, 404], path).toContain(status)
        expect(body).not.toMatch(/"name": "vouchdesk"|root:|\[core\]/)
      }
      const traced = await ask({
        method: 'TRACE',
        path: '/',
        headers: { Cookie: 'vouchdesk=canary', 'X-Canary': 'canary' },
      })
      expect(traced.status).toBe(405)
      expect(traced.body).not.toContain('canary')
      expect((await ask({ path: '/', headers: { Host: 'evil.test' } })).body).not.toContain('evil.test')
    } finally {
      server.close()
    }
  })
})

async function raw(options: RequestOptions): Promise<{ status: number; body: string }> {
  const sent = httpRequest(options)
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let body = ''
  for await (const chunk of response) body += chunk
  return { status: response.statusCode ?? 0, body }
}

describe.skipIf(skipped)('after signing in', () => {
  const elsewhere = [
    ...[
      '//evil.test',
      '/\\evil.test',
      '\\\\evil.test',
      'https://evil.test',
      'https:evil.test',
      'http:/evil.test',
      '/\t/evil.test',
    ],
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      'evil.test',
      '.evil.test',
      '@evil.test',
      '/@evil.test',
      ' //evil.test',
      '/%2f/evil.test',
    ],
    ...[
      '/%5cevil.test',
      '/\n//evil.test',
      '/registrations?next=//evil.test',
      '/registrations#x',
      '',
      '/http://evil.test',
      'registrations',
    ],
  ]

  test('the way leads only to pages of ours', async ({ world }) => {
    const app = world.app()
    for (const next of elsewhere) {
      const response = await signIn(app, world.ada.email, password, undefined, next)
      expect([response.status, response.headers.get('Location')], next).toEqual([303, '/registrations'])
      const form = await get(app, `/sign-in?next=${encodeURIComponent(next)}`)
      expect(await form.text(), next).not.toContain('evil.test')
    }
    const theme = (referer: string) =>
      app.request('/theme', {
        method: 'POST',
        headers: { Origin: ours, Referer: referer },
        body: new URLSearchParams({ theme: 'dark' }),
      })
    for (const referer of [
      'https://evil.test//evil.test',
      'https://evil.test/\\evil.test',
      'not an address',
      'about:blank',
    ]) {
      expect((await theme(referer)).headers.get('Location'), referer).toBe('/')
    }
    expect((await theme(`${ours}/how-we-count-days`)).headers.get('Location')).toBe('/how-we-count-days')
  })

  test('it leads on to the page that was asked for, and otherwise home', async ({ world }) => {
    const app = world.app()
    const to = async (email: string, next: string) =>
      (await signIn(app, email, password, undefined, next)).headers.get('Location')
    expect(await to(world.ada.email, '/registrations/12/edit/app')).toBe('/registrations/12/edit/app')
    expect(await to(world.ada.email, '')).toBe('/registrations')
    expect(await to(world.staff.auditor.email, '')).toBe('/sign-in/code')
  })
})

describe.skipIf(skipped)('a session', () => {
  test('lives in a cookie that scripts and other sites cannot use, and in the database only as a hash', async ({
    world,
  }) => {
    const response = await signIn(world.app(), world.ada.email)
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^vouchdesk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const token = cookieIn(response).slice('vouchdesk='.length)
    const [row] = await world.db.select().from(sessions)
    expect(row?.id).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(row)).not.toContain(token)
    expect((await get(world.app(), '/registrations', `vouchdesk=${row?.id}`)).status).toBe(303)
    const theme = await post(world.app(), '/theme', { theme: 'dark' })
    expect(theme.headers.get('Set-Cookie')).toMatch(/^theme=dark; .*HttpOnly.*SameSite=Lax/)
  })

  test('is a new one at each sign-in: neither the old one nor one that was slipped in stays', async ({
    world,
  }) => {
    const app = world.app()
    const slipped = `vouchdesk=${'A'.repeat(43)}`
    const first = cookieIn(await signIn(app, world.ada.email, password, slipped))
    expect(first).not.toBe(slipped)
    const second = cookieIn(await signIn(app, world.ada.email, password, first))
    expect(second).not.toBe(first)
    const statuses = []
    for (const cookie of [slipped, first, second])
      statuses.push((await get(app, '/registrations', cookie)).status)
    expect(statuses).toEqual([303, 303, 200])
  })

  test('ends when its holder signs out, also for a copy of the cookie', async ({ world }) => {
    const [app, cookie] = [world.app(), await world.cookieOf(world.ada)]
    const out = await post(app, '/sign-out', {}, cookie)
    expect(out.headers.get('Clear-Site-Data')).toBe('"cache", "storage"')
    expect(out.headers.get('Set-Cookie')).toMatch(/^vouchdesk=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax/)
    expect((await get(app, '/registrations', cookie)).status).toBe(303)
    expect(await world.db.select().from(sessions)).toEqual([])
  })

  test.for([
    ['staff', 15, '/desk'],
    ['vendor', 30, '/registrations'],
  ] as const)(
    'of %s ends after %i minutes in which nothing was done',
    async ([kind, idle, home], { world }) => {
      const person = kind === 'staff' ? world.staff.reviewer : world.ada
      const at = async (when: Date, cookie: string) =>
        (
          await get(
            world.app(() => when),
            home,
            cookie,
          )
        ).status
      const left = await world.cookieOf(person)
      expect(await at(minutes(idle), left)).toBe(200)
      expect(await at(minutes(2 * idle), left)).toBe(200)
      expect(await at(minutes(3 * idle, 1), left)).toBe(303)
      expect(await at(minutes(3 * idle), left)).toBe(303)
      expect(await world.db.select().from(sessions)).toEqual([])
    },
  )

  test('is not kept alive by a page that stands open: live updates, news and files do not count', async ({
    world,
  }) => {
    const id = await world.submitted()
    const cookie = await world.cookieOf(world.staff.reviewer)
    const at = async (minute: number, path: string) =>
      (
        await get(
          world.app(() => minutes(minute)),
          path,
          cookie,
        )
      ).status
    for (const path of ['/live', `/desk/registrations/${id}/news`, '/assets/app.css'])
      expect(await at(14, path)).toBe(200)
    expect(await at(16, '/desk')).toBe(303)
    expect(await at(16, '/live')).toBe(401)
  })

  test('ends twelve hours after signing in, however busy its holder is', async ({ world }) => {
    const cookie = await world.cookieOf(world.ada)
    const at = async (when: Date) =>
      (
        await get(
          world.app(() => when),
          '/registrations',
          cookie,
        )
      ).status
    for (let minute = 25; minute < 720; minute += 25) expect(await at(minutes(minute))).toBe(200)
    expect(await at(minutes(720))).toBe(200)
    expect(await at(minutes(720, 1))).toBe(303)
  })

  test('of somebody else stays when one person signs out', async ({ world }) => {
    const app = world.app()
    const [ada, noor] = [await world.cookieOf(world.ada), await world.cookieOf(world.noor)]
    await post(app, '/sign-out', {}, ada)
    expect((await get(app, '/registrations', noor)).status).toBe(200)
  })
})

describe.skipIf(skipped)('trying passwords', () => {
  const wrongs = async (app: App, email: string, times: number) => {
    const met: { status: number; page: string; headers: string }[] = []
    for (let tried = 0; tried < times; tried++) {
      const response = await signIn(app, email, `wrong password ${tried}`)
      const page = (await response.text()).replaceAll(email, '(the address)')
      met.push({ status: response.status, page, headers: JSON.stringify([...response.headers]) })
    }
    return met
  }

  test('a known, an unknown and an unconfirmed account answer the same, try by try', async ({ world }) => {
    const app = world.app()
    await world.db.update(people).set({ emailVerifiedAt: null }).where(eq(people.id, world.noor.id))
    const known = await wrongs(app, world.ada.email, 7)
    expect(known.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 429, 429])
    expect(await wrongs(app, 'nobody@nowhere.example', 7)).toEqual(known)
    expect(await wrongs(app, world.noor.email, 7)).toEqual(known)
    expect(known[5]?.page).toContain('Too many tries to sign in. Try again in 30 minutes.')
  })

  test('an unconfirmed account stays closed to its own password, with the same words', async ({ world }) => {
    await world.db.update(people).set({ emailVerifiedAt: null }).where(eq(people.id, world.noor.id))
    const right = await signIn(world.app(), world.noor.email)
    expect(right.status).toBe(422)
    expect(right.headers.get('Set-Cookie')).toBeNull()
    expect(await right.text()).toBe(await (await signIn(world.app(), world.noor.email, 'wrong')).text())
  })

  test('after five wrong tries even the right password waits; writing the address differently does not help', async ({
    world,
  }) => {
    const app = world.app()
    await wrongs(app, 'ada@harborlight.example', 3)
    await wrongs(app, 'ADA@Harborlight.example', 2)
    expect((await signIn(app, 'ada@harborlight.example')).status).toBe(429)
    expect((await signIn(app, ' Ada@harborlight.example ')).status).toBe(429)
    expect((await signIn(app, world.noor.email)).status).toBe(303)
    await world.db.update(rateLimits).set({ expire: new Date(0) })
    expect((await signIn(app, 'ada@harborlight.example')).status).toBe(303)
  })

  test('a right password forgets the wrong tries before it', async ({ world }) => {
    const app = world.app()
    for (let round = 0; round < 3; round++) {
      await wrongs(app, world.ada.email, 4)
      expect((await signIn(app, world.ada.email)).status).toBe(303)
    }
  })

  test('one computer cannot try many accounts: after sixty it waits, another one does not', async ({
    world,
  }) => {
    const config = readConfig({ LOG_LEVEL: 'silent', TRUST_PROXY: 'yes' })
    const app = world.app(undefined, { config })
    const from = (address: string, email: string) =>
      app.request('/sign-in', {
        method: 'POST',
        headers: { Origin: ours, 'X-Forwarded-For': address },
        body: new URLSearchParams({ email, password }),
      })
    await world.db
      .insert(rateLimits)
      .values({ key: 'sign-in address:192.0.2.7', points: 60, expire: new Date(Date.now() + 60_000) })
    expect((await from('192.0.2.7', world.ada.email)).status).toBe(429)
    expect((await from('198.51.100.1, 192.0.2.7', world.ada.email)).status).toBe(429)
    expect((await from('192.0.2.7, 192.0.2.8', world.ada.email)).status).toBe(303)
  })

  test('whoever is not behind a proxy of ours cannot choose the address they are counted by', async ({
    world,
  }) => {
    const app = world.app()
    for (const address of ['192.0.2.1', '192.0.2.2']) {
      await app.request('/sign-in', {
        method: 'POST',
        headers: { Origin: ours, 'X-Forwarded-For': address },
        body: new URLSearchParams({ email: 'x@y.example', password }),
      })
    }
    const events = await world.db.select().from(auditEvents).where(eq(auditEvents.action, 'session.refused'))
    expect(events.map(({ ip }) => ip)).toEqual(['unknown', 'unknown'])
  })

  test('takes as long for an account that does not exist', async ({ world }) => {
    const app = world.app()
    await nobodysHash()
    const times = { known: [] as number[], unknown: [] as number[] }
    for (let pair = 0; pair < 20; pair++) {
      await world.db.delete(rateLimits)
      for (const [which, email] of [
        ['known', world.ada.email],
        ['unknown', `person${pair}@nowhere.example`],
      ] as const) {
        const begin = performance.now()
        await signIn(app, email, 'wrong password')
        times[which].push(performance.now() - begin)
      }
    }
    const median = (all: number[]) => all.toSorted((one, other) => one - other)[10] as number
    // The hash is most of the time; without it the unknown account would answer several times faster.
    expect(median(times.unknown)).toBeGreaterThan(median(times.known) * 0.6)
  })

  test('is on record, with and without success, and never with the password', async ({ world }) => {
    await signIn(world.app(), world.ada.email, 'wrong password here')
    await signIn(world.app(), world.ada.email)
    const events = await world.db
      .select()
      .from(auditEvents)
      .where(sql`${auditEvents.action} LIKE 'session.%'`)
    expect(events.map(({ action, personId }) => [action, personId])).toEqual([
      ['session.refused', null],
      ['session.begun', world.ada.id],
    ])
    expect(JSON.stringify(events)).not.toMatch(/wrong password here|four unrelated words/)
  })
})

describe.skipIf(skipped)('a mailed link', () => {
  const rui = {
    name: 'Rui Costa',
    company: 'Tidewater Labs',
    email: 'rui@tidewater.example',
    password: 'another four plain words',
  }
  const begun = async (world: World) => {
    await post(world.app(), '/sign-up', rui)
    const [link] = await world.db.select().from(links)
    return { id: link?.id as number, token: linkToken(link?.id as number, world.config.appSecret) }
  }
  const confirmed = async ({ db }: World) => {
    const [person] = await db.select().from(people).where(eq(people.email, rui.email))
    return person?.emailVerifiedAt !== null
  }

  test('is used by a click on a button: opening it any number of times changes nothing', async ({
    world,
  }) => {
    const { token } = await begun(world)
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await world.app().request(`/verify/${token}`, { method })).status).toBe(200)
    expect(await confirmed(world)).toBe(false)
    const done = await post(world.app(), '/verify', { token })
    expect([done.status, await confirmed(world)]).toEqual([200, true])
    expect((await signIn(world.app(), rui.email, rui.password)).status).toBe(303)
  })

  test('works once', async ({ world }) => {
    const { token } = await begun(world)
    await post(world.app(), '/verify', { token })
    const again = await post(world.app(), '/verify', { token })
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('This link was already used, or a newer one was sent')
  })

  test('works for a day', async ({ world }) => {
    const { token } = await begun(world)
    const late = await post(
      world.app(() => minutes(24 * 60)),
      '/verify',
      { token },
    )
    expect([late.status, await confirmed(world)]).toEqual([409, false])
    expect(await late.text()).toContain('This link has expired or is not complete')
    expect(
      (
        await post(
          world.app(() => minutes(24 * 60, -1)),
          '/verify',
          { token },
        )
      ).status,
    ).toBe(200)
  })

  test('cannot be forged: every other token is refused with one sentence', async ({ world }) => {
    const { id, token } = await begun(world)
    const { appSecret } = world.config
    const [number, mac] = token.split('.') as [string, string]
    const flipped = `${mac[0] === 'A' ? 'B' : 'A'}${mac.slice(1)}`
    const forged = [
      ...[
        '',
        ' ',
        '.',
        'x',
        number,
        `${number}.`,
        `.${mac}`,
        `${number}.${flipped}`,
        `${number}.${mac.slice(0, -1)}`,
        `${token}x`,
        `${token}\n`,
      ],
      ...[
        `${(id + 1).toString(36)}.${mac}`,
        linkToken(id, `${appSecret}x`),
        linkToken(id + 1, appSecret),
        linkToken(0, appSecret),
      ],
      ...[
        `${number}.${'A'.repeat(43)}`,
        `-1.${mac}`,
        `${number}..${mac}`,
        mac,
        'null',
        'undefined',
        `${'z'.repeat(10)}.${mac}`,
      ],
    ].filter((each) => each.trim() !== token)
    for (const each of forged) {
      const posted = await post(world.app(), '/verify', { token: each })
      expect([posted.status, await posted.text()], each).toEqual([
        409,
        expect.stringContaining('This link has expired or is not complete'),
      ])
      const opened = await get(world.app(), `/verify/${encodeURIComponent(each)}`)
      expect([404, 409], each).toContain(opened.status)
    }
    expect((await post(world.app(), '/verify', {})).status).toBe(409)
    expect(await confirmed(world)).toBe(false)
  })

  test('is not tried out: one computer has sixty tries an hour', async ({ world }) => {
    const { token } = await begun(world)
    await world.db
      .insert(rateLimits)
      .values({ key: 'link address:unknown', points: 60, expire: new Date(Date.now() + 60_000) })
    expect((await post(world.app(), '/verify', { token })).status).toBe(429)
    expect(await confirmed(world)).toBe(false)
  })

  test('leads to our own address, whatever the request that caused it said about the host', async ({
    world,
  }) => {
    const hostile = {
      ...{
        Host: 'evil.test',
        'X-Forwarded-Host': 'evil.test',
        'X-Forwarded-Proto': 'https',
        Forwarded: 'host=evil.test',
      },
      ...{ 'X-Original-URL': 'https://evil.test/', Referer: 'https://evil.test/', Origin: ours },
    }
    for (const config of [world.config, readConfig({ LOG_LEVEL: 'silent', TRUST_PROXY: 'yes' })]) {
      const body = new URLSearchParams({
        ...rui,
        email: config.trustProxy ? 'ines@tidewater.example' : rui.email,
      })
      const response = await world
        .app(undefined, { config })
        .request('http://evil.test/sign-up', { method: 'POST', body, headers: hostile })
      expect(response.status).toBe(200)
      expect(await response.text()).not.toContain('evil.test')
    }
    const letters = await delivered(world)
    expect(letters).toHaveLength(2)
    for (const letter of letters) {
      expect(JSON.stringify(letter)).not.toContain('evil.test')
      const addresses = letter.text.match(/https?:\/\/[^\s/]+/g)
      expect(new Set(addresses)).toEqual(new Set([ours]))
      expect(letter.text).toMatch(/http:\/\/127\.0\.0\.1:3000\/verify\/[0-9a-z]+\.[\w-]{43}/)
    }
    expect(JSON.stringify(await world.db.select().from(outbox))).not.toContain('evil.test')
  })
})

/** What leaves the outbox, as the mail server would get it. */
async function delivered({ db, config }: World): Promise<OutgoingLetter[]> {
  const letters: OutgoingLetter[] = []
  const send = async (letter: OutgoingLetter) => {
    letters.push(letter)
    return { accepted: true, response: '250 ok' } as const
  }
  const { mailbox, name } = config.payer
  await sendDue({
    ...{
      db,
      mailbox,
      fromName: name,
      replyKeys: config.replyKeys,
      now: () => monday,
      log: pino({ level: 'silent' }),
    },
    sender: { send, close: () => {} },
    frame: () => ({
      ...{ payer: config.payer, publicUrl: config.publicUrl, now: monday, reader: null },
      linkUrl: (linkId) => `${config.publicUrl}/verify/${linkToken(linkId, config.appSecret)}`,
    }),
  })
  return letters
}
