// The page on which an owner answers our questions: in words, in the form, or by confirming what a mail said.
import type { DraftPage } from '../db/queries/portal.ts'
import type { OwnersQuestion } from '../db/queries/waiting.ts'
import { localDay, shortDay } from '../src/rules/calendar.ts'
import { changedFields } from '../src/rules/editing.ts'
import { aboutField } from '../src/rules/information.ts'
import {
  type Answers,
  answerText,
  fieldOf,
  frozenAnswers,
  type Part,
  partOf,
} from '../src/rules/questionnaire.ts'
import type { Problem } from '../src/rules/refused.ts'
import { differencesOf } from '../src/rules/revisions.ts'
import { count } from '../src/rules/turn.ts'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { ErrorSummary, Field, fieldState, PlainText, Tag } from './parts.tsx'
import { Crumbs, editHref, PartList, ToComplete, WaitsFor } from './portal.tsx'
import { PartFields } from './questionnaire.tsx'
import { DifferenceTable } from './revisions.tsx'

const attestation = partOf('attestation') as Part
const isInForm = (field: string) => !attestation.fields.some(({ id }) => id === field)

export type Answering = {
  frame: Frame
  draft: DraftPage
  problems: readonly Problem[]
  waitsForContact: string | null
  refusal?: Refusal
  /** What was typed where it was not kept. */
  typed?: TypedAnswers
}

/** `words` by the id of the question. */
export type TypedAnswers = {
  words: Readonly<Record<number, string>>
  confirmed: readonly number[]
  signature: Answers
}
const nothing: TypedAnswers = { words: {}, confirmed: [], signature: {} }

export function AnswerQuestions({
  frame,
  draft,
  problems,
  waitsForContact,
  refusal,
  typed = nothing,
}: Answering) {
  const hrefOf = (field: string) => (isInForm(field) ? editHref(draft.id, field) : `#${field}`)
  const toComplete = problems.filter(({ field }) => isInForm(field))
  const live = draft.live ?? {}
  const changed = changedFields(live, frozenAnswers(draft.answers))
  const differences = differencesOf(live, frozenAnswers(draft.answers)).filter(({ field }) =>
    changed.includes(field),
  )
  const missing = { message: `${count(toComplete.length, 'answer')} to complete`, problems: toComplete }
  return (
    <PortalPage frame={frame} title="Answer our questions" current="apps" error={refusal !== undefined}>
      <Crumbs draft={draft} />
      <div class="with-aside" data-aside="start">
        <PartList draft={draft} answers={draft.answers} current="check" />
        <div class="stack">
          <h1>Answer our questions</h1>
          {refusal ? <ErrorSummary refusal={refusal} hrefOf={hrefOf} /> : null}
          <p class="lede">{introduction(draft, frame)}</p>
          {changed.length > 0 && !refusal && toComplete.length > 0 ? (
            <ToComplete {...missing} hrefOf={hrefOf} />
          ) : null}
          {waitsForContact ? <WaitsFor email={waitsForContact} draft={draft} /> : null}
          <form class="stack" method="post" action={`/registrations/${draft.id}/answer`} data-guard="">
            <input type="hidden" name="version" value={String(draft.draftVersion)} />
            {draft.questions.map((question) => (
              <Question
                question={question}
                draft={draft}
                changed={changed.some(({ id }) => id === question.item.fieldId)}
                typed={typed}
              />
            ))}
            {differences.length > 0 ? (
              <section class="stack tight" aria-labelledby="changes-heading">
                <h2 id="changes-heading">What your form would say</h2>
                <DifferenceTable differences={differences} before="Now" after="Your answer" />
              </section>
            ) : null}
            {differences.length > 0 || draft.questions.some(({ item }) => item.proposed !== null) ? (
              <Signature answers={{ ...draft.answers, ...typed.signature }} refusal={refusal} />
            ) : null}
            <Buttons changed={differences.length > 0} />
          </form>
        </div>
      </div>
    </PortalPage>
  )
}

