// long because every kind of work that is owed has its fates here.
/** For tests: a world whose owed work is done by workers that a scheduler interleaves, that are late, twice, or die. */
import type { Seq, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Scheduler } from 'fast-check'
import type { Handoff } from './conversation.ts'
import type { Delivery } from './deliveries.ts'
import { opensElsewhere } from './desk-told.ts'
import type { Event } from './events.ts'
import { handoffOf, isLeftThere, isUnderWay, roundOf } from './fold.ts'
import { World } from './histories.ts'
import type { DeliveryId, Origin, ThreadId, VendorId } from './ids.ts'
import type { Availability, DeskInput, Input, Reply } from './inputs.ts'
import { Model, must } from './machine-model.ts'
import type { Policy } from './policy.ts'

type Known = Pick<DeskInput, 'account' | 'thread' | 'stretch'>

export class Rig extends World {
  readonly model: Model
  /** Threads that ever were, for the desk to talk of. */
  threads: Known[] = []
  clock = 100
  private readonly scheduler: Scheduler
  private readonly due = new Map<DeliveryId, number>()
  private readonly busy = new Set<string>()
  /** What a worker that died had done already. */
  private readonly done = new Map<DeliveryId, Input | null>()
  private readonly buried: Delivery[] = []
  private held: { input: DeskInput; origin: Origin | undefined }[] = []
  private life = 0
  private chance: number

  constructor(policy: Partial<Policy>, scheduler: Scheduler, seed: number) {
    super(policy)
    this.model = new Model(this.policy)
    this.scheduler = scheduler
    this.chance = seed
  }

  /** 0 to n-1. */
  pick(n: number): number {
    this.chance = (Math.imul(this.chance, 1664525) + 1013904223) >>> 0
    return Math.floor((this.chance / 2 ** 32) * n)
  }

  override take(input: Input, origin?: Origin): Event[] {
    if (input.kind === 'desk' && opensElsewhere(this.now, input)) {
      this.held.push({ input, origin })
      return []
    }
    if (origin && this.origins.has(origin)) return []
    const before = new Set(this.owed)
    const events = super.take(input, origin)
    const made = this.owed.filter((one) => !before.has(one))
    for (const one of made) this.due.set(one.id, this.at + one.wait)
    this.model.sees({ input, events, owed: made })
    this.check()
    if (input.kind === 'threadOpened') for (const { input, origin } of this.held.splice(0)) this.take(input, origin)
    this.stir()
    return events
  }

  /** Lets workers begin with what is due. */
  stir(): void {
    for (const { lane, id } of this.owed) {
      if (this.busy.has(lane) || (this.due.get(id) ?? 0) > this.at) continue
      this.busy.add(lane)
      this.later(lane, () => this.begin(lane))
    }
  }

  passes(time: number): void {
    this.at += time
    this.stir()
  }

  /** All workers die: what they had begun is in doubt. */
  restart(): void {
    this.life++
    this.busy.clear()
    this.stir()
  }

  /** An owner sends a dead letter again. */
  sendAgain(): void {
    const dead = this.buried.shift()
    if (!dead) return
    // Its stay may have moved on to another desk since: what was refused there is not wanted there any more.
    const stay = dead.handoff && handoffOf(this.now, dead.handoff)
    if (stay?.tried.some((desk) => dead.lane === `desk:${desk}`)) return
    this.owed.push({ ...dead, wait: 0 })
    this.stir()
  }

  async work(steps: number): Promise<void> {
    for (let left = steps; left > 0 && this.scheduler.count() > 0; left--) await this.scheduler.waitOne()
  }

  /** Everything that is owed is done, and every timer runs out. */
  async rest(): Promise<void> {
    for (let rounds = 0; ; rounds++) {
      must(rounds < 50, 'it never comes to rest')
      for (let steps = 0; this.scheduler.count() > 0; steps++) {
        must(steps < 300, 'it goes round')
        await this.scheduler.waitOne()
      }
      const timers = this.owed.filter(({ task }) => task.kind === 'timer')
      if (timers.length === 0) return
      this.at = Math.max(this.at, Math.min(...timers.map(({ id }) => this.due.get(id) ?? 0)))
      this.stir()
    }
  }

