// The line beside the Save button that says whether what is being written is kept. Script puts the lines in.
import type { Child } from 'hono/jsx'
import { localTime } from '../src/rules/calendar.ts'
import { fieldOf } from '../src/rules/questionnaire.ts'
import type { IconName } from './assets/icons.ts'
import type { Frame, Refusal } from './frame.ts'
import { Icon, type Tone } from './parts.tsx'

type LineProps = { tone?: Tone; icon: IconName; state: string; version?: number; children?: Child }

function Line({ tone, icon, state, version, children }: LineProps) {
  return (
    <span class="savestate" data-tone={tone} data-state={state} data-version={version}>
      <Icon name={icon} />
      <span>{children}</span>
    </span>
  )
}

/** Nothing yet, and the lines that the page itself can say, when no answer comes. */
export function SaveStates() {
  return (
    <>
      <div id="saved" class="saves" />
      <template data-saves="saving">
        <Line icon="circle-dashed" state="saving">
          Saving…
        </Line>
      </template>
      <template data-saves="away">
        <Line icon="triangle-alert" tone="warn" state="away">
          Not saved: we cannot reach the server. We try again in 10 seconds. Your text is safe in this window.
        </Line>
      </template>
      <template data-saves="signed-out">
        <Line icon="triangle-alert" tone="warn" state="signed-out">
          Not saved: you were signed out. Your text is safe in this window.{' '}
          <a href="/sign-in" target="_blank" rel="noopener">
            Sign in in another tab
          </a>
          , or press Save.
        </Line>
      </template>
      <template data-saves="refused">
        <Line icon="triangle-alert" tone="warn" state="refused">
          Not saved. Your text is safe in this window. Press Save to see what stands in the way.
        </Line>
      </template>
    </>
  )
}

/** `Saved 10:42 a.m. ET`, with the version of the draft that the form stands on from then on. */
export function Kept({ frame, version }: { frame: Frame; version: number }) {
  const [, time] = localTime(frame.now, frame.payer.zone).split(', ')
  return (
    <Line icon="check" state="saved" version={version}>
      Saved {time}
    </Line>
  )
}

/**
 * Why nothing was kept: in a line that stays in sight, and in full at the end of the form. Of a colleague's answers it
 * says whose and which; pressing Save compares them.
 */
export function NotKept({ refusal: { message, problems } }: { refusal: Refusal }) {
  return (
    <>
      <Line icon="triangle-alert" tone="warn" state="refused">
        Not saved: {message.split('. ')[0]?.replace(/\.$/, '')}. <a href="#not-kept">See more</a>
      </Line>
      <div class="callout" id="not-kept" data-tone="warn" tabindex={-1}>
        <Icon name="triangle-alert" />
        <div class="callout-text">
          <p>
            <strong>Not saved:</strong> {message}
          </p>
          {problems.length > 0 ? (
            <ul>
              {problems.map((problem) => (
                <li>
                  <a href={`#${problem.field}`}>{fieldOf(problem.field)?.label}</a>: {problem.message}
                </li>
              ))}
            </ul>
          ) : null}
          <p>Until you press Save we keep nothing from this window.</p>
        </div>
      </div>
    </>
  )
}
