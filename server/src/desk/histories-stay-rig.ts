/** For tests: one conversation's stay at a desk, with the lane of what is owed to it, its webhooks and the looks at it. */
import type { Dice } from '@baton/e2e/drive/dice.ts'
import type { AgentRef, ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { opensElsewhere } from '../conversation/desk-told.ts'
import { handoffOf } from '../conversation/fold.ts'
import { deskNamed, World } from '../conversation/histories.ts'
import type { AccountId, HandoffId, Origin, ThreadId, VendorId } from '../conversation/ids.ts'
import type { Input } from '../conversation/inputs.ts'
import type { Log } from '../store/store.ts'
import { type CatchUp, createCatchUp } from './catch-up.ts'
import type { Desk, DeskEvent, Order, Thread, VisitorFacts } from './desk.ts'
import { surely } from './direct-rig.ts'
import { createIngest, type Ingest, type Taken } from './ingest.ts'

/** A promise broken on purpose: the battery must notice. */
export type Spoil = 'everyCopyIsNew' | 'neverLooks' | 'byArrival' | 'notesArePublic'

type StayParts = {
  desk: Desk
  spoil: Spoil | null
  agentRef: (vendor: string) => AgentRef
  /** Whose thread it is, at the desk. */
  visitorOf: (thread: ThreadId) => VendorId
  /** What the desk is told of the visitor beside their id. */
  facts?: Omit<VisitorFacts, 'id'>
  pass?: (passing: Passing) => void
  /** What became of an event that a look brought. */
  looked?: (event: DeskEvent, taken: Taken) => void
  /** Where a thread may be closed for good before the visitor's words reach it; else that is a failure. */
  gone?: 'gone'
}

export class Stay {
  readonly world: World
  readonly #given: StayParts
  readonly #seqs = new Map<Origin, Seq>()
  readonly #ingest: Ingest
  readonly #catchUp: CatchUp
  #mark: string | null = null
  #ids = 0

  constructor(given: StayParts) {
    this.#given = given
    this.world = new World({ desks: [deskNamed('support', { account: given.desk.account })] })
    const log = {
      get: async () => this.world.now,
      seqOf: async (_id: ConversationId, of: Origin) => this.#seqs.get(of) ?? null,
      conversationsOf: async (_account: string, thread: string) =>
        this.world.now.handoff?.thread === thread ? [this.world.now.id] : [],
    } as unknown as Log
    const record = async (_id: ConversationId, what: { origin: Origin; input: Input }) => this.#record(what)
    const agentRef = (_account: AccountId, agent: string) => given.agentRef(agent)
    this.#ingest = createIngest({
      ...{ log, record, agentRef },
      bell: { pass: (_id, one) => given.pass?.(one) },
      adopt: async (_id, event) => event,
    })
    this.#catchUp = createCatchUp({
      ...{ log, record, agentRef, newId: () => `level-${this.#ids++}` },
      desks: {
        thread: async () => ({ mark: this.#mark }),
        setMark: async (_account: string, _thread: string, mark: string) => {
          this.#mark = mark
        },
      } as never,
      desk: async () => ({ desk: given.desk, thread: this.thread() }),
      ingest: async (_id, event) => {
        const taken = await this.into(event)
        given.looked?.(event, taken)
      },
    })
  }

  /** Until the thread is open. */
  async begin(dice: Dice): Promise<void> {
    this.world.take({ kind: 'opened', language: 'en', page: null, title: null })
    this.world.take({ kind: 'askedForPerson' })
    this.world.available({ kind: 'open' })
    while (this.world.now.handoff?.thread === null) await this.work(dice)
  }

  /** What a webhook told. */
  hear(event: DeskEvent): Promise<Taken> {
    return this.#ingest.hear(this.#spoiled(event))
  }

  /** What came to this conversation by another way. */
  into(event: DeskEvent): Promise<Taken> {
    return this.#ingest.into(this.world.now.id, this.#spoiled(event))
  }

  async look(): Promise<void> {
    const { handoff } = this.world.now
    if (!handoff) return
    await surely(() => this.#catchUp(this.world.now.id, handoff))
  }

  owes(): boolean {
    return this.world.owed.some(({ task }) => task.kind === 'say' || task.kind === 'open')
  }

  /** The lane to the desk, one after the other. An answer may be lost: then it is looked for until it is there. */
  async work(dice: Dice): Promise<void> {
    const { desk, gone } = this.#given
    const owed = this.world.owed.find(({ task }) => task.kind === 'say' || task.kind === 'open')
    if (!owed || dice.happens(0.3)) return
    const { task, handoff: id } = owed
    const handoff = id && handoffOf(this.world.now, id)
    const settle = (input: Input | null): void => {
      this.world.owed = this.world.owed.filter((one) => one !== owed)
      if (input) this.world.take(input)
    }
    if (!handoff) return settle(null)
    if (task.kind === 'open') {
      const { thread, receipts } = await this.#open(handoff.id)
      const vendorIds = receipts.flatMap((receipt) => receipt.id ?? [])
      const { id: of, stretch, openedAt, url } = thread
      return settle({ kind: 'threadOpened', handoff: handoff.id, thread: of, stretch, openedAt, url, vendorIds })
    }
    if (task.kind !== 'say' || !handoff.owed.some(({ seq }) => seq === task.target)) return settle(null)
    const event = this.world.log.find(({ seq }) => seq === task.target)
    if (event?.kind !== 'visitorSaid') throw new Error('nothing was said')
    const order: Order = {
      ...{ kind: 'say', key: owed.id, as: 'visitor', message: event.message },
      ...{ last: handoff.last, seq: task.target },
    }
    const outcome = await surely((doubt) => desk.send(this.thread(), order, doubt), gone)
    if (outcome === 'gone')
      return settle({ kind: 'threadGone', handoff: handoff.id, why: 'closed', target: task.target })
    const vendorIds = outcome.id === null ? [] : [outcome.id]
    settle({ kind: 'delivered', handoff: handoff.id, target: task.target, vendorIds })
  }

  thread(): Thread {
    const { handoff } = this.world.now
    if (!handoff?.thread) throw new Error('no thread')
    return {
      ...{ account: handoff.account, id: handoff.thread, stretch: handoff.stretch },
      ...{
        openedAt: handoff.openedAt ?? (0 as never),
        url: null,
        visitor: { id: this.#given.visitorOf(handoff.thread) },
      },
    }
  }

  /** The same event as if nobody could know it again. */
  asNew(event: DeskEvent): DeskEvent {
    return { ...event, id: `${event.id}-${this.#ids++}` }
  }

  async #open(handoff: HandoffId) {
    const { desk } = this.#given
    const facts = { id: this.world.now.visitor, ...this.#given.facts }
    const visitor = await surely((doubt) => desk.identify(facts, null, doubt))
    const opening = {
      ...{ key: `open-${handoff}` as never, conversation: this.world.now.id, visitor, facts, siteName: 'Acme' },
      ...{ reason: 'asked', summary: null, waits: true, transcript: [], former: null, known: [] },
    }
    return await surely((doubt) => desk.open(opening, doubt))
  }

  #record({ origin: of, input }: { origin: Origin; input: Input }) {
    const { world } = this
    if (input.kind === 'desk' && opensElsewhere(world.now, input)) return { kind: 'later' as const }
    const repeated = world.origins.has(of)
    const known = new Set(world.origins)
    const events = world.take(input, of)
    for (const one of world.origins) if (!known.has(one)) this.#seqs.set(one as Origin, world.now.seq)
    return { kind: 'recorded' as const, conversation: world.now, events, seq: world.now.seq, repeated }
  }

  #spoiled(event: DeskEvent): DeskEvent {
    const { spoil } = this.#given
    if (spoil === 'everyCopyIsNew') return this.asNew(event)
    if (spoil === 'notesArePublic' && event.kind === 'said' && event.audience !== 'public')
      return { ...event, audience: 'public', message: { parts: [{ kind: 'text', text: 'CANARY' }] } }
    return event
  }
}