  private later(label: string, work: () => void): void {
    const { life } = this
    void this.scheduler.schedule(Promise.resolve(), label, undefined, async (turn) => {
      await turn()
      if (life === this.life) work()
    })
  }

  private begin(lane: string): void {
    const next = this.owed.find((one) => one.lane === lane)
    if (!next || (this.due.get(next.id) ?? 0) > this.at) {
      this.busy.delete(lane)
      return
    }
    const doubt = this.claimed.has(next.id)
    this.claimed.add(next.id)
    // Whoever died may have got it through before.
    const input = (doubt && this.done.get(next.id)) || this.fate(next, doubt)
    this.done.set(next.id, input)
    this.later(`${lane} settles`, () => this.settle(next, input))
  }

  private settle(delivery: Delivery, input: Input | null): void {
    const { id, lane, task } = delivery
    this.owed = this.owed.filter((one) => one.id !== id)
    this.claimed.delete(id)
    this.done.delete(id)
    this.busy.delete(lane)
    if (!input) return this.stir()
    if (input.kind === 'ticketRefused' || (input.kind === 'deliveryRefused' && task.kind !== 'rate')) {
      this.buried.push({ ...delivery, id: `${id}+` as DeliveryId })
    }
    if (input.kind === 'threadOpened') {
      const stay = handoffOf(this.now, input.handoff)
      if (stay) this.threads.push({ account: stay.account, thread: input.thread, stretch: input.stretch })
    }
    const origin = `o:${id}` as Origin
    this.take(input, origin)
    if (this.pick(8) > 0) return
    this.take(input, repeatable.has(input.kind) ? (`${origin}:again` as Origin) : origin)
  }

  /** What becomes of it, as the outbox would do it. */
  private fate({ task, handoff: id }: Delivery, doubt: boolean): Input | null {
    const stay = id ? handoffOf(this.now, id) : undefined
    this.clock += 10
    switch (task.kind) {
      case 'turn':
        if (this.now.mode !== 'bot' || this.now.stint !== task.stint) return null
        return this.turn(task.stint)
      case 'availability':
        if (this.now.stint !== task.stint) return null
        return { kind: 'availabilityKnown', stint: task.stint, availability: there[this.pick(there.length)] ?? open }
      case 'open': {
        if (!stay || stay.thread !== null) return null
        if (!isUnderWay(stay) && !isLeftThere(stay) && !doubt) return null
        if (this.pick(4) === 0) return { kind: 'deliveryRefused', handoff: stay.id, what: 'open', code: 'x' }
        const which = this.pick(4)
        const known = {
          thread: `${stay.account}:t${which}` as ThreadId,
          stretch: which === 0 ? `s${this.clock}` : null,
          openedAt: this.clock as Time,
        }
        return { kind: 'threadOpened', handoff: stay.id, ...known, url: 'secret', vendorIds: [] }
      }
      case 'say': {
        const owed = stay?.owed.some(({ seq }) => seq === task.target) || this.now.trouble[task.target] === 'failed'
        return stay && owed && stay.thread !== null ? this.word(stay, task.target) : null
      }
      case 'look':
        return stay ? { kind: 'looked', handoff: stay.id, resumed: task.resumed } : null
      case 'introduce':
        return { kind: 'introduced', agent: task.agent, name: `Name of ${task.agent}`, picture: null }
      case 'ticket': {
        const { ticket } = task
        if (this.pick(4) === 0) return { kind: 'ticketRefused', ticket, code: 'secret' }
        return { kind: 'ticketMade', ticket, number: `${this.clock}`, url: 'secret' }
      }
      case 'timer':
        return { kind: 'timeUp', name: 'wait', stint: task.stint }
      default:
        return null
    }
  }

  private turn(stint: number): Input {
    const turn = `turn-${this.clock}`
    if (this.pick(5) === 0) return { kind: 'botFailed', turn, stint, code: 'secret' }
    const reason = `secret ${this.pick(3)}`
    const desk = this.pick(2) === 0 ? { desk: ['support', 'sales', 'gone'][this.pick(3)] ?? '' } : {}
    const thens: Reply['then'][] = [
      { kind: 'stay' },
      { kind: 'stay' },
      { kind: 'handoff', reason, ...desk, summary: 'secret' },
      { kind: 'ticket', reason, summary: 'secret' },
      ...(this.pick(6) === 0 ? [{ kind: 'end' } as const] : []),
    ]
    const then = thens[this.pick(thens.length)] ?? { kind: 'stay' }
    const understood = [true, false, null][this.pick(3)] ?? null
    return {
      kind: 'botReplied',
      turn,
      stint,
      reply: { messages: [textMessage('bot')], memory: { secret: 1 }, understood, then },
    }
  }

