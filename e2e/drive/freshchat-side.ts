import type { Freshchat } from '../vendors/freshchat/freshchat.ts'
import type { Conversation, Message, Part } from '../vendors/freshchat/records.ts'
import type { AgentSide, DeskFile } from './agent-side.ts'
import type { DeskHooks } from './desk-hooks.ts'
import type { DeskSide } from './desk-side.ts'
import type { DeskLine, DeskThread } from './desk-thread.ts'
import { freshchatTrouble } from './freshchat-trouble.ts'

/** Freshchat as a tester meets it; an opening is a conversation. */
export function freshchatSide(freshchat: Freshchat): DeskSide {
  const ours = () => freshchat.conversations.filter(({ foreign }) => !foreign)
  return {
    kind: 'freshchat',
    url: freshchat.url,
    threads: () => ours().map(threadOf),
    thread: (name) => threadOf(freshchat.conversation(name)),
    openings: () => ours().map(({ id }) => id),
    users: () => freshchat.users.map(({ id, referenceId }) => ({ id, referenceId })),
    as: (name) => agentSide(freshchat, name),
    agent: agentSide(freshchat, 'Ann Archer'),
    fallAsleep: (thread) => freshchat.autoResolve(thread),
    strangers: (text) => void freshchat.foreign({ text }),
    peek: () => null,
    filesOf: (thread) => filesOf(freshchat, freshchat.conversation(thread)),
    taps: (thread) =>
      freshchat.conversation(thread).messages.flatMap(({ by, parts }) => (by.kind === 'user' ? payloads(parts) : [])),
    page: (thread) => ({
      address: `${freshchat.url}/sim#conversation=${thread}`,
      take: 'Assign to me',
      end: 'Resolve',
    }),
    trouble: freshchatTrouble(freshchat.faults),
    hooks: hooksOf(freshchat),
    breaches: () => freshchat.breaches.map(({ what, where }) => `${where}: ${what}`),
    sends: (thread) =>
      freshchat.requests
        .filter(({ method, path }) => method === 'POST' && path === `/v2/conversations/${thread}/messages`)
        .map(({ status }) => status),
    watch: (changed) => freshchat.watch(changed),
    entry: () => ({
      kind: 'freshchat',
      url: freshchat.url,
      token: { secret: 'freshchat-token' },
      channel: freshchat.topic.id,
      publicKey: freshchat.publicKey,
      appId: freshchat.appId,
    }),
    secrets: { 'freshchat-token': freshchat.token },
    private(thread) {
      const { user } = freshchat.conversation(thread)
      const { token, url, appId } = freshchat
      const [ann] = freshchat.agents
      return { thread, user, token, url, account: appId, agent: ann?.id ?? '', email: ann?.email ?? '' }
    },
    evidence: () => ({ deliveries: freshchat.deliveries.slice(-40), requests: freshchat.requests.slice(-40) }),
    stop: () => freshchat.stop(),
  }
}

/** An image is named by its address, a file by its hash (contract 2.5). */
function filesOf({ state }: Freshchat, { messages }: Conversation): DeskFile[] {
  const named = messages.filter(({ by }) => by.kind === 'user').map(({ parts }) => JSON.stringify(parts))
  return state.files
    .filter(({ hash }) => named.some((parts) => parts.includes(hash)))
    .map(({ name, type, bytes }) => ({ name, type, bytes: Buffer.from(bytes, 'base64') }))
}

const payloads = (parts: Part[]): string[] =>
  parts.flatMap(({ quick_reply_button: button }) =>
    button === undefined ? [] : [(button as { payload?: string }).payload ?? ''],
  )

export const threadOf = ({ id, user, status, agent, messages }: Conversation): DeskThread => ({
  id,
  user,
  open: status !== 'resolved',
  agent,
  lines: messages.filter((message) => message.failed === null).map(lineOf),
})

function lineOf({ id, at, by, type, botsPrivateNote, source, text }: Message): DeskLine {
  const facts = { id, at: Date.parse(at), byApi: source === 'api', text }
  if (type === 'private' || botsPrivateNote) return { ...facts, by: 'note' }
  if (type === 'system' || source === 'system') return { ...facts, by: 'notice' }
  switch (by.kind) {
    case 'user':
      return { ...facts, by: 'visitor' }
    case 'agent':
      return { ...facts, by: 'agent' }
    case 'bot':
      return { ...facts, by: 'bot' }
    case 'system':
      return { ...facts, by: 'notice' }
  }
}

function agentSide(freshchat: Freshchat, name: string): AgentSide {
  const acts = freshchat.as(name)
  return {
    id: acts.id,
    join: (thread) => acts.assign(thread),
    reply(thread, text) {
      const { id, at } = acts.reply(thread, text)
      return { id, at: Date.parse(at) }
    },
    attach(thread, file) {
      const { id, at } = acts.attach(thread, file)
      return { id, at: Date.parse(at) }
    },
    offer(thread, text, labels) {
      const buttons = labels.map((label) => ({ quick_reply_button: { label, payload: `payload of ${label}` } }))
      const { id, at } = acts.reply(thread, text, [{ collection: { sub_parts: buttons } }])
      return { id, at: Date.parse(at) }
    },
    note: (thread, text, way) => void acts.note(thread, text, way === 'hidden' ? 'bots' : 'private'),
    types: () => false,
    edit: () => false,
    remove: () => false,
    transfer: (thread, to) => ('agent' in to ? acts.assign(thread, to.agent) : acts.toGroup(thread, to.group)),
    leave: (thread) => acts.unassign(thread),
    resolve: (thread) => acts.resolve(thread),
    reopen: (thread) => acts.reopen(thread),
  }
}

function hooksOf(freshchat: Freshchat): DeskHooks {
  const telling = (thread: string, text: string) =>
    freshchat.deliveries.findLast(({ conversation, body }) => conversation === thread && body.includes(text))
  const signed = (body: string, by = body) => ({ body, headers: { 'X-Freshchat-Signature': freshchat.sign(by) } })
  const altered = (thread: string, text: string, other: string) =>
    (telling(thread, text)?.body ?? '').replaceAll(text, other)

  return {
    to: (url) => freshchat.setWebhook(url),
    toldAt(thread, text) {
      const [first] = telling(thread, text)?.attempts ?? []
      return first ? Date.parse(first.at) : null
    },
    forgeries(thread, text, other) {
      const body = altered(thread, text, other)
      return [
        { why: 'no signature', hook: { body, headers: {} } },
        { why: 'the signature of other bytes', hook: signed(body, telling(thread, text)?.body) },
        { why: 'a header that holds no signature', hook: { body, headers: { 'X-Freshchat-Signature': 'x' } } },
      ]
    },
    genuine: (thread, text, other) => signed(altered(thread, text, other)),
    strange: () => signed('{"action":"made_up","data":[]}'),
    quiet: () => freshchat.quiet(),
  }
}
