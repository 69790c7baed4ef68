// An environment as an admin keeps it, and an app that has a client in it.

import { environments } from '../db/demonstrationEnvironments.ts'
import { currentEnvironments } from '../db/queries/environments.ts'
import { recordClients } from '../src/operations/clients.ts'
import { addEnvironment } from '../src/operations/environments.ts'
import type { EnvironmentFacts } from '../src/rules/environments.ts'
import { monday, type World } from './people.ts'

export const sandboxFacts = environments[0]?.facts as EnvironmentFacts
export const productionFacts = environments[1]?.facts as EnvironmentFacts

/** What the form of the sandbox sends. */
export function environmentForm(): Record<string, string> {
  const { audiences, scopes, rotatesOn: _, ...facts } = sandboxFacts
  return { ...facts, audiences: audiences.join('\r\n'), scopes: scopes.join('\r\n'), rotatesOn: '' }
}

/** The sandbox, and a client of the registration in it. @returns the number of the environment. */
export async function withSandbox(world: World, registrationId: number): Promise<number> {
  const { db, staff } = world
  const known = (await currentEnvironments(db)).find(({ name }) => name === 'Sandbox')
  const id =
    known?.id ?? (await addEnvironment(db, staff.admin, { name: 'Sandbox', facts: sandboxFacts }, monday))
  await recordClient(world, registrationId, id, `harbor-${registrationId}`)
  return id
}

export function recordClient(world: World, registrationId: number, environmentId: number, clientId: string) {
  const clients = [{ environmentId, clientId, scopes: ['openid', 'patient/Patient.rs'] }]
  return recordClients(world.db, world.staff.reviewer, { registrationId, clients }, monday)
}

export async function versionOf({ db }: World, environmentId: number): Promise<number> {
  const found = (await currentEnvironments(db)).find(({ id }) => id === environmentId)
  return found?.versionId as number
}
