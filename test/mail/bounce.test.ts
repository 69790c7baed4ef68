// Reports as servers write them, made up after their forms; and what only looks like one.
import { expect, test } from 'vitest'
import { parseMail } from '../../mail/parse.ts'

const ours = '<9x.t1.2.k1.abc@payer.example>'
const original = `Return-Path: <cms@payer.example>\nFrom: cms@payer.example\nTo: Rui <rui@app.example>\nMessage-ID: ${ours}\nSubject: Hi\n\nHello`
const read = (headers: string, body: string) =>
  parseMail(Buffer.from(`To: cms@payer.example\n${headers}\n\n${body}`))
const daemon = 'From: MAILER-DAEMON@mx.app.example (Mail Delivery System)\nReturn-Path: <>'

function report(fields: string, notice = 'Sorry.', headers = daemon) {
  const type = 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'
  const status = `Reporting-MTA: dns; mx.app.example\n\n${fields}`
  const parts = [
    `\n${notice}`,
    `Content-Type: message/delivery-status\n\n${status}`,
    `Content-Type: message/rfc822\n\n${original}`,
  ]
  return read(
    `${headers}\nSubject: Undelivered Mail\n${type}`,
    `${parts.map((part) => `--b\n${part}\n`).join('')}--b--`,
  )
}

test('the fields of a report say who, why and which letter', async () => {
  const fields =
    'Final-Recipient: rfc822; Rui@App.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <rui@app.example>:\n user unknown'
  const mail = await report(fields)
  expect(mail.kind).toBe('bounce')
  expect(mail.bounce).toEqual({
    ...{ outcome: 'failed', recipients: ['rui@app.example'], statuses: ['5.1.1'], temporary: false },
    ...{ originalId: ours, evidence: 'delivery status (RFC 3464)' },
  })
})

test.each([
  ['Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.7.1 no', 'failed', ['5.7.1'], false],
  ['Action: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 452 4.2.2 full', 'failed', ['4.2.2'], true],
  ['Action: failed\nStatus: 5.2.2 (mailbox full)', 'failed', ['5.2.2'], false],
  ['Action: failed\nDiagnostic-Code: smtp; 451 later', 'failed', ['4.0.0'], true],
  ['Action: failed\nStatus: 5.9.9', 'failed', ['5.9.9'], false],
  ['Action: delayed\nStatus: 4.4.1', 'delayed', ['4.4.1'], true],
  ['Action: delivered\nStatus: 2.1.5', 'delivered', ['2.1.5'], false],
] as const)('a report with %j %s', async (fields, outcome, statuses, temporary) => {
  const mail = await report(`Final-Recipient: rfc822; rui@app.example\n${fields}`)
  expect(mail.bounce).toMatchObject({ outcome, statuses, temporary, recipients: ['rui@app.example'] })
  expect(mail.kind).toBe({ failed: 'bounce', delayed: 'delay', delivered: 'receipt' }[outcome])
})

test('of several recipients those that failed are named', async () => {
  const each = (name: string, action: string, status: string) =>
    `Final-Recipient: rfc822; ${name}@app.example\nAction: ${action}\nStatus: ${status}`
  const mail = await report(
    [each('rui', 'failed', '5.1.1'), each('eva', 'delivered', '2.0.0'), each('max', 'failed', '5.2.2')].join(
      '\n\n',
    ),
  )
  expect(mail.bounce).toMatchObject({
    recipients: ['rui@app.example', 'max@app.example'],
    statuses: ['5.1.1', '5.2.2'],
  })
})

