import type { ConversationId } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import { handoffOfThread } from '../conversation/desk-told.ts'
import { printOf } from '../conversation/fingerprint.ts'
import { deskOrigin } from '../conversation/origin.ts'
import type { Files } from '../files/files.ts'
import type { Log } from '../store/store.ts'
import type { DeskEvent } from './desk.ts'

/** An event of a desk with its images and files in our keeping, so that no address of a vendor's ever reaches a page. */
export type Adopt = (conversation: ConversationId, event: DeskEvent) => Promise<DeskEvent>

export function createAdopt(given: { log: Pick<Log, 'get' | 'seqOf'>; files: Pick<Files, 'adopt'> }): Adopt {
  const { log, files } = given

  return async (conversation, event) => {
    if (event.kind !== 'said' && event.kind !== 'edited') return event
    if (event.audience !== 'public' || !holdsAttachments(event.message)) return event
    const now = await log.get(conversation)
    if (!now) return event
    const { account, thread, id } = event
    if (event.kind === 'said' && event.by.kind === 'visitor') {
      // What the visitor attached here comes back from there: it is kept already.
      if (handoffOfThread(now, event)?.owed[0]?.print === printOf(event.message)) return event
      if ((await log.seqOf(conversation, deskOrigin(account, thread, id))) !== null) return event
    }
    return {
      ...event,
      message: await files.adopt(event.message, { conversation, site: now.site, account, thread, event: id }),
    }
  }
}

const holdsAttachments = ({ parts }: Message): boolean =>
  parts.some(
    (part) =>
      part.kind === 'image' || part.kind === 'file' || (part.kind === 'cards' && part.cards.some((card) => card.image)),
  )
