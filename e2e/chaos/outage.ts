import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { DeskKind } from '../drive/desk-kinds.ts'
import { comes, waitFor } from '../drive/waiting.ts'
import { percentile } from './checker.ts'
import type { OutageBreak } from './outage-broken.ts'
import { type Fault, faultsAfter, faultsWhileOut, knocking } from './outage-check.ts'
import { answer, clockReaches, createShoppers, inTurn, type Shopper, say, threadsOf } from './outage-people.ts'
import { type OutageWorld, outageWorld } from './outage-world.ts'

export type OutageOptions = {
  seed: number
  handoffs?: number
  /** How long the desk is out, in ms by its clock. */
  out?: number
  deskKind?: DeskKind
  broken?: OutageBreak | null
}

/** Times in ms: by the clock of desk and server, but `acked` and `took`, which are by ours. */
export type OutageFigures = {
  deskKind: DeskKind
  handoffs: number
  /** Words of visitors: in all, and while the desk was out. */
  words: { all: number; out: number }
  /** Until a word was stored while the desk was out. */
  acked: { p50: number; p99: number }
  /** Calls to the desk: while it was out, and from then on until the last word was there. */
  calls: { out: number; after: number }
  /** From when the desk was back until words arrived there. */
  arrived: { first: number; last: number }
  /** Calls that the desk refused because they were too many, and those that came although it had said when to come again. */
  refused: { all: number; early: number }
  /** Bytes of the heap, a quarter of an hour apart, while the desk was out and nobody said anything. */
  heap: { from: number; to: number }
  faults: Fault[]
  took: number
}

const minute = 60_000
/** A few hundred a minute: nobody knows the vendors' numbers. */
const perMinute = 600

/**
 * Many stays are under way at a desk that goes out in the middle of a word, and is back much later. Visitors go on, some leave,
 * agents answer at their page and nobody hears of it.
 */
