// The password again, and the code where there is one, before what could lock the owner of an account out (SAFETY 7.5.1).
import { factorOf } from '../../db/queries/secondFactor.ts'
import { personByEmail } from '../operations/accounts.ts'
import { audit } from '../operations/audit.ts'
import type { Person } from '../rules/people.ts'
import { Refused } from '../rules/refused.ts'
import { passwordOf } from './credentials.ts'
import type { Ctx } from './env.ts'
import { type Form, textOf } from './form.ts'
import { checkPassword } from './passwords.ts'
import { checkCode } from './secondFactor.ts'

/** @throws Refused beside `password` or `code` where one is wrong, and after too many tries. */
export async function reauthenticate(
  c: Ctx,
  person: Person,
  form: Form,
  asked: 'code too' | 'password alone' = 'code too',
): Promise<void> {
  const { house, db, now, origin } = c.var
  await house.throttle.count('password person', String(person.id))
  const row = await personByEmail(db, person.email)
  if (!row || !(await checkPassword(row.passwordHash, passwordOf(form)))) {
    await audit(db, person, { action: 'password.refused', origin }, now)
    const message = 'This is not your password.'
    throw new Refused('not_valid', message, [{ field: 'password', message }])
  }
  await house.throttle.forget('password person', String(person.id))
  const factor = asked === 'code too' ? await factorOf(db, person.id) : null
  if (factor) await checkCode(c, factor, textOf(form, 'code'))
}
