import { describe, expect, test } from 'vitest'
import { type TodoFacts, todosOf } from '../src/rules/todos.ts'

const known = { email: 'ada@harborlight.example', verified: true, failed: false }
const words = (over: Partial<TodoFacts> = {}) =>
  todosOf({
    ...{ id: 12, standing: { status: 'pending', phase: 'in_review', closedAs: null } as const },
    ...{ zone: 'America/New_York', now: new Date('2026-11-05T15:00:00Z'), mayWrite: true },
    ...{ request: null, answersToCheck: 0, toConfirm: 0, people: [known], ...over },
  }).map((todo) => todo.words)
const request = { questions: 2, replyBy: '2026-11-20' }

describe('what the owner needs to do', () => {
  test('is nothing while the payer reads', () => expect(words()).toEqual([]))

  test('names what a mail said and the form does not, while the registration is pending', () => {
    expect(words({ toConfirm: 2 })).toEqual(['Confirm 2 answers in your form'])
    const approved = { status: 'approved', phase: 'active', closedAs: null } as const
    expect(words({ toConfirm: 2, standing: approved })).toEqual([])
  })

  test('names the questions and the day, and goes away with the answer', () => {
    expect(words({ request })).toEqual(['Answer 2 questions by Fri, Nov 20'])
    expect(words({ request, answersToCheck: 1 })).toEqual([])
  })

  test('names each address that waits or that letters do not reach', () => {
    const team = { email: 'team@harborlight.example', verified: false, failed: true }
    expect(words({ people: [{ ...known, failed: true }, team] })).toEqual([
      'Have the link opened that we sent to team@harborlight.example',
      'Tell us another address: our letters do not reach ada@harborlight.example',
    ])
  })

  test('of an app whose signature is a year old is to sign again', () => {
    const standing = { status: 'approved', phase: 'reattest_due', closedAs: null } as const
    expect(words({ standing })).toEqual(['Sign the attestation again'])
    expect(words({ standing, mayWrite: false })).toEqual([])
  })

  test('of a draft is to finish it; of an ended one, or for a reader, there is nothing', () => {
    const draft = { status: null, phase: null, closedAs: null }
    expect(words({ standing: draft })).toEqual(['Finish the questions and submit'])
    expect(words({ standing: draft, mayWrite: false })).toEqual([])
    expect(words({ standing: { ...draft, closedAs: 'withdrawn' }, request })).toEqual([])
  })
})
