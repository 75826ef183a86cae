/** For tests: the courier with a real SQLite store, a clock that a test turns, and a desk that answers as it is told. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ConversationId, Ms, SendKey, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { createLocalBell } from '../bell/local.ts'
import type { Bot } from '../bot/bot.ts'
import type { Clock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import { account, policy, thread } from '../conversation/histories.ts'
import type { Origin, VendorId } from '../conversation/ids.ts'
import type { Input } from '../conversation/inputs.ts'
import type { Policy } from '../conversation/policy.ts'
import type { Desk, DeskMemory, Order, Receipt, Thread } from '../desk/desk.ts'
import { done, type Outcome } from '../outcome.ts'
import { createRecord, type Recorded } from '../record.ts'
import { openStore } from '../store/open.ts'
import type { Tickets } from '../tickets/tickets.ts'
import { lookUpTimes } from './backoff.ts'
import { createCourier } from './courier.ts'
import { createGates } from './gates.ts'
import { looking } from './looking.ts'
import { createOpenings } from './opening.ts'
import { createSettling } from './settling.ts'
import { toBot } from './to-bot.ts'
import { toDesk } from './to-desk.ts'
import { toTickets } from './to-tickets.ts'
import { createVisitors } from './visitors.ts'

export type TurnedClock = Clock & { turn(ms: Ms): Promise<void> }

export function turnedClock(start = 1_000_000): TurnedClock {
  let now = start
  const timers = new Set<{ at: number; then: () => void }>()
  return {
    now: () => now as Time,
    after(ms, then) {
      const timer = { at: now + ms, then }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async turn(ms) {
      const end = now + ms
      for (;;) {
        await settled()
        const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.then()
      }
      now = end
      await settled()
    },
  }
}

/** Until the store's commits and what follows from them are through. */
async function settled(): Promise<void> {
  for (let i = 0; i < 40; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** A desk of which a test says what it answers; it remembers what it really got. */
export class ScriptedDesk implements Desk {
  readonly account = account
  readonly got: string[] = []
  readonly calls: string[] = []
  readonly orders: Order[] = []
  private ids = 0
  /** Taken one a call; `lost` keeps the message and answers unsure. */
  answers: (Exclude<Outcome<never>, { kind: 'done' }> | 'lost' | 'done')[] = []
  openings: (Exclude<Outcome<never>, { kind: 'done' }> | 'lost' | 'done')[] = []
  private open_: Thread | null = null

  identify: Desk['identify'] = async (visitor) => done({ id: `user-${visitor.id}` as VendorId })
  open: Desk['open'] = async (opening) => {
    this.calls.push('open')
    const answer = this.openings.shift() ?? 'done'
    if (typeof answer === 'object') return answer
    this.got.push('open')
    this.open_ = { account, id: thread, stretch: null, openedAt: 100 as Time, url: null, visitor: opening.visitor }
    if (answer === 'lost') return { kind: 'unsure', why: { code: 'timeout' } }
    return done({ thread: this.open_, receipts: [{ id: 'first' as VendorId, at: 100 as Time }] })
  }
  findOpening: Desk['findOpening'] = async () => {
    this.calls.push('findOpening')
    return done(this.open_ && { thread: this.open_, receipts: [{ id: 'first' as VendorId, at: 100 as Time }] })
  }
  send: Desk['send'] = async (_thread, order) => {
    const text = wordsOf(order)
    this.orders.push(order)
    this.calls.push(text)
    const answer = this.answers.shift() ?? 'done'
    if (typeof answer === 'object') return answer
    this.got.push(text)
    return answer === 'lost' ? { kind: 'unsure', why: { code: 'timeout' } } : done(this.receipt())
  }
  find: Desk['find'] = async (_thread, order) => {
    this.calls.push(`find ${wordsOf(order)}`)
    return done(this.got.includes(wordsOf(order)) && this.listed ? this.receipt() : null)
  }
  /** Whether what it got is in its list yet. */
  listed = true
  availability: Desk['availability'] = async () => ({ kind: 'open' })
  signal: Desk['signal'] = () => {}
  read: Desk['read'] = () => 'forged'
  catchUp: Desk['catchUp'] = async () =>
    done({ events: [], state: { open: true, agent: null, stretch: null, at: null }, mark: 'm', more: false })
  watch: Desk['watch'] = () => () => {}
  agent: Desk['agent'] = async (id) => done({ id, name: 'Ann', picture: null })
  file: Desk['file'] = async () => ({ kind: 'refused', why: { code: 'none' } })
  async *check(): ReturnType<Desk['check']> {}

  private receipt(): Receipt {
    return { id: `sent-${this.ids++}` as VendorId, at: (200 + this.ids) as Time }
  }
}

const wordsOf = (order: Order): string => {
  const [part] = order.kind === 'say' ? order.message.parts : []
  return part?.kind === 'text' ? part.text : order.kind
}

const memory: DeskMemory = {
  get: async () => null,
  set: async () => true,
  remove: async () => {},
  alone: (_key, _lease, work) => work(),
}

/** Opens everything in a folder of its own; `close` leaves nothing behind. `again`: a new process on the same store. */
export async function workshop(
  given: {
    bot?: Bot
    tickets?: Tickets
    policy?: Partial<Policy>
    desk?: ScriptedDesk
    lookEvery?: Ms
    steps?: ('note' | 'assign')[]
  } = {},
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-courier-'))
  const clock = turnedClock()
  const store = await openStore({ data: folder }, { clock, fold, random: Math.random })
  const desk = given.desk ?? new ScriptedDesk()
  const bell = createLocalBell()
  const logger = pino({ level: 'silent' })
  const lookEvery = given.lookEvery ?? 60_000
  let ids = 0
  const newId = () => `id-${ids++}`
  const changes: (string | null)[] = []
  const record = createRecord({
    log: store.log,
    bell,
    clock,
    policy: () => ({
      ...policy,
      bot: given.bot !== undefined,
      lookEvery,
      ...given.policy,
      desks: policy.desks.map((one) => ({ ...one, steps: given.steps ?? one.steps })),
    }),
    newId,
    wake: () => courier.wake(),
  })
  const looks: string[] = []
  /** What looks find, one a look; then nothing. */
  const found: Outcome[] = []
  const courier = hire('first')

  function hire(owner: string) {
    const visitors = createVisitors(() => memory)
    const { log, outbox, desks } = store
    const gates = createGates({
      outbox,
      clock,
      random: () => 0.5,
      onChange: (_, why) => changes.push(why?.code ?? null),
    })
    const settling = createSettling({
      outbox,
      record,
      gates,
      clock,
      random: () => 0.5,
      log: logger,
      lookUps: lookUpTimes,
    })
    const openings = createOpenings({ log, visitors, siteName: () => 'Acme' })
    const catchUp = async (id: ConversationId) => {
      looks.push(id)
      return found.shift() ?? done(null)
    }
    const work = {
      ...toBot({ log, settling, bell, bot: () => given.bot ?? null, history: async () => [] }),
      ...toDesk({
        log,
        settling,
        clock,
        desk: async () => desk,
        desksOf: () => [desk],
        assign: () => null,
        visitors,
        openings,
        bound: () => {},
      }),
      ...toTickets({ log, settling, openings, tickets: () => given.tickets ?? null, siteName: () => 'Acme' }),
      ...looking({ log, outbox, desks, settling, clock, catchUp, gates, lookEvery }),
    }
    return createCourier({ outbox, work, clock, log: logger, owner })
  }

  return {
    ...{ clock, store, desk, courier, record, changes, looks, found, hire, bell },
    async conversation(name: string): Promise<ConversationId> {
      const site = 'acme' as SiteId
      const visitor = `visitor-${name}` as VisitorId
      await store.visitors.mint(site, visitor, new TextEncoder().encode(visitor))
      return await store.log.begin(site, visitor, `conversation-${name}` as ConversationId)
    },
    /** As the courier may be woken, it is told to the store first. */
    take: (id: ConversationId, input: Input, origin = newId()): Promise<Recorded> =>
      record(id, { origin: origin as Origin, input }),
    say: (id: ConversationId, text: string) =>
      record(id, { origin: `v:${newId()}` as Origin, input: { kind: 'wrote', key: newId() as SendKey, text } }),
    texts: async (id: ConversationId) => (await store.log.read(id, 0 as never, 'on', 100)).map((event) => event.kind),
    async close() {
      await courier.stop(1_000)
      await bell.close()
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}
