// From the bytes of a mail to its place: counted, parsed, masked, believed or not, filed. The mailbox moves it after that.
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Db } from '../db/client.ts'
import {
  claimedRegistration,
  codeHolder,
  countAttempt,
  type Destination,
  fileMail,
  type MaskedMail,
  quarantine,
} from '../src/operations/mail.ts'
import { type KeyRing, type ParsedToken, tokensIn, verifyToken } from '../src/rules/replyToken.ts'
import { type Evidence, type Trust, trust } from '../src/rules/trust.ts'
import { sameAddress } from './address.ts'
import { type Authentication, authenticationOf, claimsOurResult } from './authenticity.ts'
import { mayAnswer } from './automatic.ts'
import type { FetchedMail } from './imap.ts'
import { headersOf, type ParsedMail, Unparseable } from './parse.ts'
import type { Parser } from './parser.ts'

export type Ingest = {
  db: Db
  parser: Parser
  mask: (text: string) => string
  mailbox: string
  account: string
  replyKeys: KeyRing
  authservIds: readonly string[]
  /** Mail received before this instant is filed and never answered. */
  answerFrom: Date
  now: () => Date
  log: Logger
}

/** So often may reading a mail fail. */
const mostAttempts = 3
/** So often may this process die with the mail in hand: a death can have other causes, so it proves less. */
const mostDeaths = 6

/** Files one mail of the mailbox and says in which folder it belongs now. Throws only when the database is away. */
export async function ingest(house: Ingest, mail: FetchedMail): Promise<'processed' | 'quarantine'> {
  const bytes = mail.raw ?? mail.headers ?? new Uint8Array()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const arrived = { account: house.account, sha256, size: mail.size, receivedAt: mail.internalDate }
  const counted = await countAttempt(house.db, arrived, house.now())
  if (counted.outcome) return counted.outcome === 'quarantine' ? 'quarantine' : 'processed'
  if (!mail.raw) return setAside(house, counted.id, bytes, `larger than we read (${megabytes(mail.size)})`)
  if (counted.attempts > mostDeaths)
    return setAside(house, counted.id, bytes, 'too many attempts to read it were cut off')
  try {
    const parsed = await house.parser.parse(mail.raw)
    await file(house, counted.id, parsed, mail.internalDate)
    return 'processed'
  } catch (error) {
    if (!(error instanceof Unparseable)) throw error
    house.log.warn(
      { inbound: counted.id, attempts: counted.attempts, reason: error.message },
      'mail could not be read',
    )
    if (counted.attempts < mostAttempts) return ingest(house, mail)
    return setAside(house, counted.id, bytes, error.message)
  }
}

function megabytes(size: number): string {
  return `${Math.ceil(size / 1_048_576)} MB`
}

async function setAside(
  house: Ingest,
  inboundId: number,
  bytes: Uint8Array,
  note: string,
): Promise<'quarantine'> {
  const { from, subject, messageId } = headersOf(bytes)
  const masked = { from: house.mask(from), subject: house.mask(subject), messageId, note }
  await quarantine(house.db, inboundId, masked, house.now())
  house.log.warn({ inbound: inboundId, note }, 'mail set aside in quarantine')
  return 'quarantine'
}

async function file(house: Ingest, inboundId: number, mail: ParsedMail, receivedAt: Date): Promise<void> {
  const authentication = authenticityOf(house, mail)
  const { evidence, token } = await evidenceOf(house, mail, authentication)
  const judged = trust(evidence)
  const claims = await claimedRegistration(house.db, numbersIn(mail))
  const destination: Destination =
    judged.entersThread && token
      ? {
          thread: token.thread,
          participant: token.participant,
          answer: mayBeAnswered(house, mail, receivedAt),
        }
      : { thread: null, claims: token && judged.tier === 'T1' ? token.thread : (claims?.id ?? null) }
  await fileMail(house.db, inboundId, masked(house, mail, judged, authentication), destination, house.now())
  house.log.info({ inbound: inboundId, tier: judged.tier, reason: judged.reason }, 'mail filed')
}

