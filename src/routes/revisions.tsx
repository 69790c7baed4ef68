import { revisionsPage } from '../../db/queries/revisions.ts'
import { Revisions } from '../../views/revisions.tsx'
import type { Ctx } from '../http/env.ts'
import { idOf } from '../http/form.ts'
import { frameOf, page } from '../http/page.tsx'
import type { Person } from '../rules/people.ts'

/** Two revisions side by side; without a choice the newest beside the one before it. */
export async function revisionsOf(c: Ctx, reader: Person) {
  const found = await revisionsPage(c.var.db, reader, idOf(c))
  const newest = found.revisions.at(-1)?.revision ?? 1
  const chosen = (name: string, otherwise: number) => Number(c.req.query(name)) || otherwise
  const [from, to] = [chosen('from', Math.max(1, newest - 1)), chosen('to', newest)]
  return page(c, <Revisions frame={await frameOf(c)} page={found} viewer={reader.kind} from={from} to={to} />)
}
