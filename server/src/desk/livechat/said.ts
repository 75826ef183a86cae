import { createHash } from 'node:crypto'
import type { Message } from '@baton/shared/message.ts'
import type { AccountId, ThreadId, VendorId, VendorTime } from '../../conversation/ids.ts'
import type { Audience } from '../../conversation/inputs.ts'
import type { DeskActor, DeskEvent } from '../desk.ts'
import { isOpening, ownKey, toMessage, vendorId, vendorTime } from './convert.ts'
import type { Keeps } from './file-hosts.ts'
import type { VendorEvent } from './wire.ts'

/** Agents and webhooks say `visibility` on every event; a customer is shown only what is theirs. */
export type Surface = 'agents' | { customer: VendorId }

/** Where an event stands. `keeps`: which files are told as what they are, since Baton fetches and keeps them. */
export type Place = {
  account: AccountId
  thread: ThreadId
  stretch: string | null
  surface: Surface
  keeps: Keeps
}

/** One event of theirs, by webhook or from a list: the same either way. Null: it cannot be told apart from its double. */
export function eventOf(place: Place, event: VendorEvent): DeskEvent | null {
  const { id } = event
  const at = vendorTime(event.created_at)
  if (!id || at === null) return null
  const facts = { account: place.account, thread: place.thread, stretch: place.stretch, id, at }
  if (isSet(event.deleted)) return { ...facts, id: deletedId(id), kind: 'deleted', target: vendorId(id) }
  if (event.type === 'system_message') return noticeOf(facts, event)
  const by = authorOf(event.author_id, place.surface)
  const own = by.kind === 'visitor' ? ownKey(event.custom_id) : null
  // Context, and pieces of a long message: ours beyond doubt, and nothing that a visitor wrote like that.
  if (own?.part) return { ...facts, kind: 'unknown', name: isOpening(event.custom_id) ? 'own opening' : 'own piece' }
  const audience = audienceOf(event, by, place.surface)
  if (audience !== 'public') return { ...facts, kind: 'said', by, audience, message: { parts: [] } }
  const message = toMessage(event, place.keeps)
  if (!message || message.parts.length === 0)
    return { ...facts, kind: 'unknown', name: `event ${event.type ?? ''}`.slice(0, 60) }
  return { ...facts, kind: 'said', by, audience, message, ...(own && { key: own.key }) }
}

export const deletedId = (event: string): string => `deleted:${event}`
/** A thread ends once, whoever tells it, and however often. */
export const endedId = (thread: string): string => `ended:${thread}`
export const begunId = (thread: string): string => `begun:${thread}`
/** A wording's own id, so that the same edit is one, whoever tells it. */
export const editedId = (event: string, version: string): string => `edited:${event}:${version}`

/** Names what a message says, and to whom. */
export const versionOf = ({ audience, message }: { audience: Audience; message: Message }): string =>
  createHash('sha256').update(JSON.stringify({ audience, message })).digest('base64url').slice(0, 16)

/**
 * Who may see it, closed first (vendors/livechat.md §7.1, traps 8.16, U15). Public are only words of a person or a bot that LiveChat
 * itself calls public: agents' side `visibility: all`; the customers' side shows nothing else, and where it says `recipients` that
 * counts. Words without an author are never for a visitor: notices name colleagues, and forms were filled in elsewhere.
 */
export function audienceOf(event: VendorEvent, by: DeskActor, surface: Surface): Audience {
  const { visibility, recipients } = event
  const words = [visibility, recipients].filter((word) => word !== undefined)
  // Should they ever say both, each of them can only keep it back.
  if (words.includes('agents')) return 'private'
  if (words.some((word) => word !== 'all') || (surface === 'agents' && visibility === undefined)) return 'unknown'
  switch (by.kind) {
    case 'agent':
    case 'visitor':
    case 'bot':
      return 'public'
    case 'system':
    case 'unknown':
      return 'unknown'
  }
}

/** Agents are e-mail addresses, bots 32 hex letters, customers UUIDs (§1.6): that is all that a webhook says of who wrote. */
export function actorOf(id: string | undefined): DeskActor {
  if (id === undefined) return { kind: 'system', id: null }
  if (id.includes('@')) return { kind: 'agent', id }
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id)) return { kind: 'visitor', id }
  return { kind: /^[0-9a-f]{32}$/i.test(id) ? 'bot' : 'unknown', id }
}

/**
 * In a customer's eyes ids of agents are opaque (§0.8), and in the vendor's own samples some look like customers' (§1.6). A chat has one
 * customer (§4): whoever else writes there is of the desk, by whatever id.
 */
export function authorOf(id: string | undefined, surface: Surface): DeskActor {
  const by = actorOf(id)
  if (surface === 'agents' || by.id === null || by.kind === 'agent') return by
  return { kind: by.id === surface.customer ? 'visitor' : 'bot', id: by.id }
}

type Facts = { account: AccountId; thread: ThreadId; stretch: string | null; id: string; at: VendorTime }

/** Notices tell of states; their words are for agents (§6.1). Unknown ones change nothing. */
function noticeOf(facts: Facts, { system_message_type = '' }: VendorEvent): DeskEvent {
  const by = enderOf(system_message_type)
  if (by === null || facts.stretch === null)
    return { ...facts, kind: 'unknown', name: `notice ${system_message_type}`.slice(0, 60) }
  return { ...facts, id: endedId(facts.stretch), kind: 'resolved', by }
}

function enderOf(notice: string): 'agent' | 'visitor' | 'system' | null {
  if (notice === 'manual_archived_agent') return 'agent'
  if (notice === 'manual_archived_customer' || notice === 'archived_customer_disconnected') return 'visitor'
  if (notice === 'customer_banned' || notice === 'system_archived' || notice.startsWith('routing.archived_'))
    return 'system'
  return null
}

const isSet = (flag: unknown): boolean => !(flag === undefined || flag === null || flag === false)
