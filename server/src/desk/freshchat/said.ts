import type { AccountId, VendorTime } from '../../conversation/ids.ts'
import type { Audience } from '../../conversation/inputs.ts'
import type { DeskActor, DeskEvent } from '../desk.ts'
import { addressOf, attachmentsOf } from './attachment.ts'
import { appIdOf, threadRef, vendorTime } from './convert.ts'
import { toRef } from './file-ref.ts'
import { toMessage } from './from-parts.ts'
import type { VendorMessage } from './wire.ts'

/** What surrounds a message in a webhook's envelope; a list gives nothing. */
export type Around = { actor: { actor_type?: unknown; actor_id?: string | undefined } | null; at: VendorTime | null }

/**
 * `keepsFiles`: Baton keeps agents' files itself, and waits for an address by `Desk.file`. Without that a message whose file has no
 * address yet is only a hint while `waits`: the next look finds it whole (trap 5.9).
 */
export type Telling = { keepsFiles: boolean; waits: boolean }

/** One message of theirs, by webhook or from a list: the same event either way. Null: of no thread, or of another account. */
export function saidOf(
  account: AccountId,
  message: VendorMessage,
  telling: Telling,
  around: Around = { actor: null, at: null },
): DeskEvent | null {
  const { id, conversation_id, app_id, interaction_id } = message
  if (!conversation_id || (app_id !== undefined && app_id !== appIdOf(account))) return null
  const at = vendorTime(message.created_time) ?? around.at
  const facts = { account, thread: threadRef(conversation_id), stretch: interaction_id ?? null }
  // Without an id or a time it can neither be told apart from its double nor put in its place: the next look finds it whole.
  if (!id || at === null)
    return {
      ...facts,
      id: `hint:${id ?? conversation_id}:${at ?? 0}`,
      at: at ?? (0 as VendorTime),
      kind: 'unknown',
      name: 'message_create',
    }
  if (hasFailed(message)) return { ...facts, id, at, kind: 'unknown', name: 'failed message' }
  const by = actorOf(message, around)
  const audience = audienceOf(message, by)
  if (audience !== 'public') return { ...facts, id, at, kind: 'said', by, audience, message: { parts: [] } }
  if (telling.waits && !telling.keepsFiles && lacksAddress(message))
    return { ...facts, id: `hint:${id}`, at, kind: 'unknown', name: 'file without address' }
  const said = toMessage(message.message_parts ?? [], message.reply_parts ?? [], {
    by: by.kind === 'visitor' ? 'visitor' : 'other',
    keeps: telling.keepsFiles,
    ref: (n, url) => toRef({ conversation: conversation_id, message: id, n, url }),
  })
  if (said.parts.length === 0 && message.message_parts)
    return { ...facts, id, at, kind: 'unknown', name: 'blank message' }
  if (said.parts.length === 0) said.parts.push({ kind: 'unsupported', what: 'message' })
  return { ...facts, id, at, kind: 'said', by, audience, message: said }
}

const lacksAddress = ({ message_parts }: VendorMessage): boolean =>
  attachmentsOf(message_parts).some((one) => addressOf(one) === null)

/**
 * Who may see it, closed first (vendors/freshchat.md §4.6, traps 5.12, 5.13, 5.21). Public are only words that a person or, when
 * it says so itself, a bot wrote for the visitor:
 * - agent and visitor: `message_type` is `normal` or absent, since the newest samples leave `normal` out;
 * - bot: `normal` in so many words, since a bot's notes and steps come without a type too;
 * - system, and nobody: never. Assignment notices name colleagues, the greeting was given by our own bot, and nothing marks
 *   those few that would be meant for the visitor.
 */
export function audienceOf(message: VendorMessage, by: DeskActor): Audience {
  const type = message.message_type
  if (typeof type === 'string' && type.toLowerCase() === 'private') return 'private'
  if (isSet(message.botsPrivateNote)) return 'private'
  if (type !== undefined && type !== 'normal') return 'unknown'
  if (isNotice(message)) return 'unknown'
  switch (by.kind) {
    case 'agent':
    case 'visitor':
      return 'public'
    case 'bot':
      return type === 'normal' ? 'public' : 'unknown'
    case 'system':
    case 'unknown':
      return 'unknown'
  }
}

/** The message's own word counts; the envelope's when it has none. Where the two disagree, nobody knows. */
function actorOf(message: VendorMessage, around: Around): DeskActor {
  const own = message.actor_type ?? around.actor?.actor_type
  const id = message.actor_id ?? (message.actor_type === undefined ? around.actor?.actor_id : undefined) ?? null
  const other = around.actor?.actor_type
  if (other !== undefined && other !== own) return { kind: 'unknown', id }
  switch (own) {
    case 'user':
      return { kind: 'visitor', id }
    case 'agent':
    case 'bot':
    case 'system':
      return { kind: own, id }
    default:
      return { kind: 'unknown', id }
  }
}

/** Notices of status changes can come as an agent's words (§2.4): the source or the flags betray them. */
function isNotice({ message_source, meta_data }: VendorMessage): boolean {
  if (typeof message_source === 'string' && message_source.toLowerCase() === 'system') return true
  if (typeof meta_data !== 'object' || meta_data === null) return false
  const { isResolved, isReopen } = meta_data as { isResolved?: unknown; isReopen?: unknown }
  return isSet(isResolved) || isSet(isReopen)
}

/** Flags are booleans or their names (trap 5.22); anything odd counts as set. */
const isSet = (flag: unknown): boolean =>
  !(flag === undefined || flag === null || flag === false || flag === '' || flag === 'false')

/** It was taken and yet not sent (§1.5): nobody has seen it. */
export const hasFailed = ({ error_code, error_message, status }: VendorMessage): boolean =>
  (error_code !== 0 && isSet(error_code)) ||
  isSet(error_message) ||
  (typeof status === 'string' && status.toLowerCase() === 'failed')
