import { fields, wholeNumber, words } from '../../shape.ts'
import type { Action, AgentCall } from '../call.ts'
import { ban } from '../customers.ts'
import { done, invalid } from '../errors.ts'
import { wireCustomer } from '../wire-chats.ts'
import {
  followChat,
  listRoutingStatuses,
  multicast,
  sendPreview,
  sendThinking,
  sendTyping,
  setRoutingStatus,
  tagThread,
} from './agent-signs.ts'
import { changeCustomer, customerFacts } from './customer.ts'
import { deleteEvent, markEventsAsSeen, sendEvent, sendPostback, uploadFile } from './events.ts'
import { deactivateChat, resumeChatAction } from './opening.ts'
import { deleteProperties, updateProperties } from './properties.ts'
import { getChat, listChats, listThreads } from './reading.ts'
import { addUser, listAgentsForTransfer, removeUser, transferChat } from './transfer.ts'

type Who = AgentCall['who']

const customerOf = (call: AgentCall) => call.account.customer(String(call.payload.id))

const getCustomer: Action<Who> = {
  shape: fields({ id: words() }),
  scope: 'customers:ro',
  run(call) {
    const customer = customerOf(call)
    return customer ? done(wireCustomer(customer, 'agent', call.account)) : invalid('`id` not found')
  },
}

const updateCustomer: Action<Who> = {
  shape: (value, at) => {
    const { id, ...facts } = value as { id?: unknown }
    return [...fields({ id: words() })({ id }, at), ...customerFacts(facts, at)]
  },
  scope: 'customers:rw',
  run(call) {
    const customer = customerOf(call)
    if (!customer) return invalid('`id` not found')
    changeCustomer(call.account, customer, call.payload)
    return done()
  },
}

const banCustomer: Action<Who> = {
  shape: fields({ id: words(), ban: fields({ days: wholeNumber(1, 3650) }) }),
  scope: 'customers.ban:rw',
  run(call) {
    const customer = customerOf(call)
    if (!customer) return invalid('`id` not found')
    ban(call.account, customer, (call.payload.ban as { days: number }).days)
    return done()
  },
}

/** The Agent Chat API (contract 4): what a client in an agent's or a bot's name needs. */
export const agentActions: Record<string, Action<Who>> = {
  list_chats: listChats,
  get_chat: getChat,
  list_threads: listThreads,
  resume_chat: resumeChatAction('agent'),
  deactivate_chat: deactivateChat,
  follow_chat: followChat(true),
  unfollow_chat: followChat(false),
  transfer_chat: transferChat,
  list_agents_for_transfer: listAgentsForTransfer,
  add_user_to_chat: addUser,
  remove_user_from_chat: removeUser,
  send_event: sendEvent('agent'),
  delete_event: deleteEvent,
  upload_file: uploadFile,
  send_rich_message_postback: sendPostback,
  send_typing_indicator: sendTyping,
  send_thinking_indicator: sendThinking,
  send_event_preview: sendPreview,
  mark_events_as_seen: markEventsAsSeen,
  tag_thread: tagThread(true),
  untag_thread: tagThread(false),
  set_routing_status: setRoutingStatus,
  list_routing_statuses: listRoutingStatuses,
  multicast,
  get_customer: getCustomer,
  update_customer: updateCustomer,
  ban_customer: banCustomer,
  update_chat_properties: updateProperties('chat'),
  delete_chat_properties: deleteProperties('chat'),
  update_thread_properties: updateProperties('thread'),
  delete_thread_properties: deleteProperties('thread'),
  update_event_properties: updateProperties('event'),
  delete_event_properties: deleteProperties('event'),
}
