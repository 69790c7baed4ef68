import type { TestProject } from 'vitest/node'
import { needs } from './servers/ports.ts'
import { startPostgres } from './servers/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string | null
  }
}

/** One private PostgreSQL for all story files; each makes a database of its own in it. */
export default async function setup(project: TestProject) {
  if (needs('postgres')) {
    project.provide('postgresUrl', null)
    return
  }
  const server = await startPostgres()
  project.provide('postgresUrl', server.url)
  return () => server.stop()
}