export async function outage({
  seed,
  handoffs = 200,
  out = 60 * minute,
  deskKind = 'freshchat',
  broken = null,
}: OutageOptions): Promise<OutageFigures> {
  const began = performance.now()
  const world = await outageWorld({ seed, deskKind, perMinute, broken })
  const { clock, desk, calls, logs } = world
  const shoppers = createShoppers(world, handoffs)
  try {
    await handOver(world, shoppers)
    for (const shopper of shoppers) shopper.saidBefore = shopper.said.length

    const from = clock.now()
    const callsBefore = calls.length
    await goOut(world, shoppers)
    const ends = from + out
    const at = (part: number) => clockReaches(world, from + out * part)
    await at(0.05)
    await inTurn(shoppers, say)
    await at(0.4)
    desk.trouble.set('down', { how: '503' })
    await inTurn(shoppers, say)
    const threads = threadsOf(world)
    for (const shopper of shoppers.filter(({ answered }) => answered))
      for (const thread of threads.get(shopper.name) ?? []) answer(world, shopper, thread)
    await at(0.6)
    await inTurn(shoppers, say)
    await inTurn(
      shoppers.filter(({ leaves }) => leaves),
      ({ tab }) => tab.order({ kind: 'act', action: 'leave' }),
    )
    await at(0.7)
    const heapFrom = heap()
    await clockReaches(world, ends - 20_000)
    const heapTo = heap()
    const untold = faultsWhileOut(shoppers)
    await clockReaches(world, ends)
    const callsOut = knocks(calls.slice(callsBefore))

    desk.trouble.clear()
    const back = clock.now()
    await settled(world, shoppers)
    const lines = desk.threads().flatMap((thread) => thread.lines)
    const late = lines.filter((line) => line.at >= back && /^\[v\d+ /.test(line.text)).map((line) => line.at - back)
    const acks = shoppers.flatMap(acksWhileOut).toSorted((a, b) => a - b)
    return {
      ...{ deskKind, handoffs },
      words: { all: sum(shoppers, ({ said }) => said.length), out: acks.length },
      acked: { p50: percentile(acks, 0.5) ?? 0, p99: percentile(acks, 0.99) ?? 0 },
      calls: { out: callsOut, after: knocks(calls.slice(callsBefore)) - callsOut },
      arrived: { first: Math.min(...late), last: Math.max(...late) },
      refused: {
        all: calls.filter(({ status }) => status === 429).length,
        early: desk.breaches().filter((one) => one.includes('Retry-After')).length,
      },
      heap: { from: heapFrom, to: heapTo },
      faults: [...untold, ...knocking(callsOut, out), ...(await faultsAfter(world, shoppers))],
      took: performance.now() - began,
    }
  } catch (error) {
    throw new Error(`the outage of seed ${seed} failed:\n${logs.slice(-10).join('\n')}`, { cause: error })
  } finally {
    for (const { visitor } of shoppers) visitor.close()
    await world.close()
  }
}

/** Everybody asks for a person, says two things, and is taken by an agent who answers. */
async function handOver(world: OutageWorld, shoppers: Shopper[]): Promise<void> {
  const { desk } = world
  const taken = new Set<string>()
  const take = (): void => {
    const threads = threadsOf(world)
    for (const shopper of shoppers) {
      const [thread] = threads.get(shopper.name) ?? []
      if (thread === undefined || taken.has(shopper.name)) continue
      taken.add(shopper.name)
      desk.agent.join(thread)
      answer(world, shopper, thread)
    }
  }
  await inTurn(shoppers, (shopper) => {
    shopper.tab.order({ kind: 'act', action: 'person' })
    say(shopper)
    say(shopper)
  })
  await waitFor(
    'an agent is with everybody',
    () => {
      take()
      return shoppers.every(({ tab }) => tab.view.status?.mode === 'agent')
    },
    60_000,
  )
  await waitFor(
    'all that was said is at the desk',
    async () => (await world.store.outbox.counts()).claimed === 0 && arrivedAll(world, shoppers),
    60_000,
  )
  await desk.hooks.quiet()
}

/** It goes out while words are on their way: for a minute it does what it is asked to, and nobody learns of it. */
async function goOut(world: OutageWorld, shoppers: Shopper[]): Promise<void> {
  const { desk, clock } = world
  desk.trouble.set('hooksLost')
  desk.trouble.set('notLive')
  desk.trouble.set('answerLost')
  const down = clock.now() + minute
  await inTurn(
    shoppers.filter((_, n) => n % 4 === 0),
    say,
  )
  await clockReaches(world, down)
  desk.trouble.set('down')
}

async function settled(world: OutageWorld, shoppers: Shopper[]): Promise<void> {
  // What is not there after a quarter of an hour will not come.
  const end = world.clock.now() + 15 * minute
  const all = async (): Promise<boolean> => {
    if (world.clock.now() > end) return true
    const faults = await faultsAfter(world, shoppers)
    return faults.every(({ kind }) => kind === 'breach')
  }
  await comes(all, 90_000, 100)
}

const arrivedAll = ({ desk }: OutageWorld, shoppers: Shopper[]): boolean => {
  const there = new Set(desk.threads().flatMap(({ lines }) => lines.map(({ text }) => text)))
  return shoppers.every(({ said }) => said.every((word) => there.has(word)))
}

/** Without the logins of LiveChat's sockets: a pause of this process of 20 ms is silence of half a minute by its clock, and cuts them all. */
const knocks = (calls: OutageWorld['calls']): number =>
  calls.filter(({ path }) => !path.endsWith('/action/login')).length

const acksWhileOut = ({ tab, saidBefore, said }: Shopper): number[] => {
  const out = new Set(said.slice(saidBefore))
  return tab.queue.sent.flatMap(({ order, acked, queuedAt }) =>
    order.kind === 'text' && out.has(order.text) ? [(acked?.at ?? Number.POSITIVE_INFINITY) - queuedAt] : [],
  )
}

const sum = <T>(all: T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heap(): number {
  collect()
  return process.memoryUsage().heapUsed
}
