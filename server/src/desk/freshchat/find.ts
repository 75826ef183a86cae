import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { Order, Receipt, Thread } from '../desk.ts'
import type { Client } from './client.ts'
import { attachmentsIn, textOf, vendorId, vendorTime } from './convert.ts'
import { recentMessages } from './messages.ts'
import { hasFailed } from './said.ts'
import { sameText } from './text.ts'
import type { VendorMessage } from './wire.ts'

/** What a message of ours looks like over there. */
export type Looks = { text: string; attachments: number }

export const looksOf = (parts: unknown[] | undefined): Looks => ({
  text: textOf(parts),
  attachments: attachmentsIn(parts),
})

/**
 * Whether a message of ours is there already. There is no key to find it by (trap 5.26), so it is its place: the first message of
 * that writer with those looks behind the last one of theirs that is surely there. A lane never overtakes itself, so "ok" and
 * "ok" are told apart by their order. When that last one is not listed either, the list lags and proves nothing: null.
 */
export async function findSaid(
  client: Client,
  thread: Thread,
  order: Pick<Order & { kind: 'say' }, 'last'>,
  wanted: Looks,
  writer: { kind: 'user' | 'agent'; id: string } = { kind: 'user', id: thread.visitor.id },
): Promise<Outcome<Receipt | null>> {
  const { last } = order
  const list = await recentMessages(client, thread.id, (page) => page.some(({ id }) => last !== null && id === last))
  if (list.kind !== 'done') return list
  const from =
    last === null
      ? list.value.findIndex((message) => (vendorTime(message.created_time) ?? 0) >= thread.openedAt)
      : list.value.findIndex(({ id }) => id === last) + 1
  if (from < 0 || (last !== null && from === 0)) return done(null)
  // Those of the same moment as the last one may be sorted before it.
  const at = last === null ? undefined : list.value[from - 1]?.created_time
  const behind = list.value.filter(
    (message, n) => n >= from || (last !== null && message.created_time === at && message.id !== last),
  )
  const isIt = (message: VendorMessage): boolean => {
    const { text, attachments } = looksOf(message.message_parts)
    return isFrom(message, writer.kind, writer.id) && attachments === wanted.attachments && sameText(text, wanted.text)
  }
  return done(receiptOf(behind.find(isIt)))
}

/** A note carries its mark or its own long text, so it is found anywhere. */
export async function findNote(
  client: Client,
  thread: Thread,
  agent: string,
  text: string,
): Promise<Outcome<Receipt | null>> {
  const list = await recentMessages(client, thread.id)
  if (list.kind !== 'done') return list
  const isIt = (message: VendorMessage) =>
    isFrom(message, 'agent', agent) &&
    message.message_type === 'private' &&
    sameText(textOf(message.message_parts), text)
  return done(receiptOf(list.value.findLast(isIt)))
}

function isFrom(message: VendorMessage, kind: 'user' | 'agent', id: string): boolean {
  return message.actor_type === kind && message.actor_id === id && !hasFailed(message)
}

export const receiptOf = <M extends VendorMessage | undefined>(message: M): M extends undefined ? null : Receipt =>
  (message?.id ? { id: vendorId(message.id), at: vendorTime(message.created_time) } : null) as M extends undefined
    ? null
    : Receipt
