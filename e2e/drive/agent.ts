import type { Freshchat } from '../vendors/freshchat/freshchat.ts'
import type { Conversation, Message } from '../vendors/freshchat/records.ts'

/** What an agent wrote for the visitor, by the runner's clock (`performance.now()`). */
export type AgentWords = { thread: string; text: string; at: number }

/** A person at the desk, who works on the simulated account. */
export interface Agent {
  readonly said: AgentWords[]
  /** Texts of private notes: none of them may ever leave the desk. */
  readonly secrets: string[]
  assign(thread: string): void
  reply(thread: string, text: string): Message
  note(thread: string, text: string): void
  resolve(thread: string): void
}

export function createAgent(freshchat: Freshchat, name: string): Agent {
  const acts = freshchat.as(name)
  const said: AgentWords[] = []
  const secrets: string[] = []
  return {
    said,
    secrets,
    assign: (thread) => acts.assign(thread),
    reply(thread, text) {
      const message = acts.reply(thread, text)
      said.push({ thread, text, at: performance.now() })
      return message
    },
    note(thread, text) {
      secrets.push(text)
      acts.note(thread, text, secrets.length % 2 === 0 ? 'private' : 'bots')
    },
    resolve: (thread) => acts.resolve(thread),
  }
}

/** One line of a desk's thread, as the desk itself has it. Times are the desk's, in ms. */
export type DeskLine = {
  id: string
  at: number
  by: 'visitor' | 'agent' | 'note' | 'notice' | 'bot'
  byApi: boolean
  text: string
}
export type DeskThread = { id: string; user: string; open: boolean; agent: string | null; lines: DeskLine[] }

/** The desk's own truth about all threads that are not somebody else's. */
export function deskTruth(freshchat: Freshchat): DeskThread[] {
  return freshchat.conversations.filter((one) => !one.foreign).map(threadOf)
}

const threadOf = ({ id, user, status, agent, messages }: Conversation): DeskThread => ({
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
