import { type Answered, type Ask, fieldTrouble } from '@baton/shared/asks.ts'
import type { Respond, Stored } from '@baton/shared/frames.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { visitorOrigin } from '../conversation/origin.ts'
import { refusal, slowDown } from './answering.ts'
import { type Limits, takeAll } from './limits.ts'
import { type Known, type Storing, storedBefore } from './store-input.ts'

export type Responding = Storing & { limits: Pick<Limits, 'send' | 'sendPerAddress'> }

/** A visitor answers what Baton asked. Acknowledged once it is on disk; an answer that does not fit the question is refused. */
export async function respond(session: Known, frame: Respond, given: Responding): Promise<Answer<Stored>> {
  if (frame.session !== session.id) return refusal('otherSession')
  const wait = takeAll([given.limits.send, session.visitor], [given.limits.sendPerAddress, session.address])
  if (wait > 0) return slowDown(wait)
  return await session.inOrder(async () => {
    const before = await storedBefore([session.current, ...session.former], frame.key, given.log)
    if (before) return { ok: true, ...before }
    // The rating of a conversation that was closed since is as good.
    const mine = [session.current, ...session.former].find((id) => id === frame.conversation)
    const now = mine ? await given.log.get(mine) : null
    const asked = now?.asks.find(({ seq }) => seq === frame.target)
    if (!asked) return refusal(now && frame.target <= now.seq ? 'closed' : 'notFound')
    const mend = misfit(asked.ask, frame.answer)
    if (mend !== null) return refusal('badFrame', { mend })
    const { key, conversation, target, answer } = frame
    const input = { kind: 'answered', key, target, answer } as const
    const recorded = await given.record(conversation, { origin: visitorOrigin(key), input })
    if (recorded.kind !== 'recorded') throw new Error(`conversation ${conversation} takes nothing: ${recorded.kind}`)
    return { ok: true, conversation, seq: recorded.seq }
  })
}

/** Why an answer is none to that question; null: it is one. */
function misfit(ask: Ask, answer: Answered): string | null {
  if (answer.kind === 'declined') return null
  switch (ask.kind) {
    case 'desk':
      return chosenOf(ask.desks.map(({ name }) => name))
    case 'waitOver':
      return chosenOf(ask.can)
    case 'goOn':
      return chosenOf(['yes', 'no'])
    case 'rating': {
      const scores = ask.scale === 'thumbs' ? [1, 5] : [1, 2, 3, 4, 5]
      return answer.kind === 'rated' && scores.includes(answer.score) ? null : `answer.score: ${scores.join(', ')}`
    }
    case 'form': {
      if (answer.kind !== 'filled') return 'answer: a form is filled or declined'
      const given = Object.keys(answer.values)
      const alien = given.find((id) => !ask.fields.some((field) => field.id === id))
      if (alien !== undefined) return `answer.values.${alien}: was not asked`
      const wrong = ask.fields.find((field) => fieldTrouble(field, answer.values[field.id] ?? '') !== null)
      return wrong ? `answer.values.${wrong.id}: ${fieldTrouble(wrong, answer.values[wrong.id] ?? '')}` : null
    }
  }

  function chosenOf(choices: string[]): string | null {
    return answer.kind === 'chosen' && choices.includes(answer.choice) ? null : `answer.choice: ${choices.join(', ')}`
  }
}
