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
import { isNewestFirst, messagesPath, oldestFirst } from './messages.ts'
import { saidOf } from './said.ts'
import { statusOf } from './status.ts'
import type { VendorMessage } from './wire.ts'
import { vendorConversation, vendorMessage } from './wire.ts'

export type CaughtUp = { events: DeskEvent[]; state: ThreadState; mark: Mark; more: boolean }

/** A message may be listed a minute after it was written, so each look goes back a little behind the former one. */
const overlap: Ms = 120_000
/** So long the address of an agent's file may be missing (trap 5.9); then the message is told without it. */
const fileWithin: Ms = 60_000
/** What one call reads (50 a page), more pages where they are shorter; the rest follows with `more`, and is older than what was told. */
const pagesPerCall = 10
const messagesPerCall = 500
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
export async function catchUp(
  { client, keepsFiles }: { client: Client; keepsFiles: boolean },
  thread: Thread,
  given: Mark | null,
): Promise<Outcome<CaughtUp>> {
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
    {
      pages: pagesPerCall,
      least: messagesPerCall,
      restLater: true,
      until: (page) => from !== null && isNewestFirst(page) && page.every((message) => timeOf(message) < from),
    },
  )
  if (list.kind !== 'done') return list
  const { items, next } = list.value

  const seen = new Set(mark.seen)
  const fresh = oldestFirst(items).filter((message) => message.id === undefined || !seen.has(message.id))
  // By their clock; one that does not tell the time keeps nobody waiting.
  const now = read.value.date ?? Number.POSITIVE_INFINITY
  const events = fresh.flatMap((message) => {
    const telling = { keepsFiles, waits: now - timeOf(message) < fileWithin }
    return saidOf(thread.account, { ...message, conversation_id: thread.id }, telling) ?? []
  })
  const waiting = new Set(events.flatMap(({ id }) => (id.startsWith('hint:') ? id.slice('hint:'.length) : [])))
  const told = items.filter(({ id }) => id === undefined || !waiting.has(id))
  const after = next === null ? settledMark(mark, told) : walkingMark(mark, told, next)
  return done({
    events,
    state: stateOf(conversation, read.value.date),
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

/** A webhook's `action_time` is up to so much later than the fact that it tells of (trap 5.27). */
const toldLate: Ms = 40

/**
 * `at` is when they changed it last, in the time of webhooks: a level must not look older than the webhook of an earlier change, or
 * two changes within a blink would leave the former one standing for ever. Sparse answers do not say (trap 5.1): then it is the
 * moment of their answer, which is no later than anything that happens next. Nor do they say who has it; whoever wrote last would
 * be a guess.
 */
function stateOf(conversation: z.infer<typeof vendorConversation>, date: VendorTime | null): ThreadState {
  const { open, agent } = statusOf(conversation)
  const updated = vendorTime(conversation.updated_time)
  return {
    open,
    agent,
    stretch: conversation.interaction_id ?? null,
    at: updated === null ? date : ((updated + toldLate) as VendorTime),
  }
}
