import type { Shape } from '../shape.ts'
import { anything, fields, flag, listOf, mapOf, number, object, text, words } from '../shape.ts'
import type { Account } from './account.ts'
import { activeThread, lastThread } from './account.ts'
import { changeCustomer, customerFacts } from './actions/customer.ts'
import type { Caller } from './auth.ts'
import { agentCaller, customerCaller } from './auth.ts'
import type { Call } from './call.ts'
import { misshapen } from './call.ts'
import type { Failure } from './errors.ts'
import type { Chat, Customer, Json } from './records.ts'
import { wireCustomer } from './wire-chats.ts'
import type { Surface } from './wire-events.ts'

export type LoggedIn = { who: Caller; token: string; pushes: string[]; payload: Json }

const pushes = mapOf(listOf(text))

const shapes: Record<Surface, Shape> = {
  customer: fields(
    { token: words() },
    {
      customer: customerFacts,
      customer_page: fields({}, { url: text, title: text }),
      customer_side_storage: mapOf(text),
      is_mobile: flag,
      group_id: number,
      referrer: text,
      application: object,
      pushes,
    },
  ),
  agent: fields(
    { token: words() },
    {
      timezone: text,
      reconnect: flag,
      away: flag,
      customer_monitoring_level: text,
      application: object,
      pushes,
      push_notifications: anything,
    },
  ),
}

/** The first thing said on a socket; the token is "Bearer …" with that word (contract 7.2). */
export function logIn(
  account: Account,
  surface: Surface,
  payload: Json,
  breach: Call['breach'],
): LoggedIn | { failure: Failure } {
  const wrong = misshapen({ breach }, payload, shapes[surface])
  if (wrong && 'failure' in wrong) return wrong
  const token = String(payload.token)
  if (!/^(Bearer|Basic) /.test(token)) breach('the token of login comes without the word Bearer')
  const who =
    surface === 'customer' ? customerCaller(account, token, account.state.organizationId) : agentCaller(account, token)
  if ('failure' in who) return who
  const wanted = (payload.pushes as Record<string, string[]> | undefined) ?? {}
  const names = Object.values(wanted).flat()
  const entered = { who, token: token.replace(/^\w+ /, ''), pushes: names.length > 0 ? names : ['all'] }
  if (who.kind === 'agent') return { ...entered, payload: agentView(account, who.agent.id) }
  const { customer } = who
  enter(account, customer, payload)
  return { ...entered, payload: customerView(account, customer) }
}

function enter(account: Account, customer: Customer, payload: Json): void {
  const { customer: facts, customer_page: page, customer_side_storage: storage } = payload
  if (facts) changeCustomer(account, customer, facts as Json)
  if (page) customer.page = page as NonNullable<Customer['page']>
  if (storage) customer.sideStorage = storage as Record<string, string>
}

function customerView(account: Account, customer: Customer): Json {
  const chat = account.chatOf(customer.id)
  return {
    customer: {
      ...wireCustomer(customer, 'customer', account),
      statistics: { chats_count: chat?.threads.length ?? 0, visits_count: 1, page_views_count: 1 },
    },
    has_active_thread: Boolean(chat && activeThread(chat)),
    chats: chat && !chat.anonymized ? [{ chat_id: chat.id, has_unread_events: hasUnread(chat) }] : [],
    customer_side_storage: customer.sideStorage,
    // Clients of the vendor's look for exactly this (contract 10.1).
    __priv_dynamic_config: {
      online_groups_ids: account.state.groups.map((group) => group.id),
      customer_groups: { monitoring: { id: 0 } },
    },
  }
}

function hasUnread(chat: Chat): boolean {
  const seen = chat.users.find((user) => user.id === chat.customer)?.seenUpTo ?? ''
  return lastThread(chat).events.some(
    (event) => event.visibility === 'all' && event.author !== chat.customer && event.at > seen,
  )
}

function agentView(account: Account, id: string): Json {
  const chats = account.state.chats.filter((chat) => chat.users.some((user) => user.id === id && user.present))
  return {
    license: { id: account.state.licenseId, organization_id: account.state.organizationId },
    my_profile: { id, name: account.agent(id)?.name, routing_status: account.agent(id)?.status },
    chats_summary: chats.map((chat) => ({ id: chat.id })),
  }
}
