import { createHash } from 'node:crypto'
import type { DeskVisitor, Opening } from '../desk.ts'
import { contextText, requestText } from '../transcript.ts'
import type { VendorPart } from './convert.ts'
import { textOf } from './convert.ts'
import { pieces } from './text.ts'
import type { VendorMessage } from './wire.ts'

/** Freshchat's limits are not known (§7, U17): what was never seen refused. */
const messageText = 3_900
const messagesPerCreate = 10
const partsPerMessage = 10

/** Names an opening in what agents read, the same at every try. */
export const refOf = (opening: Pick<Opening, 'key'>): string =>
  BigInt(`0x${createHash('sha256').update(opening.key).digest('hex').slice(0, 12)}`).toString(36)

/** `noted`: the transcript follows as a note of the designated agent; a conversation still needs a first message. */
export function firstMessages(opening: Opening, noted: boolean): VendorPart[][] {
  const ref = refOf(opening)
  return grouped(noted ? [requestText(opening, ref)] : pieces(contextText(opening, ref), messageText))
}

/** One text a message, more when there are more texts than messages; the oldest words give way when even that is not enough. */
function grouped(texts: string[]): VendorPart[][] {
  const [head = '', ...rest] = texts
  const kept = [head, ...rest.slice(-(messagesPerCreate * partsPerMessage - 1))]
  const each = Math.ceil(kept.length / messagesPerCreate)
  return Array.from({ length: Math.ceil(kept.length / each) }, (_, n) =>
    kept.slice(n * each, (n + 1) * each).map((content) => ({ text: { content } })),
  )
}

/** Those of the messages that are the opening's: by their writer and their words. */
export function ofOpening(messages: VendorMessage[], visitor: DeskVisitor, first: VendorPart[][]): VendorMessage[] {
  const texts = new Set(first.map((parts) => textOf(parts)))
  return messages.filter(
    ({ id, actor_type, actor_id, message_parts }) =>
      id !== undefined && actor_type === 'user' && actor_id === visitor.id && texts.has(textOf(message_parts)),
  )
}
