// The blocks of a letter as HTML.
import type { FC } from 'hono/jsx'
import type { Asked } from '../../src/rules/letters.ts'
import type { Block, Fact, Item, Words } from './blocks.ts'
import { accent, body, cell, face, small, Table } from './table.tsx'

export const BlockHtml: FC<{ block: Block }> = ({ block }) => {
  switch (block.kind) {
    case 'paragraph':
      return <Paragraph words={block.words} />
    case 'facts':
      return <Facts title={block.title} facts={block.facts} />
    case 'questions':
      return <Questions questions={block.questions} />
    case 'list':
      return <List {...block} />
    case 'button':
      return <Button label={block.label} href={block.href} />
    case 'note':
      return <Note title={block.title} words={block.words} />
    case 'signature':
      return <Paragraph words={block.lines.join('\n')} />
    case 'small':
      return (
        <p class="s" style={`margin:0 0 16px;${small}`}>
          {block.words}
        </p>
      )
  }
}

export const Paragraph: FC<{ words: Words }> = ({ words }) => (
  <p class="t" style={`margin:0 0 16px;${body}`}>
    {typeof words === 'string' ? (
      <Lines text={words} />
    ) : (
      words.map((part) => (typeof part === 'string' ? <Lines text={part} /> : <b>{part.strong}</b>))
    )}
  </p>
)

const Lines: FC<{ text: string }> = ({ text }) => (
  <>{text.split('\n').map((line, index) => (index === 0 ? line : [<br />, line]))}</>
)

const Facts: FC<{ title?: string; facts: readonly Fact[] }> = ({ title, facts }) => (
  <>
    {title && (
      <p class="t" style={`margin:0 0 8px;${body}font-weight:bold;`}>
        {title}
      </p>
    )}
    <Table style="margin:0 0 20px;">
      {facts.map(({ label, words }) => (
        <tr>
          <td class="s" valign="top" width="104" style={`${cell}${small}line-height:24px;`}>
            {label}
          </td>
          <td class="t" valign="top" style={`${cell}${body}`}>
            <Lines text={words} />
          </td>
        </tr>
      ))}
    </Table>
  </>
)

const Questions: FC<{ questions: readonly Asked[] }> = ({ questions }) => (
  <Table style="margin:0 0 16px;">
    {questions.map(({ about, question }, index) => (
      <tr>
        <td class="l" valign="top" width="28" style={`${cell}${body}font-weight:bold;color:${accent};`}>
          {index + 1}.
        </td>
        <td class="t" valign="top" style={`${cell}${body}`}>
          {about && [<b>{about}</b>, <br />]}
          <Lines text={question} />
        </td>
      </tr>
    ))}
  </Table>
)

const List: FC<{ title: string; about: string; items: readonly Item[] }> = ({ title, about, items }) => (
  <>
    <h2 class="t" style={`margin:8px 0 4px;${body}font-size:18px;font-weight:bold;`}>
      {title}
    </h2>
    <p class="s" style={`margin:0 0 8px;${small}`}>
      {about}
    </p>
    <Table style="margin:0 0 20px;">
      {items.map(({ label, words, href }) => (
        <tr>
          <td class="t" valign="top" style={`${cell}${body}`}>
            <a class="l" href={href} style={`color:${accent};font-weight:bold;`}>
              {label}
            </a>
            <br />
            {words}
          </td>
        </tr>
      ))}
    </Table>
  </>
)

const Button: FC<{ label: string; href: string }> = ({ label, href }) => (
  <table role="presentation" cellpadding="0" cellspacing="0" border={0} style="margin:4px 0 20px;">
    <tr>
      <td class="b" style={`background:${accent};border-radius:6px;`}>
        <a
          href={href}
          style={`display:inline-block;padding:12px 20px;font:bold 16px/1.2 ${face};color:#ffffff;text-decoration:none;`}
        >
          {label}
        </a>
      </td>
    </tr>
  </table>
)

const Note: FC<{ title: string; words: string }> = ({ title, words }) => (
  <Table style="margin:0 0 20px;">
    <tr>
      <td
        class="box t"
        style={`background:#eef3f5;border-radius:6px;padding:14px 16px;${body}font-size:15px;`}
      >
        <b>{title}</b>
        <br />
        <Lines text={words} />
      </td>
    </tr>
  </Table>
)
