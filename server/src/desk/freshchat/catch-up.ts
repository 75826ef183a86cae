import type { Ms } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { DeskEvent, Mark, Thread, ThreadState } from '../desk.ts'
import type { Client } from './client.ts'
import { segment } from './client.ts'
import { vendorTime } from './convert.ts'
import { walk } from './lists.ts'
import { messagesPath, oldestFirst } from './messages.ts'
import { saidOf } from './said.ts'
import { statusOf } from './status.ts'
import type { VendorMessage } from './wire.ts'
import { vendorConversation, vendorMessage } from './wire.ts'

export type CaughtUp = { events: DeskEvent[]; state: ThreadState; mark: Mark; more: boolean }

/** A message may be listed a minute after it was written, so each look goes back a little behind the former one. */
const overlap: Ms = 120_000
/** What one call reads at most (50 a page); the rest follows with `more`. */
const pagesPerCall = 10
/** Ids that a mark remembers of its overlap: what was told is not told again at each look. */
const mostSeen = 100

/**
 * `to`: the time of the newest message that was told, with all before it · `seen`: ids behind `to - overlap` · `path`: where an
 * unfinished walk to older messages goes on, and `top` what it began with.
 */
const markShape = z.object({
  to: z.number().nullable(),
  seen: z.array(z.string()),
  path: z.string().optional(),
  top: z.object({ to: z.number().nullable(), seen: z.array(z.string()) }).optional(),
})
type MarkFacts = z.infer<typeof markShape>

/** State by level, messages by id. Events are oldest first within one call; with `more`, the next call brings older ones. */
export async function catchUp(client: Client, thread: Thread, given: Mark | null): Promise<Outcome<CaughtUp>> {
  const mark = markOf(given)
  const read = await client.get(`/conversations/${segment(thread.id)}`)
  if (read.kind === 'refused' && read.why.code === 'http-404') return { kind: 'gone', why: 'deleted' }
  if (read.kind !== 'done') return read
  const conversation = vendorConversation.safeParse(read.value.json).data ?? vendorConversation.parse({})

  const from = mark.to === null ? null : Math.max(mark.to - overlap, 0)
  const list = await walk(
    client,
    {
      path: mark.path ?? messagesPath(thread.id),
      plural: 'messages',
      shape: vendorMessage,
      ...(mark.path === undefined && {
        query: { page: '1', ...(from !== null && { from_time: new Date(from).toISOString() }) },
      }),
    },
    { pages: pagesPerCall, until: (page) => from !== null && page.every((message) => timeOf(message) < from) },
  )
  if (list.kind !== 'done') return list
  const { items, next } = list.value

  const seen = new Set(mark.seen)
  const fresh = oldestFirst(items).filter((message) => message.id === undefined || !seen.has(message.id))
  const after = next === null ? settledMark(mark, items) : walkingMark(mark, items, next)
  return done({
    events: fresh.flatMap((message) => saidOf(thread.account, { ...message, conversation_id: thread.id }) ?? []),
    state: stateOf(conversation, items, read.value.date),
    mark: JSON.stringify(after),
    more: next !== null,
  })
}

/** A mark that nobody can read begins anew: doubles are fine, holes are not. */
function markOf(given: Mark | null): MarkFacts {
  if (given !== null) {
    try {
      const parsed = markShape.safeParse(JSON.parse(given))
      if (parsed.success) return parsed.data
    } catch {
      // Not one of ours.
    }
  }
  return { to: null, seen: [] }
}

/** Everything up to the newest message was told. */
function settledMark(mark: MarkFacts, items: VendorMessage[]): MarkFacts {
  return mark.top ? { ...mark.top } : newest(mark, items)
}

/** The newest were told, older ones are still to come: the bound stays where it was until they are. */
function walkingMark(mark: MarkFacts, items: VendorMessage[], path: string): MarkFacts {
  return { to: mark.to, seen: mark.seen, path, top: mark.top ?? newest(mark, items) }
}

function newest(mark: MarkFacts, items: VendorMessage[]): { to: number | null; seen: string[] } {
  const times = items.map(timeOf)
  const to = Math.max(mark.to ?? 0, ...times)
  if (to === 0) return { to: null, seen: mark.seen }
  const near = items.filter((message) => timeOf(message) >= to - overlap).flatMap(({ id }) => id ?? [])
  return { to, seen: [...new Set([...near, ...mark.seen])].slice(0, mostSeen) }
}

const timeOf = (message: VendorMessage): number => vendorTime(message.created_time) ?? 0

/**
 * `at` is when they changed it last. Sparse answers do not say (trap 5.1): then it is the moment of their answer, which is no later
 * than anything that happens next.
 */
function stateOf(
  conversation: z.infer<typeof vendorConversation>,
  items: VendorMessage[],
  date: VendorTime | null,
): ThreadState {
  const { open, agent } = statusOf(conversation)
  const holder =
    agent === undefined
      ? oldestFirst(items).findLast((message) => message.actor_type === 'agent' && message.message_type !== 'private')
          ?.actor_id
      : agent
  return {
    open,
    agent: holder,
    stretch: conversation.interaction_id ?? null,
    at: vendorTime(conversation.updated_time) ?? date,
  }
}
