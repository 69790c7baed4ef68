// How often somebody may try (SAFETY A34). Counted in the database, so that two servers and a restart count together.
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible'
import type { Db } from '../../db/client.ts'
import { rateLimits } from '../../db/schema.ts'
import { Refused } from '../rules/refused.ts'

/** How many times within how many seconds, by what. */
const limits = {
  'sign-in account': { points: 5, duration: 30 * 60 },
  'sign-in address': { points: 60, duration: 30 * 60 },
  'sign-up address': { points: 20, duration: 60 * 60 },
  'reset address': { points: 20, duration: 60 * 60 },
  'reset account': { points: 5, duration: 60 * 60 },
  'code person': { points: 5, duration: 30 * 60 },
  'password person': { points: 5, duration: 30 * 60 },
  'new address': { points: 5, duration: 60 * 60 },
  'link address': { points: 60, duration: 60 * 60 },
  'writing person': { points: 120, duration: 60 * 60 },
} as const
export type Limit = keyof typeof limits

export type Throttle = {
  /** Counts one try. @throws Refused too_many when there were too many. */
  count(limit: Limit, who: string): Promise<void>
  /** Forgets the tries, after a success. */
  forget(limit: Limit, who: string): Promise<void>
  stop(): void
}

export function createThrottle(db: Db): Throttle {
  const limiters = new Map<Limit, RateLimiterDrizzle>()
  const limiterOf = (limit: Limit) => {
    const known = limiters.get(limit)
    if (known) return known
    const options = { storeClient: db, schema: rateLimits, keyPrefix: limit, clearExpiredByTimeout: false }
    const made = new RateLimiterDrizzle({ ...options, ...limits[limit] })
    limiters.set(limit, made)
    return made
  }
  return {
    count: async (limit, who) => {
      try {
        await limiterOf(limit).consume(who.toLowerCase().slice(0, 254))
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        throw new Refused('too_many', tooMany(limit, error.msBeforeNext))
      }
    },
    forget: async (limit, who) => {
      await limiterOf(limit).delete(who.toLowerCase().slice(0, 254))
    },
    stop: () => limiters.clear(),
  }
}

function tooMany(limit: Limit, waitMs: number): string {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000))
  const what = /^(sign-in|code)/.test(limit) ? 'Too many tries to sign in.' : 'That was too often.'
  return `${what} Try again in ${minutes} minute${minutes === 1 ? '' : 's'}.`
}
