/** For tests: two servers on one outbox and one desk, with death, late answers and lost ones at every moment that chance finds. */
import { createDice, type Dice } from '@baton/e2e/drive/dice.ts'
import { fastClock } from '@baton/e2e/drive/fast-clock.ts'
import type { ConversationId, Ms, SendKey, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { plainText } from '@baton/shared/message.ts'
import { pino } from 'pino'
import { createLocalBell } from '../bell/local.ts'
import type { Clock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import { account, policy } from '../conversation/histories.ts'
import type { Origin, ThreadId, VendorId } from '../conversation/ids.ts'
import type { Desk, Order, Receipt, Thread } from '../desk/desk.ts'
import { done, type Outcome } from '../outcome.ts'
import { createRecord } from '../record.ts'
import { openStore } from '../store/open.ts'
import type { Claim, Outbox, Store } from '../store/store.ts'
import { createCourier } from './courier.ts'
import { createGates } from './gates.ts'
import { createOpenings } from './opening.ts'
import { createSettling } from './settling.ts'
import { toDesk } from './to-desk.ts'
import { createVisitors } from './visitors.ts'
import type { Work } from './work.ts'
import { ScriptedDesk } from './workshop.ts'

const speed = 20
/** Of a claim, by PostgreSQL's clock; far longer than the longest call here, as the real one is: a busy machine stands still at times. */
const lease: Ms = 200
const longestCall: Ms = 25
const lookUps: readonly Ms[] = [30 * speed, 90 * speed, 150 * speed]
const site = 'acme' as SiteId

/** What was asked of the desk, in order. `blind`: with no doubt said. */
export type Asked = { what: string; call: 'find' | 'sure' | 'doubt'; found?: boolean; answer?: string }
export type Interleaving = { got: string[]; asked: Asked[]; expected: string[]; deaths: number; settled: boolean }

/** Never ends: how a call looks from a process that died in it. */
const forever = new Promise<never>(() => {})

/** The desk as a conversation of one interleaving has it: it takes its time, and its answers get lost. */
class RacedDesk extends ScriptedDesk {
  readonly asked: Asked[] = []
  readonly #dice: Dice
  readonly #threadId: ThreadId
  #thread: Thread | null = null
  constructor(dice: Dice, threadId: ThreadId) {
    super()
    this.#dice = dice
    this.#threadId = threadId
  }

  async #call<T>(what: string, doubt: boolean, take: () => T): Promise<Outcome<T>> {
    const asked: Asked = { what, call: doubt ? 'doubt' : 'sure' }
    this.asked.push(asked)
    await pause(this.#dice.between(0, longestCall / 2))
    const fate = this.#dice.one(['done', 'done', 'done', 'done', 'lost', 'retry'] as const)
    asked.answer = fate
    if (fate === 'retry') return { kind: 'retry', why: { code: 'http-503' }, scope: 'delivery' }
    this.got.push(what)
    const value = take()
    await pause(this.#dice.between(0, longestCall / 2))
    return fate === 'lost' ? { kind: 'unsure', why: { code: 'timeout' } } : done(value)
  }

  async #find<T>(what: string, value: () => T): Promise<Outcome<T | null>> {
    await pause(this.#dice.between(0, 5))
    const found = this.got.includes(what)
    this.asked.push({ what, call: 'find', found })
    return done(found ? value() : null)
  }

  readonly #opened = () => {
    const thread = this.#thread
    if (!thread) throw new Error('nothing was opened')
    return { thread, receipts: [{ id: `${this.#threadId}-first` as VendorId, at: 100 as Time }] }
  }
  readonly #receipt = (what: string): Receipt => ({ id: `${this.#threadId}-${what}` as VendorId, at: 200 as Time })

  override open: Desk['open'] = ({ visitor }, doubt) =>
    this.#call('open', doubt, () => {
      this.#thread = { account, id: this.#threadId, stretch: null, openedAt: 100 as Time, url: null, visitor }
      return this.#opened()
    })
  override findOpening: Desk['findOpening'] = () => this.#find('open', this.#opened)
  override send: Desk['send'] = (_thread, order, doubt) =>
    this.#call(wordsOf(order), doubt, () => this.#receipt(wordsOf(order)))
  override find: Desk['find'] = (_thread, order) => this.#find(wordsOf(order), () => this.#receipt(wordsOf(order)))
}

const wordsOf = (order: Order): string => (order.kind === 'say' ? plainText(order.message) : order.kind)
const pause = (ms: Ms): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** One of the two. When it is dead it neither hears nor says anything any more, whatever was under way. */
type ServerHere = { die(): void; stop(): Promise<void>; wake(): void }

/** Two processes' connections to one database, for many interleavings one after the other. */
export async function twoStores(url: string) {
  const clock = fastClock({ epoch: Date.now(), speed }) as Clock
  const open = (): Promise<Store> => openStore({ url, pool: 3 }, { clock, fold, random: Math.random })
  const stores = [await open(), await open()] as const
  /** `spoil`: breaks the promise on purpose. */
  const run = (seed: number, spoil: (claim: Claim) => Claim = (claim) => claim) =>
    interleave(seed, stores, clock, spoil)
  return { run, close: () => Promise.all(stores.map((store) => store.close())) }
}

