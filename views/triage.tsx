// Mail that belongs to no thread, or that nobody could read: it waits for a person, and no vendor sees it.
import type { UnmatchedMail } from '../db/queries/triage.ts'
import type { RegistrationKind } from '../src/rules/kinds.ts'
import { Pager } from './desk.tsx'
import type { Frame } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, Empty, Icon, PlainText, Tag, When } from './parts.tsx'
import { pageOf } from './paths.ts'
import { Files, ProofFacts, Quoted, Verdict } from './timeline.tsx'

type UnmatchedProps = {
  frame: Frame
  mails: readonly UnmatchedMail[]
  page: number
  more: boolean
  zone: string
  /** The kind that is shown alone, or null for all. */
  kind: RegistrationKind | null
}

export function UnmatchedPage({ frame, mails, page, more, zone, kind }: UnmatchedProps) {
  return (
    <DeskPage frame={frame} title="Unmatched mail" current="mail">
      <div class="page-head">
        <div>
          <h1>Unmatched mail</h1>
          <p class="soft">Mail that entered no thread, newest first. No vendor can see it.</p>
        </div>
      </div>
      <Callout tone="info">
        <p>
          Mail waits here when we cannot be sure who sent it or which thread it belongs to. A registration
          number in the subject proves nothing: anybody can write one.
        </p>
      </Callout>
      <nav class="cluster" aria-label="Kinds of mail">
        {kinds.map(({ value, name }) => (
          <a
            class="chip"
            href={value ? `/desk/mail?kind=${value}` : '/desk/mail'}
            aria-current={value === kind ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      {mails.length === 0 ? (
        <Empty icon="mail" title="No unmatched mail">
          <p>When we cannot tell where a mail belongs, it waits here.</p>
        </Empty>
      ) : (
        <ul class="stack">
          {mails.map((mail) => (
            <li>
              <Mail mail={mail} frame={frame} zone={zone} />
            </li>
          ))}
        </ul>
      )}
      <Pager
        url={kind ? `/desk/mail?kind=${kind}` : '/desk/mail'}
        page={page}
        more={more}
        shown={mails.length}
        noun="mail"
      />
    </DeskPage>
  )
}

const kinds = [
  { value: null, name: 'All' },
  { value: 'vendor_app', name: 'About apps' },
  { value: 'payer', name: 'From other payers' },
] as const satisfies { value: RegistrationKind | null; name: string }[]

type MailProps = { mail: UnmatchedMail; frame: Frame; zone: string }

function Mail({ mail, frame, zone }: MailProps) {
  const { id, outcome, receivedAt, from, subject, trust } = mail
  return (
    <article
      class="finding"
      id={`mail-${id}`}
      data-verdict={trust?.verdict ?? 'none'}
      aria-labelledby={`subject-${id}`}
    >
      <header>
        <div>
          <h2 id={`subject-${id}`}>{subject.trim() || 'No subject'}</h2>
          <p class="small soft anywhere">
            Claims to be from {from || 'nobody: it names no valid address'} ·{' '}
            <When at={receivedAt} zone={zone} now={frame.now} relative />
          </p>
        </div>
        {mail.concerns === 'payer' ? <Tag>Another payer: no clock</Tag> : null}
        {outcome === 'quarantine' ? (
          <Tag tone="bad" icon="triangle-alert">
            Quarantined
          </Tag>
        ) : null}
      </header>
      <div class="stack tight">
        {trust ? <Verdict proof={trust} /> : null}
        <Text mail={mail} />
        <Files files={mail.attachments} />
        <Whole mail={mail} />
      </div>
      <Claim mail={mail} />
    </article>
  )
}

function Text({ mail: { outcome, body, quoted, note } }: { mail: UnmatchedMail }) {
  if (outcome === 'quarantine') {
    return (
      <p>
        This mail could not be read{note ? `: ${note}` : ''}. It lies in the folder Quarantine of the mailbox;
        nothing of its text is kept here.
      </p>
    )
  }
  return (
    <>
      {note ? <p class="small">{note}</p> : null}
      {body.trim() === '' ? <p class="soft">This mail has no text of its own.</p> : <PlainText text={body} />}
      <Quoted text={quoted} />
    </>
  )
}

function Whole({ mail: { trust, size, sha256 } }: { mail: UnmatchedMail }) {
  return (
    <details class="fold">
      <summary>How we know</summary>
      {trust ? <ProofFacts proof={trust} /> : null}
      <dl class="facts">
        <dt>Size</dt>
        <dd>{size.toLocaleString('en-US')} bytes</dd>
        <dt>SHA-256</dt>
        <dd>
          <code>{sha256}</code>
        </dd>
      </dl>
    </details>
  )
}

function Claim({ mail: { claimsId, claimsNumber, claimsApp } }: { mail: UnmatchedMail }) {
  if (claimsId === null) return null
  return (
    <p class="small">
      <Icon name="link" /> <strong>Claims to concern</strong>{' '}
      <a href={pageOf('staff', claimsId)}>
        {claimsApp}, {claimsNumber}
      </a>
      . It is not part of that thread.
    </p>
  )
}
