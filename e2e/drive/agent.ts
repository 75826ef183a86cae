import type { Freshchat } from '../vendors/freshchat/freshchat.ts'
import type { Message } from '../vendors/freshchat/records.ts'
import type { DeskThread } from './desk-thread.ts'
import { threadOf } from './freshchat-side.ts'

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

export type { DeskLine, DeskThread } from './desk-thread.ts'

/** The desk's own truth about all threads that are not somebody else's. */
export const deskTruth = (freshchat: Freshchat): DeskThread[] =>
  freshchat.conversations.filter((one) => !one.foreign).map(threadOf)
