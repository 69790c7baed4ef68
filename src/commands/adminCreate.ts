// Makes the first administrator: npm run admin:create -- --name "Hal Jensen" --email hal@payer.example
// The password is read from the first line of standard input, so that it stands in no command history.

import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { connectPostgres, type Database, openPglite } from '../../db/connect.ts'
import { readConfig } from '../config.ts'
import { hashPassword, passwordProblem } from '../http/passwords.ts'
import { createAdmin } from '../operations/accounts.ts'
import { emailProblem, textProblem } from '../rules/answers.ts'

type Given = { name: string; email: string }

function readArguments(words: readonly string[]): Given {
  const valueAfter = (flag: string) => words[words.indexOf(flag) + 1]?.trim() ?? ''
  const name = words.includes('--name') ? valueAfter('--name') : ''
  const email = words.includes('--email') ? valueAfter('--email') : ''
  const problem = textProblem('--name', name, 2, 120) ?? emailProblem(email)
  if (problem)
    throw new Error(
      `${problem.message}\nUse: npm run admin:create -- --name "Hal Jensen" --email hal@payer.example`,
    )
  return { name, email }
}

async function readPassword({ name, email }: Given, payer: string): Promise<string> {
  const input = createInterface({ input: process.stdin })
  if (process.stdin.isTTY) process.stderr.write('Password (at least 12 characters, then Enter): ')
  const line = await input[Symbol.asyncIterator]().next()
  input.close()
  const password = String(line.value ?? '')
  const problem = passwordProblem(password, [name, email, payer, 'vouchdesk'])
  if (problem) throw new Error(problem)
  return password
}

async function run(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const given = readArguments(process.argv.slice(2))
  const config = readConfig(process.env)
  const passwordHash = await hashPassword(await readPassword(given, config.payer.name))
  const database: Database = config.databaseUrl
    ? await connectPostgres(config.databaseUrl)
    : await openPglite(config.dataDir)
  try {
    await createAdmin(database.db, { ...given, passwordHash }, new Date())
    console.log(`${given.name} can sign in as administrator with ${given.email}.`)
  } finally {
    await database.close()
  }
}

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
