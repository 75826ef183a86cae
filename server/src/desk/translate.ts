import { never, type Seq } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { VendorId } from '../conversation/ids.ts'
import type { Actor, DeskInput, DeskTold } from '../conversation/inputs.ts'
import type { MakeAgentRef } from './agent-ref.ts'
import type { DeskActor, DeskEvent } from './desk.ts'

/** What a desk's event means to a conversation. later: it is about a message that is not here yet. nothing: it is of no use to us. */
export type Translated =
  | { kind: 'input'; input: DeskInput }
  | { kind: 'passing'; passing: Passing }
  | { kind: 'later' }
  | { kind: 'nothing' }

/** `seqOf`: where the conversation keeps a message of the desk. */
export function translate(
  event: DeskEvent,
  given: { agentRef: MakeAgentRef; seqOf: (message: VendorId) => Seq | null },
): Translated {
  const { account, thread, stretch, at } = event
  const agentRef = (vendor: string) => given.agentRef(account, vendor)
  const input = (told: DeskTold): Translated => ({
    kind: 'input',
    input: { kind: 'desk', account, thread, stretch, at, told },
  })

  switch (event.kind) {
    case 'said': {
      const { audience, message, key = null } = event
      // Nothing follows from what is not surely public, not even a place in the log that a later deletion of it would be taken for.
      if (audience !== 'public') return { kind: 'nothing' }
      return input({
        kind: 'said',
        by: actor(event.by, agentRef),
        audience,
        message,
        vendorId: event.id as VendorId,
        key,
      })
    }
    case 'edited':
    case 'deleted': {
      const target = given.seqOf(event.target)
      if (target === null) return { kind: 'later' }
      // What is not surely public any more is taken away.
      return input({
        kind: 'edited',
        target,
        message: event.kind === 'edited' && event.audience === 'public' ? event.message : null,
      })
    }
    case 'joined':
      return input({ kind: 'joined', agent: agentRef(event.agent), vendor: event.agent })
    case 'left':
      return input({ kind: 'left', agent: agentRef(event.agent) })
    case 'transferred':
      return input({ kind: 'transferred', to: event.to === null ? null : agentRef(event.to), vendor: event.to })
    case 'queued':
      return input({ kind: 'queued', position: event.position ?? null, wait: event.wait ?? null })
    case 'resolved':
      return input({ kind: 'resolved', by: event.by })
    case 'reopened':
      return input({ kind: 'reopened' })
    case 'seen':
      return event.by.kind === 'agent'
        ? { kind: 'passing', passing: { kind: 'seen', by: 'agent', upTo: event.upTo } }
        : { kind: 'nothing' }
    case 'rated':
      return input({ kind: 'rated', score: event.score, comment: event.comment ?? null })
    case 'tapped':
    case 'unknown':
      return { kind: 'nothing' }
    default:
      return never(event)
  }
}

/** A thread has one visitor, so any visitor of the desk who writes in it is ours. */
function actor(by: DeskActor, agentRef: (vendor: string) => ReturnType<MakeAgentRef>): Actor {
  switch (by.kind) {
    case 'visitor':
      return { kind: 'visitor' }
    case 'agent':
      return by.id === null ? { kind: 'system' } : { kind: 'agent', ref: agentRef(by.id), vendor: by.id }
    case 'bot':
    case 'system':
      return { kind: by.kind }
    case 'unknown':
      return { kind: 'stranger' }
    default:
      return never(by.kind)
  }
}
