// Whom a notice without RFC 3464 fields means: its lines are tried from the surest form to the least sure.
import { addressesIn } from './bounceOriginal.ts'

const address = '([^\\s<>"\'(),;:\\[\\]\\\\|]{1,64}@[a-z0-9_][a-z0-9_.-]{0,200}\\.[a-z][a-z0-9-]{0,30})'

const forms: RegExp[] = [
  // qmail and Postfix: "<ada@lovelace.example>: reason"
  new RegExp(`^[ \\t]{0,4}<${address}>(?: \\([^)\\n]{0,200}\\))?[ \\t]*:`, 'gim'),
  // named: "Recipient: ada@…", "Unknown user: ada@…"
  new RegExp(
    `^[ \\t>*]{0,8}(?:(?:failed |final |original |intended |invalid |unknown )?(?:recipients?|user|address|addressee|mailbox|e-?mail)(?: address)?|rcpt to|to|could not deliver to|delivery to|empfänger|destinatario|destinataire|получатель)[ \\t]{0,4}[:=][ \\t]{0,20}<?(?:mailto:|rfc822;[ \\t]?|smtp:)?${address}`,
    'gim',
  ),
  /"emailAddress"\s*:\s*"([^"\s]{3,254})"/gi,
  // SMTP: "RCPT TO:<ada@…>"
  new RegExp(`rcpt[ \\t]to:?[ \\t]{0,4}<?${address}`, 'gi'),
  // "550 5.1.1 <ada@…>: reason", "550 ada@… is unknown"
  new RegExp(
    `(?:^|[^\\d.])[45]\\d\\d[ -](?:#?[45]\\.\\d{1,3}\\.\\d{1,3}[ -])?(?:sorry, )?[<"(]?${address}`,
    'gim',
  ),
  // a line that begins with an address and gives a reason, as Exim and sendmail do
  new RegExp(`^[ \\t]{0,20}<?${address}>?(?:[ \\t]*(?:[:,;([-].{0,300})|\\.{3}.{0,200}|[ \\t]*$)`, 'gim'),
  // sentences
  new RegExp(
    `(?:message|mail|deliver\\w*|sent|send|user|recipients?|mailbox|address|account|errors|for|to)[^@\\n]{0,60}?[\\s<"':(]${address}`,
    'gi',
  ),
]

const helper =
  /^(post[-_.]?master|mailer-daemon|abuse|support|help-?desk|webmaster|admin|administrator|noc|info|security|unblock|delist)[^@]*@/i

/** The recipients that a notice names, or those of the mail it returns. Nobody is better than a wrong one. */
export function noticeRecipients(notice: string, ours: string[], original: string[]): string[] {
  const text = notice.slice(0, 20_000)
  for (const [at, form] of forms.entries()) {
    const found = [...text.matchAll(form)].map((match) => match[1]!.replace(/^[.*-]+|\.$/g, '').toLowerCase())
    const named = [...new Set(found)].filter((one) => !helper.test(one))
    const others = named.filter((one) => !ours.includes(one))
    const meant = others.length > 0 || at > 0 ? others : named // the surest form may name us: a mail to ourselves
    if (meant.length > 0) return agreed(meant, original)
  }
  const to = original.filter((one) => !ours.includes(one))
  if (to.length > 0) return to
  const any = addressesIn(text).filter((one) => !ours.includes(one) && !helper.test(one))
  return any.length === 1 ? any : original.slice(0, 1)
}

/** Where the returned mail's addressees are among those found, the others were only mentioned. */
function agreed(found: string[], original: string[]): string[] {
  const both = found.filter((one) => original.includes(one))
  return both.length > 0 ? both : found
}
