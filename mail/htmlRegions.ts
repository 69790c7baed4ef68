// By which elements mail programs set apart what they quote and sign with, and where those stand in the text.
import type { LineKind } from './quoteLines.ts'

/** Signs of the private use area: the mail's own are taken out before. */
export type Region = { opens: string; closes?: string }
const quotation: Region = { opens: '\ue000', closes: '\ue001' }
const signature: Region = { opens: '\ue002', closes: '\ue001' }
const rest: Region = { opens: '\ue003' }

/** Outlook's border above the headers of an original: "border-top: solid #B5C4DF 1.0pt", in its several spellings. */
const borders = ['#B5C4DF', '#E1E1E1', 'rgb(181, 196, 223)', 'rgb(225, 225, 225)'].flatMap((colour) => [
  `div[style*="border-top:solid ${colour} 1.0pt" i]`,
  `div[style*="border-top: solid ${colour} 1.0pt" i]`,
  `div[style*="border-top: 1pt solid ${colour}" i]`,
  `div[style*="border-top-color: ${colour}" i]`,
])

export const cutters: { format: string; region: Region; selectors: string[] }[] = [
  {
    format: 'quotedRegion',
    region: quotation,
    selectors: [
      ...['div.gmail_quote', 'div.gmail_quote_container', 'div.yahoo_quoted', '[id^="yahoo_quoted"]'],
      ...[
        'div.protonmail_quote',
        'blockquote.protonmail_quote',
        'div.tutanota_quote',
        'blockquote.tutanota_quote',
      ],
      ...['[data-marker="__QUOTED_TEXT__"]', 'div.zmail_extra', 'div[name="quote"]', 'div.mailbird-quote'],
      ...[
        'div#mail-editor-reference-message-container',
        'div.front-blockquote',
        'blockquote.front-blockquote',
      ],
      ...['div.moz-forward-container', 'div#isReplyContent', 'blockquote#isReplyContent', 'div.cm_quote'],
      ...['#OLK_SRC_BODY_SECTION', 'div.gmail_extra', 'div.quoted_message'],
    ],
  },
  {
    format: 'signedRegion',
    region: signature,
    selectors: [
      ...[
        '.gmail_signature',
        '[data-smartmail="gmail_signature"]',
        'div#Signature',
        'div#AppleMailSignature',
      ],
      ...[
        '.moz-signature',
        '.protonmail_signature_block',
        '[data-marker^="__SIG_"]',
        'div#ms-outlook-mobile-signature',
      ],
      ...['div.signature', 'div#signature'],
    ],
  },
  {
    format: 'restRegion',
    region: rest,
    selectors: [
      ...[
        'div#divRplyFwdMsg',
        'div#appendonsend',
        'hr#stopSpelling',
        'hr#zwchr',
        'hr[data-marker="__DIVIDER__"]',
      ],
      ...[
        'div.OutlookMessageHeader',
        'div#mail-editor-reference-message',
        'a[name="_MailOriginal"]',
        ...borders,
      ],
    ],
  },
]

/** Text that programs do not show: it is shown here, and said to be hidden. */
export const hidden = [
  '[hidden]',
  ...[
    'display:none',
    'display: none',
    'visibility:hidden',
    'visibility: hidden',
    'mso-hide:all',
    'mso-hide: all',
  ].map((style) => `[style*="${style}" i]`),
  ...['font-size:0px', 'font-size: 0px', 'font-size:0;', 'font-size: 0;', 'opacity:0;', 'opacity: 0;'].map(
    (style) => `[style*="${style}" i]`,
  ),
]

const markLine = /^[> ]{0,1000}[\ue000-\ue003]\s*$/
const forward =
  /forwarded message|weitergeleitete|transféré|reenviado|inoltrato|doorgestuurd|encaminhada|vidarebefordra|videresendt|пересыла|przekazan|转发|転送/i

type Open = { kind: LineKind | null; first: number }

/** Takes the marks out of a text again, and says which of its lines they mark. A forward is no quotation. */
export function marksIn(marked: string): { text: string; kinds: Map<number, LineKind> } {
  const kinds = new Map<number, LineKind>()
  const lines: string[] = []
  const open: Open[] = []
  const source = marked.split('\n')
  const take = (line: string) => {
    const inside = open.findLast(({ kind }) => kind !== null)
    if (inside && line.trim() !== '') {
      const introduces = inside.kind === 'quote' && inside.first < 0 // as "On … wrote:" does, in any language
      if (introduces) inside.first = lines.length
      kinds.set(lines.length, introduces ? 'marker' : inside.kind!)
    }
    lines.push(line)
  }
  const close = () => {
    const { kind, first } = open.pop() ?? { kind: null, first: -1 }
    const alone = kind === 'quote' && !lines.slice(first + 1).some((line) => line.trim() !== '')
    if (alone && first >= 0) kinds.set(first, 'quote')
  }
  for (const [at, line] of source.entries()) {
    const mark = /[\ue000-\ue003]/.exec(line)?.[0]
    if (mark === quotation.closes) close()
    else if (mark === rest.opens) kinds.set(lines.length, 'original')
    else if (mark) open.push({ kind: kindOf(mark, source.slice(at + 1, at + 8)), first: -1 })
    if (!mark) take(line)
    else if (!markLine.test(line)) lines.push(line.replace(/[\ue000-\ue003]/g, ''))
  }
  return { text: lines.join('\n').trimEnd(), kinds }
}

function kindOf(mark: string, next: string[]): LineKind | null {
  if (mark === signature.opens) return 'phone'
  return forward.test(next.find((line) => line.trim() !== '' && !markLine.test(line)) ?? '') ? null : 'quote'
}
