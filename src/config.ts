// The environment, read once: one frozen typed value, or the whole list of what is wrong and how to mend it.
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { emailProblem } from './rules/answers.ts'
import { type ReplyTerms, replyTerms } from './rules/reply.ts'
import type { KeyRing } from './rules/replyToken.ts'
import { mailboxTooLong } from './rules/replyToken.ts'

/** Known to everybody, so they only ever protect the demonstration on the own machine. */
const demonstrationSecrets = {
  APP_SECRET: 'demonstration-app-secret-known-to-all',
  MASKING_SECRET: 'demonstration-masking-secret-known-to-all',
  REPLY_KEYS: '1:demonstration-reply-key-known-to-all',
}

export type Config = Readonly<{
  embedded: boolean
  databaseUrl: string | null
  imapUrl: string | null
  smtpUrl: string | null
  publicUrl: string
  host: string
  port: number
  dataDir: string
  devSmtpPort: number
  devImapPort: number
  payer: Readonly<{
    name: string
    mailbox: string
    zone: string
    hue: number
    /** Postal address, one line; null where none is set. */
    address: string | null
    /** The payer's own page about its APIs; null where none is set. */
    apiDocs: string | null
    /** Who blocks and unblocks clients at the authorization server; null where nobody is named. */
    apiOperations: string | null
    /** How long it waits for an answer to a question, in business days. */
    reply: ReplyTerms
  }>
  /** A PNG or SVG file with the payer's mark; null shows the neutral one. */
  logoFile: string | null
  authservIds: readonly string[]
  answerMailFrom: Date | null
  trustProxy: boolean
  idleMinutes: Readonly<{ staff: number; vendor: number }>
  sessionHours: number
  appSecret: string
  maskingSecret: string
  replyKeys: KeyRing
  logLevel: string
}>

export type ConfigProblem = { setting: string; message: string }

export class ConfigError extends Error {
  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ setting, message }) => `  ${setting}: ${message}`).join('\n'))
    this.name = 'ConfigError'
  }
}

const port = (fallback: number) =>
  z.coerce.number('write a port number').int().min(0).max(65_535).default(fallback)
