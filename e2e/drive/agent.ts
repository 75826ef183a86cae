import type { DeskSide } from './desk-side.ts'
import type { DeskThread } from './desk-thread.ts'

/** What an agent wrote for the visitor, by the runner's clock (`performance.now()`). */
export type AgentWords = { thread: string; text: string; at: number }

/** A person at the desk, who works on the simulated account. An ended thread is opened again by a reply; all else is left undone there. */
export interface Agent {
  readonly said: AgentWords[]
  /** Texts of private notes: none of them may ever leave the desk. */
  readonly secrets: string[]
  assign(thread: string): void
  reply(thread: string, text: string): void
  /** In both ways of the vendor, by turns. */
  note(thread: string, text: string): void
  resolve(thread: string): void
}

export function createAgent(desk: DeskSide, name: string): Agent {
  const acts = desk.as(name)
  const said: AgentWords[] = []
  const secrets: string[] = []
  const isOpen = (thread: string) => desk.thread(thread).open
  return {
    said,
    secrets,
    assign: (thread) => void (isOpen(thread) && acts.join(thread)),
    reply(thread, text) {
      acts.reply(thread, text)
      said.push({ thread, text, at: performance.now() })
    },
    note(thread, text) {
      if (!isOpen(thread)) return
      secrets.push(text)
      acts.note(thread, text, secrets.length % 2 === 0 ? 'plain' : 'hidden')
    },
    resolve: (thread) => void (isOpen(thread) && acts.resolve(thread)),
  }
}

export type { DeskLine, DeskThread } from './desk-thread.ts'

/** The desk's own truth about all threads that are not somebody else's. What has no words, as an event of an unknown type, is no line. */
export const deskTruth = (desk: Pick<DeskSide, 'threads'>): DeskThread[] =>
  desk.threads().map((thread) => ({ ...thread, lines: thread.lines.filter(({ text }) => text !== '') }))
