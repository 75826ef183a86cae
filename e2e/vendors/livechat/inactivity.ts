import type { Account } from './account.ts'
import { lastThread } from './account.ts'
import { deactivate } from './chats.ts'
import type { Chat, Thread } from './records.ts'

/** Archives chats in which nobody says anything for so long (contract 8.19). */
export interface Inactivity {
  /** A thread got an event, began or ended. */
  heard(chat: Chat, thread: Thread): void
  /** Counts anew for everything that is active. */
  resume(): void
  halt(): void
}

export function inactivity(account: Account, archiveAfter: number | null): Inactivity {
  const timers = new Map<string, () => void>()

  function heard(chat: Chat, thread: Thread): void {
    timers.get(thread.id)?.()
    timers.delete(thread.id)
    if (!thread.active) return
    const ms = account.faults.take('inactivity', 'thread')?.ms ?? archiveAfter
    if (ms === null) return
    timers.set(
      thread.id,
      account.clock.after(ms, () => {
        timers.delete(thread.id)
        deactivate(account, chat, { router: 'inactive' })
      }),
    )
  }

  return {
    heard,
    resume() {
      for (const chat of account.state.chats) heard(chat, lastThread(chat))
    },
    halt() {
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
  }
}