const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)),
      `write an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    )

const businessDays = (fallback: number) =>
  z.coerce.number('write a number of business days').int().min(1).max(120).default(fallback)

const environment = z.object({
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  IMAP_URL: url('imap', 'imaps').optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  PUBLIC_URL: url('http', 'https').optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  DATA_DIR: z.string().default('./data'),
  DEV_SMTP_PORT: port(2525),
  DEV_IMAP_PORT: port(1143),
  PAYER_NAME: z.string().max(80).default('Northfield Health Plan'),
  PAYER_MAILBOX: z
    .string()
    .regex(
      /^[a-z0-9._-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/,
      'write a lower-case e-mail address without a plus part',
    )
    .refine(
      (value) => !mailboxTooLong(value),
      'shorten the part before the @: with the reply code it would pass 64 characters',
    )
    .default('cms-appregistration@northfield.example'),
  PAYER_ZONE: z
    .string()
    .refine(isZone, 'write an IANA time zone such as America/New_York')
    .default('America/New_York'),
  PAYER_HUE: z.coerce.number('write a hue from 0 to 360').min(0).max(360).default(215),
  PAYER_ADDRESS: z.string().max(200).optional(),
  PAYER_API_DOCS: url('https', 'http').optional(),
  API_OPERATIONS_EMAIL: z
    .string()
    .refine((value) => emailProblem(value) === null, 'write an e-mail address')
    .optional(),
  PAYER_LOGO: z
    .string()
    .refine((path) => /\.(png|svg)$/i.test(path) && existsSync(path), 'name a PNG or SVG file that exists')
    .optional(),
  REPLY_DAYS: businessDays(replyTerms.reply),
  REPLY_REMINDER_DAYS: z
    .string()
    .regex(/^(\d{1,3}(,\d{1,3})*|none)$/, 'write business days after a comma, such as 5,9, or none')
    .default(replyTerms.reminders.join(',')),
  REPLY_LAPSE_DAYS: businessDays(replyTerms.lapse),
  MAIL_AUTHSERV_IDS: z.string().optional(),
  ANSWER_MAIL_FROM: z.iso
    .datetime({ offset: true, message: 'write an instant such as 2026-12-01T00:00:00Z' })
    .optional(),
  TRUST_PROXY: z.enum(['yes', 'no'], 'write yes or no').default('no'),
  STAFF_IDLE_MINUTES: z.coerce.number().int().min(1).max(60).default(15),
  VENDOR_IDLE_MINUTES: z.coerce.number().int().min(1).max(120).default(30),
  SESSION_HOURS: z.coerce.number().int().min(1).max(24).default(12),
  APP_SECRET: z.string().min(32, 'use at least 32 random characters').optional(),
  MASKING_SECRET: z.string().min(32, 'use at least 32 random characters').optional(),
  REPLY_KEYS: z
    .string()
    .regex(
      /^\d{1,2}:[^,:]{32,}(,\d{1,2}:[^,:]{32,})*$/,
      'write 1:SECRET (at least 32 characters), older keys after a comma',
    )
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
})
type Environment = z.infer<typeof environment>

/**
 * Reads the settings from environment variables; empty ones count as missing.
 * @throws ConfigError with every problem at once.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      setting: String(issue.path[0]),
      message: issue.message,
    }))
    throw new ConfigError([...problems, ...missingParts(given)])
  }
  const problems = [...missingParts(parsed.data), ...replyProblems(parsed.data)]
  if (problems.length > 0) throw new ConfigError(problems)
  return freeze(parsed.data)
}

/** With a real database everything is real: no embedded mail, no demonstration secrets. */
function missingParts(env: Partial<Record<keyof Environment, unknown>>): ConfigProblem[] {
  if (!env.DATABASE_URL) {
    return (['IMAP_URL', 'SMTP_URL'] as const)
      .filter((setting) => env[setting])
      .map((setting) => ({
        setting,
        message: 'set DATABASE_URL too, or remove this: the embedded mode has its own mail servers',
      }))
  }
  const parts = (['IMAP_URL', 'SMTP_URL', 'PUBLIC_URL'] as const)
    .filter((setting) => !env[setting])
    .map((setting) => ({ setting, message: 'is required together with DATABASE_URL' }))
  const secrets = (Object.keys(demonstrationSecrets) as (keyof typeof demonstrationSecrets)[])
    .filter((setting) => !env[setting] || String(env[setting]).includes('known-to-all'))
    .map((setting) => ({
      setting,
      message: 'set an own random value: the demonstration’s is known to everybody',
    }))
  return [...parts, ...secrets]
}

/** Reminders come before the registration lapses, and it never lapses before the day we asked to have the answer. */
function replyProblems(env: Environment): ConfigProblem[] {
  const { reply, reminders, lapse } = termsOf(env)
  const before = Math.max(lapse, reply) // what is wrong with the lapse is said once
  const inOrder = reminders.every((days, index) => days > (reminders[index - 1] ?? 0) && days < before)
  return [
    ...(inOrder
      ? []
      : [{ setting: 'REPLY_REMINDER_DAYS', message: 'write them in order, all before REPLY_LAPSE_DAYS' }]),
    ...(lapse >= reply ? [] : [{ setting: 'REPLY_LAPSE_DAYS', message: 'must not be less than REPLY_DAYS' }]),
  ]
}

function termsOf(env: Environment): ReplyTerms {
  const reminders = env.REPLY_REMINDER_DAYS === 'none' ? [] : env.REPLY_REMINDER_DAYS.split(',').map(Number)
  return { reply: env.REPLY_DAYS, reminders, lapse: env.REPLY_LAPSE_DAYS }
}

function freeze(env: Environment): Config {
  const embedded = !env.DATABASE_URL
  const domain = env.PAYER_MAILBOX.split('@')[1] as string
  return Object.freeze({
    embedded,
    databaseUrl: env.DATABASE_URL ?? null,
    imapUrl: env.IMAP_URL ?? null,
    smtpUrl: env.SMTP_URL ?? null,
    publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, ''),
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    devSmtpPort: env.DEV_SMTP_PORT,
    devImapPort: env.DEV_IMAP_PORT,
    payer: {
      ...{ name: env.PAYER_NAME, mailbox: env.PAYER_MAILBOX, zone: env.PAYER_ZONE, hue: env.PAYER_HUE },
      ...{ address: env.PAYER_ADDRESS ?? null, apiDocs: env.PAYER_API_DOCS ?? null, reply: termsOf(env) },
      apiOperations: env.API_OPERATIONS_EMAIL ?? (embedded ? `api-operations@${domain}` : null),
    },
    logoFile: env.PAYER_LOGO ?? null,
    authservIds: listOf(env.MAIL_AUTHSERV_IDS) ?? (embedded ? [`mx.${domain}`] : []),
    answerMailFrom: env.ANSWER_MAIL_FROM ? new Date(env.ANSWER_MAIL_FROM) : null,
    trustProxy: env.TRUST_PROXY === 'yes',
    idleMinutes: { staff: env.STAFF_IDLE_MINUTES, vendor: env.VENDOR_IDLE_MINUTES },
    sessionHours: env.SESSION_HOURS,
    appSecret: env.APP_SECRET ?? demonstrationSecrets.APP_SECRET,
    maskingSecret: env.MASKING_SECRET ?? demonstrationSecrets.MASKING_SECRET,
    replyKeys: readKeys(env.REPLY_KEYS ?? demonstrationSecrets.REPLY_KEYS),
    logLevel: env.LOG_LEVEL ?? (embedded ? 'warn' : 'info'),
  })
}

function listOf(text: string | undefined): string[] | null {
  return (
    text
      ?.split(',')
      .map((each) => each.trim().toLowerCase())
      .filter(Boolean) ?? null
  )
}

/** 'id:secret' pairs; the first one signs, all of them are accepted. */
function readKeys(text: string): KeyRing {
  const keys = text.split(',').map((pair) => {
    const colon = pair.indexOf(':')
    return [Number(pair.slice(0, colon)), pair.slice(colon + 1)] as const
  })
  return { current: keys[0]?.[0] as number, keys: new Map(keys) }
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
