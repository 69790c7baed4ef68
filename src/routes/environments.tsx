// The environments of the payer's APIs at the desk. An admin keeps them; an auditor reads.
import { Hono } from 'hono'
import { currentEnvironments, environmentLog } from '../../db/queries/environments.ts'
import { EnvironmentForm } from '../../views/environmentForm.tsx'
import { EnvironmentsPage } from '../../views/environments.tsx'
import type { Refusal } from '../../views/frame.ts'
import type { Ctx, Env } from '../http/env.ts'
import { type Form, idOf, linesOf, numberOf, readForm, textOf } from '../http/form.ts'
import { after, deskFrame, orAgain, page } from '../http/page.tsx'
import { addEnvironment, changeEnvironment } from '../operations/environments.ts'
import { type Environment, type EnvironmentFacts, environmentKinds } from '../rules/environments.ts'
import { asStaff } from '../rules/people.ts'
import { notFound, Refused } from '../rules/refused.ts'

type Again = 409 | 413 | 422 | 429

export const environmentPages = new Hono<Env>()
  .get('/desk/environments', async (c) => {
    const staff = asStaff(c.var.person, 'admin', 'auditor')
    const shown = {
      environments: await currentEnvironments(c.var.db),
      log: await environmentLog(c.var.db),
      mayChange: staff.role === 'admin',
    }
    return page(c, <EnvironmentsPage frame={await deskFrame(c)} {...shown} />)
  })
  .get('/desk/environments/new', (c) => formPage(c, null, { kind: 'sandbox' }))
  .post('/desk/environments', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const input = { name: textOf(form, 'name'), facts: factsIn(form) }
        await addEnvironment(c.var.db, asStaff(c.var.person, 'admin'), input, c.var.now)
        return c.redirect(after('/desk/environments', 'environment_added'), 303)
      },
      (refusal, status) => formPage(c, null, typedIn(form), refusal, status),
    )
  })
  .get('/desk/environments/:id{[0-9]+}', async (c) => {
    const known = await environmentNamed(c)
    return formPage(c, known, shownIn(known))
  })
  .post('/desk/environments/:id{[0-9]+}', async (c) => {
    const form = await readForm(c)
    return orAgain(
      async () => {
        const retired = textOf(form, 'use') === 'retired'
        const input = {
          environmentId: idOf(c),
          facts: factsIn(form),
          retired,
          version: numberOf(form, 'version'),
        }
        await changeEnvironment(c.var.db, asStaff(c.var.person, 'admin'), input, c.var.now)
        return c.redirect(after('/desk/environments', 'environment_changed'), 303)
      },
      async (refusal, status) => formPage(c, await environmentNamed(c), typedIn(form), refusal, status),
    )
  })

async function environmentNamed(c: Ctx): Promise<Environment> {
  const known = (await currentEnvironments(c.var.db)).find(({ id }) => id === idOf(c))
  if (!known) throw notFound()
  return known
}

async function formPage(
  c: Ctx,
  environment: Environment | null,
  typed: Record<string, string>,
  refusal?: Refusal,
  status?: Again,
) {
  asStaff(c.var.person, 'admin')
  const known = environment && { ...environment, version: environment.versionId }
  return page(
    c,
    <EnvironmentForm frame={await deskFrame(c)} known={known} typed={typed} refusal={refusal} />,
    status,
  )
}

function factsIn(form: Form): EnvironmentFacts {
  const text = (name: string) => textOf(form, name)
  const kind = environmentKinds.find((each) => each === text('kind'))
  if (!kind) throw new Refused('not_valid', 'Some answers need a change.', [wrongKind])
  return {
    ...{ kind, authorizeUrl: text('authorizeUrl'), tokenUrl: text('tokenUrl'), fhirUrl: text('fhirUrl') },
    ...{ issuer: text('issuer'), discoveryUrl: text('discoveryUrl'), pkce: text('pkce') },
    ...{ audienceRule: text('audienceRule'), credential: text('credential') },
    audiences: linesOf(form, 'audiences'),
    scopes: linesOf(form, 'scopes'),
    rotatesOn: text('rotatesOn') || null,
  }
}

const wrongKind = { field: 'kind', message: 'Choose whether members’ data is behind it' }

function typedIn(form: Form): Record<string, string> {
  return Object.fromEntries(Object.keys(form).map((name) => [name, textOf(form, name)]))
}

function shownIn({ id: _, versionId: __, retired, audiences, scopes, rotatesOn, ...facts }: Environment) {
  const lists = { audiences: audiences.join('\n'), scopes: scopes.join('\n') }
  return { ...facts, ...lists, rotatesOn: rotatesOn ?? '', use: retired ? 'retired' : 'open' }
}
