/** One wrong answer of a form: the field it belongs to and the sentence that stands beside it. */
export type Problem = { field: string; message: string }

export type RefusedCode = 'not_found' | 'not_yours' | 'not_now' | 'not_valid' | 'too_many' | 'too_large'

/** What the person may know: its message is what they read. Anything else that is thrown is a bug. */
export class Refused extends Error {
  readonly code: RefusedCode
  readonly problems: readonly Problem[]

  constructor(code: RefusedCode, message: string, problems: readonly Problem[] = []) {
    super(message)
    this.name = 'Refused'
    this.code = code
    this.problems = problems
  }
}

/** "Not yours" reads as "not there": nobody learns from an answer that a thing of others exists. */
export function notFound(): Refused {
  return new Refused('not_found', 'We cannot find this page, or it is not shared with you.')
}
