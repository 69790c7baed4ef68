// Letters to the people at the desk.
import { localDay, longDay, shortDay } from '../../src/rules/calendar.ts'
import { count } from '../../src/rules/turn.ts'
import { type Block, facts, paragraph, strong } from './blocks.ts'
import { aboutDesk, type Compose, deskButton, isPast, signature, toStaff } from './frame.ts'

const replyReachesNobody: Block = {
  kind: 'small',
  words: 'Write to the vendor at the desk. A reply to this e-mail does not reach them.',
}

/** E04 */
export const toReview: Compose<'to_review'> = (letter, frame) => {
  const { app, company, number, dueOn, clock } = letter
  const late = isPast(dueOn, frame)
  const due = shortDay(dueOn, localDay(frame.now, frame.payer.zone))
  const title = late ? `Late, decide now: ${app}` : `Decide by ${due}: ${app}`
  return toStaff(letter, frame, title, [
    paragraph(
      `The registration of ${app} by ${company} waits for review. `,
      strong(late ? `The decision was due ${longDay(dueOn)}.` : clock),
    ),
    facts({ App: app, Company: company, Number: number, 'Decision due': longDay(dueOn) }),
    deskButton('Open at the desk', letter, frame),
    replyReachesNobody,
    signature(frame),
  ])
}

/** E07. The words of the vendor stay at the desk. */
export const answerArrived: Compose<'answer_arrived'> = (letter, frame) => {
  const { app, sender, number, open, dueOn } = letter
  return toStaff(letter, frame, `A reply has arrived: ${app}`, [
    paragraph(`${sender} has written about the registration of ${app}. ${toCheck(open)}`),
    facts({
      ...{ App: app, Number: number, From: sender, 'Open questions': String(open) },
      ...(dueOn ? { 'If accepted': `The decision is due ${longDay(dueOn)}` } : {}),
    }),
    deskButton('Read it at the desk', letter, frame),
    replyReachesNobody,
    signature(frame),
  ])
}

function toCheck(open: number): string {
  if (open === 0) return 'No question is open.'
  return `Check whether it answers ${count(open, 'open question')}. If our clock is stopped, it goes on from the time the answer arrived.`
}

/** E22. One letter a morning: what waits, each with a link. */
export const digest: Compose<'digest'> = ({ day, sections }, frame) => {
  const waiting = sections.reduce((sum, { lines, more }) => sum + lines.length + more, 0)
  return aboutDesk(frame, `The desk on ${longDay(day)}`, [
    paragraph(`${count(waiting, 'thing')} ${waiting === 1 ? 'waits' : 'wait'} at the desk this morning.`),
    ...sections.map(({ title, about, lines, more }): Block => {
      const items = lines.map(({ registrationId, number, app, words }) => ({
        label: `${app} (${number})`,
        words,
        href: `${frame.publicUrl}/desk/registrations/${registrationId}`,
      }))
      const rest = more > 0 ? ` ${more} more ${more === 1 ? 'stands' : 'stand'} at the desk.` : ''
      return { kind: 'list', title: `${title} (${lines.length + more})`, about: `${about}${rest}`, items }
    }),
    { kind: 'button', label: 'Open the desk', href: `${frame.publicUrl}/desk` },
    signature(frame),
  ])
}
