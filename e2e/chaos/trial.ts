import type { Json } from '@baton/shared/ids.ts'
import type { Agent } from '../drive/agent.ts'
import type { DeskKind } from '../drive/desk-kinds.ts'
import { pause } from '../drive/waiting.ts'
import type { BrokenName } from './broken/broken.ts'
import { check, type Report } from './checker.ts'
import { gather } from './gather.ts'
import type { History } from './history.ts'
import { type Chatter, chat, createChatter, layLines, type Roughness, staff } from './people.ts'
import { settle } from './settle.ts'
import { type Diary, desk, kills } from './weather.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export type TrialOptions = {
  seed: number
  engine?: 'sqlite' | 'postgres'
  broken?: BrokenName | null
  /** Default: freshchat. */
  deskKind?: DeskKind
  speed?: number
  /** On PostgreSQL there may be several. */
  servers?: number
  /** Most of what the desk does is in doubt, all the while; the other troubles come as ever. */
  inDoubt?: boolean
  /** How long people talk, in ms. */
  talk?: number
  /** Waits at most so long for quiet, in ms. */
  patience?: number
}

export type TrialResult = {
  seed: number
  report: Report
  history: History
  diary: Diary
  kills: number
  starts: number[]
  took: number
}

/** One trial: people talk while servers die, lines break and the desk misbehaves; then all is quiet, and is checked. */
export async function trial({
  seed,
  engine = 'sqlite',
  broken = null,
  deskKind = 'freshchat',
  speed,
  servers = 1,
  inDoubt = false,
  talk = 1_500,
  patience = 60_000,
}: TrialOptions): Promise<TrialResult> {
  const began = performance.now()
  const world = await createWorld(worldOf({ seed, engine, broken, deskKind, servers, ...(speed ? { speed } : {}) }))
  const diary: Diary = []
  const note = (what: string) => void diary.push({ at: Math.round(performance.now() - began), what })
  const { dice, seats } = world
  const chatters = Array.from({ length: dice.between(2, 3) }, (_, n) => createChatter(world, `v${n + 1}`))
  try {
    for (const seat of seats)
      if (!(await seat.start())) throw new Error(`the server did not start:\n${seat.logs.join('\n')}`)
    note('started')
    const roughness: Roughness = { lines: dice.one([0, 0.3, 0.6]) }
    layLines(world, roughness)
    const { agents, work } = staff(world)
    const talked = performance.now()
    let killed: number | null = null
    let alive = Number.POSITIVE_INFINITY
    // On a busy machine starts take long: people go on until they had some time with a server that lives, and with each other.
    const over = (): boolean => {
      const now = performance.now()
      const enough = now > talked + talk && now > alive + talk / 4
      return enough && (agents.some(({ said }) => said.length > 2) || now > alive + 2 * talk)
    }
    await Promise.all([
      kills(world, talk, note).then((count) => {
        killed = count
        alive = performance.now()
      }),
      desk(world, { inDoubt, over, note }),
      work(over),
      ...chatters.map((chatter, n) => chat(chatter, dice.fork(`chat ${n}`), over)),
    ])

    note('quiet')
    world.faults.on.clear()
    roughness.lines = 0
    for (const { visitors } of seats) visitors.resetAll()
    // What could not be opened in the storm is opened now, and somebody should be there.
    const calm = performance.now() + 10_000
    await work(
      () => performance.now() > calm || agents.reduce((sum, { said }) => sum + said.length, 0) > chatters.length,
    )
    const history = await untilNothingFollows(world, chatters, agents, { patience, note })
    for (const { visitor } of chatters) visitor.close()
    return {
      seed,
      report: check(history),
      history,
      diary,
      kills: killed ?? 0,
      starts: seats.flatMap((seat) => seat.starts),
      took: performance.now() - began,
    }
  } finally {
    for (const { visitor } of chatters) visitor.close()
    await world.close()
  }
}

/** Longer than from one look at an open thread to the next, as fast as clocks run here. */
const oneLook = 2_500

/**
 * A look at the desk may find news after all was quiet, and while servers are being stopped nobody hears of them: then they are
 * started once more. What a tab missed before that stays missed.
 */
async function untilNothingFollows(
  world: World,
  chatters: Chatter[],
  agents: Agent[],
  { patience, note }: { patience: number; note: (what: string) => void },
): Promise<History> {
  for (let round = 1; ; round++) {
    let unsettled = await settle(world, chatters, patience)
    // Our own words may open a thread again that was just resolved: the next look at it finds that, and nothing before.
    if (unsettled === null && mayBeUneven(world, chatters)) {
      await pause(oneLook)
      unsettled = await settle(world, chatters, patience)
    }
    const quietSince = world.now()
    note(unsettled === null ? 'settled' : `not settled: ${unsettled}`)
    for (const { visitor } of chatters) for (const tab of visitor.tabs) await reachBack(tab)
    for (const seat of world.seats) await seat.stop()
    const history = { ...(await gather(world, chatters, agents)), unsettled }
    const followed = history.visitors.some(({ conversations }) =>
      conversations.some(({ events }) => events.some(({ at }) => at >= quietSince)),
    )
    if (!followed || unsettled !== null || round === 4) return history
    note('something followed')
    for (const seat of world.seats) await seat.start()
  }
}

/** More threads are open at the desk than stays are under way. Some may stay so: a message was left with the team. */
function mayBeUneven({ desk }: World, chatters: Chatter[]): boolean {
  const open = desk.threads().filter((thread) => thread.open).length
  const underWay = chatters.filter(({ visitor }) => {
    const mode = visitor.tabs[0]?.view.status?.mode
    return mode === 'waiting' || mode === 'agent'
  }).length
  return open > underWay
}

/** Now and then a page is lost on its way. */
async function reachBack(tab: { toTheBeginning(): Promise<boolean> }): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    if (await tab.toTheBeginning()) return
    await pause(50)
  }
}

/** The set-up differs from trial to trial too. */
function worldOf(options: WorldOptions): WorldOptions {
  const bits = Math.imul(options.seed, 2_654_435_761) >>> 0
  return {
    ...options,
    router: (bits & 32) > 0,
    site: { wait: bits & 3 ? '600s' : '30s', more: entryOf(options.deskKind ?? 'freshchat', bits) },
  }
}

function entryOf(kind: DeskKind, bits: number): { [key: string]: Json } {
  switch (kind) {
    case 'freshchat':
      return {
        ...(bits & 4 ? { agentEmail: 'bot@example.com' } : {}),
        ...(bits & 8 ? { assign: { group: 'Support' } } : {}),
      }
    case 'livechat':
      return {
        ...(bits & 4 ? { continuous: true } : {}),
        ...(bits & 8 ? { sneakPeek: true } : {}),
        ...(bits & 16 ? { group: 3 } : {}),
      }
  }
}
