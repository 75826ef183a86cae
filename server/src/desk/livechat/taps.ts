import type { VendorId } from '../../conversation/ids.ts'
import { readChat } from './chats.ts'
import type { Caller } from './customers.ts'
import { richElements } from './rich.ts'

/** What LiveChat wants to know of a tap beside the button's words (vendors/livechat.md §6.1, trap 8.21). */
export type Postback = { id: string; thread_id: string; event_id: string; type?: string; value?: string }

/** Which of our choices was tapped, by its words and, where it is known, its id; and of which of their events. */
export type Tap = { label: string; choice?: string | undefined; answers?: VendorId | undefined }

/**
 * The button behind a tap, looked up in the newest thread: a call for each tap, of which there are few. Null: it is not there any more, or has
 * nothing to tell; then its words say it alone.
 */
export async function postbackOf(
  caller: Caller,
  chat: string,
  { label, choice, answers }: Tap,
): Promise<Postback | null> {
  const read = await readChat(caller, chat)
  const thread = read.kind === 'done' ? read.value.thread : undefined
  if (!thread?.id) return null
  for (const { id, type, elements } of thread.events.toReversed()) {
    if (id === undefined || type !== 'rich_message' || (answers !== undefined && answers !== id)) continue
    const tapped = richElements(elements ?? [])
      .flatMap(({ choices }) => choices)
      .find((one) => (choice === undefined ? one.choice.label === label : one.choice.id === choice))
    if (tapped === undefined) continue
    const { postback_id, type: sort, value } = tapped.button
    if (postback_id === undefined) return null
    // Both or none.
    const what = sort !== undefined && value !== undefined ? { type: sort, value } : {}
    return { id: postback_id, thread_id: thread.id, event_id: id, ...what }
  }
  return null
}