function introduction({ questions }: DraftPage, { now, payer }: Frame): string {
  const open = questions.filter(({ item }) => !item.answeredAt)
  if (open.length === 0)
    return 'What you wrote has answered. Please confirm here what your form should say; nothing waits for it.'
  const by = open.map(({ replyBy }) => replyBy).toSorted()[0] as string
  const day = shortDay(by, localDay(now, payer.zone))
  const clock = open.some(({ blocking }) => blocking)
    ? ' Our clock goes on as soon as every question is answered.'
    : ''
  return `Please answer by ${day}: in words, by another answer in the form, or both. You can send what you have and answer the rest later.${clock}`
}

type QuestionProps = { question: OwnersQuestion; draft: DraftPage; changed: boolean; typed: TypedAnswers }

function Question({ question: { item }, draft, changed, typed }: QuestionProps) {
  const { id, position, fieldId, question, inForm, answeredAt, draft: kept } = item
  const name = `words_${id}`
  const hint = fieldId ? 'Leave it empty where the form says it all.' : undefined
  return (
    <section class="panel stack tight" aria-labelledby={`question-${id}`}>
      <div class="between">
        <h2 id={`question-${id}`}>{aboutField(fieldId) ?? `Question ${position}`}</h2>
        {inForm ? (
          <Tag tone={answeredAt ? 'info' : 'warn'}>{answeredAt ? 'To confirm' : 'Needed in the form'}</Tag>
        ) : null}
      </div>
      <PlainText text={question} />
      {fieldId ? <InForm fieldId={fieldId} draft={draft} changed={changed} /> : null}
      {inForm ? (
        <Confirm item={item} chosen={typed.confirmed.includes(id)} />
      ) : (
        <Field id={name} label="Your answer" hint={hint} error={undefined}>
          <textarea
            class="textarea"
            name={name}
            maxlength={5000}
            {...fieldState(name, { hint, error: undefined })}
          >
            {typed.words[id] ?? kept}
          </textarea>
        </Field>
      )}
    </section>
  )
}

/** What the form says to the question, and the way to another answer. What is typed here is kept on the way. */
function InForm({ fieldId, draft, changed }: { fieldId: string; draft: DraftPage; changed: boolean }) {
  const field = fieldOf(fieldId)
  if (!field) return null
  const said = answerText(field, draft.answers[fieldId])
  const says = changed ? 'Your form would say, once you send it:' : 'Your form says:'
  return (
    <div class="stack tight">
      <p class="small soft">{said ? says : 'Your form says nothing to this yet.'}</p>
      {said ? (
        <div class="quote anywhere">
          <PlainText text={said} />
        </div>
      ) : null}
      <p>
        <button class="button" data-size="s" type="submit" name="go" value={fieldId}>
          Change it in the form
        </button>
      </p>
    </div>
  )
}

function Confirm({ item: { id, proposed }, chosen }: { item: OwnersQuestion['item']; chosen: boolean }) {
  return (
    <div class="stack tight">
      {proposed === null ? null : (
        <>
          <p class="small soft">From what you wrote, the reviewer proposes:</p>
          <div class="quote anywhere">
            <PlainText text={proposed} />
          </div>
        </>
      )}
      <label class="choice">
        <input type="checkbox" name="confirm" value={String(id)} checked={chosen} />
        <span>
          {proposed === null ? 'The form says it already' : 'The form should say this'}
          <span class="hint">
            {proposed === null ? 'Nothing changes.' : 'It takes the place of what the form says now.'}
          </span>
        </span>
      </label>
    </div>
  )
}

/** A form that says something else is a new revision, and a signature never carries over to one. */
function Signature({ answers, refusal }: { answers: Answers; refusal?: Refusal }) {
  return (
    <section class="panel stack tight questions" aria-labelledby="signature-heading">
      <h2 id="signature-heading">Sign what the form says</h2>
      <p class="small soft">Only where your answers change the form. Words alone need no signature.</p>
      <PartFields part={attestation} answers={answers} problems={refusal?.problems ?? []} />
    </section>
  )
}

function Buttons({ changed }: { changed: boolean }) {
  return (
    <div class="cluster">
      <button class="button" data-kind="primary" type="submit" name="go" value="send">
        Send the answers
      </button>
      <button class="button" type="submit" name="go" value="keep">
        Save for later
      </button>
      {changed ? (
        <button class="button" data-kind="quiet" type="submit" name="go" value="discard">
          Discard my changes of the form
        </button>
      ) : null}
    </div>
  )
}