async function interleave(
  seed: number,
  stores: readonly [Store, Store],
  clock: Clock,
  spoil: (claim: Claim) => Claim,
): Promise<Interleaving> {
  const dice = createDice(seed)
  const desk = new RacedDesk(dice.fork('desk'), `t-${seed}` as ThreadId)
  const bell = createLocalBell()
  let ids = 0
  const newId = () => `${seed}-${ids++}`
  const recordOf = (store: Store) =>
    createRecord({
      log: store.log,
      bell,
      clock,
      policy: () => ({ ...policy, bot: false, lookEvery: 3_600_000 }),
      newId,
      wake: () => servers.forEach((server) => void server.wake()),
    })

  function begin(store: Store): ServerHere {
    let dead = false
    const mortal = <T extends object>(base: T, ...names: (keyof T)[]): T =>
      new Proxy(base, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (typeof value !== 'function' || !names.includes(name as keyof T)) return value
          return async (...args: unknown[]) => {
            if (dead) return await forever
            const result: unknown = await Reflect.apply(value, target, args)
            return dead ? await forever : result
          }
        },
      })
    const outbox = mortal(
      {
        ...store.outbox,
        claim: async (owner, _lease, ...rest) => (await store.outbox.claim(owner, lease, ...rest)).map(spoil),
      } satisfies Outbox,
      'claim',
      'settle',
      'postpone',
      'bury',
    )
    const log = mortal(store.log, 'write', 'get', 'read')
    const record = recordOf({ ...store, log })
    const here = mortal(desk as Desk, 'open', 'findOpening', 'send', 'find')
    const visitors = createVisitors(() => ({
      get: async () => null,
      set: async () => true,
      remove: async () => {},
      alone: (_key, _lease, work) => work(),
    }))
    const random = dice.fork('backoff').fraction
    const gates = createGates({ outbox, clock, random, onChange: () => {} })
    const silent = pino({ level: 'silent' })
    const work = {
      ...toDesk({
        ...{ log, clock, visitors, bound: () => {}, assign: () => null },
        settling: createSettling({ outbox, record, gates, clock, random, log: silent, lookUps }),
        desk: async () => here,
        desksOf: () => [here],
        openings: createOpenings({ log, visitors, siteName: () => 'Acme' }),
      }),
      timer: (claim) =>
        store.outbox
          .postpone(claim, (clock.now() + 3_600_000) as Time, { code: 'no' }, { doubt: false })
          .then(() => {}),
      look: (claim) => store.outbox.settle(claim).then(() => {}),
      ticket: (claim) => store.outbox.settle(claim).then(() => {}),
      turn: (claim) => store.outbox.settle(claim).then(() => {}),
    } satisfies Work
    const courier = createCourier({ outbox, work, clock, log: silent, owner: `server ${newId()}` })
    courier.start()
    return {
      wake: () => void (dead || courier.wake()),
      die() {
        dead = true
      },
      stop: () => (dead ? Promise.resolve() : courier.stop(1_000)),
    }
  }

  const servers = stores.map(begin)
  const [store] = stores
  const record = recordOf(store)
  const id = await newcomer(store, seed)
  const expected = ['open', ...Array.from({ length: dice.between(1, 3) }, (_, n) => `m${n}`)]
  let deaths = 0

  async function talk(): Promise<void> {
    const say = (text: string) =>
      record(id, { origin: `v:${newId()}` as Origin, input: { kind: 'wrote', key: newId() as SendKey, text } })
    await say('help')
    for (const text of expected.slice(1)) {
      await pause(dice.between(0, 30))
      await say(text)
    }
  }
  async function die(): Promise<void> {
    for (let times = dice.between(0, 2); times > 0; times--) {
      await pause(dice.between(0, 60))
      const n = dice.between(0, 1)
      servers[n]?.die()
      deaths++
      await pause(dice.between(0, 30))
      servers[n] = begin(stores[n] as Store)
    }
  }

  await Promise.all([talk(), die()])
  const settled = await quiet(store, id)
  await Promise.all(servers.map((server) => server.stop()))
  await bell.close()
  return { got: desk.got, asked: desk.asked, expected, deaths, settled }
}

async function newcomer(store: Store, seed: number): Promise<ConversationId> {
  const visitor = `visitor-${seed}` as VisitorId
  await store.visitors.mint(site, visitor, new TextEncoder().encode(visitor))
  return await store.log.begin(site, visitor, `conversation-${seed}` as ConversationId)
}

/** Until the desk has everything and nobody owes anything; false: that took too long. */
async function quiet(store: Store, id: ConversationId): Promise<boolean> {
  const end = performance.now() + 20_000
  while (performance.now() < end) {
    const now = await store.log.get(id)
    if (now?.handoff?.thread && now.handoff.owed.length === 0 && Object.keys(now.trouble).length === 0) return true
    await pause(10)
  }
  return false
}
