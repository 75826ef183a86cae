import type { Welcome } from '@baton/shared/frames.ts'
import type { Cursor, Generation, VisitorId } from '@baton/shared/ids.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import type { Clock } from '../clock.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Visitors } from '../store/store.ts'
import { slowDown } from './answering.ts'
import type { Batches, ProjectedBatch } from './batches.ts'
import { type Beginning, begin } from './begin.ts'
import { type CatchingUp, readOn } from './catch-up.ts'
import type { FanOut } from './fan-out.ts'
import type { ParsedHello } from './frames.ts'
import type { Limits } from './limits.ts'
import { noteDetails, noteReturn } from './returning.ts'
import type { Session } from './session.ts'
import { mintToken, tokenHash } from './token.ts'

export type ProjectedWelcome = Omit<Welcome, 'batch'> & { batch: ProjectedBatch }

export type Greeting = Beginning &
  CatchingUp & {
    visitors: Pick<Visitors, 'mint' | 'seen'>
    generation: Generation
    batches: Pick<Batches, 'after' | 'newest'>
    fanOut: FanOut
    limits: Pick<Limits, 'hello' | 'mintPerAddress'>
    clock: Pick<Clock, 'now'>
  }

/** The visitor opens the chat: they become somebody if they were nobody, and get what they do not have yet. */
export async function hello(session: Session, frame: ParsedHello, given: Greeting): Promise<Answer<ProjectedWelcome>> {
  const { limits } = given
  const wait = session.visitor ? limits.hello.take(session.visitor) : limits.mintPerAddress.take(session.address)
  if (wait > 0) return slowDown(wait)
  session.facts = { language: frame.language, page: frame.page, title: frame.title }
  const known = session.visitor ? (session as Session & { visitor: VisitorId }) : await mint(session, given)
  const begun = await begin(known, given)
  const current = await noteDetails(await noteReturn(begun, given), frame.visitor, given)
  const batch = await firstBatch(known.visitor, current, frame.cursor, given)
  given.fanOut.stand(session, batch)
  given.fanOut.look(batch.conversation)
  await given.visitors.seen(known.visitor, given.clock.now())
  return { ok: true, session: session.id ?? never(), ...(session.minted ? { token: session.minted } : {}), batch }
}

async function mint(session: Session, { visitors, newId }: Greeting): Promise<Session & { visitor: VisitorId }> {
  const token = mintToken()
  const { id } = await visitors.mint(session.site, newId() as VisitorId, tokenHash(token))
  session.belongsTo(id, token)
  session.minted = token
  return session as Session & { visitor: VisitorId }
}

/** A cursor that is not theirs, from another history, or beyond what there is says nothing: then they start with the newest. */
async function firstBatch(
  visitor: VisitorId,
  current: Conversation,
  cursor: Cursor | null,
  given: Greeting,
): Promise<ProjectedBatch> {
  const on = cursor && (await readOn(visitor, cursor, given))
  return on ?? (await given.batches.newest(current))
}

function never(): never {
  throw new Error('a session without an id')
}
