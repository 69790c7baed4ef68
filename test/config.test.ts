import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'

const secrets = {
  APP_SECRET: 'a'.repeat(32),
  MASKING_SECRET: 'm'.repeat(32),
  REPLY_KEYS: `1:${'r'.repeat(32)}`,
}
const real = {
  DATABASE_URL: 'postgres://app@db.northfield.example/vouchdesk',
  IMAP_URL: 'imaps://box:secret@imap.northfield.example',
  SMTP_URL: 'smtps://box:secret@smtp.northfield.example',
  PUBLIC_URL: 'https://apps.northfield.example',
  ...secrets,
}

/** Which settings are named as wrong, and the lines that say so. */
function refused(env: Record<string, string | undefined>): { settings: string[]; lines: string[] } {
  try {
    readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const lines = error.message.split('\n').map((line) => line.trim())
    return { lines, settings: lines.map((line) => line.split(':')[0] as string) }
  }
  return { settings: [], lines: [] }
}

describe('settings', () => {
  test('without any setting the demonstration starts on the own machine', () => {
    expect(readConfig({})).toMatchObject({
      ...{ embedded: true, databaseUrl: null, imapUrl: null, smtpUrl: null, dataDir: './data' },
      ...{
        publicUrl: 'http://127.0.0.1:3000',
        host: '127.0.0.1',
        port: 3000,
        devSmtpPort: 2525,
        devImapPort: 1143,
      },
      ...{
        trustProxy: false,
        idleMinutes: { staff: 15, vendor: 30 },
        sessionHours: 12,
        answerMailFrom: null,
      },
      payer: { name: 'Northfield Health Plan', zone: 'America/New_York' },
      authservIds: ['mx.northfield.example'],
    })
  })

  test('a database alone lists everything else that a real operation needs', () => {
    const { settings, lines } = refused({ DATABASE_URL: real.DATABASE_URL })
    expect(settings.toSorted()).toEqual(
      ['APP_SECRET', 'IMAP_URL', 'MASKING_SECRET', 'PUBLIC_URL', 'REPLY_KEYS', 'SMTP_URL'].toSorted(),
    )
    expect(lines.every((line) => line.length > 30)).toBe(true)
  })

  test('everything together is accepted, and trusts no mail server that was not named', () => {
    const config = readConfig(real)
    expect(config).toMatchObject({
      embedded: false,
      publicUrl: 'https://apps.northfield.example',
      logLevel: 'info',
      authservIds: [],
    })
    expect(
      readConfig({ ...real, MAIL_AUTHSERV_IDS: 'MX1.Northfield.example, mx2.northfield.example' })
        .authservIds,
    ).toEqual([...['mx1.northfield.example', 'mx2.northfield.example']])
    expect(Object.isFrozen(config)).toBe(true)
  })

  test.for(Object.keys(real).filter((name) => name !== 'DATABASE_URL'))(
    '%s is missed by name when it is left out',
    (name) => {
      expect(refused({ ...real, [name]: undefined }).settings).toEqual([name])
      expect(refused({ ...real, [name]: '' }).settings).toEqual([name])
    },
  )

  test('the secrets of the demonstration protect nothing real', () => {
    const demonstration = {
      APP_SECRET: 'demonstration-app-secret-known-to-all',
      MASKING_SECRET: 'demonstration-masking-secret-known-to-all',
      REPLY_KEYS: '1:demonstration-reply-key-known-to-all',
    }
    expect(refused({ ...real, ...demonstration }).settings).toEqual(Object.keys(demonstration))
    expect(readConfig(demonstration).embedded).toBe(true)
  })

  test('mail servers without a database are refused: half of the parts would be real', () => {
    const { settings, lines } = refused({ IMAP_URL: real.IMAP_URL, SMTP_URL: real.SMTP_URL })
    expect(settings).toEqual(['IMAP_URL', 'SMTP_URL'])
    expect(lines[0]).toContain('set DATABASE_URL too')
  })

  const wrong: [setting: string, value: string, mend: string][] = [
    ['DATABASE_URL', 'mysql://db', 'postgres://'],
    ['IMAP_URL', 'https://imap.northfield.example', 'imaps://'],
    ['SMTP_URL', 'smtp.northfield.example', 'smtps://'],
    ['PUBLIC_URL', 'apps.northfield.example', 'https://'],
    ['PORT', 'eighty', 'port number'],
    ['PORT', '70000', ''],
    ['DEV_SMTP_PORT', '-1', ''],
    ['DEV_IMAP_PORT', '1.5', ''],
    ['PAYER_NAME', 'N'.repeat(81), ''],
    ['PAYER_MAILBOX', 'Apps+x@northfield.example', 'lower-case'],
    ['PAYER_MAILBOX', `${'a'.repeat(40)}@northfield.example`, 'shorten'],
    ['PAYER_ZONE', 'Eastern', 'America/New_York'],
    ['PAYER_HUE', '361', ''],
    ['PAYER_LOGO', '/no/such/mark.svg', 'name a PNG or SVG file that exists'],
    ['PAYER_LOGO', 'package.json', 'name a PNG or SVG file that exists'],
    ['PAYER_API_DOCS', 'javascript:alert(1)', 'write an address that starts with https://'],
    ['REPLY_DAYS', '0', ''],
    ['REPLY_REMINDER_DAYS', '5 and 9', '5,9'],
    ['REPLY_REMINDER_DAYS', '9,5', 'in order'],
    ['REPLY_REMINDER_DAYS', '5,20', 'before REPLY_LAPSE_DAYS'],
    ['REPLY_LAPSE_DAYS', '9', 'REPLY_DAYS'],
    ['ANSWER_MAIL_FROM', 'yesterday', '2026-12-01T00:00:00Z'],
    ['TRUST_PROXY', 'true', 'yes or no'],
    ['STAFF_IDLE_MINUTES', '0', ''],
    ['VENDOR_IDLE_MINUTES', '500', ''],
    ['SESSION_HOURS', '48', ''],
    ['APP_SECRET', 'short', '32'],
    ['MASKING_SECRET', 'short', '32'],
    ['REPLY_KEYS', 'short', '32'],
    ['LOG_LEVEL', 'loud', ''],
  ]

  test.for(wrong)('%s = %s is refused by its name, with how to mend it', ([setting, value, mend]) => {
    const { settings, lines } = refused({ ...real, [setting]: value })
    expect(new Set(settings)).toEqual(new Set([setting]))
    expect(lines.join(' ')).toContain(mend)
  })

  test('all that is wrong is told at once, and no value of a secret is repeated', () => {
    const env = {
      PORT: 'x',
      TRUST_PROXY: 'x',
      PAYER_ZONE: 'x',
      APP_SECRET: 'hunter2',
      DATABASE_URL: real.DATABASE_URL,
    }
    const { settings, lines } = refused(env)
    expect(settings).toEqual(
      expect.arrayContaining([
        'PORT',
        'TRUST_PROXY',
        'PAYER_ZONE',
        'APP_SECRET',
        'IMAP_URL',
        'MASKING_SECRET',
      ]),
    )
    expect(lines.join(' ')).not.toContain('hunter2')
  })

  test('the address loses its last slash, and the newest reply key signs', () => {
    const config = readConfig({
      ...real,
      PUBLIC_URL: 'https://apps.northfield.example/',
      REPLY_KEYS: `2:${'n'.repeat(32)},1:${'o'.repeat(32)}`,
    })
    expect(config.publicUrl).toBe('https://apps.northfield.example')
    expect(config.replyKeys.current).toBe(2)
    expect([...config.replyKeys.keys.keys()]).toEqual([2, 1])
  })
})

describe('.env.example', () => {
  const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
  const shown = Object.fromEntries(
    [...text('.env.example').matchAll(/^#? ?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )

  test('names every setting, and none that does not exist', () => {
    const known = [
      ...text('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): (?:z|url|port|businessDays)\b/gm),
    ].map(([, name]) => name)
    expect(known.length).toBeGreaterThan(20)
    expect(Object.keys(shown).toSorted()).toEqual(known.toSorted())
  })

  test('copied as it is, it starts the same demonstration as no settings at all', () => {
    expect(readConfig(shown)).toEqual(readConfig({}))
  })
})
