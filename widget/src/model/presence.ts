import type { AgentRef, Ms, Time } from '@baton/shared/ids.ts'
import { timeOf } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { Passing, Visible } from '@baton/shared/timeline.ts'
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Clock, Stop } from '../browser/clock.ts'
import type { Connection } from '../connection/connection.ts'

const expiry: Ms = 6_000 // the wire's promise: six seconds of silence end it
const every: Ms = 2_000 // three tellings within one expiry, so that one may be lost
const draftExpiry: Ms = 15_000 // a bot whose stream died must not leave half an answer standing

export type Typist = { by: 'bot' } | { by: 'agent'; agent: AgentRef | null }

/** What is shown and never stored. */
export interface Presence {
  typist: ReadonlySignal<Typist | null>
  /** The bot's answer while it is being written. */
  draft: ReadonlySignal<Message | null>
  /** Up to when the agent has read. */
  readUpTo: ReadonlySignal<Time>
  hear(passing: Passing): void
  /** A message that has come ends the typing that announced it. */
  settle(events: Visible[]): void
  /** The visitor changed the text; `empty`: nothing is left of it. */
  typed(empty: boolean): void
  stop(): void
}

export function createPresence(connection: Pick<Connection, 'typing'>, clock: Clock): Presence {
  const typist = signal<Typist | null>(null)
  const draft = signal<Message | null>(null)
  const readUpTo = signal(timeOf(0))
  let stopTypist: Stop = () => {}
  let stopDraft: Stop = () => {}
  let stopTyping: Stop = () => {}
  let told: Time | null = null

  const setTypist = (next: Typist | null) => {
    stopTypist()
    typist.value = next
    if (next) stopTypist = clock.after(expiry, () => setTypist(null))
  }
  const setDraft = (next: Message | null) => {
    stopDraft()
    draft.value = next
    if (next) stopDraft = clock.after(draftExpiry, () => setDraft(null))
  }
  const rest = () => {
    stopTyping()
    if (told !== null) connection.typing(false)
    told = null
  }

  return {
    typist,
    draft,
    readUpTo,
    hear(passing) {
      switch (passing.kind) {
        case 'typing':
          if (passing.by === 'visitor') return
          if (!passing.on) return typist.value?.by === passing.by ? setTypist(null) : undefined
          return setTypist(passing.by === 'bot' ? { by: 'bot' } : { by: 'agent', agent: passing.agent ?? null })
        case 'draft':
          return setDraft(passing.message)
        case 'seen':
          if (passing.upTo > readUpTo.value) readUpTo.value = passing.upTo
          return
        default:
          return
      }
    },
    settle(events) {
      for (const { kind } of events) {
        if (kind === 'botSaid' || kind === 'agentSaid' || kind === 'agentLeft' || kind === 'handoffEnded')
          setTypist(null)
        if (kind === 'botSaid' || kind === 'agentSaid' || kind === 'agentJoined') setDraft(null)
      }
    },
    typed(empty) {
      if (empty) return rest()
      const now = clock.now()
      if (told === null || now - told >= every) {
        told = now
        connection.typing(true)
      }
      stopTyping()
      stopTyping = clock.after(expiry - every, rest)
    },
    stop() {
      stopTypist()
      stopDraft()
      stopTyping()
    },
  }
}
