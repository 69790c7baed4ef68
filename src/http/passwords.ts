// Passwords: argon2id (SAFETY AU-1), a few at a time so that sign-ins cannot take the machine.
import { hash, verify } from '@node-rs/argon2'
import { dictionary } from '@zxcvbn-ts/language-common'

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const atOnce = 2
const leastLength = 12

/** Why a password cannot be used, or null. No rules of composition: length, and not what everybody tries first. */
export function passwordProblem(password: string, about: readonly string[]): string | null {
  if ([...password].length < leastLength)
    return `Use at least ${leastLength} characters. Three or four unrelated words are easy to remember.`
  if (password.length > 200) return 'Use at most 200 characters'
  const plain = password.toLowerCase()
  if (common().has(plain) || new Set(plain).size < 5)
    return 'This password is on the lists that attackers try first. Choose another one.'
  const context = about
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 3)
  const rest = context.reduce((left, word) => left.replaceAll(word, ''), plain)
  return rest.length < leastLength / 2
    ? 'This password is too close to your name, company or address. Choose another one.'
    : null
}

let commonOnes: ReadonlySet<string> | null = null
function common(): ReadonlySet<string> {
  const list = dictionary['passwords-common'] as readonly string[]
  commonOnes ??= new Set(list.filter((each) => each.length >= leastLength))
  return commonOnes
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost))
}

/** Takes as long for an unknown account (`stored` null) as for a known one (SAFETY A35). */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? (await nobodysHash())
  const matches = await inTurn(() => verify(against, password.slice(0, 200)))
  return matches && stored !== null
}

let nobody: Promise<string> | null = null
/** A hash that no password opens, made once; start-up calls it so that the first sign-in is not slower. */
export function nobodysHash(): Promise<string> {
  nobody ??= hashPassword(crypto.randomUUID() + crypto.randomUUID())
  return nobody
}

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    waiting.shift()?.()
  }
}
