// A registration to read in an archive: one page without script, style sheet or network.
import type { Child } from 'hono/jsx'
import type { Archive } from '../db/queries/archive.ts'
import { localTime, longDay } from '../src/rules/calendar.ts'
import { clockNames } from '../src/rules/clockWords.ts'
import { criteria } from '../src/rules/criteria.ts'
import { determinationWords } from '../src/rules/determinations.ts'
import { outcomeNames } from '../src/rules/findings.ts'
import { aboutField } from '../src/rules/information.ts'
import { differencesOf } from '../src/rules/revisions.ts'
import { definitionOf, standingWord, statusNames } from '../src/rules/status.ts'
import { type Teller, type Told, tellers, type When } from './events.tsx'
import { PlainText } from './parts.tsx'
import { AnswerList } from './questionnaire.tsx'
import { DifferenceTable } from './revisions.tsx'

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #16242b; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h2 { margin-top: 2.5rem; border-bottom: 1px solid #c9d3d8; } h3 { margin-top: 1.5rem; }
  table { border-collapse: collapse; width: 100%; margin: .5rem 0; } caption { text-align: left; font-weight: 600; }
  th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #e3e9ec; }
  p, td, li, dd { overflow-wrap: anywhere; } .soft, .small { color: #55656e; } svg { display: none; }
  article { border-left: 3px solid #c9d3d8; padding-left: 1rem; margin: 1rem 0; }
  @media print { body { margin: 0; max-width: none; } }
`

type Reading = { archive: Archive; payer: string; zone: string }

/** @param zone the payer's time zone, in which every time is written. */
export function archiveHtml(archive: Archive, payer: string, zone: string): string {
  return `<!doctype html>\n${<Page archive={archive} payer={payer} zone={zone} />}\n`
}

/** What each file of the archive is, and how a date is derived again. */
export function archiveReadme({ registration, exportedAt }: Archive, payer: string): string {
  return `${registration.number} ${registration.appName}
Exported by ${payer} on ${exportedAt.toISOString()}.

registration.html      to read: history, clocks, questions, decisions, thread
registration.json      every record behind it; times are UTC. "rules" holds the criteria and the table of transitions
clocks.jsonl           each clock as a question: time zone, the payer's days, and what happened when
clocks-answers.jsonl   the answer to each, in the same order
letters/               every letter in the words that left; links are without their secret half
files/                 what was filed, named by the start of its SHA-256
SHA256SUMS             check with: sha256sum -c SHA256SUMS

To count the clocks again: npm run -s clock -- --jsonl < clocks.jsonl | diff - clocks-answers.jsonl
A pause is the time between asking a question that stops the clock and the answer to it.
`
}

function Page({ archive, payer, zone }: Reading) {
  const { number, appName, company } = archive.registration
  const word = standingWord(archive.registration)
  const reading = { archive, payer, zone }
  return (
    <html lang="en-US">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>{`${number} ${appName}`}</title>
        <style>{style}</style>
      </head>
      <body>
        <h1>{appName}</h1>
        <p>
          {number} · {company} · {statusNames[word]}. {definitionOf(word, payer)}
        </p>
        <p class="soft">
          Exported {localTime(archive.exportedAt, zone)}. Times are {zone}.
        </p>
        <History {...reading} />
        <Clocks {...reading} />
        <Questions {...reading} />
        <Findings {...reading} />
        <Decisions {...reading} />
        <Revisions {...reading} />
        <Thread {...reading} />
        <Letters {...reading} />
        <Files {...reading} />
      </body>
    </html>
  )
}

type EntryEvent = NonNullable<Archive['entries'][number]['event']>

const nameOf = ({ people }: Archive, id: number | null): string =>
  people.find((person) => person.id === id)?.name ?? 'The portal'

type TableProps = { heads: readonly string[]; rows: readonly (readonly Child[])[] }

function Table({ heads, rows }: TableProps) {
  if (rows.length === 0) return <p class="soft">None.</p>
  return (
    <table>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function History({ archive, zone }: Reading) {
  const rows = archive.history.map((event) => [
    localTime(event.at, zone),
    event.action,
    `${event.from} → ${event.to}`,
    nameOf(archive, event.actorId),
    <PlainText text={event.reason ?? ''} />,
    event.criteriaVersion ? `version ${event.criteriaVersion}` : '',
    event.visibleToVendor ? 'yes' : 'no',
  ])
  return (
    <>
      <h2>Status history</h2>
      <Table
        heads={['When', 'What', 'From, to', 'Who', 'Reason', 'Criteria', 'Vendor sees it']}
        rows={rows}
      />
    </>
  )
}

function Clocks({ archive, zone }: Reading) {
  return (
    <>
      <h2>Clocks</h2>
      {archive.clocks.map(({ question, reading }) => (
        <>
          <h3>{clockNames[question.rule]}</h3>
          <p>
            {reading.state}, {reading.used} business days used, {reading.left} left
            {reading.dueOn ? `, due ${longDay(reading.dueOn)}` : ''}.
          </p>
          <Table
            heads={['When', 'What']}
            rows={(question.events as { at: Date; kind: string }[]).map(({ at, kind }) => [
              localTime(at, zone),
              kind,
            ])}
          />
        </>
      ))}
    </>
  )
}

function Questions({ archive, zone }: Reading) {
  const rows = archive.requests.flatMap((request) =>
    archive.questions
      .filter(({ requestId }) => requestId === request.id)
      .map((item) => [
        localTime(request.askedAt, zone),
        <PlainText text={[aboutField(item.fieldId), item.question].filter(Boolean).join(': ')} />,
        request.blocking ? 'stops the clock' : 'does not stop the clock',
        request.replyBy,
        item.answeredAt ? localTime(item.answeredAt, zone) : 'open',
        item.answeredAt ? nameOf(archive, item.acceptedBy) : '',
      ]),
  )
  return (
    <>
      <h2>Questions</h2>
      <Table heads={['Asked', 'Question', 'Clock', 'Reply by', 'Answered', 'Accepted by']} rows={rows} />
    </>
  )
}

function Findings({ archive, zone }: Reading) {
  const rows = archive.findings.map((finding) => [
    localTime(finding.foundAt, zone),
    `${finding.criterionId} ${criteria.find(({ id }) => id === finding.criterionId)?.title ?? ''}`,
    outcomeNames[finding.outcome],
    <PlainText text={finding.observation} />,
    <PlainText text={finding.evidence.map((piece) => Object.values(piece).join(', ')).join('\n')} />,
    nameOf(archive, finding.foundBy),
  ])
  return (
    <>
      <h2>Findings</h2>
      <Table heads={['When', 'Criterion', 'Outcome', 'Observed', 'Evidence', 'By']} rows={rows} />
    </>
  )
}

function Decisions({ archive, zone }: Reading) {
  const rows = archive.determinations.map((record) => [
    `${determinationWords[record.action].noun}${record.emergency ? ' (emergency)' : ''}`,
    `${nameOf(archive, record.proposedBy)}, ${localTime(record.proposedAt, zone)}`,
    record.decidedAt
      ? `${record.verdict}: ${nameOf(archive, record.decidedBy)}, ${localTime(record.decidedAt, zone)}`
      : 'waits',
    <PlainText text={record.vendorText} />,
    archive.citedFindings
      .filter(({ determinationId }) => determinationId === record.id)
      .map(({ criterionId, severity }) => `${criterionId} (${severity})`)
      .join(', '),
  ])
  return (
    <>
      <h2>Decisions against the app</h2>
      <Table heads={['What', 'Proposed', 'Decided', 'What the owner reads', 'Rests on']} rows={rows} />
    </>
  )
}

function Revisions({ archive, zone }: Reading) {
  const { revisions } = archive
  return (
    <>
      <h2>Answers</h2>
      {revisions.map((revision, index) => (
        <>
          <h3>
            Revision {revision.revision}, {nameOf(archive, revision.submittedBy)},{' '}
            {localTime(revision.submittedAt, zone)}
          </h3>
          {index === 0 ? (
            <AnswerList answers={revision.answers} />
          ) : (
            <DifferenceTable
              differences={differencesOf(revisions[index - 1]?.answers ?? {}, revision.answers)}
              before="Before"
              after="After"
            />
          )}
        </>
      ))}
    </>
  )
}

function Thread({ archive, zone }: Reading) {
  return (
    <>
      <h2>Thread</h2>
      {archive.entries.map((entry) => (
        <article id={`m${entry.seq}`}>
          <p class="soft">
            {entry.seq}. {localTime(entry.at, zone)}, {entry.kind}
            {entry.authorId ? `, ${nameOf(archive, entry.authorId)}` : ''}
            {entry.visibleToVendor ? '' : ', not shown to the vendor'}
          </p>
          {entry.event ? (
            <p>{wordsOf(archive, entry.event, entry.authorId, { now: archive.exportedAt, zone })}</p>
          ) : null}
          {entry.subject ? <p>{entry.subject}</p> : null}
          {entry.body ? <PlainText text={entry.body} /> : null}
          {entry.quoted ? <PlainText text={entry.quoted} /> : null}
        </article>
      ))}
    </>
  )
}

function wordsOf(archive: Archive, event: EntryEvent, authorId: number | null, at: When): Child {
  const tell = tellers[event.what] as (event: EntryEvent, by: Teller, at: When) => Told
  return tell(event, { who: nameOf(archive, authorId), vendor: false }, at).words
}

function Letters({ archive, zone }: Reading) {
  const rows = archive.letters.map(({ id, kind, to, asSent, createdAt, sentAt, failedAt, response }) => [
    `${String(id).padStart(6, '0')}-${kind}`,
    to,
    asSent?.subject ?? '',
    localTime(createdAt, zone),
    sentAt ? localTime(sentAt, zone) : failedAt ? 'not delivered' : 'waits',
    response ?? '',
  ])
  return (
    <>
      <h2>Letters</h2>
      <Table
        heads={['File', 'To', 'Subject', 'Written', 'Taken by the mail server', 'What it said']}
        rows={rows}
      />
    </>
  )
}

function Files({ archive, zone }: Reading) {
  const rows = archive.files.map(({ file, size }) => [
    file.name,
    `${size} bytes`,
    <code>{file.sha256}</code>,
    nameOf(archive, file.uploadedBy),
    localTime(file.uploadedAt, zone),
  ])
  return (
    <>
      <h2>Files</h2>
      <Table heads={['Name', 'Size', 'SHA-256', 'By', 'When']} rows={rows} />
    </>
  )
}