test.each<[string, string, string, string, string[], string]>([
  [
    'qmail',
    daemon,
    'failure notice',
    "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<rui@app.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n",
    ['rui@app.example'],
    '5.1.1',
  ],
  [
    'Postfix as text',
    daemon,
    'Undelivered Mail Returned to Sender',
    '<rui@app.example>: host mx.app.example[192.0.2.1] said: 552 5.2.2 Over quota\n\n',
    ['rui@app.example'],
    '5.2.2',
  ],
  [
    'Exim',
    daemon,
    'Mail delivery failed: returning message to sender',
    'The following address(es) failed:\n\n  rui@app.example\n    SMTP error from remote mail server: 550 User unknown\n\n------ This is a copy of the message, including all the headers. ------\n\n',
    ['rui@app.example'],
    '5.0.0',
  ],
  [
    'Exim that gave up',
    daemon,
    'Mail delivery failed: returning message to sender',
    'The following address(es) failed:\n\n  rui@app.example\n    retry timeout exceeded\n',
    ['rui@app.example'],
    '4.4.7',
  ],
  [
    'sendmail',
    daemon,
    'Returned mail: User unknown',
    '   ----- The following addresses had permanent fatal errors -----\n<rui@app.example>\n\n   ----- Transcript of session follows -----\n550 5.1.1 <rui@app.example>... User unknown\n',
    ['rui@app.example'],
    '5.1.1',
  ],
  [
    'Exchange',
    'From: System Administrator <postmaster@app.example>',
    'Undeliverable: Hi',
    'Your message did not reach some or all of the intended recipients.\n\n      rui@app.example on 12/03/2026 10:02\n            The e-mail account does not exist. 550 5.1.10\n',
    ['rui@app.example'],
    '5.1.10',
  ],
  [
    'Gmail',
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nX-Failed-Recipients: rui@app.example',
    'Delivery Status Notification (Failure)',
    'Delivery to the following recipient failed permanently:\n\n     rui@app.example\n\n550 5.7.26 blocked',
    ['rui@app.example'],
    '5.7.26',
  ],
  [
    'Yahoo',
    'From: MAILER-DAEMON@yahoo.com',
    'Failure Notice',
    'Sorry, we were unable to deliver your message to the following address.\n\n<rui@app.example>:\n554: delivery error: dd Not a valid recipient\n',
    ['rui@app.example'],
    '5.0.0',
  ],
  [
    'Domino',
    'From: Postmaster@app.example',
    'DELIVERY FAILURE: User rui not listed',
    'Your message\n\n  Subject: Hi\n\ncould not be delivered to:\n\n  rui@app.example\n\nbecause:\n\n  User rui not listed in Domino Directory\n',
    ['rui@app.example'],
    '5.0.0',
  ],
  [
    'a German server',
    'From: Postmaster <postmaster@app.example>',
    'Unzustellbar: Hallo',
    'Ihre Nachricht konnte nicht zugestellt werden:\n\nrui@app.example\n550 5.1.1 unbekannt\n',
    ['rui@app.example'],
    '5.1.1',
  ],
  [
    'a French server',
    'From: postmaster@app.example',
    'Échec de la remise',
    "Votre message n'a pas pu être remis à :\n\nrui@app.example\n",
    ['rui@app.example'],
    '5.0.0',
  ],
  [
    'a Russian server',
    'From: mailer-daemon@app.example',
    'Ваше сообщение не доставлено',
    'rui@app.example\nSMTP error: 550 Mailbox not found\n',
    ['rui@app.example'],
    '5.0.0',
  ],
  [
    'a server without a name',
    'From: <>\nReturn-Path: <>',
    '',
    "You sent mail to rui@app.example. That's not a valid user here.",
    ['rui@app.example'],
    '5.0.0',
  ],
  [
    'a filter',
    'From: filter@app.example',
    'Delivery failure notification',
    'Your message with Subject: Hi\ncould not be delivered to the following recipients:\n\nrui@app.example\n',
    ['rui@app.example'],
    '5.0.0',
  ],
  [
    'Amazon SES',
    'From: no-reply@sns.example',
    'AWS Notification Message',
    '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"rui@app.example","action":"failed","status":"5.1.1"}]}}',
    ['rui@app.example'],
    '5.1.1',
  ],
])('a notice of %s', async (_, headers, subject, notice, recipients, status) => {
  const returned = notice.endsWith('\n\n') ? original : ''
  const mail = await read(`${headers}\nSubject: ${subject}`, notice + returned)
  expect(mail.bounce).toMatchObject({ outcome: 'failed', recipients, temporary: status.startsWith('4') })
  expect(mail.bounce!.statuses[0]).toBe(status)
  expect(mail.kind).toBe('bounce')
})

test('the returned mail names the recipient where the notice does not, and our Message-ID', async () => {
  const notice = 'The mail could not be delivered.\n\n--- Original message ---\n\n'
  const mail = await read(`${daemon}\nSubject: Undeliverable mail`, notice + original)
  expect(mail.bounce).toMatchObject({ recipients: ['rui@app.example'], originalId: ours })
})

test('a warning that a mail waits is a delay', async () => {
  const text =
    'A message that you sent has not yet been delivered to:\n\n  rui@app.example\n\nNo action is required on your part.'
  const mail = await read(`${daemon}\nSubject: Warning: message delayed 24 hours`, text)
  expect(mail).toMatchObject({
    kind: 'delay',
    bounce: { outcome: 'delayed', temporary: true, statuses: ['4.0.0'] },
  })
})

test.each([
  [
    'a vacation',
    'From: rui@app.example\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Out of office',
    'I cannot read your message until Monday.',
    'out_of_office',
  ],
  [
    'an automatic answer',
    'From: help@app.example\nAuto-Submitted: auto-replied\nSubject: Ticket 550',
    'Your message was received.',
    'auto_reply',
  ],
  [
    'a challenge',
    `From: noreply@app.example\nSubject: Re: Hi`,
    'Your message was not delivered. Please confirm that you are human: click the link.',
    'human',
  ],
  [
    'a letter of a postmaster',
    'From: postmaster@app.example\nSubject: Our mail domain',
    'We changed our address.',
    'human',
  ],
  [
    'a receipt',
    'From: rui@app.example\nSubject: Read: Hi\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b',
    '--b\n\nIt was displayed.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; rui@app.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--',
    'receipt',
  ],
  [
    'a complaint',
    'From: fbl@isp.example\nSubject: FW: Hi\nContent-Type: multipart/report; report-type=feedback-report; boundary=b',
    '--b\n\nThis is an abuse report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--',
    'abuse',
  ],
])('%s is no bounce', async (_, headers, body, kind) => {
  const mail = await read(headers, body)
  expect([mail.kind, mail.bounce]).toEqual([kind, null])
})

test('a report that asks for proof of the sender is no failure', async () => {
  const fields =
    'Final-Recipient: rfc822; rui@app.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Your server requires confirmation'
  expect((await report(fields)).bounce).toBeNull()
})

test.each([
  '<a@b.example>:\n',
  '550 ',
  'Action: failed\n\n',
  'to: a@',
  'a@b.',
  'user ',
  '-- ',
  'Final-Recipient: rfc822;',
])('a megabyte of %j in a report is read in time', async (piece) => {
  const started = performance.now()
  await report(piece.repeat(1_000_000 / piece.length), piece.repeat(1_000_000 / piece.length))
  expect(performance.now() - started).toBeLessThan(2_000)
})
