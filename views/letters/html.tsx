// A letter as HTML for mail programs: tables and inline styles, which nothing else in this product uses.
import type { FC } from 'hono/jsx'
import { BlockHtml, Paragraph } from './blockHtml.tsx'
import { type Block, type Composition, plain } from './blocks.ts'
import { accent, body, small, Table } from './table.tsx'

const darkAndSmall = `
  @media (prefers-color-scheme: dark) {
    .page { background: #12181c !important; }
    .card { background: #1b2328 !important; }
    .box { background: #26323a !important; }
    .t { color: #e8eef1 !important; border-color: #3a474e !important; }
    .s { color: #b6c3ca !important; border-color: #3a474e !important; }
    .l { color: #8fd3e2 !important; border-color: #3a474e !important; }
    .b { background: #8fd3e2 !important; }
    .b a { color: #0d2b33 !important; }
  }
  @media (max-width: 480px) {
    .card { padding: 20px 16px !important; }
  }
`

type Page = Composition & { subject: string; from: string }

export function letterHtml(page: Page): string {
  return `<!doctype html>\n${<Letter {...page} />}\n`
}

const Letter: FC<Page> = ({ subject, from, title, greeting, blocks, footer }) => (
  <html lang="en-US">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <title>{subject}</title>
      <style>{darkAndSmall}</style>
    </head>
    <body class="page" style="margin:0;padding:0;background:#f2f5f6;">
      <div style="display:none;max-height:0;overflow:hidden;">{preview(blocks)}</div>
      <Table class="page" style="background:#f2f5f6;">
        <tr>
          <td align="center" style="padding:24px 8px;">
            <Table style="max-width:600px;text-align:left;table-layout:fixed;">
              <tr>
                <td class="s" style={`padding:0 8px 12px;${small}font-weight:bold;`}>
                  {from}
                </td>
              </tr>
              <tr>
                <td class="card" style="background:#ffffff;border-radius:8px;padding:28px 32px 16px;">
                  <h1
                    class="t"
                    style={`margin:0 0 16px;${body}font-size:22px;font-weight:bold;line-height:1.3;`}
                  >
                    {title}
                  </h1>
                  {greeting && <Paragraph words={greeting} />}
                  {blocks.map((block) => (
                    <BlockHtml block={block} />
                  ))}
                </td>
              </tr>
              <Footer {...footer} />
            </Table>
          </td>
        </tr>
      </Table>
    </body>
  </html>
)

/** What an inbox shows beside the subject: how the letter begins. */
function preview(blocks: readonly Block[]): string {
  const words = blocks.flatMap((block) => (block.kind === 'paragraph' ? [plain(block.words)] : []))
  return [...words.join(' ')].slice(0, 140).join('')
}

const Footer: FC<Composition['footer']> = ({ words, link }) => (
  <tr>
    <td class="s" style={`padding:14px 8px;${small}font-size:13px;`}>
      {words}{' '}
      <a class="l" href={link.href} style={`color:${accent};`}>
        {link.label}
      </a>
    </td>
  </tr>
)