  private word(stay: Handoff, target: Seq): Input {
    const { id: handoff } = stay
    switch (this.pick(12)) {
      case 0:
        return { kind: 'threadGone', handoff, why: 'closed', target }
      case 1:
      case 2:
        return { kind: 'threadGone', handoff, why: 'replaced', target }
      case 3:
        return { kind: 'deliveryRefused', handoff, what: target, code: 'x' }
      case 4:
        this.take({ kind: 'deliveryTroubled', handoff, target, state: this.pick(2) ? 'late' : 'checking' })
    }
    return { kind: 'delivered', handoff, target, vendorIds: [`o${target}` as VendorId] }
  }

  /** What holds after every commit, whoever caused it. */
  private check(): void {
    const { now, model, owed } = this
    must(now.mode === model.holder, `the row says ${now.mode}, its events ${model.holder}`)
    must(now.handoff === null || isUnderWay(now.handoff) === (model.underWay !== null), 'a stay lost its end')
    must(now.asks.map(({ seq }) => seq).join() === [...model.asks.keys()].join(), 'the row asks what its events do not')
    for (const { id, state } of now.tickets)
      must((model.tickets.get(id)?.fate ?? 'owed') === state, `a ticket is ${state}`)
    for (const { target } of this.tasks('say')) must(model.words.has(target), 'words are owed that nobody said')
    const stay = now.handoff
    if (stay && model.underWay) {
      if (now.mode === 'waiting')
        must(
          owed.some(({ task }) => task.kind === 'timer' && task.stint === now.stint),
          'a wait without an end',
        )
      const asking = owed.some(
        ({ task, handoff }) =>
          (task.kind === 'availability' && task.stint === now.stint) || (task.kind === 'open' && handoff === stay.id),
      )
      must(stay.thread !== null || asking, 'a stay where nobody is asked')
      const elsewhere = owed.find(
        ({ id, lane, handoff }) =>
          handoff === stay.id && lane.startsWith('desk:') && lane !== `desk:${stay.desk}` && !this.claimed.has(id),
      )
      must(!elsewhere, `${elsewhere?.lane} is owed what was to go to another desk`)
      const looks = owed.filter(
        ({ task, handoff }) => task.kind === 'look' && handoff === stay.id && task.resumed === roundOf(stay),
      )
      must(stay.thread === null || looks.length === 1, `an open thread is looked at by ${looks.length}`)
    }
    for (const [seq, { stay, state }] of model.words) if (state === 'owed') this.remembered(seq, stay)
  }

  /** Words to a desk are in a lane, or an opening is that they follow; who stopped waiting before it took them back. */
  private remembered(seq: Seq, id: Handoff['id']): void {
    const stay = handoffOf(this.now, id)
    if (!stay) return
    must(
      stay.owed.some((one) => one.seq === seq),
      'the row forgot words',
    )
    const tookBack = stay.ended === 'cancelled' && !this.model.stays.get(id)?.opened
    if (stay.thread === null && (isUnderWay(stay) || tookBack)) return
    const carried = this.owed.some(
      ({ task, handoff }) =>
        handoff === id && (stay.thread === null ? task.kind === 'open' : task.kind === 'say' && task.target === seq),
    )
    must(carried, `words of a stay that ${stay.ended ?? 'is under way'} are forgotten`)
  }
}

const open: Availability = { kind: 'open' }
const there: Availability[] = [
  open,
  open,
  open,
  { kind: 'busy', position: 2 },
  { kind: 'closed', until: 1e12 },
  { kind: 'closed' },
  { kind: 'unknown' },
  { kind: 'unknown', down: true },
]
/** What says by itself that it is no news. */
const repeatable = new Set<Input['kind']>([
  'threadOpened',
  'delivered',
  'timeUp',
  'ticketMade',
  'ticketRefused',
  'introduced',
])
