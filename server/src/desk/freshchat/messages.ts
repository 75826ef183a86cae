import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { Client } from './client.ts'
import { segment } from './client.ts'
import { vendorTime } from './convert.ts'
import { walk } from './lists.ts'
import type { VendorMessage } from './wire.ts'
import { vendorMessage } from './wire.ts'

/** A page holds 50; what is looked for was written a minute ago, or lies within what this many hold, in more pages where they are shorter. */
const recentPages = 10
const recentAtLeast = 500

/**
 * The newest messages of a conversation, oldest first. The vendor gives them newest first, but nowhere promises it (vendors/
 * freshchat.md §7, U20), so they are sorted by time. `until` ends the walk at a page that holds it.
 */
export async function recentMessages(
  client: Client,
  conversation: string,
  until?: (page: VendorMessage[]) => boolean,
): Promise<Outcome<VendorMessage[]>> {
  const list = await walk(
    client,
    { path: messagesPath(conversation), query: { page: '1' }, plural: 'messages', shape: vendorMessage },
    // A list that runs the other way has the newer ones behind, and a page of one moment does not say which way it runs.
    { pages: recentPages, least: recentAtLeast, ...(until && { until: (page) => isNewestFirst(page) && until(page) }) },
  )
  if (list.kind === 'refused' && list.why.code === 'http-404') return { kind: 'gone', why: 'deleted' }
  return list.kind === 'done' ? done(oldestFirst(list.value.items)) : list
}

export const isNewestFirst = (page: VendorMessage[]): boolean =>
  (vendorTime(page[0]?.created_time) ?? 0) > (vendorTime(page.at(-1)?.created_time) ?? 0)

export const messagesPath = (conversation: string): string => `/conversations/${segment(conversation)}/messages`

/** Within one millisecond the list's own order counts, turned round. */
export function oldestFirst(newestFirst: VendorMessage[]): VendorMessage[] {
  return newestFirst.toReversed().sort((a, b) => (vendorTime(a.created_time) ?? 0) - (vendorTime(b.created_time) ?? 0))
}
