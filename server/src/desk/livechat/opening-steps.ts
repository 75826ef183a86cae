import type { VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Opening, Receipt } from '../desk.ts'
import { asGone, findOwn, oddAnswer, ownIn, readChat, receiptOf } from './chats.ts'
import type { NewEvent } from './convert.ts'
import { vendorId } from './convert.ts'
import type { Caller } from './customers.ts'
import { vendorBegun, vendorSent } from './wire.ts'

/** What a stay began with. `at`: when the answer was given; null: not said. */
export type Begun = { chat: string; stretch: string; receipts: Receipt[]; at: VendorTime | null }

/**
 * Starts a chat, or resumes one, with its first events in the same call. The group is named each time, since a returning customer
 * sticks to the former one (vendors/livechat.md §8.7); bots are left out, since somebody asked for a person (§3).
 */
export async function begin(
  caller: Caller,
  chat: string | null,
  events: NewEvent[],
  { group, waits }: { group: number; waits: boolean },
): Promise<Outcome<Begun>> {
  const what = {
    access: { group_ids: [group] },
    thread: { events, properties: { routing: { ignore_bots: true } } },
  }
  // It waits as unassigned until somebody is there; without it nothing opens then (§8.6).
  const unattended = waits ? {} : { continuous: true }
  const begun =
    chat === null
      ? await caller('start_chat', { chat: what, active: true, ...unattended }, 'create')
      : await caller('resume_chat', { chat: { id: chat, ...what }, active: true, ...unattended }, 'create')
  if (begun.kind !== 'done') return inWords(asGone(begun), group)
  const { data } = vendorBegun.safeParse(begun.value.json)
  const id = data?.chat_id ?? chat
  if (!data?.thread_id || !id) return oddAnswer
  // Their own events are in the same order as ours (§8.13); an answer without them is read back when it is looked for.
  if (data.event_ids.length !== events.length) return oddAnswer
  const { date } = begun.value
  const receipts = data.event_ids.map((event): Receipt => ({ id: vendorId(event), at: null }))
  return done({ chat: id, stretch: data.thread_id, receipts, at: date })
}

/** Says it in the active thread, what is there already not again: an earlier try may have been cut off in the middle. */
export async function say(
  caller: Caller,
  chat: string,
  opening: Pick<Opening, 'visitor'>,
  events: NewEvent[],
): Promise<Outcome<Begun>> {
  const keys = events.map(({ custom_id }) => custom_id)
  const read = await readChat(caller, chat)
  if (read.kind !== 'done') return read
  const { thread } = read.value
  const { stretch, events: there } = ownIn(read.value, opening.visitor.id, keys)
  if (thread?.active === false && there.size < events.length) {
    // It may have been said in full before the thread ended.
    const found = await findOwn(caller, chat, opening.visitor.id, keys)
    if (found.kind !== 'done') return found
    if (found.value && found.value.events.size === events.length)
      return done({
        chat,
        stretch: found.value.stretch,
        at: null,
        receipts: [...found.value.events.values()].map(receiptOf),
      })
    return refused('chat_inactive')
  }
  const receipts: Receipt[] = []
  for (const event of events) {
    const earlier = there.get(event.custom_id)
    if (earlier) {
      receipts.push(receiptOf(earlier))
      continue
    }
    const sent = asGone(await caller('send_event', { chat_id: chat, event }, 'create'))
    if (sent.kind !== 'done') return sent
    const id = vendorSent.safeParse(sent.value.json).data?.event_id
    if (!id) return oddAnswer
    receipts.push({ id: vendorId(id), at: sent.value.date })
  }
  return done({ chat, stretch, receipts, at: null })
}

function inWords(outcome: Outcome<never> | Outcome<unknown>, group: number): Outcome<never> {
  if (outcome.kind !== 'refused') return outcome as Outcome<never>
  switch (outcome.why.code) {
    case 'groups_offline':
      return refused('groups-offline', `nobody of the group ${group} accepts chats`, 'See who is online in LiveChat.')
    case 'group_not_found':
      return refused(
        'no-such-group',
        `LiveChat has no group ${group}`,
        'Write the number of a group as group: (LiveChat, Team → Groups; it is in the address of the page).',
      )
    default:
      return outcome
  }
}
