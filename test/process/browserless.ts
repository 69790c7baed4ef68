// Pages of the real process without a browser: a request, a form, a session.
import { codeAt, stepAt } from '../../src/http/secondFactor.ts'
import type { Vouchdesk } from '../process.ts'
import { until } from '../servers/ports.ts'

export type Page = { status: number; text: string; cookie: string | null }

export async function pageAt(house: Vouchdesk, path: string, cookie = ''): Promise<Page> {
  return seen(await fetch(`${house.url}${path}`, { headers: { Cookie: cookie }, redirect: 'manual' }))
}

export async function postTo(
  house: Vouchdesk,
  path: string,
  form: Record<string, string>,
  cookie = '',
): Promise<Page> {
  const headers = { Cookie: cookie, Origin: house.url }
  const body = new URLSearchParams(form)
  return seen(await fetch(`${house.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' }))
}

async function seen(response: Response): Promise<Page> {
  const cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? null
  return { status: response.status, text: await response.text(), cookie }
}

/** Gives the cookie of the new session; staff type a code, or add an app first. @throws when the sign-in is refused. */
export async function signIn(house: Vouchdesk, email: string, password: string): Promise<string> {
  const first = await postTo(house, '/sign-in', { email, password })
  if (first.status !== 303 || !first.cookie)
    throw new Error(`Signing in as ${email} was answered with ${first.status}.`)
  if ((await pageAt(house, '/account', first.cookie)).status === 200) return first.cookie
  const second = await withCode(house, email, first.cookie)
  if (!second.cookie) throw new Error(`The code of ${email} was answered with ${second.status}.`)
  return second.cookie
}

/** The demonstration tells the code; elsewhere the page of the first app shows the key. */
async function withCode(house: Vouchdesk, email: string, cookie: string): Promise<Page> {
  const adding = await pageAt(house, '/sign-in/second-factor', cookie)
  if (adding.status === 200) {
    const offer = adding.text.match(/name="offer" value="([^"]+)"/)?.[1] as string
    const key = adding.text.match(/<code class="key">([^<]+)</)?.[1]?.replaceAll(' ', '') as string
    return postTo(house, '/sign-in/second-factor', { offer, code: codeAt(key, stepAt(new Date())) }, cookie)
  }
  const told = new RegExp(`data-code-of="${email}">(\\d{6})<`)
  const code = await until(
    async () => (await pageAt(house, '/dev/mail')).text.match(told)?.[1] ?? null,
    `a code for ${email}`,
    60_000,
  )
  return postTo(house, '/sign-in/code', { code }, cookie)
}