function authenticityOf({ authservIds }: Ingest, mail: ParsedMail): Authentication {
  const ours = [...authservIds]
  if (!claimsOurResult(mail.headers, ours)) return authenticationOf(mail.headers, domainOf(mail), ours)
  return {
    verdict: 'fail',
    by: null,
    detail: 'the mail brought a result of its own in the name of our mail server',
  }
}

function mayBeAnswered(house: Ingest, mail: ParsedMail, receivedAt: Date): boolean {
  return receivedAt >= house.answerFrom && mayAnswer(mail, house.mailbox).may
}

type Judged = { evidence: Evidence; token: ParsedToken | null }

/** Which reply code speaks for the mail: of several, one that is valid and belongs to the sender. */
async function evidenceOf(house: Ingest, mail: ParsedMail, authentication: Authentication): Promise<Judged> {
  const messageIds = [...mail.inReplyTo, ...mail.references]
  const tokens = tokensIn({ recipients: mail.recipients, messageIds }, house.mailbox).slice(0, 20)
  const read = await Promise.all(tokens.map((token) => readCode(house, mail, token)))
  const best = read.toSorted((one, other) => other.rank - one.rank)[0] ?? noCode
  const addresses = mail.from.addresses.map((address) => address.toLowerCase())
  const evidence: Evidence = {
    from: { addresses, malformed: mail.from.malformed },
    authentication: authentication.verdict,
    token: best.state,
    participant: best.participant,
    mentions: numbersIn(mail)[0] ?? null,
  }
  return { evidence, token: best.token }
}

type Code = {
  rank: number
  state: Evidence['token']
  participant: Evidence['participant']
  token: ParsedToken | null
}
const noCode: Code = { rank: 0, state: 'none', participant: null, token: null }

async function readCode(house: Ingest, mail: ParsedMail, token: ParsedToken): Promise<Code> {
  const holder = await codeHolder(house.db, token.thread, token.participant)
  if (!holder) return { ...noCode, rank: 1, state: 'invalid' }
  const participant = { name: holder.name, email: holder.email.toLowerCase(), active: holder.leftAt === null }
  if (verifyToken(token, holder.tokenEpoch, house.replyKeys)) {
    const own = mail.from.addresses.some((address) => sameAddress(address, holder.email))
    return { rank: own ? 4 : 3, state: 'valid', participant, token }
  }
  const earlier = Array.from({ length: holder.tokenEpoch }, (_, epoch) => epoch)
  const revoked = earlier.some((epoch) => verifyToken(token, epoch, house.replyKeys))
  return revoked
    ? { rank: 2, state: 'revoked', participant, token }
    : { ...noCode, rank: 1, state: 'invalid' }
}

function masked(house: Ingest, mail: ParsedMail, judged: Trust, authentication: Authentication): MaskedMail {
  const { mask } = house
  const from = mask(mail.from.addresses.join(', ') || 'nobody')
  return {
    messageId: mail.messageId,
    from,
    subject: mask(mail.subject).slice(0, 500),
    body: mask(mail.body),
    quoted: mask(mail.quoted),
    attachments: mail.attachments.map(({ name, type, size }) => ({ name: mask(name), type, size })),
    proof: {
      ...{ tier: judged.tier, sentence: judged.sentence, verdict: judged.verdict, from },
      ...{ checkedBy: authentication.by, authentication: mask(authentication.detail).slice(0, 300) },
      ...{ kind: mail.kind, sign: mail.verdict.why },
    },
  }
}

function domainOf(mail: ParsedMail): string {
  const address = mail.from.addresses[0] ?? ''
  return address.slice(address.lastIndexOf('@') + 1)
}

function numbersIn(mail: ParsedMail): string[] {
  const text = `${mail.subject}\n${mail.text.slice(0, 20_000)}`
  return [...new Set(text.match(/\bREG-\d{4}-\d{6,8}\b/g))]
}
