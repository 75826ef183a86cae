import type { Account } from './account.ts'
import type { AgentActs, VisitorActs } from './freshchat.ts'
import { post } from './posting.ts'
import type { Actor, Conversation, Message, Part } from './records.ts'
import { assign, reopen, resolve } from './status.ts'
import { keepFile } from './stored-files.ts'
import { write } from './writing.ts'

/** What people do in the account without the API. Unknown ids are a test's mistake and throw. */
export function agentActs(account: Account, key: string): AgentActs {
  const agent = account.agent(key)
  if (!agent) throw new Error(`the account has no agent "${key}"`)
  const by: Actor = { kind: 'agent', id: agent.id }
  const of = (id: string) => conversationOf(account, id)

  return {
    id: agent.id,
    reply(id, what, replyParts = []) {
      const message = post(account, of(id), { by, parts: partsOf(what), replyParts })
      beside(account, of(id), by)
      return message
    },
    attach(id, file) {
      const kept = keepFile(account, { ...file, image: file.type.startsWith('image/') })
      const part = kept.image
        ? { image: { url: kept.url } }
        : { file: { name: file.name, url: kept.url, file_size_in_bytes: file.bytes.length, contentType: file.type } }
      return post(account, of(id), { by, parts: [part] })
    },
    note(id, text, mark = 'private') {
      const bots = mark === 'bots'
      return post(account, of(id), {
        by,
        parts: partsOf(text),
        type: bots ? 'normal' : 'private',
        botsPrivateNote: bots,
      })
    },
    assign(id, to = agent.id) {
      const target = account.agent(to)
      if (!target) throw new Error(`the account has no agent "${to}"`)
      assign(account, of(id), { agent: target.id, group: of(id).group }, by)
    },
    unassign: (id) => assign(account, of(id), { agent: null, group: of(id).group }, by),
    toGroup(id, to) {
      const group = to === null ? null : account.group(to)
      if (group === undefined) throw new Error(`the account has no group "${to}"`)
      assign(account, of(id), { agent: null, group: group?.id ?? null }, by)
    },
    available(on) {
      agent.available = on
      account.onChange()
    },
    resolve: (id) => resolve(account, of(id), by),
    reopen: (id) => reopen(account, of(id), by),
  }
}

export function visitorActs(account: Account): VisitorActs {
  const say = (id: string, parts: Part[]): Message => {
    const conversation = conversationOf(account, id)
    return post(account, conversation, { by: { kind: 'user', id: conversation.user }, parts, source: 'mobile' })
  }
  return {
    say: (id, what) => say(id, partsOf(what)),
    tap: (id, label) =>
      say(id, [{ text: { content: label } }, { quick_reply_button: { label, custom_reply_text: label } }]),
  }
}

export function systemSays(account: Account, id: string, text: string): Message {
  const by: Actor = { kind: 'system', id: null }
  return write(account, conversationOf(account, id), { by, parts: partsOf(text), type: 'system', source: 'system' })
}

export function botSays(account: Account, id: string, what: string | Part[], replyParts: Part[] = []): Message {
  return post(account, conversationOf(account, id), { by: { kind: 'bot', id: null }, parts: partsOf(what), replyParts })
}

export function autoResolve(account: Account, id: string): void {
  resolve(account, conversationOf(account, id), { kind: 'system', id: null })
}

/** Two lines between people who have nothing to do with any client of the API. */
export function foreignConversation(account: Account, options: { channel?: string; text?: string } = {}): Conversation {
  const channel = options.channel
    ? account.channel(options.channel)
    : account.state.channels.find((one) => one.source === 'WHATSAPP')
  if (!channel) throw new Error('the account has no such topic')
  const user = account.addUser({})
  const conversation = account.addConversation({ channel: channel.id, user: user.id, foreign: true })
  const agent = account.state.agents.find((one) => !one.deactivated)
  post(account, conversation, {
    by: { kind: 'user', id: user.id },
    parts: partsOf(options.text ?? 'Is my order on its way?'),
    source: channel.source.toLowerCase(),
  })
  post(account, conversation, {
    by: { kind: 'agent', id: agent?.id ?? null },
    parts: partsOf('It left the house this morning.'),
  })
  return conversation
}

export function conversationOf(account: Account, id: string): Conversation {
  const conversation = account.conversation(id)
  if (!conversation) throw new Error(`the account has no conversation "${id}"`)
  return conversation
}

function partsOf(what: string | Part[]): Part[] {
  return typeof what === 'string' ? [{ text: { content: what } }] : what
}

function beside(account: Account, conversation: Conversation, by: Actor): void {
  if (account.faults.take('noteBesideReply', 'agent message')) {
    post(account, conversation, { by, parts: partsOf('(for colleagues only)'), type: 'private' })
  }
  if (account.faults.take('dotBesideReply', 'agent message')) systemSays(account, conversation.id, '.')
}
