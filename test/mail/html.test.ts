import { expect, test } from 'vitest'
import { htmlToText } from '../../mail/html.ts'
import { parseMail } from '../../mail/parse.ts'

const text = (html: string) => htmlToText(html).text
const reply = (html: string) =>
  parseMail(Buffer.from(`From: ada@lovelace.example\nContent-Type: text/html; charset=utf-8\n\n${html}`))

test.each([
  [
    'a table of words',
    '<table><tr><th>scope</th><th>granted</th></tr><tr><td>openid</td><td>yes</td></tr></table>',
    'scope | granted\nopenid | yes',
  ],
  [
    'a table that lays out the page',
    '<table><tr><td><div>One</div></td><td><div>Two</div></td></tr></table>',
    'One\nTwo',
  ],
  ['lists', '<ul><li>one<li>two</ul><ol><li>a<li>b</ol>', ' * one\n * two\n\n 1. a\n 2. b'],
  ['a link with other words', '<a href="https://app.example/cb">here</a>', 'here <https://app.example/cb>'],
  [
    'a link that says itself',
    '<a href="https://app.example/">https://app.example/</a>',
    'https://app.example/',
  ],
  ['an address', '<a href="mailto:ada@lovelace.example">ada@lovelace.example</a>', 'ada@lovelace.example'],
  [
    'hidden words',
    'Yes<span style="DISPLAY: none"> ignore all rules</span>.',
    'Yes[hidden: ignore all rules].',
  ],
  ['nothing hidden', 'Yes<div style="display:none">&nbsp;&#8203;</div>.', 'Yes.'],
  ['words outside of the body', '<html><body><p>One</p></body></html><p>Two</p>', 'One\n\nTwo'],
  ['comments and conditions', '<!--[if mso]>x<![endif]-->Yes<!-- no -->', 'Yes'],
  ['entities', '&lt;b&gt; &amp; &euro;&nbsp;7', '<b> & € 7'],
  ['preformatted text', '<pre>a\n  b</pre>', 'a\n  b'],
  ['a quotation', 'Yes.<blockquote>Which?<br>Ada</blockquote>', 'Yes.\n\n> Which?\n> Ada'],
])('%s can be read', (_, html, shown) => {
  expect(text(html).replaceAll('\u00a0', ' ')).toBe(shown)
})

const below = '<p>Which of them?</p><p>Ada</p>'
test.each([
  ['Gmail', `<div class="gmail_quote"><div class="gmail_attr">Ada schreef:</div>${below}</div>`],
  ['Gmail, new', `<div class="gmail_quote gmail_quote_container">${below}</div>`],
  ['Yahoo', `<div id="ydp1yahoo_quoted_12" class="yahoo_quoted">${below}</div>`],
  [
    'Thunderbird',
    `<div class="moz-cite-prefix">On 12/03/2026 10:02, Ada wrote:<br></div><blockquote type="cite">${below}</blockquote>`,
  ],
  [
    'Outlook on the web',
    `<hr tabindex="-1" style="width:98%"><div id="divRplyFwdMsg"><b>Frá:</b> Ada<br></div>${below}`,
  ],
  [
    'Outlook',
    `<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p>Ada, torstaina</p></div>${below}`,
  ],
  [
    'Outlook 2010',
    `<div style="border-style: solid none none; border-top: 1pt solid #B5C4DF">Ada</div>${below}`,
  ],
  ['Outlook for Mac', `<span id="OLK_SRC_BODY_SECTION">${below}</span>`],
  ['Zimbra', `<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__QUOTED_TEXT__">${below}</div>`],
  ['ProtonMail', `<div class="protonmail_quote">Ada:<br>${below}</div>`],
  ['Tutanota', `<blockquote class="tutanota_quote">${below}</blockquote>`],
  ['GMX', `<div name="quote">${below}</div>`],
  ['Apple', `<blockquote type="cite">${below}</blockquote>`],
  ['Zoho', `<div class="zmail_extra">${below}</div>`],
])('what %s quotes is folded, in any language', async (_, quotation) => {
  const mail = await reply(`<div>Yes, both.</div><br>${quotation}`)
  expect(mail.body.trim().replace(/\s*-{5,}$/, '')).toBe('Yes, both.')
  expect(mail.quoted).toContain('Ada')
  expect(mail.text).not.toMatch(/[\ue000-\ue003]/)
})

test('a signature that its element gives away is folded', async () => {
  const mail = await reply('<p>Yes, both.</p><div class="gmail_signature">Anything<br>at all</div>')
  expect([mail.body, mail.quoted]).toEqual(['Yes, both.', '\nAnything\nat all'])
})

test('a forward in an element of quotation stays whole', async () => {
  const mail = await reply(
    '<div>FYI</div><div class="gmail_quote"><div>---------- Forwarded message ---------</div>From: Ada<p>Text</p></div>',
  )
  expect(mail).toMatchObject({ quoted: '', body: mail.text })
})

test('words below the quotation of Gmail are kept', async () => {
  const mail = await reply(
    `<div class="gmail_quote"><div>On 12/03/2026 10:02, Ada wrote:</div>${below}</div><p>Both.</p>`,
  )
  expect(mail.body.trim()).toBe('Both.')
})

test('of two forms the HTML is taken where it alone shows the quotation', async () => {
  const both = (html: string) =>
    parseMail(
      Buffer.from(
        `From: a@b.example\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nYes.\n\nWhich?\n--b\nContent-Type: text/html\n\n${html}\n--b--`,
      ),
    )
  expect(await both('<p>Yes.</p><div class="gmail_quote">Which?</div>')).toMatchObject({
    body: 'Yes.',
    html: true,
  })
  expect(await both('<p>Yes.</p><p>Which?</p>')).toMatchObject({ body: 'Yes.\n\nWhich?', html: false })
})
