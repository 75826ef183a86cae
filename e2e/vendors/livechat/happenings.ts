import type { Agent, Chat, ChatEvent, ChatUser, Customer, Json, Properties, Thread, Time } from './records.ts'

type InThread = { chat: Chat; thread: Thread }

/** Which properties changed, or the names of those that are gone. */
export type PropertyNews =
  | { action: 'chat_properties_updated'; chat: Chat; properties: Properties }
  | { action: 'chat_properties_deleted'; chat: Chat; names: Record<string, string[]> }
  | ({ action: 'thread_properties_updated'; properties: Properties } & InThread)
  | ({ action: 'thread_properties_deleted'; names: Record<string, string[]> } & InThread)
  | ({ action: 'event_properties_updated'; event: ChatEvent; properties: Properties } & InThread)
  | ({ action: 'event_properties_deleted'; event: ChatEvent; names: Record<string, string[]> } & InThread)

/** What is told by webhook, and by push too. */
export type Told =
  | PropertyNews
  /** As it was then: what came after is told on its own. */
  | ({ action: 'incoming_chat'; as: Record<'customer' | 'agent', Json> } & InThread)
  | ({ action: 'incoming_event' | 'event_updated' | 'event_deleted'; event: ChatEvent } & InThread)
  | ({ action: 'chat_deactivated'; user: string | null } & InThread)
  | ({ action: 'user_added_to_chat'; user: ChatUser; reason: string; requester: string | null } & InThread)
  | ({ action: 'user_removed_from_chat'; user: ChatUser; reason: string; requester: string | null } & InThread)
  | ({
      action: 'chat_transferred'
      reason: 'manual' | 'inactive' | 'assigned' | 'unassigned' | 'other'
      requester: string | null
      to: { groups?: number[]; agents?: string[] }
    } & InThread)
  | { action: 'chat_access_updated'; chat: Chat }
  | ({ action: 'incoming_rich_message_postback'; user: string; event: ChatEvent; postback: Json } & InThread)
  | ({ action: 'thread_tagged' | 'thread_untagged'; tag: string } & InThread)
  | { action: 'events_marked_as_seen'; chat: Chat; user: string; upTo: Time }
  | { action: 'routing_status_set'; agent: Agent }
  | ({ action: 'customer_session_fields_updated'; customer: Customer } & InThread)

/** What only sockets hear (contract 7.1). */
export type Passing =
  | ({ action: 'incoming_typing_indicator'; agent: Agent; on: boolean; visibility: 'all' | 'agents' } & InThread)
  | ({
      action: 'incoming_thinking_indicator'
      agent: Agent
      title: string
      description: string
      customId: string | null
      visibility: 'all' | 'agents'
    } & InThread)
  | ({ action: 'incoming_event_preview'; event: Json; author: string } & InThread)
  | ({ action: 'incoming_sneak_peek'; text: string } & InThread)
  | ({ action: 'queue_position_updated' } & InThread)
  | { action: 'groups_status_updated'; groups: number[] }
  | { action: 'customer_updated'; customer: Customer; fields: string[] }
  | { action: 'incoming_multicast'; agents: string[]; content: Json; type: string | null }

export type Happening = Told | Passing

/** Every action for which a webhook can be registered. */
export const webhookActions = [
  'incoming_chat',
  'incoming_event',
  'event_updated',
  'event_deleted',
  'chat_deactivated',
  'user_added_to_chat',
  'user_removed_from_chat',
  'chat_transferred',
  'chat_access_updated',
  'incoming_rich_message_postback',
  'thread_tagged',
  'thread_untagged',
  'chat_properties_updated',
  'chat_properties_deleted',
  'thread_properties_updated',
  'thread_properties_deleted',
  'event_properties_updated',
  'event_properties_deleted',
  'events_marked_as_seen',
  'routing_status_set',
  'customer_session_fields_updated',
] as const satisfies Told['action'][]

export function isTold(happening: Happening): happening is Told {
  return (webhookActions as readonly string[]).includes(happening.action)
}
