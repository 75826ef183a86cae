import type { ServerEvents } from '@baton/shared/frames.ts'
import type { ConversationId, Seq, SessionId, SiteId, VisitorId } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { Socket } from 'socket.io'
import type { ProjectedBatch } from './batches.ts'
import type { Tab } from './fan-out.ts'
import { isTooFarBehind } from './outgoing-queue.ts'
import { sessionOf } from './token.ts'

/** As ServerEvents, but only for what has been through the projection. */
type Emitted = Omit<ServerEvents, 'batch'> & { batch: (batch: ProjectedBatch) => void }
export type LiveSocket = Socket<Record<string, (...args: unknown[]) => void>, Emitted>

/** What the host page said of itself in the last hello. */
export type PageFacts = { language: string | null; page: string | null; title: string | null }

/** One socket of one visitor: who it is, which conversation its words go to, and up to where it was told. */
export class Session implements Tab {
  readonly socket: LiveSocket
  readonly site: SiteId
  readonly address: string
  /** Null until hello has minted one. */
  visitor: VisitorId | null = null
  id: SessionId | null = null
  /** Set when this socket's hello minted it: given again if that hello is repeated, for its answer may have been lost. */
  minted: string | null = null
  facts: PageFacts = { language: null, page: null, title: null }
  /** Where the visitor's words go; null before hello. */
  current: ConversationId | null = null
  /** The visitor's former conversations that a queued send may have reached before its acknowledgement was lost. */
  former: ConversationId[] = []
  conversation: ConversationId | null = null
  /** The desk was told that they are typing. */
  typing = false
  sent = 0 as Seq
  pulling = false
  #lane: Promise<unknown> = Promise.resolve()
  readonly #onCut: () => void

  constructor(given: { socket: LiveSocket; site: SiteId; address: string; onCut: () => void }) {
    this.socket = given.socket
    this.site = given.site
    this.address = given.address
    this.#onCut = given.onCut
  }

  belongsTo(visitor: VisitorId, token: string): void {
    this.visitor = visitor
    this.id = sessionOf(token)
  }

  push(batch: ProjectedBatch): void {
    this.socket.emit('batch', batch)
    this.cutIfSlow()
  }

  /** Dropped when the socket is busy: whoever is slow gets messages first. */
  pass(passing: Passing): void {
    this.socket.volatile.emit('passing', passing)
  }

  /** A reader that does not keep up is cut; it comes back and asks for what it can take. */
  cutIfSlow(): void {
    if (!isTooFarBehind(this.socket.conn)) return
    this.#onCut()
    this.socket.conn.close(true)
  }

  /** One after the other, in the order of arrival: a tap that must be looked up first is not overtaken by the next text. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lane.then(work)
    this.#lane = turn.catch(() => undefined)
    return turn
  }
}
