import type { Action, CustomerCall } from '../call.ts'
import { getCustomer, setFields, updateCustomer } from './customer.ts'
import { deleteEvent, markEventsAsSeen, sendEvent, sendPostback, sendSneakPeek, uploadFile } from './events.ts'
import { deactivateChat, resumeChatAction, startChatAction } from './opening.ts'
import { deleteProperties, updateProperties } from './properties.ts'
import { getChat, listChats, listThreads } from './reading.ts'
import {
  configuration,
  dynamicConfiguration,
  getForm,
  listGroupStatuses,
  listProperties,
  localization,
  predictAgent,
} from './site.ts'

/** The Customer Chat API (contract 3), by Web and by socket alike. */
export const customerActions: Record<string, Action<CustomerCall['who']>> = {
  list_chats: listChats,
  get_chat: getChat,
  list_threads: listThreads,
  start_chat: startChatAction,
  resume_chat: resumeChatAction('customer'),
  deactivate_chat: deactivateChat,
  send_event: sendEvent('customer'),
  delete_event: deleteEvent,
  upload_file: uploadFile,
  send_rich_message_postback: sendPostback,
  send_sneak_peek: sendSneakPeek,
  mark_events_as_seen: markEventsAsSeen,
  update_customer: updateCustomer,
  set_customer_session_fields: setFields,
  get_customer: getCustomer,
  update_chat_properties: updateProperties('chat'),
  delete_chat_properties: deleteProperties('chat'),
  update_thread_properties: updateProperties('thread'),
  delete_thread_properties: deleteProperties('thread'),
  update_event_properties: updateProperties('event'),
  delete_event_properties: deleteProperties('event'),
  list_group_statuses: listGroupStatuses,
  get_form: getForm,
  get_predicted_agent: predictAgent,
  get_dynamic_configuration: dynamicConfiguration,
  get_configuration: configuration,
  get_localization: localization,
  list_license_properties: listProperties(false),
  list_group_properties: listProperties(true),
}
