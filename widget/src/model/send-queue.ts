import type { Stored } from '@baton/shared/frames.ts'
import type { SendKey, SessionId, Time } from '@baton/shared/ids.ts'
import type { WireError, WireErrorCode } from '@baton/shared/protocol.ts'
import { type Signal, signal } from '@preact/signals'
import type { Chance } from '../browser/chance.ts'
import type { Clock, Stop } from '../browser/clock.ts'
import type { Reply } from '../connection/connection.ts'
import { backoff } from './backoff.ts'
import { type Body, type Transmitters, transmit } from './body.ts'
import type { Drawer } from './drawer.ts'

/** One thing to be sent. `session` null: written before there was any; the first one takes it. `nth` counts on over all pages of one browser. */
export type Entry = { key: SendKey; session: SessionId | null; at: Time; nth: number; body: Body }

/** `stored`: acknowledged, and waiting to be seen in the history. `failed`: it stays until the visitor decides. */
export type Queued = Entry & {
  state: 'pending' | 'failed' | 'stored'
  why: WireErrorCode | null
  stored: Stored | null
}

/**
 * First in, first out, one at a time: nothing overtakes. Every try of an entry carries the same key, so that a lost answer
 * never doubles a message; a failed message holds what follows until the visitor retries or discards it. A failed file, or
 * answer to what Baton asked, holds nothing: whoever writes on instead is not held up.
 */
export interface SendQueue {
  entries: Signal<Queued[]>
  /** `key`: of a file, what it was attached by. */
  add(body: Body, session: SessionId | null, key?: SendKey): void
  retry(key: SendKey, session: SessionId | null): void
  discard(key: SendKey): void
  /** The line stands and belongs to this session: send. */
  flow(session: SessionId): void
  /** The line is down. */
  rest(): void
  /** These are in the history now. */
  settle(inHistory: (entry: Queued) => boolean): void
  stop(): void
}

export type SendQueueNeeds = {
  connection: Transmitters
  /** Where the visitor is by now, where the server does not know it yet. */
  page(): string | undefined
  drawer: Drawer
  clock: Clock
  chance: Chance
  /** The server says that the line is another session's. */
  onOtherSession(): void
}

export function createSendQueue(needs: SendQueueNeeds): SendQueue {
  const { connection, drawer, clock, chance, onOtherSession } = needs
  const entries = signal<Queued[]>([])
  let session: SessionId | null = null
  let sending = false
  let attempt = 0
  let stopWaiting: Stop = () => {}

  const change = (key: SendKey, to: Partial<Queued>) => {
    entries.value = entries.value.map((entry) => (entry.key === key ? { ...entry, ...to } : entry))
  }
  const remove = (key: SendKey) => {
    drawer.drop(key)
    entries.value = entries.value.filter((entry) => entry.key !== key)
  }
  const pump = () => {
    const head = entries.value.find((entry) => entry.state !== 'stored' && !steppedAside(entry))
    if (!session || sending || head?.state !== 'pending') return
    if (head.session === null) return bind(head, session)
    if (head.session !== session) return fail(head, 'otherSession')
    sending = true
    stopWaiting()
    void transmit(connection, head, session, needs.page()).then((reply) => {
      sending = false
      // Discarded meanwhile: whatever came of it shows in the history.
      if (entries.value.some((entry) => entry.key === head.key)) heard(head, reply)
      pump()
    })
  }
  const bind = (head: Queued, to: SessionId) => {
    const { key, at, nth, body } = head
    change(key, { session: to })
    drawer.keep({ key, session: to, at, nth, body })
    pump()
  }
  const fail = (head: Queued, why: WireErrorCode) => {
    // Nobody waits to see an order again, or an answer to what is no longer asked; the control that gave it is simply back.
    if (head.body.kind === 'act' || (head.body.kind === 'respond' && why !== 'badFrame')) remove(head.key)
    else change(head.key, { state: 'failed', why })
    if (head.body.kind === 'respond') drawer.drop(head.key)
    if (head.body.kind === 'act' || head.body.kind === 'respond') pump()
  }
  const pause = (least = 0) => {
    // Held by a flag as well as by the timer, so that `add` does not send around the pause.
    const resume = session
    session = null
    stopWaiting = clock.after(Math.max(least, backoff(attempt++, chance.fraction())), () => {
      session ??= resume
      pump()
    })
  }
  const heard = (head: Queued, reply: Reply<Stored>) => {
    if (reply === 'lost') return session ? pause() : undefined
    if (reply.ok) {
      attempt = 0
      drawer.drop(head.key)
      change(head.key, { state: 'stored', stored: { conversation: reply.conversation, seq: reply.seq } })
    } else refused(head, reply.error)
  }
  const refused = (head: Queued, error: WireError) => {
    if (error.code === 'slowDown' || error.code === 'unavailable') return pause(error.after)
    if (error.code === 'otherSession') {
      session = null
      stopWaiting = clock.after(backoff(attempt++, chance.fraction()), onOtherSession)
      return
    }
    fail(head, error.code)
  }

  const add = (body: Body, session: SessionId | null, key = chance.key()) => {
    // After whatever other pages of this visitor have left unsent; not by the clock, which may be set back.
    const nth = (drawer.unsent().at(-1)?.nth ?? 0) + 1
    const entry: Entry = { key, session, at: clock.now(), nth, body }
    drawer.keep(entry)
    entries.value = [...entries.value, fresh(entry)]
    pump()
  }

  return {
    entries,
    add,
    retry(key, session) {
      const entry = entries.value.find((entry) => entry.key === key)
      if (entry?.state !== 'failed') return
      attempt = 0
      if (entry.why !== 'otherSession') change(key, { state: 'pending', why: null })
      else {
        // It was another identity's: the visitor says it again, as who they are now.
        remove(key)
        add(entry.body, session)
      }
      pump()
    },
    discard(key) {
      remove(key)
      pump()
    },
    flow(next) {
      stopWaiting()
      session = next
      adopt(next)
      pump()
    },
    rest() {
      stopWaiting()
      session = null
    },
    settle(inHistory) {
      if (!entries.value.some(inHistory)) return
      for (const entry of entries.value.filter(inHistory)) remove(entry.key)
      pump()
    },
    stop() {
      stopWaiting()
      session = null
    },
  }

  /** Takes over what an earlier page left unsent. Another identity's is forgotten: it may have been another person. */
  function adopt(session: SessionId) {
    const known = new Set(entries.value.map((entry) => entry.key))
    const left = drawer.unsent().filter((entry) => !known.has(entry.key))
    for (const entry of left) if (entry.session !== null && entry.session !== session) drawer.drop(entry.key)
    const ours = left.filter((entry) => entry.session === null || entry.session === session)
    if (ours.length > 0) entries.value = [...ours.map(fresh), ...entries.value]
  }
}

const steppedAside = ({ state, body }: Queued) =>
  state === 'failed' && (body.kind === 'respond' || body.kind === 'file')
const fresh = (entry: Entry): Queued => ({ ...entry, state: 'pending', why: null, stored: null })
