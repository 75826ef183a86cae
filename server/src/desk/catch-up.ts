import type { AgentRef, ConversationId } from '@baton/shared/ids.ts'
import type { Conversation, Handoff } from '../conversation/conversation.ts'
import type { AccountId, ThreadId } from '../conversation/ids.ts'
import { deskOrigin } from '../conversation/origin.ts'
import { done, type Outcome } from '../outcome.ts'
import type { Record } from '../record.ts'
import type { Desks, Log } from '../store/store.ts'
import type { Desk, DeskEvent, Thread, ThreadState } from './desk.ts'

/**
 * Reads from the desk what webhooks may have missed of one stay: messages by id, state by level. Everything it brings may have
 * come already; each has its origin, so doing it twice changes nothing.
 */
export type CatchUp = (conversation: ConversationId, handoff: Handoff) => Promise<Outcome>

/** A thread that never ends its pages is given up for this time; the next look goes on from the mark. */
const pagesAtMost = 50

export function createCatchUp(deps: {
  log: Log
  desks: Desks
  record: Record
  /** The desk that the stay is at. */
  desk: (conversation: ConversationId, handoff: Handoff) => Promise<{ desk: Desk; thread: Thread } | null>
  /** Brings one event of the desk into the conversation, exactly as if a webhook had told it. */
  ingest: (conversation: ConversationId, event: DeskEvent) => Promise<void>
  agentRef: (account: AccountId, vendor: string) => AgentRef
  newId: () => string
}): CatchUp {
  const { desks, record } = deps
  return async (conversation, handoff) => {
    const { account, thread: id } = handoff
    if (id === null) return done(null)
    const at = await deps.desk(conversation, handoff)
    if (!at) return { kind: 'retry', why: { code: 'desk-not-set-up' }, scope: 'ours' }
    let mark = (await desks.thread(account, id))?.mark ?? null
    for (let page = 0; page < pagesAtMost; page++) {
      const outcome = await at.desk.catchUp(at.thread, mark)
      if (outcome.kind !== 'done') return outcome
      for (const event of outcome.value.events) await deps.ingest(conversation, event)
      mark = outcome.value.mark
      await desks.setMark(account, id, mark)
      if (outcome.value.more) continue
      await tellState(conversation, handoff, id, outcome.value.state)
      return done(null)
    }
    return done(null)
  }

  async function tellState(
    conversation: ConversationId,
    { account }: Handoff,
    thread: ThreadId,
    state: ThreadState,
  ): Promise<void> {
    const { agent: id } = state
    const agent = id == null ? id : { ref: deps.agentRef(account, id), vendor: id }
    const known = openStay(await deps.log.get(conversation))
    const asKnown = agent === undefined || (agent ? known?.agent === agent.ref : !known?.assigned)
    // The level is no event: it has no id, and what it changes nothing about is not worth a write.
    if (known?.thread === thread && state.open && asKnown) return
    await record(conversation, {
      origin: deskOrigin(account, thread, `level:${deps.newId()}`),
      input: {
        kind: 'desk',
        account,
        thread,
        stretch: state.stretch,
        at: state.at,
        told: { kind: 'state', open: state.open, ...(agent === undefined ? {} : { agent }) },
      },
    })
  }
}

const openStay = (now: Conversation | null): Handoff | null =>
  now?.handoff && now.handoff.ended === null ? now.handoff : null
