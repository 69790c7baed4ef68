// Text that was typed into a form whose session had ended. It travels sealed in the pages of signing in: it is in no
// address and in no row, and before somebody has signed in nobody can read it there.
import { SignIn } from '../../views/auth.tsx'
import { WrittenPage } from '../../views/carried.tsx'
import type { Refusal } from '../../views/frame.ts'
import { type Carried, carriedFrom, doorAt } from '../rules/carried.ts'
import type { Person } from '../rules/people.ts'
import { mayUse } from '../rules/permissions.ts'
import { open, seal } from '../rules/sealed.ts'
import { unmasked } from './credentials.ts'
import type { Ctx } from './env.ts'
import { type Form, readForm, textOf } from './form.ts'
import { safeNext } from './next.ts'
import { frameOf, page } from './page.tsx'

/** Where somebody goes after signing in, and, sealed, what they had written before. */
export type Way = { next: string; carried: string }

/** Where a form of signing in leads. */
export function wayOf(form: Form): Way {
  return { next: safeNext(textOf(form, 'next'), ''), carried: textOf(form, 'carried') }
}

const about = 'text carried through sign-in'
const longest = 1_000_000

/** The typed text of this request, sealed; empty where nothing was typed. Secrets in it are masked as on every form. */
export async function carriedOf(c: Ctx): Promise<string> {
  const form = await readForm(c, unmasked)
  const sent = Object.entries(await c.req.parseBody({ all: true })).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as const),
  )
  const files = sent.flatMap(([, value]) => (value instanceof File && value.name ? [value.name] : []))
  const ofFiles = new Set(sent.flatMap(([name, value]) => (value instanceof File ? [name] : [])))
  const fields = Object.entries(form)
    .filter(([name]) => !ofFiles.has(name))
    .flatMap(([name, value]) => [value].flat().map((each) => [name, each] as const))
  const carried = carriedFrom({ path: c.req.path, fields, files })
  return carried ? seal(JSON.stringify(carried), about, c.var.house.config.appSecret) : ''
}

/** What was sealed here, or null for anything else. */
function openCarried(c: Ctx, sealed: string): Carried | null {
  const found = sealed && open(sealed, about, c.var.house.config.appSecret, longest)
  return found ? (JSON.parse(found) as Carried) : null
}

type SigningIn = Way & { email?: string; refusal?: Refusal }

/** The page to sign in on; with text that waits, it says so. */
export async function signInPage(
  c: Ctx,
  { carried, ...shown }: SigningIn,
  status?: 401 | 409 | 413 | 422 | 429,
): Promise<Response> {
  const waiting = openCarried(c, carried)
  const kept = waiting && { sealed: carried, files: waiting.files }
  return page(c, <SignIn frame={await frameOf(c)} {...shown} kept={kept} />, status)
}

/** What was written, and whether this person may send it there; null where nothing waits. */
export function writtenIn(
  c: Ctx,
  { role }: Person,
  sealed: string,
): { carried: Carried; may: boolean } | null {
  const carried = openCarried(c, sealed)
  return carried && { carried, may: mayUse(doorAt(carried.path) ?? [], role) }
}

/** What was written, to read and to send by hand: who signed in may be somebody else than who wrote it. */
export async function writtenPage(
  c: Ctx,
  person: Person,
  written: { carried: Carried; may: boolean },
  onward: string,
): Promise<Response> {
  c.set('person', person)
  return page(c, <WrittenPage frame={await frameOf(c)} {...written} onward={onward} />)
}
