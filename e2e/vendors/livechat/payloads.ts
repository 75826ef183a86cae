import type { Account } from './account.ts'
import { groupStatus, placeInQueue } from './groups.ts'
import type { Happening } from './happenings.ts'
import type { Json } from './records.ts'
import { present, wireCustomer, wireUser } from './wire-chats.ts'
import type { Surface } from './wire-events.ts'
import { isShown, personId, wireEvent } from './wire-events.ts'

/** What a happening says on a surface (contract 7.1, 7.2); null = that surface does not hear of it. */
export function payloadOf(account: Account, surface: Surface, happening: Happening): Json | null {
  const id = (person: string) => personId(account, surface, person)
  const inThread = 'thread' in happening ? { chat_id: happening.chat.id, thread_id: happening.thread.id } : {}
  const forAgents = surface === 'agent'

  switch (happening.action) {
    case 'incoming_chat':
      return { chat: happening.as[surface] }
    case 'incoming_event':
    case 'event_updated':
      if (!isShown(account, surface, happening.event)) return null
      return { ...inThread, event: wireEvent(account, surface, happening.event) }
    case 'event_deleted':
      if (!forAgents && happening.event.visibility === 'agents') return null
      return { ...inThread, event_id: happening.event.id }
    case 'chat_deactivated':
      return { ...inThread, ...(happening.user !== null && { user_id: id(happening.user) }) }
    case 'user_added_to_chat': {
      if (!forAgents && happening.user.visibility === 'agents') return null
      const user = wireUser(account, surface, happening.chat, happening.user)
      return { ...inThread, user, reason: happening.reason, ...requester(forAgents, happening.requester) }
    }
    case 'user_removed_from_chat': {
      if (!forAgents && happening.user.visibility === 'agents') return null
      const user_id = id(happening.user.id)
      return { ...inThread, user_id, reason: happening.reason, ...requester(forAgents, happening.requester) }
    }
    case 'chat_transferred':
      return present({
        ...inThread,
        reason: happening.reason,
        // Only a person who did it by hand is named (contract 7.1).
        ...requester(forAgents && happening.reason === 'manual', happening.requester),
        transferred_to: present({ group_ids: happening.to.groups, agent_ids: happening.to.agents?.map(id) }),
        queue: placeInQueue(account, happening.thread),
      })
    case 'chat_access_updated':
      return forAgents ? { id: happening.chat.id, access: { group_ids: happening.chat.groups } } : null
    case 'incoming_rich_message_postback':
      return { user_id: id(happening.user), ...inThread, event_id: happening.event.id, postback: happening.postback }
    case 'thread_tagged':
    case 'thread_untagged':
      return forAgents ? { ...inThread, tag: happening.tag } : null
    case 'chat_properties_updated':
      return { chat_id: happening.chat.id, properties: happening.properties }
    case 'chat_properties_deleted':
      return { chat_id: happening.chat.id, properties: happening.names }
    case 'thread_properties_updated':
      return { ...inThread, properties: happening.properties }
    case 'thread_properties_deleted':
      return { ...inThread, properties: happening.names }
    case 'event_properties_updated':
      return { ...inThread, event_id: happening.event.id, properties: happening.properties }
    case 'event_properties_deleted':
      return { ...inThread, event_id: happening.event.id, properties: happening.names }
    case 'events_marked_as_seen': {
      const user = happening.chat.users.find((one) => one.id === happening.user)
      if (!forAgents && user?.visibility === 'agents') return null
      return { user_id: id(happening.user), chat_id: happening.chat.id, seen_up_to: happening.upTo }
    }
    case 'routing_status_set': {
      const { id: agent_id, status } = happening.agent
      // The docs' sample has a space where every other place has an underscore (contract 8.23).
      const spaced = account.faults.take('spacedStatus', happening.action)
      return forAgents ? { agent_id, status: spaced ? status.replaceAll('_', ' ') : status } : null
    }
    case 'customer_session_fields_updated': {
      const { id: customer, sessionFields } = happening.customer
      return forAgents ? { id: customer, active_chat: inThread, session_fields: sessionFields } : null
    }
    case 'incoming_typing_indicator':
      if (!forAgents && happening.visibility === 'agents' && !account.faults.take('leakNotes', 'typing')) return null
      return {
        ...inThread,
        typing_indicator: {
          author_id: id(happening.agent.id),
          [forAgents ? 'visibility' : 'recipients']: happening.visibility,
          // Seconds, unlike every other time (contract 1.6).
          timestamp: Math.floor(account.clock.now() / 1000),
          is_typing: happening.on,
        },
      }
    case 'incoming_thinking_indicator': {
      const leaks = happening.visibility === 'agents' && account.faults.take('leakNotes', 'thinking') !== null
      if (!forAgents && happening.visibility === 'agents' && !leaks) return null
      return present({
        recipients: leaks ? 'agents' : undefined,
        ...inThread,
        author_id: id(happening.agent.id),
        sent_at: account.now(),
        title: happening.title,
        description: happening.description,
        custom_id: happening.customId,
      })
    }
    case 'incoming_event_preview':
      return { ...inThread, event: { ...happening.event, author_id: id(happening.author) } }
    case 'incoming_sneak_peek':
      return forAgents
        ? {
            ...inThread,
            sneak_peek: {
              author_id: happening.chat.customer,
              visibility: 'all',
              text: happening.text,
              timestamp: Math.floor(account.clock.now() / 1000),
            },
          }
        : null
    case 'queue_position_updated': {
      const place = placeInQueue(account, happening.thread)
      return place && { ...inThread, queue: { position: place.position, wait_time: place.wait_time } }
    }
    case 'groups_status_updated':
      return { groups: happening.groups.map((group) => ({ id: group, status: groupStatus(account, group) })) }
    case 'customer_updated': {
      const all = wireCustomer(happening.customer, surface, account)
      return { id: happening.customer.id, ...Object.fromEntries(happening.fields.map((name) => [name, all[name]])) }
    }
    case 'incoming_multicast':
      return forAgents ? { content: happening.content, ...(happening.type && { type: happening.type }) } : null
  }
}

function requester(told: boolean, agent: string | null): Json {
  return told && agent !== null ? { requester_id: agent } : {}
}
