// Where a review is decided: a result for each finding, then the letter as it will leave, then the password.
import type { ReviewPage } from '../db/queries/reviewPage.ts'
import type { ReviewView } from '../db/queries/reviews.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import type { NewReviewDecision } from '../src/rules/reviewDecisions.ts'
import { outcomesFor, outcomeWords, reviewNouns, reviewNumber } from '../src/rules/reviews.ts'
import { Area } from './findings.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { ErrorSummary, Field, FieldError, fieldState, PlainText } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { Password } from './propose.tsx'
import { Crumbs, titleOf } from './reviewParts.tsx'

type FormProps = {
  page: ThreadPage
  review: ReviewPage
  open: ReviewView
  refusal?: Refusal
  decision?: NewReviewDecision
}
type Errors = (name: string) => string | undefined

export function DecisionForm({ page, review, open, refusal, decision }: FormProps) {
  const error: Errors = (name) => refusal?.problems.find(({ field }) => field === name)?.message
  const outcomes = outcomesFor(review.of)
  return (
    <form
      class="panel stack"
      id="decide"
      {...posts(`${pageOf('staff', page.registration.id)}/review/preview`)}
      data-guard
      aria-labelledby="decide-heading"
    >
      <div>
        <h2 id="decide-heading">Decide</h2>
        <p class="soft">
          Give each finding its result. What is upheld either carries the {reviewNouns[review.of]}, or it does
          not stand. You read the letter before it leaves.
        </p>
      </div>
      <input type="hidden" name="review" value={String(open.id)} />
      <input type="hidden" name="seen" value={String(page.registration.lastSeq)} />
      {review.cited.map(({ criterionId }) => (
        <Result criterionId={criterionId} error={error} decision={decision} />
      ))}
      <div class="asks">
        <fieldset class="flow tight" id="outcome">
          <legend class="legend">Outcome</legend>
          <FieldError id="outcome" error={error('outcome')} />
          <div class="choices">
            {outcomes.map((outcome) => (
              <label class="choice">
                <input type="radio" name="outcome" value={outcome} checked={decision?.outcome === outcome} />
                <span>
                  {outcomeWords[outcome]}
                  <span class="hint">{hints[outcome]}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {outcomes.includes('reinstate_with_conditions') ? (
          <Conditions error={error} decision={decision} />
        ) : null}
      </div>
      <Area
        id="words"
        name="words"
        label="What the owner reads first"
        hint="The letter adds each result, what follows, and how to ask once more."
        value={decision?.words}
        error={error('words')}
      />
      <p>
        <button class="button" data-kind="primary" type="submit">
          Read the letter
        </button>
      </p>
    </form>
  )
}

const hints = {
  reinstate: 'The app is approved again at once.',
  reinstate_with_conditions:
    'The app is approved again at once, and the owner meets the conditions by a day.',
  rescind_termination: 'The app stays terminated; a new registration is begun for it and is looked at first.',
  rescind_denial: 'The application stays closed; a new registration is begun for it and is looked at first.',
  uphold: 'Nothing changes. After a first review the owner can ask once more.',
} as const

function Result({
  criterionId,
  error,
  decision,
}: {
  criterionId: string
  error: Errors
  decision?: NewReviewDecision
}) {
  const judged = decision?.findings.find((each) => each.criterionId === criterionId)
  const name = `outcome_${criterionId}`
  return (
    <fieldset class="stack tight" id={name}>
      <legend class="legend">Your result for {titleOf(criterionId)}</legend>
      <FieldError id={name} error={error(name)} />
      <div class="choices" data-row>
        <label class="choice">
          <input type="radio" name={name} value="upheld" checked={judged?.outcome === 'upheld'} />
          <span>Upheld</span>
        </label>
        <label class="choice">
          <input type="radio" name={name} value="changed" checked={judged?.outcome === 'changed'} />
          <span>Changed</span>
        </label>
      </div>
      <Area
        id={`words_${criterionId}`}
        name={`words_${criterionId}`}
        label="Why: the owner reads it"
        hint="Facts with dates. Where it is changed, this becomes the newer finding."
        value={judged?.words}
        error={error(`words_${criterionId}`)}
      />
    </fieldset>
  )
}

function Conditions({ error, decision }: { error: Errors; decision?: NewReviewDecision }) {
  return (
    <fieldset class="reveal stack tight" data-when="conditions">
      <legend class="vh">Conditions</legend>
      <Area
        id="conditions"
        name="conditions"
        label="What has to be met"
        value={decision?.conditions}
        error={error('conditions')}
      />
      <Field id="conditionsUntil" label="By which day" error={error('conditionsUntil')}>
        <input
          {...fieldState('conditionsUntil', { error: error('conditionsUntil') })}
          class="input"
          type="date"
          name="conditionsUntil"
          value={decision?.conditionsUntil ?? undefined}
          data-width="s"
        />
      </Field>
    </fieldset>
  )
}

type PreviewProps = {
  frame: Frame
  page: ThreadPage
  open: ReviewView
  decision: NewReviewDecision
  seen: number
  /** The letter as everybody who takes part will get it. */
  letter: { subject: string; text: string }
  refusal?: Refusal
}

export function ReviewPreview({ frame, page, open, decision, seen, letter, refusal }: PreviewProps) {
  const url = `${pageOf('staff', page.registration.id)}/review`
  const error: Errors = (name) => refusal?.problems.find(({ field }) => field === name)?.message
  return (
    <DeskPage frame={frame} title="The letter before it leaves" error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <Crumbs page={page} />
      <div>
        <h1>The letter before it leaves</h1>
        <p class="soft">
          {outcomeWords[decision.outcome]} · {page.registration.appName} · {reviewNumber(open)}
        </p>
      </div>
      <form class="with-aside" method="post" action={`${url}/decision`} data-guard>
        <Hidden decision={decision} review={open.id} seen={seen} />
        <section class="panel stack" id="letter" aria-labelledby="letter-heading">
          <h2 id="letter-heading">{letter.subject}</h2>
          <PlainText text={letter.text} />
        </section>
        <div class="aside">
          <section class="panel stack tight" aria-labelledby="words-heading">
            <h2 id="words-heading">Wording</h2>
            <Area
              id="words"
              name="words"
              label="What the owner reads first"
              hint="It leaves as it stands here, and is kept as it was sent."
              value={decision.words}
              error={error('words')}
            />
            <div class="cluster">
              <button class="button" type="submit" formaction={`${url}/preview`}>
                Read it again
              </button>
            </div>
          </section>
          <section class="panel stack tight" aria-labelledby="sign-heading">
            <h2 id="sign-heading">Decide</h2>
            <p class="small">This cannot be taken back. Both sides read it at once.</p>
            <Password error={error('password')} />
            <div class="cluster">
              <button class="button" data-kind="primary" type="submit">
                Decide and send
              </button>
              <button class="button" type="submit" formaction={`${url}/preview`} name="go" value="back">
                Change the decision
              </button>
            </div>
          </section>
        </div>
      </form>
    </DeskPage>
  )
}

function Hidden({ decision, review, seen }: { decision: NewReviewDecision; review: number; seen: number }) {
  const fields: [string, string][] = [
    ['review', String(review)],
    ['seen', String(seen)],
    ['outcome', decision.outcome],
    ['conditions', decision.conditions],
    ['conditionsUntil', decision.conditionsUntil ?? ''],
    ...decision.findings.flatMap(({ criterionId, outcome, words }): [string, string][] => [
      [`outcome_${criterionId}`, outcome ?? ''],
      [`words_${criterionId}`, words],
    ]),
  ]
  return (
    <>
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
