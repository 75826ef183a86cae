import type { Account } from './account.ts'
import { lastThread } from './account.ts'
import { activeOf, agentActs, chatOf, eventOf } from './acts.ts'
import { deactivate, merge, startChat } from './chats.ts'
import { addCustomer } from './customers.ts'
import type { VisitorActs } from './livechat.ts'
import type { Chat, ChatEvent, Json } from './records.ts'
import { notice, write } from './writing.ts'

/** The visitor in the vendor's own widget. */
export function visitorActs(account: Account): VisitorActs {
  const say = (id: string, type: ChatEvent['type'], content: Json): ChatEvent => {
    const { chat, thread } = activeOf(account, id)
    return write(account, chat, thread, { type, author: chat.customer, content })
  }
  return {
    say(id, what) {
      if (typeof what === 'string') return say(id, 'message', { text: what })
      const { type, ...content } = what
      return say(id, type, content)
    },
    tap(id, eventId, label) {
      const { chat, thread, event } = eventOf(account, id, eventId)
      const elements = (event.content.elements ?? []) as { buttons?: Button[] }[]
      const button = elements.flatMap((one) => one.buttons ?? []).find((one) => one.text === label)
      if (!button) throw new Error(`the event has no button "${label}"`)
      const { postback_id, type, value } = button
      const half = type !== undefined && value !== undefined ? { type, value } : {}
      const said = say(id, 'message', {
        text: label,
        postback: { id: postback_id, thread_id: thread.id, event_id: event.id, ...half },
      })
      const postback = { id: postback_id, toggled: true, ...(half.type && { button_type: type, button_value: value }) }
      account.tell({ action: 'incoming_rich_message_postback', chat, thread, event, user: chat.customer, postback })
      return said
    },
    rate(id, score, comment) {
      const chat = chatOf(account, id)
      const thread = lastThread(chat)
      if (score === null) {
        delete thread.properties.rating
        const names = { rating: ['score', 'comment'] }
        account.tell({ action: 'thread_properties_deleted', chat, thread, names })
        return
      }
      const rating = { score, ...(comment !== undefined && { comment }) }
      merge(thread.properties, { rating })
      account.tell({ action: 'thread_properties_updated', chat, thread, properties: { rating } })
    },
    close: (id) => deactivate(account, activeOf(account, id).chat, { customer: true }),
  }
}

type Button = { text: string; postback_id: string; type?: string; value?: string }

export function systemSays(account: Account, id: string, type: string, text: string, visibility: 'all' | 'agents') {
  const chat = chatOf(account, id)
  return notice(account, chat, lastThread(chat), type, text, { visibility })
}

/** A rich message with quick replies, in the name of whoever holds the chat. */
export function botSays(account: Account, id: string, text: string, choices: string[]): ChatEvent {
  const buttons = choices.map((choice) => ({
    type: 'message',
    text: choice,
    value: choice,
    postback_id: `choose_${choice.toLowerCase().replaceAll(' ', '_')}`,
    user_ids: [],
  }))
  const elements = [{ title: text, buttons }]
  const [first] = account.state.agents
  return agentActs(account, first?.id ?? '').reply(id, { type: 'rich_message', template_id: 'quick_replies', elements })
}

/** Two lines between people who have nothing to do with any client of the API. */
export function foreignChat(account: Account, options: { text?: string; group?: number } = {}): Chat {
  const customer = addCustomer(account, '', { name: 'Somebody Else' })
  const groups = [options.group ?? 0]
  const beginning = { groups, chatProperties: {}, threadProperties: {}, events: [], active: true, foreign: true }
  const chat = startChat(account, customer, { ...beginning, clientId: '' })
  const thread = lastThread(chat)
  const content = { text: options.text ?? 'Is my order on its way?' }
  write(account, chat, thread, { type: 'message', author: customer.id, content })
  const agent = account.state.agents.find((one) => one.status === 'accepting_chats')
  if (agent) agentActs(account, agent.id).reply(chat.id, 'It left the house this morning.')
  return chat
}
