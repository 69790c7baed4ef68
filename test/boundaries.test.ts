// The one direction: who may import whom, and which one file speaks to each thing outside.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = ['src', 'views', 'db', 'mail'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter(
      (path) =>
        /\.(ts|tsx|js|mjs)$/.test(path) && !path.startsWith('views/assets/') && !path.endsWith('.d.ts'),
    ),
)
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** What each folder may import of ours: the deepest folder that is named here counts. */
const layers: Record<string, string[]> = {
  'src/rules': ['src/rules'],
  'src/operations': ['src/operations', 'src/rules', 'db'],
  'src/http': ['src/http', 'src/operations', 'src/rules', 'src/config.ts', 'db', 'views'],
  'src/routes': ['src/routes', 'src/http', 'src/operations', 'src/rules', 'db/queries', 'views'],
  'src/commands': ['src/commands', 'src/rules', 'mail', 'views/letters', 'db/demonstration.ts', 'db/seed.ts'],
  'src/config.ts': ['src/rules'],
  'src/jobs.ts': ['src/operations', 'db'],
  'src/app.tsx': ['src/http', 'src/routes', 'src/rules'],
  'src/start.ts': ['src', 'db', 'mail', 'views'],
  'src/main.ts': ['src', 'db'],
  views: ['views', 'src/rules'],
  db: ['db', 'src/rules'],
  mail: ['mail', 'src/rules', 'src/operations', 'db', 'views/letters'],
}
const exceptions: Record<string, string[]> = {
  'src/commands/adminCreate.ts': ['src/config.ts', 'src/operations', 'src/http/passwords.ts', 'db'],
  'src/http/assets.ts': ['views/assets'],
  'views/parts.tsx': ['views/assets'],
}
/** Where a type alone may come from: a page shows what a query gives, and the house names its parts. */
const typesToo: Record<string, string[]> = {
  views: ['db/queries'],
  'views/events.tsx': ['db/schema.ts'],
  'views/reviewEvents.tsx': ['db/schema.ts'],
  'views/timeline.tsx': ['db/queries', 'db/schema.ts'],
  'src/http/env.ts': ['mail/devmailbox.ts'],
}

/** The one file that may import each package; anything else that reaches outside needs a line here. */
const homes: Record<string, string[]> = {
  fflate: ['src/http/zip.ts'],
  imapflow: ['mail/imap.ts'],
  nodemailer: ['mail/smtp.ts'],
  'smtp-server': ['mail/devmail.ts'],
  'hoodiecrow-imap': ['mail/devmailImap.ts'],
  'html-to-text': ['mail/html.ts'],
  'iconv-lite': ['mail/charset.ts'],
  pg: ['db/connect.ts'],
  '@electric-sql/pglite': ['db/connect.ts'],
  lucia: ['src/http/session.ts'],
  '@lucia-auth/adapter-drizzle': ['src/http/session.ts'],
  '@node-rs/argon2': ['src/http/passwords.ts'],
  'rate-limiter-flexible': ['src/http/throttle.ts'],
  '@zxcvbn-ts/language-common': ['src/http/passwords.ts'],
  otpauth: ['src/http/secondFactor.ts'],
  qr: ['src/http/secondFactor.ts'],
  '@hono/node-server': ['src/start.ts'],
  pino: ['src/start.ts'],
  zod: ['src/config.ts'],
}
/** Packages that a whole folder may use. */
const packages: Record<string, RegExp> = {
  'src/rules': /^tldts$/,
  'src/operations': /^drizzle-orm/,
  'src/http': /^(hono|drizzle-orm)/,
  'src/routes': /^hono/,
  'src/app.tsx': /^hono/,
  'src/start.ts': /^drizzle-orm/,
  views: /^hono\/(jsx|html)/,
  db: /^drizzle-orm/,
  mail: /^(postal-mime|tsx\/esm\/api)$/,
}
const builtIns: Record<string, RegExp> = {
  'src/rules/masking.ts': /^node:crypto$/,
  'src/rules/replyToken.ts': /^node:crypto$/,
  'src/rules/linkToken.ts': /^node:crypto$/,
  'src/rules/sealed.ts': /^node:crypto$/,
  'src/rules/recoveryCodes.ts': /^node:crypto$/,
  'src/operations/files.ts': /^node:crypto$/,
  'src/operations/findings.ts': /^node:crypto$/,
  'db/demonstrationLogo.ts': /^node:(crypto|zlib)$/,
  'db/connect.ts': /^node:(fs|path|timers\/promises|url)$/,
  'src/http': /^node:(crypto|fs|module)$/,
  'src/commands': /^node:/,
  'src/config.ts': /^node:fs$/,
  'src/jobs.ts': /^node:timers\/promises$/,
  'src/main.ts': /^node:fs$/,
  'src/start.ts': /^node:/,
  mail: /^node:/,
}

