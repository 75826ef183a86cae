import type { Act, Stored } from '@baton/shared/frames.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { refusal, slowDown } from './answering.ts'
import { type Limits, takeAll } from './limits.ts'
import { type Known, type Storing, storeInput } from './store-input.ts'

export type Acting = Storing & { limits: Pick<Limits, 'send' | 'sendPerAddress' | 'person'> }

/** A visitor asks for a person, or leaves. Acknowledged once it is on disk. */
export async function act(session: Known, frame: Act, given: Acting): Promise<Answer<Stored>> {
  if (frame.session !== session.id) return refusal('otherSession')
  const { send, sendPerAddress, person } = given.limits
  const asking: [typeof person, string][] = frame.action === 'person' ? [[person, session.visitor]] : []
  const wait = takeAll([send, session.visitor], [sendPerAddress, session.address], ...asking)
  if (wait > 0) return slowDown(wait)
  const input = { kind: frame.action === 'person' ? 'askedForPerson' : 'leftDesk' } as const
  return await session.inOrder(async () => ({ ok: true, ...(await storeInput(session, frame.key, input, given)) }))
}
