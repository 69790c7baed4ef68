// The questions vendors ask, answered in the payer's name from the same rules that the product runs on.
import type { Child } from 'hono/jsx'
import { type Calendar, longDay, zoneName } from '../src/rules/calendar.ts'
import { promisedDays } from '../src/rules/clock.ts'
import type { IfSubmitted } from '../src/rules/ifSubmitted.ts'
import { parts } from '../src/rules/questionnaire.ts'
import { closings, statuses } from '../src/rules/status.ts'
import type { Frame, Payer } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Callout } from './parts.tsx'
import { Definitions } from './statuses.tsx'

type HelpProps = { frame: Frame; ifToday: IfSubmitted; calendar: Calendar }
type Known = { payer: Payer; ifToday: IfSubmitted; calendar: Calendar }

const questions: readonly { id: string; title: string; answer: (known: Known) => Child }[] = [
  { id: 'register', title: 'How do I register an app?', answer: Register },
  { id: 'need', title: 'What do you need to know?', answer: Need },
  { id: 'time', title: 'How long does it take?', answer: Time },
  { id: 'approved', title: 'How do I learn that my app is approved?', answer: Approved },
  { id: 'questions', title: 'How do you contact me with questions?', answer: Questions },
  { id: 'statuses', title: 'What do the statuses mean?', answer: Statuses },
  { id: 'changes', title: 'Can the status change, and what then?', answer: Changes },
  { id: 'tokens', title: 'Our access tokens do not work. Whom do we write to?', answer: Tokens },
  { id: 'stop', title: 'How do I stop?', answer: Stop },
]

export function Help({ frame, ...known }: HelpProps) {
  const { payer } = frame
  return (
    <PortalPage
      frame={frame}
      title="Help"
      description={`How to register an app with ${payer.name}, how long it takes, what the statuses mean, and whom to write to.`}
      current="help"
    >
      <div class="page-head">
        <h1>Help</h1>
      </div>
      <div class="with-aside" data-aside="start">
        <nav class="panel" aria-label="Questions">
          <ul class="plain">
            {questions.map(({ id, title }) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="stack">
          {questions.map(({ id, title, answer }) => (
            <section class="panel prose" aria-labelledby={id}>
              <h2 id={id}>{title}</h2>
              {answer({ payer, ...known })}
            </section>
          ))}
        </div>
      </div>
    </PortalPage>
  )
}

function Register() {
  return (
    <ol>
      <li>
        <a href="/sign-up">Create an account</a> with an e-mail address you read, and open the link we send.
      </li>
      <li>Start a registration and answer its questions. You can save and come back as often as you like.</li>
      <li>Confirm the address we shall write to, if it is not your own, and submit.</li>
    </ol>
  )
}

function Need() {
  return (
    <>
      <p>
        The whole list is public: <a href="/questionnaire">read or print every question</a> before you begin.
        It has {parts.length} parts:
      </p>
      <ul>
        {parts.map(({ title, about }) => (
          <li>
            <strong>{title}.</strong> {about}
          </li>
        ))}
      </ul>
      <p>
        What we look at, and what can lead to which decision, stands in the{' '}
        <a href="/criteria">review criteria</a>.
      </p>
    </>
  )
}

function Time({ payer, ifToday, calendar }: Known) {
  return (
    <>
      <p>
        {payer.name} decides within {promisedDays.decision} business days after you submit a complete
        registration. If you submit today, {longDay(ifToday.today)}, that is by{' '}
        <strong>{longDay(ifToday.decideBy)}</strong>.
      </p>
      <p>
        Within {promisedDays.instructions} business days after the approval we e-mail instructions for
        obtaining access tokens. If we approve on that day, by {longDay(ifToday.instructionsBy)}.
      </p>
      <p>
        When we ask a question without which we cannot decide, our clock stops until your answer arrives. Days
        are counted in {zoneName(calendar.zone)}: <a href="/how-we-count-days">how we count</a>.
      </p>
    </>
  )
}

function Approved() {
  return (
    <p>
      By e-mail to the contact of the registration and to the owner of the account. The page of the
      registration shows the status too, with the day by which the instructions for access tokens come.
    </p>
  )
}

function Questions({ payer }: Known) {
  return (
    <>
      <p>
        By e-mail from <a href={`mailto:${payer.mailbox}`}>{payer.mailbox}</a> to the contact you named and to
        the owner. Answer on the page of the registration, or simply reply to the e-mail: your reply is filed
        in the same place.
      </p>
      <p>
        A reply never changes the answers of the questionnaire. Where one has to change, you change it on the
        page. Please answer within {payer.reply.reply} business days: we remind you, and after{' '}
        {payer.reply.lapse} without an answer the registration is withdrawn. That is not a denial; you can
        reopen it.
      </p>
    </>
  )
}

function Statuses({ payer }: Known) {
  return (
    <>
      <Definitions words={statuses} payer={payer} />
      <p>Two more words stand for a registration that ended without such a status:</p>
      <Definitions words={closings} payer={payer} />
    </>
  )
}

function Changes({ payer }: Known) {
  return (
    <>
      <p>
        Yes. An approved app can be suspended, and a suspended app can be approved again or terminated. Each
        time we write to you: what changed, since when, why, and what you can do.
      </p>
      <p>
        If your app is suspended, terminated or was not approved, sign in, open the registration and ask for a
        review. Somebody who had no part in the decision looks at it again, within {promisedDays.review}{' '}
        business days. After a termination the app has to be registered again to regain access.
      </p>
      <p>
        Only a risk to the security of {payer.name}’s own systems can lead to such a decision:{' '}
        <a href="/criteria">the criteria</a>.
      </p>
    </>
  )
}

function Tokens({ payer }: Known) {
  return (
    <>
      <p>
        Write to <a href={`mailto:${payer.mailbox}`}>{payer.mailbox}</a> and outline the issue: the time in
        UTC, the address you called, the status code, the text of the error, and at which step it happens.
      </p>
      <Callout tone="warn">
        <p>
          Never send tokens, secrets, codes or member data. If one slips in, we hide it before it is kept.
        </p>
      </Callout>
    </>
  )
}

function Stop() {
  return (
    <p>
      A draft asks nothing of you: leave it. While a registration is pending, or when an app is approved and
      you no longer need access, sign in, open it and choose “Withdraw” or “Give up this app”. We confirm it
      by e-mail. It is never counted against you, and you can register again.
    </p>
  )
}
