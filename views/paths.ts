// Where a registration is read and written to, and a form that works without script.
import type { Side } from '../src/rules/turn.ts'

/** The page of a registration as its reader sees it. */
export function pageOf(viewer: Side, registrationId: number): string {
  return viewer === 'staff' ? `/desk/registrations/${registrationId}` : `/registrations/${registrationId}`
}

/** A form that works without script. With it, the main part of the page that answers replaces this one. */
export function posts(url: string) {
  return {
    method: 'post',
    action: url,
    'hx-post': url,
    'hx-target': '#main',
    'hx-select': '#main',
    'hx-swap': 'outerHTML',
    'hx-sync': 'this:drop',
  } as const
}
