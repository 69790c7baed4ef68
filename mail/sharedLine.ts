import { writing } from './quoteWords.ts'

const shared = /^(.{1,300}?\S)\s+((?:On|Am|Le|El|Il|Op|Em|Den)\s(?=.{0,60}\d).{8,300}[:：])$/u

/** Some programs set "On … wrote:" behind the last words of the answer: it gets a line of its own. */
export function splitSharedLines(lines: string[]): string[] {
  const next = (at: number) => lines[at + 1]?.trim() || lines[at + 2]?.trim() || ''
  return lines.flatMap((line, at) => {
    if (line.length > 600 || !/[:：]\s*$/.test(line) || !next(at).startsWith('>')) return [line]
    const found = shared.exec(line.trimEnd())
    return found && writing.test(found[2]!.slice(-60)) ? [found[1]!, found[2]!] : [line]
  })
}
