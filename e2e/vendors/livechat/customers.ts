import type { Account } from './account.ts'
import { activeThread } from './account.ts'
import { deactivate } from './chats.ts'
import { customerId } from './identity.ts'
import type { Chat, Customer } from './records.ts'

export function addCustomer(account: Account, clientId: string, facts: Partial<Customer> = {}): Customer {
  const customer: Customer = {
    id: customerId(),
    at: account.time(),
    clientId,
    name: null,
    email: null,
    phone: null,
    avatar: null,
    sessionFields: [],
    omnichannel: {},
    address: null,
    sideStorage: {},
    bannedUntil: null,
    page: null,
    ...facts,
  }
  account.state.customers.push(customer)
  account.onChange()
  return customer
}

export function isBanned(account: Account, customer: Customer): boolean {
  return customer.bannedUntil !== null && Date.parse(customer.bannedUntil) > account.clock.now()
}

/** Sockets drop at once, the thread ends (contract 4, 8.18). */
export function ban(account: Account, customer: Customer, days: number): void {
  customer.bannedUntil = new Date(account.clock.now() + days * 86_400_000).toISOString()
  const chat = account.chatOf(customer.id)
  if (chat) deactivate(account, chat, { banned: true })
  account.onDisconnect('customer_banned', customer.id)
  account.onChange()
}

export function setSessionFields(account: Account, customer: Customer, fields: Record<string, string>[]): void {
  customer.sessionFields = fields
  updated(account, customer, ['session_fields'])
}

/** Sockets hear of every change, webhooks only of session fields and only while a chat is active (contract 3). */
export function updated(account: Account, customer: Customer, fields: string[]): void {
  account.tell({ action: 'customer_updated', customer, fields })
  const chat = account.chatOf(customer.id)
  const thread = chat && activeThread(chat)
  if (chat && thread && fields.includes('session_fields')) {
    account.tell({ action: 'customer_session_fields_updated', chat, thread, customer })
  }
}

export function markSeen(account: Account, chat: Chat, person: string, upTo: string): void {
  const user = chat.users.find((one) => one.id === person)
  if (!user || (user.seenUpTo !== null && user.seenUpTo >= upTo)) return
  user.seenUpTo = upTo
  account.tell({ action: 'events_marked_as_seen', chat, user: person, upTo })
}