type Import = { from: string; path: string; typeOnly: boolean }
const statement = /^(?:import|export)\s+(type\s)?([^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm

const imports = files.flatMap((from): Import[] =>
  [...textOf(from).matchAll(statement)].map(([, type, names, named, called]) => {
    const path = (named ?? called) as string
    const typeOnly =
      type !== undefined ||
      (names
        ? /^\{(\s*type [^,}]+,?)+\s*\} from/.test(names)
        : called !== undefined && textOf(from).includes(`as import('${path}')`))
    return { from, path: path.startsWith('.') ? join(from, '..', path) : path, typeOnly }
  }),
)
const own = imports.filter(({ path }) => files.includes(path) || /^(src|views|db|mail|test)\//.test(path))
const outside = imports.filter((each) => !own.includes(each))
const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
const nearest = <T>(table: Record<string, T>, path: string): T | undefined => {
  const [key] = Object.keys(table)
    .filter((folder) => isIn(path, folder))
    .toSorted((one, other) => other.length - one.length)
  return key === undefined ? undefined : table[key]
}
const say = ({ from, path }: Import) => `${from} imports ${path}`

describe('the one direction', () => {
  test('every file of the house is looked at', () => {
    expect(files.length).toBeGreaterThan(80)
    expect(own.length).toBeGreaterThan(250)
    expect(files.filter((path) => nearest(layers, path) === undefined)).toEqual([])
  })

  test('each layer imports only what lies beneath it', () => {
    const astray = own.filter(({ from, path, typeOnly }) => {
      const allowed = [
        ...(nearest(layers, from) ?? []),
        ...(exceptions[from] ?? []),
        ...(typeOnly ? (nearest(typesToo, from) ?? []) : []),
      ]
      return !allowed.some((folder) => isIn(path, folder))
    })
    expect(astray.map(say)).toEqual([])
  })

  test('the two doors do not know each other, and nothing of ours imports a test', () => {
    expect(
      own
        .filter(
          ({ from, path }) => isIn(from, 'mail') && (isIn(path, 'src/routes') || isIn(path, 'src/http')),
        )
        .map(say),
    ).toEqual([])
    expect(own.filter(({ path }) => isIn(path, 'test')).map(say)).toEqual([])
  })

  test('each thing outside has one home', () => {
    const nameOf = (path: string) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/')
    const astray = outside.filter(({ from, path, typeOnly }) => {
      if (path.startsWith('node:')) return !typeOnly && !nearest(builtIns, from)?.test(path)
      const home = homes[nameOf(path)]
      return home ? !typeOnly && !home.includes(from) : !nearest(packages, from)?.test(path)
    })
    expect(astray.map(say)).toEqual([])
  })

  test('no SQL is written in a route', () => {
    const routes = files.filter((path) => isIn(path, 'src/routes'))
    expect(routes.filter((path) => /drizzle-orm|sql`|sql</.test(textOf(path)))).toEqual([])
  })

  test('only src/operations/status.ts writes where a registration stands; the demonstration world is born so', () => {
    const writers = files.filter((path) =>
      [...textOf(path).matchAll(/(?:update|insert)\((?:t\.)?registrations\)([\s\S]*?)\n(?:\s*\n|\})/g)].some(
        ([, written]) =>
          /(?:set|values)\([\s\S]*\b(?:status|phase|closedAs|standing)\b/.test(written as string),
      ),
    )
    expect(writers.toSorted()).toEqual(['db/seed.ts', 'src/operations/status.ts'])
    expect(
      files.filter((path) => /UPDATE\s+"?registrations|INSERT\s+INTO\s+"?registrations/i.test(textOf(path))),
    ).toEqual([])
  })
})
