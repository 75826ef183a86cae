import type { ConversationId } from '@baton/shared/ids.ts'
import { type Message, plainText } from '@baton/shared/message.ts'
import type { Status, Visible } from '@baton/shared/timeline.ts'
import type { Conversation } from '../../server/src/conversation/conversation.ts'
import type { Event } from '../../server/src/conversation/events.ts'
import type { AgentWords, DeskThread } from '../drive/agent.ts'
import type { DeskKind } from '../drive/desk-kinds.ts'
import type { Sent } from '../drive/send-queue.ts'
import type { Tab } from '../drive/tab.ts'

/** What one tab believes at the end. `seen`: when a key or an agent's text was first rendered, `performance.now()`. */
export type TabHistory = {
  sent: Sent[]
  stretches: { conversation: ConversationId; events: Visible[] }[]
  cursor: { conversation: ConversationId; seq: number } | null
  status: Status | null
  changed: number
  refused: Tab['refused']
  seen: Map<string, number>
}

/** A conversation as the store has it at the end: the row, and the whole log. */
export type StoredConversation = { id: ConversationId; row: Conversation; events: Event[] }

export type VisitorHistory = {
  name: string
  tabs: TabHistory[]
  /** Oldest first. */
  conversations: StoredConversation[]
}

/** Everything that is known after a trial. */
export type History = {
  visitors: VisitorHistory[]
  /** The desk's truth: every thread that is not somebody else's, and who it holds as visitors. */
  desk: DeskThread[]
  deskKind: DeskKind
  users: { id: string; referenceId: string | null }[]
  agentWords: AgentWords[]
  /** What must never leave: notes, tokens, keys. */
  secrets: string[]
  /** What no visitor's frame may hold: the desk's ids, addresses, and e-mails of agents. Logs may name some of it. */
  inside: string[]
  /** Every frame that any tab received, as JSON. */
  frames: string[]
  /** What the servers printed, line by line. */
  logs: string[]
  /** Of the database: `integrity_check` and `foreign_key_check`, empty when all is well. */
  damage: string[]
  /** Deliveries that were still owed when all was quiet, but for looks and timers. */
  owing: string[]
  /** What had not come to its end when the runner gave up waiting; null: all was quiet. */
  unsettled: string | null
}

/** Marks every text that people write in a trial: who, and their how-manieth. Nothing like it stands anywhere else. */
export const bodyOf = (author: string, counter: number, words = 'hello'): string => `[${author}:${counter}] ${words}`
export const marked = /\[[a-z0-9]+:\d+\]/

export const textOf = (message: Message | null): string => (message ? plainText(message) : '')
