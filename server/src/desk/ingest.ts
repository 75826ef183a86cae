import { type ConversationId, never, type Seq } from '@baton/shared/ids.ts'
import type { Bell } from '../bell/bell.ts'
import type { VendorId } from '../conversation/ids.ts'
import { deskOrigin } from '../conversation/origin.ts'
import type { Record } from '../record.ts'
import type { Log } from '../store/store.ts'
import type { Adopt } from './adopt.ts'
import type { MakeAgentRef } from './agent-ref.ts'
import type { DeskEvent } from './desk.ts'
import { translate } from './translate.ts'

/** later: bring it again when a thread is bound or a message came · unmatched: no conversation has this thread, perhaps not yet. */
export type Taken = 'taken' | 'later' | 'unmatched'

/** Brings what a desk told, by webhook or by catch-up, into the conversation that it is for. The same event again changes nothing. */
export interface Ingest {
  /** Of some thread of the account: finds the conversation. */
  hear(event: DeskEvent): Promise<Taken>
  /** Found by a look at one conversation's thread. */
  into(conversation: ConversationId, event: DeskEvent): Promise<Taken>
}

export function createIngest(given: {
  log: Pick<Log, 'conversationsOf' | 'seqOf'>
  record: Record
  bell: Pick<Bell, 'pass'>
  agentRef: MakeAgentRef
  adopt: Adopt
}): Ingest {
  const { log, record, bell, agentRef, adopt } = given

  async function take(owners: ConversationId[], preferred: ConversationId, event: DeskEvent): Promise<Taken> {
    const origin = deskOrigin(event.account, event.thread, event.id)
    // A desk may give a thread back for a later conversation: what the former one has heard is not news to this one.
    for (const other of owners) if (other !== preferred && (await log.seqOf(other, origin)) !== null) return 'taken'
    const place = await placeOf(owners, preferred, event)
    const translated = translate(await adopt(place.conversation, event), { agentRef, seqOf: () => place.target })
    switch (translated.kind) {
      case 'nothing':
        return 'taken'
      case 'later':
        return 'later'
      case 'passing':
        bell.pass(place.conversation, translated.passing)
        return 'taken'
      case 'input': {
        const recorded = await record(place.conversation, { origin, input: translated.input })
        if (recorded.kind === 'later') return 'later'
        return recorded.kind === 'unknown' ? 'unmatched' : 'taken'
      }
      default:
        return never(translated)
    }
  }

  /** What is about a message goes where that message is. */
  async function placeOf(
    owners: ConversationId[],
    preferred: ConversationId,
    event: DeskEvent,
  ): Promise<{ conversation: ConversationId; target: Seq | null }> {
    const message = targetOf(event)
    if (message === null) return { conversation: preferred, target: null }
    for (const conversation of new Set([preferred, ...owners])) {
      const target = await log.seqOf(conversation, deskOrigin(event.account, event.thread, message))
      if (target !== null) return { conversation, target }
    }
    return { conversation: preferred, target: null }
  }

  return {
    async hear(event) {
      const owners = await log.conversationsOf(event.account, event.thread)
      const [newest] = owners
      return newest ? await take(owners, newest, event) : 'unmatched'
    },
    async into(conversation, event) {
      return await take(await log.conversationsOf(event.account, event.thread), conversation, event)
    },
  }
}

function targetOf(event: DeskEvent): VendorId | null {
  return event.kind === 'edited' || event.kind === 'deleted' || event.kind === 'tapped' ? event.target : null
}
