// Findings, and decisions against an app: proposed by a reviewer, decided by an approver.
import { Hono } from 'hono'
import {
  currentFindings,
  determinationWith,
  earlierDecisions,
  openProposal,
} from '../../db/queries/findings.ts'
import { threadPage } from '../../db/queries/thread.ts'
import { FindingsPage, type TypedFinding } from '../../views/findings.tsx'
import type { Refusal } from '../../views/frame.ts'
import { ProposalPage } from '../../views/proposal.tsx'
import { ProposePage } from '../../views/propose.tsx'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, listOf, numberOf, readForm, textOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { reauthenticate } from '../http/reauthenticate.ts'
import { decideProposal, propose } from '../operations/determinations.ts'
import { recordFinding } from '../operations/findings.ts'
import type { CriterionClass } from '../rules/criteria.ts'
import {
  blockScopes,
  determinationActions,
  type NewDetermination,
  proposable,
} from '../rules/determinations.ts'
import { type NewFinding, outcomes, severities } from '../rules/findings.ts'
import { asStaff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'
import { placeOf } from '../rules/status.ts'

type Again = 409 | 413 | 422 | 429

export const decisions = new Hono<Env>()
  .get('/desk/registrations/:id{[0-9]+}/findings', (c) => findingsPage(c))
  .post('/desk/registrations/:id{[0-9]+}/findings', async (c) => {
    const typed = typedFinding(await readForm(c))
    return orAgain(
      async () => {
        const input = { registrationId: idOf(c), ...findingOf(typed) }
        await recordFinding(c.var.db, asStaff(c.var.person, 'reviewer'), input, c.var.now)
        const kind = typed.criterion.slice(0, 3)
        const query = kind === 'SEC' ? '' : `?kind=${kind}`
        return c.redirect(`${pathOf(c)}/findings${query}#${typed.criterion}`, 303)
      },
      (refusal, status) => findingsPage(c, { refusal, typed }, status),
    )
  })
  .get('/desk/registrations/:id{[0-9]+}/propose', (c) => proposePage(c))
  .post('/desk/registrations/:id{[0-9]+}/propose', async (c) => {
    const form = await readForm(c, ['password'])
    const record = recordOf(form)
    return orAgain(
      async () => {
        const reviewer = asStaff(c.var.person, 'reviewer')
        await reauthenticate(c, reviewer, form, 'password alone')
        const input = { registrationId: idOf(c), seen: numberOf(form, 'seen'), record }
        await propose(c.var.db, reviewer, input, c.var.now)
        return c.redirect(after(pathOf(c), record.emergency ? 'blocked' : 'proposed'), 303)
      },
      (refusal, status) => proposePage(c, { refusal, typed: record }, status),
    )
  })
  .get('/desk/registrations/:id{[0-9]+}/proposal', (c) => proposalPage(c))
  .post('/desk/registrations/:id{[0-9]+}/proposal', async (c) => {
    const form = await readForm(c, ['password'])
    const reason = textOf(form, 'reason').slice(0, 2000)
    return orAgain(
      async () => {
        const approver = asStaff(c.var.person, 'approver')
        await reauthenticate(c, approver, form, 'password alone')
        const verdict = textOf(form, 'verdict') === 'agree' ? 'agree' : 'refuse'
        const deciding = { registrationId: idOf(c), determinationId: numberOf(form, 'determination') }
        await decideProposal(c.var.db, approver, { ...deciding, verdict, reason }, c.var.now)
        return c.redirect(after(pathOf(c), verdict === 'agree' ? 'agreed' : 'not_agreed'), 303)
      },
      (refusal, status) => proposalPage(c, { refusal, reason }, status),
    )
  })

const pathOf = (c: Ctx) => `/desk/registrations/${idOf(c)}`

function typedFinding(form: Form): TypedFinding {
  return {
    criterion: textOf(form, 'criterion'),
    outcome: textOf(form, 'outcome'),
    severity: textOf(form, 'severity'),
    observation: textOf(form, 'observation').slice(0, 5000),
    terms: textOf(form, 'terms').slice(0, 5000),
    evidence: textOf(form, 'evidence').slice(0, 5000),
    automated: textOf(form, 'automated') !== '',
  }
}

/** Evidence is written one piece a line: an address, or a note. */
function findingOf({ criterion, outcome, severity, evidence, ...words }: TypedFinding): NewFinding {
  const known = outcomes.find((each) => each === outcome)
  if (!known)
    throw new Refused('not_valid', 'Choose an outcome.', [{ field: 'outcome', message: 'Choose an outcome' }])
  const pieces = evidence.split('\n').filter((line) => line.trim() !== '')
  return {
    ...words,
    criterionId: criterion,
    outcome: known,
    severity: severities.find((each) => each === severity) ?? null,
    evidence: pieces.map((content) => ({
      kind: /^https?:\/\//i.test(content.trim()) ? 'url' : 'text',
      content,
    })),
  }
}

function recordOf(form: Form): NewDetermination {
  const action = determinationActions.find((each) => each === textOf(form, 'action')) ?? 'deny'
  const suspends = action === 'suspend'
  const words = (name: string) => textOf(form, name).slice(0, 5000)
  return {
    action,
    findingIds: listOf(form, 'finding').map(Number),
    ...{ riskAnalysis: words('riskAnalysis'), riskToSystems: words('riskToSystems') },
    ...{ whyTailored: words('whyTailored'), alternatives: words('alternatives'), policy: words('policy') },
    caseByCase: textOf(form, 'caseByCase') !== '',
    emergency: textOf(form, 'emergency') !== '',
    scope: suspends ? (blockScopes.find((each) => each === textOf(form, 'scope')) ?? null) : null,
    whatLifts: suspends ? words('whatLifts') : '',
    ...{ whyDifferent: words('whyDifferent'), vendorText: words('vendorText') },
  }
}

const kinds: readonly CriterionClass[] = ['SEC', 'TEC', 'PRV']

async function findingsPage(c: Ctx, again: { refusal?: Refusal; typed?: TypedFinding } = {}, status?: Again) {
  const staff = asStaff(c.var.person)
  const shown = await threadPage(c.var.db, staff, idOf(c), c.var.now)
  const asked = again.typed?.criterion.slice(0, 3) ?? c.req.query('kind')
  return page(
    c,
    <FindingsPage
      frame={await deskFrame(c)}
      page={shown}
      findings={await currentFindings(c.var.db, idOf(c))}
      kind={kinds.find((each) => each === asked) ?? 'SEC'}
      mayFind={staff.role === 'reviewer'}
      {...again}
    />,
    status,
  )
}

async function proposePage(
  c: Ctx,
  again: { refusal?: Refusal; typed?: Partial<NewDetermination> } = {},
  status?: Again,
) {
  const shown = await threadPage(c.var.db, asStaff(c.var.person), idOf(c), c.var.now)
  const actions = proposable(placeOf(shown.registration))
  if (actions.length === 0 && !again.refusal) throw new Refused('not_now', 'Nothing can be proposed now.')
  const findings = await currentFindings(c.var.db, idOf(c))
  const cited = findings
    .filter(({ severity }) => severity === 'unacceptable')
    .map((found) => found.criterionId)
  return page(
    c,
    <ProposePage
      frame={await deskFrame(c)}
      page={shown}
      actions={actions}
      findings={findings}
      earlier={await earlierDecisions(c.var.db, idOf(c), cited)}
      {...again}
    />,
    status,
  )
}

async function proposalPage(c: Ctx, again: { refusal?: Refusal; reason?: string } = {}, status?: Again) {
  const staff = asStaff(c.var.person)
  const shown = await threadPage(c.var.db, staff, idOf(c), c.var.now)
  const open = await openProposal(c.var.db, idOf(c))
  if (!open) return c.redirect(pathOf(c), 303)
  const whole = await determinationWith(c.var.db, open.id)
  if (!whole) throw notFound()
  const mayDecide = staff.role === 'approver' && open.proposedBy !== staff.id
  return page(
    c,
    <ProposalPage frame={await deskFrame(c)} page={shown} whole={whole} mayDecide={mayDecide} {...again} />,
    status,
  )
}
