export type DeskFile = { name: string; type: string; bytes: Uint8Array }

/** A person at the desk. Threads are named by id or by opening. Every act is told as the vendor would tell it. */
export interface AgentSide {
  /** The vendor's id. */
  readonly id: string
  /** Takes the thread: out of the queue, or from a colleague. */
  join(thread: string): void
  /**
   * For the visitor. Freshchat lets anybody write without taking the thread; LiveChat gives it to whoever writes. An ended thread
   * is opened again by it; in LiveChat the agent must do that first, and so it is done here.
   */
  reply(thread: string, text: string): { id: string; at: number }
  /** A file or an image for the visitor. */
  attach(thread: string, file: DeskFile): { id: string; at: number }
  /** A text with quick replies; each has a payload of its own, `payload of <label>`, which the visitor must never see. */
  offer(thread: string, text: string, labels: string[]): { id: string; at: number }
  /**
   * For colleagues only. `hidden` is the vendor's other way to have something that looks public and is not: Freshchat's
   * botsPrivateNote, LiveChat's supervisor, who is in the chat and whom the visitor never sees.
   */
  note(thread: string, text: string, way?: 'plain' | 'hidden'): void
  /** Begins or ends typing. False: this desk tells nobody. */
  types(thread: string, on: boolean): boolean
  /** Changes own words. False: at this desk nobody can. */
  edit(thread: string, message: string, text: string): boolean
  /** Takes own words back. False: at this desk nobody can. */
  remove(thread: string, message: string): boolean
  /** Gives the thread to a colleague by full name, or to a group by name. */
  transfer(thread: string, to: { agent: string } | { group: string }): void
  /** Lets go of it; it stays open and waits for somebody. */
  leave(thread: string): void
  resolve(thread: string): void
  /** Opens an ended thread again without a word. */
  reopen(thread: string): void
}
