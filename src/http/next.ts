// Where somebody goes on to after signing in.

/** Only a path of our own: `//evil`, `/\evil` and full addresses lead to `fallback` (SAFETY A37). */
export function safeNext(next: string | undefined, fallback: string): string {
  return next && /^\/(?![/\\])[\w/.-]*$/.test(next) ? next : fallback
}
