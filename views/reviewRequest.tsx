// What a request for a review asks for: the same fields for the owner and for staff who file it.
import type { ReviewPage } from '../db/queries/reviewPage.ts'
import { sizeText } from '../src/rules/files.ts'
import { evidenceFiles, mostEvidence } from '../src/rules/reviewRequests.ts'
import { Area } from './findings.tsx'
import type { Refusal } from './frame.ts'
import { Field, FieldError, fieldState } from './parts.tsx'
import { titleOf } from './reviewParts.tsx'

export type TypedRequest = {
  disputed: readonly { criterionId: string; said: string }[]
  statement: string
  onBehalf: string
}

type Props = { review: ReviewPage; refusal?: Refusal; typed?: TypedRequest }

export function RequestFields({ review, refusal, typed }: Props) {
  const error = (name: string) => refusal?.problems.find(({ field }) => field === name)?.message
  return (
    <>
      {review.cited.length > 0 ? (
        <fieldset class="stack tight" id="disputed">
          <legend class="legend">Which findings do you dispute or have you fixed?</legend>
          <FieldError id="disputed" error={error('disputed')} />
          {review.cited.map(({ criterionId }) => (
            <Disputed criterionId={criterionId} error={error(`said_${criterionId}`)} typed={typed} />
          ))}
        </fieldset>
      ) : null}
      <Area
        id="statement"
        name="statement"
        label="What was fixed, or why the decision is wrong"
        hint="With dates and versions. Never tokens, passwords or data of members."
        value={typed?.statement}
        error={error('statement')}
      />
      <EvidenceField error={error('evidence')} />
    </>
  )
}

function Disputed({
  criterionId,
  error,
  typed,
}: {
  criterionId: string
  error?: string
  typed?: TypedRequest
}) {
  const said = typed?.disputed.find((each) => each.criterionId === criterionId)
  return (
    <div class="stack tight">
      <label class="choice">
        <input
          type="checkbox"
          name="disputed"
          value={criterionId}
          checked={typed ? said !== undefined : true}
        />
        <span>{titleOf(criterionId)}</span>
      </label>
      <Area
        id={`said_${criterionId}`}
        name={`said_${criterionId}`}
        label={`About ${criterionId}`}
        value={said?.said}
        error={error}
        optional
      />
    </div>
  )
}

/** Several files at once; browsers send none where none was chosen. */
export function EvidenceField({ error }: { error?: string }) {
  const hint = `Up to ${mostEvidence} files: PNG, JPEG, GIF, WebP or PDF, at most ${sizeText(evidenceFiles.maxBytes)} each. Choose them again if the form comes back.`
  return (
    <Field id="evidence" label="Files that show it" hint={hint} error={error} optional>
      <input
        {...fieldState('evidence', { hint, error })}
        class="input"
        type="file"
        name="evidence"
        multiple
      />
    </Field>
  )
}
