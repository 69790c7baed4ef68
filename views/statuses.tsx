import { type closings, definitionOf, remedyOf, type statuses } from '../src/rules/status.ts'
import type { Payer } from './frame.ts'
import { StatusBadge } from './parts.tsx'

type Word = (typeof statuses)[number] | (typeof closings)[number]

/** Statuses with the definition that always stands beside them, and what the owner can do. */
export function Definitions({ words, payer }: { words: readonly Word[]; payer: Payer }) {
  return (
    <dl class="statuses">
      {words.map((word) => (
        <>
          <dt>
            <StatusBadge word={word} />
          </dt>
          <dd>
            {definitionOf(word, payer.name)} <span class="soft">{remedyOf(word)}</span>
          </dd>
        </>
      ))}
    </dl>
  )
}
