// Pages of the real process without a browser: a request, a form, a session.
import type { Vouchdesk } from '../process.ts'

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

/** Gives the cookie of the new session. @throws when the sign-in is refused. */
export async function signIn(house: Vouchdesk, email: string, password: string): Promise<string> {
  const { status, cookie } = await postTo(house, '/sign-in', { email, password })
  if (status !== 303 || !cookie) throw new Error(`Signing in as ${email} was answered with ${status}.`)
  return cookie
}
