// What a registration has to have before our clock can start (DOMAIN 1, head): the list its owner sees before submitting.
import type { DraftPage } from '../db/queries/portal.ts'
import { signedFields } from '../src/rules/questionnaire.ts'
import type { Problem } from '../src/rules/refused.ts'
import { count } from '../src/rules/turn.ts'
import { Icon } from './parts.tsx'

type Props = { draft: DraftPage; problems: readonly Problem[]; waitsForContact: string | null }
type Condition = { met: boolean; words: string; href: string }

export function ProperInformation({ draft, problems, waitsForContact }: Props) {
  return (
    <section class="panel" aria-labelledby="proper-heading">
      <h2 id="proper-heading">What we need before our clock starts</h2>
      <ul class="checks" data-list="proper-information">
        {conditionsOf(draft, problems, waitsForContact).map(({ met, words, href }) => (
          <li data-tone={met ? 'good' : undefined} data-met={met ? '' : undefined}>
            <Icon name={met ? 'circle-check' : 'circle-dashed'} />
            <span>
              {met ? null : <span class="vh">Still missing: </span>}
              {met ? words : <a href={href}>{words}</a>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function conditionsOf(
  { id, contact, answers }: DraftPage,
  problems: readonly Problem[],
  waitsForContact: string | null,
): Condition[] {
  const signed: readonly string[] = signedFields
  const answersOpen = problems.filter(({ field }) => !signed.includes(field)).length
  const open = (field: string) => problems.some((problem) => problem.field === field)
  const edit = (part: string) => `/registrations/${id}/edit/${part}`
  const address = contact?.email ?? [answers.contact_email ?? ''].flat()[0]
  return [
    {
      met: answersOpen === 0,
      words:
        answersOpen === 0
          ? 'Every required answer is given and valid'
          : `${count(answersOpen, 'answer')} to complete`,
      href: '#to-complete',
    },
    {
      met: !waitsForContact && !open('contact_email'),
      words: waitsForContact
        ? `${waitsForContact} has opened the link we sent`
        : `The address we write to is confirmed${address ? ` (${address})` : ''}`,
      href: edit('contact'),
    },
    {
      met: !['attest_name', 'attest_title', 'attest_sign'].some(open),
      words: 'The answers are signed, with name and title',
      href: edit('attestation'),
    },
    { met: !open('terms_version'), words: 'The API terms are accepted', href: edit('attestation') },
  ]
}
