// Where a reviewer lifts a block on their own motion: each cited finding beside the newer one (DOMAIN T11).
import type { StoredFinding } from '../db/queries/findings.ts'
import type { ReviewPage } from '../db/queries/reviewPage.ts'
import type { ThreadPage } from '../db/queries/thread.ts'
import { outcomeNames } from '../src/rules/findings.ts'
import { liftObstacles } from '../src/rules/reviewDecisions.ts'
import { Area, Found } from './findings.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, ErrorSummary, Tag } from './parts.tsx'
import { pageOf, posts } from './paths.ts'
import { Password } from './propose.tsx'
import { Standing } from './registration.tsx'
import { titleOf } from './reviewParts.tsx'

type Props = {
  frame: Frame
  page: ThreadPage
  review: ReviewPage
  current: readonly StoredFinding[]
  refusal?: Refusal
  reason?: string
}

export function ReinstatePage({ frame, page, review, current, refusal, reason }: Props) {
  const { id, appName, company, number } = page.registration
  const obstacles = liftObstacles(review.cited, current)
  const url = pageOf('staff', id)
  return (
    <DeskPage frame={frame} title={`Lift the block of ${appName}`} error={refusal !== undefined}>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk">Queue</a>
          </li>
          <li>
            <a href={url}>{number}</a>
          </li>
          <li>Lift the block</li>
        </ol>
      </nav>
      <div class="stack tight">
        <div>
          <h1>Lift the block of {appName}</h1>
          <p class="soft">
            {company} · {number}
          </p>
        </div>
        <Standing frame={frame} page={page} />
      </div>
      <div class="with-aside">
        <div class="stack" id="findings">
          {review.cited.map((found) => (
            <Remedy {...{ frame, page, found, current }} />
          ))}
        </div>
        <div class="aside">
          {!review.mayHandle ? (
            <Callout icon="lock">
              <p>Somebody else has to lift this block: you proposed, decided or approved it.</p>
            </Callout>
          ) : obstacles.length > 0 ? (
            <Callout tone="warn">
              <p>{obstacles.join(' ')}</p>
              <p>
                <a href={`${url}/findings`}>Write the newer findings</a>
              </p>
            </Callout>
          ) : (
            <Lift page={page} refusal={refusal} reason={reason} />
          )}
        </div>
      </div>
    </DeskPage>
  )
}

type RemedyProps = Pick<Props, 'frame' | 'page' | 'current'> & { found: StoredFinding }

function Remedy({ frame, page, current, found }: RemedyProps) {
  const newer = current.find(({ criterionId, id }) => criterionId === found.criterionId && id > found.id)
  const id = `remedy-${found.criterionId}`
  return (
    <article class="finding" data-outcome={newer?.outcome ?? found.outcome} aria-labelledby={id}>
      <header>
        <h2 id={id}>{titleOf(found.criterionId)}</h2>
        <Tag tone={newer ? 'good' : 'warn'}>{newer ? outcomeNames[newer.outcome] : 'No newer finding'}</Tag>
      </header>
      <div class="columns">
        <div class="stack tight">
          <h3>The block rests on</h3>
          <Found frame={frame} page={page} found={found} />
        </div>
        <div class="stack tight">
          <h3>Found since</h3>
          {newer ? <Found frame={frame} page={page} found={newer} /> : <p class="soft">Nothing yet.</p>}
        </div>
      </div>
    </article>
  )
}

function Lift({ page, refusal, reason }: Pick<Props, 'page' | 'refusal' | 'reason'>) {
  const error = (name: string) => refusal?.problems.find(({ field }) => field === name)?.message
  return (
    <form
      class="panel stack tight"
      {...posts(`${pageOf('staff', page.registration.id)}/reinstate`)}
      data-guard
    >
      <h2>Lift the block</h2>
      <p class="small">The app is approved again at once, and the owner gets a letter with your words.</p>
      <input type="hidden" name="seen" value={String(page.registration.lastSeq)} />
      <Area
        id="reason"
        name="reason"
        label="What the owner will read"
        value={reason}
        error={error('reason')}
      />
      <Password error={error('password')} />
      <p>
        <button class="button" data-kind="primary" type="submit">
          Lift the block
        </button>
      </p>
    </form>
  )
}
