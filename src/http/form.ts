// A posted form, read once at the door into plain text (and masked there). Inside, values are trusted.
import { notFound, Refused } from '../rules/refused.ts'
import type { Ctx } from './env.ts'

export type Form = Record<string, string | string[]>

/** The fields of a posted form as text, secrets masked, with line ends as \n and without NUL. Files are left out. */
export async function readForm(c: Ctx, unmasked: readonly string[] = []): Promise<Form> {
  const body = await bodyOf(c)
  const clean = (name: string, value: unknown) => {
    const text = typeof value === 'string' ? value.replaceAll('\r\n', '\n').replaceAll('\0', '') : ''
    return unmasked.includes(name) ? text : c.var.house.mask(text)
  }
  const fields = Object.entries(body).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((each) => clean(name, each)) : clean(name, value),
  ])
  return Object.fromEntries(fields) as Form
}

/** The fields and files of a posted form. @throws Refused not_valid where it arrived broken. */
export async function bodyOf(c: Ctx) {
  try {
    return await c.req.parseBody({ all: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refused('not_valid', 'This form did not arrive whole. Nothing was saved: send it again.')
  }
}

/** One value of a field; of several the first. */
export function textOf(form: Form, name: string): string {
  const value = form[name] ?? ''
  return (Array.isArray(value) ? (value[0] ?? '') : value).trim()
}

export function listOf(form: Form, name: string): string[] {
  return [form[name] ?? []].flat()
}

/** The lines of a field that are not empty. */
export function linesOf(form: Form, name: string): string[] {
  return textOf(form, name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** @throws Refused not_valid with the sentence for this field. */
export function requiredText(
  form: Form,
  name: string,
  { label, max }: { label: string; max: number },
): string {
  const value = textOf(form, name)
  const length = [...value].length
  const message =
    length === 0
      ? `${label}: write something first`
      : length > max
        ? `${label}: shorten it to ${max} characters (now ${length})`
        : null
  if (message) throw new Refused('not_valid', message, [{ field: name, message }])
  return value
}

/** A whole number such as an id. @throws Refused not_valid for anything else. */
export function numberOf(form: Form, name: string): number {
  const value = textOf(form, name)
  if (!/^\d{1,15}$/.test(value))
    throw new Refused('not_valid', 'This form is not complete. Reload the page and try again.')
  return Number(value)
}

/** The id in the address of the page. @throws Refused not_found for a number that no row can have. */
export function idOf(c: Ctx): number {
  const id = Number(c.req.param('id'))
  if (!Number.isSafeInteger(id)) throw notFound()
  return id
}

/** The version of the draft that the page showed; null where the form does not say. */
export function versionOf(form: Form): number | null {
  const version = textOf(form, 'version')
  return /^\d{1,9}$/.test(version) ? Number(version) : null
}

/** What the form was written over, and which save of which window this is; the window is named with script alone. */
export function savedOver(form: Form): {
  seen: number | null
  from: { window: string; step: number } | null
} {
  const [, window, step] = /^([0-9a-f]{32})-(\d{1,9})$/.exec(textOf(form, 'save')) ?? []
  return { seen: versionOf(form), from: window ? { window, step: Number(step) } : null }
}
