import type { Seq } from '@baton/shared/ids.ts'
import type { Handoff } from '../conversation/conversation.ts'
import type { Input } from '../conversation/inputs.ts'

/** What the conversation hears of a delivery in trouble; null: nothing. */
export type Hears = {
  refused: (code: string) => Input | null
  gone: (why: 'closed' | 'replaced' | 'deleted' | 'banned') => Input | null
  troubled: (state: 'late' | 'checking') => Input | null
}

/** What nobody needs to hear of. */
export const deaf: Hears = { refused: () => null, gone: () => null, troubled: () => null }

export function heardOfOpening(handoff: Handoff): Hears {
  return {
    refused: (code): Input => ({ kind: 'deliveryRefused', handoff: handoff.id, what: 'open', code }),
    gone: (why): Input => ({ kind: 'deliveryRefused', handoff: handoff.id, what: 'open', code: `gone-${why}` }),
    troubled: () => null,
  }
}

export function heardOfMessage(handoff: Handoff, target: Seq): Hears {
  return {
    refused: (code): Input => ({ kind: 'deliveryRefused', handoff: handoff.id, what: target, code }),
    gone: (why): Input => ({ kind: 'threadGone', handoff: handoff.id, why, target }),
    troubled: (state): Input => ({ kind: 'deliveryTroubled', handoff: handoff.id, target, state }),
  }
}
