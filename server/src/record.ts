import type { ConversationId, Seq, SiteId } from '@baton/shared/ids.ts'
import type { Bell } from './bell/bell.ts'
import type { Clock } from './clock.ts'
import type { Conversation } from './conversation/conversation.ts'
import { decide } from './conversation/decide.ts'
import { opensElsewhere } from './conversation/desk-told.ts'
import type { Event } from './conversation/events.ts'
import type { Origin } from './conversation/ids.ts'
import type { Input } from './conversation/inputs.ts'
import type { Policy } from './conversation/policy.ts'
import type { Claim, Log } from './store/store.ts'

/**
 * The one write path. Whatever happens becomes an `Input` and comes through here: lock, decide, append, enqueue, commit, ring.
 * When it resolves, what it says is on disk. The same origin again changes nothing and gets the first answer again.
 * Rejects with StoreTrouble when the store cannot keep the promise now; nothing was kept then.
 */
export type Record = (id: ConversationId, what: { origin: Origin; input: Input; settles?: Claim }) => Promise<Recorded>

export type Recorded =
  /** `seq`: of the last event that this origin led to, or the log's end when it led to none. */
  | { kind: 'recorded'; conversation: Conversation; events: Event[]; seq: Seq; repeated: boolean }
  | { kind: 'unknown' }
  /** Another worker holds the claim by now; nothing was written. */
  | { kind: 'lostClaim' }
  /** The visitor's word came to a conversation that is closed: nothing was written, it belongs to the next one. */
  | { kind: 'closed' }
  /** The desk's news cannot be told from our own opening yet: nothing was written, bring it again when a thread is bound. */
  | { kind: 'later' }

/**
 * `wake`: the outbox has something new. `policy` answers at once, from memory: deciding may not wait. A site that is gone
 * keeps its last policy while it has conversations.
 */
export function createRecord(deps: {
  log: Log
  bell: Bell
  clock: Clock
  policy: (site: SiteId) => Policy
  newId: () => string
  wake: () => void
  /** Hears what is on disk now, in order, once for each commit of this server. */
  counted?: (events: Event[], now: Conversation) => void
}): Record {
  return async (id, { origin, input, settles }) => {
    let answer: 'closed' | 'later' | null = null
    const written = await deps.log
      .write(id, settles ? { origin, settles } : { origin }, (now) => {
        answer = refusal(now, input)
        if (answer) throw new Unwritten()
        return decide(now, input, { policy: deps.policy(now.site), at: deps.clock.now(), id: deps.newId })
      })
      .catch((error: unknown) => {
        if (error instanceof Unwritten) return 'unwritten' as const
        throw error
      })
    if (written === 'unwritten') return { kind: answer ?? 'later' }
    if (written === 'unknown' || written === 'lostClaim') return { kind: written }
    if (!written.repeated) deps.wake()
    if (written.events.length > 0) {
      deps.bell.ring([id])
      deps.counted?.(written.events, written.conversation)
    }
    return { kind: 'recorded', ...written }
  }
}

/** Stops a write from inside, so that not even its origin is kept. */
class Unwritten extends Error {}

function refusal(now: Conversation, input: Input): 'closed' | 'later' | null {
  switch (input.kind) {
    case 'wrote':
    case 'chose':
    case 'askedForPerson':
      return now.mode === 'closed' ? 'closed' : null
    case 'desk':
      return opensElsewhere(now, input) ? 'later' : null
    default:
      return null
  }
}
