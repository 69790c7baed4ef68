import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ClockEvent } from '../../src/rules/clock.ts'
import { closings, statuses } from '../../src/rules/status.ts'
import { icons, sprite } from '../../views/assets/icons.ts'
import { ClockPanel, PlainText, StatusBadge } from '../../views/parts.tsx'
import { clockOf, paused } from './sample.ts'

const shown = (text: string) => String(<PlainText text={text} />)

describe('text that somebody wrote', () => {
  test('is words and never markup', () => {
    const html = shown('<img src=x onerror=alert(1)> & "quotes"')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;')
    expect(html).not.toContain('<img')
  })

  test('keeps its paragraphs and lines', () => {
    expect(shown('one\ntwo\r\n\r\n\nthree\n')).toBe(
      '<div class="text"><p dir="auto">one<br/>two</p><p dir="auto">three</p></div>',
    )
  })

  test('shows a hidden secret as what it was', () => {
    const html = shown('key [MASKED:jwt#7f3a19c2b1aa], data [MASKED:phi], new [MASKED:some_kind#1]')
    expect(html).toContain('>hidden: token #7f3a19c2b1aa</span>,')
    expect(html).toContain('>hidden: member data</span>,')
    expect(html).toContain('>hidden: some kind #1</span>')
    expect(html).toContain(
      'title="Hidden before anything was stored: token. The same code means the same value."',
    )
  })

  test.each(['[MASKED:<b>]', '[MASKED:]', '[MASKED:a#"x"]', '[masked:jwt]'])('leaves %s as text', (mark) => {
    expect(shown(mark)).not.toContain('<span')
  })

  test('links a whole https address and not the full stop after it', () => {
    expect(shown('See https://docs.example.com/a?x=1&y=2.')).toContain(
      '<a href="https://docs.example.com/a?x=1&amp;y=2" rel="noopener noreferrer nofollow">https://docs.example.com/a?x=1&amp;y=2</a>.',
    )
  })

  test('a hidden part of an address stays hidden', () => {
    const html = shown('https://app.example.com/cb?code=[MASKED:oauth_code#12] failed')
    expect(html).toContain('>https://app.example.com/cb?code=</a><span class="masked"')
  })

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)//https:',
    'data:text/html,<script>1</script>',
    'http://plain.example.com',
    'https://user:pw@evil.example.com/',
    'https://bank.example.com@evil.example.com',
    'https://@evil.example.com',
    'https:///evil.example.com',
    'https://.',
    'https://evil.example.com\\@bank.example.com',
    'https://bаnk.example.com/', // the first a is Cyrillic
    'https://localhost/admin',
    'https://',
    `https://long.example.com/${'a'.repeat(2000)}`,
  ])('does not link %s', (text) => {
    expect(shown(`before ${text} after`)).not.toContain('<a ')
  })

  test('every link goes to https and shows where', () => {
    const piece = fc.constantFrom(
      'https://',
      'a.example',
      '/',
      '"',
      "'",
      '<',
      '>',
      '@',
      ':',
      '[MASKED:jwt#1]',
      '&',
      '#',
      ' ',
      '.',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const [, href, words] of shown(pieces.join('')).matchAll(
          /<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g,
        )) {
          expect(href).toMatch(/^https:\/\/[a-z.]+(:\d+)?([/?#]|$)/)
          expect(words).toBe(href)
        }
      }),
    )
  })

  test('a long hostile text is shown in no time', () => {
    const started = performance.now()
    for (const unit of ['https://', 'https://a.b/........', '[MASKED:', '((((', '.'])
      shown(unit.repeat(30_000))
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})

describe('the clock', () => {
  const at = (day: string) => new Date(`${day}T15:00:00Z`)
  const drawn = (events: ClockEvent[]) =>
    String(<ClockPanel clock={clockOf('decision', events)} title="Our clock" />)
  const kinds = (html: string) => [...html.matchAll(/data-day="(\w+)"/g)].map(([, kind]) => kind)

  test('draws ten days, and a stop where it was', () => {
    const html = String(<ClockPanel clock={paused} title="Our clock" />)
    expect(kinds(html)).toEqual(['used', 'used', 'used', 'pause', ...Array(7).fill('left')])
    expect(html).toContain('If it goes on today, it ends on Fri, Nov 27.')
  })

  test('says in words what it draws', () => {
    const html = String(<ClockPanel clock={paused} title="Our clock" />)
    expect(html).toContain(`role="img" aria-label="${paused.words.boxes}"`)
    expect(html).toContain(paused.words.line)
    expect(html).toContain(paused.words.counted)
  })

  test('draws the missed date and the days after it', () => {
    const html = drawn([{ at: at('2026-10-01'), kind: 'start' }])
    expect(kinds(html).filter((kind) => kind === 'used')).toHaveLength(10)
    expect(kinds(html).filter((kind) => kind === 'late')).toHaveLength(5)
    expect(html).toMatch(/data-day="used" data-due=""/)
    expect(html).toMatch(/data-more="">\+\d+</)
  })

  test('draws ten days after an early end', () => {
    const html = drawn([
      { at: at('2026-11-02'), kind: 'start' },
      { at: at('2026-11-05'), kind: 'stop' },
    ])
    expect(kinds(html)).toEqual(['used', 'used', 'used', ...Array(7).fill('spare')])
  })

  test('names each month once', () => {
    const html = drawn([{ at: at('2026-11-16'), kind: 'start' }])
    expect([...html.matchAll(/<small>(\w+)<\/small>/g)].map(([, month]) => month)).toEqual(['Nov', 'Dec'])
  })
})

test('a status is a shape and a word', () => {
  for (const word of [...statuses, ...closings, 'draft'] as const) {
    expect(String(<StatusBadge word={word} />)).toMatch(
      /^<span class="badge" data-status="\w+"><svg class="icon" aria-hidden="true".*<\/svg>[A-Z][\w: ]+<\/span>$/,
    )
  }
})

test('the sprite holds every icon, and nothing that a strict policy would block', () => {
  for (const name of icons) expect(sprite()).toContain(`<symbol id="${name}" viewBox="0 0 24 24"`)
  expect(sprite().match(/<symbol /g)).toHaveLength(icons.length)
  expect(sprite()).not.toMatch(/style=|<script|on\w+=|href=/)
})

test('the list of icons is sorted and has no name twice', () => {
  expect([...icons]).toEqual([...new Set(icons)].sort())
})

test('the drawing of the payer’s sign carries no style', () => {
  expect(readFileSync('views/assets/favicon.svg', 'utf8')).not.toMatch(/style|script/)
})
