// What somebody wrote into a form whose session had ended: it goes along through signing in, and is sent by hand after it.
import { type Door, doors } from './permissions.ts'

/** A form that came too late: where it was going, its fields in their order, and the names of files it cannot keep. */
export type Carried = {
  path: string
  fields: readonly (readonly [name: string, value: string])[]
  files: readonly string[]
}

const secret = /password|^code$|^token$|^offer$/

/** What a form sends on its own: nobody typed it. */
const machinery =
  /^(version|save|writer|go|next|kind|action|verdict|entry|item|revision|seen|change|person|access|invitation|session|blocking|company|from|afterwards|determination|finding|criterion|outcome|severity|automated|scope|emergency|caseByCase|review|disputed|outcome_[\w-]+|confirm|way|day|time|withdraws|field_\d+|form_\d+)$/

/** What only the server reads. */
const unspoken = /^(version|save|writer|go|next|revision|seen|review)$/

/** The form without what is never sent twice; null where nothing in it was typed by somebody. */
export function carriedFrom(form: Carried): Carried | null {
  const fields = form.fields.filter(([name]) => !secret.test(name))
  const typed = fields.some(([name, value]) => !machinery.test(name) && value.trim() !== '')
  return typed ? { ...form, fields } : null
}

/** The fields that a person should read before they are sent. */
export function toRead({ fields }: Carried): [name: string, values: string[]][] {
  const names = [...new Set(fields.map(([name]) => name))].filter((name) => !unspoken.test(name))
  return names
    .map((name): [string, string[]] => [
      name,
      fields.filter(([each]) => each === name).map(([, value]) => value),
    ])
    .filter(([, values]) => values.join('').trim() !== '')
}

/** The door that a form at this path has to pass; null where no form is taken there. */
export function doorAt(path: string): Door | null {
  const fits = (door: string) =>
    new RegExp(`^${door.replace(/^POST /, '').replaceAll(/:\w+/g, '[^/]+')}$`).test(path)
  const found = Object.keys(doors).find((door) => door.startsWith('POST /') && fits(door))
  return found ? (doors[found] as Door) : null
}
