import { randomBytes } from 'node:crypto'
import type { Livechat } from '../vendors/livechat/livechat.ts'
import type { Thread } from '../vendors/livechat/records.ts'
import type { AgentSide } from './agent-side.ts'
import type { DeskSide } from './desk-side.ts'
import { livechatHooks } from './livechat-hooks.ts'
import { chatOf, openings, threadOf } from './livechat-thread.ts'
import { livechatTrouble } from './livechat-trouble.ts'

/**
 * LiveChat as a tester meets it; an opening is `<chat>/<thread>`, and holds what was said from that thread on. With
 * `maxChats: 0` its router gives nothing to anybody, and chats wait in the queue until an agent takes one, as in Freshchat.
 */
export function livechatSide(livechat: Livechat): DeskSide {
  const byAgents = new Set<Thread>()
  const webhookSecret = randomBytes(24).toString('base64url')
  const ours = () => livechat.chats.filter(({ foreign }) => !foreign)
  const agentOf = (name: string) => agentSide(livechat, name, byAgents)
  const entry = {
    kind: 'livechat',
    clientId: livechat.clientId,
    clientSecret: { secret: 'livechat-client' },
    accountId: livechat.pat.accountId,
    pat: { secret: 'livechat-pat' },
    // The way of trials: without a person who consents in a browser.
    agentToken: { secret: 'livechat-agent' },
    organizationId: livechat.organizationId,
    group: 0,
    webhookSecret: { secret: 'livechat-webhook' },
    apiUrl: livechat.url,
    accountsUrl: livechat.url,
    rtmUrl: livechat.rtmUrl,
  }
  const secrets = {
    'livechat-client': livechat.clientSecret,
    'livechat-pat': livechat.pat.token,
    'livechat-agent': livechat.agentToken,
    'livechat-webhook': webhookSecret,
  }
  return {
    kind: 'livechat',
    url: livechat.url,
    threads: () => ours().map((chat) => threadOf(livechat, chat)),
    thread: (name) => threadOf(livechat, livechat.chat(chatOf(name)), name.split('/')[1]),
    openings: () => openings(ours(), byAgents),
    // Baton keeps no id of its own at a customer, since LiveChat has no way to search for one.
    users: () =>
      livechat.customers.filter(({ clientId }) => clientId !== '').map(({ id }) => ({ id, referenceId: null })),
    as: agentOf,
    agent: agentOf('Ann Archer'),
    fallAsleep: (name) => livechat.archive(chatOf(name)),
    strangers: (text) => void livechat.foreign({ text }),
    peek: (name) => livechat.chat(chatOf(name)).sneakPeek,
    filesOf(name) {
      const { customer, threads } = livechat.chat(chatOf(name))
      const named = JSON.stringify(threads.flatMap(({ events }) => events.filter(({ author }) => author === customer)))
      return livechat.state.files
        .filter(({ hash }) => named.includes(hash))
        .map(({ name, type, bytes }) => ({ name, type, bytes: Buffer.from(bytes, 'base64') }))
    },
    taps(name) {
      const { customer, threads } = livechat.chat(chatOf(name))
      const taps = threads.flatMap(({ events }) =>
        events.flatMap(({ author, content }) => (author === customer && content.postback ? [content.postback] : [])),
      )
      return taps.map((postback) => (postback as { id: string }).id)
    },
    page: (name) => ({ address: `${livechat.url}/sim#chat=${chatOf(name)}`, take: 'Accept', end: 'Close chat' }),
    trouble: livechatTrouble(livechat.faults),
    hooks: livechatHooks(livechat, webhookSecret),
    breaches: () => livechat.breaches.map(({ what, where }) => `${where}: ${what}`),
    sends: (name) =>
      livechat.requests
        .filter(({ path, body }) => path.includes('/action/send_event') && isOf(body, chatOf(name)))
        .map(({ status }) => status),
    watch: (changed) => livechat.watch(changed),
    entry: () => entry,
    secrets,
    private(name) {
      const [ann] = livechat.agents
      const { id, customer, threads } = livechat.chat(chatOf(name))
      const { url, organizationId } = livechat
      const ids = { thread: id, stretch: threads.at(-1)?.id ?? '', user: customer, account: organizationId }
      return { ...ids, ...secrets, url, agent: ann?.hex ?? '', email: ann?.id ?? '' }
    },
    evidence: () => ({ deliveries: livechat.deliveries.slice(-40), requests: livechat.requests.slice(-40) }),
    stop: () => livechat.stop(),
  }
}

const isOf = (body: unknown, chat: string): boolean => (body as { chat_id?: unknown } | null)?.chat_id === chat

function agentSide(livechat: Livechat, name: string, byAgents: Set<Thread>): AgentSide {
  const acts = livechat.as(name)
  const reopen = (chat: string) => void byAgents.add(acts.resume(chat))
  return {
    id: acts.id,
    join: (thread) => acts.assign(chatOf(thread)),
    reply(thread, text) {
      const chat = chatOf(thread)
      // In an ended chat nobody can write.
      if (!livechat.thread(chat).active) reopen(chat)
      const { id, at } = acts.reply(chat, text)
      return { id, at: Date.parse(at) }
    },
    attach(thread, file) {
      const { id, at } = acts.attach(chatOf(thread), file)
      return { id, at: Date.parse(at) }
    },
    offer(thread, text, labels) {
      const buttons = labels.map((label) => ({
        ...{ type: 'message', text: label, value: label, postback_id: `payload of ${label}`, user_ids: [] },
      }))
      const elements = [{ title: text, buttons }]
      const { id, at } = acts.reply(chatOf(thread), { type: 'rich_message', template_id: 'quick_replies', elements })
      return { id, at: Date.parse(at) }
    },
    note(thread, text, way) {
      if (way === 'hidden') acts.supervise(chatOf(thread))
      acts.note(chatOf(thread), text)
    },
    types(thread, on) {
      acts.typing(chatOf(thread), on)
      return true
    },
    edit(thread, message, text) {
      acts.edit(chatOf(thread), message, text)
      return true
    },
    remove(thread, message) {
      acts.remove(chatOf(thread), message)
      return true
    },
    transfer: (thread, to) =>
      'agent' in to ? acts.assign(chatOf(thread), to.agent) : acts.toGroup(chatOf(thread), to.group),
    leave: (thread) => acts.unassign(chatOf(thread)),
    resolve: (thread) => acts.close(chatOf(thread)),
    reopen: (thread) => reopen(chatOf(thread)),
  }
}
