// /dev/mail of the demonstration: the letters that left, as their readers get them, and a way to answer them.
import type { Frame, Refusal } from './frame.ts'
import { DeskPage, PortalPage } from './layout.tsx'
import { Empty, ErrorSummary, Field, fieldState, Icon, PlainText, Tag, When } from './parts.tsx'
import { posts } from './paths.ts'

/** `out`: a letter of the portal; `in`: a mail to the portal. */
export type DevLetter = {
  id: string
  at: Date
  from: string
  to: string
  subject: string
  direction: 'out' | 'in'
  text: string
  replyTo?: string
}

/** The code of somebody at the desk; null until the next one works. */
export type DevCode = { name: string; email: string; code: string | null }

type DevMailProps = {
  frame: Frame
  letters: readonly DevLetter[]
  selected?: DevLetter
  /** The address that the list is filtered by. */
  to?: string
  /** Every address that has letters; those of `letters` where it is not given. */
  addresses?: readonly string[]
  codes?: readonly DevCode[]
  refusal?: Refusal
  text?: string
}

export function DevMailPage(props: DevMailProps) {
  const { frame, letters, selected, to, refusal } = props
  const Page = frame.person?.kind === 'staff' ? DeskPage : PortalPage
  const list = <Letters frame={frame} letters={letters} selected={selected} to={to} />
  return (
    <Page
      frame={frame}
      title={selected ? selected.subject : 'Letters of the demonstration'}
      current="devmail"
      error={refusal !== undefined}
    >
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <div>
        <h1>Letters of the demonstration</h1>
        <p class="soft">
          Every letter the portal sent and every mail it received. They never leave this machine.
        </p>
      </div>
      <Codes codes={props.codes ?? []} />
      <Addresses {...props} />
      {selected ? (
        <div class="with-aside">
          <Letter {...props} letter={selected} />
          <div class="aside">{list}</div>
        </div>
      ) : (
        list
      )}
    </Page>
  )
}

/** The desk of the demonstration has no phones: what they would show stands here, from the same keys. */
function Codes({ codes }: { codes: readonly DevCode[] }) {
  if (codes.length === 0) return null
  return (
    <section class="panel" id="codes" aria-labelledby="codes-heading">
      <h2 id="codes-heading">Codes for signing in at the desk</h2>
      <p class="small soft">
        What the authenticator apps of the desk show now. Each code works once; load the page again for a new
        one.
      </p>
      <dl class="facts">
        {codes.map(({ name, email, code }) => (
          <>
            <dt>
              {name} <span class="anywhere">{email}</span>
            </dt>
            <dd>
              {code ? <code data-code-of={email}>{code}</code> : 'Used twice just now. Wait half a minute.'}
            </dd>
          </>
        ))}
      </dl>
    </section>
  )
}

function urlOf(to: string | undefined, id?: string): string {
  const query = new URLSearchParams({ ...(to ? { to } : {}), ...(id ? { id } : {}) }).toString()
  return query ? `/dev/mail?${query}` : '/dev/mail'
}

function Addresses({ letters, to, addresses = letters.map((letter) => letter.to) }: DevMailProps) {
  const known = [...new Set(addresses)].sort()
  if (known.length < 2 && !to) return null
  return (
    <nav class="chips" aria-label="Mailboxes">
      <a class="chip" href={urlOf(undefined)} aria-current={to ? undefined : 'true'}>
        All mailboxes
      </a>
      {known.map((address) => (
        <a class="chip anywhere" href={urlOf(address)} aria-current={address === to ? 'true' : undefined}>
          {address}
        </a>
      ))}
    </nav>
  )
}

function Letters({
  frame,
  letters,
  selected,
  to,
}: Pick<DevMailProps, 'frame' | 'letters' | 'selected' | 'to'>) {
  if (letters.length === 0) {
    return (
      <Empty icon="inbox" title="No letters yet">
        <p>Create an account or submit a registration: the letters it causes appear here.</p>
      </Empty>
    )
  }
  return (
    <section class="panel" aria-labelledby="letters-heading">
      <h2 id="letters-heading">{to ? `Letters to ${to}` : 'All letters'}</h2>
      <ol class="checks">
        {letters.map((letter) => (
          <li>
            <Icon name={letter.direction === 'out' ? 'mail' : 'inbox'} />
            <span>
              <a href={urlOf(to, letter.id)} aria-current={letter.id === selected?.id ? 'true' : undefined}>
                {letter.subject || 'No subject'}
              </a>
              <br />
              <span class="small soft anywhere">
                {letter.direction === 'out' ? `to ${letter.to}` : `from ${letter.from}`} ·{' '}
                <When at={letter.at} zone={frame.payer.zone} now={frame.now} />
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Letter({ frame, letter, ...props }: DevMailProps & { letter: DevLetter }) {
  const { at, from, to, subject, direction, text, replyTo } = letter
  return (
    <div class="stack">
      <article class="panel" aria-labelledby="letter-heading">
        <div class="between">
          <h2 id="letter-heading">{subject || 'No subject'}</h2>
          {direction === 'out' ? (
            <Tag icon="mail">Letter of the portal</Tag>
          ) : (
            <Tag icon="inbox">Received mail</Tag>
          )}
        </div>
        <dl class="facts">
          <dt>From</dt>
          <dd>{from}</dd>
          <dt>To</dt>
          <dd>{to}</dd>
          {replyTo ? (
            <>
              <dt>Answers go to</dt>
              <dd class="anywhere">{replyTo}</dd>
            </>
          ) : null}
          <dt>Sent</dt>
          <dd>
            <When at={at} zone={frame.payer.zone} now={frame.now} />
          </dd>
        </dl>
        <hr />
        {direction === 'out' ? <OurText text={text} /> : <PlainText text={text} />}
      </article>
      {direction === 'out' ? <Reply letter={letter} refusal={props.refusal} text={props.text} /> : null}
    </div>
  )
}

/** Our own letters also carry links to this machine, which no other text may. */
function OurText({ text }: { text: string }) {
  return (
    <div class="text">
      {text.split(/\n{2,}/).map((paragraph) => (
        <p>
          {paragraph.split('\n').map((line, index) => (
            <>
              {index > 0 ? <br /> : null}
              {line
                .split(/(https?:\/\/[\x21-\x7e]*[\w/=-])/)
                .map((piece, odd) => (odd % 2 ? <a href={piece}>{piece}</a> : piece))}
            </>
          ))}
        </p>
      ))}
    </div>
  )
}

function Reply({ letter, refusal, text }: { letter: DevLetter; refusal?: Refusal; text?: string }) {
  const hint = `This sends a real SMTP message as ${letter.to}, with the letter quoted below your text.`
  const error = refusal?.problems.find(({ field }) => field === 'text')?.message
  return (
    <form class="panel" {...posts('/dev/mail/reply')} aria-labelledby="reply-heading">
      <h2 id="reply-heading">Answer as {letter.to}</h2>
      <input type="hidden" name="id" value={letter.id} />
      <Field id="text" label="Your answer" hint={hint} error={error}>
        <textarea
          class="textarea"
          name="text"
          rows={6}
          maxlength={20_000}
          {...fieldState('text', { hint, error })}
        >
          {'\n'}
          {text}
        </textarea>
      </Field>
      <button class="button" data-kind="primary" type="submit">
        <Icon name="send" />
        Send answer
      </button>
    </form>
  )
}
