import { expect, test } from 'vitest'
import { senderOf } from '../../mail/address.ts'
import { kindOf, mayAnswer, reopens, type Signs, verdictOf } from '../../mail/automatic.ts'
import { parseMail } from '../../mail/parse.ts'

const mailbox = 'cms@payer.example'

function letter(more: Record<string, string> = {}, signs: Partial<Signs> = {}): Signs {
  const all = { from: 'Ada <ada@lovelace.example>', to: 'cms+t1.2.k1.abc@payer.example', ...more }
  const headers = Object.entries(all).map(([name, value]) => ({ name, value }))
  const from = senderOf([all.from])
  return { headers, from, messageId: '<1@lovelace.example>', returnPath: 'ada@lovelace.example', ...signs }
}

test('a letter of a person to us may be answered', () => {
  expect(mayAnswer(letter(), mailbox)).toEqual({ may: true, why: 'a letter of a person to us' })
  expect(kindOf(letter(), mailbox)).toBe('human')
})

test.each<readonly [string, Signs]>([
  ['Auto-Submitted', letter({ 'auto-submitted': 'auto-replied; owner-email="ada@lovelace.example"' })],
  ['Auto-Submitted of any kind', letter({ 'auto-submitted': 'No-Idea' })],
  ['an empty return path', letter({}, { returnPath: '' })],
  ['a report', letter({ 'content-type': 'Multipart/Report; report-type=disposition-notification' })],
  ...['bulk', 'List', 'junk', 'auto_reply'].map(
    (value) => [`Precedence: ${value}`, letter({ precedence: value })] as const,
  ),
  ...['list-id', 'list-unsubscribe', 'list-post'].map((name) => [name, letter({ [name]: '<x>' })] as const),
  ...[
    'MAILER-DAEMON',
    'postmaster',
    'no-reply',
    'noreply',
    'do-not-reply',
    'NoReply+123',
    'no_reply.apps',
  ].map((local) => [local, letter({ from: `${local}@lovelace.example` })] as const),
  ['our own address as sender', letter({ from: mailbox })],
  ['our own plus address as sender', letter({ from: 'CMS+t1.2.k1.abc@Payer.example' })],
  ['our own Message-ID', letter({}, { messageId: '<9x.t1.2.k1.abc@payer.example>' })],
  ['somebody else as addressee', letter({ to: 'rui@app.example' })],
  ['us as a blind copy', letter({ to: 'rui@app.example', 'delivered-to': mailbox })],
  ['two senders', letter({ from: 'ada@lovelace.example, rui@app.example' })],
])('a mail with %s is never answered', (_, mail) => {
  expect(mayAnswer(mail, mailbox).may).toBe(false)
})

test.each([
  ['X-Auto-Response-Suppress', letter({ 'x-auto-response-suppress': 'All' })],
  ['Auto-Submitted: no', letter({ 'auto-submitted': 'NO (written by hand)' })],
  ['Precedence: first-class', letter({ precedence: 'first-class' })],
  ['us in Cc', letter({ to: 'rui@app.example', cc: mailbox })],
  ['a name that begins like a robot', letter({ from: 'postmasterson@lovelace.example' })],
  ['no return path header', letter({}, { returnPath: null })],
])('a mail with %s alone is still a letter of a person', (_, mail) => {
  expect(mayAnswer(mail, mailbox).may).toBe(true)
  expect(kindOf(mail, mailbox)).toBe('human')
})

test.each([
  ['bounce', letter({ 'content-type': 'multipart/report; report-type="delivery-status"; boundary=b' })],
  ['bounce', letter({ from: 'Mailer-Daemon@lovelace.example' }, { returnPath: '' })],
  ['human', letter({ from: 'postmaster@lovelace.example' })],
  ['auto_reply', letter({ 'auto-submitted': 'auto-replied' })],
  ['auto_reply', letter({ precedence: 'auto_reply' })],
  ['auto_reply', letter({ precedence: 'bulk' })],
  ['auto_reply', letter({ 'x-autoreply': 'yes' })],
  ['receipt', letter({ 'content-type': 'multipart/report; report-type=disposition-notification' })],
  ['abuse', letter({ 'content-type': 'multipart/report; report-type=feedback-report' })],
  ['auto_reply', letter({ 'x-precedence': 'auto_reply' })],
  ['list', letter({ 'list-id': '<apps.lovelace.example>', precedence: 'bulk' })],
  ['list', letter({ precedence: 'list' })],
  ['own', letter({ from: 'cms+x@payer.example' })],
  ['own', letter({ 'auto-submitted': 'auto-generated' }, { messageId: '<a.b@PAYER.example>' })],
] as const)('it is a %s', (kind, mail) => {
  expect(kindOf(mail, mailbox)).toBe(kind)
})

const about = (subject: string) => kindOf({ ...letter(), subject }, mailbox)

test.each([
  'Automatic reply: your question',
  'Auto-Reply: your question',
  'Automatische Antwort: Ihre Frage',
  'Réponse automatique : votre question',
  'Respuesta automática: su pregunta',
  'Resposta automática: sua pergunta',
  'Risposta automatica: la sua domanda',
  'Automatisch antwoord: uw vraag',
  'Automatiskt svar: din fråga',
  '[Automatyczna odpowiedź] test',
  'Automatická odpověď: dotaz',
  'Автоматический ответ: вопрос',
  'Otomatik yanıt: soru',
  '自动回复: 问题',
])('a mail about "%s" is an automatic answer', (subject) => {
  expect(about(subject)).toBe('auto_reply')
})

test.each([
  'Out of Office: your question',
  'Automatic reply: Out of Office',
  'AUTO: Rui Faria is out of the office. (returning 05/01/2026)',
  'Abwesenheitsnotiz: Ihre Frage',
  'Fuera de la oficina: pregunta',
  "Réponse d'absence : question",
])('a mail about "%s" says that somebody is away', (subject) => {
  expect(about(subject)).toBe('out_of_office')
})

test.each([
  'Re: Automatic reply: your question',
  'Fwd: Out of Office: your question',
  'Automatic replies of our app fail',
  'Automatic reply to token errors',
  'Our out of office flow',
  'Out of office hours access policy',
  'Undelivered webhooks',
  'Delivery failed for the token endpoint',
  'Failure notice in our logs',
  'Returned mail codes',
  'Re: Undelivered Mail Returned to Sender',
  'Fwd: Mail delivery failed: returning message to sender',
])('a person may write about "%s"', async (subject) => {
  const text = 'Our call to /token was rejected with 500 and could not be processed. Is our account disabled?'
  const mail = await parseMail(
    Buffer.from(`From: Ada <ada@lovelace.example>\nSubject: ${subject}\n\n${text}`),
  )
  expect([mail.kind, mail.bounce]).toEqual(['human', null])
})

test('a verdict says which sign spoke, and decides neither about answers nor about attention', () => {
  const away = { ...letter(), subject: 'Out of Office: x' }
  const verdict = verdictOf(away)
  expect(verdict).toEqual({ kind: 'out_of_office', why: 'its subject says that somebody is away' })
  expect(mayAnswer(away, mailbox).may).toBe(true)
  expect(mayAnswer({ ...away, verdict }, mailbox)).toEqual({ may: false, why: verdict.why })
  const kinds = [
    'human',
    'list',
    'abuse',
    'auto_reply',
    'out_of_office',
    'bounce',
    'delay',
    'receipt',
    'own',
  ] as const
  expect(kinds.filter(reopens)).toEqual(['human', 'list', 'abuse'])
})
