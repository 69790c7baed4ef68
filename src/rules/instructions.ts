// The letter with the token instructions (DOMAIN T7, E10): what it says, and what has to be there before it can leave.
import type { Environment, InstructedEnvironment } from './environments.ts'
import type { Letter } from './letters.ts'
import { secretProblem } from './noSecret.ts'
import type { Problem } from './refused.ts'

/** The client of an app in one environment, as staff recorded it. */
export type Client = { environmentId: number; clientId: string; scopes: string[] }

export type InstructionFacts = {
  app: string
  environments: readonly Environment[]
  clients: readonly Client[]
  redirectUris: string[]
  securityContact: string
  contact: { id: number; name: string; email: string } | null
}

type Instructions = Omit<Extract<Letter, { kind: 'token_instructions' }>, 'registrationId' | 'number' | 'app'>

/** The letter as it would leave now. An environment that is no longer used, or has no client, is not in it. */
export function instructionsLetter(facts: InstructionFacts, intro: string): Instructions {
  const { redirectUris, securityContact } = facts
  return { kind: 'token_instructions', intro, redirectUris, securityContact, environments: instructed(facts) }
}

function instructed({ environments, clients }: InstructionFacts): InstructedEnvironment[] {
  return environments
    .filter(({ retired }) => !retired)
    .flatMap(({ id, versionId: _, retired: __, ...facts }) => {
      const client = clients.find(({ environmentId }) => environmentId === id)
      return client ? [{ ...facts, ...client, environmentId: id }] : []
    })
}

/** What keeps the letter from leaving; nothing where it can. */
export function instructionObstacles(facts: InstructionFacts): string[] {
  const open = facts.environments.some(({ retired }) => !retired)
  return [
    ...(open ? [] : ['No environment is kept yet. An admin adds it under Environments.']),
    ...(open && instructed(facts).length === 0 ? ['Record a client id for at least one environment.'] : []),
    ...(facts.contact ? [] : ['No address of the contact is confirmed. Call the owner.']),
  ]
}

export function defaultIntroduction(app: string, payer: string): string {
  return `${app} can now use the APIs of ${payer}. Below is what you need to obtain access tokens in each environment. Try everything in the sandbox before you use production.`
}

/** What is wrong with the introduction, which staff may write anew for each letter. */
export function introductionProblem(intro: string): Problem | null {
  const length = [...intro].length
  const field = 'intro'
  if (length < 20) return { field, message: `Introduction: write at least 20 characters (now ${length})` }
  if (length > 2000) return { field, message: `Introduction: shorten it to 2000 characters (now ${length})` }
  return secretProblem(field, 'Introduction', intro)
}
